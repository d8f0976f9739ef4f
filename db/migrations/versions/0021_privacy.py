"""What was destroyed of persons, and the permit of that act."""

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "destruction_permit",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("never", sa.Integer(), nullable=True),
        sa.CheckConstraint("never IS NULL", name=op.f("ck_destruction_permit_never")),
        sa.ForeignKeyConstraint(
            ["id"],
            ["destruction_permit.never"],
            name=op.f("fk_destruction_permit_id"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_destruction_permit")),
        sa.UniqueConstraint("never", name=op.f("uq_destruction_permit_never")),
    )
    op.create_table(
        "destruction",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("number", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("ended_on", sa.Date(), nullable=True),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("windows", sa.JSON(), nullable=False),
        sa.Column("counts", sa.JSON(), nullable=False),
        sa.Column("people", sa.Integer(), nullable=False),
        sa.Column("officer_id", sa.Integer(), nullable=True),
        sa.Column("officer_name", sa.String(), nullable=False),
        sa.Column("second_id", sa.Integer(), nullable=True),
        sa.Column("second_name", sa.String(), nullable=True),
        sa.Column("entry_id", sa.Integer(), nullable=False),
        sa.Column("anchor", sa.String(), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["entry_id"], ["audit_entry.id"], name=op.f("fk_destruction_entry_id")),
        sa.ForeignKeyConstraint(["officer_id"], ["officer.id"], name=op.f("fk_destruction_officer_id")),
        sa.ForeignKeyConstraint(["second_id"], ["officer.id"], name=op.f("fk_destruction_second_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_destruction")),
        sa.UniqueConstraint("entry_id", name=op.f("uq_destruction_entry_id")),
        sa.UniqueConstraint("number", name=op.f("uq_destruction_number")),
    )
    op.create_table(
        "destruction_clearing",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("destruction_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("backups", sa.Integer(), nullable=False),
        sa.Column("files", sa.Integer(), nullable=False),
        sa.Column("fresh", sa.String(), nullable=True),
        sa.Column("left", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["destruction_id"], ["destruction.id"], name=op.f("fk_destruction_clearing_destruction_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_destruction_clearing")),
    )
    op.create_index(
        "ix_destruction_clearing_destruction_id",
        "destruction_clearing",
        ["destruction_id", "id"],
        unique=False,
        postgresql_where=None,
    )
