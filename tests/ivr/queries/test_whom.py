"""Who would be rung, now and at another time, and does an interpreter count then too?"""

from datetime import UTC, datetime, timedelta

import pytest

from ivr.models import Role
from ivr.operations import duty, pairings, people, planning, profiles
from ivr.operations.people import NewResponder
from ivr.operations.planning import NewShift
from ivr.queries.whom import Answer, ImpossibleQuestion, Question, whom
from ivr.runtime import Runtime
from routing.policy import Reason

SATURDAY = datetime(2027, 3, 6, 22, 0, tzinfo=UTC)


@pytest.fixture
def staffed(open_rt: Runtime) -> Runtime:
    """Ana speaks English only; Ima interprets, Tim learns from Mel; all are planned on Saturday."""
    until = open_rt.now() + timedelta(days=200)
    for n, (name, spoken, role) in enumerate(
        (
            ("Ana", ("en",), Role.RESPONDER),
            ("Ima", ("en", "es"), Role.INTERPRETER),
            ("Mel", ("es",), Role.MENTOR),
            ("Tim", ("es",), Role.TRAINEE),
        )
    ):
        certified = {"domestic_abuse": until} if name in ("Ana", "Tim") else {"fraud": until}
        person = NewResponder(name, f"+1212555011{n}", spoken, certified, role)
        people.add(open_rt, person)
    return open_rt


def plan(rt: Runtime, *names: str) -> None:
    for name in names:
        planning.add(rt, NewShift(name, "00:00-24:00", every="sat,sun"))


def asked(rt: Runtime, **more: object) -> Answer:
    wanted = {"language": "es", "specialty": "domestic_abuse", "at": SATURDAY, **more}
    return whom(rt, Question(**wanted))  # type: ignore[arg-type]


def rung(found: Answer) -> list[tuple[str, float, str | None]]:
    return [
        (one.name, wave.after.total_seconds(), one.beside)
        for wave in found.waves
        for one in wave.rung
    ]


def test_an_interpreter_who_is_planned_joins_whoever_does_not_speak_it(staffed: Runtime) -> None:
    plan(staffed, "Ana", "Ima")
    assert rung(asked(staffed)) == [("Ana", 0, "Ima")], "nobody speaks it: nothing to wait for"


def test_with_somebody_who_speaks_it_the_interpreter_is_for_later(staffed: Runtime) -> None:
    plan(staffed, "Ana", "Ima", "Mel")
    assert rung(asked(staffed)) == [("Mel", 30, None), ("Ana", 45, "Ima")]


def test_without_an_interpreter_who_is_planned_a_stranger_to_the_language_is_not_rung(
    staffed: Runtime,
) -> None:
    plan(staffed, "Ana", "Mel")
    found = asked(staffed)
    assert rung(found) == [("Mel", 30, None)]
    assert found.never == {"Ana": Reason.LANGUAGE}


def test_a_trainee_is_planned_only_with_their_mentor(staffed: Runtime) -> None:
    pairings.learns_from(staffed, "Tim", "Mel", "Sam")
    plan(staffed, "Tim")
    assert asked(staffed).never == {"Tim": Reason.MENTOR}
    plan(staffed, "Mel")
    assert rung(asked(staffed))[0] == ("Tim", 0, "Mel")


def test_now_is_by_who_is_on_duty_and_says_whose_phone_could_not_be_rung(staffed: Runtime) -> None:
    duty.on(staffed, "Ana", open_ended=True)
    duty.on(staffed, "Ima", open_ended=True)
    found = asked(staffed, at=None)
    assert found.is_now
    assert rung(found) == [("Ana", 0, "Ima")]


def test_a_certificate_that_runs_out_before_does_not_count_then(staffed: Runtime) -> None:
    until = staffed.now() + timedelta(hours=1)
    profiles.certify(staffed, "Mel", [profiles.Held("fraud", until)], "Sam")
    plan(staffed, "Mel")
    assert asked(staffed).never == {"Mel": Reason.EXPIRED}


@pytest.mark.parametrize("wrong", [{"language": "xx"}, {"specialty": "sorcery"}])
def test_what_the_settings_do_not_name_cannot_be_asked(staffed: Runtime, wrong) -> None:
    with pytest.raises(ImpossibleQuestion, match="there are"):
        asked(staffed, **wrong)
