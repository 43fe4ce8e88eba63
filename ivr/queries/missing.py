"""What is missing for callers to be answered, in codes?"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from redis import RedisError
from sqlalchemy.exc import SQLAlchemyError

from ivr.bookshelf import NothingPublished
from ivr.operations import lines, people, retention
from ivr.runtime import Runtime

__all__ = ["CHECKS", "Missing", "missing"]


@dataclass(frozen=True)
class Missing:
    """One thing that is missing: `of` which part, which it is as a `code`, and what its sentence
    names."""

    of: str
    code: str
    told: Mapping[str, object] = field(default_factory=dict)


def _database(rt: Runtime) -> Missing | None:
    try:
        return None if rt.db.answers() else Missing("database", "old_tables")
    except SQLAlchemyError:
        return Missing("database", "no_database")


def _redis(rt: Runtime) -> Missing | None:
    if not rt.environment.redis_url:
        return Missing("redis", "no_redis")
    try:
        rt.redis.ping()
    except (RedisError, OSError):
        return Missing("redis", "redis_away")
    return None


def _flows(rt: Runtime) -> Missing | None:
    try:
        played = rt.books.live().sounds
    except NothingPublished:
        return Missing("flows", "no_flows")
    lost = [one.path for name, one in played.items() if not rt.sounds.has(name)]
    return Missing("flows", "no_sounds", {"n": len(lost), "first": lost[0]}) if lost else None


def _lines(rt: Runtime) -> Missing | None:
    strays = lines.strays(rt)
    return Missing("lines", "strays", {"n": strays}) if strays else None


def _people(rt: Runtime) -> Missing | None:
    known = people.everybody(rt)
    if not known:
        return Missing("people", "nobody")
    return None if any(one.on_duty for one in known) else Missing("people", "nobody_there")


def _retention(rt: Runtime) -> Missing | None:
    late = [one.kind.name for one in retention.every(rt) if one.overdue]
    return Missing("retention", "kept_too_long", {"kinds": ", ".join(late)}) if late else None


CHECKS: Mapping[str, Callable[[Runtime], Missing | None]] = {
    "database": _database,
    "redis": _redis,
    "flows": _flows,
    "lines": _lines,
    "people": _people,
    "retention": _retention,
}
"""Each part, and how it is looked at. Who asks the phone company asks it elsewhere: a page does
not wait for it."""


def missing(rt: Runtime) -> dict[str, Missing | None]:
    """By part what is missing, None where nothing is. What needs the database to be known says so
    while it is away."""
    found: dict[str, Missing | None] = {}
    for part, check in CHECKS.items():
        try:
            found[part] = check(rt)
        except SQLAlchemyError:
            found[part] = Missing(part, "unread")
    return found
