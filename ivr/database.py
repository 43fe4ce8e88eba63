"""How do we reach the database, and bring it to today's shape?"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, Engine, Select, create_engine, event, inspect, make_url, text
from sqlalchemy.orm import Session

if TYPE_CHECKING:
    from alembic.config import Config

__all__ = ["Database", "config", "connect", "is_current", "newest", "upgrade"]

MIGRATIONS = Path(__file__).parent / "migrations"
VERSIONS = "alembic_version"
# Seconds. Webhooks must answer within two; a hung server must not hold them.
CONNECT_WITHIN = 2
WAIT_FOR_LOCK = 5


class Database:
    """Sessions on one engine. `begin` is for writing, `read` for looking."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self._sqlite = engine.dialect.name == "sqlite"

    @contextmanager
    def begin(self) -> Iterator[Session]:
        """A writing transaction: committed at the end of the block, rolled back on any exception.

        On SQLite it begins IMMEDIATE, so that two writers queue instead of one losing its work.
        """
        with Session(self.engine, expire_on_commit=False) as session:
            if self._sqlite:
                session.connection(execution_options={"begin": "IMMEDIATE"})
            yield session
            session.commit()

    @contextmanager
    def read(self) -> Iterator[Session]:
        """A look at the tables; nothing is written."""
        with Session(self.engine, expire_on_commit=False) as session:
            yield session

    def ids(self, wanted: Select[str], given: Mapping[str, Any]) -> Sequence[str]:
        """What this finds, given the values it names. Without a session around it, which costs as
        much again: sweeps ask very often, and mostly find nothing."""
        with self.engine.connect() as connection:
            return connection.scalars(wanted, given).all()

    def first(self, wanted: Select[Any], given: Mapping[str, Any]) -> Any:
        """The first of what this finds, or None; as cheap."""
        with self.engine.connect() as connection:
            return connection.scalar(wanted, given)

    @property
    def is_unmade(self) -> bool:
        """True for an SQLite file that is not there yet: asking anything would make one."""
        return self._sqlite and not Path(self.engine.url.database or ".").exists()

    def tidy(self) -> None:
        """What was deleted is not in a file beside the database either. SQLite's log is put into
        its file and emptied; PostgreSQL does so by itself, in time."""
        if self._sqlite:
            with self.engine.connect() as connection:
                driver = connection.connection.dbapi_connection
                if driver is not None:
                    driver.commit()
                    driver.execute("PRAGMA wal_checkpoint(TRUNCATE)")

    def answers(self) -> bool:
        """True when the database is there and its tables are today's."""
        with self.engine.connect() as connection:
            connection.execute(text("SELECT 1"))
            return is_current(connection)


def connect(url: str) -> Database:
    """The database at this address; nothing is sent before the first question."""
    if make_url(url).get_backend_name() == "sqlite":
        return Database(_sqlite(url))
    options = {
        "connect_timeout": CONNECT_WITHIN,
        "options": f"-c timezone=UTC -c statement_timeout={WAIT_FOR_LOCK * 1000}",
        "tcp_user_timeout": WAIT_FOR_LOCK * 1000,
    }
    return Database(
        create_engine(
            url,
            connect_args=options,
            pool_pre_ping=True,
            pool_size=8,
            max_overflow=8,
            pool_timeout=CONNECT_WITHIN,
        )
    )


def _make_room(url: str) -> None:
    """The folder of an SQLite file, which SQLite itself does not make."""
    where = make_url(url)
    if where.get_backend_name() == "sqlite" and where.database:
        Path(where.database).parent.mkdir(parents=True, exist_ok=True)


def _sqlite(url: str) -> Engine:
    _make_room(url)
    # Transactions begin by our own word only, never by the driver's guess.
    engine = create_engine(url, connect_args={"timeout": WAIT_FOR_LOCK, "isolation_level": None})

    def prepare(connection: Any, _record: Any) -> None:
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = NORMAL")
        connection.execute("PRAGMA foreign_keys = ON")
        # What is deleted is overwritten: the file forgets it, too.
        connection.execute("PRAGMA secure_delete = ON")

    def begin(connection: Any) -> None:
        manner = connection.get_execution_options().get("begin", "DEFERRED")
        connection.exec_driver_sql(f"BEGIN {manner}")

    event.listen(engine, "connect", prepare)
    event.listen(engine, "begin", begin)
    event.listen(engine, "commit", _say("COMMIT"))
    event.listen(engine, "rollback", _say("ROLLBACK"))
    return engine


def _say(words: str) -> Callable[[Any], None]:
    def speak(connection: Any) -> None:
        if connection.connection.dbapi_connection.in_transaction:
            connection.exec_driver_sql(words)

    return speak


def config(url: str) -> "Config":
    """What Alembic needs to know to look after the tables at this address."""
    # Alembic is for changing tables: whoever only uses them starts without it.
    from alembic.config import Config

    config = Config()
    # Alembic reads a percent sign as the beginning of a name.
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    config.attributes["url"] = url
    return config


def upgrade(url: str) -> None:
    """Bring the tables at this address to today's shape; running it again changes nothing."""
    from alembic import command

    _make_room(url)
    command.upgrade(config(url), "head")


def is_current(connection: Connection) -> bool:
    """True when the tables have today's shape."""
    if not inspect(connection).has_table(VERSIONS):
        return False
    found = connection.scalar(text(f"SELECT version_num FROM {VERSIONS}"))  # noqa: S608
    return bool(found == newest())


def newest() -> str:
    """The shape that the last migration leads to: migrations are files that begin with it."""
    files = (MIGRATIONS / "versions").glob("[0-9]*_*.py")
    return max(file.name.partition("_")[0] for file in files)
