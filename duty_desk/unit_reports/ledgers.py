"""Two lists: the units of one day with what they have done, and all reports with every edition (product rule X3).

Filters of the first: `day`, `state` (one or several); of the second: `period`, `unit`, `kind` (late, zero, corrected).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Select, and_, case, exists, or_, select

from db.models import ReportExemption, Unit, UnitReport
from db.vocabulary import ReportState
from duty_desk import formats
from duty_desk.ledger import Column, Kind, Ledger, Request
from duty_desk.people.selection import select_units as select_named
from duty_desk.strings import t
from duty_desk.unit_reports import queries, records, wording
from duty_desk.unit_reports.rules import FIGURES
from duty_desk.work import Read

TONES: Mapping[str, tuple[str, str]] = {
    "missing": ("danger", "alert-octagon"),
    "late": ("warn", "timer-alert-outline"),
    "filed": ("info", "file-document-edit-outline"),
    "zero": ("neutral", "check-circle"),
    "exempt": ("neutral", "minus-circle-outline"),
}


@dataclass(frozen=True, slots=True)
class UnitLine:
    """A unit of the day as the list shows it; `unit` is the whole of what is known."""

    id: int
    name: str
    state: str
    time: str
    heads: int | None
    note: str
    contact: str | None
    phone: str | None
    unit: queries.UnitDay


def day_of(read: Read, request: Request) -> date:
    """The day that is asked for, today's when none is."""
    wanted = request.filters.get("day")
    return wanted if isinstance(wanted, date) else records.today(read)


def select_units(read: Read, request: Request) -> Select[Any]:
    """The units of a day, what needs a hand first."""
    wanted = request.filters
    day = day_of(read, request)
    newest = records.select_current(read.at)
    free = exists().where(
        ReportExemption.unit_id == Unit.id,
        ReportExemption.from_on <= day,
        or_(ReportExemption.until_on.is_(None), ReportExemption.until_on >= day),
        or_(
            ReportExemption.ended_at.is_(None),
            ReportExemption.ended_at >= datetime.combine(day, datetime.max.time()),
        ),
    )
    order = case(
        (and_(UnitReport.id.is_(None), free), 4),
        (UnitReport.id.is_(None), 0),
        (UnitReport.is_late, 1),
        (UnitReport.is_zero, 3),
        else_=2,
    )
    query = (
        select(Unit.id)
        .outerjoin(newest, and_(newest.c.unit_id == Unit.id, newest.c.day == day))
        .outerjoin(
            UnitReport,
            and_(
                UnitReport.unit_id == Unit.id,
                UnitReport.day == day,
                UnitReport.edition == newest.c.edition,
            ),
        )
        .where(or_(and_(Unit.reports, Unit.is_active), UnitReport.id.is_not(None)))
    )
    if "state" in wanted:
        places = [queries.ORDER.index(ReportState(word)) for word in _words(wanted["state"])]
        query = query.where(order.in_(places))
    if typed := request.search.strip():
        query = query.where(Unit.id.in_(select_named(read, Request(search=typed)).order_by(None)))
    heads = UnitReport.due
    orders: Mapping[str, Any] = {"name": Unit.name_sort, "time": UnitReport.submitted_at, "heads": heads}
    keys: list[Any] = [order, Unit.list_order, Unit.id]
    if request.sort == "state" and request.descending:
        keys[0] = order.desc()
    if request.sort in orders:
        chosen = orders[request.sort]
        keys = [chosen.is_(None), chosen.desc() if request.descending else chosen, *keys[1:]]
    return query.order_by(*keys)


def fetch_units(read: Read, ids: Sequence[int], day: date | None = None) -> Sequence[UnitLine]:
    """The units of today, or of `day`."""
    found = queries.day_view(read, day)
    wanted = set(ids)
    return [line_of(row) for row in found.rows if row.id in wanted]


def line_of(row: queries.UnitDay) -> UnitLine:
    """A unit as the list writes it."""
    return UnitLine(
        id=row.id,
        name=row.name,
        state=row.state.value,
        time=formats.clock(row.at),
        heads=row.heads,
        note=wording.situation(row),
        contact=row.contact,
        phone=row.phone,
        unit=row,
    )


def units_of(day: date) -> Ledger:
    """The list of one day; what stands on it is of that day whatever the filters say."""
    return _units_ledger(lambda read, ids: fetch_units(read, ids, day))


def _words(value: Any) -> list[str]:
    values = value if isinstance(value, list | tuple | set | frozenset) else [value]
    return [str(getattr(each, "value", each)) for each in values]


def _describe_units(read: Read, request: Request) -> str:
    mark = "\N{IDEOGRAPHIC SPACE}"
    said = [formats.full_day(day_of(read, request))]
    said += [t(f"unit_reports.state.{word}") for word in _words(request.filters.get("state", ()))]
    if request.search.strip():
        said.append(t("unit_reports.filter.search", text=request.search.strip()))
    return mark.join(said)


def _units_ledger(fetch: Any) -> Ledger:
    return Ledger(
        key="unit_reports.units",
        title="unit_reports.ledger.units",
        columns=(
            Column("name", "unit_reports.column.unit", width=176, stretch=True),
            Column("state", "unit_reports.column.state", Kind.CHIP, 88, words="unit_reports.state", tones=TONES),
            Column("time", "unit_reports.column.time", width=64),
            Column("heads", "unit_reports.column.heads", Kind.NUMBER, 72, align="right"),
            Column("note", "unit_reports.column.note", width=200, sortable=False),
            Column("contact", "unit_reports.column.contact", Kind.NAME, 80, sortable=False, hidden=True, masked=True),
            Column("phone", "unit_reports.column.phone", Kind.PHONE, 112, sortable=False, hidden=True, masked=True),
        ),
        statement=select_units,
        fetch=fetch,
        default_sort="state",
        describe=_describe_units,
    )  # fmt: skip


UNITS = _units_ledger(lambda read, ids: fetch_units(read, ids))


@dataclass(frozen=True, slots=True)
class EditionLine:
    """One edition of a report as the register shows it; the figures are attributes by their names."""

    id: int
    row: records.ReportRow

    def __getattr__(self, name: str) -> Any:
        return self.row.figures[name] if name in FIGURES else getattr(self.row, name)

    @property
    def state(self) -> str:
        """Late, zero or filed."""
        return "late" if self.row.is_late else "zero" if self.row.is_zero else "filed"


def select_reports(read: Read, request: Request) -> Select[Any]:
    """Every edition, the last day first, a day in the order of the units."""
    wanted = request.filters
    query = select(UnitReport.id).join(Unit, Unit.id == UnitReport.unit_id)
    first, last = wanted.get("period") or (None, None)
    if first is not None:
        query = query.where(UnitReport.day >= first)
    if last is not None:
        query = query.where(UnitReport.day <= last)
    if wanted.get("unit"):
        query = query.where(UnitReport.unit_id == wanted["unit"])
    match wanted.get("kind"):
        case "late":
            query = query.where(UnitReport.is_late)
        case "zero":
            query = query.where(UnitReport.is_zero)
        case "corrected":
            query = query.where(UnitReport.edition > 1)
        case _:
            pass
    if "imported" in wanted:
        query = query.where(UnitReport.import_id == wanted["imported"])
    if typed := request.search.strip():
        query = query.where(Unit.id.in_(select_named(read, Request(search=typed)).order_by(None)))
    orders: Mapping[str, Any] = {
        "unit": Unit.list_order,
        "submitted_at": UnitReport.submitted_at,
        "edition": UnitReport.edition,
        **{name: getattr(UnitReport, name) for name in FIGURES},
    }
    rest = (Unit.list_order, UnitReport.edition, UnitReport.id)
    if request.sort in orders:
        chosen = orders[request.sort]
        return query.order_by(
            chosen.is_(None), chosen.desc() if request.descending else chosen, UnitReport.day.desc(), *rest
        )
    down = request.descending or request.sort is None
    return query.order_by(UnitReport.day.desc() if down else UnitReport.day, *rest)


def fetch_reports(read: Read, ids: Sequence[int]) -> Sequence[EditionLine]:
    """Editions by identifier."""
    return [EditionLine(row.id, row) for row in records.fetch_reports(read, ids)]


def _describe_reports(read: Read, request: Request) -> str:
    said: list[str] = []
    first, last = request.filters.get("period") or (None, None)
    if first is not None and last is not None:
        said.append(formats.period(first, last))
    if kind := request.filters.get("kind"):
        said.append(t(f"unit_reports.kind.{kind}"))
    if request.search.strip():
        said.append(t("unit_reports.filter.search", text=request.search.strip()))
    return "\N{IDEOGRAPHIC SPACE}".join(said)


_HIDDEN = frozenset(
    {"asymptomatic", "sub_close", "returned", "untested", "risk", "suspected", "confirmed", "close"}
)
REPORTS = Ledger(
    key="unit_reports.reports",
    title="unit_reports.ledger.reports",
    columns=(
        Column("day", "unit_reports.column.day", Kind.DATE, 80),
        Column("unit", "unit_reports.column.unit", width=152, stretch=True),
        Column("edition", "unit_reports.column.edition", Kind.NUMBER, 56, align="right"),
        Column("state", "unit_reports.column.state", Kind.CHIP, 88, sortable=False, words="unit_reports.state", tones=TONES),
        Column("submitted_at", "unit_reports.column.submitted_at", Kind.MOMENT, 112),
        *(
            Column(
                name, f"unit_reports.figure.{name}", Kind.NUMBER, 64, align="right", hidden=name in _HIDDEN
            )
            for name in FIGURES
        ),
        Column("reporter", "unit_reports.column.reporter", Kind.NAME, 80, sortable=False, masked=True, hidden=True),
        Column("way", "unit_reports.column.way", width=72, sortable=False, words="unit_reports.way", hidden=True),
        Column("reason", "unit_reports.column.reason", width=120, sortable=False),
        Column("remark", "unit_reports.column.remark", width=120, sortable=False, hidden=True),
        Column("officer", "unit_reports.column.officer", width=80, sortable=False, hidden=True),
    ),
    statement=select_reports,
    fetch=fetch_reports,
    default_sort="day",
    default_descending=True,
    describe=_describe_reports,
)  # fmt: skip
LEDGERS = (UNITS, REPORTS)
