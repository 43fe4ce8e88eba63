"""Who can learn what a caller typed?"""

import json
import logging
from datetime import datetime
from typing import Any

import pytest
from test_privacy import everything_in, written  # noqa: F401 - the log as production writes it
from town import Town
from typing_town import (
    AGAIN,
    NUMBER,
    RIGHT,
    SPOKEN,
    after,
    breaking,
    goes_on,
)


def types_and_breaks(town: Town) -> None:
    """A call in which numbers are typed, kept, changed, refused by the database, and read back."""
    town.add("Ana", speaks="en", knows="harm")
    leg = after(town, "2", f"{NUMBER}#", "*", AGAIN, f"{NUMBER}#")
    with breaking(town, "typed"):
        leg.press(RIGHT)
        town.wait(5)
    leg.hang_up()
    for broken in ("INTO typed", ""):
        leg = after(town, "2")
        with breaking(town, broken):
            goes_on(town, f"{NUMBER}#")
            town.wait(20)
        leg.hang_up()
        town.wait(5)


def test_the_log_tells_no_digit_of_it(line: Town, written: Any) -> None:  # noqa: F811
    types_and_breaks(line)
    lines = written.getvalue().splitlines()
    problems = [json.loads(one) for one in lines if "typed digits not kept" in one]
    assert problems, "the database was away"
    assert all(set(one) <= ABOUT_A_PROBLEM for one in problems)
    assert betrayed(written.getvalue()) == []


ABOUT_A_PROBLEM = {"at", "level", "part", "what", "call", "problem", "where"}


def test_no_exception_carries_it(line: Town, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    types_and_breaks(line)
    told = [
        repr(r.exc_info[1]) + str(r.exc_info[1].__cause__) for r in caplog.records if r.exc_info
    ]
    assert told
    assert betrayed("\n".join([*told, *(r.getMessage() for r in caplog.records)])) == []


def test_redis_and_jobs_never_hold_it(line: Town) -> None:
    seen: list[str] = []
    remember = line.later.ask

    def look(queue: str, job: str, subject: str, at: datetime | None = None) -> None:
        remember(queue, job, subject, at)
        seen.extend([everything_in(line.rt.redis), f"{queue} {job} {subject}"])

    line.later.ask = look  # type: ignore[method-assign]
    types_and_breaks(line)
    line.dial("1")
    line.wait(20)
    assert seen
    assert betrayed("\n".join([*seen, everything_in(line.rt.redis)])) == []


def test_no_address_and_no_document_tells_it_but_the_reading_back(line: Town) -> None:
    types_and_breaks(line)
    urls = [outgoing.url for outgoing in line.post.carried]
    bodies = [str(e.details["body"]) for e in line.events("requested")]
    assert betrayed("\n".join(urls)) == []
    read_back = line.phrase("digits_whole", digits=SPOKEN)
    assert any(read_back in body for body in bodies)
    assert betrayed("\n".join(body.replace(read_back, "") for body in bodies)) == []


def betrayed(text: str) -> list[str]:
    """Which ways of writing the number stand in this text."""
    ways = [NUMBER, SPOKEN, " ".join(NUMBER), NUMBER[::-1], NUMBER.encode().hex()]
    return [way for way in ways if way in text]


def test_no_table_holds_it_in_the_clear(line: Town) -> None:
    after(line, "2", f"{NUMBER}#")
    with line.rt.db.engine.connect() as connection:
        dump = "\n".join(connection.connection.dbapi_connection.iterdump())  # type: ignore[union-attr]
    assert "typed" in dump
    assert betrayed(dump) == []
