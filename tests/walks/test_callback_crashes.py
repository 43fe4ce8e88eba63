"""What becomes of a promised call when parts of the helpline die at any point of it?"""

from collections.abc import Callable

import pytest
from calling_back import (
    EVENING,
    asks_for_a_call,
    engaged,
    hello,
    how,
    later,
    promise,
    promised,
    promises,
    rings,
)
from sqlalchemy import event
from sqlalchemy.exc import OperationalError
from town import CALLER, Town

from ivr.models import CallbackState
from ivr.sandbox import Answers, NoAnswer

ON = Answers(keys="1")


def due(town: Town) -> None:
    """A call is promised for now, Ana is there, and the person answers."""
    promises(town)
    town.add("Ana")
    town.phone(CALLER).behaves(ON)


def forget_jobs(town: Town) -> None:
    """The worker died with everything it was asked for."""
    town.later.jobs.clear()


def flush(town: Town) -> None:
    """Redis forgot who waits and who is free."""
    town.flush_redis()


@pytest.mark.parametrize("crash", [forget_jobs, flush])
@pytest.mark.parametrize("moment", ["ordered", "ringing", "listening", "pressed", "joined"])
def test_whatever_dies_around_the_responder_the_call_is_made_once(
    town: Town, crash: Callable[[Town], None], moment: str
) -> None:
    due(town)
    town.wait_until(moment, "Ana")
    crash(town)
    town.wait(60)
    assert rings(town) == 1
    assert promise(town).state == CallbackState.KEPT
    assert town.in_one_room(town.leg(CALLER), "Ana")


@pytest.mark.parametrize("crash", [forget_jobs, flush])
@pytest.mark.parametrize("moment", ["ordered", "ringing", "listening", "pressed", "joined"])
def test_whatever_dies_while_the_person_is_rung_they_meet(
    town: Town, crash: Callable[[Town], None], moment: str
) -> None:
    due(town)
    town.wait_until(moment, CALLER)
    crash(town)
    town.wait(30)
    assert rings(town) == 1
    assert promise(town).state == CallbackState.KEPT
    assert town.in_one_room(town.leg(CALLER), "Ana")


def test_without_a_worker_the_clock_rings(town: Town) -> None:
    due(town)
    town.worker_works = False
    town.wait(60)
    assert rings(town) == 1
    assert promise(town).state == CallbackState.KEPT


def test_every_webhook_comes_twice_and_nothing_happens_twice(town: Town) -> None:
    due(town)
    town.post.doubles = True
    town.wait(60)
    assert rings(town) == 1
    assert promise(town).attempts == 1
    assert town.in_one_room(town.leg(CALLER), "Ana")
    assert town.post.differing == []


def test_the_same_yes_brought_twice_promises_one_call(town: Town) -> None:
    engaged(town)
    town.post.doubles = True
    asks_for_a_call(town, EVENING)
    assert len(promised(town)) == 1


def test_a_ring_whose_answer_was_lost_is_found_by_its_report(town: Town) -> None:
    due(town)
    town.wait_until("pressed", "Ana")
    town.rest.fails("POST", "/Calls.json", done=True)
    town.wait(60)
    assert rings(town) == 1
    assert promise(town).state == CallbackState.KEPT


def test_a_ring_of_which_answer_and_reports_were_lost_is_looked_for(town: Town) -> None:
    due(town)
    town.phone(CALLER).behaves(NoAnswer())
    town.wait_until("pressed", "Ana")
    town.rest.fails("POST", "/Calls.json", done=True)
    town.post.loses("/voice/promised")
    town.wait(100)
    assert rings(town) == 1
    assert how(town) == ("promised", "no-answer")
    assert promise(town).attempts == 1


def test_a_ring_that_never_was_is_not_repeated_blindly(town: Town) -> None:
    due(town)
    town.wait_until("pressed", "Ana")
    town.rest.fails("POST", "/Calls.json")
    town.wait(60)
    assert rings(town) == 0
    assert how(town) == ("promised", "unknown")
    assert town.phrase("promised_not_reached") in town.heard(town.leg("Ana"))
    later(town, minutes=20)
    town.wait_until("joined", CALLER)


def test_a_phone_company_that_is_too_busy_is_asked_again_and_it_does_not_count(
    town: Town,
) -> None:
    due(town)
    town.wait_until("pressed", "Ana")
    town.rest.fails("POST", "/Calls.json", status=429, code=20429, times=2)
    town.wait_until("joined", CALLER)
    assert promise(town).attempts == 1


def test_a_number_the_phone_company_refuses_is_tried_later_and_the_responder_is_freed(
    town: Town,
) -> None:
    due(town)
    town.wait_until("pressed", "Ana")
    town.rest.fails("POST", "/Calls.json", status=400, code=21215)
    town.wait(30)
    assert how(town) == ("promised", "refused_21215")
    assert town.state_of("Ana") == "available"


def test_reports_that_never_come_are_asked_for(town: Town) -> None:
    due(town)
    town.phone(CALLER).behaves(NoAnswer())
    town.post.loses("/voice/promised")
    town.wait(130)
    assert how(town) == ("promised", "no-answer")
    assert town.state_of("Ana") == "available"


def test_old_reports_that_come_late_change_nothing(town: Town) -> None:
    due(town)
    town.phone(CALLER).behaves(NoAnswer())
    town.post.holds("/voice/promised")
    town.wait(130)
    before = how(town)
    town.post.release()
    town.wait(10)
    assert how(town) == before
    assert promise(town).attempts == 1


def test_whoever_hangs_up_before_a_key_is_rung_another_time(town: Town) -> None:
    due(town)
    town.phone(CALLER).behaves(Answers(keys=[""]))
    town.wait_until("listening", CALLER)
    town.leg(CALLER).hang_up()
    town.wait(10)
    assert how(town) == ("promised", "hung_up")
    assert town.heard(town.leg(CALLER)) == [hello(town)]


def refuses(*_args: object) -> None:
    """No statement is carried out."""
    raise OperationalError("SELECT", {}, Exception("the database is away"))


def test_without_the_database_no_call_is_said_to_be_promised(town: Town) -> None:
    first = engaged(town)
    leg = town.dial(["1", "2", "2", "1", "1", "3", "2"])
    last_question = town.words("call_me_back", "code_word")
    while last_question not in town.heard(leg):
        town.wait(1)
    engine = town.rt.db.engine
    event.listen(engine, "before_cursor_execute", refuses)
    leg.press("#")
    town.wait(5)
    event.remove(engine, "before_cursor_execute", refuses)
    assert town.words("will_call") not in town.heard(leg)
    assert promised(town) == []
    first.hang_up()
