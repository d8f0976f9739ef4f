"""From draft to issue: what must be right first, the number, what was typed since, and withdrawing (product rule R4)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal

from sqlalchemy import func, select

from db.models import Bulletin
from db.vocabulary import BulletinState, Precision
from duty_desk import audit, formats, numbering
from duty_desk.errors import InputError, Refusal, StaleError
from duty_desk.reports import bulletin_rows, drafting, figures
from duty_desk.reports.bulletin_rows import SERIES, BulletinDetail, PlacedFigure
from duty_desk.roles import Permission, requires
from duty_desk.strings import t
from duty_desk.work import Read, Work

_LAST_ISSUE = 9999


@dataclass(frozen=True, slots=True)
class Finding:
    """What stands against issuing, and the figure it is about."""

    ordinal: int | None
    text: str


@dataclass(frozen=True, slots=True)
class Drift:
    """A figure that comes to something else today than when it was frozen, to the same cut-off."""

    figure: PlacedFigure
    frozen: Decimal
    now: Decimal


def findings(read: Read, detail: BulletinDetail) -> tuple[Finding, ...]:
    """What must be put right before a draft can be issued."""
    found: list[Finding] = []
    if not any(section.text for section in detail.sections):
        found.append(Finding(None, t("bulletins.finding.empty")))
    for each in detail.placed:
        if each.value is None or each.counted_at is None:
            found.append(Finding(each.ordinal, t("bulletins.finding.not_counted", name=each.name)))
        elif each.untrue:
            found.append(Finding(each.ordinal, each.untrue))
    return (*found, *_unequal(read, detail))


@requires(Permission.ISSUE_BULLETIN)
def issue(work: Work, bulletin: int, *, version: int | None = None) -> str:
    """Give the next number of the year and freeze everything; gives the number as it is written. Raises Refusal with what is wrong."""
    row = bulletin_rows.open_draft(work, bulletin, version)
    detail = bulletin_rows.get_bulletin(work, bulletin)
    if wrong := findings(work, detail):
        raise Refusal("bulletins.refusal.not_ready", what=wrong[0].text, count=len(wrong))
    drafting.leave_out_unnamed(work, bulletin, [each.ordinal for each in detail.placed])
    number = numbering.take(work, SERIES[row.is_special], row.day.year)
    row.year, row.issue = number.year, number.sequence
    if not row.is_special:
        row.total_issue = _next_total(work)
    row.state = BulletinState.ISSUED.value
    row.issued_at, row.issued_by, row.issued_name = work.at, work.officer.id, work.officer.name
    audit.record(
        work,
        action="bulletin.issue",
        subject=("bulletin", bulletin),
        after={
            "number": number.text,
            "cutoff": row.cutoff_at,
            "values": [each.text for each in detail.placed],
        },
    )
    row.anchor = audit.anchor(work)
    work.session.flush()
    return number.text


@requires(Permission.ISSUE_BULLETIN)
def withdraw(work: Work, bulletin: int, *, reason: str) -> None:
    """Withdraw an issue; it stays in the series with its number and the reason."""
    row = work.session.scalar(select(Bulletin).where(Bulletin.id == bulletin).with_for_update())
    if row is None:
        raise StaleError("storage.stale")
    if row.state != BulletinState.ISSUED.value:
        raise Refusal("bulletins.refusal.not_issued")
    if not reason.strip():
        raise InputError("reason", "bulletins.error.reason")
    row.state = BulletinState.WITHDRAWN.value
    row.withdrawn_at, row.withdrawn_reason = work.at, reason.strip()
    row.version += 1
    audit.record(
        work,
        action="bulletin.withdraw",
        subject=("bulletin", bulletin),
        after={"number": bulletin_rows.number_text(row.is_special, row.issue)},
        reason=reason.strip(),
    )


@requires(Permission.ISSUE_BULLETIN)
def register_past(work: Work, *, issue: int, day: date, title: str = "", is_special: bool = False) -> int:
    """Put an issue on record that was made on paper before, so that the numbers go on from it."""
    if not 1 <= issue <= _LAST_ISSUE:
        raise InputError("issue", "bulletins.error.issue", most=_LAST_ISSUE)
    if day > work.at.date():
        raise InputError("day", "bulletins.error.future")
    taken = select(Bulletin.id).where(
        Bulletin.year == day.year, Bulletin.issue == issue, Bulletin.is_special == is_special
    )
    if work.session.scalar(taken) is not None:
        raise InputError("issue", "bulletins.error.taken", issue=issue)
    numbering.keep_above(work, SERIES[is_special], day.year, issue)
    head = _head_of_last(work, is_special)
    row = Bulletin(
        state=BulletinState.ISSUED.value,
        is_special=is_special,
        year=day.year,
        issue=issue,
        total_issue=None if is_special else issue,
        title=title.strip(),
        day=day,
        cutoff_at=datetime.combine(day + timedelta(days=1), time()),
        made_at=work.at,
        made_by=work.officer.id,
        **head,
    )
    work.session.add(row)
    work.session.flush()
    number = numbering.format_of(work, SERIES[is_special]).format(year=day.year, sequence=issue)
    audit.record(
        work, action="bulletin.past", subject=("bulletin", row.id), after={"number": number, "day": day}
    )
    return row.id


def changed_since(read: Read, detail: BulletinDetail) -> tuple[Drift, ...]:
    """Figures of an issue that come to something else now, to the cut-off they were frozen at."""
    found: list[Drift] = []
    for each in detail.placed:
        if each.value is None:
            continue
        now = figures.compute(read, each.key, from_on=each.from_on, cutoff=each.cutoff, choices=each.choices)
        if now != each.value:
            found.append(Drift(each, each.value, now))
    return tuple(found)


def _head_of_last(read: Read, is_special: bool) -> dict[str, str]:
    last = bulletin_rows.last_issued(read, is_special)
    if last is not None:
        row = read.session.get_one(Bulletin, last)
        return {"masthead": row.masthead, "editor": row.editor}
    content = drafting.default_content()
    return {"masthead": content["masthead"], "editor": content.get("editor", "")}


def _next_total(work: Work) -> int:
    query = select(func.max(Bulletin.total_issue)).where(Bulletin.is_special.is_(False))
    return (work.session.scalar(query) or 0) + 1


def _unequal(read: Read, detail: BulletinDetail) -> list[Finding]:
    """A total that is not the sum of its parts, where the text gives them all (I-12)."""
    found: list[Finding] = []
    for total in detail.placed:
        if total.precision is not Precision.EXACT or total.scale:
            continue
        for pick in figures.figure(total.key).picks:
            if pick.name in total.choices or pick.options is None:
                continue
            parts = [each for each in detail.placed if _is_part(each, total, pick.name)]
            given = {each.choices[pick.name] for each in parts}
            if not parts or any(
                value not in given and _comes_to(read, total, pick.name, value)
                for value, _ in pick.options(read)
            ):
                continue
            said, summed = _number(total), sum((_number(each) or Decimal(0) for each in parts), Decimal(0))
            if said is not None and said != summed:
                found.append(
                    Finding(
                        total.ordinal,
                        t(
                            "bulletins.finding.sum",
                            name=total.name,
                            total=total.text,
                            parts=formats.number(summed),
                        ),
                    )
                )
    return found  # fmt: skip


def _is_part(each: PlacedFigure, total: PlacedFigure, pick: str) -> bool:
    rest = {name: value for name, value in each.choices.items() if name != pick}
    return (
        each.key == total.key
        and pick in each.choices
        and rest == dict(total.choices)
        and (each.from_on, each.cutoff) == (total.from_on, total.cutoff)
        and each.precision is Precision.EXACT
        and not each.scale
    )


def _comes_to(read: Read, total: PlacedFigure, pick: str, value: str) -> bool:
    choices = {**total.choices, pick: value}
    return bool(figures.compute(read, total.key, from_on=total.from_on, cutoff=total.cutoff, choices=choices))


def _number(each: PlacedFigure) -> Decimal | None:
    """The number that is printed."""
    if each.replaced_by is None:
        return each.value
    digits = each.replaced_by.replace(",", "")
    return Decimal(digits) if digits.isdecimal() else None
