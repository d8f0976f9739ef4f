"""Tables of the disinfection."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "short_record",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("place", sa.String(), nullable=False),
        sa.Column("started_at", sa.DateTime(), nullable=False),
        sa.Column("ended_at", sa.DateTime(), nullable=True),
        sa.Column("count", sa.Integer(), nullable=True),
        sa.Column("done_by", sa.String(), nullable=False),
        sa.Column("officer_id", sa.Integer(), nullable=True),
        sa.Column("withdrawn_at", sa.DateTime(), nullable=True),
        sa.Column("note", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(["officer_id"], ["officer.id"], name=op.f("fk_short_record_officer_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_short_record")),
    )
    op.create_index(
        "ix_short_record_kind", "short_record", ["kind", "started_at"], unique=False, postgresql_where=None
    )
    op.create_table(
        "lamp",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("place", sa.String(), nullable=False),
        sa.Column("watts", sa.BigInteger(), nullable=True),
        sa.Column("hours_before", sa.BigInteger(), nullable=False),
        sa.Column("limit_hours", sa.BigInteger(), nullable=False),
        sa.Column("fitted_at", sa.DateTime(), nullable=True),
        sa.Column("is_active", sa.Boolean(), nullable=False),
        sa.Column("note", sa.String(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("import_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["import_id"], ["import_batch.id"], name=op.f("fk_lamp_import_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_lamp")),
        sa.UniqueConstraint("code", name=op.f("uq_lamp_code")),
    )
    op.create_table(
        "area",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("place", sa.String(), nullable=True),
        sa.Column("building_id", sa.Integer(), nullable=True),
        sa.Column("thing", sa.String(), nullable=False),
        sa.Column("points", sa.Integer(), nullable=False),
        sa.Column("points_rule", sa.String(), nullable=False),
        sa.Column("surface_m2", sa.BigInteger(), nullable=True),
        sa.Column("team", sa.String(), nullable=False),
        sa.Column("ceiling", sa.Integer(), nullable=True),
        sa.Column("list_order", sa.Integer(), nullable=False),
        sa.Column("is_active", sa.Boolean(), nullable=False),
        sa.Column("note", sa.String(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("import_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["building_id"], ["building.id"], name=op.f("fk_area_building_id")),
        sa.ForeignKeyConstraint(["import_id"], ["import_batch.id"], name=op.f("fk_area_import_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_area")),
        sa.UniqueConstraint("code", name=op.f("uq_area_code")),
    )
    op.create_table(
        "lamp_use",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("lamp_id", sa.Integer(), nullable=False),
        sa.Column("started_at", sa.DateTime(), nullable=False),
        sa.Column("ended_at", sa.DateTime(), nullable=False),
        sa.Column("hours", sa.BigInteger(), nullable=False),
        sa.Column("intensity", sa.BigInteger(), nullable=True),
        sa.Column("wiped", sa.Boolean(), nullable=False),
        sa.Column("operator", sa.String(), nullable=False),
        sa.Column("room_id", sa.Integer(), nullable=True),
        sa.Column("officer_id", sa.Integer(), nullable=True),
        sa.Column("withdrawn_at", sa.DateTime(), nullable=True),
        sa.Column("note", sa.String(), nullable=True),
        sa.Column("import_id", sa.Integer(), nullable=True),
        sa.CheckConstraint("ended_at > started_at", name=op.f("ck_lamp_use_period")),
        sa.ForeignKeyConstraint(["import_id"], ["import_batch.id"], name=op.f("fk_lamp_use_import_id")),
        sa.ForeignKeyConstraint(["lamp_id"], ["lamp.id"], name=op.f("fk_lamp_use_lamp_id")),
        sa.ForeignKeyConstraint(["officer_id"], ["officer.id"], name=op.f("fk_lamp_use_officer_id")),
        sa.ForeignKeyConstraint(["room_id"], ["room.id"], name=op.f("fk_lamp_use_room_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_lamp_use")),
    )
    op.create_index(
        "ix_lamp_use_lamp_id", "lamp_use", ["lamp_id", "started_at"], unique=False, postgresql_where=None
    )
    op.create_table(
        "plan",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("area_id", sa.Integer(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_until", sa.Date(), nullable=True),
        sa.Column("method", sa.String(), nullable=False),
        sa.Column("agent", sa.String(), nullable=False),
        sa.Column("agent_text", sa.String(), nullable=False),
        sa.Column("other_agent", sa.String(), nullable=True),
        sa.Column("target", sa.BigInteger(), nullable=True),
        sa.Column("least", sa.BigInteger(), nullable=True),
        sa.Column("most", sa.BigInteger(), nullable=True),
        sa.Column("contact_minutes", sa.Integer(), nullable=True),
        sa.Column("air_minutes", sa.Integer(), nullable=True),
        sa.Column("trigger", sa.String(), nullable=False),
        sa.Column("event", sa.String(), nullable=True),
        sa.Column("rounds", sa.Integer(), nullable=False),
        sa.Column("times", sa.JSON(), nullable=False),
        sa.Column("weekdays", sa.JSON(), nullable=False),
        sa.Column("note", sa.String(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("import_id", sa.Integer(), nullable=True),
        sa.CheckConstraint("valid_until IS NULL OR valid_until >= valid_from", name=op.f("ck_plan_period")),
        sa.ForeignKeyConstraint(["area_id"], ["area.id"], name=op.f("fk_plan_area_id")),
        sa.ForeignKeyConstraint(["import_id"], ["import_batch.id"], name=op.f("fk_plan_import_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_plan")),
    )
    op.create_index("ix_plan_area_id", "plan", ["area_id", "valid_from"], unique=False, postgresql_where=None)
    op.create_table(
        "round",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("ordinal", sa.Integer(), nullable=False),
        sa.Column("area_id", sa.Integer(), nullable=True),
        sa.Column("plan_id", sa.Integer(), nullable=True),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("room_id", sa.Integer(), nullable=True),
        sa.Column("source_kind", sa.String(), nullable=True),
        sa.Column("source_id", sa.Integer(), nullable=True),
        sa.Column("due_at", sa.DateTime(), nullable=False),
        sa.Column("points", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=True),
        sa.Column("decided_by", sa.Integer(), nullable=True),
        sa.Column("decided_at", sa.DateTime(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("import_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["area_id"], ["area.id"], name=op.f("fk_round_area_id")),
        sa.ForeignKeyConstraint(["decided_by"], ["officer.id"], name=op.f("fk_round_decided_by")),
        sa.ForeignKeyConstraint(["import_id"], ["import_batch.id"], name=op.f("fk_round_import_id")),
        sa.ForeignKeyConstraint(["plan_id"], ["plan.id"], name=op.f("fk_round_plan_id")),
        sa.ForeignKeyConstraint(["room_id"], ["room.id"], name=op.f("fk_round_room_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_round")),
    )
    op.create_index(
        "ix_round_day", "round", ["day", "area_id", "ordinal"], unique=False, postgresql_where=None
    )
    op.create_index(
        "ix_round_room_id",
        "round",
        ["room_id", "state"],
        unique=False,
        sqlite_where=sa.text("room_id IS NOT NULL"),
        postgresql_where=sa.text("room_id IS NOT NULL"),
    )
    op.create_index(
        "ix_round_source",
        "round",
        ["source_kind", "source_id"],
        unique=False,
        sqlite_where=sa.text("source_kind IS NOT NULL"),
        postgresql_where=sa.text("source_kind IS NOT NULL"),
    )
    op.create_index("ix_round_state", "round", ["state", "due_at"], unique=False, postgresql_where=None)
    op.create_index(
        "uq_round_plan",
        "round",
        ["plan_id", "day", "ordinal"],
        unique=True,
        sqlite_where=sa.text("source_kind IS NULL"),
        postgresql_where=sa.text("source_kind IS NULL"),
    )
    op.create_table(
        "mix",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("number", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("agent", sa.String(), nullable=False),
        sa.Column("item_id", sa.Integer(), nullable=True),
        sa.Column("lot_id", sa.Integer(), nullable=True),
        sa.Column("store_id", sa.Integer(), nullable=True),
        sa.Column("document_id", sa.Integer(), nullable=True),
        sa.Column("stock_strength", sa.BigInteger(), nullable=False),
        sa.Column("target", sa.BigInteger(), nullable=False),
        sa.Column("form", sa.String(), nullable=False),
        sa.Column("total_ml", sa.BigInteger(), nullable=False),
        sa.Column("stock_amount", sa.BigInteger(), nullable=False),
        sa.Column("water_ml", sa.BigInteger(), nullable=False),
        sa.Column("strip", sa.BigInteger(), nullable=True),
        sa.Column("strip_note", sa.String(), nullable=True),
        sa.Column("made_by", sa.String(), nullable=False),
        sa.Column("good_until", sa.DateTime(), nullable=False),
        sa.Column("officer_id", sa.Integer(), nullable=True),
        sa.Column("withdrawn_at", sa.DateTime(), nullable=True),
        sa.Column("note", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(["document_id"], ["stock_document.id"], name=op.f("fk_mix_document_id")),
        sa.ForeignKeyConstraint(["item_id"], ["item.id"], name=op.f("fk_mix_item_id")),
        sa.ForeignKeyConstraint(["lot_id"], ["lot.id"], name=op.f("fk_mix_lot_id")),
        sa.ForeignKeyConstraint(["officer_id"], ["officer.id"], name=op.f("fk_mix_officer_id")),
        sa.ForeignKeyConstraint(["store_id"], ["store.id"], name=op.f("fk_mix_store_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mix")),
        sa.UniqueConstraint("number", name=op.f("uq_mix_number")),
    )
    op.create_index("ix_mix_at", "mix", ["at"], unique=False, postgresql_where=None)
    op.create_index(
        "ix_mix_lot_id",
        "mix",
        ["lot_id"],
        unique=False,
        sqlite_where=sa.text("lot_id IS NOT NULL"),
        postgresql_where=sa.text("lot_id IS NOT NULL"),
    )
    op.create_table(
        "disinfection_record",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("round_id", sa.Integer(), nullable=True),
        sa.Column("area_id", sa.Integer(), nullable=True),
        sa.Column("room_id", sa.Integer(), nullable=True),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("started_at", sa.DateTime(), nullable=False),
        sa.Column("ended_at", sa.DateTime(), nullable=True),
        sa.Column("method", sa.String(), nullable=False),
        sa.Column("agent", sa.String(), nullable=False),
        sa.Column("agent_text", sa.String(), nullable=False),
        sa.Column("mix_id", sa.Integer(), nullable=True),
        sa.Column("lot_id", sa.Integer(), nullable=True),
        sa.Column("stock_text", sa.String(), nullable=True),
        sa.Column("ratio", sa.String(), nullable=True),
        sa.Column("strength", sa.BigInteger(), nullable=True),
        sa.Column("strip", sa.BigInteger(), nullable=True),
        sa.Column("used_ml", sa.BigInteger(), nullable=True),
        sa.Column("points", sa.Integer(), nullable=False),
        sa.Column("contact_minutes", sa.Integer(), nullable=True),
        sa.Column("air_minutes", sa.Integer(), nullable=True),
        sa.Column("done_by", sa.String(), nullable=False),
        sa.Column("checked_by", sa.String(), nullable=True),
        sa.Column("checked_at", sa.DateTime(), nullable=True),
        sa.Column("checker_id", sa.Integer(), nullable=True),
        sa.Column("verdict", sa.String(), nullable=True),
        sa.Column("is_late", sa.Boolean(), nullable=False),
        sa.Column("findings", sa.JSON(), nullable=False),
        sa.Column("reason", sa.String(), nullable=True),
        sa.Column("rinsed", sa.Boolean(), nullable=False),
        sa.Column("protection", sa.String(), nullable=True),
        sa.Column("note", sa.String(), nullable=True),
        sa.Column("recorded_at", sa.DateTime(), nullable=False),
        sa.Column("officer_id", sa.Integer(), nullable=True),
        sa.Column("withdrawn_at", sa.DateTime(), nullable=True),
        sa.Column("withdrawn_by", sa.Integer(), nullable=True),
        sa.Column("withdrawn_reason", sa.String(), nullable=True),
        sa.Column("import_id", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "ended_at IS NULL OR ended_at >= started_at", name=op.f("ck_disinfection_record_period")
        ),
        sa.ForeignKeyConstraint(["area_id"], ["area.id"], name=op.f("fk_disinfection_record_area_id")),
        sa.ForeignKeyConstraint(
            ["checker_id"], ["officer.id"], name=op.f("fk_disinfection_record_checker_id")
        ),
        sa.ForeignKeyConstraint(
            ["import_id"], ["import_batch.id"], name=op.f("fk_disinfection_record_import_id")
        ),
        sa.ForeignKeyConstraint(["lot_id"], ["lot.id"], name=op.f("fk_disinfection_record_lot_id")),
        sa.ForeignKeyConstraint(["mix_id"], ["mix.id"], name=op.f("fk_disinfection_record_mix_id")),
        sa.ForeignKeyConstraint(
            ["officer_id"], ["officer.id"], name=op.f("fk_disinfection_record_officer_id")
        ),
        sa.ForeignKeyConstraint(["room_id"], ["room.id"], name=op.f("fk_disinfection_record_room_id")),
        sa.ForeignKeyConstraint(["round_id"], ["round.id"], name=op.f("fk_disinfection_record_round_id")),
        sa.ForeignKeyConstraint(
            ["withdrawn_by"], ["officer.id"], name=op.f("fk_disinfection_record_withdrawn_by")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_disinfection_record")),
    )
    op.create_index(
        "ix_disinfection_record_day",
        "disinfection_record",
        ["day", "area_id"],
        unique=False,
        postgresql_where=None,
    )
    op.create_index(
        "ix_disinfection_record_import_id",
        "disinfection_record",
        ["import_id"],
        unique=False,
        sqlite_where=sa.text("import_id IS NOT NULL"),
        postgresql_where=sa.text("import_id IS NOT NULL"),
    )
    op.create_index(
        "ix_disinfection_record_room_id",
        "disinfection_record",
        ["room_id", "started_at"],
        unique=False,
        sqlite_where=sa.text("room_id IS NOT NULL"),
        postgresql_where=sa.text("room_id IS NOT NULL"),
    )
    op.create_index(
        "ix_disinfection_record_round_id",
        "disinfection_record",
        ["round_id"],
        unique=False,
        sqlite_where=sa.text("round_id IS NOT NULL"),
        postgresql_where=sa.text("round_id IS NOT NULL"),
    )
