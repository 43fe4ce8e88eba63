"""Does a simulated day follow the real rules, and is the same day the same?"""

from datetime import UTC, datetime, timedelta

import pytest

from ivr.runtime import redis_at
from ivr.trial.evening.arrivals import Arrival, Crowd, arrivals
from ivr.trial.evening.day import Day, Habits, Worker, live_through
from ivr.trial.evening.report import columns, summary
from ivr.trial.evening.settings import AS_IT_IS, Plan, UnknownSetting, changed
from ivr.trial.evening.team import made_up
from routing.match import Need, Responder, Routing, Urgency

NOON = datetime(2027, 3, 5, 12, 0, tzinfo=UTC)
LATER = NOON + timedelta(hours=8)
ALWAYS = Habits(takes=1.0, declines=0.0)
YEARS = NOON + timedelta(days=700)


def ana(*languages: str, certified: str = "harm") -> Worker:
    who = Responder("ana", frozenset(languages or ("en",)), {certified: YEARS})
    return Worker(who, NOON, LATER)


def call(after: float, *, language: str = "en", patience: float = 600, **need: object) -> Arrival:
    wanted = Need(language, "harm", widen=AS_IT_IS.widen, **need)  # type: ignore[arg-type]
    seconds = timedelta(seconds=after)
    return Arrival(NOON + seconds, wanted, timedelta(seconds=patience), timedelta(minutes=10))


@pytest.fixture
def lives(redis_url: str):
    """Live through these calls with these people."""
    count = iter(range(100))
    redis = redis_at(redis_url, patience=5)
    redis.flushdb()

    def live(calls: list[Arrival], *workers: Worker, habits: Habits = ALWAYS) -> Day:
        routing = Routing(redis, prefix=f"{{evening}}:{next(count)}")
        return live_through(routing, calls, workers, habits=habits)

    yield live
    redis.close()


def fates(day: Day) -> list[tuple[float, str | None]]:
    return [(one.waited.total_seconds(), one.matched) for one in day.callers.values()]


def test_somebody_free_is_reached_in_the_time_it_takes_to_answer(lives) -> None:
    assert fates(lives([call(60)], ana())) == [(7.0, "exact")]


def test_who_finds_nobody_free_waits_for_the_talk_and_the_wrap_up_or_hangs_up(lives) -> None:
    waits, leaves = call(20, patience=3600), call(21, patience=30)
    day = lives([call(0), waits, leaves], ana())
    first, second, third = day.callers.values()
    assert first.joined_at == NOON + timedelta(seconds=7)
    assert second.joined_at == NOON + timedelta(seconds=7 + 600 + 120 + 7)
    assert (third.joined_at, third.waited) == (None, timedelta(seconds=30))


def test_danger_overtakes(lives) -> None:
    danger = call(30, patience=3600, urgency=Urgency.DANGER)
    day = lives([call(0), call(20, patience=3600), danger], ana())
    _, second, third = day.callers.values()
    assert third.joined_at is not None
    assert second.joined_at is not None
    assert third.joined_at < second.joined_at


def test_a_person_trained_for_something_else_is_asked_after_thirty_seconds(lives) -> None:
    ((waited, matched),) = fates(lives([call(60)], ana(certified="fraud")))
    assert (matched, 37 <= waited <= 39) == ("any_specialty", True)


def test_people_who_never_answer_leave_everybody_waiting_and_go_away(lives) -> None:
    day = lives([call(60, patience=120)], ana(), habits=Habits(takes=0.0, declines=0.0))
    assert fates(day) == [(120.0, None)]


def test_the_same_seed_is_the_same_day_and_another_is_another(lives) -> None:
    crowd = Crowd(80, {"en": 0.7, "es": 0.3}, {"harm": 1.0, None: 0.5}, widen=AS_IT_IS.widen)
    days = [
        fates(lives(list(arrivals(crowd, NOON, seed)),
                    *made_up(6, {"en": 0.7, "es": 0.3}, ["harm"], NOON)))
        for seed in (1, 1, 2)
    ]  # fmt: skip
    assert days[0] == days[1] != days[2]


def test_everybody_is_counted_once_and_figures_stand_side_by_side(lives) -> None:
    day = lives([call(60), call(90, language="es", patience=60)], ana())
    lines = list(columns({"as it is": summary(day), "again": summary(day)}))
    assert lines[0].split() == ["as", "it", "is", "again"]
    assert lines[1].split() == ["everybody", "called", "2", "2"]
    assert lines[2].split() == ["everybody", "reached", "a", "person", "50.0", "%", "50.0", "%"]
    assert any(line.split()[:2] == ["es", "called"] for line in lines)


def test_settings_are_changed_by_name() -> None:
    plan = changed(AS_IT_IS, ["any_specialty=60", "interpreter=never", "rarity=0s"])
    waits = {one.to: one.after.total_seconds() for one in plan.widen}
    assert waits["any_specialty"] == 60
    assert "interpreter" not in waits
    assert plan.timings.rarity == timedelta(0)


@pytest.mark.parametrize("wish", ["nothing=3", "rarity=soon", "rarity=-1", "ring", "ring=nan"])
def test_a_setting_that_is_none_is_explained(wish: str) -> None:
    with pytest.raises(UnknownSetting):
        changed(Plan(AS_IT_IS.timings, ()), [wish])
