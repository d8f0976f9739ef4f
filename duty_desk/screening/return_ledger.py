"""Who comes back, as a list for the screen, the workbook and the paper.

Filters, all optional: `batch`, `state` (one or several; "absent" of those whose days are over), `must_observe` (True), `incomplete`
(True: the health record lacks days), `unit`, `gate`, `day` (of a batch that covers it).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Select, and_, func, or_, select

from db.models import Person, ReturnBatch, Returnee, Unit
from db.vocabulary import ReturnState
from duty_desk import formats
from duty_desk.ledger import Column, Kind, Ledger, Request, Total
from duty_desk.people.selection import number_of, select_persons, words_of
from duty_desk.roles import Permission, require
from duty_desk.screening import return_rows
from duty_desk.screening.return_rows import ReturneeRow
from duty_desk.strings import t
from duty_desk.work import Read

TONES: Mapping[str, tuple[str, str]] = {
    "expected": ("info", "clock-outline"),
    "absent": ("danger", "alert-octagon"),
    "arrived": ("ok", "check-circle"),
    "observed": ("warn", "eye-outline"),
    "dropped": ("neutral", "cancel"),
}


@dataclass(frozen=True, slots=True)
class ReturneeLine:
    """One person as the list shows them."""

    id: int
    batch: str
    name: str
    staff_number: str
    phone: str
    unit: str
    coming_from: str
    transport: str
    vehicle: str
    record: str
    complete: bool
    must_observe: bool
    observe_reason: str
    state: str
    arrived_at: datetime | None
    remark: str


def select_returnees(read: Read, request: Request) -> Select[Any]:
    """People returning that match, by batch, unit and name. Raises Denied for who may not see readings."""
    require(read, Permission.SEE_READINGS)
    wanted = request.filters
    query = (
        select(Returnee.id)
        .join(ReturnBatch, ReturnBatch.id == Returnee.batch_id)
        .join(Person, Person.id == Returnee.person_id)
        .outerjoin(Unit, Unit.id == Returnee.unit_id)
    )
    for name, column in (
        ("batch", Returnee.batch_id),
        ("unit", Returnee.unit_id),
        ("gate", ReturnBatch.gate_id),
    ):
        if name in wanted:
            query = query.where(column == number_of(wanted[name]))
    if isinstance(wanted.get("day"), date):
        query = query.where(ReturnBatch.from_on <= wanted["day"], ReturnBatch.until_on >= wanted["day"])
    if "state" in wanted:
        query = query.where(or_(*(_is_state(read, word) for word in words_of(wanted["state"]))))
    if wanted.get("must_observe"):
        query = query.where(Returnee.must_observe, Returnee.state != ReturnState.DROPPED.value)
    if wanted.get("incomplete"):
        rows = return_rows.list_returnees(
            read, wanted.get("batch") if isinstance(wanted.get("batch"), int) else None
        )
        query = query.where(Returnee.id.in_([row.id for row in rows if not row.is_complete]))
    if typed := request.search.strip():
        people = select_persons(read, Request(search=typed)).order_by(None)
        plain = typed.replace("\x00", "")
        query = query.where(
            or_(Returnee.person_id.in_(people), Unit.name == plain, Returnee.coming_from == plain)
        )
    orders: Mapping[str, Sequence[Any]] = {
        "name": (Person.name_sort,),
        "unit": (Unit.list_order, Person.name_sort),
        "coming_from": (Returnee.coming_from, Person.name_sort),
        "state": (Returnee.state, Person.name_sort),
        "arrived_at": (Returnee.arrived_at,),
    }
    usual = (ReturnBatch.from_on, ReturnBatch.id, Unit.list_order, Person.name_sort)
    keys = (*orders.get(request.sort or "", usual), Returnee.id)
    return query.order_by(*(key.desc() if request.descending else key for key in keys))


def fetch_returnees(read: Read, ids: Sequence[int]) -> Sequence[ReturneeLine]:
    """Rows of these, names whole: the list shortens them."""
    return [line_of(row) for row in return_rows.list_returnees(read, ids=ids, revealed=True)]


def line_of(row: ReturneeRow) -> ReturneeLine:
    """Somebody as the list shows them."""
    return ReturneeLine(
        id=row.id,
        batch=row.batch,
        name=row.name,
        staff_number=row.staff_number,
        phone=row.phone,
        unit=row.unit,
        coming_from=row.coming_from,
        transport=row.transport,
        vehicle=row.vehicle,
        record=row.record_words,
        complete=row.is_complete,
        must_observe=row.must_observe,
        observe_reason=row.observe_reason,
        state=row.state,
        arrived_at=row.arrived_at,
        remark=row.remark,
    )


def _is_state(read: Read, word: str) -> Any:
    over = ReturnBatch.until_on < read.at.date()
    expected = Returnee.state == ReturnState.EXPECTED.value
    if word == "absent":
        return and_(expected, over)
    if word == ReturnState.EXPECTED.value:
        return and_(expected, ~over)
    return Returnee.state == word


def _describe(read: Read, request: Request) -> str:
    wanted = request.filters
    said = [formats.full_day(read.at.date())]
    if isinstance(wanted.get("batch"), int):
        said += [row.name for row in return_rows.list_batches(read) if row.id == wanted["batch"]]
    if request.search.strip():
        said.append(t("returns.filter.search", text=request.search.strip()))
    said += [t(f"returns.state.{word}") for word in words_of(wanted.get("state", ())) if word in TONES]
    said += [t(f"returns.filter.{key}") for key in ("must_observe", "incomplete") if wanted.get(key)]
    return t("screening.list_mark").join(said)


def _totals(read: Read, request: Request) -> tuple[Total, ...]:
    within = select_returnees(read, request).order_by(None)
    over = ReturnBatch.until_on < read.at.date()
    query = (
        select(Returnee.state, over, func.count())
        .join(ReturnBatch, ReturnBatch.id == Returnee.batch_id)
        .where(Returnee.id.in_(within))
        .group_by(Returnee.state, over)
    )
    found: dict[str, int] = {}
    for state, late, number in read.session.execute(query):
        word = "absent" if state == ReturnState.EXPECTED and late else state
        found[word] = found.get(word, 0) + number
    return tuple(
        Total(f"returns.total.{word}", f"{found.get(word, 0):,}")
        for word in ("expected", "arrived", "observed", "absent")
    )


RETURNEES = Ledger(
    key="screening.returnees",
    health=True,
    title="returns.ledger.title",
    columns=(
        Column("batch", "returns.column.batch", width=128, sortable=False),
        Column("name", "returns.column.name", Kind.NAME, 80, masked=True),
        Column("staff_number", "returns.column.staff_number", Kind.STAFF_NUMBER, 96, sortable=False, masked=True),
        Column("phone", "returns.column.phone", Kind.PHONE, 112, sortable=False, masked=True, hidden=True),
        Column("unit", "returns.column.unit", width=144),
        Column("coming_from", "returns.column.coming_from", width=120, stretch=True),
        Column("transport", "returns.column.transport", width=72, sortable=False),
        Column("vehicle", "returns.column.vehicle", width=80, sortable=False, hidden=True),
        Column("record", "returns.column.record", width=88, sortable=False),
        Column("must_observe", "returns.column.must_observe", Kind.FLAG, 72, sortable=False),
        Column("observe_reason", "returns.column.observe_reason", width=128, sortable=False, hidden=True),
        Column("arrived_at", "returns.column.arrived_at", Kind.MOMENT, 104),
        Column("state", "returns.column.state", Kind.CHIP, 112, words="returns.state", tones=TONES),
        Column("remark", "returns.column.remark", width=120, sortable=False, hidden=True),
    ),
    statement=select_returnees,
    fetch=fetch_returnees,
    default_sort="batch",
    describe=_describe,
    totals=_totals,
)  # fmt: skip
