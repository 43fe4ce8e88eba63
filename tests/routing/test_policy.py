"""Does the policy say who, in which order, and why not the others?"""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from people import ABUSE, ABUSE_WIDENING, DANGER, NOW, after, caller, trained, widen

from routing.match import CREDIT, Claim, Match, Need, Presence, Responder, Timings
from routing.policy import (
    Duty,
    Pair,
    Place,
    Reason,
    Standing,
    certificate_for,
    choose,
    could_match,
    is_held,
    pair_up,
    why_not,
)

TIMINGS = Timings()
HARD = replace(ABUSE, hard=True)
KNOWN = replace(ABUSE, known="ana")


def free(responder: Responder, since: datetime = NOW, **more: Any) -> Standing:
    return Standing(responder, Presence.AVAILABLE, since, **more)


def stands(how: Presence, name: str = "ana", until: float = 60, **more: Any) -> Standing:
    return Standing(trained(name), how, NOW, after(until), **more)


def on_duty(*standings: Standing, now: float = 30) -> Duty:
    return Duty.of(standings, after(now), TIMINGS)


def told(pairs: list[Pair]) -> list[tuple[str, str, str]]:
    return [(pair.place.call.id, pair.standing.responder.id, pair.match) for pair in pairs]


ANY_AFTER_20 = replace(ABUSE, widen=widen(any_specialty=20))
WOMAN = replace(ABUSE, gender="f", widen=widen(any_gender=15))
CITY = replace(ABUSE, area="city", widen=widen(any_area=40))
CHILD = Need("es", "child", protected=True, widen=widen(any_specialty=1))
APART = replace(ABUSE, conflicts=frozenset({"ana"}))


@pytest.mark.parametrize(
    ("standing", "place", "reason"),
    [
        (free(trained("ana")), Place(caller("one")), None),
        (stands(Presence.OFFERED), Place(caller("one")), Reason.OFFERED),
        (stands(Presence.TALKING), Place(caller("one")), Reason.TALKING),
        (stands(Presence.PAUSED), Place(caller("one")), Reason.PAUSED),
        (stands(Presence.WRAPPING_UP), Place(caller("one")), Reason.WRAPPING_UP),
        (stands(Presence.RESTING), Place(caller("one")), Reason.RESTING),
        (stands(Presence.RESTING), Place(caller("one", DANGER)), None),
        (stands(Presence.PAUSED), Place(caller("one", DANGER)), Reason.PAUSED),
        (free(trained("ana", speaks="en")), Place(caller("one")), Reason.LANGUAGE),
        (free(trained("ana")), Place(caller("one", refused="ana")), Reason.DECLINED),
        (free(trained("ana")), Place(caller("one", APART)), Reason.CONFLICT),
        (
            free(trained("ana")),
            Place(caller("one", replace(DANGER, conflicts=frozenset({"ana"})))),
            Reason.CONFLICT,
        ),
        (free(trained("ana")), Place(caller("one"), {"ana": after(31)}), Reason.MISSED),
        (free(trained("ana")), Place(caller("one"), {"ana": after(30)}), None),
        (free(trained("ana", holds="legal")), Place(caller("one")), Reason.CERTIFICATE),
        (free(trained("ana", until=after(30))), Place(caller("one")), Reason.EXPIRED),
        (free(trained("ana", holds="legal")), Place(caller("one", ANY_AFTER_20)), None),
        (free(trained("ana", holds="")), Place(caller("one", DANGER)), Reason.CERTIFICATE),
        (free(trained("ana", holds="legal")), Place(caller("one", DANGER)), None),
        (
            free(trained("ana", holds="legal", until=after(30))),
            Place(caller("one", DANGER)),
            Reason.EXPIRED,
        ),
        (free(trained("ana", holds="legal")), Place(caller("one", CHILD)), Reason.CERTIFICATE),
        (free(trained("ana", mentors="ben")), Place(caller("one")), Reason.MENTOR),
        (
            free(trained("ana"), tired_until=after(99)),
            Place(caller("one", HARD)),
            Reason.NEEDS_BREAK,
        ),
        (free(trained("ana"), tired_until=after(30)), Place(caller("one", HARD)), None),
        (free(trained("ana"), tired_until=after(99)), Place(caller("one")), None),
        (
            free(trained("ana"), tired_until=after(99)),
            Place(caller("one", replace(DANGER, hard=True))),
            None,
        ),
        (free(trained("ana", gender="m")), Place(caller("one", WOMAN)), Reason.GENDER),
        (free(trained("ana", gender="f")), Place(caller("one", WOMAN)), None),
        (
            free(trained("ana", gender="m")),
            Place(caller("one", replace(WOMAN, agreed=frozenset({"any_gender"})))),
            None,
        ),
        (free(trained("ana", areas="towns")), Place(caller("one", CITY)), Reason.AREA),
        (free(trained("ana", areas="towns city")), Place(caller("one", CITY)), None),
        (free(trained("ana", areas="towns")), Place(caller("one", CITY, after(-10))), None),
    ],
)
def test_the_reason_is_named(standing: Standing, place: Place, reason: Reason | None) -> None:
    assert why_not(standing, place, on_duty(standing)) is reason


def test_responders_stand_longest_idle_first_and_the_rare_linguist_later() -> None:
    rare = free(trained("ana", speaks="es so"), NOW)
    ben, cleo = free(trained("ben"), after(299)), free(trained("cleo"), after(301))
    assert on_duty(cleo, rare, ben).in_order() == [ben, rare, cleo]


def test_an_expired_certificate_makes_nobody_rare() -> None:
    certificates = {"domestic_abuse": after(900), "legal": after(10)}
    once_rare = free(Responder("ana", frozenset({"es"}), certificates), NOW)
    ben = free(trained("ben"), after(1))
    assert on_duty(ben, once_rare).in_order() == [once_rare, ben]


def test_calls_stand_danger_first_then_by_arrival_less_credit() -> None:
    danger = Place(caller("danger", DANGER, since=after(500)))
    early, late = Place(caller("early")), Place(caller("late", since=after(100)))
    cut_off = Place(caller("cut_off", since=after(150), credit=180))
    second = Place(caller("second", replace(ABUSE, rings_at_once=2), after(-99)), rings=1)
    line = sorted([second, late, early, cut_off, danger], key=lambda place: place.order)
    assert line == [danger, cut_off, early, late, second]


def test_who_was_cut_off_gains_most_and_nobody_more_than_three_minutes() -> None:
    assert max(CREDIT, key=lambda claim: CREDIT[claim]) is Claim.CUT_OFF
    assert max(CREDIT.values()) == timedelta(minutes=3)
    assert CREDIT[Claim.CALLBACK] > CREDIT[Claim.VULNERABLE] > timedelta(0)


def test_a_specialist_is_chosen_before_the_longest_idle() -> None:
    place = Place(caller("one", ABUSE_WIDENING, since=after(-60)))
    legal, specialist = free(trained("ana", holds="legal")), free(trained("ben"), after(20))
    assert choose(place, on_duty(legal, specialist)) == Pair(place, specialist, Match.EXACT)
    assert choose(place, on_duty(legal)) == Pair(place, legal, Match.ANY_SPECIALTY)
    assert choose(place, on_duty()) is None


def test_a_wish_is_kept_as_long_as_somebody_can_keep_it() -> None:
    need = replace(WOMAN, agreed=frozenset({"any_gender"}))
    man, woman = free(trained("ana", gender="m")), free(trained("ben", gender="f"), after(25))
    [pair] = pair_up([Place(caller("one", need))], on_duty(man, woman))
    assert (pair.standing, pair.match) == (woman, Match.EXACT)


def test_who_needs_a_break_from_hard_calls_comes_after_the_others() -> None:
    tired, fresh = free(trained("ana"), tired_until=after(99)), free(trained("ben"), after(29))
    [pair] = pair_up([Place(caller("one"))], on_duty(tired, fresh))
    assert pair.standing == fresh


def test_in_danger_a_rest_ends_before_a_language_is_given_up() -> None:
    need = replace(DANGER, widen=widen(interpreter=45))
    resting = stands(Presence.RESTING)
    foreign = free(trained("ben", speaks="en"))
    place = Place(caller("one", need))
    assert told(pair_up([place], on_duty(resting, foreign))) == [("one", "ana", "on_rest")]
    assert told(pair_up([place], on_duty(foreign))) == [("one", "ben", "interpreter")]
    assert told(pair_up([place], on_duty(foreign, now=14))) == []


def test_an_interpreter_helps_a_specialist_and_nobody_else() -> None:
    need = replace(ABUSE, widen=widen(interpreter=20))
    place = Place(caller("one", need))
    specialist = free(trained("ana", speaks="en"))
    legal = free(trained("ben", speaks="en", holds="legal"))
    assert told(pair_up([place], on_duty(specialist))) == [("one", "ana", "interpreter")]
    assert told(pair_up([place], on_duty(legal))) == []
    assert why_not(legal, place, on_duty(legal)) is Reason.CERTIFICATE


def test_where_nobody_speaks_the_language_an_interpreter_is_not_waited_for() -> None:
    need = replace(ABUSE, widen=widen(interpreter=45))
    ana = free(trained("ana", speaks="en"))
    duty = on_duty(ana, now=1)
    assert told(pair_up([Place(caller("one", need))], duty)) == []
    unspoken = Place(caller("one", need), unspoken=True)
    assert told(pair_up([unspoken], duty)) == [("one", "ana", "interpreter")]


def test_nobody_is_given_two_callers() -> None:
    places = [Place(caller("two", since=after(1))), Place(caller("one"))]
    assert told(pair_up(places, on_duty(free(trained("ana"))))) == [("one", "ana", "exact")]


def test_a_caller_nobody_can_take_stands_in_nobodys_way() -> None:
    places = [Place(caller("one", Need("so"))), Place(caller("two", since=after(1)))]
    assert told(pair_up(places, on_duty(free(trained("ana"))))) == [("two", "ana", "exact")]


def test_everybody_gets_a_first_phone_before_anybody_a_second() -> None:
    eager = Place(caller("one", replace(ABUSE, rings_at_once=3)))
    patient = Place(caller("two", since=after(1)))
    people = [free(trained(name), after(n)) for n, name in enumerate(["ana", "ben", "cleo"])]
    pairs = pair_up([eager, patient], on_duty(*people))
    assert [one[:2] for one in told(pairs)] == [("one", "ana"), ("two", "ben"), ("one", "cleo")]


def test_a_trainee_is_rung_with_a_mentor_who_may_hear_this_caller() -> None:
    trainee = free(trained("ana", mentors="ben cleo"))
    ben, cleo = free(trained("ben"), after(2)), free(trained("cleo"), after(1))
    [pair] = pair_up([Place(caller("one"))], on_duty(trainee, ben, cleo))
    assert (pair.standing, pair.mentor) == (trainee, cleo)
    apart = replace(ABUSE, conflicts=frozenset({"cleo"}))
    [pair] = pair_up([Place(caller("one", apart))], on_duty(trainee, ben, cleo))
    assert (pair.standing, pair.mentor) == (trainee, ben)


def test_a_mentor_listens_to_one_trainee_at_a_time() -> None:
    trainees = [free(trained(name, mentors="cleo")) for name in ("ana", "ben")]
    mentor = free(trained("cleo", holds="legal"))
    places = [Place(caller("one")), Place(caller("two"))]
    assert told(pair_up(places, on_duty(*trainees, mentor))) == [("one", "ana", "exact")]


@pytest.mark.parametrize(
    ("known", "held"),
    [
        (stands(Presence.WRAPPING_UP, until=15), True),
        (stands(Presence.WRAPPING_UP, until=16), False),
        (stands(Presence.WRAPPING_UP, until=15, owes_rest=True), False),
        (stands(Presence.PAUSED, until=9), False),
        (stands(Presence.TALKING), False),
        (Standing(trained("ana", holds="legal"), Presence.WRAPPING_UP, NOW, after(9)), False),
        (Standing(trained("ana", mentors="ben"), Presence.WRAPPING_UP, NOW, after(9)), False),
    ],
)
def test_a_caller_waits_a_moment_for_the_one_they_know(known: Standing, held: bool) -> None:
    place, ben = Place(caller("one", KNOWN)), free(trained("ben"))
    duty = on_duty(known, ben, now=1)
    assert is_held(place, duty) is held
    assert (choose(place, duty) is None) is held
    assert why_not(ben, place, duty) is (Reason.HELD if held else None)


def test_nobody_is_held_longer_than_that_nor_in_danger_nor_for_one_they_must_not_reach() -> None:
    known = stands(Presence.WRAPPING_UP, until=14)
    assert not is_held(Place(caller("one", KNOWN)), on_duty(known, now=15))
    assert not is_held(Place(caller("one", replace(DANGER, known="ana"))), on_duty(known, now=1))
    assert not is_held(Place(caller("one", KNOWN, refused="ana")), on_duty(known, now=1))
    assert not is_held(Place(caller("one", KNOWN), {"ana": after(9)}), on_duty(known, now=1))


def test_the_one_they_know_is_rung_before_the_longest_idle() -> None:
    known, ben = free(trained("ana"), after(20)), free(trained("ben"))
    [pair] = pair_up([Place(caller("one", KNOWN))], on_duty(known, ben))
    assert (pair.standing, pair.match) == (known, Match.KNOWN)


@pytest.mark.parametrize(
    ("need", "match", "needed"),
    [
        (ABUSE, Match.EXACT, "domestic_abuse"),
        (ABUSE, Match.KNOWN, "domestic_abuse"),
        (ABUSE, Match.ANY_GENDER, "domestic_abuse"),
        (ABUSE, Match.INTERPRETER, "domestic_abuse"),
        (ABUSE, Match.ANY_SPECIALTY, None),
        (DANGER, Match.EXACT, None),
        (Need("es"), Match.EXACT, None),
    ],
)
def test_the_certificate_that_has_to_count_at_the_key(
    need: Need, match: Match, needed: str | None
) -> None:
    assert certificate_for(need, match) == needed


def test_hope_counts_the_busy_but_not_the_wrong() -> None:
    assert could_match(caller("one"), [trained("ana")], NOW)
    assert not could_match(caller("one"), [trained("ana", speaks="en")], NOW)
    assert not could_match(caller("one"), [trained("ana", until=NOW)], NOW)
    assert not could_match(caller("one", refused="ana"), [trained("ana")], NOW)
    assert not could_match(caller("one", APART), [trained("ana")], NOW)
    assert not could_match(caller("one", ABUSE), [trained("ana", holds="legal")], NOW)
    assert could_match(caller("one", ABUSE_WIDENING), [trained("ana", holds="legal")], NOW)
    assert not could_match(caller("one", WOMAN), [trained("ana", gender="m")], NOW)
    assert could_match(caller("one", CITY), [trained("ana")], NOW)
    trainee = trained("ana", mentors="ben")
    assert not could_match(caller("one"), [trainee], NOW)
    assert could_match(caller("one"), [trainee, trained("ben", speaks="en")], NOW)
