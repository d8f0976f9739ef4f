"""What stands on the card of a pass: of one that was given, or of a form while it is filled in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any, Unpack

from sqlalchemy import bindparam, select

from db.models import Pass, PassReason, Person
from db.vocabulary import PassKind, PassState
from duty_desk import formats, masking, paper, settings
from duty_desk.passes import holders, judging, rules, tokens
from duty_desk.passes.application import PassForm
from duty_desk.passes.rows import PassDetail, PassRow
from duty_desk.strings import text_in
from duty_desk.work import Read

if TYPE_CHECKING:
    from duty_desk.paper import Layout, PassCard

ENGLISH, CHINESE = "en", "zh_CN"
_REASON = select(PassReason.label, PassReason.label_en, PassReason.mark).where(
    PassReason.code == bindparam("code")
)
_STORED = (
    select(
        Pass.id,
        Pass.token_hash,
        Pass.sealed_token,
        Pass.check_code,
        Pass.requested_at,
        PassReason.label,
        PassReason.label_en,
        PassReason.mark,
        Person.id_number,
        Person.staff_number,
        Person.foreign_holder,
    )
    .join(PassReason, PassReason.id == Pass.reason_id)
    .outerjoin(Person, Person.id == Pass.holder_id)
    .where(Pass.id.in_(bindparam("ids", expanding=True)))
)
# Of these a card can be printed.
PRINTABLE = frozenset({PassState.VALID, PassState.LAST_DAY, PassState.NOT_YET, PassState.SUSPENDED})
_AT_ONCE = 500


def card_of(read: Read, detail: PassDetail, *, reprint: int = 0) -> PassCard:
    """The card of a stored pass as it is printed; `reprint` counts the prints before this one."""
    return cards_of(read, [detail.row], {detail.id: reprint})[0]


def cards_of(
    read: Read, rows: Sequence[PassRow], reprints: Mapping[int, int] | None = None
) -> tuple[PassCard, ...]:
    """The cards of many stored passes; `reprints` counts the prints of each before this one."""
    found: dict[int, Any] = {}
    ids = [row.id for row in rows]
    for start in range(0, len(ids), _AT_ONCE):
        values = {"ids": ids[start : start + _AT_ONCE]}
        found |= {more.id: more for more in read.session.execute(_STORED, values)}
    return tuple(_stored(read, row, found[row.id], (reprints or {}).get(row.id, 0)) for row in rows)


def _stored(read: Read, row: PassRow, more: Any, reprint: int) -> PassCard:
    number = masking.mask_id(more.id_number) or masking.mask_staff_number(more.staff_number)
    return _card(
        read,
        kind=row.kind,
        reason=more,
        holder=row.plate or row.holder_name,
        holder_line=_joined(row.place or row.owner or "", row.holder_name if row.plate else number),
        valid_from=row.valid_from,
        valid_until=row.valid_until,
        hours=(row.hours_from, row.hours_until),
        gates=row.gates,
        reason_text=row.reason_text,
        number=row.number or "",
        check_code=more.check_code,
        issued_on=(row.issued_at or more.requested_at).date(),
        issuer=row.issuing_officer or "",
        payload=tokens.unseal(read, more.sealed_token) if more.sealed_token else None,
        # A pass that came in with a register has no code of ours before its card is printed here.
        awaits="print" if row.state in PRINTABLE and more.token_hash is None else "gone",
        english=bool(more.foreign_holder),
        reprint=reprint,
    )


def draft_card(read: Read, *, name: str = "", **form: Unpack[PassForm]) -> PassCard:
    """The card that a form would give, with its next number left open; nothing is checked or written."""
    holder = form.get("holder")
    person = holders.find_holder(read, holder) if holder else None
    reason = read.session.execute(_REASON, {"code": form.get("reason") or "other"}).one_or_none()
    plate = form.get("plate")
    until = form.get("valid_until") or rules.end_of_day(read.at.date())
    number = ""
    if person is not None:
        number = masking.mask_id(person.id_number) or masking.mask_staff_number(person.staff_number)
    where = holders.place_of(person)
    holder_name = person.name if person is not None else name
    return _card(
        read,
        kind=form.get("kind", PassKind.TEMPORARY),
        reason=reason,
        holder=plate or holder_name,
        holder_line=_joined(form.get("owner") or where, holder_name if plate else number),
        valid_from=form.get("valid_from"),
        valid_until=until,
        hours=(form.get("hours_from"), form.get("hours_until")),
        gates=judging.describe_gates(read, list(form.get("gates") or ())),
        reason_text=form.get("reason_text") or "",
        number="",
        check_code=None,
        issued_on=read.at.date(),
        issuer=read.officer.name,
        payload=None,
        english=bool(person is not None and person.foreign_holder),
        reprint=0,
    )


def layout(card: PassCard, form: str) -> Layout:
    """The card in millimetres: a6, a6_stub, receipt, card or four_up."""
    wanted: Any = form
    return paper.layout_pass(card, wanted)


def _card(
    read: Read,
    *,
    kind: PassKind,
    reason: Any,
    holder: str,
    holder_line: str,
    valid_from: Any,
    valid_until: Any,
    hours: Sequence[Any],
    gates: str,
    reason_text: str,
    number: str,
    check_code: str | None,
    issued_on: date,
    issuer: str,
    payload: str | None,
    english: bool,
    reprint: int,
    awaits: str = "issue",
) -> PassCard:
    return paper.PassCard(
        kind_title=text_in(CHINESE, f"passes.kind.{kind.value}"),
        kind_title_en=text_in(ENGLISH, f"passes.kind.{kind.value}"),
        mark=reason.mark if reason is not None else "",
        reason_label=reason.label if reason is not None else "",
        reason_label_en=reason.label_en if reason is not None else "",
        office=_said(read, "office.name"),
        office_en=_said(read, "office.name_en"),
        phone=_said(read, "office.phone"),
        holder=holder,
        holder_line=holder_line,
        valid_from=valid_from,
        valid_until=valid_until,
        hours=_hours(hours, CHINESE),
        hours_en=_hours(hours, ENGLISH),
        gates=gates,
        reason=reason_text,
        number=number,
        check_code=check_code,
        issued_on=issued_on,
        issuer=issuer,
        payload=payload,
        awaits=awaits,
        english=english,
        reprint=reprint,
        demo=tokens.is_demo(read),
    )


def _said(read: Read, key: str) -> str:
    memo = f"cards.{key}"
    if memo not in read.memo:
        read.memo[memo] = str(settings.get(read, key, "") or "")
    return read.memo[memo]


def _hours(hours: Sequence[Any], language: str) -> str:
    start, end = hours
    if start is None or end is None:
        return text_in(language, "formats.all_day")
    return text_in(language, "passes.daily", hours=formats.hours(start, end))


def _joined(*parts: str) -> str:
    """The parts side by side; a firm that is also named as the holder stands once."""
    return "\N{IDEOGRAPHIC SPACE}".join(dict.fromkeys(part for part in parts if part))
