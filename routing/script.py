"""How does one event happen in Redis, whole or not at all?"""

import json
import re
from collections.abc import Callable, Mapping
from datetime import datetime
from importlib.resources import files
from typing import cast
from uuid import uuid4

from redis import Redis
from redis.commands.core import Script

from routing import timings as rules
from routing.assembly import assembled, numbered
from routing.instants import instant, milliseconds, moment
from routing.moves import Change, Happening, Moves, Proposal, What, Witness, Word
from routing.timings import Timings

PREFIX = "{helpline}:routing"
COMMON = ("ground", "writing", "people", "weariness", "calls", "offers", "match", "time")
"""Read before every event, in this order."""


class Unbuilt(Exception):
    """Raised by every event when Redis holds no routing state: rebuild, then repeat the event."""


def lua_texts() -> dict[str, str]:
    """The shipped scripts by name."""
    folder = files("routing").joinpath("lua")
    names = [entry.name for entry in folder.iterdir() if entry.name.endswith(".lua")]
    return {name.removesuffix(".lua"): folder.joinpath(name).read_text("utf-8") for name in names}


def numbers(timings: Timings) -> dict[str, int]:
    """Every span and rule that scripts name, spans in milliseconds."""
    return {name: milliseconds(span) for name, span in vars(timings).items()} | {
        "hard_to_rest": rules.HARD_TO_REST,
        "hard_to_spare": rules.HARD_TO_SPARE,
        "misses_to_away": rules.MISSES_TO_AWAY,
    }


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
        self.witness: Witness | None = None
        self.seed: Callable[[], str] = lambda: uuid4().hex
        texts = lua_texts() if texts is None else texts
        common, counts = "\n\n".join(texts[name] for name in COMMON), numbers(timings)
        self._scripts = {
            name: redis.register_script(numbered(assembled(common, text), counts))
            for name, text in texts.items()
            if name not in COMMON
        }

    def play(self, event: str, now: datetime, facts: Mapping[str, object] | None = None) -> Change:
        """Let the event happen at `now`, or at the last time seen if that is later.

        Raises `Unbuilt`, and whatever the Redis client raises.
        """
        said = {"now": instant(now), "seed": self.seed(), **(facts or {})}
        change = self._run(self._scripts[event], said)
        if self.witness is not None:
            self.witness(Happening(event, now, facts or {}, change))
        return change

    def ask(self, question: str, facts: Mapping[str, object]) -> str:
        """The answer to something that changes nothing and needs no time. Raises `Unbuilt`."""
        return self._run(self._scripts[question], {"now": 0, "seed": "", **facts}).answer

    def _run(self, script: Script, facts: Mapping[str, object]) -> Change:
        reply = script(keys=[self._prefix], args=[json.dumps(facts)])
        status, *rest = cast("list[object]", reply)
        if _text(status) == "unbuilt":
            raise Unbuilt
        return _change(rest)


def _change(reply: list[object]) -> Change:
    answer, *lists, when = reply
    built, count, at = (int(part) for part in _texts(when))
    proposals, expired, withdrawn, told = (cast("list[object]", each) for each in lists)
    moves = Moves(
        tuple(_proposal(row) for row in proposals),
        tuple(_text(offer) for offer in expired),
        tuple(_text(offer) for offer in withdrawn),
        tuple(_word(row) for row in told),
    )
    return Change(_text(answer), moves, (built, count), at)


def _proposal(row: object) -> Proposal:
    offer, call, responder, deadline, matched, mentor, slot = _texts(row)
    return Proposal(
        offer, call, responder, moment(int(deadline)), matched, mentor or None, moment(int(slot))
    )


def _word(row: object) -> Word:
    what, call, responder, ends = _texts(row)
    return Word(
        What(what), call or None, responder or None, moment(int(ends)) if int(ends) else None
    )


def _texts(row: object) -> list[str]:
    return [_text(part) for part in cast("list[object]", row)]


def _text(part: object) -> str:
    return part.decode() if isinstance(part, bytes) else str(part)
