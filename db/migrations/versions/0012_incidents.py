"""Tables of the incidents."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "incident_subject",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("incident_id", sa.Integer(), nullable=False),
        sa.Column("subject_kind", sa.String(), nullable=False),
        sa.Column("subject_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("officer_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["incident_id"], ["incident.id"], name=op.f("fk_incident_subject_incident_id")
        ),
        sa.ForeignKeyConstraint(["officer_id"], ["officer.id"], name=op.f("fk_incident_subject_officer_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_incident_subject")),
    )
    op.create_index(
        "ix_incident_subject_subject",
        "incident_subject",
        ["subject_kind", "subject_id"],
        unique=False,
        postgresql_where=None,
    )
    op.create_index(
        "uq_incident_subject",
        "incident_subject",
        ["incident_id", "subject_kind", "subject_id"],
        unique=True,
        postgresql_where=None,
    )
