"""How does a caller's place in the flow travel in an address, and come back?"""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from functools import partial

from ivr import lifeline
from ivr.flow.book import Book
from ivr.flow.choices import Chosen, chosen
from ivr.flow.engine import Reply
from ivr.flow.inputs import Input, Keys, Said, Silence
from ivr.flow.position import Position
from ivr.operations import calls, steps
from ivr.operations.calls import Caller
from ivr.runtime import Runtime
from ivr.telephony.requests import VoiceRequest
from ivr.telephony.twiml import Pen, Speaker, render
from ivr.webhooks.edges import after_the_answer

__all__ = ["TooLate", "given", "noted", "opened", "pen", "speaker", "spoken", "written"]

POSITION = "position"
CLOCK = 4
LASTS = timedelta(hours=4)


class TooLate(LookupError):
    """Raised when a position is hours old: the call it belonged to is long over."""


def sealed(rt: Runtime, caller: Caller, position: Position) -> str:
    """The position as URL text that only this call can use, and that stays the same."""
    began = int(caller.began_at.timestamp()).to_bytes(CLOCK, "big")
    return rt.seal.close_text(POSITION, began + position.to_bytes(), caller.sid)


def opened(rt: Runtime, asked: VoiceRequest, text: str) -> tuple[Caller, Position]:
    """Who calls and where they are. Raises BrokenSeal, UnreadablePosition or TooLate."""
    plain = rt.seal.open_text(POSITION, text, asked.call_sid)
    began = datetime.fromtimestamp(int.from_bytes(plain[:CLOCK], "big"), UTC)
    if rt.now() - began > LASTS:
        raise TooLate
    made = calls.made_for(rt, asked.call_sid) if asked.is_ours else ""
    return Caller(asked.call_sid, began, asked.caller, made=made), Position.from_bytes(
        plain[CLOCK:]
    )


def pen(rt: Runtime, caller: Caller, book: Book) -> Pen:
    """What it takes to write documents for this call."""
    return Pen(rt.addresses, lambda position: sealed(rt, caller, position), speaker(rt, book))


def speaker(rt: Runtime, book: Book) -> Speaker:
    """What the sentences of this book are heard from."""
    return Speaker(lifeline.voices(book), rt.sounds.has, rt.addresses.sound)


def spoken(rt: Runtime, book: Book, words: str, language: str) -> str:
    """One sentence: from its recording if there is one, else by the voice of its language."""
    return speaker(rt, book).says(book.aloud(words, language))


def written(rt: Runtime, caller: Caller, book: Book, reply: Reply) -> str:
    """The reply as TwiML; the choices that led to it are noted."""
    noted(rt, caller, book, chosen(book, reply))
    return render(reply.instructions, pen(rt, caller, book))


def noted(rt: Runtime, caller: Caller, book: Book, choices: Iterable[Chosen]) -> None:
    """Note these choices of the caller when this request has been answered."""
    after_the_answer(partial(steps.note, rt, caller.call_id, book.short, choices))


def given(asked: VoiceRequest) -> Input:
    """What the caller pressed, or else said, or else nothing."""
    if asked.keys:
        return Keys(asked.keys)
    return Said(asked.words) if asked.words else Silence()
