"""Say more of incidents and of morning checks."""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("health_check", schema=None) as batch_op:
        batch_op.add_column(sa.Column("travelled", sa.Boolean(), nullable=True))
        batch_op.add_column(sa.Column("contacted", sa.Boolean(), nullable=True))
        batch_op.add_column(sa.Column("was_ill", sa.Boolean(), nullable=True))

    with op.batch_alter_table("incident", schema=None) as batch_op:
        batch_op.add_column(sa.Column("reported_way", sa.String(), nullable=True))
        batch_op.add_column(sa.Column("reported_by", sa.String(), nullable=True))
        batch_op.add_column(sa.Column("responsible", sa.String(), nullable=True))
        batch_op.add_column(sa.Column("people_count", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("impact", sa.String(), nullable=True))

    with op.batch_alter_table("plan", schema=None) as batch_op:
        batch_op.add_column(sa.Column("set_at", sa.DateTime(), nullable=True))

    with op.batch_alter_table("incident_entry", schema=None) as batch_op:
        batch_op.add_column(sa.Column("strikes_id", sa.Integer(), nullable=True))
        batch_op.create_foreign_key(
            batch_op.f("fk_incident_entry_strikes_id"), "incident_entry", ["strikes_id"], ["id"]
        )
