"""A dispatch as lists, panels and papers get it: what was asked, approved and handed out, from which lots, and what may be done now."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.orm import aliased

from db.models import Dispatch, DispatchLine, DispatchPick, Item, Lot, Officer, StockDocument, Store, Unit
from db.vocabulary import DispatchState, DocumentKind
from duty_desk import codes, numbering
from duty_desk.errors import StaleError
from duty_desk.strings import t
from duty_desk.supplies.dispatch_records import SERIES
from duty_desk.supplies.quantities import number_text
from duty_desk.work import Read

_CHUNK = 500
# Of a slip's goods a list names as many.
_NAMED = 3


@dataclass(frozen=True, slots=True)
class PickRow:
    """From which lot and store, and why it went before one that was due earlier."""

    lot_id: int
    store_id: int
    lot: str
    source: str
    store: str
    expires_on: date | None
    quantity: Decimal
    reason: str


@dataclass(frozen=True, slots=True)
class DispatchLineRow:
    """One line; quantities in base units, `entered` as it was asked for in `entered_unit`."""

    id: int
    line: int
    item_id: int
    code: str
    item: str
    spec: str
    unit: str
    needs_two: bool
    entered: Decimal | None
    entered_unit: str
    asked: Decimal
    approved: Decimal | None
    issued: Decimal | None
    note: str
    picks: tuple[PickRow, ...]

    @property
    def lots(self) -> str:
        """Its lot numbers, each once."""
        return t("supplies_dispatch.list_mark").join(dict.fromkeys(pick.lot for pick in self.picks))


@dataclass(frozen=True, slots=True)
class DispatchRow:
    """One dispatch in a list. `goods` names what it is about."""

    id: int
    number: str
    year: int
    sequence: int
    state: str
    unit_id: int
    unit: str
    purpose: str
    place: str
    goods: str
    requested_at: datetime
    requested_by: int | None
    requester: str
    approved_at: datetime | None
    approved_by: int | None
    approver: str
    issued_at: datetime | None
    keeper: str
    second: str
    receiver: str
    receiver_phone: str
    signed_at: datetime | None
    reason: str
    note: str
    allocation_id: int | None
    version: int
    lines: tuple[DispatchLineRow, ...]

    @property
    def short_number(self) -> str:
        """The digits that a list shows."""
        return f"{self.sequence:04d}"

    @property
    def needs_two(self) -> bool:
        """Whether a second officer must be there when it is handed out."""
        return any(line.needs_two and line.approved != 0 for line in self.lines)


@dataclass(frozen=True, slots=True)
class DispatchDetail:
    """A dispatch with the paper that it was posted with, None before that."""

    row: DispatchRow
    document_id: int | None

    @property
    def id(self) -> int:
        return self.row.id

    @property
    def number(self) -> str:
        return self.row.number

    @property
    def state(self) -> str:
        return self.row.state

    @property
    def unit(self) -> str:
        return self.row.unit

    @property
    def unit_id(self) -> int:
        return self.row.unit_id

    @property
    def purpose(self) -> str:
        return self.row.purpose

    @property
    def version(self) -> int:
        return self.row.version

    @property
    def lines(self) -> tuple[DispatchLineRow, ...]:
        return self.row.lines


def get_dispatch(read: Read, dispatch: int) -> DispatchDetail:
    """One dispatch with everything about it. Raises StaleError when there is none."""
    rows = fetch_dispatches(read, [dispatch])
    if not rows:
        raise StaleError("storage.stale")
    query = select(StockDocument.id).where(
        StockDocument.subject_kind == "dispatch",
        StockDocument.subject_id == dispatch,
        StockDocument.kind == DocumentKind.ISSUE.value,
    )
    return DispatchDetail(rows[0], read.session.scalar(query.order_by(StockDocument.id.desc()).limit(1)))


def find_dispatch(read: Read, text: str) -> int | None:
    """The dispatch that a scanned code or a written number means."""
    digits = text.strip().upper().removeprefix(CODE)
    number = numbering.parse(read, SERIES, text)
    if number is not None:
        year, sequence = number.year, number.sequence
    elif text.strip().upper().startswith(CODE) and digits.replace("-", "").isdigit() and "-" in digits:
        year, sequence = (int(part) for part in digits.split("-", 1))
    else:
        return None
    query = select(Dispatch.id).where(
        Dispatch.series == SERIES, Dispatch.year == year, Dispatch.sequence == sequence
    )
    return read.session.scalar(query.order_by(Dispatch.edition.desc()).limit(1))


CODE = codes.SLIP


def fetch_dispatches(read: Read, ids: Sequence[int]) -> list[DispatchRow]:
    """Dispatches with these identifiers, in no particular order."""
    found: list[DispatchRow] = []
    for start in range(0, len(ids), _CHUNK):
        found += _fetch(read, list(ids[start : start + _CHUNK]))
    return found


def _fetch(read: Read, ids: Sequence[int]) -> list[DispatchRow]:
    asker = aliased(Officer)
    query = (
        select(Dispatch, Unit.name.label("unit"), asker.name.label("requester"))
        .join(Unit, Unit.id == Dispatch.unit_id)
        .outerjoin(asker, asker.id == Dispatch.requested_by)
        .where(Dispatch.id.in_(ids))
    )
    lines = _lines(read, ids)
    return [
        _row(row.Dispatch, row.unit, row.requester, lines.get(row.Dispatch.id, ()))
        for row in read.session.execute(query)
    ]


def _row(one: Dispatch, unit: str, requester: str | None, lines: Sequence[DispatchLineRow]) -> DispatchRow:
    return DispatchRow(
        id=one.id,
        number=one.number,
        year=one.year,
        sequence=one.sequence,
        state=one.state,
        unit_id=one.unit_id,
        unit=unit,
        purpose=one.purpose,
        place=one.place or "",
        goods=_goods(one, lines),
        requested_at=one.requested_at,
        requested_by=one.requested_by,
        requester=requester or "",
        approved_at=one.approved_at,
        approved_by=one.approved_by,
        approver=one.approver_name or "",
        issued_at=one.issued_at,
        keeper=one.keeper_name or "",
        second=one.second_name or "",
        receiver=one.receiver or "",
        receiver_phone=one.receiver_phone or "",
        signed_at=one.signed_at,
        reason=one.ended_reason or "",
        note=one.note or "",
        allocation_id=one.allocation_id,
        version=one.version,
        lines=tuple(lines),
    )


def _goods(one: Dispatch, lines: Sequence[DispatchLineRow]) -> str:
    """The first items with how much of them counts: handed out, else approved, else asked."""
    amounts: dict[tuple[str, str], Decimal] = {}
    for line in lines:
        counts = (
            [line.issued, line.approved, line.asked] if one.state != DispatchState.REJECTED else [line.asked]
        )
        quantity = next(each for each in counts if each is not None)
        key = line.item, line.unit
        amounts[key] = amounts.get(key, Decimal(0)) + quantity
    said = [f"{item} {number_text(quantity)} {unit}" for (item, unit), quantity in amounts.items()]
    words = t("supplies_dispatch.list_mark").join(said[:_NAMED])
    return words if len(said) <= _NAMED else t("supplies_dispatch.and_more", goods=words, count=len(said))


def _lines(read: Read, dispatches: Sequence[int]) -> Mapping[int, list[DispatchLineRow]]:
    query = (
        select(DispatchLine, Item.code, Item.name, Item.spec, Item.base_unit, Item.needs_two)
        .join(Item, Item.id == DispatchLine.item_id)
        .where(DispatchLine.dispatch_id.in_(dispatches))
        .order_by(DispatchLine.dispatch_id, DispatchLine.line)
    )
    rows = read.session.execute(query).all()
    picks = picks_of(read, [row.DispatchLine.id for row in rows])
    found: dict[int, list[DispatchLineRow]] = {}
    for row in rows:
        line: DispatchLine = row.DispatchLine
        found.setdefault(line.dispatch_id, []).append(
            DispatchLineRow(
                id=line.id,
                line=line.line,
                item_id=line.item_id,
                code=row.code,
                item=row.name,
                spec=row.spec,
                unit=row.base_unit,
                needs_two=row.needs_two,
                entered=line.entered,
                entered_unit=line.entered_unit or "",
                asked=line.asked,
                approved=line.approved,
                issued=line.issued,
                note=line.note or "",
                picks=tuple(picks.get(line.id, ())),
            )
        )
    return found


def picks_of(read: Read, lines: Sequence[int]) -> Mapping[int, list[PickRow]]:
    """From where lines are taken, by line."""
    found: dict[int, list[PickRow]] = {}
    for start in range(0, len(lines), _CHUNK):
        query = (
            select(
                DispatchPick,
                Lot.code,
                Lot.source,
                Lot.expires_on,
                Store.name,
            )
            .join(Lot, Lot.id == DispatchPick.lot_id)
            .join(Store, Store.id == DispatchPick.store_id)
            .where(DispatchPick.line_id.in_(lines[start : start + _CHUNK]))
            .order_by(DispatchPick.id)
        )
        for row in read.session.execute(query):
            pick: DispatchPick = row.DispatchPick
            found.setdefault(pick.line_id, []).append(
                PickRow(
                    pick.lot_id,
                    pick.store_id,
                    row.code,
                    row.source,
                    row.name,
                    row.expires_on,
                    pick.quantity,
                    pick.reason or "",
                )
            )
    return found
