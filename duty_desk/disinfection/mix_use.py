"""What was planned to be used and what was, by area and agent, and what of the solutions mixed is accounted for (product rule D4)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any, Final

from sqlalchemy import ColumnElement, Select, case, func, or_, select, union

from db.models import Area, DisinfectionRecord, Mix, Movement, Plan, Round, StockDocument
from db.vocabulary import Agent, DisinfectionKind, RoundState
from duty_desk import formats, policy
from duty_desk.ledger import Column, Kind, Ledger, Request, Total
from duty_desk.strings import t
from duty_desk.supplies.posted import is_live
from duty_desk.work import Read

_LITRE: Final = Decimal(1000)
_NOTHING: Final = Decimal(0)
# Agents that are used by volume, and the place of each in an identifier: area * TEN + place.
_MEASURED: Final = (Agent.CHLORINE, Agent.ALCOHOL, Agent.PERACETIC, Agent.QUATERNARY, Agent.PEROXIDE)
_TEN: Final = 10


@dataclass(frozen=True, slots=True)
class UseRow:
    """An area and an agent in a period: rounds and litres planned and real; `unmeasured` records say no amount.

    `product` left the shelf for it, in the base unit of the goods, by the solutions that were used.
    """

    id: int
    area: int
    code: str
    name: str
    agent: str
    rounds_planned: int
    rounds_done: int
    planned_l: Decimal
    used_l: Decimal
    difference_l: Decimal | None
    unmeasured: int
    product: Decimal | None


@dataclass(frozen=True, slots=True)
class MixedRow:
    """An agent in a period: litres mixed, and of these the litres that records account for."""

    agent: str
    mixes: int
    mixed_l: Decimal
    used_l: Decimal
    left_l: Decimal


def list_use(read: Read, first: date, last: date) -> tuple[UseRow, ...]:
    """Planned and real use from one day to another, in the order of the areas.

    A round plans `disinfection.ml_per_m2` on the surface of the area, or where that is not known `disinfection.ml_per_point`.
    """
    planned, done = _planned(read, first, last), _done(read, first, last)
    rows: list[UseRow] = []
    areas = read.session.scalars(select(Area).order_by(Area.list_order, Area.code)).all()
    for area in areas:
        for place, agent in enumerate(_MEASURED):
            key = area.id, agent.value
            if key not in planned and key not in done:
                continue
            rounds, ml = planned.get(key, (0, _NOTHING))
            count, used, unmeasured, product = done.get(key, (0, _NOTHING, 0, None))
            rows.append(
                UseRow(
                    id=area.id * _TEN + place,
                    area=area.id,
                    code=area.code,
                    name=area.name,
                    agent=agent.value,
                    rounds_planned=rounds,
                    rounds_done=count,
                    planned_l=ml / _LITRE,
                    used_l=used / _LITRE,
                    # Where nobody wrote an amount down, nothing is known of it.
                    difference_l=None if count and unmeasured == count else (used - ml) / _LITRE,
                    unmeasured=unmeasured,
                    product=product,
                )
            )
    return tuple(rows)


def list_mixed(read: Read, first: date, last: date) -> tuple[MixedRow, ...]:
    """What was mixed in a period by agent, and how much of that the records used."""
    used = (
        select(func.coalesce(func.sum(DisinfectionRecord.used_ml), 0))
        .where(DisinfectionRecord.mix_id == Mix.id, DisinfectionRecord.withdrawn_at.is_(None))
        .scalar_subquery()
    )
    query = select(Mix.agent, Mix.total_ml, used).where(
        Mix.withdrawn_at.is_(None),
        or_(Mix.document_id.is_(None), is_live(Mix.document_id)),
        Mix.at >= _begin(first),
        Mix.at < _end(last),
    )
    found: dict[str, list[tuple[Decimal, Decimal]]] = {}
    for agent, total, gone in read.session.execute(query):
        found.setdefault(agent, []).append((total, Decimal(gone)))
    return tuple(
        MixedRow(
            agent=agent,
            mixes=len(rows),
            mixed_l=sum((total for total, _ in rows), _NOTHING) / _LITRE,
            used_l=sum((gone for _, gone in rows), _NOTHING) / _LITRE,
            left_l=sum((max(total - gone, _NOTHING) for total, gone in rows), _NOTHING) / _LITRE,
        )
        for agent, rows in sorted(found.items())
    )


def _planned(read: Read, first: date, last: date) -> Mapping[tuple[int, str], tuple[int, Decimal]]:
    query = (
        select(Round.area_id, Plan.agent, Area.surface_m2, Round.points, Round.day)
        .join(Plan, Plan.id == Round.plan_id)
        .join(Area, Area.id == Round.area_id)
        .where(*_rounds_of(first, last))
    )
    found: dict[tuple[int, str], tuple[int, Decimal]] = {}
    for area, agent, surface, points, day in read.session.execute(query):
        if surface is not None:
            ml = surface * policy.integer(read, "disinfection.ml_per_m2", day)
        else:
            ml = Decimal(points * policy.integer(read, "disinfection.ml_per_point", day))
        key = int(area or 0), agent
        count, total = found.get(key, (0, _NOTHING))
        found[key] = count + 1, total + ml
    return found


def _rounds_of(first: date, last: date) -> tuple[ColumnElement[bool], ...]:
    return (
        Round.day >= first,
        Round.day <= last,
        Round.state != RoundState.EXEMPT.value,
        Round.kind != DisinfectionKind.TERMINAL.value,
    )


def _done(
    read: Read, first: date, last: date
) -> Mapping[tuple[int, str], tuple[int, Decimal, int, Decimal | None]]:
    """Records, millilitres, records without an amount, and product by area and agent."""
    taken = (
        select(func.sum(-Movement.quantity))
        .join(StockDocument, StockDocument.id == Movement.document_id)
        .where(Movement.document_id == Mix.document_id)
        .scalar_subquery()
    )
    query = (
        select(
            DisinfectionRecord.area_id,
            DisinfectionRecord.agent,
            DisinfectionRecord.used_ml,
            Mix.total_ml,
            taken.label("taken"),
        )
        .outerjoin(Mix, Mix.id == DisinfectionRecord.mix_id)
        .where(
            DisinfectionRecord.area_id.is_not(None),
            DisinfectionRecord.day >= first,
            DisinfectionRecord.day <= last,
            DisinfectionRecord.withdrawn_at.is_(None),
            DisinfectionRecord.kind != DisinfectionKind.TERMINAL.value,
        )
    )
    found: dict[tuple[int, str], tuple[int, Decimal, int, Decimal | None]] = {}
    for row in read.session.execute(query):
        key = int(row.area_id or 0), row.agent
        count, used, without, product = found.get(key, (0, _NOTHING, 0, None))
        if row.used_ml is not None and row.total_ml and row.taken is not None:
            product = (product or _NOTHING) + row.used_ml / row.total_ml * Decimal(row.taken)
        used += row.used_ml or _NOTHING
        found[key] = count + 1, used, without + (row.used_ml is None), product
    return found


def _begin(day: date) -> datetime:
    return datetime.combine(day, time())


def _end(day: date) -> datetime:
    return datetime.combine(day + timedelta(days=1), time())


def use_list(first: date, last: date) -> Ledger:
    """Planned against real use as a list: for the screen, the workbook and the paper."""

    def statement(_read: Read, request: Request) -> Select[Any]:
        place = case({agent.value: n for n, agent in enumerate(_MEASURED)}, value=Plan.agent)
        planned = (
            select(Round.area_id.label("area"), place.label("place"))
            .join(Plan, Plan.id == Round.plan_id)
            .where(*_rounds_of(first, last), Plan.agent.in_([agent.value for agent in _MEASURED]))
        )
        kept = DisinfectionRecord
        real = select(
            kept.area_id, case({agent.value: n for n, agent in enumerate(_MEASURED)}, value=kept.agent)
        ).where(
            kept.area_id.is_not(None),
            kept.day >= first,
            kept.day <= last,
            kept.withdrawn_at.is_(None),
            kept.kind != DisinfectionKind.TERMINAL.value,
            kept.agent.in_([agent.value for agent in _MEASURED]),
        )
        both = union(planned, real).subquery()
        query = select(both.c.area * _TEN + both.c.place).join(Area, Area.id == both.c.area)
        if typed := request.search.strip():
            query = query.where(Area.name.ilike(f"%{typed}%") | Area.code.ilike(f"%{typed}%"))
        order = Area.name if request.sort == "name" else Area.list_order
        order = order.desc() if request.descending else order
        return query.order_by(order, Area.code, both.c.place)

    def fetch(read: Read, ids: Sequence[int]) -> Sequence[UseRow]:
        wanted = set(ids)
        return [row for row in list_use(read, first, last) if row.id in wanted]

    def totals(read: Read, request: Request) -> tuple[Total, ...]:
        ids = {int(row[0]) for row in read.session.execute(statement(read, request))}
        rows = [row for row in list_use(read, first, last) if row.id in ids]
        return tuple(
            Total(t(f"disinfection_mix.column.{key}"), formats.number(sum(getattr(row, key) for row in rows)))
            for key in ("planned_l", "used_l")
        )

    return Ledger(
        key="disinfection.use",
        title="disinfection_mix.ledger.use",
        columns=(
            Column("code", "disinfection_mix.column.code", width=72),
            Column("name", "disinfection_mix.column.area", width=240, stretch=True),
            Column("rounds_planned", "disinfection_mix.column.rounds_planned", Kind.NUMBER, width=80, align="right",
                   sortable=False),
            Column("rounds_done", "disinfection_mix.column.rounds_done", Kind.NUMBER, width=80, align="right",
                   sortable=False),
            Column("planned_l", "disinfection_mix.column.planned_l", Kind.NUMBER, width=96, align="right",
                   sortable=False),
            Column("used_l", "disinfection_mix.column.used_l", Kind.NUMBER, width=96, align="right", sortable=False),
            Column("difference_l", "disinfection_mix.column.difference_l", Kind.NUMBER, width=88, align="right",
                   sortable=False),
            Column("unmeasured", "disinfection_mix.column.unmeasured", Kind.NUMBER, width=104, align="right",
                   sortable=False),
            Column("agent", "disinfection_mix.column.product", width=136, sortable=False,
                   words="disinfection_mix.product"),
            Column("product", "disinfection_mix.column.product_used", Kind.NUMBER, width=104, align="right",
                   sortable=False, hidden=True),
        ),
        statement=statement,
        fetch=fetch,
        default_sort="code",
        totals=totals,
        describe=lambda _read, _request: formats.period(first, last),
    )  # fmt: skip
