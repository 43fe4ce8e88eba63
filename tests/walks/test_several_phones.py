"""Where a line rings several phones at once: does one win, and do the others hear it kindly?"""

import shutil
from dataclasses import replace
from pathlib import Path
from threading import Barrier, Thread

import pytest
from sqlalchemy import select
from town import CALLER, SECOND_CALLER, Town

from ivr.environment import ROOT
from ivr.models import Offer, OfferState
from ivr.operations import duty, flows
from ivr.sandbox import Answers, ByHand, Declines, NoAnswer

THREE = ("Ana", "Ben", "Carmen")
LINE = "    needs: {language: callers, specialty: marked}\n"


def three_at_once(town: Town, folder: Path, phones: int = 3) -> Town:
    """The shipped flows, whose lines ring so many phones at once, and three responders."""
    written = folder / "at_once"
    shutil.copytree(ROOT / "callflows", written)
    welcome = written / "welcome.yaml"
    words = welcome.read_text(encoding="utf-8")
    assert LINE in words
    welcome.write_text(words.replace(LINE, f"{LINE}    ring_at_once: {phones}\n"), encoding="utf-8")
    environment = replace(town.rt.environment, flows_dir=written)
    flows.publish(replace(town.rt, environment=environment))
    for name in THREE:
        town.add(name)
        town.phone(name).behaves(ByHand())
    return town


@pytest.fixture
def three(town: Town, tmp_path: Path) -> Town:
    """A line that rings three phones at once, by hand."""
    return three_at_once(town, tmp_path)


@pytest.fixture
def either_three(either_town: Town, tmp_path: Path) -> Town:
    """The same on SQLite and on PostgreSQL."""
    return three_at_once(either_town, tmp_path)


def all_ring(town: Town) -> None:
    """A caller waits, and three phones ring."""
    town.dial()
    town.wait(9)
    assert sorted(town.rung()) == list(THREE)


def answer(town: Town, *names: str) -> None:
    """These pick up, and listen."""
    for name in names:
        town.phone(name).answer()
        town.wait_until("listening", name)


def offer_of(town: Town, name: str) -> Offer:
    """What this responder was offered last."""
    wanted = select(Offer).where(Offer.responder_id == town.id_of(name)).order_by(Offer.made_at)
    with town.rt.db.read() as session:
        return session.scalars(wanted).all()[-1]


def how_it_went(town: Town) -> dict[str, str]:
    return dict(town.offers())


def test_three_phones_ring_for_one_caller_a_second_apart(three: Town) -> None:
    all_ring(three)
    times = [event.at for event in three.events("ordered")]
    assert 1.9 < (times[2] - times[0]).total_seconds() < 2.1
    why = [offer_of(three, name).reasons or {} for name in THREE]
    assert {(one["phone"], one["at_once"]) for one in why} == {(1, 3), (2, 3), (3, 3)}


def test_one_wins_and_the_others_stop_ringing(either_three: Town) -> None:
    town = either_three
    all_ring(town)
    answer(town, "Ben")
    town.phone("Ben").press("1")
    town.wait_until("joined", CALLER)
    assert town.in_one_room(town.leg(CALLER), "Ben")
    assert how_it_went(town) == {"Ana": "withdrawn", "Ben": "accepted", "Carmen": "withdrawn"}
    assert town.leg("Ana").finished
    assert town.leg("Carmen").finished
    assert town.state_of("Ana") == town.state_of("Carmen") == "available"


def test_who_listens_to_the_whisper_hears_it_kindly(three: Town) -> None:
    all_ring(three)
    answer(three, "Ana", "Ben")
    three.phone("Ben").press("1")
    three.wait_until("ended", "Ana")
    assert three.heard(three.leg("Ana"))[-1] == three.phrase("already_answered")
    three.wait_until("joined", CALLER)
    assert not three.events("joined", "Ana")


def test_a_late_key_hears_the_same(three: Town) -> None:
    all_ring(three)
    answer(three, "Ana", "Ben")
    path = three.next_address("Ana")
    sid = three.leg("Ana").sid
    three.phone("Ben").press("1")
    three.wait_until("joined", CALLER)
    late = three.posts(path, CallSid=sid, CallStatus="in-progress", Digits="1")
    assert three.phrase("already_answered") in late.text


def test_two_press_1_in_the_same_instant_and_one_of_them_wins(either_three: Town) -> None:
    town = either_three
    all_ring(town)
    answer(town, "Ana", "Ben", "Carmen")
    asked = {name: (town.next_address(name), town.leg(name).sid) for name in THREE}
    start, texts = Barrier(3), dict[str, str]()

    def press(name: str) -> None:
        path, sid = asked[name]
        start.wait()
        texts[name] = town.posts(path, CallSid=sid, CallStatus="in-progress", Digits="1").text

    threads = [Thread(target=press, args=(name,)) for name in THREE]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    (winner,) = [name for name in THREE if "<Conference" in texts[name]]
    losers = [name for name in THREE if name != winner]
    assert all(town.phrase("already_answered") in texts[name] for name in losers)
    states = {name: str(offer_of(town, name).state) for name in THREE}
    assert states == {winner: OfferState.ACCEPTED, **dict.fromkeys(losers, OfferState.WITHDRAWN)}
    assert sorted(filter(None, map(town.state_of, losers))) == ["available", "available"]
    # The phone company has heard none of this: for it, everybody still listens.
    for name in THREE:
        town.phone(name).press("1")
    town.wait_until("joined", CALLER)
    assert town.in_one_room(town.leg(CALLER), winner)


def test_doubled_reports_change_nothing(three: Town) -> None:
    three.post.doubles = True
    all_ring(three)
    answer(three, "Ana", "Carmen")
    three.phone("Carmen").press("1")
    three.wait_until("joined", CALLER)
    assert three.in_one_room(three.leg(CALLER), "Carmen")
    assert how_it_went(three) == {"Ana": "withdrawn", "Ben": "withdrawn", "Carmen": "accepted"}


def test_a_no_and_a_silence_leave_the_third(three: Town) -> None:
    three.phone("Ana").behaves(Declines())
    three.phone("Ben").behaves(NoAnswer())
    three.phone("Carmen").behaves(Answers(after=12))
    leg = three.together()
    assert three.in_one_room(leg, "Carmen")
    assert how_it_went(three)["Ana"] == "declined"


def test_a_second_caller_gets_a_first_phone_before_the_first_gets_a_third(three: Town) -> None:
    three.off_duty("Carmen")
    three.off_duty("Ben")
    three.dial()
    three.wait(9)
    three.dial(number=SECOND_CALLER)
    three.wait(9)
    duty.on(three.rt, "Ben")
    three.wait(3)
    assert [offer_of(three, name).call_id for name in ("Ana", "Ben")] == [
        three.call(three.leg(CALLER)).id,
        three.call(three.leg(SECOND_CALLER)).id,
    ]


def test_when_the_caller_leaves_every_phone_is_quiet(three: Town) -> None:
    all_ring(three)
    answer(three, "Ben")
    three.leg(CALLER).hang_up()
    three.wait(10)
    assert all(three.leg(name).finished for name in THREE)
    assert set(how_it_went(three).values()) == {"withdrawn"}


def test_a_lost_redis_loses_none_of_the_three(either_three: Town) -> None:
    town = either_three
    all_ring(town)
    town.flush_redis()
    town.wait(4)
    assert [town.state_of(name) for name in THREE] == ["offered"] * 3
    answer(town, "Carmen")
    town.phone("Carmen").press("1")
    town.wait_until("joined", CALLER)
    assert len(town.rung()) == 3


def test_without_the_wish_one_phone_rings(town: Town, tmp_path: Path) -> None:
    three_at_once(town, tmp_path, phones=1)
    town.dial()
    town.wait(15)
    assert len(town.rung()) == 1
