"""How is a migration run? On SQLite with foreign keys off, and checked at the end."""

from alembic import context
from sqlalchemy import create_engine, text
from sqlalchemy.pool import NullPool

from ivr.models import Table

ONE_AT_A_TIME = 0x68656C70

engine = create_engine(context.config.attributes["url"], poolclass=NullPool)

with engine.connect() as connection:
    sqlite = connection.dialect.name == "sqlite"
    if sqlite:
        connection.execute(text("PRAGMA foreign_keys = OFF"))
        connection.commit()
    else:
        # Two upgrades started at once go one after the other; the lock ends with the connection.
        connection.execute(text("SELECT pg_advisory_lock(:key)"), {"key": ONE_AT_A_TIME})
        connection.commit()
    context.configure(
        connection=connection,
        target_metadata=Table.metadata,
        render_as_batch=sqlite,
        compare_type=True,
    )
    with context.begin_transaction():
        context.run_migrations()
        if sqlite and connection.execute(text("PRAGMA foreign_key_check")).first() is not None:
            raise RuntimeError("a row points at nothing after this migration; it was rolled back")
    connection.commit()
engine.dispose()
