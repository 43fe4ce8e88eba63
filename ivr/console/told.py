"""What did a caller choose, in words of the flow they heard: never a key or a digit?"""

from dataclasses import dataclass

from ivr.console.access import Visit
from ivr.console.naming import tongue
from ivr.flow.book import Book
from ivr.flow.choices import item_of, presses_of
from ivr.flow.flow import Flow
from ivr.flow.kinds.step import Step
from ivr.flow.proofs.path import Choice, Path

__all__ = ["Answered", "answers", "way"]

LONGEST = 110
UNTOLD = "survey"
"""Nothing that somebody answered in a survey may lead to their call."""
Place = tuple[str, str]


@dataclass(frozen=True)
class Answered:
    """One answer: at which step, what was said there, and what the caller meant. `meant` is a key
    of words (`meant_…`), `label` the words of the choice where it has some; `to` is the next
    step."""

    flow: str
    step: str
    said: str
    meant: str
    label: str
    to: str


def way(visit: Visit, path: Path) -> str:
    """What the flow is called in which the call began."""
    book = visit.rt.books.readable([path.revision]).get(path.revision)
    known = book.flows.get(path.flow) if book else None
    return known.title if known else path.flow


def answers(visit: Visit, path: Path) -> list[Answered]:
    """Each answer of this call in its order; in bare names where this version cannot read the
    flow any more."""
    book = visit.rt.books.readable([path.revision]).get(path.revision)
    return [_answered(visit, book, choice) for choice in path.choices]


def _answered(visit: Visit, book: Book | None, choice: Choice) -> Answered:
    flow, _, name = choice.step.partition(".")
    known = book.flows.get(flow) if book else None
    step = known.steps.get(name) if known else None
    to = choice.to.partition(".")[2] or choice.to
    if book is None or known is None or step is None:
        return Answered(flow, name, "", _meant(visit, choice.code), "", to)
    label = _label(visit, book, (flow, name), choice.code)
    meant = "meant_chose" if label else _meant(visit, choice.code)
    if step.kind == UNTOLD:
        meant, label = "meant_answered", ""
    return Answered(known.title, name, _said(visit, book, known, name), meant, label, to)


def _meant(visit: Visit, code: str) -> str:
    key = f"meant_{code}"
    return key if key in visit.words else "meant_other"


def _said(visit: Visit, book: Book, flow: Flow, name: str) -> str:
    """The beginning of what is said there."""
    pieces = flow.steps[name].wording()
    if not pieces:
        return ""
    words = _spoken(visit, book, (flow.flow, name), pieces[0].part) or pieces[0].words
    return words if len(words) <= LONGEST else f"{words[:LONGEST].rsplit(' ', 1)[0]} …"


def _label(visit: Visit, book: Book, place: Place, code: str) -> str:
    """The words of the choice that has this code; empty if it has none."""
    step = book.flows[place[0]].steps[place[1]]
    press = _presses(step).get(code)
    if press is None:
        return ""
    for mention in step.mentions():
        if mention.of == "language" and mention.path == press:
            return tongue(visit, mention.name)
    for piece in step.wording():
        if piece.path[: len(press)] == press and piece.path[-1] == "label":
            return _spoken(visit, book, place, piece.part) or piece.words
    return ""


def _presses(step: Step) -> dict[str, tuple[str | int, ...]]:
    """By the code of each choice, where it is written."""
    questions = dict.fromkeys(("", *(press.question for press in step.presses())))
    return {
        code: item_of(press)
        for question in questions
        for code, press in presses_of(step, question).items()
    }


def _spoken(visit: Visit, book: Book, place: Place, part: str) -> str:
    return book.spoken.get((*place, part, visit.language), "")
