"""Does everybody in the line keep their place, and is nobody overlooked?"""

from dataclasses import replace

import pytest
from people import (
    ABUSE,
    ABUSE_WIDENING,
    ANY_AFTER_40,
    DANGER,
    NOW,
    after,
    caller,
    trained,
)
from redis import Redis
from stored import check, mentions, stored

from routing.match import (
    Moves,
    Need,
    Presence,
    Responder,
    Routing,
    Stage,
    UnfitName,
    UnknownStage,
    Urgency,
    Widen,
)
from routing.widening import waits


def asked(moves: Moves) -> list[tuple[str, str]]:
    """Who is asked for whom."""
    return [(new.call_id, new.responder_id) for new in moves.proposals]


def test_a_caller_reaches_ana_who_is_free(routing: Routing) -> None:
    routing.roster.arrive(trained("ana"), NOW)
    [offer] = routing.line.enter(caller("one"), after(5)).proposals
    assert (offer.call_id, offer.responder_id, offer.matched) == ("one", "ana", "exact")
    assert offer.deadline_at == after(5 + 23)
    assert offer.offer_id.isalnum()
    assert offer.offer_id == offer.offer_id.lower()


def test_ana_coming_on_duty_takes_who_waits(routing: Routing) -> None:
    assert routing.line.enter(caller("one"), NOW) == Moves()
    assert asked(routing.roster.arrive(trained("ana"), after(3))) == [("one", "ana")]


def test_a_freed_responder_pulls_the_first_in_line(routing: Routing) -> None:
    routing.roster.arrive(trained("ana"), NOW)
    [offer] = routing.line.enter(caller("one"), NOW).proposals
    routing.line.enter(caller("three", since=after(2)), after(2))
    routing.line.enter(caller("two", since=after(1)), after(3))
    routing.offers.accept(offer.offer_id, after(4))
    assert asked(routing.offers.finish(offer.offer_id, after(90), None)) == [("two", "ana")]


def test_danger_goes_first_however_late(routing: Routing) -> None:
    routing.line.enter(caller("early", credit=180), NOW)
    routing.line.enter(caller("late", DANGER, since=after(900)), after(900))
    assert asked(routing.roster.arrive(trained("ana"), after(901))) == [("late", "ana")]


def test_danger_asks_whoever_is_certified_at_once(routing: Routing) -> None:
    routing.roster.arrive(trained("ana", holds="legal"), NOW)
    protected = Need("es", "child", urgency=Urgency.DANGER, protected=True)
    [offer] = routing.line.enter(caller("one", protected), NOW).proposals
    assert (offer.responder_id, offer.matched) == ("ana", "any_specialty")


def test_a_caller_pressing_danger_while_waiting_overtakes(routing: Routing) -> None:
    routing.line.enter(caller("one"), NOW)
    routing.line.enter(caller("two", since=after(1)), after(1))
    routing.line.enter(caller("two", DANGER, since=after(20)), after(20))
    assert asked(routing.roster.arrive(trained("ana"), after(21))) == [("two", "ana")]


def test_danger_once_spoken_is_not_taken_back_by_a_late_webhook(routing: Routing) -> None:
    routing.line.enter(caller("one", DANGER), NOW)
    routing.line.enter(caller("one", ABUSE), after(1))
    assert asked(routing.roster.arrive(trained("ana", holds="legal"), after(2))) == [("one", "ana")]


def test_a_caller_cut_off_comes_before_one_who_came_up_to_three_minutes_earlier(
    routing: Routing,
) -> None:
    routing.line.enter(caller("early", since=NOW), NOW)
    routing.line.enter(caller("cut_off", since=after(179), credit=180), after(179))
    assert asked(routing.roster.arrive(trained("ana"), after(180))) == [("cut_off", "ana")]


def test_credit_overtakes_nobody_who_came_longer_ago_than_it(routing: Routing) -> None:
    routing.line.enter(caller("early", since=NOW), NOW)
    routing.line.enter(caller("cut_off", since=after(181), credit=180), after(181))
    assert asked(routing.roster.arrive(trained("ana"), after(182))) == [("early", "ana")]


def test_entering_again_keeps_the_place_and_those_who_declined(routing: Routing) -> None:
    routing.line.enter(caller("one", refused="ana"), NOW)
    routing.line.enter(caller("two", since=after(5)), after(5))
    assert routing.line.enter(caller("one", since=after(60)), after(60)) == Moves()
    assert asked(routing.roster.arrive(trained("ana"), after(61))) == [("two", "ana")]
    assert asked(routing.roster.arrive(trained("ben"), after(62))) == [("one", "ben")]


def test_who_asks_for_another_language_no_longer_waits_for_the_first(routing: Routing) -> None:
    routing.line.enter(caller("one"), NOW)
    routing.line.enter(caller("one", Need("en", "domestic_abuse")), after(1))
    assert asked(routing.roster.arrive(trained("ana", speaks="es"), after(2))) == []
    assert asked(routing.roster.arrive(trained("ben", speaks="en"), after(3))) == [("one", "ben")]


def test_language_and_specialty_are_not_turned_round(routing: Routing) -> None:
    routing.roster.arrive(trained("ana", speaks="en", holds="domestic_abuse"), NOW)
    routing.roster.arrive(trained("ben", speaks="es", holds="legal"), NOW)
    assert asked(routing.line.enter(caller("one", ABUSE), NOW)) == []
    legal_in_english = Need("en", "legal")
    assert asked(routing.line.enter(caller("two", legal_in_english), NOW)) == []


def test_nobody_without_a_certificate_is_asked_even_for_a_call_without_specialty(
    routing: Routing,
) -> None:
    routing.roster.arrive(trained("ana", holds=""), NOW)
    routing.roster.arrive(trained("ben", until=after(1)), NOW)
    assert asked(routing.line.enter(caller("one", Need("es")), after(1))) == []
    assert asked(routing.roster.arrive(trained("cleo", holds="legal"), after(2))) == [
        ("one", "cleo")
    ]


def test_an_expired_certificate_does_not_count_when_a_call_arrives(routing: Routing) -> None:
    routing.roster.arrive(trained("ana", until=after(10)), NOW)
    assert asked(routing.line.enter(caller("one"), after(10))) == []
    assert asked(routing.line.enter(caller("two"), after(11))) == []


def test_an_expired_certificate_does_not_count_when_a_responder_frees(routing: Routing) -> None:
    routing.roster.arrive(trained("ana", until=after(10)), NOW)
    [offer] = routing.line.enter(caller("one"), NOW).proposals
    routing.line.enter(caller("two", since=after(1)), after(1))
    routing.offers.accept(offer.offer_id, after(2))
    assert asked(routing.offers.finish(offer.offer_id, after(10), None)) == []


def test_a_head_of_line_nobody_can_take_blocks_nobody(routing: Routing) -> None:
    for number in range(70):
        routing.line.enter(caller(f"refused{number}", refused="ana"), NOW)
    routing.line.enter(caller("last", since=after(9)), after(9))
    assert asked(routing.roster.arrive(trained("ana"), after(10))) == [("last", "ana")]


def test_a_responder_who_may_not_be_asked_hides_nobody_behind_them(routing: Routing) -> None:
    for number in range(70):
        routing.roster.arrive(trained(f"lapsed{number}", until=after(5)), NOW)
    routing.roster.arrive(trained("ana"), after(4))
    assert asked(routing.line.enter(caller("one"), after(9))) == [("one", "ana")]


def test_after_the_widening_any_certified_person_will_do(routing: Routing) -> None:
    routing.roster.arrive(trained("ana", holds="legal"), NOW)
    assert asked(routing.line.enter(caller("one", ABUSE_WIDENING), NOW)) == []
    assert asked(routing.tick(after(39.999))) == []
    [offer] = routing.tick(after(40)).proposals
    assert (offer.responder_id, offer.matched) == ("ana", "any_specialty")


def test_the_widening_counts_from_entering_the_line(routing: Routing) -> None:
    routing.roster.arrive(trained("ana", holds="legal"), NOW)
    long_ago = caller("one", ABUSE_WIDENING, since=after(-40))
    assert asked(routing.line.enter(long_ago, NOW)) == [("one", "ana")]


def test_a_specialist_is_asked_before_somebody_idle_longer(routing: Routing) -> None:
    routing.roster.arrive(trained("ana", holds="legal"), NOW)
    routing.roster.arrive(trained("ben"), after(30))
    widened = caller("one", ABUSE_WIDENING, since=after(-60))
    assert asked(routing.line.enter(widened, after(31))) == [("one", "ben")]


def test_a_protected_specialty_never_widens(routing: Routing) -> None:
    routing.roster.arrive(trained("ana", holds="legal"), NOW)
    protected = Need("es", "child", protected=True, widen=ANY_AFTER_40)
    routing.line.enter(caller("one", protected), NOW)
    assert asked(routing.tick(after(3600))) == []
    assert not routing.line.heartbeat("one", after(3601)).could_match


def test_a_call_keeps_its_place_through_every_failed_offer(routing: Routing) -> None:
    routing.roster.arrive(trained("ana"), NOW)
    [first] = routing.line.enter(caller("one"), NOW).proposals
    routing.line.enter(caller("two", since=after(1)), after(1))
    routing.offers.decline(first.offer_id, after(2))  # ana goes on to two
    assert asked(routing.roster.arrive(trained("ben"), after(3))) == [("one", "ben")]


def test_a_heartbeat_of_somebody_unknown_says_so(routing: Routing) -> None:
    beat = routing.line.heartbeat("nobody", NOW)
    assert not beat.known
    assert not beat.could_match


def test_there_is_hope_while_somebody_is_only_busy(routing: Routing) -> None:
    routing.line.enter(caller("one"), NOW)
    assert not routing.line.heartbeat("one", NOW).could_match
    routing.roster.arrive(trained("ana", holds="legal"), NOW)
    assert not routing.line.heartbeat("one", NOW).could_match
    routing.roster.arrive(trained("ben"), NOW)
    routing.line.enter(caller("two", since=after(1)), after(1))
    assert routing.line.heartbeat("one", after(2)).could_match
    assert routing.line.heartbeat("two", after(2)).could_match


def test_there_is_no_hope_in_those_who_declined_or_left(routing: Routing) -> None:
    routing.roster.arrive(trained("ana"), NOW)
    [offer] = routing.line.enter(caller("one"), NOW).proposals
    routing.offers.decline(offer.offer_id, after(1))
    assert not routing.line.heartbeat("one", after(2)).could_match
    routing.roster.arrive(trained("ben"), after(3))
    assert routing.line.heartbeat("one", after(4)).could_match
    routing.roster.depart("ben", after(5))
    assert not routing.line.heartbeat("one", after(6)).could_match


def test_there_is_hope_in_a_widening_still_to_come(routing: Routing) -> None:
    routing.roster.arrive(trained("ana", holds="legal"), NOW)
    routing.line.enter(caller("one", ABUSE_WIDENING), NOW)
    assert routing.line.heartbeat("one", after(1)).could_match


def test_a_heartbeat_brings_about_what_is_due(routing: Routing) -> None:
    routing.roster.arrive(trained("ana", holds="legal"), NOW)
    routing.line.enter(caller("one", ABUSE_WIDENING), NOW)
    assert asked(routing.line.heartbeat("one", after(41)).moves) == [("one", "ana")]


def test_who_hangs_up_while_waiting_leaves_nothing(routing: Routing, redis: Redis) -> None:
    routing.line.enter(caller("one", ABUSE_WIDENING, refused="ana"), NOW)
    left = routing.line.leave("one", after(1))
    assert left.offers == ()
    assert not mentions(stored(redis), "one")
    assert asked(routing.roster.arrive(trained("ben"), after(2))) == []


def test_who_hangs_up_while_it_rings_frees_ana_for_the_next(routing: Routing) -> None:
    routing.roster.arrive(trained("ana"), NOW)
    [offer] = routing.line.enter(caller("one"), NOW).proposals
    routing.line.enter(caller("two", since=after(1)), after(1))
    left = routing.line.leave("one", after(5))
    assert left.offers == (offer.offer_id,)
    assert asked(left.moves) == [("two", "ana")]
    assert not routing.offers.accept(offer.offer_id, after(6)).won


def test_who_hangs_up_while_talking_leaves_ana_to_wrap_up(routing: Routing, redis: Redis) -> None:
    routing.roster.arrive(trained("ana"), NOW)
    [offer] = routing.line.enter(caller("one"), NOW).proposals
    routing.line.enter(caller("two", since=after(1)), after(1))
    routing.offers.accept(offer.offer_id, after(5))
    left = routing.line.leave("one", after(60), busy_until=after(180))
    assert left.offers == (offer.offer_id,)
    assert asked(left.moves) == []
    assert routing.roster.state("ana") is Presence.WRAPPING_UP
    check(stored(redis))
    assert asked(routing.tick(after(180))) == [("two", "ana")]


def test_who_hangs_up_while_talking_never_leaves_ana_stuck(routing: Routing) -> None:
    routing.roster.arrive(trained("ana"), NOW)
    [offer] = routing.line.enter(caller("one"), NOW).proposals
    routing.offers.accept(offer.offer_id, after(5))
    routing.line.leave("one", after(60))
    assert routing.roster.state("ana") is Presence.AVAILABLE


def test_times_need_a_zone(routing: Routing) -> None:
    with pytest.raises(ValueError, match="zone"):
        routing.line.enter(caller("one"), NOW.replace(tzinfo=None))


@pytest.mark.parametrize("name", ["+15005550101", "a|b", "a:b", "", "x" * 65, "two words"])
def test_a_telephone_number_cannot_be_an_id(name: str) -> None:
    with pytest.raises(UnfitName):
        caller(name)
    with pytest.raises(UnfitName):
        Responder(name, frozenset(), {})
    with pytest.raises(UnfitName):
        Need("es", specialty=name)


def test_a_widening_nobody_can_carry_out_is_refused() -> None:
    with pytest.raises(UnknownStage, match="anyone"):
        Widen(after(1) - NOW, "anyone")


def test_the_earliest_widening_counts() -> None:
    late = replace(ANY_AFTER_40[0], after=after(90) - NOW)
    need = Need("es", "legal", widen=(late, *ANY_AFTER_40))
    assert waits(need) == {Stage.ANY_SPECIALTY: after(40) - NOW}
