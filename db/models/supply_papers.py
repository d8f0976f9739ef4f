"""Requests for goods, allocations over many units, transfers, stocktakes, and what canteens declare to have."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from db.base import Base
from db.exact import QUANTITY
from db.models.gate import few


class Allocation(Base):
    """One quantity spread over many units; once accepted it is one dispatch for each of them."""

    __tablename__ = "allocation"
    id: Mapped[int] = mapped_column(primary_key=True)
    item_id: Mapped[int] = mapped_column(ForeignKey("item.id"))
    total: Mapped[Decimal] = mapped_column(QUANTITY)
    # headcount, equal, last, manual
    basis: Mapped[str]
    pack: Mapped[Decimal] = mapped_column(QUANTITY)
    front_line_factor: Mapped[Decimal] = mapped_column(QUANTITY)
    purpose: Mapped[str]
    # Unit, headcount, share, quantity and whether it was set by hand, for each row as it was accepted.
    rows: Mapped[list[Any]] = mapped_column(default=list)
    accepted_at: Mapped[datetime]
    officer_id: Mapped[int | None] = mapped_column(ForeignKey("officer.id"))


class Dispatch(Base):
    """Goods asked for by a unit: requested, approved or rejected, issued, signed; voided when it was taken back.

    The number is given with the request, so that rejected and voided ones stay in the series.
    """

    __tablename__ = "dispatch"
    __table_args__ = (
        UniqueConstraint("series", "year", "sequence", "edition"),
        Index("ix_dispatch_state", "state", "requested_at"),
        Index("ix_dispatch_unit_id", "unit_id", "requested_at"),
        few("ix_dispatch_issued_at", "issued_at", "id"),
        few("ix_dispatch_allocation_id", "allocation_id"),
        few("ix_dispatch_import_id", "import_id"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    series: Mapped[str]
    year: Mapped[int]
    sequence: Mapped[int]
    # See StockDocument.edition.
    edition: Mapped[int] = mapped_column(default=1)
    number: Mapped[str] = mapped_column(index=True)
    # requested, approved, rejected, issued, signed, voided
    state: Mapped[str]
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    purpose: Mapped[str] = mapped_column(default="")
    # Where it is used when that is not the unit itself.
    place: Mapped[str | None]
    requested_at: Mapped[datetime]
    requested_by: Mapped[int | None] = mapped_column(ForeignKey("officer.id"))
    receiver: Mapped[str | None]
    receiver_phone: Mapped[str | None]
    approved_at: Mapped[datetime | None]
    approved_by: Mapped[int | None] = mapped_column(ForeignKey("officer.id"))
    approver_name: Mapped[str | None]
    # SHA-256 over what was approved: changed lines need a new approval.
    approved_digest: Mapped[str | None]
    issued_at: Mapped[datetime | None]
    issued_by: Mapped[int | None] = mapped_column(ForeignKey("officer.id"))
    keeper_name: Mapped[str | None]
    second_id: Mapped[int | None] = mapped_column(ForeignKey("officer.id"))
    second_name: Mapped[str | None]
    signed_at: Mapped[datetime | None]
    signed_by: Mapped[str | None]
    ended_reason: Mapped[str | None]
    allocation_id: Mapped[int | None] = mapped_column(ForeignKey("allocation.id"))
    note: Mapped[str | None]
    version: Mapped[int] = mapped_column(default=1)
    import_id: Mapped[int | None] = mapped_column(ForeignKey("import_batch.id"))


class DispatchLine(Base):
    """One item of a dispatch: issued <= approved <= asked, in base units."""

    __tablename__ = "dispatch_line"
    __table_args__ = (
        UniqueConstraint("dispatch_id", "line"),
        CheckConstraint("asked > 0", name="asked"),
        CheckConstraint("approved IS NULL OR (approved >= 0 AND approved <= asked)", name="approved"),
        CheckConstraint("issued IS NULL OR (issued >= 0 AND issued <= approved)", name="issued"),
        Index("ix_dispatch_line_item_id", "item_id"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    dispatch_id: Mapped[int] = mapped_column(ForeignKey("dispatch.id"))
    line: Mapped[int]
    item_id: Mapped[int] = mapped_column(ForeignKey("item.id"))
    entered: Mapped[Decimal | None] = mapped_column(QUANTITY)
    entered_unit: Mapped[str | None]
    asked: Mapped[Decimal] = mapped_column(QUANTITY)
    approved: Mapped[Decimal | None] = mapped_column(QUANTITY)
    issued: Mapped[Decimal | None] = mapped_column(QUANTITY)
    note: Mapped[str | None]


class DispatchPick(Base):
    """From which lot and store a line is taken: reserved while approved, moved when issued."""

    __tablename__ = "dispatch_pick"
    __table_args__ = (
        UniqueConstraint("line_id", "lot_id", "store_id"),
        CheckConstraint("quantity > 0", name="quantity"),
        Index("ix_dispatch_pick_lot_id", "lot_id", "store_id"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    line_id: Mapped[int] = mapped_column(ForeignKey("dispatch_line.id"))
    lot_id: Mapped[int] = mapped_column(ForeignKey("lot.id"))
    store_id: Mapped[int] = mapped_column(ForeignKey("store.id"))
    quantity: Mapped[Decimal] = mapped_column(QUANTITY)
    # While true the quantity is part of Stock.reserved.
    is_reserved: Mapped[bool] = mapped_column(default=False)
    # Why it was taken before one that expires earlier.
    reason: Mapped[str | None]


class Transfer(Base):
    """Goods on their way between two stores: sent, then received; what is missing stays open until it is settled."""

    __tablename__ = "transfer"
    __table_args__ = (
        UniqueConstraint("series", "year", "sequence", "edition"),
        CheckConstraint("from_store_id <> to_store_id", name="stores"),
        Index("ix_transfer_state", "state", "sent_at"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    series: Mapped[str]
    year: Mapped[int]
    sequence: Mapped[int]
    # See StockDocument.edition.
    edition: Mapped[int] = mapped_column(default=1)
    number: Mapped[str] = mapped_column(index=True)
    # sent, received, short (received with a difference), settled, voided
    state: Mapped[str]
    from_store_id: Mapped[int] = mapped_column(ForeignKey("store.id"))
    to_store_id: Mapped[int] = mapped_column(ForeignKey("store.id"))
    sent_at: Mapped[datetime]
    sent_by: Mapped[int | None] = mapped_column(ForeignKey("officer.id"))
    received_at: Mapped[datetime | None]
    received_by: Mapped[int | None] = mapped_column(ForeignKey("officer.id"))
    carrier: Mapped[str | None]
    settled_at: Mapped[datetime | None]
    settlement: Mapped[str | None]
    note: Mapped[str | None]
    version: Mapped[int] = mapped_column(default=1)
    import_id: Mapped[int | None] = mapped_column(ForeignKey("import_batch.id"))


class TransferLine(Base):
    """A lot on its way. In transit is what was sent and not received; after receipt the rest is the difference."""

    __tablename__ = "transfer_line"
    __table_args__ = (
        UniqueConstraint("transfer_id", "lot_id"),
        CheckConstraint("sent > 0", name="sent"),
        CheckConstraint("received IS NULL OR (received >= 0 AND received <= sent)", name="received"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    transfer_id: Mapped[int] = mapped_column(ForeignKey("transfer.id"))
    line: Mapped[int]
    item_id: Mapped[int] = mapped_column(ForeignKey("item.id"))
    lot_id: Mapped[int] = mapped_column(ForeignKey("lot.id"))
    sent: Mapped[Decimal] = mapped_column(QUANTITY)
    received: Mapped[Decimal | None] = mapped_column(QUANTITY)
    note: Mapped[str | None]


class Stocktake(Base):
    """A count of a store. The book figures are those at `frozen_at`; what moved meanwhile is settled line by line."""

    __tablename__ = "stocktake"
    __table_args__ = (Index("ix_stocktake_state", "state", "frozen_at"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[str] = mapped_column(unique=True)
    # counting, counted, posted, cancelled
    state: Mapped[str]
    store_id: Mapped[int] = mapped_column(ForeignKey("store.id"))
    frozen_at: Mapped[datetime]
    # The newest movement that the book figures know.
    last_movement_id: Mapped[int]
    is_blind: Mapped[bool] = mapped_column(default=True)
    counter: Mapped[str]
    second_counter: Mapped[str]
    started_by: Mapped[int | None] = mapped_column(ForeignKey("officer.id"))
    approved_at: Mapped[datetime | None]
    approved_by: Mapped[int | None] = mapped_column(ForeignKey("officer.id"))
    approver_name: Mapped[str | None]
    document_id: Mapped[int | None] = mapped_column(ForeignKey("stock_document.id"))
    note: Mapped[str | None]
    version: Mapped[int] = mapped_column(default=1)


class StocktakeLine(Base):
    """One lot of a count: the book, what was found, and what becomes of the difference."""

    __tablename__ = "stocktake_line"
    __table_args__ = (UniqueConstraint("stocktake_id", "lot_id"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    stocktake_id: Mapped[int] = mapped_column(ForeignKey("stocktake.id"))
    line: Mapped[int]
    item_id: Mapped[int] = mapped_column(ForeignKey("item.id"))
    lot_id: Mapped[int] = mapped_column(ForeignKey("lot.id"))
    book: Mapped[Decimal] = mapped_column(QUANTITY)
    counted: Mapped[Decimal | None] = mapped_column(QUANTITY)
    counted_at: Mapped[datetime | None]
    recounted: Mapped[Decimal | None] = mapped_column(QUANTITY)
    # What moved between the freeze and the count, settled by the counters: part of the book then.
    moved: Mapped[Decimal] = mapped_column(QUANTITY, default=Decimal(0))
    reason: Mapped[str | None]
    handling: Mapped[str | None]


class ReserveDeclaration(Base):
    """What a canteen or shop says it has of something, and for how many days. Kept by the day it was declared."""

    __tablename__ = "reserve_declaration"
    __table_args__ = (
        UniqueConstraint("unit", "goods", "declared_on"),
        Index("ix_reserve_declaration_on", "declared_on"),
        few("ix_reserve_declaration_import_id", "import_id"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    unit: Mapped[str]
    unit_id: Mapped[int | None] = mapped_column(ForeignKey("unit.id"))
    category: Mapped[str]
    goods: Mapped[str]
    daily: Mapped[Decimal] = mapped_column(QUANTITY)
    quantity: Mapped[Decimal] = mapped_column(QUANTITY)
    goods_unit: Mapped[str]
    # As written ("2-3"), and its lower end.
    declared: Mapped[str | None]
    declared_days: Mapped[Decimal | None] = mapped_column(QUANTITY)
    declared_on: Mapped[date]
    recorded_at: Mapped[datetime]
    officer_id: Mapped[int | None] = mapped_column(ForeignKey("officer.id"))
    note: Mapped[str | None]
    import_id: Mapped[int | None] = mapped_column(ForeignKey("import_batch.id"))
