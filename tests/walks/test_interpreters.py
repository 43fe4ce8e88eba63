"""How do a caller and a responder without a common language come to talk?"""

import pytest
from town import CALLER, SECOND_CALLER, Town

from ivr.models import CallState, Role
from ivr.operations import duty
from ivr.sandbox import Dead, NoAnswer, Voicemail
from ivr.sandbox.legs import Leg

SPANISH, SOMEBODY, AGREE = "2", "1", "1"
PLEASE = [SPANISH, SOMEBODY, AGREE]


@pytest.fixture
def babel(two_numbers: Town) -> Town:
    """Ben speaks English only, and Idris interprets between English and Spanish."""
    two_numbers.add("Ben", knows="advocacy", speaks="en")
    two_numbers.add("Idris", knows="", speaks="en es", role=Role.INTERPRETER)
    return two_numbers


def agrees(town: Town, number: str = CALLER) -> Leg:
    """A Spanish caller who is asked about an interpreter, and agrees."""
    leg = town.dial([SPANISH, SOMEBODY], number=number)
    town.wait_until("gathered", number)
    question = town.phrase("ask_interpreter", "es", key=AGREE)
    for _ in range(60):
        if question in " ".join(town.heard(leg)):
            break
        town.wait(1)
    else:
        raise AssertionError("nobody asked about an interpreter")
    leg.press(AGREE)
    return leg


def test_who_agrees_talks_with_somebody_through_an_interpreter(babel: Town) -> None:
    leg = agrees(babel)
    babel.wait_until("joined", CALLER)
    assert babel.company(leg) == {leg.phone.number, number(babel, "Ben"), number(babel, "Idris")}
    assert babel.rung() == ["Ben", "Idris"]
    assert babel.are_connected(leg)
    title = babel.phrase("any_specialty")
    told = babel.phrase("with_interpreter", specialty=title, language="Spanish")
    assert told in babel.heard(babel.leg("Ben"))


def number(town: Town, name: str) -> str:
    return town.phone(name).number


def rests(town: Town, name: str) -> bool:
    """True if nothing holds this person any more but the time after a call."""
    return town.state_of(name) not in ("offered", "talking")


def test_the_caller_is_not_moved_before_the_interpreter_is_in_the_room(babel: Town) -> None:
    babel.phone("Idris").behaves(babel.presses("1", after=12))
    leg = agrees(babel)
    babel.wait_until("joined", "Ben")
    assert (babel.company(leg), babel.call().state) == (set(), CallState.WAITING)
    babel.wait_until("joined", "Idris")
    assert babel.call().state != CallState.CONNECTED
    babel.wait_until("joined", CALLER)
    assert len(babel.company(leg)) == 3


def test_an_interpreter_is_not_rung_before_somebody_has_taken_the_call(babel: Town) -> None:
    babel.phone("Ben").behaves(babel.presses("2"))
    agrees(babel)
    babel.wait(30)
    assert babel.rung() == ["Ben"]
    assert sorted(babel.offers()) == [("Ben", "declined"), ("Idris", "withdrawn")]


def test_nobody_is_rung_without_an_interpreter_who_is_free(babel: Town) -> None:
    duty.off(babel.rt, "Idris")
    leg = babel.dial([SPANISH, SOMEBODY, "", AGREE])
    babel.wait(150)
    assert "Ben" not in babel.rung()
    assert babel.phrase("ask_interpreter", "es", key=AGREE) not in " ".join(babel.heard(leg))


@pytest.mark.parametrize("how", [NoAnswer(), Voicemail(), ["2"]])
def test_the_next_interpreter_is_rung_when_the_first_does_not_come(
    babel: Town, how: object
) -> None:
    babel.phone("Idris").behaves(babel.presses(*how) if isinstance(how, list) else how)
    babel.wait(1)
    babel.add("Juno", knows="", speaks="es en", role=Role.INTERPRETER)
    leg = agrees(babel)
    babel.wait_until("joined", CALLER, within=200)
    assert babel.company(leg) == {leg.phone.number, number(babel, "Ben"), number(babel, "Juno")}
    assert babel.rung() == ["Ben", "Idris", "Juno"]


def test_a_dead_number_of_an_interpreter_is_left_alone_and_the_next_is_rung(babel: Town) -> None:
    babel.phone("Idris").behaves(Dead())
    babel.wait(1)
    babel.add("Juno", knows="", speaks="es en", role=Role.INTERPRETER)
    leg = agrees(babel)
    babel.wait_until("joined", CALLER, within=200)
    assert babel.company(leg) == {leg.phone.number, number(babel, "Ben"), number(babel, "Juno")}


def test_without_an_interpreter_the_call_goes_on_and_the_caller_keeps_their_place(
    babel: Town,
) -> None:
    babel.phone("Idris").behaves(babel.presses("2"))
    agrees(babel)
    babel.wait_until("joined", "Ben")
    came = babel.call().waiting_since
    babel.wait(30)
    assert babel.phrase("nobody_joins") in babel.heard(babel.leg("Ben"))
    assert sorted(babel.offers()) == [("Ben", "withdrawn"), ("Idris", "declined")]
    assert (babel.call().state, babel.call().waiting_since) == (CallState.WAITING, came)
    assert babel.state_of("Ben") == "available"
    babel.wait(60)
    assert babel.rung() == ["Ben", "Idris"], "who has passed is not asked again, nor Ben in vain"
    babel.add("Juno", knows="", speaks="es en", role=Role.INTERPRETER)
    babel.wait_until("joined", CALLER)


def test_a_caller_who_hangs_up_meanwhile_frees_both(babel: Town) -> None:
    babel.phone("Idris").behaves(babel.presses("1", after=15))
    leg = agrees(babel)
    babel.wait_until("joined", "Ben")
    leg.hang_up()
    babel.wait(20)
    assert sorted(babel.offers()) == [("Ben", "finished"), ("Idris", "withdrawn")]
    assert rests(babel, "Ben")
    assert rests(babel, "Idris")


def test_a_responder_who_hangs_up_before_the_interpreter_came_frees_them(babel: Town) -> None:
    babel.phone("Idris").behaves(babel.presses("1", after=12))
    agrees(babel)
    babel.wait_until("joined", "Ben")
    babel.leg("Ben").hang_up()
    babel.wait(20)
    assert babel.offers()[:2] == [("Ben", "finished"), ("Idris", "withdrawn")]
    assert babel.call().state == CallState.WAITING


def test_when_they_part_everybody_wraps_up(babel: Town) -> None:
    leg = agrees(babel)
    babel.wait_until("joined", CALLER)
    babel.wait(60)
    leg.hang_up()
    babel.wait(5)
    assert sorted(babel.offers()) == [("Ben", "finished"), ("Idris", "finished")]
    assert (babel.busy_with("Ben"), babel.busy_with("Idris")) == ("wrapping_up", "wrapping_up")
    assert babel.phrase("wrap_up") in babel.heard(babel.leg("Idris"))


def test_an_interpreter_who_leaves_is_replaced_and_nobody_is_torn_apart(babel: Town) -> None:
    leg = agrees(babel)
    babel.wait_until("joined", CALLER)
    babel.add("Juno", knows="", speaks="es en", role=Role.INTERPRETER)
    babel.wait(30)
    babel.leg("Idris").hang_up()
    babel.wait_until("joined", "Juno")
    assert babel.company(leg) == {leg.phone.number, number(babel, "Ben"), number(babel, "Juno")}
    assert babel.are_connected(leg)


def test_a_lost_interpreter_is_rung_again_while_the_call_goes_on(babel: Town) -> None:
    leg = agrees(babel)
    babel.wait_until("joined", CALLER)
    babel.leg("Idris").hang_up()
    babel.wait_until("joined", "Idris")
    assert len(babel.company(leg)) == 3
    babel.wait(10)
    leg.hang_up()
    babel.wait(5)
    assert babel.phrase("wrap_up") in babel.heard(babel.leg("Idris"))


def test_one_interpreter_is_in_one_call_and_then_in_the_next(babel: Town) -> None:
    babel.add("Ana", knows="advocacy", speaks="en")
    first, second = agrees(babel), agrees(babel, SECOND_CALLER)
    babel.wait(60)
    assert babel.are_connected(first)
    assert babel.call(second).state == CallState.WAITING
    assert babel.rung().count("Idris") == 1
    assert len(babel.offers(second)) == 0, "nobody is rung for a call that nobody can interpret"
    first.hang_up()
    babel.wait_until("joined", SECOND_CALLER, within=300)
    assert number(babel, "Idris") in babel.company(second)


def test_redis_may_forget_everything_in_between(babel: Town) -> None:
    babel.phone("Idris").behaves(babel.presses("1", after=12))
    leg = agrees(babel)
    babel.wait_until("joined", "Ben")
    babel.flush_redis()
    babel.wait_until("joined", CALLER)
    assert len(babel.company(leg)) == 3
    babel.flush_redis()
    babel.wait(40)
    assert babel.are_connected(leg)
    assert babel.state_of("Ben") == "talking"


def test_a_worker_that_dies_costs_a_moment_only(babel: Town) -> None:
    leg = agrees(babel)
    babel.wait_until("ringing", "Ben")
    babel.worker_works = False
    babel.wait(30)
    babel.later.jobs.clear()
    babel.worker_works = True
    babel.wait_until("joined", CALLER)
    assert len(babel.company(leg)) == 3


def test_somebody_who_must_not_hear_the_caller_does_not_interpret(babel: Town) -> None:
    call = babel.dial([SPANISH, SOMEBODY, "", AGREE], number=number(babel, "Idris"))
    babel.wait(60)
    assert "Ben" not in babel.rung()
    call.hang_up()


def test_in_danger_the_responder_talks_at_once_and_the_interpreter_follows(babel: Town) -> None:
    babel.phone("Idris").behaves(babel.presses("1", after=15))
    leg = babel.dial([SPANISH, "9"])
    babel.wait_until("joined", CALLER)
    assert babel.company(leg) == {leg.phone.number, number(babel, "Ben")}
    babel.wait_until("joined", "Idris")
    assert len(babel.company(leg)) == 3


def test_in_danger_somebody_comes_although_nobody_can_interpret(babel: Town) -> None:
    duty.off(babel.rt, "Idris")
    leg = babel.dial([SPANISH, "9"])
    babel.wait_until("joined", CALLER)
    assert babel.in_one_room(leg, "Ben")
    duty.on(babel.rt, "Idris")
    babel.wait_until("joined", "Idris")


def test_a_lost_interpreter_nobody_told_us_of_is_missed_and_rung_again(babel: Town) -> None:
    leg = agrees(babel)
    babel.wait_until("joined", CALLER)
    for place in ("/notice", "/voice/rooms/", "/left"):
        babel.post.loses(place)
    babel.leg("Idris").hang_up()
    babel.wait_until("ringing", "Idris", within=60)
    babel.post.heal()
    babel.wait(30)
    assert babel.are_connected(leg)


def test_nobody_hears_of_it_twice(babel: Town) -> None:
    leg = agrees(babel)
    babel.wait_until("joined", CALLER)
    before = babel.offers()
    for row in range(2):
        path = f"/voice/rooms/{babel.call().id}/1"
        for label in (leg.sid, "caller", "v-nobody", f"r-{row}"):
            fields = {"StatusCallbackEvent": "participant-join", "ParticipantLabel": label}
            babel.posts(path, **fields)
    assert babel.offers() == before
    assert babel.are_connected(leg)


def test_the_whisper_to_an_interpreter_names_nothing(babel: Town) -> None:
    agrees(babel)
    babel.wait_until("joined", CALLER)
    whisper = babel.phrase("whisper", language="Spanish", code="0")
    heard = babel.heard(babel.leg("Idris"))
    assert heard[0] == f"{whisper} {babel.phrase('whisper_keys')}"


def test_a_caller_who_never_agreed_is_not_brought_to_an_interpreter(babel: Town) -> None:
    babel.dial([SPANISH, SOMEBODY])
    babel.wait(100)
    assert babel.rung() == []


def test_who_presses_danger_while_an_interpreter_is_rung_is_put_through_at_once(
    babel: Town,
) -> None:
    babel.phone("Idris").behaves(babel.presses("1", after=17))
    leg = agrees(babel)
    babel.wait_until("joined", "Ben")
    leg.press("9")
    babel.wait_until("joined", CALLER, within=10)
    assert babel.in_one_room(leg, "Ben")
    babel.wait_until("joined", "Idris")
    assert len(babel.company(leg)) == 3


def test_every_webhook_brought_twice_has_one_answer_and_one_effect(babel: Town) -> None:
    babel.post.doubles = True
    leg = agrees(babel)
    babel.wait_until("joined", CALLER)
    babel.leg("Idris").hang_up()
    babel.wait_until("joined", "Idris")
    leg.hang_up()
    babel.wait(10)
    assert babel.post.differing == []


@pytest.mark.parametrize("moment", ["ringing", "joined"])
@pytest.mark.parametrize("who", ["Ben", "Idris"])
def test_whenever_the_worker_dies_the_clock_goes_on(babel: Town, moment: str, who: str) -> None:
    leg = agrees(babel)
    babel.wait_until(moment, who)
    babel.worker_works = False
    babel.wait(4)
    babel.later.jobs.clear()
    babel.worker_works = True
    babel.wait(60)
    assert len(babel.company(leg)) == 3
