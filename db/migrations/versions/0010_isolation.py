"""Tables of the isolation."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "zone",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("site", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("single", sa.Boolean(), nullable=False),
        sa.Column("part", sa.String(), nullable=False),
        sa.Column("way_in", sa.String(), nullable=True),
        sa.Column("phone", sa.String(), nullable=True),
        sa.Column("list_order", sa.Integer(), nullable=False),
        sa.Column("is_active", sa.Boolean(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("import_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["import_id"], ["import_batch.id"], name=op.f("fk_zone_import_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_zone")),
        sa.UniqueConstraint("site", "name", name=op.f("uq_zone_site_name")),
    )
    op.create_table(
        "room",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("zone_id", sa.Integer(), nullable=False),
        sa.Column("building", sa.String(), nullable=False),
        sa.Column("building_id", sa.Integer(), nullable=True),
        sa.Column("floor", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("beds", sa.Integer(), nullable=False),
        sa.Column("own_bath", sa.Boolean(), nullable=False),
        sa.Column("window", sa.Boolean(), nullable=False),
        sa.Column("aircon", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("state_since", sa.DateTime(), nullable=False),
        sa.Column("until", sa.DateTime(), nullable=True),
        sa.Column("reason", sa.String(), nullable=True),
        sa.Column("note", sa.String(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("import_id", sa.Integer(), nullable=True),
        sa.CheckConstraint("beds > 0", name=op.f("ck_room_beds")),
        sa.ForeignKeyConstraint(["building_id"], ["building.id"], name=op.f("fk_room_building_id")),
        sa.ForeignKeyConstraint(["import_id"], ["import_batch.id"], name=op.f("fk_room_import_id")),
        sa.ForeignKeyConstraint(["zone_id"], ["zone.id"], name=op.f("fk_room_zone_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_room")),
        sa.UniqueConstraint("code", name=op.f("uq_room_code")),
    )
    op.create_index(
        "ix_room_place", "room", ["building", "floor", "name"], unique=False, postgresql_where=None
    )
    op.create_index("ix_room_state", "room", ["state"], unique=False, postgresql_where=None)
    op.create_index(op.f("ix_room_zone_id"), "room", ["zone_id"], unique=False, postgresql_where=None)
    op.create_table(
        "room_event",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("room_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("before", sa.String(), nullable=False),
        sa.Column("after", sa.String(), nullable=False),
        sa.Column("subject_kind", sa.String(), nullable=True),
        sa.Column("subject_id", sa.Integer(), nullable=True),
        sa.Column("reason", sa.String(), nullable=True),
        sa.Column("officer_id", sa.Integer(), nullable=True),
        sa.Column("officer_name", sa.String(), nullable=True),
        sa.Column("import_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["import_id"], ["import_batch.id"], name=op.f("fk_room_event_import_id")),
        sa.ForeignKeyConstraint(["officer_id"], ["officer.id"], name=op.f("fk_room_event_officer_id")),
        sa.ForeignKeyConstraint(["room_id"], ["room.id"], name=op.f("fk_room_event_room_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_room_event")),
    )
    op.create_index(
        "ix_room_event_room_id", "room_event", ["room_id", "at", "id"], unique=False, postgresql_where=None
    )
    op.create_table(
        "stay",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("number", sa.String(), nullable=True),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("origin", sa.String(), nullable=False),
        sa.Column("category", sa.String(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=True),
        sa.Column("home", sa.String(), nullable=True),
        sa.Column("contact_name", sa.String(), nullable=True),
        sa.Column("contact_phone", sa.String(), nullable=True),
        sa.Column("carer_for_id", sa.Integer(), nullable=True),
        sa.Column("draft_id", sa.Integer(), nullable=True),
        sa.Column("incident_id", sa.Integer(), nullable=True),
        sa.Column("requested_at", sa.DateTime(), nullable=False),
        sa.Column("requested_by", sa.Integer(), nullable=True),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("assessed_at", sa.DateTime(), nullable=True),
        sa.Column("assessed_by", sa.String(), nullable=True),
        sa.Column("assessment", sa.String(), nullable=True),
        sa.Column("approved_at", sa.DateTime(), nullable=True),
        sa.Column("approved_by", sa.Integer(), nullable=True),
        sa.Column("approval_number", sa.String(), nullable=True),
        sa.Column("notice", sa.String(), nullable=True),
        sa.Column("notice_at", sa.DateTime(), nullable=True),
        sa.Column("witness_one", sa.String(), nullable=True),
        sa.Column("witness_two", sa.String(), nullable=True),
        sa.Column("attachment_id", sa.Integer(), nullable=True),
        sa.Column("anchor", sa.String(), nullable=False),
        sa.Column("exposure_on", sa.Date(), nullable=True),
        sa.Column("exposure_way", sa.String(), nullable=True),
        sa.Column("counted_from", sa.Date(), nullable=True),
        sa.Column("days", sa.Integer(), nullable=True),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("zone_id", sa.Integer(), nullable=True),
        sa.Column("room_id", sa.Integer(), nullable=True),
        sa.Column("bed", sa.Integer(), nullable=True),
        sa.Column("admitted_at", sa.DateTime(), nullable=True),
        sa.Column("emergency_until", sa.DateTime(), nullable=True),
        sa.Column("kit", sa.JSON(), nullable=False),
        sa.Column("kit_back", sa.Boolean(), nullable=False),
        sa.Column("diet", sa.String(), nullable=False),
        sa.Column("diet_note", sa.String(), nullable=True),
        sa.Column("doctor", sa.String(), nullable=True),
        sa.Column("ended_at", sa.DateTime(), nullable=True),
        sa.Column("ending", sa.String(), nullable=True),
        sa.Column("ending_place", sa.String(), nullable=True),
        sa.Column("ending_note", sa.String(), nullable=True),
        sa.Column("released_by", sa.Integer(), nullable=True),
        sa.Column("release_number", sa.String(), nullable=True),
        sa.Column("home_until", sa.Date(), nullable=True),
        sa.Column("restriction_id", sa.Integer(), nullable=True),
        sa.Column("note", sa.String(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("import_id", sa.Integer(), nullable=True),
        sa.CheckConstraint("days IS NULL OR days >= 0", name=op.f("ck_stay_days")),
        sa.CheckConstraint("ended_at IS NULL OR ended_at >= admitted_at", name=op.f("ck_stay_stay")),
        sa.ForeignKeyConstraint(["approved_by"], ["officer.id"], name=op.f("fk_stay_approved_by")),
        sa.ForeignKeyConstraint(["attachment_id"], ["attachment.id"], name=op.f("fk_stay_attachment_id")),
        sa.ForeignKeyConstraint(["carer_for_id"], ["stay.id"], name=op.f("fk_stay_carer_for_id")),
        sa.ForeignKeyConstraint(["draft_id"], ["admission_draft.id"], name=op.f("fk_stay_draft_id")),
        sa.ForeignKeyConstraint(["import_id"], ["import_batch.id"], name=op.f("fk_stay_import_id")),
        sa.ForeignKeyConstraint(["incident_id"], ["incident.id"], name=op.f("fk_stay_incident_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_stay_person_id")),
        sa.ForeignKeyConstraint(["released_by"], ["officer.id"], name=op.f("fk_stay_released_by")),
        sa.ForeignKeyConstraint(["requested_by"], ["officer.id"], name=op.f("fk_stay_requested_by")),
        sa.ForeignKeyConstraint(["restriction_id"], ["restriction.id"], name=op.f("fk_stay_restriction_id")),
        sa.ForeignKeyConstraint(["room_id"], ["room.id"], name=op.f("fk_stay_room_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_stay_unit_id")),
        sa.ForeignKeyConstraint(["zone_id"], ["zone.id"], name=op.f("fk_stay_zone_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stay")),
        sa.UniqueConstraint("number", name=op.f("uq_stay_number")),
        sa.UniqueConstraint("release_number", name=op.f("uq_stay_release_number")),
    )
    op.create_index(
        "ix_stay_import_id",
        "stay",
        ["import_id"],
        unique=False,
        sqlite_where=sa.text("import_id IS NOT NULL"),
        postgresql_where=sa.text("import_id IS NOT NULL"),
    )
    op.create_index(
        "ix_stay_person_id", "stay", ["person_id", "requested_at"], unique=False, postgresql_where=None
    )
    op.create_index(
        "ix_stay_room_id",
        "stay",
        ["room_id", "state"],
        unique=False,
        sqlite_where=sa.text("room_id IS NOT NULL"),
        postgresql_where=sa.text("room_id IS NOT NULL"),
    )
    op.create_index("ix_stay_state", "stay", ["state", "due_on"], unique=False, postgresql_where=None)
    op.create_index(
        "uq_stay_admitted",
        "stay",
        ["person_id"],
        unique=True,
        sqlite_where=sa.text("state = 'admitted'"),
        postgresql_where=sa.text("state = 'admitted'"),
    )
    op.create_table(
        "care_entry",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("stay_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("detail", sa.String(), nullable=True),
        sa.Column("outcome", sa.String(), nullable=True),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("officer_id", sa.Integer(), nullable=True),
        sa.Column("officer_name", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(["officer_id"], ["officer.id"], name=op.f("fk_care_entry_officer_id")),
        sa.ForeignKeyConstraint(["stay_id"], ["stay.id"], name=op.f("fk_care_entry_stay_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_care_entry")),
    )
    op.create_index("ix_care_entry_day", "care_entry", ["day", "kind"], unique=False, postgresql_where=None)
    op.create_index(
        "ix_care_entry_stay_id", "care_entry", ["stay_id", "at"], unique=False, postgresql_where=None
    )
    op.create_table(
        "reading",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("stay_id", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("slot", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(), nullable=False),
        sa.Column("temperature", sa.Double(), nullable=True),
        sa.Column("method", sa.String(), nullable=True),
        sa.Column("retest", sa.Double(), nullable=True),
        sa.Column("symptoms", sa.JSON(), nullable=False),
        sa.Column("not_taken", sa.String(), nullable=True),
        sa.Column("is_late", sa.Boolean(), nullable=False),
        sa.Column("at_home", sa.Boolean(), nullable=False),
        sa.Column("medicine", sa.String(), nullable=True),
        sa.Column("note", sa.String(), nullable=True),
        sa.Column("replaces_id", sa.Integer(), nullable=True),
        sa.Column("officer_id", sa.Integer(), nullable=True),
        sa.Column("import_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["import_id"], ["import_batch.id"], name=op.f("fk_reading_import_id")),
        sa.ForeignKeyConstraint(["officer_id"], ["officer.id"], name=op.f("fk_reading_officer_id")),
        sa.ForeignKeyConstraint(["replaces_id"], ["reading.id"], name=op.f("fk_reading_replaces_id")),
        sa.ForeignKeyConstraint(["stay_id"], ["stay.id"], name=op.f("fk_reading_stay_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reading")),
        sa.UniqueConstraint("replaces_id", name=op.f("uq_reading_replaces_id")),
    )
    op.create_index("ix_reading_day", "reading", ["day", "slot"], unique=False, postgresql_where=None)
    op.create_index(
        "ix_reading_import_id",
        "reading",
        ["import_id"],
        unique=False,
        sqlite_where=sa.text("import_id IS NOT NULL"),
        postgresql_where=sa.text("import_id IS NOT NULL"),
    )
    op.create_index(
        "ix_reading_stay_id", "reading", ["stay_id", "day", "slot"], unique=False, postgresql_where=None
    )
    op.create_table(
        "stay_change",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("stay_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("before", sa.JSON(), nullable=False),
        sa.Column("after", sa.JSON(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("approved_by", sa.Integer(), nullable=True),
        sa.Column("officer_id", sa.Integer(), nullable=True),
        sa.Column("import_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["approved_by"], ["officer.id"], name=op.f("fk_stay_change_approved_by")),
        sa.ForeignKeyConstraint(["import_id"], ["import_batch.id"], name=op.f("fk_stay_change_import_id")),
        sa.ForeignKeyConstraint(["officer_id"], ["officer.id"], name=op.f("fk_stay_change_officer_id")),
        sa.ForeignKeyConstraint(["stay_id"], ["stay.id"], name=op.f("fk_stay_change_stay_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stay_change")),
    )
    op.create_index(
        "ix_stay_change_stay_id", "stay_change", ["stay_id", "at"], unique=False, postgresql_where=None
    )
    op.create_table(
        "stay_room",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("stay_id", sa.Integer(), nullable=False),
        sa.Column("room_id", sa.Integer(), nullable=False),
        sa.Column("bed", sa.Integer(), nullable=False),
        sa.Column("from_at", sa.DateTime(), nullable=False),
        sa.Column("until_at", sa.DateTime(), nullable=True),
        sa.Column("reason", sa.String(), nullable=True),
        sa.CheckConstraint("until_at IS NULL OR until_at >= from_at", name=op.f("ck_stay_room_period")),
        sa.ForeignKeyConstraint(["room_id"], ["room.id"], name=op.f("fk_stay_room_room_id")),
        sa.ForeignKeyConstraint(["stay_id"], ["stay.id"], name=op.f("fk_stay_room_stay_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stay_room")),
    )
    op.create_index(
        "ix_stay_room_room_id", "stay_room", ["room_id", "from_at"], unique=False, postgresql_where=None
    )
    op.create_index(
        "ix_stay_room_stay_id", "stay_room", ["stay_id", "from_at"], unique=False, postgresql_where=None
    )
    op.create_index(
        "uq_stay_room_bed",
        "stay_room",
        ["room_id", "bed"],
        unique=True,
        sqlite_where=sa.text("until_at IS NULL"),
        postgresql_where=sa.text("until_at IS NULL"),
    )
    op.create_table(
        "stay_test",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("stay_id", sa.Integer(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("sampled_at", sa.DateTime(), nullable=True),
        sa.Column("result", sa.String(), nullable=True),
        sa.Column("result_at", sa.DateTime(), nullable=True),
        sa.Column("laboratory", sa.String(), nullable=True),
        sa.Column("note", sa.String(), nullable=True),
        sa.Column("officer_id", sa.Integer(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["officer_id"], ["officer.id"], name=op.f("fk_stay_test_officer_id")),
        sa.ForeignKeyConstraint(["stay_id"], ["stay.id"], name=op.f("fk_stay_test_stay_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stay_test")),
    )
    op.create_index("ix_stay_test_due", "stay_test", ["due_on"], unique=False, postgresql_where=None)
    op.create_index(
        "ix_stay_test_stay_id", "stay_test", ["stay_id", "due_on"], unique=False, postgresql_where=None
    )
