"""Can texts be promised, seen and stopped from a terminal, and is no number shown?"""

from datetime import UTC, datetime, timedelta

import pytest

from ivr.environment import ROOT

NUMBER = "+12125550147"


@pytest.fixture
def line(terminal):
    """A helpline that has texts to send."""
    flows = ROOT / "callflows" / "examples" / "messages"
    terminal.done("flows publish", FLOWS_DIR=str(flows))
    return terminal


def add(**other: str) -> str:
    """The command, with another word for some of its options."""
    now = datetime.now(UTC)
    given = {
        "text": "%general_list",
        "language": "en",
        "first": f"{now + timedelta(days=3):%Y-%m-%d}_10:00",
        "until": f"{now + timedelta(days=60):%Y-%m-%d}_10:00",
        "by": "Ana",
        **other,
    }
    return "series add " + " ".join(f"--{name} {word}" for name, word in given.items())


def test_a_series_is_promised_listed_and_stopped(line) -> None:
    said = line.types(NUMBER, "y").done(add())
    assert "It ends in 147" in said
    code = said.split("stop ")[-1].split()[0]
    listed = line.done("series list")
    assert f"{code}  general_list  en  every 7 days  0 sent  next" in listed
    assert "5550147" not in said + listed
    line.done(f"series stop {code} --by Sam")
    assert line.done("series list") == "Nothing is planned.\n"
    assert "stopped" in line.done("series list --all")


def test_a_number_that_was_misheard_is_not_kept(line) -> None:
    line.types(NUMBER, "n").refused(add())
    assert line.done("series list") == "Nothing is planned.\n"


@pytest.mark.parametrize(
    ("number", "other"),
    [
        ("911", {}),
        ("nonsense", {}),
        (NUMBER, {"text": "nothing"}),
        (NUMBER, {"language": "xx"}),
        (NUMBER, {"every": "day"}),
        (NUMBER, {"hours": "none"}),
        (NUMBER, {"first": "soon"}),
        (NUMBER, {"until": "2099-01-01_00:00"}),
        (NUMBER, {"by": "%+12125550123"}),
    ],
)
def test_what_cannot_be_is_one_sentence_without_the_number(
    line, number: str, other: dict[str, str]
) -> None:
    said = line.types(number, "y").refused(add(**other))
    assert "5550147" not in said
    assert line.done("series list") == "Nothing is planned.\n"


@pytest.mark.parametrize("code", ["", "%ab", "zzzzzz", "______"])
def test_what_names_no_series_stops_none(line, code: str) -> None:
    line.refused(f"series stop {code or '%'} --by Ana")
