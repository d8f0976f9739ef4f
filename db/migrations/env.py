"""Alembic's entry: works on the connection that `db.migrate` hands over."""

from alembic import context

from db.models import whole

connection = context.config.attributes["connection"]
context.configure(
    connection=connection,
    target_metadata=whole(),
    render_as_batch=True,
    transactional_ddl=True,
)
with context.begin_transaction():
    context.run_migrations()
