"""Does one command play a whole call over real HTTP, and does it notice what is missing?"""

import json
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from ivr.trial.first_call import Wishes, play

HELPLINE = Path(sys.executable).with_name("helpline")

# Fast enough for a test, slow enough for a busy machine: a phone rings for over a second.
LONG = pytest.mark.long
SPEED = "10"
QUICKLY = ("--keys", "22")
"""Without the dialogue about a text, the first responder answers at once."""


@dataclass(frozen=True)
class Told:
    """What `helpline first-call --json` said."""

    code: int
    lines: list[dict[str, Any]]

    @property
    def ending(self) -> str:
        return str(self.lines[-1]["ending"])

    def heard_by(self, who: str) -> list[str]:
        said = [line for line in self.lines if line.get("who") == who]
        return [line["words"] for line in said if line["what"] == "hears"]

    def did(self, who: str) -> list[str]:
        said = [line["what"] for line in self.lines if line.get("who") == who]
        return [what for what in said if what != "hears"]

    def texts(self) -> list[str]:
        return [line["words"] for line in self.lines if "gets a text" in line.get("what", "")]

    def rung(self) -> list[str]:
        return [line["who"] for line in self.lines if line.get("what") == "is rung"]


@pytest.fixture(scope="module")
def running(fresh_copy: Path, module_surroundings: Mapping[str, str]) -> Iterator[None]:
    """A whole helpline, thirty times faster than life."""
    with subprocess.Popen(
        [HELPLINE, "server"],
        cwd=fresh_copy,
        env=module_surroundings,
        stdout=subprocess.PIPE,
        text=True,
        start_new_session=True,
    ) as server:
        assert server.stdout is not None
        assert any("Ctrl-C" in line for line in server.stdout), "it ended before it was ready"
        yield
        server.terminate()
        server.communicate(timeout=20)


@pytest.fixture
def first_call(
    running: None, fresh_copy: Path, module_surroundings: Mapping[str, str]
) -> Callable[..., Told]:
    def play(*wishes: str, number: str = "+12125550100") -> Told:
        command = [str(HELPLINE), "first-call", "--json", "--speed", SPEED, *wishes]
        env = {**module_surroundings, "HELPLINE_NUMBER": number}
        played = subprocess.run(command, cwd=fresh_copy, env=env, capture_output=True, text=True)
        assert "Traceback" not in played.stderr, played.stderr
        lines = [json.loads(line) for line in played.stdout.splitlines()]
        return Told(played.returncode, lines)

    return play


def test_a_caller_is_answered_in_spanish_and_gets_the_text_agreed_to(
    first_call: Callable[..., Told],
) -> None:
    told = first_call()
    assert told.code == 0, told.ending
    assert "Para español, oprima el 2." in told.heard_by("Caller")
    assert told.did("Caller")[1:5] == ["presses 2", "presses 2", "is in line", "presses 1"]
    (responder,) = told.rung()
    assert told.heard_by(responder)[0].startswith("Duty call. Spanish.")
    assert "is in the room" in told.did(responder)
    assert len(told.texts()) == 1
    assert "http" in told.texts()[0]
    assert told.ending.startswith(f"{responder} took the call")


@pytest.mark.parametrize(
    "answers",
    ["voicemail", *(pytest.param(one, marks=LONG) for one in ("no_answer", "busy", "decline"))],
)
def test_when_the_first_phone_is_lost_the_next_responder_answers(
    answers: str, first_call: Callable[..., Told]
) -> None:
    told = first_call("--answers", answers, *QUICKLY)
    assert told.code == 0, told.ending
    first, second = told.rung()
    assert first != second
    assert "is in the room" not in told.did(first)
    assert "is in the room" in told.did(second)


def test_a_caller_who_hides_their_number_is_helped_and_never_texted(
    first_call: Callable[..., Told],
) -> None:
    told = first_call("--from", "withheld")
    assert told.code == 0, told.ending
    assert told.did("Caller")[0].endswith("number withheld")
    assert told.texts() == []
    assert "wrote down: no text was agreed to; none came" in told.did("Helpline")


@LONG
def test_a_caller_who_hangs_up_while_waiting_leaves_nobody_ringing(
    first_call: Callable[..., Told],
) -> None:
    told = first_call("--hang-up-after", "45")
    assert told.code == 0, told.ending
    (responder,) = told.rung()
    assert "is not rung any more" in told.did(responder)
    assert "wrote down: the call has ended, “abandoned”" in told.did("Helpline")
    assert f"wrote down: {responder} is free for the next call" in told.did("Helpline")


def test_a_caller_who_presses_nothing_at_all_reaches_a_person(
    first_call: Callable[..., Told],
) -> None:
    told = first_call("--keys", "")
    assert told.code == 0, told.ending
    assert "presses 1" not in told.did("Caller")
    assert len(told.rung()) == 1


def test_a_helpline_that_does_not_answer_is_not_told_as_if_it_did(
    first_call: Callable[..., Told],
) -> None:
    told = first_call(number="+12125550105")
    assert told.code == 1
    assert told.lines[-1]["well"] is False
    assert "Expected: the helpline answers." in told.ending
    assert "Seen last:" in told.ending
    assert told.heard_by("Caller") == ["The number you have dialed is not in service."]


@pytest.mark.parametrize(
    ("wishes", "sentence"),
    [
        (Wishes(keys="2x"), "--keys are digits"),
        (Wishes(caller="Ana"), "--from is a number"),
        (Wishes(hang_up_after=-1), "--hang-up-after is a number"),
        (Wishes(speed=0), "--speed is a number"),
        (Wishes(answers="a_parrot"), "--answers is one of"),
    ],
)
def test_an_impossible_wish_is_refused_in_one_sentence(
    wishes: Wishes, sentence: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert play(wishes, {}) == 2
    said = capsys.readouterr()
    assert sentence in said.err
    assert said.out == ""
