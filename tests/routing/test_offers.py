"""Does every offer end, and does exactly one person win?"""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

from people import NOW, after, caller, trained
from redis import Redis
from stored import check, stored

from routing.match import Moves, Need, Presence, Proposal, Responder, Routing


def asked(moves: Moves) -> list[tuple[str, str]]:
    """Who is asked for whom."""
    return [(new.call_id, new.responder_id) for new in moves.proposals]


def offered(routing: Routing) -> Proposal:
    """Ana is free, a call comes, and she is asked."""
    routing.roster.arrive(trained("ana"), NOW)
    [offer] = routing.line.enter(caller("one"), NOW).proposals
    return offer


def test_the_winner_wins_however_often_she_says_so(routing: Routing) -> None:
    offer = offered(routing)
    assert routing.offers.accept(offer.offer_id, after(5)).won
    assert routing.offers.accept(offer.offer_id, after(6)).won
    assert routing.offers.accept(offer.offer_id, after(600)).won


def test_a_certificate_that_ran_out_while_ringing_does_not_win(routing: Routing) -> None:
    routing.roster.arrive(trained("ana", until=after(5)), NOW)
    [offer] = routing.line.enter(caller("one"), NOW).proposals
    assert not routing.offers.accept(offer.offer_id, after(5)).won
    assert routing.roster.state("ana") is Presence.OFFERED


def test_any_certificate_wins_a_call_that_was_matched_by_any(routing: Routing) -> None:
    certificates = {"legal": after(5), "domestic_abuse": after(-1), "child": after(900)}
    routing.roster.arrive(Responder("ana", frozenset({"es"}), certificates), NOW)
    [offer] = routing.line.enter(caller("one", Need("es")), NOW).proposals
    assert routing.offers.accept(offer.offer_id, after(6)).won


def test_an_unanswered_offer_ends_by_itself_and_goes_on(routing: Routing) -> None:
    offer = offered(routing)
    routing.roster.arrive(trained("ben"), after(1))
    assert routing.tick(after(22.999)) == Moves()
    moves = routing.tick(after(23))
    assert moves.expired == (offer.offer_id,)
    assert asked(moves) == [("one", "ben")]
    assert routing.roster.state("ana") is Presence.AVAILABLE


def test_a_call_nobody_answered_comes_back_to_ana_after_a_minute(routing: Routing) -> None:
    offered(routing)
    assert asked(routing.tick(after(23))) == []
    assert asked(routing.tick(after(82.999))) == []
    assert asked(routing.tick(after(83))) == [("one", "ana")]


def test_a_phone_that_rings_late_still_gets_its_whole_time(routing: Routing) -> None:
    offer = offered(routing)
    assert routing.offers.ringing(offer.offer_id, after(10))
    assert routing.tick(after(32.999)).expired == ()
    assert routing.tick(after(33)).expired == (offer.offer_id,)
    assert not routing.offers.ringing(offer.offer_id, after(34))


def test_a_second_ringing_notice_wins_no_time(routing: Routing) -> None:
    offer = offered(routing)
    routing.offers.ringing(offer.offer_id, after(1))
    routing.offers.ringing(offer.offer_id, after(20))
    assert routing.tick(after(24)).expired == (offer.offer_id,)


def test_the_whisper_is_added_once_when_somebody_picks_up(routing: Routing) -> None:
    offer = offered(routing)
    routing.offers.ringing(offer.offer_id, after(1))
    assert routing.offers.answered(offer.offer_id, after(12))
    assert routing.offers.answered(offer.offer_id, after(13))
    assert routing.tick(after(43.999)).expired == ()
    assert routing.tick(after(44)).expired == (offer.offer_id,)
    assert not routing.offers.answered(offer.offer_id, after(45))


def test_a_ringing_notice_after_the_answer_takes_no_time_away(routing: Routing) -> None:
    offer = offered(routing)
    routing.offers.answered(offer.offer_id, after(1))
    routing.offers.ringing(offer.offer_id, after(2))
    assert routing.tick(after(42)).expired == ()


def test_who_declines_is_never_asked_for_this_call_again(routing: Routing) -> None:
    offer = offered(routing)
    assert asked(routing.offers.decline(offer.offer_id, after(5))) == []
    assert asked(routing.tick(after(3600))) == []
    assert asked(routing.line.enter(caller("two", since=after(3601)), after(3601))) == [
        ("two", "ana")
    ]


def test_who_declines_stands_at_the_back(routing: Routing) -> None:
    offer = offered(routing)
    routing.roster.arrive(trained("ben"), after(1))
    assert asked(routing.offers.decline(offer.offer_id, after(5))) == [("one", "ben")]
    routing.roster.arrive(trained("cleo"), after(2))
    assert asked(routing.line.enter(caller("two"), after(6))) == [("two", "cleo")]


def test_who_misses_a_ringing_phone_rests_a_minute(routing: Routing) -> None:
    offer = offered(routing)
    routing.offers.miss(offer.offer_id, after(18), rang=True)
    assert routing.roster.state("ana") is Presence.PAUSED
    assert asked(routing.line.enter(caller("two"), after(19))) == []
    assert asked(routing.tick(after(78))) == [("one", "ana")]


def test_a_phone_that_never_rang_costs_ana_nothing_but_this_call(routing: Routing) -> None:
    offer = offered(routing)
    routing.offers.miss(offer.offer_id, after(18), rang=False)
    assert asked(routing.line.enter(caller("two"), after(19))) == [("two", "ana")]


def test_one_dead_number_does_not_keep_the_caller_from_the_others(routing: Routing) -> None:
    offer = offered(routing)
    routing.roster.arrive(trained("ben"), after(1))
    assert asked(routing.offers.miss(offer.offer_id, after(2), rang=True)) == [("one", "ben")]


def test_an_offer_taken_back_costs_nobody_their_place(routing: Routing) -> None:
    offer = offered(routing)
    routing.roster.arrive(trained("ben"), after(1))
    routing.line.enter(caller("two", since=after(5)), after(1))  # ben is asked for two
    routing.roster.arrive(trained("cleo"), after(2))
    assert asked(routing.offers.withdraw(offer.offer_id, after(3))) == [("one", "cleo")]
    assert asked(routing.line.enter(caller("three"), after(4))) == [("three", "ana")]


def test_an_offer_taken_back_is_not_made_again_in_the_same_breath(routing: Routing) -> None:
    offer = offered(routing)
    assert asked(routing.offers.withdraw(offer.offer_id, after(1))) == []
    assert asked(routing.tick(after(2.999))) == []
    assert asked(routing.tick(after(3))) == [("one", "ana")]


def test_a_bridge_that_failed_gives_the_call_back_to_the_line(routing: Routing) -> None:
    offer = offered(routing)
    routing.offers.accept(offer.offer_id, after(5))
    routing.roster.arrive(trained("ben"), after(6))
    assert asked(routing.offers.withdraw(offer.offer_id, after(9))) == [("one", "ben")]
    assert routing.roster.state("ana") is Presence.AVAILABLE


def test_a_late_no_answer_does_not_end_a_conversation(routing: Routing) -> None:
    offer = offered(routing)
    routing.offers.accept(offer.offer_id, after(5))
    assert routing.offers.miss(offer.offer_id, after(6), rang=True) == Moves()
    assert routing.offers.decline(offer.offer_id, after(7)) == Moves()
    assert routing.roster.state("ana") is Presence.TALKING
    assert routing.tick(after(3600)).expired == ()


def test_a_finished_call_is_gone(routing: Routing) -> None:
    offer = offered(routing)
    routing.offers.accept(offer.offer_id, after(5))
    routing.offers.finish(offer.offer_id, after(60), None)
    assert not routing.line.heartbeat("one", after(61)).known
    assert routing.roster.state("ana") is Presence.AVAILABLE
    assert not routing.offers.accept(offer.offer_id, after(62)).won


def test_a_caller_whose_responder_was_lost_comes_back_before_the_others(
    routing: Routing,
) -> None:
    offer = offered(routing)
    routing.line.enter(caller("two", since=after(-100)), after(1))
    routing.offers.accept(offer.offer_id, after(5))
    minute = after(60)
    routing.offers.drop(offer.offer_id, minute, after(120), timedelta(seconds=180))
    assert not routing.line.heartbeat("one", minute).known
    routing.line.enter(caller("one", since=minute), minute)
    assert asked(routing.roster.arrive(trained("ben"), after(61))) == [("one", "ben")]


def test_those_who_declined_still_count_after_a_lost_responder(routing: Routing) -> None:
    first = offered(routing)
    routing.offers.decline(first.offer_id, after(1))
    [second] = routing.roster.arrive(trained("ben"), after(2)).proposals
    routing.offers.accept(second.offer_id, after(3))
    routing.offers.drop(second.offer_id, after(9), after(69), timedelta(seconds=180))
    assert asked(routing.line.enter(caller("one", since=after(9)), after(9))) == []


def test_stale_ids_do_nothing(routing: Routing, redis: Redis) -> None:
    offer = offered(routing)
    routing.offers.decline(offer.offer_id, after(1))
    before = stored(redis)
    for stale in (offer.offer_id, "0123456789abcdef1"):
        assert not routing.offers.accept(stale, after(1)).won
        assert not routing.offers.ringing(stale, after(1))
        assert not routing.offers.answered(stale, after(1))
        assert routing.offers.decline(stale, after(1)) == Moves()
        assert routing.offers.miss(stale, after(1), rang=True) == Moves()
        assert routing.offers.withdraw(stale, after(1)) == Moves()
        assert routing.offers.finish(stale, after(1), after(99)) == Moves()
        assert routing.offers.drop(stale, after(1), None, timedelta(0)) == Moves()
    assert stored(redis) == before


def test_nobody_is_overlooked_when_all_come_at_once(routing: Routing, redis: Redis) -> None:
    def both(number: int) -> list[Proposal]:
        arrive = routing.roster.arrive(trained(f"r{number}"), after(number))
        enter = routing.line.enter(caller(f"c{number}"), after(number))
        return [*arrive.proposals, *enter.proposals]

    with ThreadPoolExecutor(8) as crowd:
        offers = [offer for made in crowd.map(both, range(60)) for offer in made]
    assert len({offer.call_id for offer in offers}) == 60
    assert len({offer.responder_id for offer in offers}) == 60
    check(stored(redis), matched=False)
