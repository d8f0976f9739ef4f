"""Tables of the screening."""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "key_draw",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("seed", sa.String(), nullable=False),
        sa.Column("drawn", sa.JSON(), nullable=False),
        sa.Column("officer_id", sa.Integer(), nullable=True),
        sa.Column("officer_name", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(["officer_id"], ["officer.id"], name=op.f("fk_key_draw_officer_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_key_draw")),
    )
    op.create_index("ix_key_draw_day", "key_draw", ["day"], unique=False, postgresql_where=None)
    op.create_table(
        "team_count",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("team_id", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("slot", sa.String(), nullable=False),
        sa.Column("edition", sa.Integer(), nullable=False),
        sa.Column("expected", sa.Integer(), nullable=False),
        sa.Column("checked", sa.Integer(), nullable=False),
        sa.Column("abnormal", sa.Integer(), nullable=False),
        sa.Column("missing", sa.JSON(), nullable=False),
        sa.Column("reporter", sa.String(), nullable=True),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("officer_id", sa.Integer(), nullable=True),
        sa.Column("officer_name", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(["officer_id"], ["officer.id"], name=op.f("fk_team_count_officer_id")),
        sa.ForeignKeyConstraint(["team_id"], ["grid_team.id"], name=op.f("fk_team_count_team_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_team_count")),
    )
    op.create_index(
        "ix_team_count_day", "team_count", ["day", "slot", "team_id"], unique=False, postgresql_where=None
    )
    op.create_table(
        "key_count",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("staff_origin", sa.Integer(), nullable=False),
        sa.Column("student_origin", sa.Integer(), nullable=False),
        sa.Column("staff_there", sa.Integer(), nullable=False),
        sa.Column("student_there", sa.Integer(), nullable=False),
        sa.Column("back", sa.Integer(), nullable=False),
        sa.Column("remark", sa.String(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("import_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["import_id"], ["import_batch.id"], name=op.f("fk_key_count_import_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_key_count_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_key_count")),
        sa.UniqueConstraint("unit_id", "day", name=op.f("uq_key_count_unit_id_day")),
    )
    op.create_table(
        "return_batch",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("until_on", sa.Date(), nullable=False),
        sa.Column("from_time", sa.Time(), nullable=True),
        sa.Column("until_time", sa.Time(), nullable=True),
        sa.Column("gate_id", sa.Integer(), nullable=True),
        sa.Column("transport", sa.String(), nullable=True),
        sa.Column("record_days", sa.Integer(), nullable=False),
        sa.Column("note", sa.String(), nullable=True),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["gate_id"], ["gate.id"], name=op.f("fk_return_batch_gate_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_return_batch")),
        sa.UniqueConstraint("name", name=op.f("uq_return_batch_name")),
    )
    op.create_table(
        "grid_member",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("team_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("front_line", sa.String(), nullable=False),
        sa.Column("lives_on_campus", sa.Boolean(), nullable=False),
        sa.Column("health_card_until", sa.Date(), nullable=True),
        sa.Column("joined_on", sa.Date(), nullable=False),
        sa.Column("left_on", sa.Date(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("import_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["import_id"], ["import_batch.id"], name=op.f("fk_grid_member_import_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_grid_member_person_id")),
        sa.ForeignKeyConstraint(["team_id"], ["grid_team.id"], name=op.f("fk_grid_member_team_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_grid_member")),
    )
    op.create_index("ix_grid_member_team_id", "grid_member", ["team_id"], unique=False, postgresql_where=None)
    op.create_index(
        "uq_grid_member_person",
        "grid_member",
        ["person_id"],
        unique=True,
        sqlite_where=sa.text("left_on IS NULL"),
        postgresql_where=sa.text("left_on IS NULL"),
    )
    op.create_table(
        "key_person",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=True),
        sa.Column("home", sa.String(), nullable=True),
        sa.Column("came_on", sa.Date(), nullable=False),
        sa.Column("follow_until", sa.Date(), nullable=True),
        sa.Column("delivered", sa.Integer(), nullable=False),
        sa.Column("called_before", sa.Integer(), nullable=False),
        sa.Column("remark", sa.String(), nullable=True),
        sa.Column("ended_on", sa.Date(), nullable=True),
        sa.Column("ended_reason", sa.String(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("import_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["import_id"], ["import_batch.id"], name=op.f("fk_key_person_import_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_key_person_person_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_key_person_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_key_person")),
    )
    op.create_index(
        "ix_key_person_person_id", "key_person", ["person_id"], unique=False, postgresql_where=None
    )
    op.create_table(
        "person_test",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("sampled_at", sa.DateTime(), nullable=False),
        sa.Column("lab", sa.String(), nullable=True),
        sa.Column("result", sa.String(), nullable=True),
        sa.Column("resulted_at", sa.DateTime(), nullable=True),
        sa.Column("officer_id", sa.Integer(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["officer_id"], ["officer.id"], name=op.f("fk_person_test_officer_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_person_test_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_person_test")),
    )
    op.create_index(
        "ix_person_test_person_id",
        "person_test",
        ["person_id", "sampled_at"],
        unique=False,
        postgresql_where=None,
    )
    op.create_table(
        "key_call",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key_person_id", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("outcome", sa.String(), nullable=False),
        sa.Column("temperature", sa.Double(), nullable=True),
        sa.Column("symptoms", sa.JSON(), nullable=False),
        sa.Column("note", sa.String(), nullable=True),
        sa.Column("drawn", sa.Boolean(), nullable=False),
        sa.Column("officer_id", sa.Integer(), nullable=True),
        sa.Column("officer_name", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(["key_person_id"], ["key_person.id"], name=op.f("fk_key_call_key_person_id")),
        sa.ForeignKeyConstraint(["officer_id"], ["officer.id"], name=op.f("fk_key_call_officer_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_key_call")),
    )
    op.create_index("ix_key_call_day", "key_call", ["day"], unique=False, postgresql_where=None)
    op.create_index(
        "ix_key_call_key_person_id", "key_call", ["key_person_id", "at"], unique=False, postgresql_where=None
    )
    op.create_table(
        "returnee",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("batch_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=True),
        sa.Column("coming_from", sa.String(), nullable=True),
        sa.Column("transport", sa.String(), nullable=True),
        sa.Column("vehicle", sa.String(), nullable=True),
        sa.Column("must_observe", sa.Boolean(), nullable=False),
        sa.Column("observe_reason", sa.String(), nullable=True),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("arrived_at", sa.DateTime(), nullable=True),
        sa.Column("crossing_id", sa.Integer(), nullable=True),
        sa.Column("dropped_reason", sa.String(), nullable=True),
        sa.Column("remark", sa.String(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("import_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["batch_id"], ["return_batch.id"], name=op.f("fk_returnee_batch_id")),
        sa.ForeignKeyConstraint(["crossing_id"], ["crossing.id"], name=op.f("fk_returnee_crossing_id")),
        sa.ForeignKeyConstraint(["import_id"], ["import_batch.id"], name=op.f("fk_returnee_import_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_returnee_person_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_returnee_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_returnee")),
        sa.UniqueConstraint("batch_id", "person_id", name=op.f("uq_returnee_batch_id_person_id")),
    )
    op.create_index(
        "ix_returnee_import_id",
        "returnee",
        ["import_id"],
        unique=False,
        sqlite_where=sa.text("import_id IS NOT NULL"),
        postgresql_where=sa.text("import_id IS NOT NULL"),
    )
    op.create_index("ix_returnee_person_id", "returnee", ["person_id"], unique=False, postgresql_where=None)
    op.create_table(
        "returnee_day",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("returnee_id", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("place", sa.String(), nullable=False),
        sa.Column("temperature", sa.Double(), nullable=True),
        sa.Column("symptoms", sa.JSON(), nullable=False),
        sa.Column("import_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["import_id"], ["import_batch.id"], name=op.f("fk_returnee_day_import_id")),
        sa.ForeignKeyConstraint(["returnee_id"], ["returnee.id"], name=op.f("fk_returnee_day_returnee_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_returnee_day")),
        sa.UniqueConstraint("returnee_id", "day", name=op.f("uq_returnee_day_returnee_id_day")),
    )
