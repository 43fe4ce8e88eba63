"""What holds whatever happens, in whatever order?"""

from dataclasses import replace
from datetime import timedelta

from evenings import evenings
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, rule, run_state_machine_as_test
from redis import Redis
from world import EVENTS, TIMINGS, World


def machine(redis: Redis) -> type[RuleBasedStateMachine]:
    """Random evenings: every event of the world is a rule."""

    def play(event):  # type: ignore[no-untyped-def]
        def happens(self, data):  # type: ignore[no-untyped-def]
            event(self.world, lambda choices: data.draw(st.sampled_from(choices)))

        return rule(data=st.data())(happens)

    class Evening(RuleBasedStateMachine):
        def __init__(self) -> None:
            super().__init__()
            self.world = World(redis)

    for number, event in enumerate(EVENTS):
        setattr(Evening, f"{event.__name__}_{number}", play(event))
    return Evening


def test_every_evening_ends_as_the_policy_says(redis: Redis) -> None:
    run_state_machine_as_test(
        machine(redis),
        settings=settings(
            max_examples=30,
            stateful_step_count=40,
            deadline=None,
            derandomize=True,
            database=None,
            suppress_health_check=list(HealthCheck),
        ),
    )


def test_long_evenings_end_as_the_policy_says(redis: Redis) -> None:
    evenings(redis, [0, 1])


def test_evenings_in_which_phones_are_rung_one_after_the_other(redis: Redis) -> None:
    evenings(redis, [2], timings=replace(TIMINGS, pace=timedelta(seconds=1)))
