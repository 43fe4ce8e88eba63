"""Is a phone that cannot be rung left alone, and do those hear of it who can mend it?"""

from datetime import timedelta

import pytest
from sqlalchemy import select
from town import CALLER, NEUTRAL, PHONES, SECOND_CALLER, Town

from ivr.models import Alert, Offer, Presence
from ivr.operations import alerts, duty, opt_outs
from ivr.queries.floor import floor
from ivr.sandbox import Answers, Busy, ByHand, Dead, NoAnswer, Rejects


@pytest.fixture
def two(town: Town) -> Town:
    """Ana, who is rung first, and Ben, who takes whatever comes."""
    return furnished(town)


def furnished(town: Town) -> Town:
    town.add("Ana")
    town.wait(5)
    town.add("Ben")
    return town


def told(town: Town) -> list[tuple[str, str | None]]:
    """What a supervisor should know of, and of whom."""
    names = {town.id_of(name): name for name in ("Ana", "Ben") if town.knows(name)}
    with town.rt.db.read() as session:
        found = session.scalars(
            select(Alert).where(Alert.seen_at.is_(None)).order_by(Alert.made_at)
        )
        return [(one.what, names.get(one.responder_id or "")) for one in found]


def benched_for(town: Town, name: str) -> str | None:
    """Why this responder is not rung any more."""
    with town.rt.db.read() as session:
        presence = session.get_one(Presence, town.id_of(name))
        return None if presence.on_duty else presence.benched_for


def a_call(town: Town, number: str = CALLER) -> None:
    """Somebody calls, talks to Ben, and Ben has wrapped up."""
    leg = town.together(number=number)
    leg.hang_up()
    town.wait(130)


@pytest.mark.parametrize("code", [21211, 21215, 21216, 13224])
def test_a_number_that_is_refused_is_rung_no_more(two: Town, code: int) -> None:
    refused = two.rest.fails("POST", "/Calls.json", status=400, code=code)
    two.together()
    assert refused.times == 0
    assert two.offers() == [("Ana", "failed"), ("Ben", "accepted")]
    assert (two.state_of("Ana"), benched_for(two, "Ana")) == (None, str(code))
    assert told(two) == [("benched", "Ana")]


def test_they_hear_of_it_by_text_in_words_that_tell_nothing(two: Town) -> None:
    two.rest.fails("POST", "/Calls.json", status=400, code=21215)
    two.together()
    two.wait(15)
    (text,) = two.phone("Ana").inbox
    assert (text.body, text.from_) == ("Now: off.", NEUTRAL)
    two.wait(60)
    assert len(two.phone("Ana").inbox) == 1


@pytest.mark.parametrize("fault", [{"status": 429, "code": 20429}, {"done": True}])
def test_a_text_that_meets_a_fault_is_sent_once(two: Town, fault: dict[str, int]) -> None:
    two.rest.fails("POST", "/Calls.json", status=400, code=21215)
    two.rest.fails("POST", "/Messages.json", **fault)
    two.together()
    two.wait(40)
    assert len(two.phone("Ana").inbox) == 1


def test_who_is_back_before_the_text_is_not_told_that_they_are_off(two: Town) -> None:
    two.rest.fails("POST", "/Calls.json", status=400, code=21211)
    two.clock_works = False
    two.together()
    duty.on(two.rt, "Ana")
    two.clock_works = True
    two.wait(30)
    assert two.phone("Ana").inbox == []


def test_who_said_stop_is_not_texted(two: Town) -> None:
    opt_outs.record(two.rt, PHONES["Ana"])
    two.rest.fails("POST", "/Calls.json", status=400, code=21215)
    two.together()
    two.wait(30)
    assert two.phone("Ana").inbox == []


def test_it_survives_a_lost_redis(either_town: Town) -> None:
    town = furnished(either_town)
    town.rest.fails("POST", "/Calls.json", status=400, code=21211)
    a_call(town)
    town.flush_redis()
    town.wait(30)
    assert town.state_of("Ana") is None
    a_call(town, SECOND_CALLER)
    assert town.rung() == ["Ben", "Ben"]


def test_once_may_be_chance_and_twice_in_a_row_is_not(two: Town) -> None:
    two.phone("Ana").behaves(Dead())
    a_call(two)
    assert two.state_of("Ana") == "available"
    a_call(two, SECOND_CALLER)
    assert two.rung() == ["Ana", "Ben", "Ana", "Ben"]
    assert (two.state_of("Ana"), benched_for(two, "Ana")) == (None, "21214")
    a_call(two)
    assert two.rung()[4:] == ["Ben"]


def test_three_of_five_are_enough_too(two: Town) -> None:
    two.off_duty("Ben")
    two.add("Carmen", knows="legal")
    for behaviour in (Dead(), Answers(), Dead(), Answers(), Dead()):
        assert benched_for(two, "Ana") is None
        two.phone("Ana").behaves(behaviour)
        leg = two.dial()
        two.wait_until(*(("ended", "Ana") if behaviour == Dead() else ("joined", CALLER)))
        leg.hang_up()
        two.wait(430)  # a wrap-up, and the rest after two hard calls
    assert benched_for(two, "Ana") == "21214"


def test_a_number_that_is_gone_for_good_is_known_by_its_report(two: Town) -> None:
    two.phone("Ana").behaves(ByHand())
    two.dial()
    two.wait_until("ringing", "Ana")
    path = f"/voice/offers/{offer_of(two)}/notice"
    gone = {"CallSid": two.leg("Ana").sid, "CallStatus": "failed", "SipResponseCode": "410"}
    two.leg("Ana").hang_up()
    two.posts(path, **gone)
    two.posts(path, **gone)
    two.wait_until("joined", CALLER)
    assert benched_for(two, "Ana") == "sip:410"
    assert told(two) == [("benched", "Ana")]


def offer_of(town: Town) -> str:
    """The id of the only offer there is."""
    with town.rt.db.read() as session:
        return session.scalars(select(Offer.id)).one()


def test_the_last_one_on_duty_is_never_benched_silently(town: Town) -> None:
    town.add("Ana")
    town.rest.fails("POST", "/Calls.json", status=400, code=21211)
    leg = town.dial()
    town.wait(30)
    assert told(town) == [("last_on_duty", "Ana")]
    assert town.state_of("Ana") == "paused"
    town.wait_until("joined", CALLER)
    assert town.in_one_room(leg, "Ana")


def test_of_two_who_fail_at_the_same_time_one_stays(either_town: Town) -> None:
    town = furnished(either_town)
    town.rest.fails("POST", "/Calls.json", status=400, code=21211, times=2)
    town.dial()
    town.wait(30)
    assert [town.state_of("Ana"), town.state_of("Ben")] == [None, "paused"]
    assert told(town) == [("benched", "Ana"), ("last_on_duty", "Ben")]


def test_who_comes_on_duty_again_is_rung_again(two: Town) -> None:
    two.rest.fails("POST", "/Calls.json", status=400, code=21211)
    a_call(two)
    assert [one.benched_for for one in floor(two.rt) if one.name == "Ana"] == ["21211"]
    duty.on(two.rt, "Ana")
    two.off_duty("Ben")
    leg = two.together(number=SECOND_CALLER)
    assert two.in_one_room(leg, "Ana")
    assert [one.benched_for for one in floor(two.rt)] == [None]


def test_a_word_by_text_brings_them_back(two: Town) -> None:
    two.rest.fails("POST", "/Calls.json", status=400, code=21215)
    a_call(two)
    two.phone("Ana").text(NEUTRAL, "on")
    two.wait(5)
    assert two.state_of("Ana") == "available"


def test_what_is_wrong_with_our_account_is_held_against_nobody(two: Town) -> None:
    two.rest.fails("POST", "/Calls.json", status=400, code=21210, times=6)
    two.dial()
    two.wait(70)
    assert two.state_of("Ana") is not None
    assert two.state_of("Ben") is not None
    assert told(two) == [("our_account", None)]
    assert alerts.see(two.rt) == 1
    assert told(two) == []


def test_who_lets_it_ring_twice_is_off_duty_and_hears_so(two: Town) -> None:
    two.phone("Ana").behaves(NoAnswer())
    a_call(two)
    a_call(two, SECOND_CALLER)
    two.wait(15)
    assert (two.state_of("Ana"), benched_for(two, "Ana")) == (None, "missed")
    assert told(two) == [("away", "Ana")]
    assert [text.body for text in two.phone("Ana").inbox] == ["Now: off."]


@pytest.mark.parametrize("behaviour", [Busy(), Rejects()])
def test_an_engaged_phone_is_no_missed_call(two: Town, behaviour: Busy | Rejects) -> None:
    two.phone("Ana").behaves(behaviour)
    a_call(two)
    a_call(two, SECOND_CALLER)
    assert two.rung() == ["Ana", "Ben", "Ana", "Ben"]
    assert two.state_of("Ana") == "available"
    assert ("away", "Ana") not in told(two)


def test_an_engaged_phone_is_left_alone_for_a_minute_by_every_caller(two: Town) -> None:
    two.off_duty("Ben")
    two.phone("Ana").behaves(Busy())
    two.dial()
    two.wait_until("ended", "Ana")
    engaged_at = two.clock.now()
    two.dial(number=SECOND_CALLER)
    two.wait_until("ringing", "Ana")
    assert two.clock.now() - engaged_at >= timedelta(seconds=59)
