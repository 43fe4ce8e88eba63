"""Does the policy say who, in which order, and why not the others?"""

from datetime import datetime, timedelta

import pytest
from people import ABUSE, ABUSE_WIDENING, DANGER, NOW, after, caller, trained

from routing.match import Match, Need, Presence, Responder
from routing.policy import (
    Place,
    Reason,
    Standing,
    choose,
    could_match,
    order_of_calls,
    order_of_responders,
    pair_up,
    why_not,
)

RARITY = timedelta(seconds=300)


def free(responder: Responder, since: datetime = NOW) -> Standing:
    return Standing(responder, Presence.AVAILABLE, since)


@pytest.mark.parametrize(
    ("standing", "place", "reason"),
    [
        (free(trained("ana")), Place(caller("one")), None),
        (Standing(trained("ana"), Presence.OFFERED, NOW), Place(caller("one")), Reason.OFFERED),
        (Standing(trained("ana"), Presence.TALKING, NOW), Place(caller("one")), Reason.TALKING),
        (Standing(trained("ana"), Presence.PAUSED, NOW), Place(caller("one")), Reason.PAUSED),
        (
            Standing(trained("ana"), Presence.WRAPPING_UP, NOW),
            Place(caller("one")),
            Reason.WRAPPING_UP,
        ),
        (free(trained("ana", speaks="en")), Place(caller("one")), Reason.LANGUAGE),
        (free(trained("ana")), Place(caller("one", refused="ana")), Reason.DECLINED),
        (free(trained("ana")), Place(caller("one"), {"ana": after(31)}), Reason.MISSED),
        (free(trained("ana")), Place(caller("one"), {"ana": after(30)}), None),
        (free(trained("ana", holds="legal")), Place(caller("one")), Reason.CERTIFICATE),
        (free(trained("ana", until=after(30))), Place(caller("one")), Reason.CERTIFICATE),
        (free(trained("ana", holds="legal")), Place(caller("one", DANGER)), None),
        (
            free(trained("ana", holds="legal", until=after(30))),
            Place(caller("one", DANGER)),
            Reason.CERTIFICATE,
        ),
    ],
)
def test_the_reason_is_named(standing: Standing, place: Place, reason: Reason | None) -> None:
    assert why_not(standing, place, after(30)) is reason


def test_responders_stand_longest_idle_first_and_the_rare_linguist_later() -> None:
    rare = free(trained("ana", speaks="es so"), NOW)
    ben, cleo = free(trained("ben"), after(299)), free(trained("cleo"), after(301))
    assert order_of_responders([cleo, rare, ben], RARITY) == [ben, rare, cleo]


def test_calls_stand_danger_first_then_by_arrival_less_credit() -> None:
    danger = Place(caller("danger", DANGER, since=after(500)))
    early, late = Place(caller("early")), Place(caller("late", since=after(100)))
    cut_off = Place(caller("cut_off", since=after(150), credit=180))
    assert order_of_calls([late, early, cut_off, danger]) == [danger, cut_off, early, late]


def test_a_specialist_is_chosen_before_the_longest_idle() -> None:
    place = Place(caller("one", ABUSE_WIDENING, since=after(-60)))
    legal, specialist = free(trained("ana", holds="legal")), free(trained("ben"), after(20))
    assert choose(place, [legal, specialist], after(30), RARITY) == (specialist, Match.EXACT)
    assert choose(place, [legal], after(30), RARITY) == (legal, Match.ANY_SPECIALTY)
    assert choose(place, [], after(30), RARITY) is None


def test_nobody_is_given_two_callers() -> None:
    places = [Place(caller("two", since=after(1))), Place(caller("one"))]
    [(place, standing, match)] = pair_up(places, [free(trained("ana"))], after(5), RARITY)
    assert (place.call.id, standing.responder.id, match) == ("one", "ana", Match.EXACT)


def test_a_caller_nobody_can_take_stands_in_nobodys_way() -> None:
    places = [Place(caller("one", Need("so"))), Place(caller("two", since=after(1)))]
    [(place, _, _)] = pair_up(places, [free(trained("ana"))], after(5), RARITY)
    assert place.call.id == "two"


def test_hope_counts_the_busy_but_not_the_wrong() -> None:
    assert could_match(caller("one"), [trained("ana")], NOW)
    assert not could_match(caller("one"), [trained("ana", speaks="en")], NOW)
    assert not could_match(caller("one"), [trained("ana", until=NOW)], NOW)
    assert not could_match(caller("one", refused="ana"), [trained("ana")], NOW)
    assert not could_match(caller("one", ABUSE), [trained("ana", holds="legal")], NOW)
    assert could_match(caller("one", ABUSE_WIDENING), [trained("ana", holds="legal")], NOW)
