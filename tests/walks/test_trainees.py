"""How does somebody in training take a call, with a mentor listening?"""

import pytest
from town import CALLER, Town

from ivr.models import CallState, Role
from ivr.operations import duty, pairings
from ivr.sandbox import NoAnswer
from ivr.sandbox.conferences import Participant
from ivr.sandbox.legs import Leg

FAMILY = "12"
RATHER_NOT = "2"


@pytest.fixture
def school(town: Town) -> Town:
    """Tariq is in training, and Maya listens when he takes a call."""
    return taught(town)


def taught(town: Town) -> Town:
    """Here they are, off duty."""
    town.add("Maya", speaks="en", role=Role.MENTOR, on_duty=False)
    town.add("Tariq", speaks="en", role=Role.TRAINEE, on_duty=False)
    pairings.learns_from(town.rt, "Tariq", "Maya", "Sam")
    return town


@pytest.fixture
def lesson(school: Town) -> Town:
    """Both are on duty; Tariq has been for longer, so that he is asked first."""
    return on_duty(school)


def on_duty(town: Town) -> Town:
    """Tariq comes first."""
    duty.on(town.rt, "Tariq")
    town.wait(1)
    duty.on(town.rt, "Maya")
    return town


def number(town: Town, name: str) -> str:
    return town.phone(name).number


def place(town: Town, name: str) -> Participant:
    """Where this person is in the room."""
    found = town.exchange.conferences.participant_of(town.leg(name))
    assert found is not None
    return found


def asks_for_somebody(town: Town) -> Leg:
    """A caller who waits for somebody trained for harm by family."""
    return town.dial(FAMILY)


def test_a_trainee_talks_while_their_mentor_listens(lesson: Town) -> None:
    leg = asks_for_somebody(lesson)
    lesson.wait_until("joined", CALLER)
    assert lesson.company(leg) == {
        leg.phone.number, number(lesson, "Tariq"), number(lesson, "Maya"),
    }  # fmt: skip
    assert (place(lesson, "Maya").terms.muted, place(lesson, "Tariq").terms.muted) == (True, False)
    assert lesson.phrase("beside_trainee") in lesson.heard(lesson.leg("Maya"))
    assert (lesson.state_of("Tariq"), lesson.state_of("Maya")) == ("talking", "talking")


def test_the_caller_is_told_that_somebody_listens_before_anybody_does(lesson: Town) -> None:
    leg = asks_for_somebody(lesson)
    lesson.wait_until("joined", CALLER)
    said = lesson.heard(leg)
    asked, there = lesson.phrase("ask_listening", key=RATHER_NOT), lesson.phrase("connecting")
    assert asked in said
    assert said.index(asked) < said.index(there)


def test_a_caller_who_would_rather_not_keeps_their_place_and_meets_no_trainee(
    lesson: Town,
) -> None:
    leg = asks_for_somebody(lesson)
    asked = lesson.phrase("ask_listening", key=RATHER_NOT)
    for _ in range(60):
        if asked in lesson.heard(leg):
            break
        lesson.wait(1)
    came = lesson.call().waiting_since
    leg.press(RATHER_NOT)
    lesson.wait(4)
    assert lesson.phrase("nobody_joins") in lesson.heard(lesson.leg("Tariq"))
    assert (lesson.call().state, lesson.call().waiting_since) == (CallState.WAITING, came)
    lesson.wait_until("joined", CALLER)
    assert lesson.in_one_room(leg, "Maya")
    assert lesson.rung() == ["Tariq", "Maya", "Maya"]


@pytest.mark.parametrize("who", ["Maya", "Tariq"])
def test_the_caller_is_not_moved_before_both_are_there(lesson: Town, who: str) -> None:
    lesson.phone(who).behaves(lesson.presses("1", after=14))
    leg = asks_for_somebody(lesson)
    lesson.wait_until("joined", "Tariq" if who == "Maya" else "Maya")
    assert (lesson.company(leg), lesson.call().state) == (set(), CallState.WAITING)
    lesson.wait_until("joined", CALLER)
    assert len(lesson.company(leg)) == 3


@pytest.mark.parametrize("how", [NoAnswer(), ["2"]])
def test_without_the_mentor_the_trainee_is_not_put_through(lesson: Town, how: object) -> None:
    lesson.phone("Maya").behaves(lesson.presses(*how) if isinstance(how, list) else how)
    leg = asks_for_somebody(lesson)
    lesson.wait(32)
    assert [state for name, state in lesson.offers() if name == "Tariq"] == ["withdrawn"]
    lesson.add("Ana", speaks="en")
    lesson.wait_until("joined", CALLER)
    assert lesson.in_one_room(leg, "Ana")
    assert lesson.rung().count("Tariq") == 1


def test_a_trainee_who_waited_for_their_mentor_hears_why(lesson: Town) -> None:
    lesson.phone("Maya").behaves(lesson.presses("2", after=16))
    asks_for_somebody(lesson)
    lesson.wait(40)
    assert lesson.phrase("nobody_joins") in lesson.heard(lesson.leg("Tariq"))
    assert lesson.state_of("Tariq") == "available"


def test_a_trainee_who_declines_frees_the_mentor_who_may_take_the_call(lesson: Town) -> None:
    lesson.phone("Tariq").behaves(lesson.presses("2", after=3))
    lesson.phone("Maya").behaves(lesson.presses("1", "1", after=9))
    leg = asks_for_somebody(lesson)
    lesson.wait_until("joined", CALLER, within=200)
    assert lesson.in_one_room(leg, "Maya")
    assert ("Tariq", "declined") in lesson.offers()


def test_a_trainee_without_a_mentor_on_duty_is_not_rung(school: Town) -> None:
    duty.on(school.rt, "Tariq")
    school.dial(FAMILY)
    school.wait(30)
    assert "Tariq" not in school.rung()


def test_a_mentor_may_speak_and_listen_again(lesson: Town) -> None:
    leg = asks_for_somebody(lesson)
    lesson.wait_until("joined", CALLER)
    lesson.wait(10)
    mentor = lesson.leg("Maya")
    for key, muted in (("1", False), ("2", True)):
        mentor.press("*")
        lesson.wait(4)
        assert lesson.phrase("mentor_keys") in lesson.heard(mentor)
        mentor.press(key)
        lesson.wait(2)
        assert place(lesson, "Maya").terms.muted is muted
        assert len(lesson.company(leg)) == 3


def test_a_mentor_whose_line_drops_is_rung_again_and_the_talk_goes_on(lesson: Town) -> None:
    leg = asks_for_somebody(lesson)
    lesson.wait_until("joined", CALLER)
    lesson.leg("Maya").hang_up()
    lesson.wait_until("joined", "Maya")
    assert lesson.are_connected(leg)
    assert place(lesson, "Maya").terms.muted
    leg.hang_up()
    lesson.wait(5)
    assert (lesson.busy_with("Tariq"), lesson.busy_with("Maya")) == ("wrapping_up", "wrapping_up")


def test_both_wrap_up(lesson: Town) -> None:
    leg = asks_for_somebody(lesson)
    lesson.wait_until("joined", CALLER)
    lesson.wait(60)
    leg.hang_up()
    lesson.wait(5)
    assert sorted(lesson.offers()) == [("Maya", "finished"), ("Tariq", "finished")]
    assert (lesson.state_of("Tariq"), lesson.state_of("Maya")) == ("wrapping_up", "wrapping_up")


def test_a_trainee_who_is_lost_leaves_the_caller_to_be_asked_and_the_mentor_free(
    lesson: Town,
) -> None:
    leg = asks_for_somebody(lesson)
    lesson.wait_until("joined", CALLER)
    lesson.wait(20)
    lesson.leg("Tariq").hang_up()
    lesson.wait_until("joined", CALLER, within=200)
    assert lesson.phrase("lost_connection") in lesson.heard(leg)
    assert lesson.in_one_room(leg, "Maya")


def test_a_caller_who_leaves_while_they_are_rung_frees_both(lesson: Town) -> None:
    leg = asks_for_somebody(lesson)
    lesson.wait_until("ringing", "Maya")
    leg.hang_up()
    lesson.wait(15)
    assert (lesson.state_of("Tariq"), lesson.state_of("Maya")) == ("available", "available")


def test_redis_may_forget_who_listens(lesson: Town) -> None:
    leg = asks_for_somebody(lesson)
    lesson.wait_until("joined", CALLER)
    lesson.flush_redis()
    lesson.wait(40)
    assert lesson.are_connected(leg)
    assert (lesson.state_of("Tariq"), lesson.state_of("Maya")) == ("talking", "talking")


def test_a_worker_that_dies_costs_a_moment_only(lesson: Town) -> None:
    lesson.worker_works = False
    leg = asks_for_somebody(lesson)
    lesson.wait(8)
    lesson.later.jobs.clear()
    lesson.worker_works = True
    lesson.wait_until("joined", CALLER)
    assert len(lesson.company(leg)) == 3


def test_every_webhook_brought_twice_has_one_answer_and_one_effect(either_town: Town) -> None:
    town = on_duty(taught(either_town))
    town.post.doubles = True
    leg = asks_for_somebody(town)
    town.wait_until("joined", CALLER)
    town.wait(5)
    assert len(town.company(leg)) == 3
    town.leg("Maya").hang_up()
    town.wait_until("joined", "Maya")
    leg.hang_up()
    town.wait(10)
    assert town.post.differing == []
    assert ("Tariq", "finished") in town.offers()


def test_who_gets_a_mentor_while_on_duty_is_rung_from_then_on(school: Town) -> None:
    pairings.stops_learning(school.rt, "Tariq", "Sam")
    on_duty(school)
    pairings.learns_from(school.rt, "Tariq", "Maya", "Sam")
    asks_for_somebody(school)
    school.wait_until("joined", CALLER)
    assert sorted(school.rung()) == ["Maya", "Tariq"]


def test_a_trainee_who_leaves_while_the_caller_is_asked_brings_nobody_into_an_empty_room(
    lesson: Town,
) -> None:
    leg = asks_for_somebody(lesson)
    asked = lesson.phrase("ask_listening", key=RATHER_NOT)
    for _ in range(60):
        if asked in lesson.heard(leg):
            break
        lesson.wait(1)
    lesson.leg("Tariq").hang_up()
    lesson.wait(3)
    assert lesson.phrase("connecting") not in lesson.heard(leg)
    lesson.wait_until("joined", CALLER)
    assert lesson.in_one_room(leg, "Maya")


def test_in_danger_nobody_listens_unheard_and_nothing_is_asked(lesson: Town) -> None:
    leg = lesson.dial(["1", "9"])
    lesson.wait_until("joined", CALLER)
    assert len(lesson.company(leg)) == 3
    assert not place(lesson, "Maya").terms.muted
    said = lesson.heard(leg)
    assert lesson.phrase("ask_listening", key=RATHER_NOT) not in said
