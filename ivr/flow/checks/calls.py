"""What does a caller live through who calls a draft, in every state the world can be in?"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import product
from typing import Final

from ivr.flow import engine
from ivr.flow.book import Book
from ivr.flow.facts import EVERY_PROMISE, Cell, Facts, Promise
from ivr.flow.inputs import NobodyFree, Silence
from ivr.flow.instructions import EnterLine, HangUp, Listen, Pause, RingDutyPhones, Say
from ivr.flow.kinds.language import Language
from ivr.flow.kinds.menu import Menu
from ivr.flow.values import KEY_NAMES

LONGEST: Final = 200
"""Replies after which a silent call has been followed far enough."""


@dataclass(frozen=True, slots=True)
class World:
    """One state of the world, and whether we are closed in it by every opening hours."""

    facts: Facts
    closed: bool


@dataclass(frozen=True, slots=True)
class Heard:
    """One reply of a call, and the whole seconds from the answer until it begins."""

    reply: engine.Reply
    begins: int


def worlds(book: Book, now: datetime) -> tuple[World, ...]:
    """Every state that a check of the book can tell from another, in the year after `now`."""
    hidden = (False, True)
    free = (_everybody(book), frozenset[Cell]())
    switches = ({}, *({name: True} for name in book.settings.switches))
    keeps: tuple[frozenset[Promise], ...] = (EVERY_PROMISE, frozenset())
    return tuple(
        World(Facts(at, number_hidden, cells, on, kept), _closed(book, at))
        for at, number_hidden, cells, on, kept in product(
            _moments(book, now),
            hidden,
            free if "responders_free" in book.looks_at else free[:1],
            switches if "switch" in book.looks_at else switches[:1],
            keeps,
        )
    )


def silent_call(book: Book, flow: str, facts: Facts) -> Iterator[Heard]:
    """The replies to a caller who does nothing, whom nobody takes, until the call ends."""
    yield from silent_from(book, engine.start(book, flow, facts), facts)


def silent_from(book: Book, reply: engine.Reply, facts: Facts) -> Iterator[Heard]:
    """The same from a later moment on, that reply included."""
    begins = 0
    for _ in range(LONGEST):
        yield Heard(reply, begins)
        begins += lasts(reply)
        last = reply.instructions[-1]
        if isinstance(last, HangUp):
            return
        met = NobodyFree() if isinstance(last, EnterLine | RingDutyPhones) else Silence()
        reply = engine.resume(book, reply.position, met, facts)


def said(reply: engine.Reply) -> Iterator[Say]:
    """Everything spoken in a reply."""
    for instruction in reply.instructions:
        parts = instruction.prompt if isinstance(instruction, Listen) else (instruction,)
        yield from (part for part in parts if isinstance(part, Say))


def lasts(reply: engine.Reply) -> int:
    """Whole seconds of a reply in which the caller does nothing."""
    waits = sum(i.wait for i in reply.instructions if isinstance(i, Listen))
    pauses = sum(i.seconds for i in reply.instructions if isinstance(i, Pause))
    return waits + pauses + sum(say.seconds for say in said(reply))


def heard_by(reply: engine.Reply, words: str) -> int | None:
    """Whole seconds into the reply at which these words have been said; None if they are not."""
    seconds = 0
    for say in said(reply):
        seconds += say.seconds
        if say.words == words:
            return seconds
    return None


def announced(book: Book, reply: engine.Reply) -> Iterator[tuple[str, int]]:
    """The keys of the choices a reply offers, with the second at which each has been said."""
    position = reply.position
    step = book.flows[position.flow].steps[position.step]
    offered: list[tuple[str, str]] = []
    if isinstance(step, Language):
        for number, tag in enumerate(map(str, step.offer), 1):
            name = book.settings.languages[tag].name
            key = str(number)
            offered.append((key, book.phrase("language_choice", tag, language=name, key=key)))
    elif isinstance(step, Menu):
        for choice in step.choices:
            offered.append(
                (choice.press, choice_said(book, position.place, choice.press, position.language))
            )
    for key, words in offered:
        at = heard_by(reply, words)
        if at is not None:
            yield key, at


def choice_said(book: Book, place: str, key: str, language: str) -> str:
    """The generated words of one choice of a menu."""
    flow, step = place.split(".")
    label = book.words(flow, step, f"label_{KEY_NAMES[key]}", language)
    return book.phrase("menu_choice", language, label=label, key=book.spoken_key(key, language))


def _everybody(book: Book) -> frozenset[Cell]:
    settings = book.settings
    return frozenset(product(map(str, settings.languages), map(str, settings.specialties)))


def _closed(book: Book, at: datetime) -> bool:
    hours = book.settings.opening_hours.values()
    shut = bool(hours) and not any(each.is_open(at) for each in hours)
    return shut or ("holiday" in book.looks_at and book.settings.is_holiday(at))


def _moments(book: Book, now: datetime) -> list[datetime]:
    """One moment for each combination of open, closed and holiday that comes in a week or year."""
    hourly = (
        [now + timedelta(hours=hour) for hour in range(168)] if "hours" in book.looks_at else []
    )
    daily = [now + timedelta(days=day) for day in range(366)] if "holiday" in book.looks_at else []
    found: dict[tuple[bool, ...], datetime] = {}
    for at in (now, *hourly, *daily):
        open_now = (hours.is_open(at) for hours in book.settings.opening_hours.values())
        found.setdefault((book.settings.is_holiday(at), *open_now), at)
    return list(found.values())
