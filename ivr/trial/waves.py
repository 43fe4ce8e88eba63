"""What does a whole call cost a server that is busy? Many events in each request."""

import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from statistics import median

from redis import Redis

from ivr.trial.crowds import BEGINS, callers
from routing.instants import instant
from routing.line import call_facts
from routing.match import Proposal, Routing, WaitingCall
from routing.script import change

__all__ = ["cost", "empty", "script_time"]

WAVE = 20
WAVES = 60
WRAP_UP = timedelta(seconds=60)
NOTHING = "return ''"
Said = dict[str, object]
Words = Sequence[str | int]


def cost(redis: Redis, routing: Routing) -> float:
    """Microseconds of the server's own time for one call: entered, accepted, finished, its
    responder free again; the middle of many waves."""
    spent = []
    for wave in range(WAVES):
        now = BEGINS + timedelta(seconds=2, milliseconds=wave)
        with_whom, took = _wave(redis, routing, wave, now)
        spent.append(took / with_whom)
    return median(spent)


def empty(redis: Redis) -> float:
    """The same for four scripts that do nothing."""
    sha = redis.script_load(NOTHING)
    said = json.dumps({"now": 0, "seed": "0" * 32, "offer": "0" * 33})
    each: list[Words] = [("EVALSHA", sha, 1, "{nothing}", "accept", said)] * WAVE
    return median(4 * _played(redis, each)[1] / WAVE for _ in range(WAVES))


def _wave(redis: Redis, routing: Routing, wave: int, now: datetime) -> tuple[int, float]:
    """How many calls were helped, and what that cost; the others leave, which is not counted."""
    calls = [_caller(wave * WAVE + turn, now) for turn in range(WAVE)]
    entered: Sequence[Said] = [{"call": call_facts(call)} for call in calls]
    came, spent = _all(redis, routing, "enter", now, entered)
    offers = [offer for each in came for offer in each]
    alone: list[Said] = [
        {"call": c.id, "rest_until": 0} for c, o in zip(calls, came, strict=True) if not o
    ]
    _all(redis, routing, "leave", now, alone)
    over = {"rest_until": instant(now + WRAP_UP), "keeps_place": False, "credit": 0}
    rest: dict[str, list[Said]] = {
        "accept": [{"offer": one.offer_id} for one in offers],
        "finish": [{"offer": one.offer_id, **over} for one in offers],
        "ready": [{"responder": one.responder_id} for one in offers],
    }
    for event, said in rest.items():
        spent += _all(redis, routing, event, now, said)[1]
    return len(offers), spent


def _caller(number: int, now: datetime) -> WaitingCall:
    call = CALLERS[number % len(CALLERS)]
    need = replace(call.need, hard=False)
    return replace(call, id=f"w{number}", waiting_since=now, need=need)


CALLERS = callers(100, wishes=False)


def _all(
    redis: Redis, routing: Routing, event: str, now: datetime, said: Sequence[Said]
) -> tuple[list[tuple[Proposal, ...]], float]:
    words = [routing.words(event, now, facts) for facts in said]
    answers, spent = _played(redis, words)
    return [change(answer.decode()).moves.proposals for answer in answers], spent


def _played(redis: Redis, commands: Sequence[Words]) -> tuple[list[bytes], float]:
    """What each answered, and the microseconds that the server worked for all of them."""
    redis.config_resetstat()
    waiting = redis.pipeline(transaction=False)
    for words in commands:
        waiting.execute_command(*words)  # type: ignore[no-untyped-call]
    answers = waiting.execute()
    return answers, script_time(redis)


def script_time(redis: Redis) -> float:
    """Microseconds the server worked for scripts, however they were called, since it was asked."""
    stats = redis.info("commandstats")
    ours = (f"cmdstat_{name}" for name in ("fcall", "evalsha"))
    return sum(float(stats[name]["usec"]) for name in ours if name in stats)
