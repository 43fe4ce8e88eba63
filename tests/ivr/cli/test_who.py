"""Does a supervisor see who would be rung, and why not the others?"""

import json

import pytest

ANA = "people add --name Ana --phone +12125550111 --speaks es:native --certified legal:2099-12-31"
BEN = "people add --name Ben --phone +12125550112 --speaks en,es --certified fraud:2099-12-31"
CARMEN = "people add --name Carmen --phone +12125550113 --speaks en --certified legal:2099-12-31"
WHO = "routing who --language es --specialty legal"


@pytest.fixture
def staffed(terminal):
    """Three people, of whom Ana and Carmen could be meant."""
    terminal.done("flows publish")
    for person in (ANA, BEN, CARMEN):
        terminal.done(person)
    return terminal


def lines(said: str) -> list[str]:
    return [" ".join(line.split()) for line in said.splitlines()[2:]]


def test_who_is_on_duty_is_listed_by_stage_with_a_reason_for_everybody_else(staffed) -> None:
    for name in ("Ana", "Ben", "Carmen"):
        staffed.done(f"duty on {name}")
    assert lines(staffed.done(WHO)) == [
        "at once 1 Ana exact",
        "after 30 s 2 Ben any_specialty",
        "not Carmen does not speak the language",
    ]


def test_nobody_on_duty_is_said_plainly(staffed) -> None:
    assert "Nobody would be rung" in staffed.done(WHO)


def test_another_time_asks_the_plan(staffed) -> None:
    staffed.done("shifts add Ana --every fri --at 22:00-06:00")
    assert lines(staffed.done(f"{WHO} --at fri_22:30")) == ["at once 1 Ana exact"]
    assert "Nobody would be rung" in staffed.done(f"{WHO} --at sat_22:30")


def test_programs_read_it_too(staffed) -> None:
    staffed.done("duty on Carmen")
    found = json.loads(staffed.done(f"{WHO} --format json"))
    assert found["not"] == {"Carmen": "language"}
    assert [stage["after"] for stage in found["stages"]][:3] == [0, 15, 30]


@pytest.mark.parametrize(
    ("line", "why"),
    [
        ("routing who --language xx", "is no language"),
        ("routing who --language en --specialty magic", "is no specialty"),
        ("routing who --language en --at soon", "is not a time"),
    ],
)
def test_what_cannot_be_asked_is_explained(staffed, line: str, why: str) -> None:
    assert why in staffed.refused(line)


def test_who_would_interpret_stands_beside_whom_they_join(staffed) -> None:
    staffed.done("people add --name Idris --phone +12125550114 --speaks en,es --role interpreter")
    for name in ("Carmen", "Idris"):
        staffed.done(f"duty on {name}")
    said = lines(staffed.done(WHO))
    assert said[0] == "at once 1 Carmen interpreter, joined by Idris"
    found = json.loads(staffed.done(f"{WHO} --format json"))
    assert [one for stage in found["stages"] for one in stage["rung"]] == [
        {"name": "Carmen", "match": "interpreter", "joined_by": "Idris"}
    ]


def test_who_would_listen_stands_beside_the_trainee(staffed) -> None:
    staffed.done("people change Ben --role mentor")
    staffed.done(
        "people add --name Tariq --phone +12125550117 --speaks es "
        "--certified legal:2099-12-31 --role trainee"
    )
    staffed.done("people mentor Tariq Ben")
    for name in ("Tariq", "Ben"):
        staffed.done(f"duty on {name}")
    assert "at once 1 Tariq exact, joined by Ben" in lines(staffed.done(WHO))
