"""Tables of the unit reports."""

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "report_call",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("whom", sa.String(), nullable=True),
        sa.Column("outcome", sa.String(), nullable=False),
        sa.Column("note", sa.String(), nullable=True),
        sa.Column("officer_id", sa.Integer(), nullable=True),
        sa.Column("officer_name", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(["officer_id"], ["officer.id"], name=op.f("fk_report_call_officer_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_report_call_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_report_call")),
    )
    op.create_index(
        "ix_report_call_day", "report_call", ["day", "unit_id"], unique=False, postgresql_where=None
    )
    op.create_table(
        "report_exemption",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("until_on", sa.Date(), nullable=True),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("set_at", sa.DateTime(), nullable=False),
        sa.Column("ended_at", sa.DateTime(), nullable=True),
        sa.Column("officer_id", sa.Integer(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "until_on IS NULL OR until_on >= from_on", name=op.f("ck_report_exemption_period")
        ),
        sa.ForeignKeyConstraint(["officer_id"], ["officer.id"], name=op.f("fk_report_exemption_officer_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_report_exemption_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_report_exemption")),
    )
    op.create_index(
        "ix_report_exemption_unit_id",
        "report_exemption",
        ["unit_id", "from_on"],
        unique=False,
        postgresql_where=None,
    )
    op.create_table(
        "unit_report",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("edition", sa.Integer(), nullable=False),
        sa.Column("submitted_at", sa.DateTime(), nullable=False),
        sa.Column("reporter", sa.String(), nullable=True),
        sa.Column("way", sa.String(), nullable=False),
        sa.Column("is_zero", sa.Boolean(), nullable=False),
        sa.Column("is_late", sa.Boolean(), nullable=False),
        sa.Column("due", sa.Integer(), nullable=True),
        sa.Column("on_campus", sa.Integer(), nullable=True),
        sa.Column("off_campus", sa.Integer(), nullable=True),
        sa.Column("fever", sa.Integer(), nullable=True),
        sa.Column("symptom", sa.Integer(), nullable=True),
        sa.Column("visit", sa.Integer(), nullable=True),
        sa.Column("suspected", sa.Integer(), nullable=True),
        sa.Column("confirmed", sa.Integer(), nullable=True),
        sa.Column("asymptomatic", sa.Integer(), nullable=True),
        sa.Column("close", sa.Integer(), nullable=True),
        sa.Column("sub_close", sa.Integer(), nullable=True),
        sa.Column("central", sa.Integer(), nullable=True),
        sa.Column("home", sa.Integer(), nullable=True),
        sa.Column("new", sa.Integer(), nullable=True),
        sa.Column("released", sa.Integer(), nullable=True),
        sa.Column("risk", sa.Integer(), nullable=True),
        sa.Column("returned", sa.Integer(), nullable=True),
        sa.Column("untested", sa.Integer(), nullable=True),
        sa.Column("reason", sa.String(), nullable=True),
        sa.Column("remark", sa.String(), nullable=True),
        sa.Column("officer_id", sa.Integer(), nullable=True),
        sa.Column("officer_name", sa.String(), nullable=True),
        sa.Column("import_id", sa.Integer(), nullable=True),
        sa.CheckConstraint("edition > 0", name=op.f("ck_unit_report_edition")),
        sa.ForeignKeyConstraint(["import_id"], ["import_batch.id"], name=op.f("fk_unit_report_import_id")),
        sa.ForeignKeyConstraint(["officer_id"], ["officer.id"], name=op.f("fk_unit_report_officer_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_unit_report_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_unit_report")),
        sa.UniqueConstraint("unit_id", "day", "edition", name=op.f("uq_unit_report_unit_id_day_edition")),
    )
    op.create_index(
        "ix_unit_report_day",
        "unit_report",
        ["day", "unit_id", "edition"],
        unique=False,
        postgresql_where=None,
    )
    op.create_index(
        "ix_unit_report_import_id",
        "unit_report",
        ["import_id"],
        unique=False,
        sqlite_where=sa.text("import_id IS NOT NULL"),
        postgresql_where=sa.text("import_id IS NOT NULL"),
    )
