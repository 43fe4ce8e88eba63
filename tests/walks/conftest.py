"""Which towns do walks take place in, and what is looked at when they are over?"""

import itertools
import shutil
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))  # the town, its wires, what is always true

from ground import found, owned, published
from town import LOCAL, Town
from typing_town import publish
from walk_invariants import close

from ivr import bookshelf
from ivr.environment import ROOT
from ivr.flow.book import Book
from ivr.flow.reader import read_set
from ivr.operations import lines
from ivr.operations.lines import NewLine
from ivr.trial.servers import PrivatePostgres

EXAMPLES = ROOT / "callflows" / "examples"
BOOKS: dict[tuple[object, ...], Book] = {}
_numbers = itertools.count(1)
PASSED = pytest.StashKey[bool]()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Iterator[None]:
    """Remember how the walk itself went."""
    report = yield
    if report.when == "call":  # type: ignore[attr-defined]
        item.stash[PASSED] = report.passed  # type: ignore[attr-defined]
    return report  # type: ignore[return-value]


@pytest.fixture(scope="session")
def published_sqlite(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database file with the shipped flows in it."""
    folder = tmp_path_factory.mktemp("published")
    file = folder / "published.db"
    shutil.copy(sqlite_template, file)
    published(f"sqlite:///{file}", folder)
    return file


@pytest.fixture(scope="session")
def published_postgres(
    postgres_server: PrivatePostgres,
    postgres_template: str,
    tmp_path_factory: pytest.TempPathFactory,
) -> str:
    """The name of a database with the shipped flows in it."""
    url = postgres_server.create_database("published", template=postgres_template)
    published(url, tmp_path_factory.mktemp("published"))
    return "published"


@pytest.fixture
def postgres_town_url(postgres_server: PrivatePostgres, published_postgres: str) -> Iterator[str]:
    """A fresh PostgreSQL database with the shipped flows in it."""
    name = f"town_{next(_numbers)}"
    yield postgres_server.create_database(name, template=published_postgres)
    postgres_server.drop_database(name)


@pytest.fixture
def sqlite_town_url(published_sqlite: Path, tmp_path: Path) -> str:
    """A fresh SQLite database with the shipped flows in it."""
    file = tmp_path / "helpline.db"
    shutil.copy(published_sqlite, file)
    return f"sqlite:///{file}"


@pytest.fixture(autouse=True)
def _flows_are_read_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """The same files give the same book, and reading them takes a tenth of a second."""
    monkeypatch.setattr(bookshelf, "read_set", _read_once)


def _read_once(files: Mapping[str, str], *, allow_test_numbers: bool) -> Book:
    key = (allow_test_numbers, *sorted(files.items()))
    if key not in BOOKS:
        BOOKS[key] = read_set(files, allow_test_numbers=allow_test_numbers)
    return BOOKS[key]


@pytest.fixture
def town(
    sqlite_town_url: str, redis_url: str, tmp_path: Path, request: pytest.FixtureRequest
) -> Iterator[Town]:
    """A helpline nobody is on duty in yet, on SQLite."""
    yield from _looked_after(found(sqlite_town_url, redis_url, tmp_path), request)


@pytest.fixture(params=["sqlite", "postgresql"])
def either_town(redis_url: str, tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Town]:
    """The same on SQLite and on PostgreSQL."""
    kind = "sqlite_town_url" if request.param == "sqlite" else "postgres_town_url"
    url: str = request.getfixturevalue(kind)
    yield from _looked_after(found(url, redis_url, tmp_path), request)


@pytest.fixture
def line(town: Town, tmp_path: Path) -> Town:
    """A town whose line has numbers typed and asks callers how it was."""
    publish(town, tmp_path)
    return town


@pytest.fixture
def either_line(either_town: Town, tmp_path: Path) -> Town:
    """The same on SQLite and on PostgreSQL."""
    publish(either_town, tmp_path)
    return either_town


@pytest.fixture(scope="session")
def example_sqlite(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database file with the example of two numbers in it."""
    folder = tmp_path_factory.mktemp("example")
    file = folder / "example.db"
    shutil.copy(sqlite_template, file)
    published(f"sqlite:///{file}", folder, EXAMPLES / "two_numbers")
    return file


@pytest.fixture
def two_numbers(
    example_sqlite: Path, redis_url: str, tmp_path: Path, request: pytest.FixtureRequest
) -> Iterator[Town]:
    """The helpline of the example: its main number, and a local one that answers texts, too."""
    file = tmp_path / "helpline.db"
    shutil.copy(example_sqlite, file)
    for town in _looked_after(found(f"sqlite:///{file}", redis_url, tmp_path), request):
        lines.add(town.rt, NewLine("local", LOCAL, "hotline", "hotline"), "Sam")
        town.exchange.own(owned(LOCAL))
        yield town


@pytest.fixture(scope="session")
def messages_sqlite(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database file with the example that takes messages in it."""
    folder = tmp_path_factory.mktemp("messages")
    file = folder / "messages.db"
    shutil.copy(sqlite_template, file)
    published(f"sqlite:///{file}", folder, EXAMPLES / "messages")
    return file


@pytest.fixture
def answering(
    messages_sqlite: Path, redis_url: str, tmp_path: Path, request: pytest.FixtureRequest
) -> Iterator[Town]:
    """A helpline that takes messages, with nobody on duty."""
    file = tmp_path / "helpline.db"
    shutil.copy(messages_sqlite, file)
    yield from _looked_after(found(f"sqlite:///{file}", redis_url, tmp_path), request)


def _looked_after(towns: Iterator[Town], request: pytest.FixtureRequest) -> Iterator[Town]:
    """Whatever happened in the walk: afterwards nobody is forgotten and nothing is left over."""
    for town in towns:
        yield town
        if request.node.stash.get(PASSED, False):
            assert close(town) == []
