"""The migrations as Alembic runs them, over the connection that ``evaluator.web.store.upgrade`` opened."""

from __future__ import annotations

from alembic import context

from evaluator.web.store import metadata

context.configure(connection=context.config.attributes["connection"], target_metadata=metadata, transactional_ddl=True)
with context.begin_transaction():
    context.run_migrations()
