"""Does a supervisor see in a terminal who is not rung, and why?"""

from datetime import UTC, datetime

import pytest

from ivr import environment
from ivr.models import Alert, Presence, new_id
from ivr.models.alert import BENCHED
from ivr.operations import people
from ivr.runtime import build

ANA = "people add --name Ana --phone +12125550111 --speaks es:native --certified legal:2099-12-31"
BEN = ANA.replace("Ana", "Ben").replace("111", "112")


@pytest.fixture
def benched(terminal):
    """A terminal of a helpline in which Ana's number cannot be rung."""
    terminal.done("flows publish")
    for line in (ANA, BEN, "duty on Ana", "duty on Ben"):
        terminal.done(line)
    rt, now = build(environment.read(terminal.given)), datetime.now(UTC)
    with rt.db.begin() as session:
        ana = people.find(session, "Ana").id
        presence = session.get_one(Presence, ana)
        presence.on_duty, presence.benched_for = False, "21211"
        session.add(Alert(id=new_id(), what=BENCHED, responder_id=ana, made_at=now))
    rt.db.engine.dispose()
    return terminal


def test_who_is_benched_is_seen_wherever_people_are_listed(benched) -> None:
    listed = benched.done("duty list")
    assert "BENCHED" in listed
    assert "the number cannot be rung (21211)" in listed
    assert "BENCHED   Ana" in benched.done("people list")
    assert "off duty, because the number cannot be rung" in benched.done("people show Ana")
    assert "Ana                  is off duty: the number" in benched.done(
        "routing who --language es"
    )


def test_duty_on_brings_them_back(benched) -> None:
    benched.done("duty on Ana")
    assert "BENCHED" not in benched.done("duty list")
    assert "on duty   Ana" in benched.done("people list")


def test_an_alert_stands_until_somebody_has_seen_it(benched) -> None:
    assert "cannot be rung, and is off duty: the number" in benched.done("duty alerts --seen")
    assert "Nothing that nobody has seen." in benched.done("duty alerts")


def test_whom_the_caller_knows_comes_first(benched) -> None:
    benched.done("duty on Ana")
    for name in ("Ana", "Ben"):
        said = benched.done(f"routing who --language es --known {name}")
        assert f"1  {name:<20} known" in said
    assert "nobody" in benched.refused("routing who --language es --known Kit").lower()


def test_the_pace_is_told(benched) -> None:
    assert "rings: 3 a second" in benched("doctor", CALLS_PER_SECOND="3").output
