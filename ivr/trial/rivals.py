"""What else could match callers and responders, and what would it cost? Only for comparison."""

import json
import time
from typing import Any, cast

import psycopg
from redis import Redis

from routing.match import OnDuty, WaitingCall

__all__ = ["Rows", "Scan"]

SCAN = """
local wanted, kind = cjson.decode(ARGV[1]), ARGV[2]
local best, best_score
local flat = redis.call('HGETALL', kind)
for i = 1, #flat, 2 do
  local one = cjson.decode(flat[i + 1])
  local fits = false
  for _, language in ipairs(one.languages) do
    for _, mine in ipairs(wanted.languages) do fits = fits or language == mine end
  end
  local trained = false
  for _, specialty in ipairs(one.specialties) do
    for _, mine in ipairs(wanted.specialties) do trained = trained or specialty == mine end
  end
  if fits and trained and (not best or one.score < best_score) then
    best, best_score = flat[i], one.score
  end
end
return best
"""
TABLES = """
CREATE UNLOGGED TABLE idle (responder text, language text, specialty text, score bigint);
CREATE UNLOGGED TABLE waiting (call text, language text, specialty text, score bigint);
CREATE UNLOGGED TABLE held (call text, responder text);
CREATE INDEX ON idle (language, specialty, score);
CREATE INDEX ON idle (responder);
CREATE INDEX ON waiting (language, specialty, score);
CREATE INDEX ON waiting (call);
"""
FIRST_IDLE = """
SELECT responder FROM idle WHERE language = %s AND specialty = %s
ORDER BY score LIMIT 1 FOR UPDATE SKIP LOCKED
"""
FIRST_WAITING = """
SELECT call FROM waiting WHERE language = ANY(%s) AND specialty = ANY(%s)
ORDER BY score LIMIT 1 FOR UPDATE SKIP LOCKED
"""


class Scan:
    """One hash of everybody, looked through from the first to the last: microseconds of server."""

    def __init__(self, redis: Redis, everybody: list[dict[str, Any]], kind: str) -> None:
        redis.delete(kind)
        for start in range(0, len(everybody), 1000):
            page = everybody[start : start + 1000]
            redis.hset(kind, mapping={one["id"]: json.dumps(one) for one in page})
        self._find = redis.register_script(SCAN)
        self._kind = kind

    def find(self, wanted: dict[str, Any]) -> object:
        """The first that fits."""
        return self._find(args=[json.dumps(wanted), self._kind])


def flat(one: OnDuty | WaitingCall) -> dict[str, Any]:
    """What a scan looks at."""
    if isinstance(one, WaitingCall):
        since = one.rank.timestamp()
        asked = {"languages": [one.need.language], "specialties": [one.need.specialty]}
        return {"id": one.id, "score": since, **asked}
    who = one.responder
    held = {"languages": sorted(who.languages), "specialties": sorted(who.certificates)}
    return {"id": who.id, "score": one.idle_since.timestamp(), **held}


class Rows:
    """Rows in PostgreSQL, taken with SKIP LOCKED under one advisory lock, without which two who
    come at the same moment may both end up waiting: microseconds on the clock, network included."""

    def __init__(
        self, url: str, crowd: str, people: list[OnDuty], calls: list[WaitingCall]
    ) -> None:
        """In tables of their own, under the name of this crowd."""
        self._rows = psycopg.connect(url.replace("+psycopg", ""), autocommit=True)
        own = f"DROP SCHEMA IF EXISTS {crowd} CASCADE; CREATE SCHEMA {crowd}"
        self._rows.execute(cast("Any", f"{own}; SET search_path = {crowd}; {TABLES}"))
        with self._rows.cursor() as cursor:
            with cursor.copy("COPY idle FROM STDIN") as copy:
                for person in people:
                    for row in _idle(person):
                        copy.write_row(row)
            with cursor.copy("COPY waiting FROM STDIN") as copy:
                for call in calls:
                    copy.write_row(_waiting(call))
        self._rows.execute("ANALYZE")

    def arrives(self, call: WaitingCall) -> float:
        """A call arrives, takes whom it finds, and both are put back; what the taking cost."""
        began, rows = time.perf_counter(), list[tuple[object, ...]]()
        with self._rows.transaction():
            self._rows.execute("SELECT pg_advisory_xact_lock(1)")
            asked = (call.need.language, call.need.specialty)
            found = self._rows.execute(FIRST_IDLE, asked).fetchone()
            if found is None:
                self._rows.execute("INSERT INTO waiting VALUES (%s, %s, %s, %s)", _waiting(call))
            else:
                gone = "DELETE FROM idle WHERE responder = %s RETURNING *"
                rows = self._rows.execute(gone, found).fetchall()
                self._rows.execute("INSERT INTO held VALUES (%s, %s)", (call.id, found[0]))
        took = time.perf_counter() - began
        with self._rows.cursor() as cursor:
            if found is None:
                cursor.execute("DELETE FROM waiting WHERE call = %s", (call.id,))
            else:
                cursor.executemany("INSERT INTO idle VALUES (%s, %s, %s, %s)", rows)
        return took * 1e6

    def frees(self, person: OnDuty) -> float:
        """A responder frees and takes whom they find; likewise."""
        began, rows = time.perf_counter(), list[tuple[object, ...]]()
        who = person.responder
        asked = (sorted(who.languages), sorted(who.certificates))
        with self._rows.transaction():
            self._rows.execute("SELECT pg_advisory_xact_lock(1)")
            found = self._rows.execute(FIRST_WAITING, asked).fetchone()
            if found is not None:
                gone = "DELETE FROM waiting WHERE call = %s RETURNING *"
                rows = self._rows.execute(gone, found).fetchall()
                self._rows.execute("INSERT INTO held VALUES (%s, %s)", (found[0], who.id))
        took = time.perf_counter() - began
        if found is not None:
            with self._rows.cursor() as cursor:
                cursor.executemany("INSERT INTO waiting VALUES (%s, %s, %s, %s)", rows)
        return took * 1e6

    def close(self) -> None:
        """Nobody looks at the rows any more."""
        self._rows.close()


def _idle(person: OnDuty) -> list[tuple[str, str, str, int]]:
    who, score = person.responder, int(person.idle_since.timestamp() * 1000)
    return [
        (who.id, language, specialty, score)
        for language in who.languages
        for specialty in who.certificates
    ]


def _waiting(call: WaitingCall) -> tuple[str, str, str | None, int]:
    return call.id, call.need.language, call.need.specialty, int(call.rank.timestamp() * 1000)
