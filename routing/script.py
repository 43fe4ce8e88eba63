"""How does one event happen in Redis, whole or not at all?"""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from importlib.resources import files
from typing import cast
from uuid import uuid4

from redis import Redis
from redis.commands.core import Script

from routing.moves import Change, Moves, Proposal

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MILLISECOND = timedelta(milliseconds=1)
PREFIX = "{helpline}:routing"
COMMON = ("responders", "calls", "match")  # read before every event, in this order


class Unbuilt(Exception):
    """Raised by every event when Redis holds no routing state: rebuild, then repeat the event."""


@dataclass(frozen=True)
class Timings:
    """How long things may last. Every span here is one our own processes measure.

    `ring` and `whisper` bound an offer. A call missed by somebody is not offered to them again for
    `missed_exclusion`, and they rest for `missed_pause`. A call taken back from somebody is kept
    from them for `withdrawn_exclusion`, so that what made it fail is not met again at once.
    `rarity` is how much less idle a responder counts for each further cell they can serve.
    """

    ring: timedelta = timedelta(seconds=23)
    whisper: timedelta = timedelta(seconds=20)
    missed_exclusion: timedelta = timedelta(seconds=60)
    missed_pause: timedelta = timedelta(seconds=60)
    withdrawn_exclusion: timedelta = timedelta(seconds=2)
    rarity: timedelta = timedelta(seconds=300)


def milliseconds(span: timedelta) -> int:
    return span // MILLISECOND


def instant(moment: datetime) -> int:
    """Milliseconds since 1970; raises ValueError for a time without a zone."""
    if moment.tzinfo is None:
        raise ValueError("a time without a zone is not a time")
    return (moment - EPOCH) // MILLISECOND


def moment(at: int) -> datetime:
    return EPOCH + at * MILLISECOND


def lua_texts() -> dict[str, str]:
    """The shipped scripts by name."""
    folder = files("routing").joinpath("lua")
    names = [entry.name for entry in folder.iterdir() if entry.name.endswith(".lua")]
    return {name.removesuffix(".lua"): folder.joinpath(name).read_text("utf-8") for name in names}


class Scripts:
    """The events, each one script. All keys share one hash slot: the prefix carries a ``{tag}``."""

    def __init__(
        self,
        redis: Redis,
        timings: Timings,
        prefix: str = PREFIX,
        texts: Mapping[str, str] | None = None,
    ) -> None:
        if not re.search(r"\{[^{}]+\}", prefix):
            raise ValueError("the prefix needs a {tag}, so that all keys share one hash slot")
        self._prefix = prefix
        self._spans = json.dumps({name: milliseconds(span) for name, span in vars(timings).items()})
        texts = lua_texts() if texts is None else texts
        common = "\n".join(texts[name] for name in COMMON)
        self._scripts = {
            name: redis.register_script(f"{common}\n{text}")
            for name, text in texts.items()
            if name not in COMMON
        }

    def play(self, event: str, now: datetime, facts: Mapping[str, object] | None = None) -> Change:
        """Let the event happen at `now`, or at the last time seen if that is later.

        Raises `Unbuilt`, and whatever the Redis client raises.
        """
        said = {"now": instant(now), "seed": uuid4().hex, **(facts or {})}
        return self._run(self._scripts[event], said)

    def ask(self, question: str, facts: Mapping[str, object]) -> str:
        """The answer to something that changes nothing and needs no time. Raises `Unbuilt`."""
        return self._run(self._scripts[question], {"now": 0, "seed": "", **facts}).answer

    def _run(self, script: Script, facts: Mapping[str, object]) -> Change:
        reply = script(keys=[self._prefix], args=[self._spans, json.dumps(facts)])
        status, *rest = cast("list[object]", reply)
        if _text(status) == "unbuilt":
            raise Unbuilt
        return _change(rest)


def _change(reply: list[object]) -> Change:
    answer, proposals, expired = reply
    rows = cast("list[list[object]]", proposals)
    ended = cast("list[object]", expired)
    moves = Moves(tuple(_proposal(row) for row in rows), tuple(_text(offer) for offer in ended))
    return Change(_text(answer), moves)


def _proposal(row: list[object]) -> Proposal:
    offer, call, responder, deadline, matched = (_text(part) for part in row)
    return Proposal(offer, call, responder, moment(int(deadline)), matched)


def _text(part: object) -> str:
    return part.decode() if isinstance(part, bytes) else str(part)
