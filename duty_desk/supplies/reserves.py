"""What canteens and shops say they have: for how many days, how old that word is, and where it is short or overstated."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import Select, func, or_, select

from db.models import ReserveDeclaration
from duty_desk import policy
from duty_desk.ledger import Column, Kind, Ledger, Request
from duty_desk.strings import t
from duty_desk.supplies.stock import ZERO
from duty_desk.work import Read

TONES: Mapping[str, tuple[str, str]] = {
    "short": ("danger", "alert-octagon"),
    "overstated": ("warn", "alert"),
    "old": ("warn", "clock-outline"),
    "enough": ("ok", "check-circle"),
}
_TENTH = Decimal("0.1")


@dataclass(frozen=True, slots=True)
class ReserveRow:
    """The newest word of one unit on one kind of goods. `days` is what stock and daily use give; `required` the office's rule."""

    id: int
    unit: str
    category: str
    goods: str
    daily: Decimal
    quantity: Decimal
    goods_unit: str
    declared: str
    declared_days: Decimal | None
    days: Decimal | None
    required: Decimal | None
    declared_on: date
    age: int
    is_short: bool
    is_overstated: bool
    is_old: bool
    state: str
    note: str


def required_days(read: Read) -> Mapping[str, Decimal]:
    """How many days each class of goods must last, by the rule in force."""
    found: dict[str, Decimal] = {}
    for text in policy.items(read, "supplies.reserve_required"):
        name, mark, days = text.rpartition("=")
        if mark and days.strip().isdigit():
            found[name.strip()] = Decimal(days.strip())
    return found


def list_reserves(read: Read) -> tuple[ReserveRow, ...]:
    """The newest declarations, in the order in which they were made."""
    query = _select(read, Request(sort="declared_on"))
    return tuple(fetch_reserves(read, list(read.session.scalars(query))))


def fetch_reserves(read: Read, ids: Sequence[int]) -> Sequence[ReserveRow]:
    """Rows of these declarations."""
    required, old = required_days(read), policy.integer(read, "supplies.reserve_days")
    query = select(ReserveDeclaration).where(ReserveDeclaration.id.in_(ids)).order_by(ReserveDeclaration.id)
    return [_row(each, required, old, read.at.date()) for each in read.session.scalars(query)]


def _row(row: ReserveDeclaration, required: Mapping[str, Decimal], old: int, today: date) -> ReserveRow:
    exact = row.quantity / row.daily if row.daily > 0 else None
    wanted = required.get(row.category)
    short = exact is not None and wanted is not None and exact < wanted
    over = exact is not None and row.declared_days is not None and row.declared_days > exact
    age = (today - row.declared_on).days
    state = "short" if short else "overstated" if over else "old" if age > old else "enough"
    return ReserveRow(
        id=row.id,
        unit=row.unit,
        category=row.category,
        goods=row.goods,
        daily=row.daily,
        quantity=row.quantity,
        goods_unit=row.goods_unit,
        declared=row.declared or "",
        declared_days=row.declared_days,
        days=None if exact is None else exact.quantize(_TENTH),
        required=wanted,
        declared_on=row.declared_on,
        age=age,
        is_short=short,
        is_overstated=over,
        is_old=age > old,
        state=state,
        note=row.note or "",
    )


def reserve_figures(read: Read) -> dict[str, Any]:
    """Every figure of the declarations by its name."""
    rows = list_reserves(read)
    classes: dict[str, list[ReserveRow]] = {}
    for row in rows:
        classes.setdefault(row.category, []).append(row)
    return {
        "rows": len(rows),
        "by_class": {name: len(each) for name, each in classes.items()},
        "short": [
            {
                "unit": row.unit,
                "item": row.goods,
                "computed_days": float(row.days or ZERO),
                "required_days": int(row.required or ZERO),
            }
            for row in rows
            if row.is_short
        ],
        "over_declared": sum(row.is_overstated for row in rows),
        "minimum_days_by_class": {
            name: float(min(row.days for row in each if row.days is not None))
            for name, each in classes.items()
            if any(row.days is not None for row in each)
        },
    }


def _select(read: Read, request: Request) -> Select[Any]:
    """Filters: `unit`, `category`, `state` (words), `history` (True: older declarations too), `imported`."""
    wanted = {key: value for key, value in request.filters.items() if value not in (None, "", (), [])}
    query = select(ReserveDeclaration.id)
    if not wanted.get("history"):
        newest = select(func.max(ReserveDeclaration.declared_on).label("day"), ReserveDeclaration.unit,
                        ReserveDeclaration.goods).group_by(ReserveDeclaration.unit, ReserveDeclaration.goods).subquery()  # fmt: skip
        query = query.join(
            newest,
            (newest.c.unit == ReserveDeclaration.unit)
            & (newest.c.goods == ReserveDeclaration.goods)
            & (newest.c.day == ReserveDeclaration.declared_on),
        )
    for key, column in (
        ("unit", ReserveDeclaration.unit),
        ("category", ReserveDeclaration.category),
        ("imported", ReserveDeclaration.import_id),
    ):
        if key in wanted:
            query = query.where(column == wanted[key])
    if typed := request.search.strip():
        query = query.where(
            or_(
                ReserveDeclaration.unit.contains(typed, autoescape=True),
                ReserveDeclaration.goods.contains(typed, autoescape=True),
            )
        )
    if "state" in wanted:
        states = wanted["state"] if isinstance(wanted["state"], list | tuple | set) else [wanted["state"]]
        rows = fetch_reserves(read, list(read.session.scalars(query)))
        query = query.where(ReserveDeclaration.id.in_([row.id for row in rows if row.state in states]))
    if request.sort is not None and not request.descending:
        return query.order_by(ReserveDeclaration.declared_on, ReserveDeclaration.id)
    return query.order_by(ReserveDeclaration.declared_on.desc(), ReserveDeclaration.id)


def _described(read: Read, request: Request) -> str:
    del read
    typed = request.search.strip()
    return t("supplies_books.filter.search", text=typed) if typed else ""


_RIGHT: dict[str, Any] = {"kind": Kind.NUMBER, "align": "right", "sortable": False}
RESERVES = Ledger(
    key="supplies.reserves",
    title="supplies_books.ledger.reserves",
    columns=(
        Column("unit", "supplies_books.column.party", width=136, sortable=False),
        Column("category", "supplies_books.column.category", width=88, sortable=False),
        Column("goods", "supplies_books.column.item", width=144, sortable=False, stretch=True),
        Column("daily", "supplies_books.column.daily", width=80, **_RIGHT),
        Column("quantity", "supplies_books.column.quantity", width=88, **_RIGHT),
        Column("goods_unit", "supplies_books.column.unit", width=48, sortable=False),
        Column("declared", "supplies_books.column.declared_days", width=72, align="right", sortable=False),
        Column("days", "supplies_books.column.computed_days", width=72, **_RIGHT),
        Column("required", "supplies_books.column.required_days", width=72, **_RIGHT),
        Column("declared_on", "supplies_books.column.declared_on", Kind.DATE, 88),
        Column("age", "supplies_books.column.age", width=56, **_RIGHT),
        Column(
            "state",
            "supplies_books.column.state",
            Kind.CHIP,
            96,
            sortable=False,
            words="supplies_books.reserve_state",
            tones=TONES,
        ),
        Column("note", "supplies_books.column.note", width=120, sortable=False, hidden=True),
    ),
    statement=_select,
    fetch=fetch_reserves,
    default_sort="declared_on",
    default_descending=True,
    describe=_described,
)
