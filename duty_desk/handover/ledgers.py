"""The hand-overs that were done, as a list: on screen, in a workbook, on paper."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any, Final

from sqlalchemy import Select, case, func, or_, select
from sqlalchemy.orm import aliased

from db.models import Handover, HandoverItem, Watch
from duty_desk import formats
from duty_desk.handover.drafting import DONE
from duty_desk.ledger import Column, Kind, Ledger, Request
from duty_desk.strings import t
from duty_desk.work import Read

_SORTS: Final[Mapping[str, Any]] = {
    "number": Handover.id,
    "done_at": Handover.done_at,
    "shift": Watch.shift,
    "goes": Watch.officer_name,
    "comes": Handover.incoming_name,
    "leader": Watch.leader_name,
}


@dataclass(frozen=True, slots=True)
class HandoverRow:
    """One hand-over in the list. `goes` held the desk until then, `comes` from then on."""

    id: int
    number: str
    done_at: datetime
    shift: str
    goes: str
    comes: str
    leader: str
    items: int
    refused: int
    late_reason: str
    anchor: str


def _statement(read: Read, request: Request) -> Select[Any]:
    """Filters: `first` and `last` (days), `late`, `refused`. The search looks at numbers, names and notes."""
    del read
    query = select(Handover.id).join(Watch, Watch.id == Handover.watch_id).where(Handover.state == DONE)
    wanted = request.filters
    if typed := request.search.strip():
        texts = (
            Handover.number,
            Handover.incoming_name,
            Handover.note,
            Handover.orders,
            Handover.anchor,
            Watch.officer_name,
            Watch.leader_name,
        )
        query = query.where(or_(*(column.contains(typed, autoescape=True) for column in texts)))
    if first := wanted.get("first"):
        query = query.where(Handover.done_at >= datetime.combine(first, time()))
    if last := wanted.get("last"):
        query = query.where(Handover.done_at < datetime.combine(last + timedelta(days=1), time()))
    if wanted.get("late"):
        query = query.where(Handover.late_reason.is_not(None))
    if wanted.get("refused"):
        some = select(HandoverItem.handover_id).where(HandoverItem.refused.is_not(None))
        query = query.where(Handover.id.in_(some))
    order = _SORTS.get(request.sort or "done_at", Handover.done_at)
    keys = (order, Handover.id)
    return query.order_by(order.is_(None), *(key.desc() if request.descending else key for key in keys))


def _fetch(read: Read, ids: Sequence[int]) -> Sequence[HandoverRow]:
    after = aliased(Watch)
    refused = func.sum(case((HandoverItem.refused.is_not(None), 1), else_=0))
    counts = {
        row.handover_id: (row.items, row.refused)
        for row in read.session.execute(
            select(HandoverItem.handover_id, func.count().label("items"), refused.label("refused"))
            .where(HandoverItem.handover_id.in_(ids))
            .group_by(HandoverItem.handover_id)
        )
    }
    query = (
        select(Handover, Watch, after.officer_name.label("comes"))
        .join(Watch, Watch.id == Handover.watch_id)
        .outerjoin(after, after.id == Handover.next_watch_id)
        .where(Handover.id.in_(ids))
    )
    found: list[HandoverRow] = []
    for row, watch, comes in read.session.execute(query):
        assert row.done_at is not None
        items, not_taken = counts.get(row.id, (0, 0))
        found.append(
            HandoverRow(
                id=row.id,
                number=row.number or "",
                done_at=row.done_at,
                shift=watch.shift,
                goes=watch.officer_name,
                comes=row.incoming_name or comes or "",
                leader=watch.leader_name or "",
                items=items,
                refused=int(not_taken),
                late_reason=row.late_reason or "",
                anchor=row.anchor or "",
            )
        )
    return found


def _describe(read: Read, request: Request) -> str:
    del read
    said: list[str] = []
    first, last = request.filters.get("first"), request.filters.get("last")
    if first and last:
        said.append(formats.period(first, last))
    said += [t(f"handover.filter.{name}") for name in ("late", "refused") if request.filters.get(name)]
    if typed := request.search.strip():
        said.append(t("handover.filter.search", text=typed))
    return t("handover.list_mark").join(said)


HANDOVERS = Ledger(
    key="handovers",
    title="handover.ledger.title",
    columns=(
        Column("number", "handover.column.number", width=160),
        Column("done_at", "handover.column.done_at", Kind.MOMENT, 112),
        Column("shift", "handover.column.shift", width=72, words="handover.shift"),
        Column("goes", "handover.column.goes", width=88),
        Column("comes", "handover.column.comes", width=88),
        Column("leader", "handover.column.leader", width=88),
        Column("items", "handover.column.items", Kind.NUMBER, 72, "right", sortable=False),
        Column("refused", "handover.column.refused", Kind.NUMBER, 64, "right", sortable=False),
        Column("late_reason", "handover.column.late", width=160, sortable=False, stretch=True),
        Column("anchor", "handover.column.anchor", width=96, sortable=False),
    ),
    statement=_statement,
    fetch=_fetch,
    default_sort="done_at",
    default_descending=True,
    describe=_describe,
)
