"""Which exit of which step did a caller take, in codes that tell no key, number or word?"""

from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from ivr.flow.book import Book
from ivr.flow.engine import Reply
from ivr.flow.hearing import digit
from ivr.flow.inputs import Failed, Input, Keys, NobodyFree, Said, Silence
from ivr.flow.kinds.asking import Asking
from ivr.flow.kinds.step import Exit, How, Step
from ivr.flow.position import Position
from ivr.flow.proofs.invariants import step_at

SILENT, UNCLEAR, FAILED, NOBODY, TYPED = "silent", "unclear", "failed", "nobody", "typed"

SIMPLE: Final[dict[str, Input]] = {SILENT: Silence(), FAILED: Failed(), NOBODY: NobodyFree()}
"""Answers without keys or words, by code."""


@dataclass(frozen=True, slots=True)
class Taken:
    """One exit of one step, by where it is written: ("welcome.main_menu", "choices.0.go")."""

    place: str
    exit: str


def code_of(book: Book, position: Position, given: Input) -> str:
    """What an answer meant at this position: `silent`, `person`, `choices.1`, `unclear`, …

    A choice is named by its place in the file, so that a code says nothing without the flow.
    """
    simple = {Silence: SILENT, Failed: FAILED, NobodyFree: NOBODY}.get(type(given))
    if simple is not None:
        return simple
    keys = _keys(given)
    universal = {key: meaning for meaning, key in book.settings.universal_keys}
    if keys in universal:
        return universal[keys]
    meanings = meanings_of(step_at(book, position.place), position.phase)
    code = next((code for code, key in meanings.items() if key == keys), None)
    return code or (TYPED if len(keys) > 1 else UNCLEAR)


def meanings_of(step: Step, question: str) -> dict[str, str]:
    """The keys that mean something in this question of a step, by code.

    Keys that are written in one place, such as yes and no, are told apart by their order.
    """
    presses = step.presses()
    own = [press for press in presses if press.question == question and question]
    found: dict[str, str] = {}
    for press in own or [press for press in presses if not press.question]:
        path = press.path[:-1] if press.path[-1] == "press" else press.path
        alike = sum(code.partition("/")[0] == dotted(path) for code in found)
        found[f"{dotted(path)}/{alike}" if alike else dotted(path)] = press.key
    return found


def input_of(book: Book, position: Position, code: str) -> Input | None:
    """The answer that has this code at this position; None if nothing there means it."""
    if code in SIMPLE:
        return SIMPLE[code]
    universal = dict(book.settings.universal_keys)
    meanings = meanings_of(step_at(book, position.place), position.phase)
    if code == UNCLEAR:
        free = [key for key in "876543210" if key not in {*meanings.values(), *universal.values()}]
        return Keys(free[0]) if free else None
    key = universal.get(code) or meanings.get(code)
    return Keys(key) if key else None


def taken(book: Book, before: Position | None, given: Input | None, reply: Reply) -> list[Taken]:
    """The exits that were taken for this reply, in order."""
    heard = reply.heard
    if before is not None and not heard and reply.position.place != before.place:
        heard = (reply.position.place,)
    places = [*([before.place] if before else []), *heard]
    found: list[Taken] = []
    for n, (here, there) in enumerate(pairwise(places)):
        how = given if before is not None and n == 0 else None
        found.extend(Taken(here, path) for path in _exits(book, (here, there), how))
    return found


def exits_of(book: Book) -> frozenset[Taken]:
    """Every exit of every step."""
    return frozenset(
        Taken(f"{name}.{step}", dotted(exit_.path))
        for name, flow in book.flows.items()
        for step, fields in flow.steps.items()
        for exit_ in fields.exits()
    )


def dotted(path: tuple[str | int, ...]) -> str:
    """A path inside a step as one word."""
    return ".".join(str(part) for part in path)


def _keys(given: Input) -> str:
    if isinstance(given, Said):
        return digit(given.words) or ""
    return given.digits if isinstance(given, Keys) else ""


def _exits(book: Book, way: tuple[str, str], given: Input | None) -> list[str]:
    """The exit that leads from one place to the next by this answer; none for a universal key."""
    here, there = way
    step, target = step_at(book, here), there.partition(".")[2]
    outward = book.flows[here.partition(".")[0]].exits
    leads = [exit_ for exit_ in step.exits() if exit_.to == target or exit_.to in outward]
    if isinstance(given, Keys) and given.digits in _elsewhere(book):
        return []
    fitting = [exit_ for exit_ in leads if given is None or _by(step, exit_, given)]
    return [dotted(exit_.path) for exit_ in fitting[:1]]


def _elsewhere(book: Book) -> set[str]:
    """Keys that leave a step by none of its exits."""
    keys = book.settings.universal_keys
    return {keys.person, keys.danger, keys.hear_again}


def _by(step: Step, exit_: Exit, given: Input) -> bool:
    if isinstance(given, Silence):
        return exit_.how in (How.SILENT, How.BY_ITSELF)
    if isinstance(given, Failed):
        return exit_.how is How.FAILED
    if isinstance(given, NobodyFree):
        return exit_.how in (How.NOBODY, How.FAILED)
    if exit_.how is How.PRESSED and exit_.press:
        return isinstance(given, Keys) and exit_.press == given.digits
    if exit_.how is How.SILENT:
        return not isinstance(step, Asking)
    return exit_.how in (How.PRESSED, How.UNCLEAR)
