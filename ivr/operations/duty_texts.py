"""What does a responder mean who texts ON, OFF, PAUSE 15 or STATUS from their own phone?"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final
from zoneinfo import ZoneInfo

from ivr.flow.book import Book
from ivr.flow.hearing import phrases, plain
from ivr.operations import lines, people, presences, shifts
from ivr.operations.presences import Pause, Stands
from ivr.runtime import Runtime

__all__ = ["Command", "Understood", "answer", "is_for_staff", "understood", "until"]

NEUTRAL: Final = "neutral"
"""The flow of numbers that were never published."""
WAY: Final = "text"
USUAL_PAUSE = 15
LONGEST_TEXT = 64


class Command(StrEnum):
    """What can be asked for by text."""

    ON = "on"
    OFF = "off"
    PAUSE = "pause"
    STATUS = "status"


@dataclass(frozen=True)
class Understood:
    """A command, for how many minutes if it is a pause, and the language it was written in."""

    command: Command
    minutes: int
    language: str


_WRITTEN = re.compile(r"(?P<words>\D*?)\s*(?:(?P<minutes>\d{1,4})\s*[^\W\d]{0,8})?")


def understood(body: str, book: Book) -> Understood | None:
    """The command that this whole text is, in any language of the helpline; None for any other
    text. Case, accents and punctuation do not matter."""
    if len(body) > LONGEST_TEXT:
        return None
    match = _WRITTEN.fullmatch(plain(body))
    if match is None:
        return None
    for command, language, words in _listed(book):
        if plain(words) != match["words"]:
            continue
        if match["minutes"] is None or command is Command.PAUSE:
            minutes = int(match["minutes"] or USUAL_PAUSE)
            return Understood(command, minutes, language)
    return None


def _listed(book: Book) -> Iterator[tuple[Command, str, str]]:
    """Every word for every command; the four themselves are understood everywhere."""
    for command in Command:
        yield command, book.settings.base_language, command.value
        for language in book.settings.languages:
            for words in phrases(book.phrase(f"duty_words_{command}", language)):
                yield command, language, words


def is_for_staff(rt: Runtime, called: str) -> bool:
    """True for a number of ours that was never published. On a published one a responder is
    somebody who needs help, like everybody else."""
    if called == rt.environment.number:
        return False
    line = lines.answering(rt, called)
    return line is not None and line.flow == NEUTRAL


def answer(rt: Runtime, number: str, called: str, body: str) -> str | None:
    """Do what a responder asks for by text, and say how it stands in words that tell nothing to
    others. None, and nothing done, for every other text and every other phone."""
    book = rt.books.live()
    asked = understood(body, book)
    if asked is None or not is_for_staff(rt, called):
        return None
    with rt.db.read() as session:
        who = people.by_number(rt, session, number)
    if who is None:
        return None
    stands = _obey(rt, who.id, asked)
    done = "duty_done" if _is_so(asked.command, stands) else "duty_now"
    state = _state(book, stands, asked.language, shifts.zone_of(rt, who))
    return book.phrase(done, asked.language, state=state)


def _obey(rt: Runtime, who: str, asked: Understood) -> Stands:
    obey: dict[Command, Callable[[], Stands]] = {
        Command.ON: lambda: presences.say_on(rt, who, WAY),
        Command.OFF: lambda: presences.say_off(rt, who, WAY),
        Command.PAUSE: lambda: presences.pause(rt, who, Pause(asked.minutes, WAY)),
        Command.STATUS: lambda: presences.how(rt, who),
    }
    return obey[asked.command]()


def _is_so(command: Command, stands: Stands) -> bool:
    """True when what was asked for is so now."""
    if command is Command.STATUS:
        return False
    if command is Command.PAUSE:
        return stands.paused_until is not None
    return stands.on_duty is (command is Command.ON)


def _state(book: Book, stands: Stands, language: str, zone: ZoneInfo) -> str:
    if stands.paused_until is not None:
        time = until(stands.paused_until, zone)
        return book.phrase("duty_state_paused", language, time=time)
    return book.phrase("duty_state_on" if stands.on_duty else "duty_state_off", language)


def until(moment: datetime, zone: ZoneInfo) -> str:
    """A time of day on somebody's own clock."""
    return f"{moment.astimezone(zone):%H:%M}"
