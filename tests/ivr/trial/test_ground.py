"""Do the tests stand on what they believe they stand on?"""

import socket

import pytest
from pytest_socket import SocketConnectBlockedError
from redis import Redis
from sqlalchemy import inspect

from ivr import database


def test_a_fresh_database_has_todays_tables_and_nobody_in_them(database_url: str) -> None:
    db = database.connect(database_url)
    try:
        assert db.answers()
        assert "responder" in inspect(db.engine).get_table_names()
    finally:
        db.engine.dispose()


@pytest.mark.parametrize("visit", [1, 2])
def test_nobody_from_the_last_test_is_still_waiting(visit: int, redis_url: str) -> None:
    with Redis.from_url(redis_url) as redis:
        assert redis.dbsize() == 0
        redis.set("somebody", visit)


def test_no_test_reaches_the_world() -> None:
    with (
        socket.socket() as connection,
        pytest.warns(UserWarning, match="tried to use"),
        pytest.raises(SocketConnectBlockedError),
    ):
        connection.connect(("192.0.2.1", 80))
