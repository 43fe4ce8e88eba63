"""Is a supervisor rung for a caller in danger whom nobody takes, without losing the line?"""

from threading import Barrier, Thread

import pytest
from sqlalchemy import select
from town import CALLER, HELPLINE, SECOND_CALLER, Town

from ivr.models import Alert, CallState, DutyRing
from ivr.sandbox import Answers, ByHand, Dead, NoAnswer, Voicemail

DANGER = ["1", "9", "", "", ""]
FIRST, SECOND = "first duty phone", "second duty phone"


def nobody_takes_it(town: Town) -> None:
    """Ana is on duty, and lets it ring."""
    town.add("Ana")
    town.phone("Ana").behaves(ByHand())


def rings(town: Town) -> list[tuple[int, str]]:
    """Which duty phones were rung beside the line, and how that stands."""
    with town.rt.db.read() as session:
        made = session.scalars(select(DutyRing).order_by(DutyRing.made_at))
        return [(one.place, str(one.state)) for one in made]


def test_after_twenty_seconds_the_supervisor_is_rung_and_takes_the_call(either_town: Town) -> None:
    town = either_town
    nobody_takes_it(town)
    town.phone(FIRST).behaves(Answers(keys="1"))
    leg = town.dial(DANGER)
    town.wait_until("ringing", FIRST)
    since = town.call().waiting_since
    assert since is not None
    assert 20 <= (town.clock.now() - since).total_seconds() < 23
    town.wait_until("joined", CALLER)
    assert town.in_one_room(leg, FIRST)
    assert town.are_connected()
    assert town.leg("Ana").finished, "nobody else is rung for them"
    assert town.state_of("Ana") in ("available", "paused")
    assert rings(town) == [(0, "taken")]


def test_what_the_phone_says_is_neutral(town: Town) -> None:
    nobody_takes_it(town)
    town.phone(FIRST).behaves(Answers(keys="1"))
    town.dial(DANGER)
    town.wait_until("joined", CALLER)
    first = town.heard(town.leg(FIRST))[0]
    assert first == f"{town.phrase('duty_call', language='English')} {town.phrase('whisper_keys')}"
    assert town.leg(FIRST).from_ == HELPLINE


def test_when_the_caller_leaves_the_supervisor_is_let_go(town: Town) -> None:
    nobody_takes_it(town)
    town.phone(FIRST).behaves(Answers(keys="1"))
    leg = town.dial(DANGER)
    town.wait_until("joined", CALLER)
    town.wait(40)
    leg.hang_up()
    town.wait(8)
    assert town.leg(FIRST).finished
    assert town.heard(town.leg(FIRST))[-1] == town.phrase("caller_left")
    assert rings(town) == [(0, "over")]
    assert town.call().ending == "talked"


@pytest.mark.parametrize("behaviour", [NoAnswer(), Voicemail(), Answers(keys="2")])
def test_the_next_phone_is_rung_and_the_caller_hears_the_line_meanwhile(
    town: Town, behaviour: NoAnswer
) -> None:
    nobody_takes_it(town)
    town.phone(FIRST).behaves(behaviour)
    town.phone(SECOND).behaves(Answers(keys="1"))
    leg = town.dial(DANGER)
    town.wait_until("joined", CALLER)
    assert town.in_one_room(leg, SECOND)
    assert town.rung().index(FIRST) < town.rung().index(SECOND)


def test_a_responder_who_is_faster_gets_the_caller_and_the_phone_is_quiet(town: Town) -> None:
    nobody_takes_it(town)
    town.phone(FIRST).behaves(ByHand())
    leg = town.dial(DANGER)
    town.wait_until("ringing", FIRST)
    town.add("Ben")
    town.wait_until("joined", CALLER)
    town.wait(3)
    assert town.in_one_room(leg, "Ben")
    assert town.leg(FIRST).finished


def test_responder_and_supervisor_press_1_in_the_same_instant(either_town: Town) -> None:
    town = either_town
    town.add("Ana")
    town.phone("Ana").behaves(ByHand())
    town.phone(FIRST).behaves(ByHand())
    town.dial(DANGER)
    town.wait_until("ringing", FIRST)
    if town.leg("Ana").finished:
        town.wait_until("ringing", "Ana")
    for name in ("Ana", FIRST):
        town.phone(name).answer()
        town.wait_until("listening", name)
    asked = {name: (town.next_address(name), town.leg(name).sid) for name in ("Ana", FIRST)}
    start, texts = Barrier(2), dict[str, str]()

    def press(name: str) -> None:
        path, sid = asked[name]
        start.wait()
        texts[name] = town.posts(path, CallSid=sid, CallStatus="in-progress", Digits="1").text

    threads = [Thread(target=press, args=(name,)) for name in asked]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    (winner,) = [name for name in asked if "<Conference" in texts[name]]
    (loser,) = set(asked) - {winner}
    assert town.phrase("already_answered") in texts[loser]
    for name in asked:
        town.phone(name).press("1")
    town.wait_until("joined", CALLER)
    assert town.in_one_room(town.leg(CALLER), winner)


def test_a_supervisor_who_is_lost_leaves_nobody_alone(town: Town) -> None:
    nobody_takes_it(town)
    town.phone(FIRST).behaves(Answers(keys="1", hang_up_after=20))
    town.phone("Ana").behaves(NoAnswer())
    leg = town.dial(DANGER)
    town.wait_until("joined", CALLER)
    town.phone("Ana").behaves(Answers())
    town.wait_until("ended", FIRST)
    town.wait_until("heard", CALLER)
    assert town.phrase("lost_connection") in town.heard(leg)
    town.wait_until("joined", CALLER, within=90)
    assert not leg.finished


def test_who_presses_1_and_hangs_up_at_once_leaves_the_caller_in_the_line(town: Town) -> None:
    nobody_takes_it(town)
    town.phone(FIRST).behaves(Answers(keys="1"))
    leg = town.dial(DANGER)
    town.wait_until("pressed", FIRST)
    town.settle()
    town.leg(FIRST).hang_up()
    town.wait(2)
    assert town.call(leg).state in (CallState.WAITING, CallState.BRIDGING)
    town.phone("Ana").behaves(Answers())
    town.phone(FIRST).behaves(NoAnswer())
    town.wait_until("joined", CALLER, within=120)
    assert not leg.finished


def test_the_flow_that_rings_the_duty_phones_itself_is_not_doubled(town: Town) -> None:
    leg = town.dial(DANGER)
    town.wait(100)
    assert town.rung()[:2] == [FIRST, SECOND]
    assert leg.status == "in-progress"


def test_the_flow_takes_over_from_a_phone_that_rings(town: Town) -> None:
    nobody_takes_it(town)
    for name in (FIRST, SECOND):
        town.phone(name).behaves(NoAnswer())
    leg = town.dial(DANGER)
    town.wait(150)
    assert leg.status == "in-progress"
    assert town.rung().count(FIRST) >= 2


def test_when_the_last_one_on_duty_cannot_be_rung_a_supervisor_is(town: Town) -> None:
    town.add("Ana")
    town.phone("Ana").behaves(Dead())
    town.phone(FIRST).behaves(Answers(keys="1"))
    first = town.dial("12")
    town.wait_until("ended", "Ana")
    first.hang_up()
    town.wait(61)
    leg = town.dial(DANGER, number=SECOND_CALLER)
    town.wait_until("joined", SECOND_CALLER)
    assert town.in_one_room(leg, FIRST)
    with town.rt.db.read() as session:
        told = [one.what for one in session.scalars(select(Alert).order_by(Alert.made_at))]
    assert told == ["last_on_duty", "danger_waits"]
    assert town.state_of("Ana") is not None


def test_a_caller_who_is_not_in_danger_rings_no_supervisor(town: Town) -> None:
    nobody_takes_it(town)
    town.dial("12")
    town.wait(45)
    assert rings(town) == []


def test_two_in_danger_ring_two_phones(town: Town) -> None:
    nobody_takes_it(town)
    for name in (FIRST, SECOND):
        town.phone(name).behaves(ByHand())
    town.dial(DANGER)
    town.dial(DANGER, number=SECOND_CALLER)
    town.wait(33)
    assert sorted(rings(town)) == [(0, "placed"), (1, "placed")]


def test_it_survives_a_lost_redis_and_a_lost_worker(town: Town) -> None:
    nobody_takes_it(town)
    town.phone(FIRST).behaves(Answers(keys="1"))
    leg = town.dial(DANGER)
    town.wait_until("ringing", "Ana")
    town.flush_redis()
    town.worker_works = False
    town.wait_until("joined", CALLER, within=60)
    assert town.in_one_room(leg, FIRST)


def test_reports_that_never_come_leave_nobody_alone(town: Town) -> None:
    nobody_takes_it(town)
    town.phone(FIRST).behaves(Answers(keys="1", hang_up_after=20))
    leg = town.dial(DANGER)
    town.wait_until("joined", CALLER)
    town.post.loses("/voice/duty/rings/", CallStatus="completed")
    town.wait_until("ended", FIRST)
    town.wait(30)
    assert town.phrase("lost_connection") in town.heard(leg)


def test_it_is_told_once(town: Town) -> None:
    nobody_takes_it(town)
    town.dial(DANGER)
    town.wait(55)
    with town.rt.db.read() as session:
        told = [one.what for one in session.scalars(select(Alert))]
    assert told.count("danger_waits") == 1
