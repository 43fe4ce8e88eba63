"""Are the choices of callers kept once each, whatever breaks, and forgotten in the end?"""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from redis import RedisError
from sqlalchemy import select

from ivr.flow.choices import Chosen
from ivr.models import StepHeard, StepTotal
from ivr.operations import forgetting, steps
from ivr.runtime import Runtime, redis_at
from ivr.seal import Seal
from ivr.trial.servers import free_port


def one(turn: int, choice: str = "choices.0") -> Chosen:
    """An answer in a menu."""
    return Chosen(turn, "welcome.main_menu", choice, "welcome.person", "en")


def noted(rt: Runtime, *turns: int, call: str = "one call") -> None:
    """These answers of a call."""
    steps.note(rt, call, "0123456789abcdef", [one(turn) for turn in turns])


def kept(rt: Runtime) -> list[StepHeard]:
    """What is in the table."""
    with rt.db.read() as session:
        return list(session.scalars(select(StepHeard).order_by(StepHeard.id)))


def test_what_was_noted_is_kept_in_its_order_to_the_minute(either_rt: Runtime, watch) -> None:
    watch.forward(timedelta(seconds=42))
    noted(either_rt, 1, 2)
    noted(either_rt, 1, call="another")
    steps.drain(either_rt)
    rows = kept(either_rt)
    assert [row.turn for row in rows] == [1, 2, 1]
    assert len({row.path for row in rows}) == 2
    assert {row.at for row in rows} == {datetime(2027, 3, 5, 22, 30, tzinfo=UTC)}
    assert either_rt.redis.xlen(steps.STREAM) == 0


def test_a_repeated_webhook_is_kept_once(either_rt: Runtime) -> None:
    noted(either_rt, 1)
    steps.drain(either_rt)
    noted(either_rt, 1, 2)
    steps.drain(either_rt)
    assert [row.turn for row in kept(either_rt)] == [1, 2]


def test_a_clock_that_dies_between_writing_and_forgetting_does_no_harm(
    either_rt: Runtime, monkeypatch: pytest.MonkeyPatch
) -> None:
    noted(either_rt, 1, 2)

    def dies(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(either_rt.redis, "xdel", dies)
        with pytest.raises(KeyboardInterrupt):
            steps.drain(either_rt)
    noted(either_rt, 3)
    steps.drain(either_rt)
    assert [row.turn for row in kept(either_rt)] == [1, 2, 3]


def test_two_clocks_at_once_keep_each_answer_once(either_rt: Runtime) -> None:
    noted(either_rt, *range(1, 20))
    oldest, other = steps._oldest, replace(either_rt)

    def meanwhile(rt: Runtime) -> object:
        found = oldest(rt)
        if rt is either_rt:
            steps.drain(other)
        return found

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(steps, "_oldest", meanwhile)
        steps.drain(either_rt)
    assert [row.turn for row in kept(either_rt)] == list(range(1, 20))


def test_many_are_kept_in_batches(rt: Runtime) -> None:
    noted(rt, *range(1, 2 * steps.AT_ONCE + 10))
    steps.drain(rt)
    assert len(kept(rt)) == 2 * steps.AT_ONCE + 9


def test_without_redis_nothing_is_raised_and_nothing_kept(rt: Runtime) -> None:
    away = replace(rt, redis=redis_at(f"redis://127.0.0.1:{free_port()}"))
    noted(away, 1)
    steps.drain(away)
    assert kept(rt) == []


def test_when_nobody_drains_the_oldest_are_lost_and_redis_stays_small(
    rt: Runtime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(steps, "MOST", 200)
    noted(rt, *range(1, 1000))
    assert rt.redis.xlen(steps.STREAM) < 400


def test_an_entry_that_nobody_understands_does_not_keep_the_others(rt: Runtime) -> None:
    rt.redis.xadd(steps.STREAM, {"path": "x", "minute": "tomorrow"})
    noted(rt, 1)
    steps.drain(rt)
    assert [row.turn for row in kept(rt)] == [1]
    assert rt.redis.xlen(steps.STREAM) == 0


def test_a_stream_that_is_no_stream_costs_no_call(rt: Runtime) -> None:
    rt.redis.set(steps.STREAM, "something else")
    noted(rt, 1)
    with pytest.raises(RedisError):
        rt.redis.xlen(steps.STREAM)


def test_without_the_key_nobody_can_say_whose_path_it_was(rt: Runtime) -> None:
    noted(rt, 1)
    steps.drain(rt)
    (row,) = kept(rt)
    assert row.path == rt.seal.fingerprint("path one call")[:20]
    assert row.path != Seal([b"another key"]).fingerprint("path one call")[:20]


def test_after_13_months_only_how_often_is_known(either_rt: Runtime, watch) -> None:
    rt = either_rt
    for day in range(4):
        noted(rt, 1, 2, call=f"call {day}")
        watch.forward(timedelta(days=10))
    steps.drain(rt)
    watch.time = datetime(2028, 4, 5, 22, 29, tzinfo=UTC)
    assert forgetting.forget_steps(rt) == 0, "the first is not quite 13 months old"
    watch.forward(timedelta(days=20, minutes=2))
    assert forgetting.forget_steps(rt) == 6
    assert forgetting.forget_steps(rt) == 0
    assert {row.path for row in kept(rt)} == {rt.seal.fingerprint("path call 3")[:20]}
    with rt.db.read() as session:
        totals = session.scalars(select(StepTotal)).all()
    assert [(total.month, total.choice, total.times) for total in totals] == [
        (date(2027, 3, 1), "choices.0", 6)
    ]
    watch.forward(timedelta(days=20))
    forgetting.forget_steps(rt)
    with rt.db.read() as session:
        by_month = {total.month: total.times for total in session.scalars(select(StepTotal))}
    assert by_month == {date(2027, 3, 1): 6, date(2027, 4, 1): 2}


@pytest.mark.parametrize(
    ("now", "before"),
    [
        ((2028, 3, 31), (2027, 2, 28)),
        ((2029, 3, 29), (2028, 2, 29)),
        ((2028, 1, 15), (2026, 12, 15)),
        ((2028, 12, 31), (2027, 11, 30)),
    ],
)
def test_13_months_before_a_day(now: tuple[int, int, int], before: tuple[int, int, int]) -> None:
    at = datetime(*now, 12, tzinfo=UTC)
    assert forgetting.months_before(at, 13) == datetime(*before, 12, tzinfo=UTC)
