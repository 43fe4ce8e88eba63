"""Is nobody stranded by a flow? What is proven, and the shortest way to where it does not hold."""

from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Final

from ivr.flow.book import Book
from ivr.flow.effects import DangerPressed
from ivr.flow.engine import Reply
from ivr.flow.inputs import Keys, NobodyFree, Silence
from ivr.flow.instructions import Listen, Pause, Say
from ivr.flow.kinds.callback import Callback
from ivr.flow.kinds.language import Language
from ivr.flow.kinds.line import Line
from ivr.flow.kinds.subflow import SubFlow
from ivr.flow.kinds.voicemail import Voicemail
from ivr.flow.position import RINGING, Position
from ivr.flow.proofs.answers import Answer, Answers, Render
from ivr.flow.proofs.explore import Counterexample, Node, Walk, walk, way_to
from ivr.flow.proofs.invariants import step_at
from ivr.flow.proofs.moves import Leaves
from ivr.flow.proofs.surroundings import FEW, Surroundings, surroundings
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


@dataclass(frozen=True)
class Stage:
    """How far a proof has come."""

    world: int
    """The one that is walked now, counted from 1."""
    worlds: int
    states: int
    """Walked so far."""

    def telling(self, told: "Told") -> Callable[[int], None]:
        """Tells of the states of this world too."""
        return lambda here: told(replace(self, states=self.states + here))


Told = Callable[[Stage], None]
"""Hears from time to time how far a proof has come."""


def prove(
    book: Book,
    render: Render,
    flows: tuple[str, ...] = (),
    told: Told = lambda _stage: None,
) -> Proof:
    """Walks these flows, or every flow that answers calls, in every world that matters."""
    named = flows or _answering(book)
    worlds = _worlds(book, named)
    answers, states, moves = Answers.of(book, render), 0, 0
    broken: dict[tuple[str, str], Counterexample] = {}
    for n, (flow, around) in enumerate(worlds, 1):
        stage = Stage(n, len(worlds), states)
        walked = walk(around, flow, answers, stage.telling(told))
        states += len(walked.ways)
        moves += sum(len(ways) for ways in walked.ways.values())
        for found in (*walked.broken, *_stranded(walked)):
            _keep_shortest(broken, found)
    shortest = sorted(broken.values(), key=lambda found: (len(found.way), found.place))
    return Proof(named, states, moves, len(worlds), tuple(shortest))


def flaws(book: Book, render: Render) -> Iterator[Counterexample]:
    """What a proof would find, as it is found: for who has seen enough at the first."""
    answers = Answers.of(book, render)
    for flow, around in _worlds(book, _answering(book)):
        walked = walk(around, flow, answers)
        yield from walked.broken
        yield from _stranded(walked)


def _answering(book: Book) -> tuple[str, ...]:
    return tuple(name for name, flow in book.flows.items() if not flow.exits)


def _worlds(book: Book, flows: tuple[str, ...]) -> list[tuple[str, Surroundings]]:
    return [(flow, around) for flow in flows for around in surroundings(book, flow)]


def _keep_shortest(broken: dict[tuple[str, str], Counterexample], found: Counterexample) -> None:
    known = broken.get((found.sentence, found.place))
    if known is None or len(found.way) < len(known.way):
        broken[found.sentence, found.place] = found


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
    if not _is_met(walked, walked.start.answer, staffed=staffed):
        sentence = "Who does nothing meets no person, voicemail or call back before the end."
        yield _counter(walked, walked.start, sentence + _when(staffed=staffed))


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
    for node in walked.nodes.values():
        trail: list[Position] = []
        answer: Answer | None = node.answer
        while answer is not None and answer.position not in done and not _is_sought(answer):
            if answer.position in trail:
                here = walked.nodes[answer.position]
                yield _counter(walked, here, "Who does nothing goes round here without end.")
                return
            trail.append(answer.position)
            answer = walked.ways[answer.position].get(Silence())
        done.update(trail)


def _is_met(walked: Walk, answer: Answer, *, staffed: bool) -> bool:
    """True if who does nothing from here comes to a person, voicemail or call back.

    In the line they have, if somebody is on duty; if nobody is, they go on as `no_one_free` says,
    and coming back into the same line is waiting until somebody comes.
    """
    book, seen = walked.around.book, set[Position]()
    for _ in range(PATIENT):
        if answer.is_over:
            return False
        position = answer.position
        in_line = position.is_waiting
        asked = isinstance(step_at(book, position.place), Voicemail | Callback)
        rung = position.phase == RINGING
        if asked or rung or (in_line and (staffed or position in seen)):
            return True
        seen.add(position)
        on = walked.ways[position].get(Leaves(NobodyFree()) if in_line else Silence())
        if on is None:
            return False
        answer = on
    return False


def _is_sought(answer: Answer) -> bool:
    position = answer.position
    return answer.is_over or position.is_waiting or position.phase == RINGING


def _danger(walked: Walk) -> Iterator[Counterexample]:
    """In every language a caller hears, soon enough, how to say that they are in danger, or is put
    through to a person without being asked anything."""
    reached = {one.position.language for one in _soon(walked) if _in_danger(walked, one)}
    reached |= {one.position.language for one in _unasked(walked) if one.position.phase == RINGING}
    spoken = {position.language for position in walked.ways if not position.turn}
    for language in walked.around.book.flows[walked.flow].languages:
        if language in spoken - reached:
            sentence = (
                f"In {language} a caller in danger hears of no way to say so within "
                f"{MOST_PRESSES} presses and {MOST_SECONDS} seconds."
            )
            yield _counter(walked, walked.start, sentence)


def _unasked(walked: Walk) -> Iterator[Answer]:
    """The first words, and what is heard by who has said nothing but which language they speak."""
    first = walked.start.answer
    yield first
    if isinstance(step_at(walked.around.book, first.position.place), Language):
        yield from walked.ways[first.position].values()


def _in_danger(walked: Walk, answer: Answer) -> bool:
    step = step_at(walked.around.book, answer.position.place)
    urgent = isinstance(step, Line) and step.is_urgent
    effects = answer.reply.effects if answer.reply is not None else ()
    pressed = any(isinstance(effect, DangerPressed) for effect in effects)
    return (urgent or pressed) and _is_sought(answer) and not answer.is_over


def _soon(walked: Walk) -> Iterator[Answer]:
    """Everywhere a caller comes in time by keys they have heard of."""
    todo = deque([(walked.start.answer, 0, 0)])
    while todo:
        answer, presses, seconds = todo.popleft()
        if answer.reply is None:
            continue
        yield answer
        if presses >= MOST_PRESSES or _is_sought(answer):
            continue
        for move, reached in walked.ways[answer.position].items():
            if isinstance(move, Keys):
                heard = heard_after(answer.reply, move.digits)
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


def _counter(walked: Walk, node: Node, sentence: str) -> Counterexample:
    way = tuple(way_to(node))
    return Counterexample(walked.around.name, sentence, node.position.place, way)
