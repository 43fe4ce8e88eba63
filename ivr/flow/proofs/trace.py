"""Which exits of which steps did a caller take?"""

from dataclasses import dataclass
from itertools import pairwise

from ivr.flow.book import Book
from ivr.flow.choices import dotted
from ivr.flow.engine import Reply
from ivr.flow.inputs import Failed, Input, Keys, NobodyFree, Silence
from ivr.flow.kinds.asking import Asking
from ivr.flow.kinds.step import Exit, How, Step
from ivr.flow.position import Position
from ivr.flow.proofs.invariants import step_at


@dataclass(frozen=True, slots=True)
class Taken:
    """One exit of one step, by where it is written: ("welcome.main_menu", "choices.0.go")."""

    place: str
    exit: str


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
