"""The reasons of passes as the office keeps them (P1): what forms offer, and on which line of the bulletin it counts."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypedDict, Unpack

from sqlalchemy import exists, select

from db.models import Pass, PassReason
from db.vocabulary import PassKind
from duty_desk import audit, search
from duty_desk.errors import InputError, Refusal
from duty_desk.paper import fonts
from duty_desk.passes.import_rows import CATEGORY_REASONS
from duty_desk.passes.offers import OWN_REASON
from duty_desk.people.records import change, claim, required
from duty_desk.roles import Permission, requires
from duty_desk.sheets.forms import form as sheet_form
from duty_desk.strings import language
from duty_desk.work import Read, Work

LONGEST = 12
LONGEST_ENGLISH = 40
_CODE = re.compile(r"[a-z][a-z0-9_]{0,23}")
# Forms and imports choose these by themselves, so that they are always there.
_NEEDED = frozenset({*OWN_REASON.values(), "other"})


class ReasonForm(TypedDict, total=False):
    """What can be filled in for a reason. `mark` is the character in the black square of the card, `synonyms` are other words for it
    in workbooks; an `exempt` exit takes nothing of the household's quota. Without a code, a mark or a line the label gives it.
    """

    label: str
    label_en: str
    code: str
    mark: str
    report_group: str
    synonyms: Sequence[str]
    exempt: bool


@dataclass(frozen=True, slots=True)
class ReasonRow:
    """A reason. `keeps_code` when passes or the program know it by its code, `is_needed` when forms choose it by themselves."""

    id: int
    code: str
    label: str
    label_en: str
    mark: str
    report_group: str
    synonyms: tuple[str, ...]
    exempt: bool
    is_active: bool
    keeps_code: bool
    is_needed: bool

    @property
    def name(self) -> str:
        """What the officer calls it."""
        return self.label_en if language() == "en" and self.label_en else self.label


def list_reason_rows(read: Read) -> tuple[ReasonRow, ...]:
    """All reasons in the office's order, the retired ones too."""
    known = _known_codes()
    # By kind, because that is how the passes are indexed.
    on_pass = exists().where(
        Pass.kind.in_([kind.value for kind in PassKind]), Pass.reason_id == PassReason.id
    )
    return tuple(
        ReasonRow(
            row.id,
            row.code,
            row.label,
            row.label_en,
            row.mark,
            row.report_group,
            tuple(row.synonyms),
            row.exempt,
            row.is_active,
            used or row.code in known,
            row.code in _NEEDED,
        )
        for row, used in read.session.execute(
            select(PassReason, on_pass).order_by(PassReason.list_order, PassReason.id)
        )
    )


@requires(Permission.EDIT_POLICY)
def add_reason(work: Work, **form: Unpack[ReasonForm]) -> int:
    """A new reason at the end of the list."""
    rows = list_reason_rows(work)
    values = _values(rows, {"label": "", "label_en": "", "exempt": False, **form}, None)
    row = PassReason(**values, list_order=len(rows), is_active=True)
    work.session.add(row)
    work.session.flush()
    _number(work, [*(each.id for each in rows), row.id])
    audit.record(work, action="pass_reason.add", subject=("pass_reason", row.id), after=values)
    return row.id


@requires(Permission.EDIT_POLICY)
def change_reason(work: Work, reason: int, **form: Unpack[ReasonForm]) -> None:
    """Change what is given; passes given for it read and count by what it is called from now on."""
    row = claim(work, PassReason, reason)
    rows = list_reason_rows(work)
    current = next(each for each in rows if each.id == reason)
    kept = {name: getattr(row, name) for name in ReasonForm.__annotations__}
    before, after = change(row, _values(rows, {**kept, **form}, current))
    if after:
        work.session.flush()
        audit.record(
            work, action="pass_reason.change", subject=("pass_reason", reason), before=before, after=after
        )


@requires(Permission.EDIT_POLICY)
def retire_reason(work: Work, reason: int) -> None:
    """Offer it no longer; passes that have it keep it, and so do their figures."""
    row = claim(work, PassReason, reason)
    if row.code in _NEEDED:
        raise Refusal("passes.refusal.reason_needed", name=row.label)
    _switch(work, row, on=False)


@requires(Permission.EDIT_POLICY)
def restore_reason(work: Work, reason: int) -> None:
    """Offer it again, at its old place."""
    _switch(work, claim(work, PassReason, reason), on=True)


@requires(Permission.EDIT_POLICY)
def move_reason(work: Work, reason: int, *, by: int) -> bool:
    """Move it up (−1) or down (+1) in what forms and figures show; False when it is at the end already."""
    claim(work, PassReason, reason)
    ids = [row.id for row in list_reason_rows(work)]
    here = ids.index(reason)
    there = min(max(here + by, 0), len(ids) - 1)
    if there == here:
        return False
    ids.insert(there, ids.pop(here))
    _number(work, ids)
    audit.record(
        work,
        action="pass_reason.move",
        subject=("pass_reason", reason),
        before={"position": here + 1},
        after={"position": there + 1},
    )
    return True


def category_words(read: Read) -> Mapping[str, str]:
    """The words by which a register of passes may name a reason: those of the form, and the office's own."""
    words = {
        word: row.code for row in reversed(list_reason_rows(read)) for word in (row.label, *row.synonyms)
    }
    for word, code in _form_words().items():
        if words.get(word) in (None, CATEGORY_REASONS.get(code, code)):
            words[word] = code
    return words


def _form_words() -> Mapping[str, str]:
    return sheet_form("passes").fields["category"].choices


def _known_codes() -> frozenset[str]:
    """Codes that the program or its import forms name."""
    return _NEEDED | {CATEGORY_REASONS.get(code, code) for code in _form_words().values()}


def _values(rows: Sequence[ReasonRow], form: Mapping[str, Any], current: ReasonRow | None) -> dict[str, Any]:
    """The columns of a form. Raises InputError at the first field that is wrong."""
    others = [row for row in rows if current is None or row.id != current.id]
    label = _short(required(form["label"], "label", "passes.error.reason_label"), "label", LONGEST)
    _check_free(others, [label], "label")
    synonyms = [word for word in _tidy(form.get("synonyms") or ()) if word != label]
    _check_free(others, synonyms, "synonyms")
    mark = str(form.get("mark") or "").strip() or label[0]
    if len(mark) != 1 or fonts.missing_characters(mark):
        raise InputError("mark", "passes.error.reason_mark")
    return {
        "label": label,
        "label_en": _short(str(form["label_en"] or "").strip(), "label_en", LONGEST_ENGLISH),
        "code": _code(others, str(form.get("code") or "").strip().lower(), label, current),
        "mark": mark,
        "report_group": _short(str(form.get("report_group") or "").strip() or label, "report_group", LONGEST),
        "synonyms": synonyms,
        "exempt": bool(form["exempt"]),
    }


def _code(others: Sequence[ReasonRow], typed: str, label: str, current: ReasonRow | None) -> str:
    taken = {row.code for row in others}
    if current is not None and typed in ("", current.code):
        return current.code
    if current is not None and current.keeps_code:
        raise InputError("code", "passes.error.reason_code_fixed", code=current.code)
    if not typed:
        return _free_code(taken, search.initials(label).lower())
    if not _CODE.fullmatch(typed):
        raise InputError("code", "passes.error.reason_code_form")
    if typed in taken:
        raise InputError("code", "passes.error.reason_code_taken", code=typed)
    return typed


def _free_code(taken: Iterable[str], stem: str) -> str:
    """The initials of the label, with a number where they are taken."""
    stem = stem if _CODE.fullmatch(stem) else "reason"
    code, number = stem, 1
    while code in taken:
        number += 1
        code = f"{stem}{number}"
    return code


def _check_free(others: Sequence[ReasonRow], words: Sequence[str], field: str) -> None:
    """No word may stand for two reasons, or a workbook could not be read."""
    for row in others:
        for word in words:
            if word in (row.label, *row.synonyms):
                raise InputError(field, "passes.error.reason_word_taken", word=word, name=row.label)


def _short(text: str, field: str, most: int) -> str:
    if len(text) > most:
        raise InputError(field, "passes.error.reason_long", count=most)
    return text


def _tidy(words: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(found for word in words if (found := word.strip())))


def _switch(work: Work, row: PassReason, *, on: bool) -> None:
    if row.is_active is on:
        return
    row.is_active = on
    work.session.flush()
    action = "pass_reason.restore" if on else "pass_reason.retire"
    audit.record(work, action=action, subject=("pass_reason", row.id))


def _number(work: Work, ids: Sequence[int]) -> None:
    """Write down the order."""
    rows = {row.id: row for row in work.session.scalars(select(PassReason))}
    for place, reason in enumerate(ids):
        rows[reason].list_order = place
    work.session.flush()
