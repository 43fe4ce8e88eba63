"""Which moments have to go right in every evening, told one by one?

Each is a few events in the world: what Redis does and what the policy says have to agree after
each of them. A rule that is broken on purpose is noticed here at once, and always.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

from evening import Pick, seconds
from people import ABUSE, ABUSE_WIDENING, DANGER, caller, trained, widen
from redis import Redis
from world import World

from routing.match import Lately, Need, OnDuty, WaitingCall, Widen

NOTHING = Lately()
HARD = replace(ABUSE, hard=True)
ASKED_FIRST = Widen(seconds(5), "any_gender", ask_first=True)


def chosen(*places: int) -> Pick:
    """Picks that are known: of the first choice the one at the first place, and so on; afterwards
    always the first."""
    left = list(places)

    def pick(choices: Sequence[Any]) -> Any:
        return choices[left.pop(0) if left else 0]

    return pick


def comes(world: World, name: str, *, idle: float = 0, lasts: float = 9e6, **more: str) -> None:
    """Somebody comes on duty, idle for so many seconds, whose certificates last so long."""
    until = world.now + seconds(lasts)
    who = OnDuty(trained(name, until=until, **more), world.now - seconds(idle))
    world.moved(
        lambda: world.routing.roster.arrive(who.responder, world.now, who.idle_since),
        lambda: world.twin.arrive(who.responder, who.idle_since, NOTHING),
    )


def calls(world: World, call: WaitingCall) -> None:
    """Somebody enters the line."""
    world.moved(lambda: world.routing.line.enter(call, world.now), lambda: world.twin.enter(call))


def waits(world: World, name: str, need: Need = ABUSE, *, ago: float = 0, **more: Any) -> None:
    """Somebody enters the line who has waited for so long."""
    calls(world, caller(name, need, world.now - seconds(ago), **more))


def time_passes(world: World, span: float) -> None:
    """Nothing happens but time."""
    world.now += seconds(span)
    world.tick(chosen())


def wraps_up(world: World, span: float) -> None:
    """Ana wraps up for so long: 5 or 60 seconds."""
    world.rest(chosen(0, {5: 0, 60: 2}[int(span)], 1))


def a_caller_waits_for_whom_they_know(world: World) -> None:
    comes(world, "ana")
    comes(world, "ben")
    wraps_up(world, 5)
    waits(world, "one", replace(ABUSE, known="ana"))
    time_passes(world, 2)
    time_passes(world, 10)


def a_caller_does_not_wait_long_for_whom_they_know(world: World) -> None:
    comes(world, "ana")
    comes(world, "ben")
    wraps_up(world, 60)
    waits(world, "one", replace(ABUSE, known="ana"))


def danger_waits_for_nobody_in_particular(world: World) -> None:
    comes(world, "ana")
    comes(world, "ben")
    wraps_up(world, 5)
    waits(world, "one", replace(DANGER, known="ana"))


def danger_goes_first(world: World) -> None:
    waits(world, "one", ago=90)
    waits(world, "two", DANGER)
    comes(world, "ana")
    time_passes(world, 24)


def danger_takes_whoever_is_there(world: World) -> None:
    comes(world, "ana", holds="legal")
    waits(world, "one", DANGER)


def who_came_first_is_first_though_they_say_it_again(world: World) -> None:
    waits(world, "one", ago=90)
    waits(world, "two", ago=39)
    waits(world, "one")
    comes(world, "ana")


def who_said_no_is_not_asked_again(world: World) -> None:
    comes(world, "ana")
    waits(world, "one")
    world.decline(chosen())
    time_passes(world, 61)


def who_let_it_ring_is_not_asked_at_once(world: World) -> None:
    comes(world, "ana")
    waits(world, "one")
    world.miss(chosen(0, 0, 1))
    time_passes(world, 2)
    time_passes(world, 61)


def who_cannot_be_taken_is_passed_over(world: World) -> None:
    waits(world, "one", ago=90, refused="ana")
    waits(world, "two")
    comes(world, "ana")


def a_certificate_counts_at_the_key(world: World) -> None:
    comes(world, "ana", lasts=10)
    waits(world, "one")
    world.now += seconds(10)
    world.accept(chosen())


def a_certificate_counts_when_somebody_is_asked(world: World) -> None:
    comes(world, "ana", lasts=10)
    time_passes(world, 10)
    waits(world, "one")


def one_phone_rings_for_each_caller(world: World) -> None:
    for name in ("ana", "ben"):
        comes(world, name)
    waits(world, "one")
    time_passes(world, 24)


def one_of_two_wins(world: World) -> None:
    for name in ("ana", "ben"):
        comes(world, name)
    waits(world, "one", replace(ABUSE, rings_at_once=2))
    world.accept(chosen())
    world.decline(chosen())
    world.leave(chosen(0, 1))
    time_passes(world, 10)


def the_rare_linguist_is_kept(world: World) -> None:
    comes(world, "ana", speaks="es so", idle=60)
    comes(world, "ben")
    waits(world, "one")


def protected_callers_wait_for_their_own(world: World) -> None:
    need = Need("es", "child", protected=True, widen=ABUSE_WIDENING.widen)
    comes(world, "ana")
    waits(world, "one", need)
    time_passes(world, 61)


def credit_brings_somebody_forward(world: World) -> None:
    waits(world, "one", ago=39)
    waits(world, "two", credit=90)
    comes(world, "ana")


def two_hard_calls(world: World) -> None:
    """Ana has taken two hard calls in a row, and wraps up for five seconds."""
    for name in ("one", "two"):
        waits(world, name, HARD)
        world.accept(chosen())
        world.finish(chosen(0, 0, 1))
        if name == "one":
            time_passes(world, 10)


def hard_calls_earn_a_rest_that_danger_ends(world: World) -> None:
    comes(world, "ben", speaks="en")
    comes(world, "ana")
    two_hard_calls(world)
    time_passes(world, 10)
    waits(world, "three")
    waits(world, "four", DANGER)


def nobody_waits_for_who_rests_afterwards(world: World) -> None:
    comes(world, "ana")
    two_hard_calls(world)
    comes(world, "ben")
    waits(world, "three", replace(ABUSE, known="ana"))


def the_certificate_itself_counts_at_the_key(world: World) -> None:
    who = trained("ana", holds="domestic_abuse legal")
    ends = {**who.certificates, "domestic_abuse": world.now + seconds(10)}
    who = replace(who, certificates=ends)
    world.moved(
        lambda: world.routing.roster.arrive(who, world.now),
        lambda: world.twin.arrive(who, world.now, NOTHING),
    )
    waits(world, "one")
    world.now += seconds(10)
    world.accept(chosen())


def the_whisper_is_added_once(world: World) -> None:
    comes(world, "ana")
    waits(world, "one")
    world.answered(chosen())
    world.accept(chosen())


def a_wish_is_kept_until_the_caller_agrees(world: World) -> None:
    comes(world, "ana", gender="m")
    waits(world, "one", replace(ABUSE, gender="f", widen=(ASKED_FIRST,)))
    time_passes(world, 10)


def an_area_is_wished_for_a_while(world: World) -> None:
    comes(world, "ana", areas="towns")
    waits(world, "one", replace(ABUSE, area="city", widen=widen(any_area=2)))
    time_passes(world, 2)


Scene = Callable[[World], None]
SCENES: tuple[Scene, ...] = (
    a_caller_waits_for_whom_they_know, a_caller_does_not_wait_long_for_whom_they_know,
    danger_waits_for_nobody_in_particular, danger_goes_first, danger_takes_whoever_is_there,
    who_came_first_is_first_though_they_say_it_again, who_said_no_is_not_asked_again,
    who_let_it_ring_is_not_asked_at_once, who_cannot_be_taken_is_passed_over,
    a_certificate_counts_at_the_key, a_certificate_counts_when_somebody_is_asked,
    one_phone_rings_for_each_caller, one_of_two_wins, the_rare_linguist_is_kept,
    credit_brings_somebody_forward, hard_calls_earn_a_rest_that_danger_ends,
    nobody_waits_for_who_rests_afterwards, the_certificate_itself_counts_at_the_key,
    the_whisper_is_added_once, a_wish_is_kept_until_the_caller_agrees,
    an_area_is_wished_for_a_while, protected_callers_wait_for_their_own,
)  # fmt: skip


def live_through(redis: Redis, **how: Any) -> None:
    """Every scene, each in a world of its own."""
    for scene in SCENES:
        scene(World(redis, **how))
