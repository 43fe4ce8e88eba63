"""Does what was written stay written, and do the tables have the shape the models believe in?"""

import threading
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import inspect, text
from sqlalchemy.exc import IntegrityError, OperationalError

from ivr import database
from ivr.database import Database
from ivr.models import Call, Line, Revision, Table
from ivr.runtime import Runtime
from ivr.trial.servers import PrivatePostgres, free_port


@pytest.fixture(params=["sqlite", "postgresql"])
def empty_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """A database nobody has ever used."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path}/new/folder/helpline.db"
    server: PrivatePostgres = request.getfixturevalue("postgres_server")
    return server.create_database(f"empty_{tmp_path.name[-20:].replace('-', '_').lower()}")


def differences(db: Database) -> list[object]:
    with db.engine.connect() as connection:
        options = {"compare_type": True, "compare_server_default": True}
        context = MigrationContext.configure(connection, opts=options)
        found: list[object] = compare_metadata(context, Table.metadata)
        return found


def test_from_nothing_to_todays_tables_and_again_without_a_change(empty_url: str) -> None:
    db = database.connect(empty_url)
    try:
        assert not db.answers(), "the server is there; the tables are not"
        database.upgrade(empty_url)
        assert db.answers()
        assert differences(db) == []
        with db.begin() as session:
            session.execute(
                text("INSERT INTO opt_out VALUES ('f', '2027-01-01 00:00:00+00')"),
            )
        database.upgrade(empty_url)
        assert differences(db) == []
        with db.read() as session:
            assert session.scalar(text("SELECT count(*) FROM opt_out")) == 1
    finally:
        db.engine.dispose()


def test_todays_shape_is_read_from_the_names_of_the_migrations() -> None:
    """So that nobody who only uses tables has to import what changes them."""
    scripts = ScriptDirectory.from_config(database.config("sqlite://"))
    assert [database.newest()] == scripts.get_heads()
    for script in scripts.walk_revisions():
        assert Path(script.path).name.startswith(f"{script.revision}_")


def test_partial_indexes_say_the_same_in_the_migration_and_in_the_models(
    either_rt: Runtime,
) -> None:
    """Alembic does not compare the WHERE of an index."""
    kind = either_rt.db.engine.dialect.name
    key = f"{kind}_where"
    wanted = {
        index.name: str(index.dialect_kwargs[key])
        for table in Table.metadata.tables.values()
        for index in table.indexes
        if index.dialect_kwargs.get(key) is not None
    }
    assert len(wanted) >= 4
    asked = {
        "sqlite": "SELECT name, sql FROM sqlite_master WHERE type = 'index'",
        "postgresql": "SELECT indexname, indexdef FROM pg_indexes WHERE schemaname = 'public'",
    }
    with either_rt.db.read() as session:
        rows = session.execute(text(asked[kind])).all()
    found = {name: sql for name, sql in rows if sql and " WHERE " in sql}
    assert found.keys() == wanted.keys()
    for name, sql in found.items():
        assert states(sql.partition(" WHERE ")[2]) == states(wanted[name]), name


def states(condition: str) -> set[str]:
    return set(condition.split("'")[1::2])


def test_every_constraint_has_a_name_that_a_later_migration_can_use(either_rt: Runtime) -> None:
    look = inspect(either_rt.db.engine)
    for table in Table.metadata.tables:
        assert look.get_pk_constraint(table)["name"] == f"pk_{table}"
        for key in look.get_foreign_keys(table):
            assert str(key["name"]).startswith(f"fk_{table}_")


def test_a_row_that_points_at_nothing_is_refused(either_rt: Runtime) -> None:
    now = either_rt.now()
    with pytest.raises(IntegrityError), either_rt.db.begin() as session:
        session.add(
            Call(id="c", sid="s", line="+9", revision="r", number_hidden=True, began_at=now)
        )


def test_what_breaks_halfway_was_never_written(either_rt: Runtime) -> None:
    now = either_rt.now()

    def break_halfway() -> None:
        with either_rt.db.begin() as session:
            session.add(Revision(id="r", files={}, note="", created_at=now))
            session.flush()
            raise KeyError

    with pytest.raises(KeyError):
        break_halfway()
    with either_rt.db.read() as session:
        assert session.get(Revision, "r") is None


def test_looking_writes_nothing(either_rt: Runtime) -> None:
    with either_rt.db.read() as session:
        session.add(
            Line(
                id="+1",
                name="+1",
                number="+1",
                flow="welcome",
                created_at=either_rt.now(),
                changed_at=either_rt.now(),
            )
        )
        session.flush()
    with either_rt.db.read() as session:
        assert session.get(Line, "+1") is None


def test_two_writers_lose_nothing_on_sqlite(rt: Runtime) -> None:
    """Each reads, then writes: with a plain BEGIN one of them would lose its work or fail."""
    with rt.db.begin() as session:
        session.add(
            Line(
                id="+1", name="+1", number="+1", flow="0", created_at=rt.now(), changed_at=rt.now()
            )
        )
    together = threading.Barrier(4)
    problems: list[Exception] = []

    def count() -> None:
        together.wait()
        try:
            for _ in range(25):
                with rt.db.begin() as session:
                    line = session.get_one(Line, "+1")
                    line.flow = str(int(line.flow) + 1)
        except Exception as problem:  # noqa: BLE001 - shown by the test itself
            problems.append(problem)

    threads = [threading.Thread(target=count) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert problems == []
    with rt.db.read() as session:
        assert session.get_one(Line, "+1").flow == "100"


def test_a_reader_is_not_kept_waiting_by_a_writer(rt: Runtime) -> None:
    with rt.db.begin() as session:
        session.add(
            Line(
                id="+1",
                name="+1",
                number="+1",
                flow="welcome",
                created_at=rt.now(),
                changed_at=rt.now(),
            )
        )
        session.flush()
        with rt.db.read() as other:
            assert other.get(Line, "+1") is None


def test_the_database_of_every_process_speaks_utc(either_rt: Runtime) -> None:
    if either_rt.db.engine.dialect.name == "sqlite":
        with either_rt.db.read() as session:
            assert session.scalar(text("PRAGMA journal_mode")) == "wal"
            assert session.scalar(text("PRAGMA foreign_keys")) == 1
    else:
        with either_rt.db.read() as session:
            assert session.scalar(text("SHOW timezone")) == "UTC"
            assert session.scalar(text("SHOW statement_timeout")) == "5s"


def test_old_tables_are_noticed(either_rt: Runtime) -> None:
    with either_rt.db.begin() as session:
        session.execute(text("UPDATE alembic_version SET version_num = '0000'"))
    assert not either_rt.db.answers()


def test_a_server_that_is_gone_is_known_at_once() -> None:
    gone = database.connect(f"postgresql+psycopg://nobody@127.0.0.1:{free_port()}/none")
    with pytest.raises(OperationalError):
        gone.answers()
    gone.engine.dispose()
