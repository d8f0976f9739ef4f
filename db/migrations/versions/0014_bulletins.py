"""Tables of the bulletins."""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "bulletin",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=True),
        sa.Column("issue", sa.Integer(), nullable=True),
        sa.Column("total_issue", sa.Integer(), nullable=True),
        sa.Column("is_special", sa.Boolean(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("masthead", sa.String(), nullable=False),
        sa.Column("editor", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("cutoff_at", sa.DateTime(), nullable=False),
        sa.Column("reported_to", sa.String(), nullable=False),
        sa.Column("sent_to", sa.String(), nullable=False),
        sa.Column("given_to", sa.String(), nullable=False),
        sa.Column("copies", sa.Integer(), nullable=False),
        sa.Column("made_at", sa.DateTime(), nullable=False),
        sa.Column("made_by", sa.Integer(), nullable=True),
        sa.Column("issued_at", sa.DateTime(), nullable=True),
        sa.Column("issued_by", sa.Integer(), nullable=True),
        sa.Column("issued_name", sa.String(), nullable=True),
        sa.Column("withdrawn_at", sa.DateTime(), nullable=True),
        sa.Column("withdrawn_reason", sa.String(), nullable=True),
        sa.Column("anchor", sa.String(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["issued_by"], ["officer.id"], name=op.f("fk_bulletin_issued_by")),
        sa.ForeignKeyConstraint(["made_by"], ["officer.id"], name=op.f("fk_bulletin_made_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_bulletin")),
        sa.UniqueConstraint("year", "is_special", "issue", name=op.f("uq_bulletin_year_is_special_issue")),
    )
    op.create_index("ix_bulletin_state", "bulletin", ["state", "day"], unique=False, postgresql_where=None)
    op.create_table(
        "bulletin_figure",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("bulletin_id", sa.Integer(), nullable=False),
        sa.Column("ordinal", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("choices", sa.JSON(), nullable=False),
        sa.Column("from_on", sa.Date(), nullable=True),
        sa.Column("cutoff_at", sa.DateTime(), nullable=True),
        sa.Column("value", sa.String(), nullable=True),
        sa.Column("counted_at", sa.DateTime(), nullable=True),
        sa.Column("precision", sa.String(), nullable=False),
        sa.Column("scale", sa.String(), nullable=False),
        sa.Column("replaced_by", sa.String(), nullable=True),
        sa.Column("replaced_reason", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(
            ["bulletin_id"], ["bulletin.id"], name=op.f("fk_bulletin_figure_bulletin_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_bulletin_figure")),
        sa.UniqueConstraint("bulletin_id", "ordinal", name=op.f("uq_bulletin_figure_bulletin_id_ordinal")),
    )
    op.create_table(
        "bulletin_section",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("bulletin_id", sa.Integer(), nullable=False),
        sa.Column("ordinal", sa.Integer(), nullable=False),
        sa.Column("heading", sa.String(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["bulletin_id"], ["bulletin.id"], name=op.f("fk_bulletin_section_bulletin_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_bulletin_section")),
        sa.UniqueConstraint("bulletin_id", "ordinal", name=op.f("uq_bulletin_section_bulletin_id_ordinal")),
    )
