"""Tables of the duty."""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "patrol_point",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("route", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("look_at", sa.String(), nullable=False),
        sa.Column("unit", sa.String(), nullable=False),
        sa.Column("least", sa.Double(), nullable=True),
        sa.Column("most", sa.Double(), nullable=True),
        sa.Column("list_order", sa.Integer(), nullable=False),
        sa.Column("is_active", sa.Boolean(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_patrol_point")),
    )
    op.create_index(
        "ix_patrol_point_route", "patrol_point", ["route", "list_order"], unique=False, postgresql_where=None
    )
    op.create_table(
        "reference",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("number", sa.String(), nullable=True),
        sa.Column("issuer", sa.String(), nullable=True),
        sa.Column("phone", sa.String(), nullable=True),
        sa.Column("text", sa.String(), nullable=True),
        sa.Column("valid_from", sa.Date(), nullable=True),
        sa.Column("valid_until", sa.Date(), nullable=True),
        sa.Column("list_order", sa.Integer(), nullable=False),
        sa.Column("is_active", sa.Boolean(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reference")),
    )
    op.create_index(
        "ix_reference_kind", "reference", ["kind", "list_order"], unique=False, postgresql_where=None
    )
    op.create_table(
        "routine_step",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("list_order", sa.Integer(), nullable=False),
        sa.Column("is_active", sa.Boolean(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_routine_step")),
        sa.UniqueConstraint("name", name=op.f("uq_routine_step_name")),
    )
    op.create_table(
        "log_entry",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("number", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("from_whom", sa.String(), nullable=True),
        sa.Column("phone", sa.String(), nullable=True),
        sa.Column("handling", sa.String(), nullable=True),
        sa.Column("responsible", sa.String(), nullable=True),
        sa.Column("due_at", sa.DateTime(), nullable=True),
        sa.Column("done_at", sa.DateTime(), nullable=True),
        sa.Column("done_note", sa.String(), nullable=True),
        sa.Column("done_by", sa.String(), nullable=True),
        sa.Column("subject_kind", sa.String(), nullable=True),
        sa.Column("subject_id", sa.Integer(), nullable=True),
        sa.Column("struck_at", sa.DateTime(), nullable=True),
        sa.Column("struck_by", sa.String(), nullable=True),
        sa.Column("struck_reason", sa.String(), nullable=True),
        sa.Column("officer_id", sa.Integer(), nullable=True),
        sa.Column("officer_name", sa.String(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["officer_id"], ["officer.id"], name=op.f("fk_log_entry_officer_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_log_entry")),
        sa.UniqueConstraint("number", name=op.f("uq_log_entry_number")),
    )
    op.create_index("ix_log_entry_at", "log_entry", ["at"], unique=False, postgresql_where=None)
    op.create_index(
        "ix_log_entry_due_at",
        "log_entry",
        ["due_at", "done_at"],
        unique=False,
        sqlite_where=sa.text("due_at IS NOT NULL"),
        postgresql_where=sa.text("due_at IS NOT NULL"),
    )
    op.create_index(
        "ix_log_entry_subject",
        "log_entry",
        ["subject_kind", "subject_id"],
        unique=False,
        sqlite_where=sa.text("subject_kind IS NOT NULL"),
        postgresql_where=sa.text("subject_kind IS NOT NULL"),
    )
    op.create_table(
        "patrol",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("route", sa.String(), nullable=False),
        sa.Column("walker", sa.String(), nullable=False),
        sa.Column("started_at", sa.DateTime(), nullable=False),
        sa.Column("ended_at", sa.DateTime(), nullable=True),
        sa.Column("note", sa.String(), nullable=True),
        sa.Column("officer_id", sa.Integer(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["officer_id"], ["officer.id"], name=op.f("fk_patrol_officer_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_patrol")),
    )
    op.create_index("ix_patrol_started_at", "patrol", ["started_at"], unique=False, postgresql_where=None)
    op.create_table(
        "routine_entry",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("shift", sa.String(), nullable=False),
        sa.Column("step_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("good", sa.Boolean(), nullable=False),
        sa.Column("value", sa.String(), nullable=True),
        sa.Column("officer_id", sa.Integer(), nullable=True),
        sa.Column("officer_name", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(["officer_id"], ["officer.id"], name=op.f("fk_routine_entry_officer_id")),
        sa.ForeignKeyConstraint(["step_id"], ["routine_step.id"], name=op.f("fk_routine_entry_step_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_routine_entry")),
    )
    op.create_index(
        "ix_routine_entry_day", "routine_entry", ["day", "officer_id"], unique=False, postgresql_where=None
    )
    op.create_table(
        "snooze",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("officer_id", sa.Integer(), nullable=False),
        sa.Column("line", sa.String(), nullable=False),
        sa.Column("until", sa.DateTime(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("details", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["officer_id"], ["officer.id"], name=op.f("fk_snooze_officer_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_snooze")),
    )
    op.create_index(
        "ix_snooze_officer_id", "snooze", ["officer_id", "until"], unique=False, postgresql_where=None
    )
    op.create_table(
        "repair",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("number", sa.String(), nullable=False),
        sa.Column("trade", sa.String(), nullable=False),
        sa.Column("place", sa.String(), nullable=False),
        sa.Column("building_id", sa.Integer(), nullable=True),
        sa.Column("what", sa.String(), nullable=False),
        sa.Column("is_urgent", sa.Boolean(), nullable=False),
        sa.Column("caller", sa.String(), nullable=True),
        sa.Column("phone", sa.String(), nullable=True),
        sa.Column("called_at", sa.DateTime(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("assigned_to", sa.String(), nullable=True),
        sa.Column("assigned_at", sa.DateTime(), nullable=True),
        sa.Column("started_at", sa.DateTime(), nullable=True),
        sa.Column("done_at", sa.DateTime(), nullable=True),
        sa.Column("workers", sa.Integer(), nullable=True),
        sa.Column("worker_names", sa.String(), nullable=True),
        sa.Column("result", sa.String(), nullable=True),
        sa.Column("material", sa.String(), nullable=True),
        sa.Column("accepted_by", sa.String(), nullable=True),
        sa.Column("dropped_reason", sa.String(), nullable=True),
        sa.Column("log_entry_id", sa.Integer(), nullable=True),
        sa.Column("incident_id", sa.Integer(), nullable=True),
        sa.Column("officer_id", sa.Integer(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["building_id"], ["building.id"], name=op.f("fk_repair_building_id")),
        sa.ForeignKeyConstraint(["incident_id"], ["incident.id"], name=op.f("fk_repair_incident_id")),
        sa.ForeignKeyConstraint(["log_entry_id"], ["log_entry.id"], name=op.f("fk_repair_log_entry_id")),
        sa.ForeignKeyConstraint(["officer_id"], ["officer.id"], name=op.f("fk_repair_officer_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_repair")),
        sa.UniqueConstraint("number", name=op.f("uq_repair_number")),
    )
    op.create_index("ix_repair_state", "repair", ["state", "called_at"], unique=False, postgresql_where=None)
    op.create_table(
        "patrol_finding",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("patrol_id", sa.Integer(), nullable=False),
        sa.Column("point_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("normal", sa.Boolean(), nullable=False),
        sa.Column("value", sa.Double(), nullable=True),
        sa.Column("text", sa.String(), nullable=True),
        sa.Column("repair_id", sa.Integer(), nullable=True),
        sa.Column("officer_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["officer_id"], ["officer.id"], name=op.f("fk_patrol_finding_officer_id")),
        sa.ForeignKeyConstraint(["patrol_id"], ["patrol.id"], name=op.f("fk_patrol_finding_patrol_id")),
        sa.ForeignKeyConstraint(["point_id"], ["patrol_point.id"], name=op.f("fk_patrol_finding_point_id")),
        sa.ForeignKeyConstraint(["repair_id"], ["repair.id"], name=op.f("fk_patrol_finding_repair_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_patrol_finding")),
    )
    op.create_index(
        "ix_patrol_finding_patrol_id", "patrol_finding", ["patrol_id"], unique=False, postgresql_where=None
    )
