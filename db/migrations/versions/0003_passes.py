"""Tables of the passes."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "pass_reason",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("label", sa.String(), nullable=False),
        sa.Column("label_en", sa.String(), nullable=False),
        sa.Column("mark", sa.String(), nullable=False),
        sa.Column("report_group", sa.String(), nullable=False),
        sa.Column("synonyms", sa.JSON(), nullable=False),
        sa.Column("exempt", sa.Boolean(), nullable=False),
        sa.Column("list_order", sa.Integer(), nullable=False),
        sa.Column("is_active", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pass_reason")),
        sa.UniqueConstraint("code", name=op.f("uq_pass_reason_code")),
    )
    op.create_table(
        "crew_job",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("company", sa.String(), nullable=False),
        sa.Column("credit_code", sa.String(), nullable=True),
        sa.Column("project", sa.String(), nullable=False),
        sa.Column("place", sa.String(), nullable=False),
        sa.Column("department", sa.String(), nullable=True),
        sa.Column("department_id", sa.Integer(), nullable=True),
        sa.Column("leader", sa.String(), nullable=False),
        sa.Column("leader_phone", sa.String(), nullable=True),
        sa.Column("living", sa.String(), nullable=True),
        sa.Column("pledge_signed", sa.Boolean(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column("left_on", sa.Date(), nullable=True),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("import_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["department_id"], ["unit.id"], name=op.f("fk_crew_job_department_id")),
        sa.ForeignKeyConstraint(["import_id"], ["import_batch.id"], name=op.f("fk_crew_job_import_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_crew_job")),
    )
    op.create_table(
        "pass_batch",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=True),
        sa.Column("approver_id", sa.Integer(), nullable=True),
        sa.Column("approver_name", sa.String(), nullable=True),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("created_by", sa.Integer(), nullable=True),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column("undone_at", sa.DateTime(), nullable=True),
        sa.ForeignKeyConstraint(["approver_id"], ["officer.id"], name=op.f("fk_pass_batch_approver_id")),
        sa.ForeignKeyConstraint(["created_by"], ["officer.id"], name=op.f("fk_pass_batch_created_by")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_pass_batch_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pass_batch")),
    )
    op.create_table(
        "pass",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("series", sa.String(), nullable=True),
        sa.Column("year", sa.Integer(), nullable=True),
        sa.Column("sequence", sa.Integer(), nullable=True),
        sa.Column("number", sa.String(), nullable=True),
        sa.Column("token_hash", sa.String(), nullable=True),
        sa.Column("sealed_token", sa.String(), nullable=True),
        sa.Column("check_code", sa.String(), nullable=True),
        sa.Column("holder_id", sa.Integer(), nullable=True),
        sa.Column("holder_name", sa.String(), nullable=False),
        sa.Column(
            "holder_sort", sa.String().with_variant(sa.VARCHAR(collation="C"), "postgresql"), nullable=False
        ),
        sa.Column("unit_id", sa.Integer(), nullable=True),
        sa.Column("household_id", sa.Integer(), nullable=True),
        sa.Column("place", sa.String(), nullable=False),
        sa.Column("phone", sa.String(), nullable=True),
        sa.Column("reason_id", sa.Integer(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("zone", sa.String(), nullable=True),
        sa.Column("valid_from", sa.DateTime(), nullable=False),
        sa.Column("valid_until", sa.DateTime(), nullable=False),
        sa.Column("hours_from", sa.Time(), nullable=True),
        sa.Column("hours_until", sa.Time(), nullable=True),
        sa.Column("entries", sa.Integer(), nullable=True),
        sa.Column("temperature", sa.Double(), nullable=True),
        sa.Column("history_clear", sa.Boolean(), nullable=True),
        sa.Column("remark", sa.String(), nullable=True),
        sa.Column("plate", sa.String(), nullable=True),
        sa.Column("vehicle_use", sa.String(), nullable=True),
        sa.Column("owner", sa.String(), nullable=True),
        sa.Column("issuer_name", sa.String(), nullable=True),
        sa.Column("outside_number", sa.String(), nullable=True),
        sa.Column("approver_id", sa.Integer(), nullable=True),
        sa.Column("approver_name", sa.String(), nullable=True),
        sa.Column("approved_at", sa.DateTime(), nullable=True),
        sa.Column("requested_at", sa.DateTime(), nullable=False),
        sa.Column("requested_by", sa.Integer(), nullable=True),
        sa.Column("issued_at", sa.DateTime(), nullable=True),
        sa.Column("issued_by", sa.Integer(), nullable=True),
        sa.Column("issuing_officer", sa.String(), nullable=True),
        sa.Column("ended_at", sa.DateTime(), nullable=True),
        sa.Column("end_reason", sa.String(), nullable=True),
        sa.Column("replaces_id", sa.Integer(), nullable=True),
        sa.Column("replaced_by_id", sa.Integer(), nullable=True),
        sa.Column("from_paper", sa.Boolean(), nullable=False),
        sa.Column("batch_id", sa.Integer(), nullable=True),
        sa.Column("job_id", sa.Integer(), nullable=True),
        sa.Column("import_id", sa.Integer(), nullable=True),
        sa.Column("photo_id", sa.Integer(), nullable=True),
        sa.Column("rule", sa.JSON(), nullable=False),
        sa.Column("search_doc", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("entries IS NULL OR entries > 0", name=op.f("ck_pass_entries")),
        sa.CheckConstraint("valid_until > valid_from", name=op.f("ck_pass_period")),
        sa.ForeignKeyConstraint(["approver_id"], ["officer.id"], name=op.f("fk_pass_approver_id")),
        sa.ForeignKeyConstraint(["batch_id"], ["pass_batch.id"], name=op.f("fk_pass_batch_id")),
        sa.ForeignKeyConstraint(["holder_id"], ["person.id"], name=op.f("fk_pass_holder_id")),
        sa.ForeignKeyConstraint(["household_id"], ["household.id"], name=op.f("fk_pass_household_id")),
        sa.ForeignKeyConstraint(["import_id"], ["import_batch.id"], name=op.f("fk_pass_import_id")),
        sa.ForeignKeyConstraint(["issued_by"], ["officer.id"], name=op.f("fk_pass_issued_by")),
        sa.ForeignKeyConstraint(["job_id"], ["crew_job.id"], name=op.f("fk_pass_job_id")),
        sa.ForeignKeyConstraint(["photo_id"], ["attachment.id"], name=op.f("fk_pass_photo_id")),
        sa.ForeignKeyConstraint(["reason_id"], ["pass_reason.id"], name=op.f("fk_pass_reason_id")),
        sa.ForeignKeyConstraint(["replaced_by_id"], ["pass.id"], name=op.f("fk_pass_replaced_by_id")),
        sa.ForeignKeyConstraint(["replaces_id"], ["pass.id"], name=op.f("fk_pass_replaces_id")),
        sa.ForeignKeyConstraint(["requested_by"], ["officer.id"], name=op.f("fk_pass_requested_by")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_pass_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pass")),
        sa.UniqueConstraint("number", name=op.f("uq_pass_number")),
        sa.UniqueConstraint("series", "year", "sequence", name=op.f("uq_pass_series_year_sequence")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_pass_token_hash")),
    )
    op.create_index(
        "ix_pass_batch_id",
        "pass",
        ["batch_id"],
        unique=False,
        sqlite_where=sa.text("batch_id IS NOT NULL"),
        postgresql_where=sa.text("batch_id IS NOT NULL"),
    )
    op.create_index("ix_pass_holder_id", "pass", ["holder_id"], unique=False)
    op.create_index(
        "ix_pass_household_id",
        "pass",
        ["household_id"],
        unique=False,
        sqlite_where=sa.text("household_id IS NOT NULL"),
        postgresql_where=sa.text("household_id IS NOT NULL"),
    )
    op.create_index(
        "ix_pass_import_id",
        "pass",
        ["import_id"],
        unique=False,
        sqlite_where=sa.text("import_id IS NOT NULL"),
        postgresql_where=sa.text("import_id IS NOT NULL"),
    )
    op.create_index(
        "ix_pass_job_id",
        "pass",
        ["job_id"],
        unique=False,
        sqlite_where=sa.text("job_id IS NOT NULL"),
        postgresql_where=sa.text("job_id IS NOT NULL"),
    )
    op.create_index("ix_pass_kind_holder", "pass", ["kind", "holder_sort", "id"], unique=False)
    op.create_index("ix_pass_kind_issued", "pass", ["kind", "issued_at", "id"], unique=False)
    op.create_index("ix_pass_kind_reason", "pass", ["kind", "reason_id", "year", "sequence"], unique=False)
    op.create_index("ix_pass_kind_status", "pass", ["kind", "status", "valid_until"], unique=False)
    op.create_index("ix_pass_kind_until", "pass", ["kind", "valid_until", "id"], unique=False)
    op.create_index(
        "ix_pass_plate",
        "pass",
        ["plate"],
        unique=False,
        sqlite_where=sa.text("plate IS NOT NULL"),
        postgresql_where=sa.text("plate IS NOT NULL"),
    )
    op.create_table(
        "crew_member",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("job_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("trade", sa.String(), nullable=True),
        sa.Column("residence", sa.String(), nullable=True),
        sa.Column("travel", sa.String(), nullable=True),
        sa.Column("arrived_on", sa.Date(), nullable=True),
        sa.Column("transport", sa.String(), nullable=True),
        sa.Column("temperature", sa.Double(), nullable=True),
        sa.Column("decision", sa.String(), nullable=False),
        sa.Column("documents", sa.JSON(), nullable=False),
        sa.Column("pass_id", sa.Integer(), nullable=True),
        sa.Column("note", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(["job_id"], ["crew_job.id"], name=op.f("fk_crew_member_job_id")),
        sa.ForeignKeyConstraint(["pass_id"], ["pass.id"], name=op.f("fk_crew_member_pass_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_crew_member_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_crew_member")),
        sa.UniqueConstraint("job_id", "person_id", name=op.f("uq_crew_member_job_id_person_id")),
    )
    op.create_table(
        "crossing",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("gate_id", sa.Integer(), nullable=False),
        sa.Column("direction", sa.String(), nullable=False),
        sa.Column("pass_id", sa.Integer(), nullable=True),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("household_id", sa.Integer(), nullable=True),
        sa.Column("reason_code", sa.String(), nullable=True),
        sa.Column("exempt", sa.Boolean(), nullable=False),
        sa.Column("temperature", sa.Double(), nullable=True),
        sa.Column("officer_id", sa.Integer(), nullable=True),
        sa.Column("withdrawn_at", sa.DateTime(), nullable=True),
        sa.Column("note", sa.String(), nullable=True),
        sa.Column("import_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["gate_id"], ["gate.id"], name=op.f("fk_crossing_gate_id")),
        sa.ForeignKeyConstraint(["household_id"], ["household.id"], name=op.f("fk_crossing_household_id")),
        sa.ForeignKeyConstraint(["import_id"], ["import_batch.id"], name=op.f("fk_crossing_import_id")),
        sa.ForeignKeyConstraint(["officer_id"], ["officer.id"], name=op.f("fk_crossing_officer_id")),
        sa.ForeignKeyConstraint(["pass_id"], ["pass.id"], name=op.f("fk_crossing_pass_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_crossing_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_crossing")),
    )
    op.create_index("ix_crossing_at", "crossing", ["at"], unique=False)
    op.create_index("ix_crossing_household", "crossing", ["household_id", "at"], unique=False)
    op.create_index("ix_crossing_pass_id", "crossing", ["pass_id", "at"], unique=False)
    op.create_index("ix_crossing_person", "crossing", ["person_id", "at"], unique=False)
    op.create_table(
        "pass_event",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("pass_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("officer_id", sa.Integer(), nullable=True),
        sa.Column("officer_name", sa.String(), nullable=True),
        sa.Column("valid_until", sa.DateTime(), nullable=True),
        sa.Column("reason", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(["officer_id"], ["officer.id"], name=op.f("fk_pass_event_officer_id")),
        sa.ForeignKeyConstraint(["pass_id"], ["pass.id"], name=op.f("fk_pass_event_pass_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pass_event")),
    )
    op.create_index("ix_pass_event_pass_id", "pass_event", ["pass_id"], unique=False)
    op.create_table(
        "pass_gate",
        sa.Column("pass_id", sa.Integer(), nullable=False),
        sa.Column("gate_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["gate_id"], ["gate.id"], name=op.f("fk_pass_gate_gate_id")),
        sa.ForeignKeyConstraint(["pass_id"], ["pass.id"], name=op.f("fk_pass_gate_pass_id")),
        sa.PrimaryKeyConstraint("pass_id", "gate_id", name=op.f("pk_pass_gate")),
    )
    op.create_index("ix_pass_gate_gate_id", "pass_gate", ["gate_id"], unique=False)
