"""Tables of the vehicles."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "route",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("point", sa.String(), nullable=False),
        sa.Column("limit_minutes", sa.Integer(), nullable=False),
        sa.Column("is_active", sa.Boolean(), nullable=False),
        sa.Column("import_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["import_id"], ["import_batch.id"], name=op.f("fk_route_import_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_route")),
        sa.UniqueConstraint("code", name=op.f("uq_route_code")),
    )
    op.create_table(
        "vehicle",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("plate", sa.String(), nullable=False),
        sa.Column("use", sa.String(), nullable=False),
        sa.Column("owner", sa.String(), nullable=False),
        sa.Column("route_id", sa.Integer(), nullable=True),
        sa.Column("load_tons", sa.Double(), nullable=True),
        sa.Column("pass_id", sa.Integer(), nullable=True),
        sa.Column("is_active", sa.Boolean(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("import_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["import_id"], ["import_batch.id"], name=op.f("fk_vehicle_import_id")),
        sa.ForeignKeyConstraint(["pass_id"], ["pass.id"], name=op.f("fk_vehicle_pass_id")),
        sa.ForeignKeyConstraint(["route_id"], ["route.id"], name=op.f("fk_vehicle_route_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_vehicle")),
        sa.UniqueConstraint("plate", name=op.f("uq_vehicle_plate")),
    )
    op.create_index(
        "ix_vehicle_pass_id",
        "vehicle",
        ["pass_id"],
        unique=False,
        sqlite_where=sa.text("pass_id IS NOT NULL"),
        postgresql_where=sa.text("pass_id IS NOT NULL"),
    )
    op.create_table(
        "vehicle_person",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("vehicle_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("role", sa.String(), nullable=False),
        sa.Column("import_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["import_id"], ["import_batch.id"], name=op.f("fk_vehicle_person_import_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_vehicle_person_person_id")),
        sa.ForeignKeyConstraint(["vehicle_id"], ["vehicle.id"], name=op.f("fk_vehicle_person_vehicle_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_vehicle_person")),
        sa.UniqueConstraint("vehicle_id", "person_id", name=op.f("uq_vehicle_person_vehicle_id_person_id")),
    )
    op.create_table(
        "vehicle_run",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("night", sa.Date(), nullable=False),
        sa.Column("number", sa.String(), nullable=False),
        sa.Column("vehicle_id", sa.Integer(), nullable=True),
        sa.Column("plate", sa.String(), nullable=False),
        sa.Column("goods", sa.String(), nullable=True),
        sa.Column("quantity", sa.String(), nullable=True),
        sa.Column("receiver", sa.String(), nullable=True),
        sa.Column("origin", sa.String(), nullable=True),
        sa.Column("destination", sa.String(), nullable=True),
        sa.Column("route_id", sa.Integer(), nullable=True),
        sa.Column("gate_id", sa.Integer(), nullable=True),
        sa.Column("test_at", sa.DateTime(), nullable=True),
        sa.Column("temperature", sa.Double(), nullable=True),
        sa.Column("windows_closed", sa.Boolean(), nullable=True),
        sa.Column("stayed_in_cab", sa.Boolean(), nullable=True),
        sa.Column("masks_worn", sa.Boolean(), nullable=True),
        sa.Column("video", sa.String(), nullable=True),
        sa.Column("inspector", sa.String(), nullable=True),
        sa.Column("started_at", sa.DateTime(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("recorded", sa.String(), nullable=True),
        sa.Column("closed_at", sa.DateTime(), nullable=True),
        sa.Column("closed_by", sa.Integer(), nullable=True),
        sa.Column("incident_id", sa.Integer(), nullable=True),
        sa.Column("officer_id", sa.Integer(), nullable=True),
        sa.Column("note", sa.String(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("import_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["closed_by"], ["officer.id"], name=op.f("fk_vehicle_run_closed_by")),
        sa.ForeignKeyConstraint(["gate_id"], ["gate.id"], name=op.f("fk_vehicle_run_gate_id")),
        sa.ForeignKeyConstraint(["import_id"], ["import_batch.id"], name=op.f("fk_vehicle_run_import_id")),
        sa.ForeignKeyConstraint(["incident_id"], ["incident.id"], name=op.f("fk_vehicle_run_incident_id")),
        sa.ForeignKeyConstraint(["officer_id"], ["officer.id"], name=op.f("fk_vehicle_run_officer_id")),
        sa.ForeignKeyConstraint(["route_id"], ["route.id"], name=op.f("fk_vehicle_run_route_id")),
        sa.ForeignKeyConstraint(["vehicle_id"], ["vehicle.id"], name=op.f("fk_vehicle_run_vehicle_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_vehicle_run")),
        sa.UniqueConstraint("night", "number", name=op.f("uq_vehicle_run_night_number")),
    )
    op.create_index(
        "ix_vehicle_run_import_id",
        "vehicle_run",
        ["import_id"],
        unique=False,
        sqlite_where=sa.text("import_id IS NOT NULL"),
        postgresql_where=sa.text("import_id IS NOT NULL"),
    )
    op.create_index("ix_vehicle_run_state", "vehicle_run", ["state", "started_at"], unique=False)
    op.create_index("ix_vehicle_run_vehicle_id", "vehicle_run", ["vehicle_id", "night"], unique=False)
    op.create_table(
        "run_person",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("run_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("role", sa.String(), nullable=False),
        sa.Column("came", sa.Boolean(), nullable=False),
        sa.Column("left", sa.Boolean(), nullable=False),
        sa.Column("temperature", sa.Double(), nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_run_person_person_id")),
        sa.ForeignKeyConstraint(["run_id"], ["vehicle_run.id"], name=op.f("fk_run_person_run_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_run_person")),
    )
    op.create_index("ix_run_person_run_id", "run_person", ["run_id"], unique=False)
    op.create_table(
        "run_stage",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("run_id", sa.Integer(), nullable=False),
        sa.Column("stage", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("passed", sa.Boolean(), nullable=False),
        sa.Column("officer_id", sa.Integer(), nullable=True),
        sa.Column("officer_name", sa.String(), nullable=True),
        sa.Column("note", sa.String(), nullable=True),
        sa.CheckConstraint("stage BETWEEN 1 AND 5", name=op.f("ck_run_stage_stage")),
        sa.ForeignKeyConstraint(["officer_id"], ["officer.id"], name=op.f("fk_run_stage_officer_id")),
        sa.ForeignKeyConstraint(["run_id"], ["vehicle_run.id"], name=op.f("fk_run_stage_run_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_run_stage")),
        sa.UniqueConstraint("run_id", "stage", name=op.f("uq_run_stage_run_id_stage")),
    )
