"""What do a victim and a responder notice when a worker is killed, at whichever moment?"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from killing import NEVER, Executioner, Kennel, executioner
from rq.job import Job
from rq.registry import FailedJobRegistry, StartedJobRegistry
from rq.serializers import JSONSerializer
from test_privacy import betrayed, everything_in
from town import CALLER, Town

from ivr import worker
from ivr.later import KEEP_FAILED_SECONDS
from ivr.models import Message, MessageState
from ivr.operations import messages
from ivr.sandbox.faults import RestFault

TWO_MINUTES = 120
HANDS_OVER = "/Messages.json"
WAITS = (MessageState.PROMISED, MessageState.SENDING)
NOTHING_HARD = "10"
"""English, then a person: after calls of this kind nobody needs a rest."""
CAME = (MessageState.SENT, MessageState.DELIVERED)


@pytest.fixture(scope="module")
def kennel() -> Iterator[Kennel]:
    """Where workers come from."""
    made = Kennel()
    yield made
    made.close()


@pytest.fixture
def kills(town: Town, kennel: Kennel, tmp_path: Path) -> Iterator[Executioner]:
    """Workers of a town on SQLite, to be killed."""
    with executioner(town, kennel, tmp_path) as made:
        yield made


@pytest.fixture
def either_kills(either_town: Town, kennel: Kennel, tmp_path: Path) -> Iterator[Executioner]:
    """The same on SQLite and on PostgreSQL."""
    with executioner(either_town, kennel, tmp_path) as made:
        yield made


@dataclass
class Promise:
    """A text that somebody was promised, and where its worker died."""

    id: str
    number: str
    died: str = ""


def promised(town: Town, count: int) -> Promise:
    """Somebody with a phone of their own has just been promised the list."""
    number = f"+1{212 + count // 100}55501{count % 100:02}"
    book = town.rt.books.live()
    asked = messages.Asked(None, count, number, "general_list", "es", book.short)
    with town.rt.db.begin() as session:
        return Promise(messages.promise_at_once(town.rt, session, asked), number)


def row(town: Town, promise: Promise) -> Message:
    """What is written of this text."""
    with town.rt.db.read() as session:
        return session.get_one(Message, promise.id)


def handed_over(town: Town, promise: Promise) -> int:
    """How often the phone company was handed a text for this person, whose record it deletes."""
    return len(town.events("text_ordered", promise.number))


def died(town: Town, promise: Promise) -> str:
    """How far it had come when its worker died."""
    found = row(town, promise)
    if found.asked_at is not None and found.state == MessageState.SENDING:
        return "handed over" if handed_over(town, promise) else "asked"
    return str(found.state)


def kill_at(kills: Executioner, line: int, count: int) -> Promise:
    """A worker dies at this line of sending a text."""
    promise = promised(kills.town, count)
    kills.dies_at(line, "send", "deliver", promise.id)
    promise.died = died(kills.town, promise)
    return promise


def kill_asking(kills: Executioner, side: str, count: int) -> Promise:
    """A worker dies while the phone company hears it, or answers it."""
    promise = promised(kills.town, count)
    kills.dies_asking(HANDS_OVER, side, ("send", "deliver", promise.id))
    promise.died = died(kills.town, promise)
    return promise


def spread(kills: Executioner, rounds: int, first: int = 0) -> list[Promise]:
    """So many deaths, at lines from the first one to the last."""
    whole = promised(kills.town, first)
    lines = kills.dies_at(NEVER, "send", "deliver", whole.id)
    whole.died = died(kills.town, whole)
    step = lines / (rounds - 1)
    deaths = [kill_at(kills, 1 + int(n * step), first + n + 1) for n in range(rounds - 1)]
    return [whole, *deaths]


def again(town: Town, all_of_them: list[Promise]) -> None:
    """A queue gives the jobs of its dead workers to another one."""
    for promise in all_of_them:
        worker.do(town.rt, "deliver", promise.id)


def kept(town: Town, promise: Promise) -> bool:
    """At most one text; exactly one if nobody had asked for it when the worker died; and what is
    written of it is what happened."""
    state, came = row(town, promise).state, handed_over(town, promise)
    unasked = promise.died in WAITS
    return came <= 1 and state not in WAITS and (state in CAME) == (came == 1) and came >= unasked


def test_whenever_a_worker_is_killed_at_most_one_text_comes_and_none_is_stuck(
    either_kills: Executioner,
) -> None:
    """Fifty deaths on either database: at lines all the way through, and around the one request."""
    kills, town = either_kills, either_kills.town
    all_of_them = spread(kills, 40)
    for side in ("before", "after"):
        begin = len(all_of_them)
        all_of_them += [kill_asking(kills, side, begin + n) for n in range(5)]
    assert len(all_of_them) == 50
    everywhere = {"promised", "sending", "asked", "handed over", "sent"}
    assert {promise.died for promise in all_of_them} == everywhere
    again(town, all_of_them)
    town.wait(TWO_MINUTES)
    assert [promise for promise in all_of_them if not kept(town, promise)] == []
    again(town, all_of_them)
    town.wait(10)
    assert [promise for promise in all_of_them if not kept(town, promise)] == []


def test_of_a_job_whose_worker_died_the_queue_keeps_an_id_for_an_hour(kills: Executioner) -> None:
    redis = kills.town.rt.redis
    promise = kill_at(kills, 1, 0)
    names = {"connection": redis, "serializer": JSONSerializer}
    started, failed = StartedJobRegistry("send", **names), FailedJobRegistry("send", **names)
    next_week = (datetime.now(UTC) + timedelta(days=7)).timestamp()
    started.cleanup(timestamp=next_week)
    assert (len(started), failed.get_job_count(cleanup=False)) == (0, 1)
    (job,) = Job.fetch_many(failed.get_job_ids(cleanup=False), redis, JSONSerializer)
    assert job is not None
    assert (job.args or [], job.kwargs) == ([], {"id": promise.id})
    assert 0 < redis.ttl(f"rq:job:{job.id}") <= KEEP_FAILED_SECONDS
    assert betrayed(everything_in(redis)) == []
    assert promise.number.lstrip("+") not in everything_in(redis)
    failed.cleanup(timestamp=next_week)
    assert failed.get_job_count(cleanup=False) == 0


def test_without_receipts_what_a_dead_worker_left_is_looked_for(kills: Executioner) -> None:
    town = kills.town
    town.post.loses("/receipt")
    all_of_them = [kill_asking(kills, "after", n) for n in range(3)]
    town.wait(TWO_MINUTES)
    assert [row(town, promise).state for promise in all_of_them] == [MessageState.SENT] * 3
    assert all(kept(town, promise) for promise in all_of_them)


def test_receipts_that_come_late_and_from_the_last_to_the_first_settle_it(
    kills: Executioner,
) -> None:
    town = kills.town
    town.post.holds("/receipt")
    all_of_them = [kill_asking(kills, "after", n) for n in range(3)]
    town.wait(TWO_MINUTES)
    town.post.release()
    town.wait(1)
    assert [row(town, promise).state for promise in all_of_them] == [MessageState.DELIVERED] * 3
    assert all(kept(town, promise) for promise in all_of_them)


@pytest.mark.parametrize(
    "fault",
    [
        RestFault("refuse", where=HANDS_OVER, status=429, code=20429, times=1),
        RestFault("refuse", where=HANDS_OVER, status=503, times=1),
        RestFault("refuse", where=HANDS_OVER, status=503, done=True, times=1),
        RestFault("hang_up", where=HANDS_OVER, done=True, times=1),
        RestFault("refuse", where=HANDS_OVER, status=400, code=21610, times=1),
    ],
    ids=["too busy", "broken", "broken after it sent", "hung up after it sent", "opted out"],
)
def test_a_worker_killed_while_it_copes_with_a_refusal_changes_nothing(
    kills: Executioner, fault: RestFault
) -> None:
    town = kills.town
    whole = promised(town, 0)
    town.exchange.faults.add(fault)
    lines = kills.dies_at(NEVER, "send", "deliver", whole.id)
    all_of_them = [whole]
    for count in range(1, 6):
        fault.times = 1
        town.exchange.faults.add(fault)
        all_of_them.append(kill_at(kills, lines - 9 * (count - 1), count))
        town.exchange.faults.clear()
    again(town, all_of_them)
    town.wait(TWO_MINUTES)
    for promise in all_of_them:
        assert row(town, promise).state not in WAITS
        assert handed_over(town, promise) <= 1


def test_whenever_the_worker_that_rings_is_killed_somebody_is_rung_and_comes(
    kills: Executioner,
) -> None:
    """A ring, unlike a text, is asked for again: every caller meets somebody within two minutes."""
    town = kills.town
    for name in ("Ana", "Ben", "Carmen"):
        town.add(name)
    lines = caller_whose_worker_dies(kills, NEVER)
    for n in range(8):
        caller_whose_worker_dies(kills, 1 + n * lines // 7)


def caller_whose_worker_dies(kills: Executioner, line: int) -> int:
    """Somebody calls, the worker that rings for them dies, and they meet a responder all the same;
    returns how many lines it came to."""
    town = kills.town
    town.worker_works = False
    leg = town.dial(NOTHING_HARD)
    town.wait_until("queued", CALLER)
    town.settle()
    ((job, offer),) = [one for one in town.later.jobs if one[0] == "ring"]
    town.later.jobs.clear()
    came_to = kills.dies_at(line, "ring", job, offer)
    town.worker_works = True
    worker.do(town.rt, job, offer)
    town.wait_until("joined", CALLER, within=TWO_MINUTES)
    assert len(town.company(leg)) == 2
    leg.hang_up()
    town.wait(150)
    return came_to
