"""Is who is on duty asked fairly, and who is not left in peace?"""

import pytest
from people import ABUSE, NOW, YEAR, after, caller, trained

from routing.match import Moves, Presence, Routing


def asked(moves: Moves) -> list[tuple[str, str]]:
    """Who is asked for whom."""
    return [(new.call_id, new.responder_id) for new in moves.proposals]


def test_who_was_idle_longest_is_asked_first(routing: Routing) -> None:
    routing.roster.arrive(trained("ben"), after(1))
    routing.roster.arrive(trained("ana"), NOW)
    assert asked(routing.line.enter(caller("one"), after(2))) == [("one", "ana")]
    assert asked(routing.line.enter(caller("two"), after(3))) == [("two", "ben")]


def test_the_rare_linguist_is_kept_free(routing: Routing) -> None:
    routing.roster.arrive(trained("ana", speaks="es so"), NOW)
    routing.roster.arrive(trained("ben"), after(299))
    assert asked(routing.line.enter(caller("one"), after(299))) == [("one", "ben")]


def test_the_rare_linguist_is_not_kept_free_for_ever(routing: Routing) -> None:
    routing.roster.arrive(trained("ana", speaks="es so"), NOW)
    routing.roster.arrive(trained("ben"), after(301))
    assert asked(routing.line.enter(caller("one"), after(301))) == [("one", "ana")]


def test_coming_on_duty_twice_changes_nothing(routing: Routing) -> None:
    routing.roster.arrive(trained("ana"), NOW)
    routing.roster.arrive(trained("ben"), after(1))
    routing.roster.arrive(trained("ana"), after(100))
    assert asked(routing.line.enter(caller("one"), after(101))) == [("one", "ana")]
    routing.roster.arrive(trained("ana"), after(102))
    assert routing.roster.state("ana") is Presence.OFFERED


def test_a_renewed_certificate_counts_at_once(routing: Routing) -> None:
    routing.roster.arrive(trained("ana", until=after(-1)), NOW)
    routing.line.enter(caller("one"), NOW)
    assert asked(routing.roster.arrive(trained("ana"), after(1))) == [("one", "ana")]


def test_a_certificate_taken_away_no_longer_counts(routing: Routing) -> None:
    routing.roster.arrive(trained("ana"), NOW)
    routing.roster.arrive(trained("ana", holds="legal"), after(1))
    assert asked(routing.line.enter(caller("one"), after(2))) == []


def test_where_ana_stands_through_a_call(routing: Routing) -> None:
    assert routing.roster.state("ana") is None
    routing.roster.arrive(trained("ana"), NOW)
    assert routing.roster.state("ana") == "available"
    [offer] = routing.line.enter(caller("one"), NOW).proposals
    assert routing.roster.state("ana") == "offered"
    routing.offers.accept(offer.offer_id, after(5))
    assert routing.roster.state("ana") == "talking"
    routing.offers.finish(offer.offer_id, after(60), after(180))
    assert routing.roster.state("ana") == "wrapping_up"
    routing.roster.ready("ana", after(90))
    assert routing.roster.state("ana") == "available"
    routing.roster.pause("ana", after(900), after(91))
    assert routing.roster.state("ana") == "paused"
    routing.roster.depart("ana", after(92))
    assert routing.roster.state("ana") is None


def test_a_busy_responder_is_never_rung_again(routing: Routing) -> None:
    routing.roster.arrive(trained("ana"), NOW)
    [offer] = routing.line.enter(caller("one"), NOW).proposals
    assert asked(routing.line.enter(caller("two"), after(1))) == []
    routing.offers.accept(offer.offer_id, after(2))
    assert asked(routing.line.enter(caller("three"), after(3))) == []
    assert asked(routing.tick(after(600))) == []


def test_nobody_is_asked_during_a_pause_and_everybody_after_it(routing: Routing) -> None:
    routing.roster.arrive(trained("ana"), NOW)
    routing.roster.pause("ana", after(60), NOW)
    assert asked(routing.line.enter(caller("one"), after(1))) == []
    assert asked(routing.tick(after(59.999))) == []
    assert asked(routing.tick(after(60))) == [("one", "ana")]


def test_the_wrap_up_is_not_lost_when_a_call_waits(routing: Routing) -> None:
    routing.roster.arrive(trained("ana"), NOW)
    [offer] = routing.line.enter(caller("one"), NOW).proposals
    routing.line.enter(caller("two", since=after(1)), after(1))
    routing.offers.accept(offer.offer_id, after(2))
    assert asked(routing.offers.finish(offer.offer_id, after(60), after(180))) == []
    assert asked(routing.tick(after(179))) == []
    assert asked(routing.roster.ready("ana", after(179.5))) == [("two", "ana")]


def test_a_longer_wrap_up_is_granted(routing: Routing) -> None:
    routing.roster.arrive(trained("ana"), NOW)
    [offer] = routing.line.enter(caller("one"), NOW).proposals
    routing.offers.accept(offer.offer_id, after(2))
    routing.offers.finish(offer.offer_id, after(60), after(180))
    routing.roster.wrap_up("ana", after(300), after(170))
    routing.line.enter(caller("two", since=after(171)), after(171))
    assert asked(routing.tick(after(299))) == []
    assert asked(routing.tick(after(300))) == [("two", "ana")]


def test_a_pause_chosen_while_talking_outlasts_the_wrap_up(routing: Routing) -> None:
    routing.roster.arrive(trained("ana"), NOW)
    [offer] = routing.line.enter(caller("one"), NOW).proposals
    routing.offers.accept(offer.offer_id, after(2))
    routing.roster.pause("ana", after(900), after(30))
    assert routing.roster.state("ana") == "talking"
    routing.offers.finish(offer.offer_id, after(60), after(180))
    assert routing.roster.state("ana") == "paused"
    routing.line.enter(caller("two", since=after(61)), after(61))
    assert asked(routing.tick(after(899))) == []
    assert asked(routing.tick(after(900))) == [("two", "ana")]


def test_being_ready_without_a_rest_gains_nothing(routing: Routing) -> None:
    routing.roster.arrive(trained("ana"), NOW)
    routing.roster.arrive(trained("ben"), after(1))
    assert routing.roster.ready("ana", after(100)) == Moves()
    assert asked(routing.line.enter(caller("one"), after(101))) == [("one", "ana")]


def test_who_rested_counts_as_idle_from_the_end_of_the_rest(routing: Routing) -> None:
    routing.roster.arrive(trained("ana"), NOW)
    routing.roster.pause("ana", after(60), NOW)
    routing.roster.arrive(trained("ben"), after(30))
    assert asked(routing.line.enter(caller("one"), after(61))) == [("one", "ben")]


def test_who_goes_home_while_it_rings_hands_the_caller_on(routing: Routing) -> None:
    routing.roster.arrive(trained("ana"), NOW)
    routing.roster.arrive(trained("ben"), after(1))
    [offer] = routing.line.enter(caller("one"), after(2)).proposals
    moves = routing.roster.depart("ana", after(3))
    assert moves.expired == (offer.offer_id,)
    assert asked(moves) == [("one", "ben")]


def test_who_goes_home_while_talking_finishes_first(routing: Routing) -> None:
    routing.roster.arrive(trained("ana"), NOW)
    [offer] = routing.line.enter(caller("one"), NOW).proposals
    routing.offers.accept(offer.offer_id, after(2))
    routing.roster.depart("ana", after(3))
    assert routing.roster.state("ana") == "talking"
    routing.line.enter(caller("two", since=after(4)), after(4))
    assert asked(routing.offers.finish(offer.offer_id, after(60), None)) == []
    assert routing.roster.state("ana") is None


def test_who_comes_back_while_still_talking_is_on_duty_again(routing: Routing) -> None:
    routing.roster.arrive(trained("ana"), NOW)
    [offer] = routing.line.enter(caller("one"), NOW).proposals
    routing.offers.accept(offer.offer_id, after(2))
    routing.roster.depart("ana", after(3))
    routing.roster.arrive(trained("ana"), after(4))
    routing.offers.finish(offer.offer_id, after(60), None)
    assert routing.roster.state("ana") is Presence.AVAILABLE


@pytest.mark.parametrize("leaving", ["kit", "nobody"])
def test_somebody_unknown_going_home_changes_nothing(routing: Routing, leaving: str) -> None:
    assert routing.roster.depart(leaving, NOW) == Moves()
    routing.roster.pause(leaving, after(60), NOW)
    assert routing.roster.ready(leaving, NOW) == Moves()
    assert routing.roster.state(leaving) is None


def test_cells_count_only_certificates_that_count() -> None:
    ana = trained("ana", "es en so", "domestic_abuse legal")
    assert ana.cells(NOW) == 6
    assert ana.cells(NOW + YEAR) == 0
    assert ana.certified(ABUSE.specialty, NOW + YEAR) is False
    assert ana.certified(None, NOW) is True
