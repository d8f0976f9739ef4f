"""The ledgers of passes, quick at a million rows, and everything about one pass."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import DateTime, Select, and_, bindparam, case, column, false, func, select, table
from sqlalchemy.orm import aliased

from db.models import Gate, Pass, PassEvent, PassGate, PassReason, Person, Printing
from db.vocabulary import Direction, PassEventKind, PassKind, PassStatus
from duty_desk import ledger
from duty_desk.errors import StaleError
from duty_desk.ledger import Column, Kind, Ledger, Request
from duty_desk.passes import holders, rules, selection
from duty_desk.passes.judging import describe_gates
from duty_desk.passes.quick import ask
from duty_desk.passes.rows import CrossingRow, EventRow, PassDetail, PassRow
from duty_desk.people import restrictions
from duty_desk.strings import language
from duty_desk.work import Read

LAST_CROSSINGS = 3
TONES: Mapping[str, tuple[str, str]] = {
    "requested": ("info", "tray-full"),
    "refused": ("neutral", "cancel"),
    "not_yet": ("info", "clock-outline"),
    "valid": ("ok", "check-circle"),
    "last_day": ("warn", "timer-alert-outline"),
    "suspended": ("danger", "pause"),
    "expired": ("neutral", "history"),
    "returned": ("neutral", "archive-arrow-down-outline"),
    "lost": ("danger", "lock-outline"),
    "voided": ("neutral", "cancel"),
}

_KINDS = {kind.value: kind for kind in PassKind}
_newer = aliased(Pass)
_ROW = (
    Pass.id,
    Pass.kind,
    Pass.status,
    Pass.number,
    Pass.sequence,
    Pass.holder_id,
    Pass.holder_name,
    Pass.place,
    PassReason.code.label("reason_code"),
    PassReason.label.label("reason_label"),
    PassReason.label_en.label("reason_label_en"),
    PassReason.report_group,
    Pass.reason.label("reason_text"),
    Pass.household_id,
    Pass.valid_from,
    Pass.valid_until,
    Pass.hours_from,
    Pass.hours_until,
    Pass.issued_at,
    Pass.issuing_officer,
    Pass.approver_name,
    Pass.plate,
    Pass.owner,
    Pass.vehicle_use,
    Pass.remark,
    Pass.batch_id,
    Pass.job_id,
    Pass.issuer_name,
    Pass.outside_number,
    _newer.number.label("replaced_by"),
    # Asked only of passes that still run: whether it is worth looking into why they are suspended.
    case(
        (
            and_(Pass.status == PassStatus.ISSUED.value, Pass.valid_until > bindparam("at")),
            holders.is_kept_in(Pass.holder_id, Pass.household_id),
        ),
        else_=false(),
    ).label("kept_in"),
)
_BY_IDS = (
    select(*_ROW)
    .join(PassReason, PassReason.id == Pass.reason_id)
    .outerjoin(_newer, _newer.id == Pass.replaced_by_id)
    .where(Pass.id.in_(bindparam("ids", expanding=True)))
)
_GATES_OF = select(PassGate.pass_id, PassGate.gate_id).where(
    PassGate.pass_id.in_(bindparam("ids", expanding=True))
)
_older = aliased(Pass)
_DETAIL = (
    select(
        Pass.id,
        Pass.phone,
        Pass.household_id,
        Pass.unit_id,
        Pass.zone,
        Pass.entries,
        Pass.temperature,
        Pass.history_clear,
        Pass.check_code,
        Pass.issuer_name,
        Pass.outside_number,
        Pass.requested_at,
        Pass.approved_at,
        Pass.end_reason,
        Pass.ended_at,
        Pass.from_paper,
        Pass.replaces_id,
        Pass.replaced_by_id,
        Pass.came_at,
        Pass.left_at,
        Pass.photo_id,
        Pass.rule,
        Pass.version,
        _older.number.label("replaces"),
        Person.sex,
        Person.id_kind,
        Person.id_number,
        Person.staff_number,
        Person.foreign_holder,
    )
    .outerjoin(Person, Person.id == Pass.holder_id)
    .outerjoin(_older, _older.id == Pass.replaces_id)
    .where(Pass.id == bindparam("pass_id"))
)
_EVENTS = (
    select(PassEvent.kind, PassEvent.at, PassEvent.officer_name, PassEvent.valid_until, PassEvent.reason)
    .where(PassEvent.pass_id == bindparam("pass_id"))
    .order_by(PassEvent.id)
)
# Named by its columns: a pass is shown without all the tables that passages refer to.
_crossing = table(
    "crossing",
    *map(column, ("id", "pass_id", "gate_id", "direction", "temperature", "withdrawn_at")),
    column("at", DateTime()),
)
_OF_PASS = and_(_crossing.c.pass_id == bindparam("pass_id"), _crossing.c.withdrawn_at.is_(None))
_CROSSINGS = (
    select(_crossing.c.id, _crossing.c.at, _crossing.c.direction, Gate.name, _crossing.c.temperature)
    .select_from(_crossing)
    .join(Gate, Gate.id == _crossing.c.gate_id)
    .where(_OF_PASS)
    .order_by(_crossing.c.at.desc(), _crossing.c.id.desc())
)
_TIMES = select(_crossing.c.direction, func.count()).where(_OF_PASS).group_by(_crossing.c.direction)
_PRINTS = select(func.count()).where(
    Printing.subject_kind == "pass", Printing.subject_id == bindparam("pass_id")
)


def ledger_of(kind: PassKind) -> Ledger:
    """The list of one kind of pass. Filters are listed in `selection`."""
    return LEDGERS[kind]


def list_passes(read: Read, kind: PassKind, request: Request | None = None, limit: int = 100) -> ledger.Page:
    """The first rows of a kind's ledger, newest numbers first."""
    return ledger.page(LEDGERS[kind], read, request or Request(), limit)


def fetch(read: Read, ids: Sequence[int]) -> Sequence[PassRow]:
    """Rows of these passes, in no particular order."""
    day = read.at.date()
    found = ask(read, _BY_IDS, {"ids": list(ids), "at": read.at, "today": day, "last": day}).all()
    gates: dict[int, tuple[int, ...]] = {}
    for pass_id, gate_id in ask(read, _GATES_OF, {"ids": list(ids)}):
        gates[pass_id] = (*gates.get(pass_id, ()), gate_id)
    suspended = [row for row in found if row[-1]]
    reasons_why = _suspensions(read, suspended) if suspended else {}
    named = {opens: describe_gates(read, opens) for opens in {(), *gates.values()}}
    return [_row(read, row, named[gates.get(row[0], ())], reasons_why.get(row[0])) for row in found]


def get_row(read: Read, pass_id: int) -> PassRow:
    """One pass as a list shows it. Raises StaleError when there is none."""
    rows = fetch(read, [pass_id])
    if not rows:
        raise StaleError("storage.stale")
    return rows[0]


def get_pass(read: Read, pass_id: int) -> PassDetail:
    """Everything about one pass. Raises StaleError when there is none."""
    row = get_row(read, pass_id)
    key = {"pass_id": pass_id}
    more = read.session.execute(_DETAIL, key).one()
    times: dict[str, int] = {row[0]: row[1] for row in read.session.execute(_TIMES, key)}
    gates = ask(read, _GATES_OF, {"ids": [pass_id]}).all()
    return PassDetail(
        row=row,
        sex=more.sex,
        id_kind=more.id_kind,
        id_number=more.id_number,
        staff_number=more.staff_number,
        phone=more.phone,
        foreign_holder=bool(more.foreign_holder),
        household_id=more.household_id,
        unit_id=more.unit_id,
        gate_ids=tuple(sorted(gate for _, gate in gates)),
        zone=more.zone,
        entries=more.entries,
        temperature=more.temperature,
        history_clear=more.history_clear,
        check_code=more.check_code,
        issuer_name=more.issuer_name,
        outside_number=more.outside_number,
        requested_at=more.requested_at,
        approved_at=more.approved_at,
        end_reason=more.end_reason,
        ended_at=more.ended_at,
        from_paper=more.from_paper,
        replaces_id=more.replaces_id,
        replaces=more.replaces,
        replaced_by_id=more.replaced_by_id,
        came_at=more.came_at,
        left_at=more.left_at,
        photo_id=more.photo_id,
        rule=more.rule,
        version=more.version,
        crossings=list_crossings(read, pass_id, LAST_CROSSINGS),
        times_in=times.get(Direction.IN, 0),
        times_out=times.get(Direction.OUT, 0),
        prints=read.session.scalar(_PRINTS, key) or 0,
        events=_events(read, row),
    )


def _events(read: Read, row: PassRow) -> tuple[EventRow, ...]:
    found = tuple(EventRow(*event) for event in read.session.execute(_EVENTS, {"pass_id": row.id}))
    if row.issued_at is not None and not any(event.kind == PassEventKind.ISSUED for event in found):
        # Passes out of a workbook begin with what the workbook says.
        first = EventRow(PassEventKind.ISSUED, row.issued_at, row.issuing_officer, row.valid_until, None)
        found = (first, *found)
    return found


def list_crossings(read: Read, pass_id: int, limit: int = 1000) -> tuple[CrossingRow, ...]:
    """The last passages with a pass, newest first; withdrawn ones left out."""
    return tuple(
        CrossingRow(*row) for row in read.session.execute(_CROSSINGS.limit(limit), {"pass_id": pass_id})
    )


def _suspensions(read: Read, rows: Sequence[Any]) -> Mapping[int, str]:
    """Why these passes are suspended, by pass."""
    people = [row.holder_id for row in rows if row.holder_id is not None]
    by_person = restrictions.active(read, people) if people else {}
    closed = selection.closed_households(read, [row.household_id for row in rows if row.household_id])
    why: dict[int, str] = {}
    for row in rows:
        found = by_person.get(row.holder_id) or closed.get(row.household_id)
        if found is not None:
            why[row.id] = found.state
    return why


def _row(read: Read, row: Any, gates: str, why: str | None) -> PassRow:
    # In the order of _ROW: a page of a list is a hundred of these, and names cost more than places.
    (
        key, kind, status, number, sequence, holder_id, holder_name, place, reason_code, reason_label, reason_en,
        report_group, reason_text, _household, valid_from, valid_until, hours_from, hours_until, issued_at, issuing_officer,
        approver_name, plate, owner, vehicle_use, remark, batch_id, job_id, issuer_name, outside_number, replaced_by, _kept_in,
    ) = row  # fmt: skip
    return PassRow(
        id=key,
        kind=_KINDS[kind],
        state=rules.state_of(status, valid_from, valid_until, why is not None, read.at),
        number=number,
        sequence=sequence,
        holder_id=holder_id,
        holder_name=holder_name,
        place=place,
        reason_code=reason_code,
        reason_label=(language() == "en" and reason_en) or reason_label,
        reason_text=reason_text,
        report_group=report_group,
        gates=gates,
        valid_from=valid_from,
        valid_until=valid_until,
        hours_from=hours_from,
        hours_until=hours_until,
        issued_at=issued_at,
        issuing_officer=issuing_officer,
        approver_name=approver_name,
        plate=plate,
        owner=owner,
        vehicle_use=vehicle_use,
        remark=remark,
        suspended_by=why,
        replaced_by=replaced_by,
        batch_id=batch_id,
        job_id=job_id,
        issuer_name=issuer_name,
        outside_number=outside_number,
    )


def _statement(kind: PassKind) -> Any:
    def statement(read: Read, request: Request) -> Select[Any]:
        return selection.select_passes(read, kind, request)

    return statement


_NUMBER = Column("short_number", "passes.column.number", width=64)
_STATE = Column(
    "state",
    "passes.column.state",
    Kind.CHIP,
    width=112,
    sortable=False,
    words="passes.state",
    tones=TONES,
)
_PERIOD = Column("period", "passes.column.period", width=140)
_GATES_COLUMN = Column("gates", "passes.column.gates", width=104, sortable=False)
_LATER = (
    Column("issued_at", "passes.column.issued_at", Kind.MOMENT, width=120, hidden=True),
    Column("issuing_officer", "passes.column.issuer", width=80, sortable=False, hidden=True),
    Column("approver_name", "passes.column.approver", width=80, sortable=False, hidden=True),
    Column("remark", "passes.column.remark", width=160, sortable=False, hidden=True),
)
_PERSON = (
    _NUMBER,
    Column("holder_name", "passes.column.holder", Kind.NAME, width=128, masked=True),
    Column("place", "passes.column.place", width=192, sortable=False, stretch=True),
    Column("reason_label", "passes.column.reason", width=88, sortable=False),
    _GATES_COLUMN,
    _PERIOD,
    _STATE,
    *_LATER,
)
_VEHICLE = (
    _NUMBER,
    Column("plate", "passes.column.plate", Kind.PLATE, width=104, masked=True),
    Column("owner", "passes.column.owner", width=192, sortable=False, stretch=True),
    Column("vehicle_use", "passes.column.use", width=88, sortable=False),
    Column("holder_name", "passes.column.driver", Kind.NAME, width=104, masked=True),
    _GATES_COLUMN,
    _PERIOD,
    _STATE,
    *_LATER,
)


_EXTERNAL = (
    _NUMBER,
    Column("outside_number", "passes.column.outside_number", width=128, sortable=False),
    Column("issuer_name", "passes.column.issuer_name", width=144, sortable=False, stretch=True),
    Column("holder_name", "passes.column.holder", Kind.NAME, width=96, masked=True),
    Column("plate", "passes.column.plate", Kind.PLATE, width=104, masked=True),
    _PERIOD,
    _STATE,
    *_LATER,
)
_COLUMNS: Mapping[PassKind, tuple[Column, ...]] = {
    PassKind.VEHICLE: _VEHICLE,
    PassKind.EXTERNAL: _EXTERNAL,
}


def _ledger(kind: PassKind) -> Ledger:
    return Ledger(
        key=f"passes.{kind.value}",
        title=f"passes.ledger.{kind.value}",
        columns=_COLUMNS.get(kind, _PERSON),
        statement=_statement(kind),
        fetch=fetch,
        default_sort="short_number",
        default_descending=True,
        describe=selection.describe,
    )


LEDGERS: Mapping[PassKind, Ledger] = {kind: _ledger(kind) for kind in PassKind}
