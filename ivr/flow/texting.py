"""What is a text answered with?  From a book, a position and what was written: the next texts."""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Final

from ivr.flow import engine
from ivr.flow.book import Book
from ivr.flow.effects import CallbackPromised, DangerPressed, TextPromised
from ivr.flow.engine import Reply
from ivr.flow.facts import Facts
from ivr.flow.hearing import meant, phrases, plain, says
from ivr.flow.inputs import Input, Keys, Said, Silence
from ivr.flow.instructions import HangUp, Instruction, Listen, Say
from ivr.flow.kinds.info import Info
from ivr.flow.kinds.language import Language
from ivr.flow.kinds.typed import EMERGENCY
from ivr.flow.position import Position
from ivr.flow.segments import GSM, outside, segments
from ivr.flow.texted import CALL, Texted

__all__ = [
    "Answer", "again", "answer", "as_answer", "begin", "helped", "means_danger", "narrow", "pieces",
]  # fmt: skip

MOST_SEGMENTS: Final = 2
"""Parts a carrier may cut one text into before we cut it ourselves, between sentences."""
ALIKE: Final = str.maketrans(
    {"’": "'", "‘": "'", "“": '"', "”": '"', "–": "-", "—": "-", "…": "..."}
)
AT_LINES: Final = re.compile(r"\s*\n\s*")
SENTENCE: Final = re.compile(r"\n?[^\n]*?(?:[.!?]+(?=\s|$)|(?=\n)|$)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Answer:
    """What is said back, where the conversation then stands (None: it is over), and which texts
    and calls were promised on the way, in the words of which revision, to somebody with these
    marks."""

    words: tuple[str, ...]
    position: Position | None
    promised: tuple[TextPromised, ...] = ()
    calls: tuple[CallbackPromised, ...] = ()
    marks: tuple[str, ...] = ()
    revision: str = ""

    @property
    def promises(self) -> bool:
        """True when something was agreed to."""
        return bool(self.promised or self.calls)

    @property
    def texts(self) -> tuple[str, ...]:
        """The words as texts: what was said already is not said again."""
        words = " ".join(dict.fromkeys(self.words))
        return tuple(pieces(AT_LINES.sub("\n", words).strip()))


def begin(book: Texted, flow: str, body: str, facts: Facts) -> Answer:
    """The answer to the first text.  Raises NoSuchPlace for a flow that answers nobody.

    What it says is not taken for a choice, but who writes of danger is told first what to do.
    """
    reply = engine.start(book, flow, facts)
    if means_danger(book, body):
        return _in_danger(book, reply.position, facts)
    return as_answer(book, reply)


def answer(book: Texted, position: Position, body: str, facts: Facts) -> Answer:
    """The answer to a text of somebody who stands at `position`."""
    if means_danger(book, body):
        return _in_danger(book, position, facts)
    return as_answer(book, engine.resume(book, position, _heard(book, position, body), facts))


def again(book: Texted, position: Position, facts: Facts) -> Answer:
    """What was asked last, asked again."""
    return as_answer(book, engine.present(book, position, facts))


def helped(book: Texted, before: Answer) -> Answer:
    """The same answer, after how a person is reached."""
    language = before.position.language if before.position else book.settings.base_language
    emergency = book.phrase("emergency", language, number=book.emergency_number)
    return replace(before, words=(book.phrase(CALL, language), emergency, *before.words))


def _in_danger(book: Texted, position: Position, facts: Facts) -> Answer:
    reply = engine.resume(book, position, Keys(book.settings.universal_keys.danger), facts)
    return as_answer(book, reply)


def means_danger(book: Texted, body: str) -> bool:
    """True for an emergency number alone, and for a word of danger anywhere, in any language."""
    if plain(body) in {*EMERGENCY, book.settings.emergency_number}:
        return True
    listened = (book.phrase("heard_danger", language) for language in book.settings.languages)
    return any(says(body, phrase) for words in listened for phrase in phrases(words))


def _heard(book: Texted, position: Position, body: str) -> Input:
    """What was written, as an answer to the step: keys, a language by its name, or words.

    Whatever is written between the parts of something told brings the next part.
    """
    bare = body.strip()
    if bare in ("*", "#"):
        return Keys(bare)
    flow = book.flows.get(position.flow)
    step = flow.steps.get(position.step) if flow else None
    if isinstance(step, Language):
        tag = meant(body, {tag: _names(book, tag) for tag in step.offer})
        return Said(body) if tag is None else Keys(str(step.offer.index(tag) + 1))
    if isinstance(step, Info) and not plain(body).isdigit():
        return Silence()
    return Said(body)


def _names(book: Book, tag: str) -> frozenset[str]:
    language = book.settings.languages[tag]
    return frozenset({language.name, *language.called.values()})


def as_answer(book: Texted, reply: Reply) -> Answer:
    """What the engine replied, as it is texted: of danger the emergency sentence comes first."""
    words = tuple(_words(reply.instructions))
    if DangerPressed() in reply.effects:
        language = reply.position.language
        words = (book.phrase("emergency", language, number=book.emergency_number), *words)
    over = any(isinstance(one, HangUp) for one in reply.instructions)
    promised = tuple(effect for effect in reply.effects if isinstance(effect, TextPromised))
    calls = tuple(effect for effect in reply.effects if isinstance(effect, CallbackPromised))
    stands = reply.position
    position = None if over else stands
    return Answer(words, position, promised, calls, stands.marks, stands.revision)


def _words(instructions: Iterable[Instruction]) -> Iterator[str]:
    for instruction in instructions:
        parts = instruction.prompt if isinstance(instruction, Listen) else (instruction,)
        yield from (part.words for part in parts if isinstance(part, Say))


def pieces(text: str) -> Iterator[str]:
    """The text in pieces of which a carrier makes two parts at most, cut between sentences.

    What would have to be cut loses a few accents first, if that brings it into the narrow
    alphabet: in the wide one it is cut twice as often.
    """
    if segments(text) > MOST_SEGMENTS:
        text = narrow(text)
    piece = ""
    for match in SENTENCE.finditer(text):
        longer = piece + match[0]
        if piece and segments(longer.strip()) > MOST_SEGMENTS:
            yield piece.strip()
            longer = match[0]
        piece = longer
    if piece.strip():
        yield piece.strip()


def narrow(words: str) -> str:
    """The words in the narrow alphabet of texts, or unchanged if letters would be lost."""
    told = words.translate(ALIKE)
    narrowed = "".join(c if c in GSM else _without_accent(c) for c in told)
    return words if outside(narrowed) else narrowed


def _without_accent(character: str) -> str:
    first = unicodedata.normalize("NFD", character)[0]
    return first if first in GSM else character
