"""The catalogue of goods, their lots, what is where, and the documents that moved it."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from db.base import Base
from db.exact import MONEY, PRICE, QUANTITY
from db.models.gate import few
from db.models.people import SORT_KEY


class Item(Base):
    """A kind of goods. Quantities everywhere are in its base unit; `net_kg` is the weight of one, where goods come by weight."""

    __tablename__ = "item"
    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    name_sort: Mapped[str] = mapped_column(SORT_KEY, default="")
    spec: Mapped[str] = mapped_column(default="")
    category: Mapped[str] = mapped_column(default="")
    base_unit: Mapped[str]
    net_kg: Mapped[Decimal | None] = mapped_column(QUANTITY)
    # kg of one litre, for limits that stores have in litres.
    density: Mapped[Decimal | None] = mapped_column(QUANTITY)
    shelf_months: Mapped[int | None]
    # 0 or empty: not kept by days.
    safety_days: Mapped[int | None]
    # Of C (corrosive), F (flammable), O (oxidiser), with commas.
    hazard: Mapped[str] = mapped_column(default="")
    needs_two: Mapped[bool] = mapped_column(default=False)
    needs_lot: Mapped[bool] = mapped_column(default=False)
    # Of disinfectants: what the strength of a lot is written in ("percent", "mg_per_tablet"); empty otherwise.
    strength_unit: Mapped[str | None]
    # The line of the office's summary it is counted in.
    metric: Mapped[str | None]
    per_head: Mapped[Decimal | None] = mapped_column(QUANTITY)
    store_id: Mapped[int | None] = mapped_column(ForeignKey("store.id"))
    list_order: Mapped[int] = mapped_column(default=0)
    is_active: Mapped[bool] = mapped_column(default=True)
    note: Mapped[str | None]
    search_doc: Mapped[str] = mapped_column(default="")
    version: Mapped[int] = mapped_column(default=1)
    import_id: Mapped[int | None] = mapped_column(ForeignKey("import_batch.id"))


class ItemPack(Base):
    """A pack that an item comes in, with the base units in it."""

    __tablename__ = "item_pack"
    __table_args__ = (UniqueConstraint("item_id", "name"), CheckConstraint("size > 0", name="size"))
    id: Mapped[int] = mapped_column(primary_key=True)
    item_id: Mapped[int] = mapped_column(ForeignKey("item.id"))
    name: Mapped[str]
    size: Mapped[Decimal] = mapped_column(QUANTITY)
    list_order: Mapped[int] = mapped_column(default=0)


class Donor(Base):
    """Who gave something: a firm, a body or a person."""

    __tablename__ = "donor"
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(unique=True)
    name_sort: Mapped[str] = mapped_column(SORT_KEY, default="")
    # organisation, person
    kind: Mapped[str] = mapped_column(default="organisation")
    uscc: Mapped[str | None]
    contact: Mapped[str | None]
    phone: Mapped[str | None]
    address: Mapped[str | None]
    # Whether the name may be published.
    is_anonymous: Mapped[bool] = mapped_column(default=False)
    note: Mapped[str | None]
    search_doc: Mapped[str] = mapped_column(default="")
    version: Mapped[int] = mapped_column(default=1)
    import_id: Mapped[int | None] = mapped_column(ForeignKey("import_batch.id"))


class StockDocument(Base):
    """A posted paper: never changed, only reversed by another. `at` is when it took effect, `recorded_at` when it was typed.

    `digest` is SHA-256 over the paper and its lines as they were posted (invariant I-04).
    """

    __tablename__ = "stock_document"
    __table_args__ = (
        UniqueConstraint("series", "year", "sequence", "edition"),
        Index("ix_stock_document_kind_at", "kind", "at", "id"),
        Index("ix_stock_document_number", "number"),
        few("ix_stock_document_subject", "subject_id", "subject_kind"),
        few("ix_stock_document_import_id", "import_id"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    # receipt, issue, transfer_out, transfer_in, repack, disposal, return, adjustment, reversal
    kind: Mapped[str]
    series: Mapped[str]
    year: Mapped[int]
    sequence: Mapped[int]
    # Above 1 only when a workbook is taken in again after its import was taken back: the reversed papers keep their number too.
    edition: Mapped[int] = mapped_column(default=1)
    number: Mapped[str]
    at: Mapped[datetime]
    recorded_at: Mapped[datetime]
    # What it belongs to: ("receipt", id), ("dispatch", id), ("transfer", id), ("stocktake", id).
    subject_kind: Mapped[str | None]
    subject_id: Mapped[int | None]
    # One document is reversed at most once.
    reverses_id: Mapped[int | None] = mapped_column(ForeignKey("stock_document.id"), unique=True)
    reason: Mapped[str | None]
    keeper_id: Mapped[int | None] = mapped_column(ForeignKey("officer.id"))
    keeper_name: Mapped[str] = mapped_column(default="")
    second_id: Mapped[int | None] = mapped_column(ForeignKey("officer.id"))
    second_name: Mapped[str | None]
    digest: Mapped[str]
    import_id: Mapped[int | None] = mapped_column(ForeignKey("import_batch.id"))


class Lot(Base):
    """Goods of one item that came together: origin, dates and purpose stay with them wherever they are moved.

    A lot is one line of one receipt (or what was repacked from another, `parent_id`), so that every piece can be followed to
    its donor. Papers name it by `code`; goods without a lot number get the batch in brackets.
    """

    __tablename__ = "lot"
    __table_args__ = (
        Index("ix_lot_item_id", "item_id", "expires_on"),
        Index("ix_lot_code", "code"),
        few("ix_lot_donor_id", "donor_id"),
        few("ix_lot_receipt_id", "receipt_id"),
        few("ix_lot_parent_id", "parent_id"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    item_id: Mapped[int] = mapped_column(ForeignKey("item.id"))
    code: Mapped[str]
    # allocation, donation, purchase, made, exchange, return, surplus
    source: Mapped[str]
    receipt_id: Mapped[int | None] = mapped_column(ForeignKey("receipt.id"))
    donor_id: Mapped[int | None] = mapped_column(ForeignKey("donor.id"))
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("lot.id"))
    produced_on: Mapped[date | None]
    # The last day on which it may be used.
    expires_on: Mapped[date | None]
    # Active content at the lower end of the label, in the item's strength unit.
    strength: Mapped[Decimal | None] = mapped_column(QUANTITY)
    price: Mapped[Decimal | None] = mapped_column(PRICE)
    # What a donor bound it to; empty when free or when the donor has agreed otherwise (see LotConsent).
    purpose: Mapped[str | None]
    purpose_unit_id: Mapped[int | None] = mapped_column(ForeignKey("unit.id"))
    held_reason: Mapped[str | None]
    version: Mapped[int] = mapped_column(default=1)
    import_id: Mapped[int | None] = mapped_column(ForeignKey("import_batch.id"))


class LotConsent(Base):
    """A donor's agreement that goods may be used otherwise than bound (Law on Donations, article 18). Append-only."""

    __tablename__ = "lot_consent"
    id: Mapped[int] = mapped_column(primary_key=True)
    lot_id: Mapped[int] = mapped_column(ForeignKey("lot.id"), index=True)
    at: Mapped[datetime]
    officer_id: Mapped[int | None] = mapped_column(ForeignKey("officer.id"))
    agreed_by: Mapped[str]
    agreed_on: Mapped[date]
    purpose_before: Mapped[str | None]
    unit_before_id: Mapped[int | None] = mapped_column(ForeignKey("unit.id"))
    purpose_after: Mapped[str | None]
    unit_after_id: Mapped[int | None] = mapped_column(ForeignKey("unit.id"))


class Stock(Base):
    """What is in a store of a lot now. The database refuses less than nothing; the movements say the same and more."""

    __tablename__ = "stock"
    __table_args__ = (
        CheckConstraint("quantity >= 0", name="quantity"),
        CheckConstraint("reserved >= 0 AND reserved <= quantity", name="reserved"),
        Index("ix_stock_item_id", "item_id", "store_id"),
    )
    lot_id: Mapped[int] = mapped_column(ForeignKey("lot.id"), primary_key=True)
    store_id: Mapped[int] = mapped_column(ForeignKey("store.id"), primary_key=True)
    item_id: Mapped[int] = mapped_column(ForeignKey("item.id"))
    quantity: Mapped[Decimal] = mapped_column(QUANTITY, default=Decimal(0))
    # Approved for somebody and not handed out yet; part of `quantity`.
    reserved: Mapped[Decimal] = mapped_column(QUANTITY, default=Decimal(0))


class Movement(Base):
    """One line of a posted document: base units into (above zero) or out of (below) a store. Append-only."""

    __tablename__ = "movement"
    __table_args__ = (
        CheckConstraint("quantity <> 0", name="quantity"),
        UniqueConstraint("document_id", "line"),
        Index("ix_movement_item_id", "item_id", "at", "id"),
        Index("ix_movement_lot_id", "lot_id", "store_id", "at"),
        Index("ix_movement_at", "at"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    document_id: Mapped[int] = mapped_column(ForeignKey("stock_document.id"))
    line: Mapped[int]
    kind: Mapped[str]
    at: Mapped[datetime]
    item_id: Mapped[int] = mapped_column(ForeignKey("item.id"))
    lot_id: Mapped[int] = mapped_column(ForeignKey("lot.id"))
    store_id: Mapped[int] = mapped_column(ForeignKey("store.id"))
    quantity: Mapped[Decimal] = mapped_column(QUANTITY)
    # Who it went to or came back from, where that is a unit.
    unit_id: Mapped[int | None] = mapped_column(ForeignKey("unit.id"))
    note: Mapped[str | None]


class Receipt(Base):
    """What came in with one source document; `batch` is the office's mark for it. It is posted when it is counted.

    `document_id` is the paper it was posted with: two deliveries of one batch may share one.
    """

    __tablename__ = "receipt"
    __table_args__ = (
        Index("ix_receipt_at", "at", "id"),
        few("ix_receipt_batch", "batch"),
        few("ix_receipt_donation_number", "donation_number"),
        few("ix_receipt_donor_id", "donor_id"),
        few("ix_receipt_document_id", "document_id"),
        few("ix_receipt_import_id", "import_id"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    # allocation, donation, purchase, made, exchange, return
    source: Mapped[str]
    batch: Mapped[str | None]
    at: Mapped[datetime]
    party: Mapped[str]
    donor_id: Mapped[int | None] = mapped_column(ForeignKey("donor.id"))
    paper: Mapped[str | None]
    # The number of the donation receipt, given when it is a donation.
    donation_number: Mapped[str | None]
    # direct, post, alumni
    donation_way: Mapped[str | None]
    fiscal_paper: Mapped[str | None]
    certificate: Mapped[str | None]
    delivered_by: Mapped[str | None]
    delivered_phone: Mapped[str | None]
    run_id: Mapped[int | None] = mapped_column(ForeignKey("vehicle_run.id"))
    checked_by: Mapped[str | None]
    note: Mapped[str | None]
    thanked_at: Mapped[datetime | None]
    document_id: Mapped[int | None] = mapped_column(ForeignKey("stock_document.id"))
    import_id: Mapped[int | None] = mapped_column(ForeignKey("import_batch.id"))


class ReceiptLine(Base):
    """One line of a receipt. Without an item it is a total known only by its words ("not itemised"). Append-only."""

    __tablename__ = "receipt_line"
    __table_args__ = (UniqueConstraint("receipt_id", "line"), few("ix_receipt_line_lot_id", "lot_id"))
    id: Mapped[int] = mapped_column(primary_key=True)
    receipt_id: Mapped[int] = mapped_column(ForeignKey("receipt.id"))
    line: Mapped[int]
    item_id: Mapped[int | None] = mapped_column(ForeignKey("item.id"))
    lot_id: Mapped[int | None] = mapped_column(ForeignKey("lot.id"))
    store_id: Mapped[int | None] = mapped_column(ForeignKey("store.id"))
    # Of a total that is not itemised: its words, its unit and the summary line it belongs to.
    description: Mapped[str | None]
    metric: Mapped[str | None]
    # As written on the delivery paper, in `entered_unit`; all other quantities in base units.
    entered: Mapped[Decimal | None] = mapped_column(QUANTITY)
    entered_unit: Mapped[str]
    due: Mapped[Decimal | None] = mapped_column(QUANTITY)
    usable: Mapped[Decimal] = mapped_column(QUANTITY)
    defective: Mapped[Decimal] = mapped_column(QUANTITY, default=Decimal(0))
    expired: Mapped[Decimal] = mapped_column(QUANTITY, default=Decimal(0))
    price: Mapped[Decimal | None] = mapped_column(PRICE)
    amount: Mapped[Decimal | None] = mapped_column(MONEY)
    # invoice, market, appraisal, nominal, unpriced
    basis: Mapped[str | None]
    place: Mapped[str | None]
    note: Mapped[str | None]


class RefusedGoods(Base):
    """Goods that were not taken in, or that nobody has claimed; never part of the stock."""

    __tablename__ = "refused_goods"
    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[str] = mapped_column(unique=True)
    # refused, unclaimed
    kind: Mapped[str]
    at: Mapped[datetime]
    party: Mapped[str]
    item_id: Mapped[int | None] = mapped_column(ForeignKey("item.id"))
    description: Mapped[str | None]
    quantity: Mapped[Decimal] = mapped_column(QUANTITY)
    unit: Mapped[str]
    lot_code: Mapped[str | None]
    produced_on: Mapped[date | None]
    expires_on: Mapped[date | None]
    reason: Mapped[str]
    receipt_id: Mapped[int | None] = mapped_column(ForeignKey("receipt.id"))
    # What became of it: returned, destroyed, claimed.
    outcome: Mapped[str | None]
    settled_at: Mapped[datetime | None]
    officer_id: Mapped[int | None] = mapped_column(ForeignKey("officer.id"))
    import_id: Mapped[int | None] = mapped_column(ForeignKey("import_batch.id"))


class SealedPeriod(Base):
    """The books up to the end of `until` are closed: nothing may take effect on or before that day. Append-only."""

    __tablename__ = "sealed_period"
    id: Mapped[int] = mapped_column(primary_key=True)
    until: Mapped[date] = mapped_column(unique=True)
    at: Mapped[datetime]
    officer_id: Mapped[int | None] = mapped_column(ForeignKey("officer.id"))
    # Totals by item on that evening, so that whoever opens the period later sees a difference.
    totals: Mapped[dict[str, Any]]
    digest: Mapped[str]
