"""The list of dispatches, and the register of what was handed out line by line (the office's 'register of issued goods').

Filters of dispatches: `states` (words), `units`, `items`, `allocation`, `period` (first and last day of the request). Of lines handed
out: `units`, `items`, `kind` (of the unit), `period` (of the issue).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from decimal import Decimal
from typing import Any

from sqlalchemy import ColumnElement, Select, false, func, or_, select

from db import search as index
from db.models import Dispatch, DispatchLine, Item, Unit
from duty_desk import formats, search
from duty_desk.ledger import Column, Kind, Ledger, Request, Total
from duty_desk.strings import t
from duty_desk.supplies.dispatch_records import SERIES
from duty_desk.supplies.dispatch_rows import DispatchRow, fetch_dispatches, find_dispatch, picks_of
from duty_desk.supplies.issue_figures import ISSUED, still_counts
from duty_desk.supplies.posting import quantity_text
from duty_desk.supplies.stock_lists import items_named
from duty_desk.work import Read

STATE_TONES: Mapping[str, tuple[str, str]] = {
    "requested": ("info", "tray-full"),
    "approved": ("warn", "clock-outline"),
    "issued": ("proc", "logout"),
    "signed": ("ok", "check-circle"),
    "rejected": ("neutral", "cancel"),
    "voided": ("neutral", "cancel"),
}


@dataclass(frozen=True, slots=True)
class IssueLine:
    """One line that was handed out, as the register has it."""

    id: int
    dispatch_id: int
    number: str
    issued_at: datetime
    unit: str
    code: str
    item: str
    spec: str
    issued: Decimal
    base_unit: str
    purpose: str
    lots: str
    receiver: str
    keeper: str
    note: str


def _given(request: Request) -> dict[str, Any]:
    return {key: value for key, value in request.filters.items() if value not in (None, "", (), [])}


def _select_dispatches(read: Read, request: Request) -> Select[Any]:
    wanted = _given(request)
    query = select(Dispatch.id).where(Dispatch.series == SERIES, still_counts(Dispatch))
    if "states" in wanted:
        query = query.where(Dispatch.state.in_([str(state) for state in wanted["states"]]))
    if "units" in wanted:
        query = query.where(Dispatch.unit_id.in_(list(wanted["units"])))
    if "allocation" in wanted:
        query = query.where(Dispatch.allocation_id == wanted["allocation"])
    if "items" in wanted:
        query = query.where(Dispatch.id.in_(_with_items(DispatchLine.item_id.in_(list(wanted["items"])))))
    if "period" in wanted and all(wanted["period"]):
        query = query.where(*_within(Dispatch.requested_at, wanted["period"]))
    if typed := request.search.strip():
        query = query.where(_found(read, typed))
    keys: Mapping[str, tuple[Any, ...]] = {
        "number": (Dispatch.year, Dispatch.sequence, Dispatch.edition),
        "issued_at": (Dispatch.issued_at, Dispatch.id),
    }
    order = keys.get(request.sort or "", keys["number"])
    down = request.descending or request.sort is None
    return query.order_by(*(column.desc() if down else column for column in order))


def _with_items(condition: ColumnElement[bool]) -> Select[Any]:
    return select(DispatchLine.dispatch_id).where(condition)


def _within(column: Any, period: tuple[Any, Any]) -> tuple[ColumnElement[bool], ...]:
    first, last = period
    return (
        column >= datetime.combine(first, time()),
        column < datetime.combine(last, time()) + timedelta(days=1),
    )


def _found(read: Read, typed: str) -> ColumnElement[bool]:
    """By number (its digits are enough), by unit, by who fetched it, or by what it is about."""
    conditions: list[ColumnElement[bool]] = [
        Dispatch.unit_id.in_(_units_named(read, typed)),
        *_fetched(typed),
    ]
    named = items_named(read, typed)
    conditions.append(Dispatch.id.in_(_with_items(DispatchLine.item_id.in_(select(Item.id).where(named)))))
    one = find_dispatch(read, typed)
    if one is not None:
        conditions.append(Dispatch.id == one)
    if typed.isascii() and typed.isdigit() and len(typed) <= 7:
        conditions.append(Dispatch.sequence == int(typed))
    return or_(*conditions)


def _fetched(typed: str) -> tuple[ColumnElement[bool], ...]:
    """By the name of who fetches or signed."""
    if any(sign.isdigit() for sign in typed):
        return ()
    return tuple(
        column.icontains(typed, autoescape=True) for column in (Dispatch.receiver, Dispatch.signed_by)
    )


def _units_named(read: Read, typed: str) -> Select[Any]:
    groups = search.terms(typed)
    dialect = read.session.get_bind().dialect.name
    condition = index.matches(dialect, "unit", Unit.id, groups) if groups else false()
    return select(Unit.id).where(condition)


def _describe(read: Read, request: Request) -> str:
    wanted = _given(request)
    said: list[str] = []
    if typed := request.search.strip():
        said.append(t("supplies_dispatch.filter.search", typed=typed))
    if "period" in wanted and all(wanted["period"]):
        said.append(formats.period(*wanted["period"]))
    said += [t(f"supplies_dispatch.state.{state}") for state in wanted.get("states", ())]
    for key, model in (("units", Unit), ("items", Item)):
        if key in wanted:
            query = select(model.name).where(model.id.in_(list(wanted[key]))).order_by(model.list_order)
            said.append(t("supplies_dispatch.list_mark").join(read.session.scalars(query)))
    if "kind" in wanted:
        said.append(t(f"people.unit_kind.{wanted['kind']}"))
    return "\N{IDEOGRAPHIC SPACE}".join(said)


def _dispatch_totals(read: Read, request: Request) -> tuple[Total, ...]:
    chosen = _select_dispatches(read, request).order_by(None).subquery()
    query = select(func.count(), func.count(func.distinct(Dispatch.unit_id))).where(
        Dispatch.id.in_(select(chosen.c.id)), Dispatch.state.in_(ISSUED)
    )
    batches, units = read.session.execute(query).one()
    return (
        Total("supplies_dispatch.total.batches", f"{batches:,}"),
        Total("supplies_dispatch.total.units", f"{units:,}"),
    )


def _select_lines(read: Read, request: Request) -> Select[Any]:
    query = (
        select(DispatchLine.id)
        .join(Dispatch, Dispatch.id == DispatchLine.dispatch_id)
        .where(Dispatch.issued_at.is_not(None), Dispatch.state.in_(ISSUED), DispatchLine.issued > 0)
    )
    wanted = _given(request)
    if "units" in wanted:
        query = query.where(Dispatch.unit_id.in_(list(wanted["units"])))
    if "items" in wanted:
        query = query.where(DispatchLine.item_id.in_(list(wanted["items"])))
    if "kind" in wanted:
        units = select(Unit.id).where(Unit.kind == str(getattr(wanted["kind"], "value", wanted["kind"])))
        query = query.where(Dispatch.unit_id.in_(units))
    if "period" in wanted and all(wanted["period"]):
        query = query.where(*_within(Dispatch.issued_at, wanted["period"]))
    if typed := request.search.strip():
        named = DispatchLine.item_id.in_(select(Item.id).where(items_named(read, typed)))
        one = find_dispatch(read, typed)
        own = [Dispatch.id == one] if one is not None else []
        if typed.isascii() and typed.isdigit() and len(typed) <= 7:
            own.append(Dispatch.sequence == int(typed))
        query = query.where(
            or_(named, Dispatch.unit_id.in_(_units_named(read, typed)), *_fetched(typed), *own)
        )
    if request.descending:
        return query.order_by(Dispatch.issued_at.desc(), Dispatch.id.desc(), DispatchLine.line)
    return query.order_by(Dispatch.issued_at, Dispatch.id, DispatchLine.line)


def _fetch_lines(read: Read, ids: Sequence[int]) -> list[IssueLine]:
    picks = picks_of(read, ids)
    query = (
        select(
            DispatchLine, Dispatch, Unit.name.label("unit"), Item.code, Item.name, Item.spec, Item.base_unit
        )
        .join(Dispatch, Dispatch.id == DispatchLine.dispatch_id)
        .join(Unit, Unit.id == Dispatch.unit_id)
        .join(Item, Item.id == DispatchLine.item_id)
        .where(DispatchLine.id.in_(list(ids)))
    )
    rows: list[IssueLine] = []
    for row in read.session.execute(query):
        line, head = row.DispatchLine, row.Dispatch
        codes = dict.fromkeys(pick.lot for pick in picks.get(line.id, ()))
        reasons = dict.fromkeys(pick.reason for pick in picks.get(line.id, ()) if pick.reason)
        rows.append(
            IssueLine(
                id=line.id,
                dispatch_id=head.id,
                number=head.number,
                issued_at=head.issued_at,
                unit=row.unit,
                code=row.code,
                item=row.name,
                spec=row.spec,
                issued=line.issued,
                base_unit=row.base_unit,
                purpose=head.purpose,
                lots=t("supplies_dispatch.list_mark").join(codes),
                receiver=head.signed_by or head.receiver or "",
                keeper=head.keeper_name or "",
                note=line.note or t("supplies_dispatch.list_mark").join(reasons),
            )
        )
    return rows


def _line_totals(read: Read, request: Request) -> tuple[Total, ...]:
    """What was handed out of each line of the office's summary: the same sums as its published figures."""
    chosen = _select_lines(read, request).order_by(None).subquery()
    query = (
        select(Item.metric, Item.base_unit, func.sum(DispatchLine.issued).label("issued"))
        .join(Item, Item.id == DispatchLine.item_id)
        .where(DispatchLine.id.in_(select(chosen.c.id)), Item.metric.is_not(None))
        .group_by(Item.metric, Item.base_unit)
        .order_by(Item.metric)
    )
    return tuple(
        Total(str(row.metric).removesuffix(row.base_unit), f"{quantity_text(row.issued)} {row.base_unit}")
        for row in read.session.execute(query)
    )


def _fetch_dispatches(read: Read, ids: Sequence[int]) -> Sequence[DispatchRow]:
    return fetch_dispatches(read, ids)


DISPATCHES = Ledger(
    key="supplies.dispatches",
    title="supplies_dispatch.ledger.dispatches",
    columns=(
        Column("number", "supplies_dispatch.column.number", width=152),
        Column("unit", "supplies_dispatch.column.unit", width=136, sortable=False),
        Column("goods", "supplies_dispatch.column.goods", width=240, sortable=False, stretch=True),
        Column("purpose", "supplies_dispatch.column.purpose", width=128, sortable=False),
        Column("requested_at", "supplies_dispatch.column.requested_at", Kind.MOMENT, 104, sortable=False),
        Column("approver", "supplies_dispatch.column.approver", width=72, sortable=False),
        Column("issued_at", "supplies_dispatch.column.issued_at", Kind.MOMENT, 104),
        Column("keeper", "supplies_dispatch.column.keeper", width=72, sortable=False, hidden=True),
        Column("receiver", "supplies_dispatch.column.receiver", Kind.NAME, 72, sortable=False, masked=True),
        Column(
            "receiver_phone", "supplies_dispatch.column.phone", Kind.PHONE, 112, sortable=False, masked=True,
            hidden=True,
        ),
        Column("reason", "supplies_dispatch.column.reason", width=160, sortable=False, hidden=True),
        Column(
            "state", "supplies_dispatch.column.state", Kind.CHIP, 96, sortable=False,
            words="supplies_dispatch.state", tones=STATE_TONES,
        ),
    ),
    statement=_select_dispatches,
    fetch=_fetch_dispatches,
    default_sort="number",
    default_descending=True,
    describe=_describe,
    totals=_dispatch_totals,
)  # fmt: skip
ISSUE_LINES = Ledger(
    key="supplies.issue_lines",
    title="supplies_dispatch.ledger.issue_lines",
    columns=(
        Column("issued_at", "supplies_dispatch.column.issued_at", Kind.MOMENT, 104),
        Column("unit", "supplies_dispatch.column.unit", width=144, sortable=False),
        Column(
            "item", "supplies_dispatch.column.item", width=184, sortable=False, second="spec", stretch=True
        ),
        Column("spec", "supplies_dispatch.column.spec", width=128, sortable=False, hidden=True),
        Column("issued", "supplies_dispatch.column.issued", Kind.NUMBER, 80, "right", sortable=False),
        Column("base_unit", "supplies_dispatch.column.base_unit", width=48, sortable=False),
        Column("purpose", "supplies_dispatch.column.purpose", width=136, sortable=False),
        Column("lots", "supplies_dispatch.column.lots", width=120, sortable=False),
        Column("receiver", "supplies_dispatch.column.receiver", Kind.NAME, 72, sortable=False, masked=True),
        Column("keeper", "supplies_dispatch.column.keeper", width=72, sortable=False),
        Column("number", "supplies_dispatch.column.number", width=152, sortable=False),
        Column("code", "supplies_dispatch.column.code", width=64, sortable=False, hidden=True),
        Column("note", "supplies_dispatch.column.note", width=144, sortable=False),
    ),
    statement=_select_lines,
    fetch=_fetch_lines,
    default_sort="issued_at",
    default_descending=True,
    describe=_describe,
    totals=_line_totals,
)
