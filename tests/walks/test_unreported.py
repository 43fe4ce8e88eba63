"""What if the phone company never tells us what happened? We look, and go on."""

import pytest
from town import CALLER, Town

from ivr.models import CallState
from ivr.operations import reconcile
from ivr.sandbox import Busy, NoAnswer

LOOKS_EVERY = 15


def silent(town: Town) -> None:
    """No report of any leg or room reaches us any more."""
    for place in ("/notice", "/voice/rooms/", "/voice/calls/status", "/after"):
        town.post.loses(place)


def test_a_busy_phone_nobody_told_us_of_is_found_and_ben_is_rung(town: Town) -> None:
    town.add("Ana")
    town.wait(1)
    town.add("Ben")
    town.phone("Ana").behaves(Busy())
    town.post.loses("/notice")
    leg = town.dial()
    town.wait_until("queued", CALLER)
    town.wait_until("ringing", "Ben", within=LOOKS_EVERY + 10)
    assert town.offers(leg)[0] == ("Ana", "missed")


def test_a_phone_that_rings_unheard_of_is_missed_at_its_end(town: Town) -> None:
    town.add("Ana")
    town.phone("Ana").behaves(NoAnswer())
    town.post.loses("/notice")
    leg = town.dial()
    town.wait_until("queued", CALLER)
    town.wait(45)
    assert town.offers(leg)[0][1] in ("missed", "expired")
    assert not [live for live in town.exchange.calls.all.values()
                if live.direction != "inbound" and not live.finished]  # fmt: skip


def test_a_ring_placed_by_a_worker_that_died_is_taken_over(town: Town) -> None:
    town.add("Ana")
    town.post.loses("/notice")
    town.rest.fails("POST", "/Calls.json", done=True)
    leg = town.together()
    assert town.rung() == ["Ana"]
    assert town.in_one_room(leg, "Ana")


@pytest.mark.parametrize("who", ["caller", "responder"])
def test_who_left_the_room_unreported_is_missed_within_seconds(town: Town, who: str) -> None:
    town.add("Ana")
    leg = town.together()
    silent(town)
    (leg if who == "caller" else town.leg("Ana")).hang_up()
    town.wait(LOOKS_EVERY + reconcile.APART_FOR)
    assert town.call(leg).state == (CallState.ENDED if who == "caller" else CallState.RECONNECTING)
    assert town.offers(leg) == [("Ana", "finished")]


def test_two_who_talk_are_asked_about_once_a_round_and_left_in_peace(town: Town) -> None:
    town.add("Ana")
    leg = town.together()
    town.wait(20)
    town.rest.asked.clear()
    town.wait(4 * LOOKS_EVERY)
    assert town.in_one_room(leg, "Ana")
    assert len(town.rest.asked) <= 2 * 4
    assert {method for method, _path in town.rest.asked} == {"GET"}


def test_who_pressed_star_and_is_on_the_way_back_is_not_taken_for_lost(town: Town) -> None:
    town.add("Ana")
    leg = town.together()
    town.wait(LOOKS_EVERY)
    town.leg("Ana").press("*")
    reconcile.reconcile(town.rt)
    town.wait(5)
    assert town.offers(leg) == [("Ana", "accepted")]
    assert town.in_one_room(leg, "Ana")
