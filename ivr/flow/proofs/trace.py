"""Which exit of which step did a caller take, in codes that tell no key, number or word?"""

from dataclasses import dataclass
from itertools import pairwise

from ivr.flow.book import Book
from ivr.flow.choices import dotted
from ivr.flow.engine import Reply
from ivr.flow.facts import ANY_TIME, Facts
from ivr.flow.flow import Flow
from ivr.flow.hearing import digit
from ivr.flow.inputs import Failed, Input, Keys, Said, Silence
from ivr.flow.kinds.asking import Asking
from ivr.flow.kinds.check import Check
from ivr.flow.kinds.step import Exit, How, Step
from ivr.flow.kinds.subflow import SubFlow
from ivr.flow.position import Position
from ivr.flow.proofs.invariants import step_at
from ivr.flow.visit import Visit


@dataclass(frozen=True, slots=True)
class Taken:
    """One exit of one step, by where it is written: ("welcome.main_menu", "choices.0.go")."""

    place: str
    exit: str


@dataclass(frozen=True, slots=True)
class Heard:
    """A reply, and what it answers: an input at a position (none for the first words of a call)."""

    reply: Reply
    before: Position | None = None
    given: Input | None = None


def taken(book: Book, heard: Heard, facts: Facts) -> list[Taken]:
    """The exits that were taken for this reply, in order.

    An exit of a flow within another one is followed by the exit that one maps it to.
    """
    before, reply = heard.before, heard.reply
    places = [*([before.place] if before else []), *reply.heard]
    if before is not None and not reply.heard and reply.position.place != before.place:
        places.append(reply.position.place)
    visit, stack = Visit(book, reply.position, facts), before.stack if before else ()
    found: list[Taken] = []
    for n, (here, there) in enumerate(pairwise(places)):
        if isinstance(step_at(book, here), SubFlow):
            stack = (*stack, here)
            continue
        given = _pressed(book, heard) if n == 0 else None
        ways = _ways(visit, Way(here, there, stack), given)
        found.extend(ways)
        stack = stack[: len(stack) - sum(isinstance(step_at(book, w.place), SubFlow) for w in ways)]
    return found


def exits_of(book: Book) -> frozenset[Taken]:
    """Every exit of every step."""
    return frozenset(
        Taken(f"{name}.{step}", dotted(exit_.path))
        for name, flow in book.flows.items()
        for step, fields in flow.steps.items()
        for exit_ in fields.exits()
    )


@dataclass(frozen=True, slots=True)
class Way:
    """From one place to the next, in a flow called from these places."""

    here: str
    there: str
    stack: tuple[str, ...]


def _pressed(book: Book, heard: Heard) -> Input | None:
    """The answer, or the key whose words were said."""
    position, given = heard.before, heard.given
    if position is None or not isinstance(given, Said):
        return given
    step = step_at(book, position.place)
    return Keys(digit(given.words) or step.key_of(Visit(book, position, ANY_TIME), given))


def _ways(visit: Visit, way: Way, given: Input | None) -> list[Taken]:
    """The exit that leads from one place to the next by this answer, and the exits of flows that
    are left by it.  A universal key takes no exit of the step, but it may leave its flow."""
    book, step = visit.book, step_at(visit.book, way.here)
    pressed = given.digits if isinstance(given, Keys) else ""
    elsewhere = _elsewhere(book, book.flows[way.here.partition(".")[0]])
    if pressed in elsewhere:
        place, outward = _landing(book, way, elsewhere[pressed])
        return outward if place == way.there else []
    landed = {exit_: _landing(book, way, exit_.to) for exit_ in step.exits()}
    leads = [exit_ for exit_, (place, _) in landed.items() if place == way.there]
    if isinstance(step, Check):
        leads = [step.taken(visit)]
    elif len(leads) > 1:
        leads = [exit_ for exit_ in leads if _by(step, exit_, given)]
    return [Taken(way.here, dotted(leads[0].path)), *landed[leads[0]][1]] if leads else []


def _landing(book: Book, way: Way, to: str) -> tuple[str, list[Taken]]:
    """Where `to` leads, and the exits of the flows that are left on the way there."""
    flow, outward = way.here.partition(".")[0], list[Taken]()
    for place in reversed(way.stack):
        step = step_at(book, place)
        if to in book.flows[flow].steps or not isinstance(step, SubFlow):
            break
        outward.append(Taken(place, f"exits.{to}"))
        flow, to = place.partition(".")[0], step.exits_to[to]
    return f"{flow}.{to}", outward


def _elsewhere(book: Book, flow: Flow) -> dict[str, str]:
    """Keys that leave a step by none of its exits, and where they lead."""
    keys = book.settings.universal_keys
    return {keys.person: flow.person, keys.danger: flow.danger}


def _by(step: Step, exit_: Exit, given: Input | None) -> bool:
    """True if this answer takes this one of several exits that lead to the same place; without
    one, nothing could be asked there."""
    if given is None:
        return exit_.how in (How.BY_ITSELF, How.FAILED)
    if isinstance(given, Silence):
        return exit_.how in (How.SILENT, How.BY_ITSELF)
    if isinstance(given, Failed):
        return exit_.how is How.FAILED
    if not isinstance(given, Keys):
        return exit_.how in (How.NOBODY, How.FAILED)
    if exit_.how is not How.PRESSED:
        return exit_.how is (How.UNCLEAR if isinstance(step, Asking) else How.SILENT)
    if exit_.press:
        return exit_.press == given.digits
    return len(given.digits) > 1 or given.digits in {press.key for press in step.presses()}
