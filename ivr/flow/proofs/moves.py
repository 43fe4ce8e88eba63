"""What can happen next to a caller at this place?"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import timedelta

from ivr.flow.book import Book
from ivr.flow.choices import meanings_of
from ivr.flow.inputs import Failed, Input, Keys, NobodyFree, Said, Silence
from ivr.flow.instructions import Listen, Say
from ivr.flow.kinds.consent import Consenting
from ivr.flow.kinds.line import Line
from ivr.flow.position import ARRIVING, RINGING, WAITING, Position
from ivr.flow.proofs.gist import History, Matters, histories
from ivr.flow.proofs.invariants import step_at


@dataclass(frozen=True)
class Waits:
    """Time passes in the line, counted from entering it."""

    seconds: int


@dataclass(frozen=True)
class Leaves:
    """Taken out of the line from inside."""

    given: Failed | NobodyFree


@dataclass(frozen=True)
class Again:
    """Comes here once more, with what was promised, asked or tried before: to a promise that was
    made, to a line whose place was kept."""

    history: History


Move = Input | Waits | Leaves | Again


def moves(
    book: Book, position: Position, listen: Listen | None, matters: Matters
) -> Iterator[Move]:
    """What can happen to a caller here: keys that mean something, one that does not, silence, and
    what the phone company and the line report."""
    step = step_at(book, position.place)
    if position.phase == RINGING:
        yield from (NobodyFree(), Failed())
        return
    keys = {*meanings_of(step, position.phase).values()}
    keys |= {key for _, key in book.settings.universal_keys}
    if position.is_waiting and isinstance(step, Line):
        yield from _in_line(step)
        keys |= set("123456789")
    else:
        wrong = next((key for key in "7865432109" if key not in keys), None)
        keys |= {wrong} if wrong else set()
        yield from (Silence(), *_entries(book, listen))
        if isinstance(step, Consenting):
            yield Failed()
    if position.phase in (ARRIVING, WAITING) and not _been_here(matters, position):
        yield from map(Again, histories(matters, position.place))
    yield from (Keys(key) for key in sorted(keys))


def _been_here(matters: Matters, position: Position) -> bool:
    return any(name in matters.counters[position.place] for name, _ in position.tries)


def _in_line(step: Line) -> Iterator[Move]:
    yield from (NobodyFree(), Failed(), Leaves(NobodyFree()), Leaves(Failed()), Silence())
    spans = {timedelta(0), step.ask_again_after or timedelta(0)}
    spans |= {stage.after for stage in step.widen if stage.ask_first}
    spans |= {step.while_waiting.every} if step.while_waiting else set()
    yield from (Waits(int(span.total_seconds())) for span in sorted(spans))


def _entries(book: Book, listen: Listen | None) -> Iterator[Move]:
    """What can be typed where more than one key is asked for, and said where words are."""
    if listen is not None and listen.keys > 1:
        yield from (Keys("5" * listen.keys), Keys("55"), Keys(book.settings.emergency_number))
    if listen is not None and listen.speech:
        yield from (Said(hint) for hint in listen.hints[:20])
        yield Said("mhm")


def describe(place: str, heard: Iterable[Say], move: Move) -> str:
    """One move in words: "at main_menu: press 2 (“For family, press 2.”)"."""
    match move:
        case Keys(digits):
            words = next((say.words for say in heard if f" {digits}." in say.words), "")
            return f"at {place}: press {digits}" + (f" (“{words}”)" if words else "")
        case Said(words):
            return f"at {place}: say “{words}”"
        case Silence():
            return f"at {place}: say and press nothing"
        case Waits(seconds):
            return f"at {place}: {seconds} seconds in the line"
        case Again():
            return f"at {place}: come here once more"
        case Failed() | Leaves(Failed()):
            return f"at {place}: what was promised cannot be done"
        case _:
            return f"at {place}: nobody is free"
