"""Tables of the supply papers."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "reserve_declaration",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("unit", sa.String(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=True),
        sa.Column("category", sa.String(), nullable=False),
        sa.Column("goods", sa.String(), nullable=False),
        sa.Column("daily", sa.BigInteger(), nullable=False),
        sa.Column("quantity", sa.BigInteger(), nullable=False),
        sa.Column("goods_unit", sa.String(), nullable=False),
        sa.Column("declared", sa.String(), nullable=True),
        sa.Column("declared_days", sa.BigInteger(), nullable=True),
        sa.Column("declared_on", sa.Date(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(), nullable=False),
        sa.Column("officer_id", sa.Integer(), nullable=True),
        sa.Column("note", sa.String(), nullable=True),
        sa.Column("import_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["import_id"], ["import_batch.id"], name=op.f("fk_reserve_declaration_import_id")
        ),
        sa.ForeignKeyConstraint(
            ["officer_id"], ["officer.id"], name=op.f("fk_reserve_declaration_officer_id")
        ),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_reserve_declaration_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reserve_declaration")),
        sa.UniqueConstraint(
            "unit", "goods", "declared_on", name=op.f("uq_reserve_declaration_unit_goods_declared_on")
        ),
    )
    op.create_index(
        "ix_reserve_declaration_import_id",
        "reserve_declaration",
        ["import_id"],
        unique=False,
        sqlite_where=sa.text("import_id IS NOT NULL"),
        postgresql_where=sa.text("import_id IS NOT NULL"),
    )
    op.create_index("ix_reserve_declaration_on", "reserve_declaration", ["declared_on"], unique=False)
    op.create_table(
        "stocktake",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("number", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("store_id", sa.Integer(), nullable=False),
        sa.Column("frozen_at", sa.DateTime(), nullable=False),
        sa.Column("last_movement_id", sa.Integer(), nullable=False),
        sa.Column("is_blind", sa.Boolean(), nullable=False),
        sa.Column("counter", sa.String(), nullable=False),
        sa.Column("second_counter", sa.String(), nullable=False),
        sa.Column("started_by", sa.Integer(), nullable=True),
        sa.Column("approved_at", sa.DateTime(), nullable=True),
        sa.Column("approved_by", sa.Integer(), nullable=True),
        sa.Column("approver_name", sa.String(), nullable=True),
        sa.Column("document_id", sa.Integer(), nullable=True),
        sa.Column("note", sa.String(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["approved_by"], ["officer.id"], name=op.f("fk_stocktake_approved_by")),
        sa.ForeignKeyConstraint(
            ["document_id"], ["stock_document.id"], name=op.f("fk_stocktake_document_id")
        ),
        sa.ForeignKeyConstraint(["started_by"], ["officer.id"], name=op.f("fk_stocktake_started_by")),
        sa.ForeignKeyConstraint(["store_id"], ["store.id"], name=op.f("fk_stocktake_store_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stocktake")),
        sa.UniqueConstraint("number", name=op.f("uq_stocktake_number")),
    )
    op.create_index("ix_stocktake_state", "stocktake", ["state", "frozen_at"], unique=False)
    op.create_table(
        "transfer",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("series", sa.String(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("edition", sa.Integer(), nullable=False),
        sa.Column("number", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("from_store_id", sa.Integer(), nullable=False),
        sa.Column("to_store_id", sa.Integer(), nullable=False),
        sa.Column("sent_at", sa.DateTime(), nullable=False),
        sa.Column("sent_by", sa.Integer(), nullable=True),
        sa.Column("received_at", sa.DateTime(), nullable=True),
        sa.Column("received_by", sa.Integer(), nullable=True),
        sa.Column("carrier", sa.String(), nullable=True),
        sa.Column("settled_at", sa.DateTime(), nullable=True),
        sa.Column("settlement", sa.String(), nullable=True),
        sa.Column("note", sa.String(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("import_id", sa.Integer(), nullable=True),
        sa.CheckConstraint("from_store_id <> to_store_id", name=op.f("ck_transfer_stores")),
        sa.ForeignKeyConstraint(["from_store_id"], ["store.id"], name=op.f("fk_transfer_from_store_id")),
        sa.ForeignKeyConstraint(["import_id"], ["import_batch.id"], name=op.f("fk_transfer_import_id")),
        sa.ForeignKeyConstraint(["received_by"], ["officer.id"], name=op.f("fk_transfer_received_by")),
        sa.ForeignKeyConstraint(["sent_by"], ["officer.id"], name=op.f("fk_transfer_sent_by")),
        sa.ForeignKeyConstraint(["to_store_id"], ["store.id"], name=op.f("fk_transfer_to_store_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_transfer")),
        sa.UniqueConstraint(
            "series", "year", "sequence", "edition", name=op.f("uq_transfer_series_year_sequence_edition")
        ),
    )
    op.create_index(op.f("ix_transfer_number"), "transfer", ["number"], unique=False)
    op.create_index("ix_transfer_state", "transfer", ["state", "sent_at"], unique=False)
    op.create_table(
        "allocation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("item_id", sa.Integer(), nullable=False),
        sa.Column("total", sa.BigInteger(), nullable=False),
        sa.Column("basis", sa.String(), nullable=False),
        sa.Column("pack", sa.BigInteger(), nullable=False),
        sa.Column("front_line_factor", sa.BigInteger(), nullable=False),
        sa.Column("purpose", sa.String(), nullable=False),
        sa.Column("rows", sa.JSON(), nullable=False),
        sa.Column("accepted_at", sa.DateTime(), nullable=False),
        sa.Column("officer_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["item_id"], ["item.id"], name=op.f("fk_allocation_item_id")),
        sa.ForeignKeyConstraint(["officer_id"], ["officer.id"], name=op.f("fk_allocation_officer_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_allocation")),
    )
    op.create_table(
        "dispatch",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("series", sa.String(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("edition", sa.Integer(), nullable=False),
        sa.Column("number", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("purpose", sa.String(), nullable=False),
        sa.Column("place", sa.String(), nullable=True),
        sa.Column("requested_at", sa.DateTime(), nullable=False),
        sa.Column("requested_by", sa.Integer(), nullable=True),
        sa.Column("receiver", sa.String(), nullable=True),
        sa.Column("receiver_phone", sa.String(), nullable=True),
        sa.Column("approved_at", sa.DateTime(), nullable=True),
        sa.Column("approved_by", sa.Integer(), nullable=True),
        sa.Column("approver_name", sa.String(), nullable=True),
        sa.Column("approved_digest", sa.String(), nullable=True),
        sa.Column("issued_at", sa.DateTime(), nullable=True),
        sa.Column("issued_by", sa.Integer(), nullable=True),
        sa.Column("keeper_name", sa.String(), nullable=True),
        sa.Column("second_id", sa.Integer(), nullable=True),
        sa.Column("second_name", sa.String(), nullable=True),
        sa.Column("signed_at", sa.DateTime(), nullable=True),
        sa.Column("signed_by", sa.String(), nullable=True),
        sa.Column("ended_reason", sa.String(), nullable=True),
        sa.Column("allocation_id", sa.Integer(), nullable=True),
        sa.Column("note", sa.String(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("import_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["allocation_id"], ["allocation.id"], name=op.f("fk_dispatch_allocation_id")),
        sa.ForeignKeyConstraint(["approved_by"], ["officer.id"], name=op.f("fk_dispatch_approved_by")),
        sa.ForeignKeyConstraint(["import_id"], ["import_batch.id"], name=op.f("fk_dispatch_import_id")),
        sa.ForeignKeyConstraint(["issued_by"], ["officer.id"], name=op.f("fk_dispatch_issued_by")),
        sa.ForeignKeyConstraint(["requested_by"], ["officer.id"], name=op.f("fk_dispatch_requested_by")),
        sa.ForeignKeyConstraint(["second_id"], ["officer.id"], name=op.f("fk_dispatch_second_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_dispatch_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_dispatch")),
        sa.UniqueConstraint(
            "series", "year", "sequence", "edition", name=op.f("uq_dispatch_series_year_sequence_edition")
        ),
    )
    op.create_index(
        "ix_dispatch_allocation_id",
        "dispatch",
        ["allocation_id"],
        unique=False,
        sqlite_where=sa.text("allocation_id IS NOT NULL"),
        postgresql_where=sa.text("allocation_id IS NOT NULL"),
    )
    op.create_index(
        "ix_dispatch_import_id",
        "dispatch",
        ["import_id"],
        unique=False,
        sqlite_where=sa.text("import_id IS NOT NULL"),
        postgresql_where=sa.text("import_id IS NOT NULL"),
    )
    op.create_index(
        "ix_dispatch_issued_at",
        "dispatch",
        ["issued_at", "id"],
        unique=False,
        sqlite_where=sa.text("issued_at IS NOT NULL"),
        postgresql_where=sa.text("issued_at IS NOT NULL"),
    )
    op.create_index(op.f("ix_dispatch_number"), "dispatch", ["number"], unique=False)
    op.create_index("ix_dispatch_state", "dispatch", ["state", "requested_at"], unique=False)
    op.create_index("ix_dispatch_unit_id", "dispatch", ["unit_id", "requested_at"], unique=False)
    op.create_table(
        "dispatch_line",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("dispatch_id", sa.Integer(), nullable=False),
        sa.Column("line", sa.Integer(), nullable=False),
        sa.Column("item_id", sa.Integer(), nullable=False),
        sa.Column("entered", sa.BigInteger(), nullable=True),
        sa.Column("entered_unit", sa.String(), nullable=True),
        sa.Column("asked", sa.BigInteger(), nullable=False),
        sa.Column("approved", sa.BigInteger(), nullable=True),
        sa.Column("issued", sa.BigInteger(), nullable=True),
        sa.Column("note", sa.String(), nullable=True),
        sa.CheckConstraint(
            "approved IS NULL OR (approved >= 0 AND approved <= asked)",
            name=op.f("ck_dispatch_line_approved"),
        ),
        sa.CheckConstraint("asked > 0", name=op.f("ck_dispatch_line_asked")),
        sa.CheckConstraint(
            "issued IS NULL OR (issued >= 0 AND issued <= approved)", name=op.f("ck_dispatch_line_issued")
        ),
        sa.ForeignKeyConstraint(["dispatch_id"], ["dispatch.id"], name=op.f("fk_dispatch_line_dispatch_id")),
        sa.ForeignKeyConstraint(["item_id"], ["item.id"], name=op.f("fk_dispatch_line_item_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_dispatch_line")),
        sa.UniqueConstraint("dispatch_id", "line", name=op.f("uq_dispatch_line_dispatch_id_line")),
    )
    op.create_index("ix_dispatch_line_item_id", "dispatch_line", ["item_id"], unique=False)
    op.create_table(
        "dispatch_pick",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("line_id", sa.Integer(), nullable=False),
        sa.Column("lot_id", sa.Integer(), nullable=False),
        sa.Column("store_id", sa.Integer(), nullable=False),
        sa.Column("quantity", sa.BigInteger(), nullable=False),
        sa.Column("is_reserved", sa.Boolean(), nullable=False),
        sa.Column("reason", sa.String(), nullable=True),
        sa.CheckConstraint("quantity > 0", name=op.f("ck_dispatch_pick_quantity")),
        sa.ForeignKeyConstraint(["line_id"], ["dispatch_line.id"], name=op.f("fk_dispatch_pick_line_id")),
        sa.ForeignKeyConstraint(["lot_id"], ["lot.id"], name=op.f("fk_dispatch_pick_lot_id")),
        sa.ForeignKeyConstraint(["store_id"], ["store.id"], name=op.f("fk_dispatch_pick_store_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_dispatch_pick")),
        sa.UniqueConstraint(
            "line_id", "lot_id", "store_id", name=op.f("uq_dispatch_pick_line_id_lot_id_store_id")
        ),
    )
    op.create_index("ix_dispatch_pick_lot_id", "dispatch_pick", ["lot_id", "store_id"], unique=False)
    op.create_table(
        "stocktake_line",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("stocktake_id", sa.Integer(), nullable=False),
        sa.Column("line", sa.Integer(), nullable=False),
        sa.Column("item_id", sa.Integer(), nullable=False),
        sa.Column("lot_id", sa.Integer(), nullable=False),
        sa.Column("book", sa.BigInteger(), nullable=False),
        sa.Column("counted", sa.BigInteger(), nullable=True),
        sa.Column("counted_at", sa.DateTime(), nullable=True),
        sa.Column("recounted", sa.BigInteger(), nullable=True),
        sa.Column("moved", sa.BigInteger(), nullable=False),
        sa.Column("reason", sa.String(), nullable=True),
        sa.Column("handling", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(["item_id"], ["item.id"], name=op.f("fk_stocktake_line_item_id")),
        sa.ForeignKeyConstraint(["lot_id"], ["lot.id"], name=op.f("fk_stocktake_line_lot_id")),
        sa.ForeignKeyConstraint(
            ["stocktake_id"], ["stocktake.id"], name=op.f("fk_stocktake_line_stocktake_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stocktake_line")),
        sa.UniqueConstraint("stocktake_id", "lot_id", name=op.f("uq_stocktake_line_stocktake_id_lot_id")),
    )
    op.create_table(
        "transfer_line",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("transfer_id", sa.Integer(), nullable=False),
        sa.Column("line", sa.Integer(), nullable=False),
        sa.Column("item_id", sa.Integer(), nullable=False),
        sa.Column("lot_id", sa.Integer(), nullable=False),
        sa.Column("sent", sa.BigInteger(), nullable=False),
        sa.Column("received", sa.BigInteger(), nullable=True),
        sa.Column("note", sa.String(), nullable=True),
        sa.CheckConstraint(
            "received IS NULL OR (received >= 0 AND received <= sent)", name=op.f("ck_transfer_line_received")
        ),
        sa.CheckConstraint("sent > 0", name=op.f("ck_transfer_line_sent")),
        sa.ForeignKeyConstraint(["item_id"], ["item.id"], name=op.f("fk_transfer_line_item_id")),
        sa.ForeignKeyConstraint(["lot_id"], ["lot.id"], name=op.f("fk_transfer_line_lot_id")),
        sa.ForeignKeyConstraint(["transfer_id"], ["transfer.id"], name=op.f("fk_transfer_line_transfer_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_transfer_line")),
        sa.UniqueConstraint("transfer_id", "lot_id", name=op.f("uq_transfer_line_transfer_id_lot_id")),
    )
