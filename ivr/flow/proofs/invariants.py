"""What must hold of every reply, whoever calls, whatever they press?"""

from collections.abc import Iterator
from typing import Final

from ivr.flow.book import Book
from ivr.flow.effects import CallbackPromised, ErasureAsked, TextPromised
from ivr.flow.engine import Reply
from ivr.flow.facts import ANY_TIME
from ivr.flow.inputs import Failed, Input, Keys, NobodyFree, Said, Silence
from ivr.flow.instructions import HangUp, Listen, Say
from ivr.flow.kinds.asking import Asking
from ivr.flow.kinds.check import Check
from ivr.flow.kinds.consent import Consenting, agreement
from ivr.flow.kinds.goodbye import Goodbye
from ivr.flow.kinds.language import Language
from ivr.flow.kinds.line import Line
from ivr.flow.kinds.step import Step
from ivr.flow.kinds.subflow import SubFlow
from ivr.flow.position import ARRIVING, Position
from ivr.flow.visit import Visit

CUT_OFF: Final = "cut_off"
OTHER_LANGUAGE: Final = "other_language"
WITHOUT_CONSENT: Final = "texts_without_consent"

UNHEARD: Final = (Check, SubFlow)
"""Kinds a caller passes without hearing anything."""


def step_at(book: Book, place: str) -> Step:
    """The step a place (`flow.step`) names."""
    flow, _, step = place.partition(".")
    return book.flows[flow].steps[step]


def said(reply: Reply) -> Iterator[Say]:
    """Everything the caller hears of a reply, in order."""
    for instruction in reply.instructions:
        parts = instruction.prompt if isinstance(instruction, Listen) else (instruction,)
        yield from (part for part in parts if isinstance(part, Say))


def hangs_up(reply: Reply) -> bool:
    """True if the call ends here."""
    return any(isinstance(instruction, HangUp) for instruction in reply.instructions)


def broken_by(
    book: Book, before: Position | None, given: Input | None, reply: Reply
) -> Iterator[tuple[str, str]]:
    """Which of the things that never happen this reply does, and what happens."""
    ended, spoken = cut_off(book, before, given, reply), other_language(book, reply)
    agreed = TextPromised | CallbackPromised | ErasureAsked
    promised = any(isinstance(effect, agreed) for effect in reply.effects)
    if ended:
        yield CUT_OFF, ended
    if spoken:
        yield OTHER_LANGUAGE, spoken
    if promised and without_consent(book, before, given):
        yield WITHOUT_CONSENT, "Something is promised that nobody agreed to."


def cut_off(book: Book, before: Position | None, given: Input | None, reply: Reply) -> str:
    """Why this reply ends the call as no call may end; empty if it does not.

    Only a goodbye hangs up, and it is never all that follows a question that was not answered or
    a promise that failed: something else is told before, or the goodbye names other help.
    """
    if not hangs_up(reply):
        return ""
    last = step_at(book, reply.position.place)
    if not isinstance(last, Goodbye):
        return "The call is ended by something else than a goodbye."
    if before is None or not _unmet(book, before, given):
        return ""
    steps = [step_at(book, place) for place in reply.heard]
    told = [step for step in steps if not isinstance(step, UNHEARD)]
    helps = bool(last.services) or last.say_emergency
    if len(told) > 1 or helps:
        return ""
    return "The call is ended straight after silence or after something that failed."


def other_language(book: Book, reply: Reply) -> str:
    """Which words were not in the caller's language where they should be; empty if none."""
    spoken = reply.position.language
    languages = {say.language for say in said(reply)} - {spoken}
    mixing = (_mixes(step_at(book, place)) for place in (*reply.heard, reply.position.place))
    if not languages or any(mixing):
        return ""
    return f"Words are heard in {', '.join(sorted(languages))} by who chose {spoken}."


def without_consent(book: Book, before: Position | None, given: Input | None) -> bool:
    """True if this answer, at this position, is not the yes of somebody who was asked.

    A call back is promised at the last of several answers, the first of which was that yes.
    """
    if before is None or not isinstance(step_at(book, before.place), Consenting):
        return True
    if before.phase != ARRIVING:
        return False
    if not isinstance(given, Keys | Said):
        return True
    return agreement(Visit(book, before, ANY_TIME), given) is not True


def _mixes(step: Step) -> bool:
    return isinstance(step, Language) or (isinstance(step, Goodbye) and step.in_every_language)


def _unmet(book: Book, before: Position, given: Input | None) -> bool:
    """True for an answer that did not come, or was not understood, and for a promise not kept."""
    if isinstance(given, Failed | NobodyFree):
        return True
    step = step_at(book, before.place)
    if not isinstance(step, Asking | Consenting | Line):
        return False
    if isinstance(given, Silence):
        return True
    known = {press.key for press in step.presses()}
    universal = {key for _, key in book.settings.universal_keys}
    return isinstance(given, Keys) and given.digits not in known | universal
