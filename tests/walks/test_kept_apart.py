"""Is nobody connected with whom they must not meet, themselves included?"""

from datetime import timedelta

import pytest
from sqlalchemy import select, update
from town import CALLER, PHONES, SECOND_CALLER, Town

from ivr.models import Because, Call, Offer
from ivr.operations import duty, pairings, planning, retention
from ivr.operations.pairings import NewConflict
from ivr.operations.planning import NewShift
from ivr.sandbox import NoAnswer


def conflict(town: Town, name: str, number: str = CALLER) -> None:
    until = town.clock.now() + timedelta(days=30)
    pairings.conflict(town.rt, NewConflict(name, number, Because.CALLER_ASKED, until), "Sam")


def test_a_responder_who_needs_help_talks_to_somebody_else(either_town: Town) -> None:
    town = either_town
    town.add("Ana")
    town.add("Ben")
    leg = town.dial(number=PHONES["Ana"])
    town.wait_until("joined", "Ben")
    town.wait(5)
    assert town.in_one_room(leg, "Ben")
    with town.rt.db.read() as session:
        assert session.scalars(select(Offer.responder_id)).all() == [town.id_of("Ben")]


def test_a_responder_who_is_alone_on_duty_and_needs_help_is_told_of_others(town: Town) -> None:
    town.add("Ana")
    town.dial(number=PHONES["Ana"])
    town.wait_until("ringing", "first duty phone")
    assert [leg.direction for leg in town.phone("Ana").legs] == ["inbound"], "hers alone"


def test_who_asked_not_to_meet_somebody_meets_somebody_else(town: Town) -> None:
    town.add("Ana")
    conflict(town, "Ana")
    town.add("Ben")
    leg = town.together()
    assert town.in_one_room(leg, "Ben")
    other = town.together(number=SECOND_CALLER)
    assert town.in_one_room(other, "Ana"), "everybody else still meets her"


@pytest.mark.parametrize("danger", [False, True])
def test_not_even_when_nobody_else_is_there(town: Town, danger: bool) -> None:
    town.add("Ana")
    conflict(town, "Ana")
    town.dial("29" if danger else "22")
    town.wait(120)
    assert "Ana" not in town.rung()
    assert "first duty phone" in town.rung()


def test_not_after_redis_forgot_everything_either(town: Town) -> None:
    town.add("Ana")
    town.add("Ben")
    town.phone("Ben").behaves(NoAnswer())
    conflict(town, "Ana")
    town.dial()
    town.wait(10)
    town.flush_redis()
    town.wait(120)
    assert town.rung()[0] == "Ben"
    assert "Ana" not in town.rung()


def test_not_even_when_their_phone_rings_already(town: Town) -> None:
    town.add("Ana")
    leg = town.dial()
    town.wait_until("ringing", "Ana")
    with town.rt.db.begin() as session:
        apart = [town.id_of("Ana")]
        session.execute(update(Call).values(kept_apart=apart))
    town.wait(30)
    assert town.phrase("already_answered") in town.heard(town.leg("Ana"))
    assert not town.company(leg)


def test_a_withheld_number_can_be_kept_apart_from_nobody(town: Town) -> None:
    town.add("Ana")
    conflict(town, "Ana")
    leg = town.dial(withheld=True)
    town.wait_until("joined", CALLER)
    assert town.in_one_room(leg, "Ana")


def test_after_the_call_nothing_is_known_of_it(town: Town) -> None:
    town.add("Ana")
    town.add("Ben")
    conflict(town, "Ana")
    leg = town.together()
    assert town.call(leg).kept_apart == [town.id_of("Ana")]
    leg.hang_up()
    town.wait(10)
    retention.forget_all(town.rt)
    with town.rt.db.read() as session:
        assert session.scalars(select(Call.kept_apart)).all() == [None]


def test_a_shift_that_ends_in_the_middle_of_a_call_ends_after_it(town: Town) -> None:
    town.add("Ana", on_duty=False)
    # The walk begins at half past five in New York.
    planning.add(town.rt, NewShift("Ana", "17:00-17:40", every="every_day"), "Sam")
    duty.on(town.rt, "Ana")
    town.wait(300)
    leg = town.together()
    town.wait(900)
    assert town.in_one_room(leg, "Ana")
    assert town.state_of("Ana") == "talking"
    leg.hang_up()
    town.wait(10)
    town.leg("Ana").hang_up()
    town.wait(15)
    assert town.state_of("Ana") is None
    town.dial(number=SECOND_CALLER)
    town.wait(30)
    assert town.rung().count("Ana") == 1
