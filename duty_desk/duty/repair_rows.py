"""Work orders as they are shown, with how long they waited and how long they took, and what they come to."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from statistics import median
from typing import Any, Final

from sqlalchemy import Select, false, or_, select

from db.models import Building, Incident, Repair
from db.vocabulary import RepairState, Trade
from duty_desk import codes, formats, numbering, policy
from duty_desk.duty.repairs import WAITING
from duty_desk.errors import StaleError
from duty_desk.ledger import Column, Kind, Ledger, Request, Total
from duty_desk.strings import t
from duty_desk.work import Read

OVERDUE: Final = "overdue"
STATE_TONES: Final[Mapping[str, tuple[str, str]]] = {
    RepairState.OPEN: ("warn", "bell-outline"),
    RepairState.ASSIGNED: ("info", "account-outline"),
    RepairState.STARTED: ("proc", "progress-clock"),
    RepairState.DONE: ("ok", "check-circle"),
    RepairState.DROPPED: ("neutral", "cancel"),
    OVERDUE: ("danger", "alert-octagon"),
}


@dataclass(frozen=True, slots=True)
class RepairRow:
    """One work order. `shown` is its state, or overdue; `hours` from start to finish, `waited` from the call to the start."""

    id: int
    number: str
    trade: str
    place: str
    building: str
    what: str
    is_urgent: bool
    caller: str
    phone: str
    called_at: datetime
    due_at: datetime
    state: RepairState
    shown: str
    assigned_to: str
    assigned_at: datetime | None
    started_at: datetime | None
    done_at: datetime | None
    waited: float | None
    hours: float | None
    workers: int | None
    worker_names: str
    result: str
    material: str
    accepted_by: str
    dropped_reason: str
    incident: tuple[int, str] | None
    log_entry: int | None
    version: int

    @property
    def is_waiting(self) -> bool:
        """Whether something is still to be done."""
        return self.state in WAITING


@dataclass(frozen=True, slots=True)
class TradeFigure:
    """Work orders of one trade: how many, how many done, half of them done within `median` hours of work."""

    trade: str
    called: int
    done: int
    median: float | None


@dataclass(frozen=True, slots=True)
class RepairFigures:
    """Work orders called in a period; `median_hours` of work, `median_total` from the call to the finish."""

    called: int
    done: int
    dropped: int
    waiting: int
    overdue: int
    in_time: int
    median_hours: float | None
    median_total: float | None
    trades: tuple[TradeFigure, ...]


def get_repair(read: Read, repair: int) -> RepairRow:
    """One work order; raises StaleError when there is none."""
    found = fetch(read, [repair])
    if not found:
        raise StaleError("storage.stale")
    return found[0]


def list_waiting(read: Read) -> tuple[RepairRow, ...]:
    """Everything not done yet, what was called first before what was called later."""
    query = select(Repair.id).where(Repair.state.in_(_words(WAITING)))
    ids = read.session.scalars(query.order_by(Repair.called_at, Repair.id)).all()
    found = {row.id: row for row in fetch(read, ids)}
    return tuple(found[each] for each in ids)


def list_called(read: Read, first: date, last: date) -> tuple[RepairRow, ...]:
    """Work orders called from one day to another, in their order."""
    query = select(Repair.id).where(*_between(first, last)).order_by(Repair.called_at, Repair.id)
    ids = read.session.scalars(query).all()
    found = {row.id: row for row in fetch(read, ids)}
    return tuple(found[each] for each in ids)


def find_repair(read: Read, scanned: str) -> int | None:
    """The work order with this number, or with this code on its paper."""
    query = select(Repair.id).where(Repair.number == scanned.strip())
    if (found := read.session.scalar(query)) is not None:
        return found
    if not codes.is_order(scanned.strip().upper()):
        return None
    _mark, year, sequence = scanned.strip().split("-")
    number = numbering.format_of(read, "repair").format(year=int(year), sequence=int(sequence))
    return read.session.scalar(select(Repair.id).where(Repair.number == number))


def code_of(read: Read, row: RepairRow) -> str:
    """What the code on the paper says: year and number, as scanners type them; empty when the number is written in another way."""
    found = numbering.parse(read, "repair", row.number)
    return f"{codes.ORDER}{found.year}-{found.sequence:04d}" if found else ""


def figures(read: Read, first: date, last: date) -> RepairFigures:
    """What was called from one day to another, and how long it took."""
    rows = list_called(read, first, last)
    done = [row for row in rows if row.state is RepairState.DONE]
    trades = [
        TradeFigure(
            trade.value,
            sum(row.trade == trade for row in rows),
            sum(row.trade == trade for row in done),
            _median([row.hours for row in done if row.trade == trade]),
        )
        for trade in Trade
    ]
    return RepairFigures(
        called=len(rows),
        done=len(done),
        dropped=sum(row.state is RepairState.DROPPED for row in rows),
        waiting=sum(row.is_waiting for row in rows),
        overdue=sum(row.shown == OVERDUE for row in rows),
        in_time=sum(row.done_at is not None and row.done_at <= row.due_at for row in done),
        median_hours=_median([row.hours for row in done]),
        median_total=_median([_hours(row.called_at, row.done_at) for row in done]),
        trades=tuple(each for each in trades if each.called),
    )


def list_places(read: Read, most: int = 100) -> tuple[str, ...]:
    """Where something was repaired lately, for the field to offer."""
    query = select(Repair.place).order_by(Repair.called_at.desc(), Repair.id.desc()).limit(most)
    return tuple(dict.fromkeys(read.session.scalars(query)))


def fetch(read: Read, ids: Sequence[int]) -> Sequence[RepairRow]:
    """The rows of these work orders."""
    query = (
        select(Repair, Building.name.label("building"), Incident.number.label("incident"))
        .outerjoin(Building, Building.id == Repair.building_id)
        .outerjoin(Incident, Incident.id == Repair.incident_id)
        .where(Repair.id.in_(list(ids)))
    )
    return [_row(read, row) for row in read.session.execute(query)]


def _row(read: Read, found: Any) -> RepairRow:
    row: Repair = found.Repair
    due = row.called_at + timedelta(hours=policy.integer(read, "repair.hours", row.called_at.date()))
    state = RepairState(row.state)
    late = state in WAITING and due < read.at
    return RepairRow(
        id=row.id,
        number=row.number,
        trade=row.trade,
        place=row.place,
        building=found.building or "",
        what=row.what,
        is_urgent=row.is_urgent,
        caller=row.caller or "",
        phone=row.phone or "",
        called_at=row.called_at,
        due_at=due,
        state=state,
        shown=OVERDUE if late else state.value,
        assigned_to=row.assigned_to or "",
        assigned_at=row.assigned_at,
        started_at=row.started_at,
        done_at=row.done_at,
        waited=_hours(row.called_at, row.started_at),
        hours=_hours(row.started_at, row.done_at),
        workers=row.workers,
        worker_names=row.worker_names or "",
        result=row.result or "",
        material=row.material or "",
        accepted_by=row.accepted_by or "",
        dropped_reason=row.dropped_reason or "",
        incident=(row.incident_id, found.incident) if row.incident_id is not None else None,
        log_entry=row.log_entry_id,
        version=row.version,
    )


def _hours(first: datetime | None, last: datetime | None) -> float | None:
    """Hours from one moment to another, to the minute or so; over midnight as over noon."""
    if first is None or last is None:
        return None
    return round((last - first).total_seconds() / 3600, 2)


def _median(values: Sequence[float | None]) -> float | None:
    known = [value for value in values if value is not None]
    return round(median(known), 2) if known else None


def _words(states: Sequence[RepairState]) -> list[str]:
    return [state.value for state in states]


def _between(first: date | None, last: date | None) -> list[Any]:
    found: list[Any] = []
    if first is not None:
        found.append(Repair.called_at >= datetime.combine(first, time()))
    if last is not None:
        found.append(Repair.called_at < datetime.combine(last + timedelta(days=1), time()))
    return found


_SORTS: Final[Mapping[str, Any]] = {
    "called_at": Repair.called_at,
    "number": Repair.number,
    "trade": Repair.trade,
    "place": Repair.place,
    "assigned_to": Repair.assigned_to,
    "started_at": Repair.started_at,
    "done_at": Repair.done_at,
}


def _select(read: Read, request: Request) -> Select[Any]:
    order = _SORTS.get(request.sort or "called_at", Repair.called_at)
    query = select(Repair.id).where(*_chosen(read, request))
    keys = (order, Repair.id)
    return query.order_by(order.is_(None), *(key.desc() if request.descending else key for key in keys))


def _chosen(read: Read, request: Request) -> list[Any]:
    wanted = request.filters
    found = _between(wanted.get("from"), wanted.get("to"))
    if typed := request.search.strip():
        searched = (Repair.number, Repair.place, Repair.what, Repair.caller, Repair.assigned_to)
        found.append(or_(*(column.contains(typed, autoescape=True) for column in searched)))
    if trade := wanted.get("trade"):
        found.append(Repair.trade == str(trade))
    match wanted.get("state"):
        case "waiting":
            found.append(Repair.state.in_(_words(WAITING)))
        case "overdue":
            limit = timedelta(hours=policy.integer(read, "repair.hours"))
            found += [Repair.state.in_(_words(WAITING)), Repair.called_at < read.at - limit]
        case None:
            pass
        case state:
            found.append(Repair.state == str(state) if state in set(RepairState) else false())
    return found


def _totals(read: Read, request: Request) -> tuple[Total, ...]:
    query = select(Repair.started_at, Repair.done_at).where(
        Repair.state == RepairState.DONE.value, *_chosen(read, request)
    )
    hours = [_hours(row.started_at, row.done_at) for row in read.session.execute(query)]
    half = _median(hours)
    shown = [Total(t("duty_repairs.total.done"), formats.number(len(hours)))]
    if half is not None:
        shown.append(
            Total(t("duty_repairs.total.median"), t("duty_repairs.hours", hours=formats.number(half)))
        )
    return tuple(shown)


def _describe(read: Read, request: Request) -> str:
    wanted = request.filters
    said: list[str] = []
    if wanted.get("from") or wanted.get("to"):
        first, last = formats.day(wanted.get("from")), formats.day(wanted.get("to"))
        said.append(t("duty.days", first=first, last=last))
    if trade := wanted.get("trade"):
        said.append(t(f"duty_repairs.trade.{trade}"))
    if state := wanted.get("state"):
        said.append(t(f"duty_repairs.filter.{state}"))
    if typed := request.search.strip():
        said.append(t("duty.searched", text=typed))
    return t("duty.mark").join(said)


REPAIRS = Ledger(
    key="duty.repairs",
    title="duty_repairs.ledger.repairs",
    columns=(
        Column("number", "duty_repairs.column.number", width=88),
        Column("called_at", "duty_repairs.column.called_at", Kind.MOMENT, 112),
        Column("trade", "duty_repairs.column.trade", width=64, words="duty_repairs.trade"),
        Column("place", "duty_repairs.column.place", width=128),
        Column("what", "duty_repairs.column.what", width=200, sortable=False, stretch=True),
        Column("caller", "duty_repairs.column.caller", width=88, sortable=False, hidden=True),
        Column("phone", "duty_repairs.column.phone", Kind.PHONE, 112, sortable=False, masked=True, hidden=True),
        Column("assigned_to", "duty_repairs.column.assigned_to", width=96),
        Column("started_at", "duty_repairs.column.started_at", Kind.MOMENT, 112),
        Column("done_at", "duty_repairs.column.done_at", Kind.MOMENT, 112),
        Column("hours", "duty_repairs.column.hours", Kind.NUMBER, 64, align="right", sortable=False),
        Column("workers", "duty_repairs.column.workers", Kind.NUMBER, 64, align="right", sortable=False, hidden=True),
        Column("due_at", "duty_repairs.column.due_at", Kind.MOMENT, 112, sortable=False, hidden=True),
        Column("result", "duty_repairs.column.result", width=160, sortable=False, hidden=True),
        Column("shown", "duty_repairs.column.state", Kind.CHIP, 96, sortable=False, words="duty_repairs.state",
               tones=STATE_TONES),
    ),
    statement=_select,
    fetch=fetch,
    default_sort="called_at",
    default_descending=True,
    describe=_describe,
    totals=_totals,
)  # fmt: skip
