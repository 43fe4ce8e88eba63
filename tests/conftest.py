"""What does every test stand on? Private servers, a fresh database, and no way out to the world."""

import itertools
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from pytest_socket import socket_allow_hosts
from redis import Redis

from ivr import database
from ivr.trial.servers import PrivatePostgres, PrivateRedis

# Not this folder itself: `routing` in it would stand in front of the package.
sys.path.insert(0, str(Path(__file__).parent / "apps"))  # `apps`, for every folder here
sys.path.insert(0, str(Path(__file__).parent / "sounds"))  # `tones`, likewise

_numbers = itertools.count(1)


def pytest_addoption(parser: pytest.Parser) -> None:
    """`--long`: nothing is left out."""
    parser.addoption("--long", action="store_true", help="days that pass, and every variant")
    parser.addoption("--no-skips", action="store_true", help="whatever is missing is a failure")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """What takes long and has a shorter neighbour is left out unless it is asked for."""
    if config.getoption("--long"):
        return
    left_out = [item for item in items if item.get_closest_marker("long")]
    config.hook.pytest_deselected(items=left_out)
    items[:] = [item for item in items if item not in left_out]


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Iterator[None]:
    """With `--no-skips` a browser that is missing is not passed over."""
    report = yield
    if report.skipped and item.config.getoption("--no-skips"):  # type: ignore[attr-defined]
        report.outcome = "failed"  # type: ignore[attr-defined]
    return report  # type: ignore[return-value]


@pytest.hookimpl(trylast=True)
def pytest_runtest_setup() -> None:
    """This machine and nothing beyond it."""
    socket_allow_hosts(["127.0.0.1", "::1", "localhost"], allow_unix_socket=True)


@pytest.fixture(scope="session")
def redis_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[PrivateRedis]:
    """One Redis for all tests of this run."""
    with PrivateRedis(tmp_path_factory.mktemp("redis")) as server:
        yield server


@pytest.fixture
def redis_url(redis_server: PrivateRedis) -> str:
    """The address of an empty Redis."""
    with Redis.from_url(redis_server.url) as redis:
        redis.flushall()
    return redis_server.url


@pytest.fixture(scope="session")
def postgres_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[PrivatePostgres]:
    """One PostgreSQL for all tests of this run."""
    with PrivatePostgres(tmp_path_factory.mktemp("postgres")) as server:
        yield server


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database file with today's tables and nothing in them."""
    file = tmp_path_factory.mktemp("sqlite") / "template.db"
    database.upgrade(f"sqlite:///{file}")
    return file


@pytest.fixture(scope="session")
def postgres_template(postgres_server: PrivatePostgres) -> str:
    """The name of a database with today's tables and nothing in them."""
    database.upgrade(postgres_server.create_database("template"))
    return "template"


@pytest.fixture
def sqlite_url(sqlite_template: Path, tmp_path: Path) -> str:
    """A fresh SQLite database with today's tables."""
    file = tmp_path / "helpline.db"
    shutil.copy(sqlite_template, file)
    return f"sqlite:///{file}"


@pytest.fixture
def postgres_url(postgres_server: PrivatePostgres, postgres_template: str) -> Iterator[str]:
    """A fresh PostgreSQL database with today's tables."""
    name = f"test_{next(_numbers)}"
    yield postgres_server.create_database(name, template=postgres_template)
    postgres_server.drop_database(name)


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest) -> str:
    """A fresh database with today's tables: each test that asks runs once on either kind."""
    kind = "sqlite_url" if request.param == "sqlite" else "postgres_url"
    url: str = request.getfixturevalue(kind)
    return url
