"""Does a log tell what happened, and nothing about anybody?"""

import json
import logging
from datetime import datetime

import pytest

from ivr import logs

NUMBER = "+12125550123"


pytestmark = pytest.mark.usefixtures("logging_restored")


def broken(number: str) -> None:
    raise LookupError(f"nobody has {number}")


@pytest.mark.parametrize("as_json", [True, False])
def test_the_words_of_an_exception_are_never_written(
    capsys: pytest.CaptureFixture[str], *, as_json: bool
) -> None:
    logs.configure("web", as_json=as_json)
    try:
        try:
            broken(NUMBER)
        except LookupError:
            raise ValueError(NUMBER) from None
    except ValueError:
        logs.log("webhook broke", level=logging.ERROR, problem=True, call="c1")
        logging.getLogger("flask.app").exception("Exception on %s [%s]", "/voice/calls", "POST")
    said = capsys.readouterr().err
    assert said.count("\n") == 2
    assert "5550123" not in said
    assert "nobody" not in said
    assert said.count("ValueError") == 2
    assert "test_logs.py:" in said


def test_a_line_for_machines_has_its_time_and_place(capsys: pytest.CaptureFixture[str]) -> None:
    logs.configure("clock", as_json=True)
    try:
        broken(NUMBER)
    except LookupError:
        logs.log("sweep broke", level=logging.ERROR, problem=True, offer="o1", seconds=3)
    line = json.loads(capsys.readouterr().err)
    assert datetime.fromisoformat(line.pop("at")).tzinfo is not None
    assert "test_logs.py" in line.pop("where")
    assert line == {
        "level": "ERROR",
        "part": "clock",
        "what": "sweep broke",
        "offer": "o1",
        "seconds": 3,
        "problem": "LookupError",
    }


def test_a_line_for_people_is_short(capsys: pytest.CaptureFixture[str]) -> None:
    logs.configure("worker", as_json=False)
    logs.log("offer made", offer="o1", matched="exact")
    assert capsys.readouterr().err[8:] == " info    offer made offer=o1 matched=exact\n"


def test_a_deep_problem_is_told_by_its_last_places(capsys: pytest.CaptureFixture[str]) -> None:
    def fall(steps: int) -> None:
        if steps == 0:
            raise KeyError(NUMBER)
        fall(steps - 1)

    logs.configure("web", as_json=True)
    try:
        fall(30)
    except KeyError:
        logs.log("webhook broke", problem=True)
    assert json.loads(capsys.readouterr().err)["where"].count(">") == 5


@pytest.mark.parametrize("name", ["twilio", "twilio.http_client", "rq", "rq.worker", "urllib3"])
def test_libraries_that_print_numbers_and_arguments_are_quiet(
    capsys: pytest.CaptureFixture[str], name: str
) -> None:
    logs.configure("worker", as_json=False)
    for level in (logging.DEBUG, logging.INFO):
        logging.getLogger(name).log(level, "POST To=%s", NUMBER)
        logging.getLogger(f"{name}.deeper").log(level, "job(%s)", NUMBER)
    assert capsys.readouterr().err == ""


def test_configuring_twice_does_not_say_things_twice(capsys: pytest.CaptureFixture[str]) -> None:
    logs.configure("web", as_json=False)
    logs.configure("web", as_json=False)
    logs.log("started")
    assert capsys.readouterr().err.count("started") == 1
