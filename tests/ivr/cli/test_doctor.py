"""Is what is missing named, and how to mend it?"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from threading import Thread

import pytest
from elements import problems_of
from werkzeug.serving import BaseWSGIServer, make_server

from ivr import lifeline
from ivr.environment import read
from ivr.operations import calls
from ivr.operations.calls import Arrival
from ivr.runtime import build
from ivr.sandbox import Account, Exchange, HttpTransport, RealClock, create_app

SANDBOX = Account("AC" + "5a" * 16, "token")


@pytest.fixture
def phone_company() -> Iterator[BaseWSGIServer]:
    """A sandbox on a port of its own."""
    clock = RealClock()
    exchange = Exchange(SANDBOX, clock, HttpTransport(), numbers=[])
    server = make_server("127.0.0.1", 0, create_app(exchange), threaded=True)
    thread = Thread(target=server.serve_forever)
    thread.start()
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


def told(output: str) -> dict[str, str]:
    """What is said of each part."""
    parts = [line for line in output.splitlines() if not line.startswith(" ")]
    return {line[9:23].strip(): line[24:].strip() for line in parts}


def test_a_fresh_helpline_is_told_everything_it_lacks_at_once(terminal) -> None:
    said = told(terminal.refused("doctor"))
    parts = ["settings", "database", "redis", "flows", "lines", "people"]
    parts += ["retention", "phone company"]
    assert list(said) == parts
    assert said["settings"] == said["database"] == said["redis"] == ""
    assert "helpline flows publish" in said["flows"]
    assert "helpline people add" in said["people"]
    assert "HELPLINE_TWILIO_API_URL" in said["phone company"]


def test_a_helpline_that_has_all_it_needs_is_well(terminal, phone_company) -> None:
    terminal.done("flows publish")
    terminal.done("people add --name Ana --phone +12125550111 --speaks en")
    here = {
        "TWILIO_API_URL": f"http://127.0.0.1:{phone_company.port}",
        "TWILIO_AUTH_TOKENS": SANDBOX.auth_token,
    }
    assert "helpline duty on NAME" in told(terminal.refused("doctor", **here))["people"]
    terminal.done("duty on Ana")
    said = terminal.done("doctor", **here)
    assert "MISSING" not in said
    assert "main         +12125550100     answers with welcome" in said
    wrong = told(terminal.refused("doctor", **{**here, "TWILIO_AUTH_TOKENS": "wrong"}))
    assert "HELPLINE_TWILIO_AUTH_TOKENS" in wrong["phone company"]


def test_servers_that_are_gone_are_named_with_their_settings(terminal) -> None:
    gone = {
        "DATABASE_URL": "postgresql://nobody@127.0.0.1:1/none",
        "REDIS_URL": "redis://127.0.0.1:1/0",
    }
    said = told(terminal.refused("doctor", **gone))
    assert "HELPLINE_DATABASE_URL" in said["database"]
    assert "HELPLINE_REDIS_URL" in said["redis"]


def test_calls_to_a_number_nobody_named_are_told(terminal) -> None:
    terminal.done("flows publish")
    rt = build(read(terminal.given))
    soon = rt.now() + timedelta(minutes=1)
    calls.answer(replace(rt, clock=lambda: soon), Arrival("CA1", None, "+12125550170"))
    rt.db.engine.dispose()
    said = told(terminal.refused("doctor"))["lines"]
    assert said.startswith("1 call(s) came to a number that is no line")
    assert "helpline lines add" in said


def test_old_tables_are_told_from_a_server_that_is_gone(terminal, tmp_path: Path) -> None:
    said = told(terminal.refused("doctor", DATABASE_URL=f"sqlite:///{tmp_path}/empty.db"))
    assert "helpline db upgrade" in said["database"]


def test_a_database_without_tables_is_a_sentence_for_every_command(
    terminal, tmp_path: Path
) -> None:
    empty = f"sqlite:///{tmp_path}/empty.db"
    for line in ("people list", "duty on Ana", "flows publish", "flows list"):
        said = terminal.refused(line, DATABASE_URL=empty)
        assert "helpline db upgrade" in said
    assert "tables are as this version" in terminal.done("db upgrade", DATABASE_URL=empty)
    assert terminal.done("people list", DATABASE_URL=empty) == ""


@pytest.mark.parametrize("line", ["people list", "doctor", "flows check", "db upgrade", "clock"])
def test_odd_settings_are_all_told_before_anything_starts(terminal, line: str) -> None:
    said = terminal.refused(line, TIME_SCALE="fast", NUMBER="+1", COLOUR="blue")
    for name in ("HELPLINE_TIME_SCALE", "HELPLINE_NUMBER", "HELPLINE_COLOUR"):
        assert name in said


def test_a_worker_without_redis_says_so(terminal) -> None:
    assert "Redis did not answer" in terminal.refused("worker", REDIS_URL="redis://127.0.0.1:1/0")


def test_the_lifeline_is_written_for_any_static_host(terminal, tmp_path: Path) -> None:
    terminal.done("flows publish")
    out = tmp_path / "static"
    said = terminal.done(f"lifeline --out %{out} --url https://static.example.org/x/")
    files = {file.name: file.read_text(encoding="utf-8") for file in out.iterdir()}
    assert files.keys() == {lifeline.FIRST, lifeline.SCREEN, lifeline.TAKEN}
    assert said.count("wrote ") == 3
    for document in files.values():
        assert problems_of(document) == []
    assert "https://static.example.org/x/screen.xml" in files[lifeline.FIRST]


def test_without_flows_there_is_no_lifeline_to_write(terminal, tmp_path: Path) -> None:
    said = terminal.refused(f"lifeline --out %{tmp_path}/static --url https://static.example.org")
    assert "helpline flows publish" in said
