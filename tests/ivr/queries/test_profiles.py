"""Is a supervisor told in time what needs looking at, and never a number?"""

from dataclasses import replace
from datetime import timedelta

import pytest

from ivr.models import Because, Role
from ivr.operations import pairings, people, pins, profiles, skills
from ivr.operations.pairings import NewConflict
from ivr.operations.people import About, NewResponder, NobodyOfThatName
from ivr.queries.profiles import everybody, profile, remarks
from ivr.runtime import Runtime

BY = "Sam"
DAY = timedelta(days=1)


@pytest.fixture
def ana(open_rt: Runtime, watch) -> NewResponder:
    """Ana, not yet here; certificates end at a midnight."""
    watch.time = watch.time.replace(hour=0, minute=0)
    until = open_rt.now() + 365 * DAY
    return NewResponder("Ana", "+12125550111", ("es", "en"), {"child": until, "general": until})


def notes(rt: Runtime, name: str = "Ana") -> list[str]:
    return list(remarks(profile(rt, name), skills.published(rt), rt.now()))


def test_of_somebody_with_everything_in_order_there_is_nothing_to_say(
    open_rt: Runtime, ana: NewResponder
) -> None:
    people.add(open_rt, ana)
    assert notes(open_rt) == []


def test_a_certificate_is_spoken_of_thirty_days_before_it_runs_out(
    open_rt: Runtime, ana: NewResponder, watch
) -> None:
    people.add(open_rt, replace(ana, certified={"child": open_rt.now() + 31 * DAY}))
    assert notes(open_rt) == []
    watch.forward(DAY)
    assert notes(open_rt) == ["child runs out in 30 days"]
    watch.forward(28.5 * DAY)
    assert notes(open_rt) == ["child runs out in 1 day"]
    watch.forward(DAY)
    assert notes(open_rt) == ["child runs out in less than a day"]
    watch.forward(DAY)
    assert notes(open_rt) == [
        "has no certificate that counts, and is not rung",
        "child ran out on 2027-04-04",
    ]


def test_languages_that_reach_nobody_are_spoken_of(open_rt: Runtime, ana: NewResponder) -> None:
    people.add(open_rt, replace(ana, speaks=("es-MX", "fr", "de:basic")))
    assert notes(open_rt) == [
        "es-MX is not a language that callers can choose; es is: add it",
        "fr is not a language that callers can choose",
    ]
    profiles.speaks(open_rt, "Ana", ("es:basic",), BY)
    assert notes(open_rt) == ["speaks no language well enough for calls, and is not rung"]


def test_a_trainee_without_a_mentor_and_a_locked_pin_are_spoken_of(
    open_rt: Runtime, ana: NewResponder, watch
) -> None:
    who = people.add(open_rt, replace(ana, role=Role.TRAINEE, certified={}))
    assert notes(open_rt)[0] == "has no certificate that counts, and is not rung"
    assert notes(open_rt)[1].startswith("has no mentor yet")
    assert len(notes(open_rt)) == 2
    pins.set_pin(open_rt, "Ana", "2580", BY)
    assert profile(open_rt, "Ana").pin == "set"
    for n in range(5):
        watch.forward(DAY)
        pins.check(open_rt, who, "9999", f"c:{n}")
    assert profile(open_rt, "Ana").pin == "locked"
    assert "locked their PIN" in notes(open_rt)[2]


def test_a_profile_is_everything_but_the_number(open_rt: Runtime, ana: NewResponder) -> None:
    about = About("woman", ("city",), "America/Chicago")
    people.add(open_rt, replace(ana, about=about))
    until = open_rt.now() + DAY
    pairings.conflict(open_rt, NewConflict("Ana", "+12125550123", Because.RELATED, until), BY)
    shown = profile(open_rt, "Ana")
    assert (shown.gender, shown.areas, shown.zone) == ("woman", ("city",), "America/Chicago")
    assert [(held.specialty, held.is_protected) for held in shown.certificates] == [
        ("child", True),
        ("general", False),
    ]
    assert [(one.because, one.until) for one in shown.conflicts] == [("related", until)]
    assert "5550" not in repr(shown)
    assert everybody(open_rt) == [shown]


def test_nobody_of_that_name_has_a_profile(open_rt: Runtime) -> None:
    with pytest.raises(NobodyOfThatName):
        profile(open_rt, "Kit")
