"""Solutions as they are shown: what was made of which lot, until when it is good, how much is left."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any, Final

from sqlalchemy import Select, func, select
from sqlalchemy.orm import aliased

from db.models import DisinfectionRecord, Item, Lot, Mix, Movement, Officer, StockDocument, Store
from db.vocabulary import Agent
from duty_desk import formats
from duty_desk.disinfection.dilution import MG_IN_PERCENT, Form, plain
from duty_desk.errors import Refusal, StaleError
from duty_desk.ledger import Column, Kind, Ledger, Request
from duty_desk.strings import t
from duty_desk.work import Read

STATE_TONES: Final[Mapping[str, tuple[str, str]]] = {
    "good": ("ok", "check-circle"),
    "over": ("neutral", "history"),
    "withdrawn": ("neutral", "cancel"),
}
_NOTHING: Final = Decimal(0)


@dataclass(frozen=True, slots=True)
class MixRow:
    """A solution. Volumes in millilitres; `stock_amount` in millilitres, tablets or grams by `form`; `taken` left the shelf.

    `strength` and `stock_strength` in mg/L (alcohol: percent by volume); `state` is good, over (past `good_until`) or withdrawn.
    """

    id: int
    number: str
    at: datetime
    state: str
    agent: Agent
    product: str
    item_id: int | None
    item: str
    lot_id: int | None
    lot: str
    expires_on: date | None
    store: str
    form: Form
    stock_strength: Decimal
    target: Decimal
    total_ml: Decimal
    stock_amount: Decimal
    water_ml: Decimal
    used_ml: Decimal
    left_ml: Decimal
    taken: Decimal | None
    base_unit: str
    strip: Decimal | None
    strip_note: str
    made_by: str
    good_until: datetime
    officer: str
    document_id: int | None
    document: str
    note: str

    @property
    def strength_text(self) -> str:
        """The strength with its unit."""
        return strength_text(self.target, self.agent)

    @property
    def stock_text(self) -> str:
        """What of the stock went in, with its unit."""
        return amount_text(self.stock_amount, self.form)

    @property
    def litres(self) -> Decimal:
        """How much was made, in litres."""
        return self.total_ml / 1000

    @property
    def left_litres(self) -> Decimal:
        """What is left of it, in litres."""
        return self.left_ml / 1000


def strength_text(strength: Decimal, agent: Agent) -> str:
    """A strength as it is said: "1,000 mg/L", of alcohol "75%"."""
    unit = "percent" if agent is Agent.ALCOHOL else "mg"
    return t(f"disinfection_mix.strength.{unit}", strength=plain(strength))


def amount_text(amount: Decimal, form: Form) -> str:
    """How much of the stock: millilitres, tablets or grams."""
    return t(f"disinfection_mix.amount.{form.value}", amount=plain(amount))


def strength_of_stock(row: MixRow) -> str:
    """How strong the stock was, as its label says it."""
    if row.form is Form.TABLET:
        return t("disinfection_mix.label.mg_per_tablet", strength=plain(row.stock_strength))
    part = {Form.POWDER: Decimal(10)}.get(row.form, MG_IN_PERCENT)
    percent = row.stock_strength if row.agent is Agent.ALCOHOL else row.stock_strength / part
    return t("disinfection_mix.label.percent", strength=plain(percent))


def ratio_text(row: MixRow) -> str:
    """Parts of stock and water of a liquid, or what of the stock went into the can."""
    if row.form is not Form.LIQUID or not row.stock_amount:
        return row.stock_text
    return f"1:{plain(row.water_ml / row.stock_amount)}"


def get_mix(read: Read, mix: int) -> MixRow:
    """One solution; raises StaleError when there is none."""
    found = fetch_mixes(read, [mix])
    if not found:
        raise StaleError("storage.stale")
    return found[0]


def list_usable(read: Read, *, agent: Agent | None = None, at: datetime | None = None) -> tuple[MixRow, ...]:
    """Solutions that are good at a moment (now when not given), newest first."""
    at = at or read.at
    query = select(Mix.id).where(Mix.withdrawn_at.is_(None), Mix.at <= at, Mix.good_until > at)
    if agent is not None:
        query = query.where(Mix.agent == agent.value)
    ids = read.session.scalars(query.order_by(Mix.at.desc(), Mix.id.desc())).all()
    found = {row.id: row for row in fetch_mixes(read, ids)}
    return tuple(found[mix] for mix in ids if mix in found and found[mix].state != "withdrawn")


def check_usable(read: Read, mix: int, at: datetime) -> MixRow:
    """The solution, if it may be used at that moment. Raises Refusal for one that is too old, not made yet, or withdrawn."""
    row = get_mix(read, mix)
    if row.state == "withdrawn":
        raise Refusal("disinfection_mix.refusal.mix_withdrawn", number=row.number)
    if at >= row.good_until:
        raise Refusal(
            "disinfection_mix.refusal.mix_old", number=row.number, until=formats.moment(row.good_until)
        )
    if at < row.at:
        raise Refusal("disinfection_mix.refusal.mix_later", number=row.number, at=formats.moment(row.at))
    return row


def fetch_mixes(read: Read, ids: Sequence[int]) -> Sequence[MixRow]:
    """Rows of these solutions."""
    reversal = aliased(StockDocument)
    used = (
        select(DisinfectionRecord.mix_id, func.sum(DisinfectionRecord.used_ml).label("used"))
        .where(DisinfectionRecord.withdrawn_at.is_(None), DisinfectionRecord.mix_id.in_(list(ids)))
        .group_by(DisinfectionRecord.mix_id)
        .subquery()
    )
    taken = (
        select(func.sum(-Movement.quantity)).where(Movement.document_id == Mix.document_id).scalar_subquery()
    )
    query = (
        select(
            Mix, Item.name, Item.spec, Item.base_unit, Lot.code, Lot.expires_on, Store.name.label("store"),
            Officer.name.label("officer"), StockDocument.number.label("document"), reversal.id.label("reversal"),
            used.c.used, taken.label("taken"),
        )
        .outerjoin(Item, Item.id == Mix.item_id)
        .outerjoin(Lot, Lot.id == Mix.lot_id)
        .outerjoin(Store, Store.id == Mix.store_id)
        .outerjoin(Officer, Officer.id == Mix.officer_id)
        .outerjoin(StockDocument, StockDocument.id == Mix.document_id)
        .outerjoin(reversal, reversal.reverses_id == Mix.document_id)
        .outerjoin(used, used.c.mix_id == Mix.id)
        .where(Mix.id.in_(list(ids)))
    )  # fmt: skip
    return [_row(read, row) for row in read.session.execute(query)]


def _row(read: Read, row: Any) -> MixRow:
    mix: Mix = row.Mix
    gone = mix.withdrawn_at is not None or row.reversal is not None
    used = row.used or _NOTHING
    agent = Agent(mix.agent)
    return MixRow(
        id=mix.id,
        number=mix.number,
        at=mix.at,
        state="withdrawn" if gone else "good" if mix.good_until > read.at else "over",
        agent=agent,
        product=t(f"disinfection_mix.product.{agent.value}"),
        item_id=mix.item_id,
        item=f"{row.name or ''} {row.spec or ''}".strip(),
        lot_id=mix.lot_id,
        lot=row.code or "",
        expires_on=row.expires_on,
        store=row.store or "",
        form=Form(mix.form),
        stock_strength=mix.stock_strength,
        target=mix.target,
        total_ml=mix.total_ml,
        stock_amount=mix.stock_amount,
        water_ml=mix.water_ml,
        used_ml=used,
        left_ml=max(mix.total_ml - used, _NOTHING),
        taken=row.taken,
        base_unit=row.base_unit or "",
        strip=mix.strip,
        strip_note=mix.strip_note or "",
        made_by=mix.made_by,
        good_until=mix.good_until,
        officer=row.officer or "",
        document_id=mix.document_id,
        document=row.document or "",
        note=mix.note or "",
    )


_SORTS: Mapping[str, Any] = {
    "at": Mix.at,
    "number": Mix.id,
    "strength_text": Mix.target,
    "litres": Mix.total_ml,
    "good_until": Mix.good_until,
    "made_by": Mix.made_by,
}


def _select(read: Read, request: Request) -> Select[Any]:
    order = _SORTS.get(request.sort or "at", Mix.at)
    order = order.desc() if request.descending else order
    query = select(Mix.id).order_by(order, Mix.id.desc() if request.descending else Mix.id)
    if typed := request.search.strip():
        like = f"%{typed}%"
        query = query.outerjoin(Item, Item.id == Mix.item_id).outerjoin(Lot, Lot.id == Mix.lot_id)
        query = query.where(
            Mix.number.ilike(like) | Mix.made_by.ilike(like) | Item.name.ilike(like) | Lot.code.ilike(like)
        )
    if agent := request.filters.get("agent"):
        query = query.where(Mix.agent == str(agent))
    if since := request.filters.get("from"):
        query = query.where(Mix.at >= datetime.combine(since, time()))
    if until := request.filters.get("to"):
        query = query.where(Mix.at < datetime.combine(until + timedelta(days=1), time()))
    if state := request.filters.get("state"):
        query = query.where(_in_state(read, str(state)))
    return query


def _in_state(read: Read, state: str) -> Any:
    reversal = aliased(StockDocument)
    back = select(reversal.id).where(reversal.reverses_id == Mix.document_id).exists()
    gone = Mix.withdrawn_at.is_not(None) | back
    if state == "withdrawn":
        return gone
    return ~gone & (Mix.good_until > read.at if state == "good" else Mix.good_until <= read.at)


MIXES = Ledger(
    key="disinfection.mixes",
    title="disinfection_mix.ledger.mixes",
    columns=(
        Column("number", "disinfection_mix.column.number", width=148),
        Column("at", "disinfection_mix.column.at", Kind.MOMENT, width=112),
        Column("product", "disinfection_mix.column.product", width=148, sortable=False, stretch=True, second="lot"),
        Column("strength_text", "disinfection_mix.column.target", width=96, align="right"),
        Column("litres", "disinfection_mix.column.litres", Kind.NUMBER, width=88, align="right"),
        Column("stock_text", "disinfection_mix.column.stock_text", width=104, align="right", sortable=False),
        Column("left_litres", "disinfection_mix.column.left_litres", Kind.NUMBER, width=88, align="right", sortable=False),
        Column("strip", "disinfection_mix.column.strip", Kind.NUMBER, width=88, align="right", sortable=False, hidden=True),
        Column("made_by", "disinfection_mix.column.made_by", width=88),
        Column("good_until", "disinfection_mix.column.good_until", Kind.MOMENT, width=112),
        Column("item", "disinfection_mix.column.item", width=200, sortable=False, hidden=True),
        Column("store", "disinfection_mix.column.store", width=104, sortable=False, hidden=True),
        Column("note", "disinfection_mix.column.note", width=160, sortable=False, hidden=True),
        Column("state", "disinfection_mix.column.state", Kind.CHIP, width=88, sortable=False,
               words="disinfection_mix.state", tones=STATE_TONES),
    ),
    statement=_select,
    fetch=fetch_mixes,
    default_sort="at",
    default_descending=True,
)  # fmt: skip
