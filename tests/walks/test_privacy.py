"""What can somebody learn who reads our logs, our Redis, our jobs or our addresses?"""

import json
import logging
import re
import sys
from collections.abc import Iterator
from datetime import datetime
from io import StringIO

import pytest
from redis import Redis
from rq import Queue
from rq.serializers import JSONSerializer
from test_texts import LIST, YES
from town import CALLER, NEUTRAL, PHONES, Town

from ivr import logs
from ivr.later import QUEUES, RqLater
from ivr.sandbox import NoAnswer

SECRETS = [CALLER, CALLER.lstrip("+"), *PHONES.values(), *(n.lstrip("+") for n in PHONES.values())]
NAMES = ("Ana", "Ben", "Carmen")


@pytest.fixture
def written(monkeypatch: pytest.MonkeyPatch) -> Iterator[StringIO]:
    """The log as a process in production writes it."""
    root, written = logging.getLogger(), StringIO()
    before = (root.handlers[:], root.level)
    monkeypatch.setattr(sys, "stderr", written)
    logs.configure("web", as_json=True)
    yield written
    root.handlers[:], root.level = before[0], before[1]


def whole_walk(town: Town) -> None:
    """A call with everything in it: a miss, a text, a talk, a loss, the duty phones, a reply."""
    town.add("Ana")
    town.phone("Ana").behaves(NoAnswer())
    leg = town.dial(["2", "2", LIST, YES])
    town.wait(60)
    town.add("Ben")
    town.wait_until("joined", CALLER)
    town.next_presses(leg, "", "1")
    town.leg("Ben").hang_up()
    for name in NAMES[:2]:
        town.off_duty(name)
    town.wait(80)
    leg.hang_up()
    town.wait(30)
    town.phone(CALLER).text(NEUTRAL, "my name is Maria")
    town.wait(5)


def betrayed(text: str) -> list[str]:
    """What in this text is about a person."""
    return [secret for secret in (*SECRETS, *NAMES, "Maria") if secret in text]


def test_the_log_carries_ids_and_codes_only(town: Town, written: StringIO) -> None:
    whole_walk(town)
    town.posts("/voice/steps/broken", CallSid="CA1", From=CALLER, Digits="9")
    town.lose_redis()
    town.add("Carmen")
    town.find_redis()
    log = written.getvalue()
    assert len(log.splitlines()) > 1
    assert betrayed(log) == []
    for line in log.splitlines():
        assert not {"Digits", "digits", "key", "keys"} & set(json.loads(line)), line


def test_redis_carries_ids_only(town: Town) -> None:
    town.later.jobs.clear()
    seen: list[str] = []
    enqueues = RqLater(town.rt.redis, clock=town.clock.now)
    remember = town.later.ask

    def both(queue: str, job: str, subject: str, at: datetime | None = None) -> None:
        enqueues.ask(queue, job, subject)
        remember(queue, job, subject, at)
        seen.append(everything_in(town.rt.redis))

    town.later.ask = both  # type: ignore[method-assign]
    whole_walk(town)
    assert len(seen) >= 4
    assert betrayed("\n".join(seen)) == []
    for text in seen:
        assert not re.search(r"\+?1?[2-9]\d{2}55501\d\d", text)


def test_a_job_is_one_id(town: Town) -> None:
    enqueues = RqLater(town.rt.redis, clock=town.clock.now)
    remember = town.later.ask

    def both(queue: str, job: str, subject: str, at: datetime | None = None) -> None:
        enqueues.ask(queue, job, subject)
        remember(queue, job, subject, at)

    town.later.ask = both  # type: ignore[method-assign]
    whole_walk(town)
    jobs = [
        job
        for name in QUEUES
        for job in Queue(name, connection=town.rt.redis, serializer=JSONSerializer).jobs
    ]
    assert {job.func_name for job in jobs} >= {"ivr.worker.ring", "ivr.worker.deliver"}
    for job in jobs:
        assert (job.args or [], list(job.kwargs)) == ([], ["id"])
        assert re.fullmatch(r"[0-9a-f]{20,33}", job.kwargs["id"])


def test_no_address_we_hand_out_tells_anything(town: Town) -> None:
    whole_walk(town)
    carried = [outgoing.url for outgoing in town.post.carried]
    bodies = [e.details["body"] for e in town.events("requested")]
    written = [url for body in bodies for url in re.findall(r'https?://[^"<\s]+', body)]
    texts = [text.body for text in town.phone(CALLER).inbox]
    assert len(carried) > 40
    assert betrayed("\n".join([*carried, *written, *texts])) == []
    for url in (*carried, *written):
        assert "?" not in url


def test_no_room_and_no_queue_is_named_after_anybody(town: Town) -> None:
    whole_walk(town)
    named = [e.details.get("conference") or e.details.get("queue") for e in town.exchange.record]
    labels = [e.details["label"] for e in town.events("joined")]
    assert betrayed(" ".join(str(name) for name in (*named, *labels))) == []


def everything_in(redis: Redis) -> str:
    """Every key and every value of a Redis, as text."""
    return "\n".join(f"{key!r} {_value(redis, key)!r}" for key in redis.keys("*"))


def _value(redis: Redis, key: bytes) -> object:
    readers = {
        b"string": lambda: redis.get(key),
        b"hash": lambda: redis.hgetall(key),
        b"set": lambda: redis.smembers(key),
        b"zset": lambda: redis.zrange(key, 0, -1, withscores=True),
        b"list": lambda: redis.lrange(key, 0, -1),
        b"stream": lambda: [fields for _, fields in redis.xrange(key)],
    }
    return readers[redis.type(key)]()
