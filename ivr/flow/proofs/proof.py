"""Is nobody stranded by a flow? What is proven, and the shortest way to where it does not hold."""

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from ivr.flow.book import Book
from ivr.flow.effects import DangerPressed
from ivr.flow.engine import Reply
from ivr.flow.inputs import Keys, NobodyFree, Silence
from ivr.flow.instructions import Listen, Pause, Say
from ivr.flow.kinds.callback import Callback
from ivr.flow.kinds.line import Line
from ivr.flow.kinds.subflow import SubFlow
from ivr.flow.kinds.voicemail import Voicemail
from ivr.flow.position import RINGING, Position
from ivr.flow.proofs.explore import Counterexample, Node, Render, Walk, walk, way_to
from ivr.flow.proofs.invariants import step_at
from ivr.flow.proofs.moves import Leaves
from ivr.flow.proofs.surroundings import FEW, surroundings
from ivr.flow.wording import seconds_of

MOST_PRESSES: Final = 2
MOST_SECONDS: Final = 20
"""Within so many presses, and so much listening, a caller in danger finds the way to say so."""

PATIENT: Final = 60
"""So many silences in a row lead out of every flow."""


@dataclass(frozen=True)
class Proof:
    """What was walked, and where it does not hold, the shortest way first."""

    flows: tuple[str, ...]
    states: int
    moves: int
    worlds: int
    counterexamples: tuple[Counterexample, ...]

    @property
    def holds(self) -> bool:
        """True if no caller is stranded."""
        return not self.counterexamples


def prove(book: Book, render: Render, flows: tuple[str, ...] = ()) -> Proof:
    """Walks these flows, or every flow that answers calls, in every world that matters."""
    named = flows or tuple(name for name, flow in book.flows.items() if not flow.exits)
    states = moves = worlds = 0
    broken: dict[tuple[str, str], Counterexample] = {}
    for flow in named:
        for around in surroundings(book, flow):
            walked = walk(around, flow, render)
            worlds += 1
            states += len(walked.ways)
            moves += sum(len(ways) for ways in walked.ways.values())
            for found in (*walked.broken, *_stranded(walked)):
                known = broken.get((found.sentence, found.place))
                if known is None or len(found.way) < len(known.way):
                    broken[found.sentence, found.place] = found
    shortest = sorted(broken.values(), key=lambda found: (len(found.way), found.place))
    return Proof(named, states, moves, worlds, tuple(shortest))


def offers_people(book: Book, flow: str) -> bool:
    """True if somebody can be reached in this flow, or in a flow within it: a flow that only says
    that nobody answers here leaves nobody waiting for one."""
    for step in book.flows[flow].steps.values():
        if isinstance(step, Line | Voicemail | Callback):
            return True
        if isinstance(step, SubFlow) and offers_people(book, step.flow):
            return True
    return False


def _stranded(walked: Walk) -> Iterator[Counterexample]:
    if not offers_people(walked.around.book, walked.flow):
        return
    if walked.around.facts.keeps != FEW:
        for staffed in walked.around.staffed:
            yield from _idle_from_the_start(walked, staffed=staffed)
            yield from _asked_for_a_person(walked, staffed=staffed)
    yield from _without_end(walked)
    yield from _danger(walked)


def _idle_from_the_start(walked: Walk, *, staffed: bool) -> Iterator[Counterexample]:
    start = _first(walked)
    if not _is_met(walked, start, staffed=staffed):
        sentence = "Who does nothing meets no person, voicemail or call back before the end."
        yield _counter(walked, start, sentence + _when(staffed=staffed))


def _asked_for_a_person(walked: Walk, *, staffed: bool) -> Iterator[Counterexample]:
    """The person key, wherever somebody listens."""
    key = Keys(walked.around.book.settings.universal_keys.person)
    for position, ways in walked.ways.items():
        if position.is_waiting or position.phase == RINGING or position.turn or key not in ways:
            continue
        if not _is_met(walked, ways[key], staffed=staffed):
            sentence = "The person key leads to no person, voicemail or call back here."
            yield _counter(walked, walked.nodes[position], sentence + _when(staffed=staffed))
            return


def _when(*, staffed: bool) -> str:
    return "" if staffed else " (Nobody is on duty.)"


def _without_end(walked: Walk) -> Iterator[Counterexample]:
    """Silences in a row that come back to where they were, without a line or a phone between."""
    done: set[Position] = set()
    for position in walked.ways:
        trail: list[Position] = []
        node: Node | None = walked.nodes.get(position)
        while node is not None and node.position not in done and not _is_sought(node):
            if node.position in trail:
                yield _counter(walked, node, "Who does nothing goes round here without end.")
                return
            trail.append(node.position)
            node = walked.ways.get(node.position, {}).get(Silence())
        done.update(trail)


def _is_met(walked: Walk, node: Node, *, staffed: bool) -> bool:
    """True if who does nothing from here comes to a person, voicemail or call back.

    In the line they have, if somebody is on duty; if nobody is, they go on as `no_one_free` says,
    and coming back into the same line is waiting until somebody comes.
    """
    book, seen = walked.around.book, set[Position]()
    for _ in range(PATIENT):
        step = step_at(book, node.position.place)
        if node.is_over:
            return False
        in_line = node.position.is_waiting
        asked = isinstance(step, Voicemail | Callback)
        rung = node.position.phase == RINGING
        if asked or rung or (in_line and (staffed or node.position in seen)):
            return True
        seen.add(node.position)
        ways = walked.ways.get(node.position, {})
        on = ways.get(Leaves(NobodyFree())) if in_line else ways.get(Silence())
        if on is None:
            return False
        node = on
    return False


def _is_sought(node: Node) -> bool:
    return node.is_over or node.position.is_waiting or node.position.phase == RINGING


def _danger(walked: Walk) -> Iterator[Counterexample]:
    """In every language a caller hears, soon enough, how to say that they are in danger."""
    reached = {node.position.language for node in _soon(walked) if _in_danger(walked, node)}
    for language in walked.around.book.flows[walked.flow].languages:
        heard = language in reached or not _is_spoken(walked, str(language))
        if not heard:
            sentence = (
                f"In {language} a caller in danger hears of no way to say so within "
                f"{MOST_PRESSES} presses and {MOST_SECONDS} seconds."
            )
            yield _counter(walked, _first(walked), sentence)


def _is_spoken(walked: Walk, language: str) -> bool:
    return any(p.language == language and not p.turn for p in walked.ways)


def _in_danger(walked: Walk, node: Node) -> bool:
    step = step_at(walked.around.book, node.position.place)
    urgent = isinstance(step, Line) and step.is_urgent
    pressed = any(isinstance(effect, DangerPressed) for effect in node.reply.effects)
    return (urgent or pressed) and _is_sought(node) and not node.is_over


def _soon(walked: Walk) -> Iterator[Node]:
    """Everywhere a caller comes in time by keys they have heard of."""
    todo = deque([(_first(walked), 0, 0)])
    while todo:
        node, presses, seconds = todo.popleft()
        yield node
        if presses >= MOST_PRESSES or _is_sought(node):
            continue
        for move, reached in walked.ways.get(node.position, {}).items():
            if isinstance(move, Keys):
                heard = heard_after(node.reply, move.digits)
                if heard is not None and seconds + heard <= MOST_SECONDS:
                    todo.append((reached, presses + 1, seconds + heard))


def heard_after(reply: Reply, key: str) -> int | None:
    """Seconds until a reply has said what this key is for; None if it does not.

    A key counts as said where it stands alone: the digits of a number do not.
    """
    passed = 0
    parts = [
        part
        for instruction in reply.instructions
        for part in (instruction.prompt if isinstance(instruction, Listen) else (instruction,))
    ]
    for part in parts:
        if isinstance(part, Pause):
            passed += part.seconds
        elif isinstance(part, Say):
            passed += seconds_of(part.words)
            if _names(part.words, key):
                return passed
    return None


def _names(words: str, key: str) -> bool:
    said = words.replace(".", " ").replace(",", " , ").replace(":", " ").split()
    places = [n for n, word in enumerate(said) if word == key]
    return any(not _is_digit(said, n - 1) and not _is_digit(said, n + 1) for n in places)


def _is_digit(words: list[str], n: int) -> bool:
    return 0 <= n < len(words) and len(words[n]) == 1 and words[n].isdigit()


def _first(walked: Walk) -> Node:
    return next(iter(walked.nodes.values()))


def _counter(walked: Walk, node: Node, sentence: str) -> Counterexample:
    way = tuple(way_to(node))
    return Counterexample(walked.around.name, sentence, node.position.place, way)
