"""The daily sheet for the leader: every desk's figures today and yesterday, what is open, who is on duty, incidents (product rule R6).

The sheet of a cut-off is frozen when it is first printed, so that a second print is the same paper; what was typed in since is told
beside it, not printed into it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any, Final

from sqlalchemy import select

from db.models import Incident, Item, Printing
from duty_desk import agenda, audit, formats, printing, settings
from duty_desk.errors import InputError
from duty_desk.handover import gathering, words
from duty_desk.reports import figures
from duty_desk.roles import Permission, requires
from duty_desk.strings import language, t, writing_in
from duty_desk.work import Read, Work

FORM: Final = "daily_sheet"
SUBJECT: Final = "daily_sheet"
_BEGINNING = datetime(2000, 1, 1)
_DAY = timedelta(days=1)
MOST_INCIDENTS, MOST_OPEN = 6, 18


@dataclass(frozen=True, slots=True)
class Row:
    """One figure: today to the cut-off, and yesterday to the same clock."""

    group: str
    name: str
    unit: str
    today: str
    yesterday: str


@dataclass(frozen=True, slots=True)
class Open:
    """Open items of one kind; `late` of them past their time."""

    feature: str
    name: str
    count: int
    late: int


@dataclass(frozen=True, slots=True)
class Sheet:
    """What stands on the sheet. `opens` is None where it is not known any more what was open at that moment."""

    office: str
    officer: str
    cutoff: datetime
    rows: tuple[Row, ...]
    opens: tuple[Open, ...] | None
    duty: tuple[tuple[str, str], ...]
    incidents: tuple[str, ...]
    anchor: str
    # Whether it was printed before and is given as it was then.
    is_kept: bool = False
    # The one it was written in: a second print is the same paper, whatever the screen speaks by then.
    language: str = field(default_factory=language)


@dataclass(frozen=True, slots=True)
class Late:
    """A figure of a printed sheet that comes to something else now, to the same cut-off."""

    name: str
    printed: str
    now: str


@dataclass(frozen=True, slots=True)
class _Wanted:
    key: str
    choices: Mapping[str, str]
    # Counted from the beginning of the day; otherwise as things stand.
    today_only: bool = True


_LINES: Final = (
    _Wanted("units.due", {}), _Wanted("units.received", {}), _Wanted("units.zero", {}), _Wanted("units.missing", {}),
    _Wanted("key.followed", {}), _Wanted("key.reached", {}), _Wanted("key.missed", {}),
    _Wanted("isolation.staying", {}), _Wanted("isolation.admitted", {}), _Wanted("isolation.released", {}),
    _Wanted("isolation.due", {"after": "1"}), _Wanted("isolation.rooms", {"state": "to_clean"}),
    _Wanted("passes.issued", {}), _Wanted("passes.valid", {}),
    _Wanted("gate.passages", {"direction": "in"}), _Wanted("gate.passages", {"direction": "out"}),
    _Wanted("gate.visitors", {}), _Wanted("gate.refused", {}), _Wanted("gate.measured", {}), _Wanted("gate.fevers", {}),
    _Wanted("disinfection.due", {}), _Wanted("disinfection.done", {}),
    _Wanted("roster.on_duty", {}), _Wanted("roster.longest", {}, today_only=False),
    _Wanted("incidents.found", {}), _Wanted("incidents.found", {"state": "open"}, today_only=False),
    _Wanted("screening.expected", {"slot": "morning"}), _Wanted("screening.checked", {"slot": "morning"}),
)  # fmt: skip


def sheet(read: Read, cutoff: datetime | None = None) -> Sheet:
    """The sheet of a cut-off (now when none is given): as it was printed, or else as it is. Raises InputError for the future."""
    moment = (cutoff or read.at).replace(second=0)
    if moment > read.at:
        raise InputError("cutoff", "reports_daily.error.future")
    kept = _kept(read, moment)
    return kept if kept is not None else _fresh(read, moment)


def late_entries(read: Read, found: Sheet) -> tuple[Late, ...]:
    """What a printed sheet would say otherwise now; empty for one that was never printed."""
    if not found.is_kept:
        return ()
    with writing_in(found.language):
        now = {(row.group, row.name): row.today for row in _rows(read, found.cutoff)}
    return tuple(
        Late(row.name, row.today, now[row.group, row.name])
        for row in found.rows
        if now.get((row.group, row.name), row.today) != row.today
    )


@requires(Permission.PRINT)
def record_print(work: Work, found: Sheet, destination: str) -> None:
    """Count a print; the first one freezes the sheet."""
    identity = _identity(found.cutoff)
    details = {} if found.is_kept else _content(found)
    printing.record(work, (SUBJECT, identity), FORM, destination, details)


def _fresh(read: Read, cutoff: datetime) -> Sheet:
    is_now = read.at - cutoff < timedelta(minutes=1)
    return Sheet(
        office=str(settings.get(read, "office.name", "") or ""),
        officer=read.officer.name,
        cutoff=cutoff,
        rows=_rows(read, cutoff),
        opens=_open(read) if is_now else None,
        duty=_duty(read, cutoff),
        incidents=_incidents(read, cutoff),
        anchor=audit.anchor(read),
    )


def _rows(read: Read, cutoff: datetime) -> tuple[Row, ...]:
    rows = [_row(read, wanted, cutoff) for wanted in _LINES]
    place = next(n for n, wanted in enumerate(_LINES) if wanted.key == "passes.issued")
    return (*rows[:place], *_goods(read, cutoff), *rows[place:])


def _goods(read: Read, cutoff: datetime) -> list[Row]:
    """Each line of the summary, and how many kinds are low."""
    query = select(Item.metric).where(Item.metric.is_not(None)).order_by(Item.list_order, Item.code)
    metrics = [str(name) for name in dict.fromkeys(read.session.scalars(query))][:4]
    found = [
        _row(read, _Wanted(f"goods.{key}", {"metric": metric}, today_only=key == "issued"), cutoff)
        for metric in metrics
        for key in ("balance", "issued")
    ]
    return [*found, _row(read, _Wanted("goods.low", {}), cutoff)]


def _row(read: Read, wanted: _Wanted, cutoff: datetime) -> Row:
    figure = figures.figure(wanted.key)

    def at(moment: datetime) -> Decimal:
        begin = formats.last_day(moment) if figure.from_day and wanted.today_only else None
        return figures.compute(read, wanted.key, from_on=begin, cutoff=moment, choices=wanted.choices)

    name = figures.describe(read, wanted.key, wanted.choices)
    if figure.from_day and wanted.today_only:
        name = t("reports_daily.of_today", name=name)
    return Row(
        figure.group,
        name,
        figures.unit_of(read, wanted.key, wanted.choices),
        formats.number(at(cutoff)),
        formats.number(at(cutoff - _DAY)),
    )


def _open(read: Read) -> tuple[Open, ...]:
    groups = gathering.group(agenda.list_items(read), read.at)
    return tuple(
        Open(
            group.feature,
            words.what(group.feature, group.what),
            len(group.items),
            group.late,
        )
        for group in groups
    )


def _duty(read: Read, cutoff: datetime) -> tuple[tuple[str, str], ...]:
    """Who is on duty that day, by shift."""
    found: list[tuple[str, str]] = []
    for shift in ("leader", "day", "night", "standby"):
        lines = figures.rows(read, "roster.on_duty", cutoff=cutoff, choices={"shift": shift}).lines
        if lines:
            names = t("reports_daily.list_mark").join(line.cells[0] for line in lines)
            found.append((t(f"reports.shift.{shift}"), names))
    return tuple(found)


def _incidents(read: Read, cutoff: datetime) -> tuple[str, ...]:
    """Incidents of the day, and earlier ones that were still open; the newest first."""
    day = datetime.combine(formats.last_day(cutoff), datetime.min.time())
    query = select(Incident).where(
        Incident.found_at <= cutoff,
        (Incident.found_at >= day) | Incident.closed_at.is_(None) | (Incident.closed_at > cutoff),
    )
    rows = read.session.scalars(query.order_by(Incident.found_at.desc(), Incident.id.desc()))
    return tuple(_incident(row, cutoff) for row in rows)


def _incident(row: Incident, cutoff: datetime) -> str:
    is_closed = row.closed_at is not None and row.closed_at <= cutoff
    state = t(f"reports.incident_state.{'closed' if is_closed else 'open'}")
    return t(
        "reports_daily.incident",
        number=row.number,
        moment=formats.moment(row.found_at),
        title=row.title,
        place=row.place,
        state=state,
    )


# --- what is kept of a printed sheet ---


def _identity(cutoff: datetime) -> int:
    """The minutes of a cut-off: a daily sheet has no number of its own."""
    return int((cutoff - _BEGINNING).total_seconds() // 60)


def _content(found: Sheet) -> dict[str, Any]:
    return {
        "office": found.office,
        "officer": found.officer,
        "rows": [[row.group, row.name, row.unit, row.today, row.yesterday] for row in found.rows],
        "opens": None
        if found.opens is None
        else [[each.feature, each.name, each.count, each.late] for each in found.opens],
        "duty": [list(each) for each in found.duty],
        "incidents": list(found.incidents),
        "anchor": found.anchor,
        "language": found.language,
    }


def _kept(read: Read, cutoff: datetime) -> Sheet | None:
    query = (
        select(Printing.details)
        .where(
            Printing.subject_kind == SUBJECT, Printing.subject_id == _identity(cutoff), Printing.form == FORM
        )
        .order_by(Printing.copy, Printing.id)
        .limit(1)
    )
    kept = read.session.scalar(query)
    if not kept:
        return None
    return Sheet(
        office=kept["office"],
        officer=kept["officer"],
        cutoff=cutoff,
        rows=tuple(Row(*row) for row in kept["rows"]),
        opens=None if kept["opens"] is None else tuple(Open(*each) for each in kept["opens"]),
        duty=_pairs(kept["duty"]),
        incidents=tuple(kept["incidents"]),
        anchor=kept["anchor"],
        is_kept=True,
        language=kept.get("language") or language(),
    )


def _pairs(kept: Sequence[Sequence[str]]) -> tuple[tuple[str, str], ...]:
    return tuple((first, second) for first, second in kept)
