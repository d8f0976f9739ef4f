"""Figures in a draft: placed, worded, replaced by hand with why, counted anew."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import select

from db.models import Bulletin, BulletinFigure
from db.vocabulary import Precision
from duty_desk import audit, formats
from duty_desk.errors import InputError, StaleError
from duty_desk.reports import bulletin_rows, figures, wording
from duty_desk.roles import Permission, requires, step
from duty_desk.work import Work

_LONGEST = 20


@dataclass(frozen=True, slots=True)
class Change:
    """What counting anew made of a figure."""

    ordinal: int
    name: str
    before: Decimal | None
    after: Decimal


@step
def write(
    work: Work,
    row: Bulletin,
    ordinal: int,
    *,
    key: str,
    choices: Mapping[str, str],
    from_on: date | None,
    cutoff: datetime | None,
    precision: str = "exact",
    scale: str = "",
) -> BulletinFigure:
    """Write a figure of a draft and count it."""
    made = BulletinFigure(
        bulletin_id=row.id,
        ordinal=ordinal,
        key=key,
        choices=dict(choices),
        from_on=from_on,
        cutoff_at=cutoff,
        precision=Precision(precision).value,
        scale=scale,
    )
    work.session.add(made)
    _count(work, row, made)
    return made


@requires(Permission.WRITE_BULLETIN)
def place_figure(
    work: Work,
    bulletin: int,
    *,
    version: int,
    key: str,
    choices: Mapping[str, str] | None = None,
    from_on: date | None = None,
    cutoff: datetime | None = None,
    precision: str = Precision.EXACT.value,
    scale: str = "",
) -> int:
    """Add a figure to a draft; gives its ordinal, to be named in a text. Raises InputError at the field that cannot be."""
    from duty_desk.reports import drafting

    row = bulletin_rows.open_draft(work, bulletin, version)
    kept = figures.check_choices(work, key, choices or {})
    from_on = _checked(work, key, from_on, cutoff)
    ordinal = drafting.next_ordinal(work, bulletin)
    made = write(
        work, row, ordinal, key=key, choices=kept, from_on=from_on, cutoff=cutoff, precision=precision,
        scale=_scale(scale),
    )  # fmt: skip
    _say(work, bulletin, made)
    return ordinal


@requires(Permission.WRITE_BULLETIN)
def change_figure(
    work: Work,
    bulletin: int,
    ordinal: int,
    *,
    version: int,
    choices: Mapping[str, str] | None = None,
    from_on: date | None = None,
    cutoff: datetime | None = None,
    precision: str = Precision.EXACT.value,
    scale: str = "",
) -> None:
    """Change what a figure counts and how it is written; a number typed by hand goes. Raises InputError where the word would be untrue."""
    row = bulletin_rows.open_draft(work, bulletin, version)
    found = _figure(work, bulletin, ordinal)
    found.choices = figures.check_choices(work, found.key, choices or {})
    found.from_on = _checked(work, found.key, from_on, cutoff)
    found.cutoff_at = cutoff
    found.precision, found.scale = Precision(precision).value, _scale(scale)
    found.replaced_by = found.replaced_reason = None
    _count(work, row, found)
    _check_word(work, found)
    _say(work, bulletin, found)


@requires(Permission.WRITE_BULLETIN)
def replace_figure(work: Work, bulletin: int, ordinal: int, *, version: int, text: str, reason: str) -> None:
    """Write another number than the one that was counted, with why; the counted one is kept beside it."""
    bulletin_rows.open_draft(work, bulletin, version)
    found = _figure(work, bulletin, ordinal)
    if not text.strip() or len(text.strip()) > _LONGEST or not any(sign.isdecimal() for sign in text):
        raise InputError("text", "bulletins.error.replacement", most=_LONGEST)
    if not reason.strip():
        raise InputError("reason", "bulletins.error.reason")
    found.replaced_by, found.replaced_reason = text.strip(), reason.strip()
    audit.record(
        work,
        action="bulletin.replace",
        subject=("bulletin", bulletin),
        before={"value": found.value},
        after={"ordinal": ordinal, "figure": found.key, "value": text.strip()},
        reason=reason.strip(),
    )


@requires(Permission.WRITE_BULLETIN)
def restore_figure(work: Work, bulletin: int, ordinal: int, *, version: int) -> None:
    """Back to the number that was counted."""
    bulletin_rows.open_draft(work, bulletin, version)
    found = _figure(work, bulletin, ordinal)
    found.replaced_by = found.replaced_reason = None
    _say(work, bulletin, found)


@requires(Permission.WRITE_BULLETIN)
def refresh(
    work: Work, bulletin: int, *, cutoff: datetime | None = None, version: int | None = None
) -> tuple[Change, ...]:
    """Count all figures anew, to another cut-off when one is given; gives those that changed. Replaced ones stay replaced."""
    from duty_desk.reports import drafting

    row = bulletin_rows.open_draft(work, bulletin, version)
    if cutoff is not None:
        if cutoff > work.at:
            raise InputError("cutoff", "bulletins.error.future")
        drafting.move_cutoff(work, row, cutoff)
    changes: list[Change] = []
    named = bulletin_rows.named_in(work, bulletin)
    query = select(BulletinFigure).where(BulletinFigure.bulletin_id == bulletin)
    for each in work.session.scalars(query.order_by(BulletinFigure.ordinal)).all():
        before = Decimal(each.value) if each.value is not None else None
        after = _count(work, row, each)
        if before != after and each.ordinal in named:
            name = figures.describe(work, each.key, each.choices)
            changes.append(Change(each.ordinal, name, before, after))
    audit.record(
        work,
        action="bulletin.refresh",
        subject=("bulletin", bulletin),
        after={"cutoff": row.cutoff_at, "changed": len(changes)},
    )
    return tuple(changes)


def _count(work: Work, row: Bulletin, found: BulletinFigure) -> Decimal:
    value = figures.compute(
        work, found.key, from_on=found.from_on, cutoff=found.cutoff_at or row.cutoff_at, choices=found.choices
    )
    found.value, found.counted_at = format(value.normalize(), "f"), work.at
    return value


def _figure(work: Work, bulletin: int, ordinal: int) -> BulletinFigure:
    found = work.session.scalar(
        select(BulletinFigure).where(
            BulletinFigure.bulletin_id == bulletin, BulletinFigure.ordinal == ordinal
        )
    )
    if found is None:
        raise StaleError("storage.stale")
    return found


def _checked(work: Work, key: str, from_on: date | None, cutoff: datetime | None) -> date | None:
    """The first day, where the figure has one."""
    if cutoff is not None and cutoff > work.at:
        raise InputError("cutoff", "bulletins.error.future")
    if not figures.figure(key).from_day:
        return None
    if from_on is not None and from_on > formats.last_day(cutoff or work.at):
        raise InputError("from_on", "bulletins.error.period")
    return from_on


def _scale(scale: str) -> str:
    if scale not in wording.SCALES:
        raise InputError("scale", "reports.error.choose")
    return scale


def _check_word(work: Work, found: BulletinFigure) -> None:
    value, unit = Decimal(found.value or 0), figures.unit_of(work, found.key, found.choices)
    precision = Precision(found.precision)
    key = wording.problem(value, precision, found.scale)
    if key:
        exact = f"{formats.number(value)} {unit}".strip()
        shown = wording.written(value, Precision.EXACT, found.scale, unit)
        raise InputError("precision", f"reports.untrue.{key}", exact=exact, shown=shown)


def _say(work: Work, bulletin: int, found: BulletinFigure) -> None:
    audit.record(
        work,
        action="bulletin.figure",
        subject=("bulletin", bulletin),
        after={
            "ordinal": found.ordinal,
            "figure": found.key,
            "value": found.value,
            "precision": found.precision,
        },
    )
