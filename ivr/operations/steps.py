"""Which choices do callers make? Noted in Redis without slowing anybody, and kept in SQL."""

import logging
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import Any, cast

from redis import RedisError
from sqlalchemy import bindparam, text

from ivr.flow.choices import Chosen
from ivr.logs import log
from ivr.models.types import UtcDateTime
from ivr.runtime import Runtime

__all__ = ["STREAM", "drain", "names_of", "note"]

STREAM = "{helpline}:steps"
MOST = 100_000
"""Entries, about 20 MB, that wait for a clock that is away; then the oldest are lost."""
AT_ONCE = 500
SHOWN = 20
"""Hex digits by which a path is named."""
MINUTE = 60
KEEP = text(
    "INSERT INTO step_heard (path, turn, revision, step, choice, led_to, language, at)"
    " VALUES (:path, :turn, :revision, :step, :choice, :led_to, :language, :at)"
    " ON CONFLICT DO NOTHING"
).bindparams(bindparam("at", type_=UtcDateTime()))
"""In words that SQLite and PostgreSQL share."""


def note(rt: Runtime, call_id: str, revision: str, choices: Iterable[Chosen]) -> None:
    """One entry for each choice of this call; never raises when Redis is away: the choices are
    then lost, without harm."""
    entries = [_entry(rt, call_id, revision, one) for one in choices]
    if not entries:
        return
    try:
        with rt.redis.pipeline(transaction=False) as pipe:
            for entry in entries:
                pipe.xadd(STREAM, entry, maxlen=MOST, approximate=True)
            pipe.execute()
    except (RedisError, OSError):
        log("steps not noted, lost without harm", level=logging.WARNING)


def names_of(rt: Runtime, call_id: str) -> list[str]:
    """How the choices of this call are named, under each of our keys: only with a key can anybody
    say whose they were."""
    return [found[:SHOWN] for found in rt.seal.fingerprints(_named(call_id))]


def _named(call_id: str) -> str:
    return f"path {call_id}"


def _entry(rt: Runtime, call_id: str, revision: str, one: Chosen) -> dict[Any, Any]:
    return {
        "path": rt.seal.fingerprint(_named(call_id))[:SHOWN],
        "turn": one.turn,
        "revision": revision,
        "step": one.step,
        "choice": one.choice,
        "led_to": one.to,
        "language": one.language,
        "minute": int(rt.now().timestamp()) // MINUTE,
    }


def drain(rt: Runtime) -> None:
    """Keep in SQL what was noted since the last time. Two may do it at once, and it may be done
    again after a crash at any moment: each entry is kept once."""
    try:
        while entries := _oldest(rt):
            _keep(rt, [row for _, fields in entries if (row := _row(fields))])
            rt.redis.xdel(STREAM, *(number for number, _ in entries))
    except (RedisError, OSError):
        log("steps not drained, next time", level=logging.WARNING)


def _oldest(rt: Runtime) -> list[tuple[bytes, Mapping[bytes, bytes]]]:
    found = rt.redis.xrange(STREAM, count=AT_ONCE)
    return cast("list[tuple[bytes, Mapping[bytes, bytes]]]", found)


def _row(fields: Mapping[bytes, bytes]) -> dict[str, object] | None:
    try:
        said = {name.decode(): value.decode() for name, value in fields.items()}
        at = datetime.fromtimestamp(int(said.pop("minute")) * MINUTE, UTC)
        return {**said, "turn": int(said["turn"]), "at": at}
    except (KeyError, ValueError):
        log("a noted step cannot be read", level=logging.WARNING)
        return None


def _keep(rt: Runtime, rows: list[dict[str, object]]) -> None:
    if rows:
        with rt.db.begin() as session:
            session.execute(KEEP, rows)
