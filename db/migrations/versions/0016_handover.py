"""Tables of the handover."""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "desk_thing",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("unit", sa.String(), nullable=False),
        sa.Column("quantity", sa.Integer(), nullable=False),
        sa.Column("list_order", sa.Integer(), nullable=False),
        sa.Column("is_active", sa.Boolean(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_desk_thing")),
        sa.UniqueConstraint("name", name=op.f("uq_desk_thing_name")),
    )
    op.create_table(
        "watch",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("previous_id", sa.Integer(), nullable=True),
        sa.Column("place", sa.String(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("shift", sa.String(), nullable=False),
        sa.Column("planned_from", sa.DateTime(), nullable=False),
        sa.Column("planned_until", sa.DateTime(), nullable=False),
        sa.Column("officer_id", sa.Integer(), nullable=False),
        sa.Column("officer_name", sa.String(), nullable=False),
        sa.Column("leader_name", sa.String(), nullable=True),
        sa.Column("started_at", sa.DateTime(), nullable=False),
        sa.Column("ended_at", sa.DateTime(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("ended_at IS NULL OR ended_at >= started_at", name=op.f("ck_watch_watch")),
        sa.ForeignKeyConstraint(["officer_id"], ["officer.id"], name=op.f("fk_watch_officer_id")),
        sa.ForeignKeyConstraint(
            ["previous_id", "started_at"],
            ["watch.id", "watch.ended_at"],
            name=op.f("fk_watch_previous_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_watch")),
        sa.UniqueConstraint("id", "ended_at", name=op.f("uq_watch_id_ended_at")),
        sa.UniqueConstraint("previous_id", name=op.f("uq_watch_previous_id")),
    )
    op.create_index("ix_watch_started_at", "watch", ["started_at"], unique=False, postgresql_where=None)
    op.create_index(
        "uq_watch_first",
        "watch",
        ["place"],
        unique=True,
        sqlite_where=sa.text("previous_id IS NULL"),
        postgresql_where=sa.text("previous_id IS NULL"),
    )
    op.create_index(
        "uq_watch_held",
        "watch",
        ["place"],
        unique=True,
        sqlite_where=sa.text("ended_at IS NULL"),
        postgresql_where=sa.text("ended_at IS NULL"),
    )
    op.create_table(
        "handover",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("number", sa.String(), nullable=True),
        sa.Column("watch_id", sa.Integer(), nullable=False),
        sa.Column("next_watch_id", sa.Integer(), nullable=True),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("opened_at", sa.DateTime(), nullable=False),
        sa.Column("due_at", sa.DateTime(), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("orders", sa.String(), nullable=False),
        sa.Column("counts", sa.JSON(), nullable=False),
        sa.Column("signed_at", sa.DateTime(), nullable=True),
        sa.Column("signed_by_id", sa.Integer(), nullable=True),
        sa.Column("signed_by", sa.String(), nullable=True),
        sa.Column("stand_in_reason", sa.String(), nullable=True),
        sa.Column("signed_digest", sa.String(), nullable=True),
        sa.Column("done_at", sa.DateTime(), nullable=True),
        sa.Column("incoming_id", sa.Integer(), nullable=True),
        sa.Column("incoming_name", sa.String(), nullable=True),
        sa.Column("late_reason", sa.String(), nullable=True),
        sa.Column("figures", sa.JSON(), nullable=False),
        sa.Column("anchor", sa.String(), nullable=True),
        sa.Column("anchor_entry", sa.Integer(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["incoming_id"], ["officer.id"], name=op.f("fk_handover_incoming_id")),
        sa.ForeignKeyConstraint(["next_watch_id"], ["watch.id"], name=op.f("fk_handover_next_watch_id")),
        sa.ForeignKeyConstraint(["signed_by_id"], ["officer.id"], name=op.f("fk_handover_signed_by_id")),
        sa.ForeignKeyConstraint(["watch_id"], ["watch.id"], name=op.f("fk_handover_watch_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_handover")),
        sa.UniqueConstraint("number", name=op.f("uq_handover_number")),
    )
    op.create_index(
        "ix_handover_state", "handover", ["state", "opened_at"], unique=False, postgresql_where=None
    )
    op.create_table(
        "handover_item",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("handover_id", sa.Integer(), nullable=False),
        sa.Column("feature", sa.String(), nullable=False),
        sa.Column("what", sa.String(), nullable=False),
        sa.Column("due_at", sa.DateTime(), nullable=True),
        sa.Column("subject_kind", sa.String(), nullable=False),
        sa.Column("subject_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("place", sa.String(), nullable=False),
        sa.Column("detail", sa.String(), nullable=False),
        sa.Column("refused", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(["handover_id"], ["handover.id"], name=op.f("fk_handover_item_handover_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_handover_item")),
    )
    op.create_index(
        "ix_handover_item_handover_id", "handover_item", ["handover_id"], unique=False, postgresql_where=None
    )
    op.create_table(
        "handover_thing",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("handover_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("unit", sa.String(), nullable=False),
        sa.Column("expected", sa.Integer(), nullable=False),
        sa.Column("counted", sa.Integer(), nullable=False),
        sa.Column("note", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(["handover_id"], ["handover.id"], name=op.f("fk_handover_thing_handover_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_handover_thing")),
        sa.UniqueConstraint("handover_id", "name", name=op.f("uq_handover_thing_handover_id_name")),
    )
