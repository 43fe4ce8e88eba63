"""How does one event happen in Redis, whole or not at all?"""

import json
import re
from collections.abc import Callable, Mapping
from datetime import datetime
from importlib.resources import files
from uuid import uuid4

from redis import Redis

from routing import records
from routing import timings as rules
from routing.instants import instant, milliseconds, moment
from routing.library import Library
from routing.moves import Change, Happening, Moves, Proposal, What, Witness, Word
from routing.timings import Timings

PREFIX = "{helpline}:routing"
COMMON = ("ground", "writing", "people", "weariness", "calls", "offers", "match", "time")
"""What all events share, in this order."""
NUMBER = re.compile(r"\b(?:spans|rules)\.(\w+)")


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


def library_text(texts: Mapping[str, str], timings: Timings) -> str:
    """Everything that happens in Redis: what all events share, then each of them by name."""
    found = numbers(timings)
    parts = [records.lua(), *(texts[name] for name in COMMON)]
    parts += [
        f"events.{name} = function()\n{text}\nend"
        for name, text in sorted(texts.items())
        if name not in COMMON
    ]
    return NUMBER.sub(lambda one: str(found[one[1]]), "\n\n".join(parts))


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
        self._library = Library(
            redis, library_text(lua_texts() if texts is None else texts, timings)
        )

    def play(self, event: str, now: datetime, facts: Mapping[str, object] | None = None) -> Change:
        """Let the event happen at `now`, or at the last time seen if that is later.

        Raises `Unbuilt`, and whatever the Redis client raises.
        """
        said = {"now": instant(now), "seed": self.seed(), **(facts or {})}
        change = self._run(event, said)
        if self.witness is not None:
            self.witness(Happening(event, now, facts or {}, change))
        return change

    def ask(self, question: str, facts: Mapping[str, object]) -> str:
        """The answer to something that changes nothing and needs no time. Raises `Unbuilt`."""
        return self._run(question, {"now": 0, "seed": "", **facts}).answer

    def _run(self, event: str, facts: Mapping[str, object]) -> Change:
        reply = self._library.call(self._prefix, event, json.dumps(facts, separators=(",", ":")))
        if reply == b"unbuilt" or reply == "unbuilt":
            raise Unbuilt
        return change(_text(reply))


def change(reply: str) -> Change:
    """What a script answered: see `said_back` in time.lua."""
    first, *lines = reply.split("\n")
    answer, *when = first.rsplit(" ", 3)
    built, count, at = map(int, when)
    heard: dict[str, list[str]] = {"proposal": [], "expired": [], "withdrawn": [], "told": []}
    for line in lines:
        kind, _, words = line.partition(" ")
        heard[kind].append(words)
    moves = Moves(
        tuple(_proposal(words) for words in heard["proposal"]),
        tuple(heard["expired"]),
        tuple(heard["withdrawn"]),
        tuple(_word(words) for words in heard["told"]),
    )
    return Change(answer, moves, (built, count), at)


def _proposal(words: str) -> Proposal:
    offer, call, responder, deadline, matched, mentor, slot = words.split(" ")
    return Proposal(
        offer, call, responder, moment(int(deadline)), matched, mentor or None, moment(int(slot))
    )


def _word(words: str) -> Word:
    what, call, responder, ends = words.split(" ")
    return Word(
        What(what), call or None, responder or None, moment(int(ends)) if int(ends) else None
    )


def _text(part: object) -> str:
    return part.decode() if isinstance(part, bytes) else str(part)
