"""What does the caller hear next?  From a book, a position, an input and facts: a reply."""

from dataclasses import dataclass, replace
from datetime import timedelta

from ivr.flow.book import Book
from ivr.flow.effects import Effect
from ivr.flow.hearing import digit
from ivr.flow.inputs import Failed, Input, Keys, NobodyFree, Said, Silence
from ivr.flow.instructions import Instruction, LeaveLine
from ivr.flow.kinds.line import Line
from ivr.flow.kinds.step import Go, How, Outcome, Step, Stop, to_danger
from ivr.flow.nesting import AT_ONCE, NoSuchPlace, carried_over, landed
from ivr.flow.position import NEXT_BEAT, RINGING, WAITING, Position
from ivr.flow.visit import Facts, Visit
from ivr.flow.waiting import Beat, beat, pressed_in_line

__all__ = [
    "EndlessFlow", "Facts", "NoSuchPlace", "Reply",
    "leave", "present", "reading_back", "resume", "start", "while_waiting",
]  # fmt: skip

HOPS = 600
"""Steps a caller may pass without being asked anything: more than a flow of 200 can need, also
when the limit of a call sends them to its last ways."""

LIMIT = "l:"
"""Counts how many of its last ways a call has been sent, once it is past its limit."""


class EndlessFlow(RuntimeError):
    """Raised when steps lead to each other for ever without asking; checks refuse such flows."""


@dataclass(frozen=True, slots=True)
class Reply:
    """What the telephone does now, where the caller then stands, and what has come of it.

    `heard` are the steps spoken for this reply, as `flow.step`, in order.  `answers` are what was
    answered where on the way to it: one, none, or more if a promise could not be kept.
    """

    instructions: tuple[Instruction, ...]
    position: Position
    effects: tuple[Effect, ...] = ()
    heard: tuple[str, ...] = ()
    answers: tuple[tuple[Position, Input], ...] = ()


def start(book: Book, flow: str, facts: Facts, language: str | None = None) -> Reply:
    """The first words of a call.  Raises NoSuchPlace if the book has no such flow, or if it is only
    a part of others.

    `language` is used if the flow offers it; otherwise its first language is spoken.
    """
    if flow not in book.flows or book.flows[flow].exits:
        raise NoSuchPlace(flow)
    frame = book.flows[flow]
    spoken = language if language in frame.languages else frame.languages[0]
    position = Position(book.short, flow, frame.starts_at, str(spoken))
    return _follow(Visit(book, position, facts), Go(frame.starts_at, position))


def present(book: Book, position: Position, facts: Facts) -> Reply:
    """The step a position stands at, said (again); a waiting caller goes back into the line.

    A position of another revision whose step is gone arrives at the flow's person.
    Raises NoSuchPlace if even the flow is gone.
    """
    visit = _visit(book, position, facts)
    step = _step(visit)
    if visit.position.is_waiting and isinstance(step, Line):
        return Reply((step.enter(visit),), visit.position)
    return _follow(visit, Go(visit.position.step, visit.position))


def resume(book: Book, position: Position, given: Input, facts: Facts) -> Reply:
    """What follows an input at the position that listened, waited or rang.

    At a waiting position, Keys and Silence are answered inside the wait document (LeaveLine when
    the caller leaves); Failed and NobodyFree with what comes after the line, for a caller who is
    not, or no longer, in it (else see `leave`).  An answer to one of several questions of another
    revision is not taken for an answer to these: the step begins again.  Raises NoSuchPlace like
    `present`.
    """
    visit, given = _visit(book, position, facts), _understood(given)
    if visit.position.is_waiting and isinstance(given, Keys | Said | Silence):
        return _after(position, given, _in_line(visit, given))
    visit = visit.at(_answered(visit.position))
    if position.revision != book.short and position.phase not in AT_ONCE:
        return _after(position, given, _follow(visit, _anew(visit, given)))
    outcome = _outcome(visit, given)
    if isinstance(outcome, Stop) and _step(visit).listens and visit.asks_nothing:
        outcome = _arrive(visit.at(outcome.position))
    return _after(position, given, _follow(visit, outcome))


def leave(book: Book, position: Position, given: Failed | NobodyFree, facts: Facts) -> Reply:
    """Takes a waiting caller out of the line from inside the wait document.

    The reply is LeaveLine; `present` at its position says what comes next.
    """
    visit = _visit(book, position, facts)
    visit = visit.at(_answered(visit.position))
    return _after(position, given, _left(visit, _unmet(visit, given)))


def while_waiting(book: Book, position: Position, waited: timedelta, facts: Facts) -> Reply:
    """One document of the waiting line, about ten seconds long, ending in the next.

    `waited` is how long the caller has been in the line; should it start from nought again, the
    time to the next words and to the next question does too.  When it is time to ask whether the
    caller wants to go on waiting, the reply is LeaveLine.
    """
    visit = _visit(book, position, facts)
    step = _step(visit)
    if not (visit.position.is_waiting and isinstance(step, Line)):
        return Reply((LeaveLine(),), visit.position)
    seconds = max(0, int(waited.total_seconds()))
    now = beat(step, visit, seconds)
    if isinstance(now, Beat):
        return Reply(now.instructions, now.position)
    asked = visit.at(replace(visit.position, asked=seconds))
    left = _left(asked, _nobody_free(asked, step.no_one_free))
    return _after(position, NobodyFree(), left)


def reading_back(book: Book, position: Position) -> str:
    """The place of what was typed and is read back at this position (see DigitsGiven), empty if
    nothing is: `Facts.typed` is wanted only then."""
    flow = book.flows.get(position.flow)
    step = flow.steps.get(position.step) if flow is not None else None
    return "" if step is None else step.reading_back(position)


def _visit(book: Book, position: Position, facts: Facts) -> Visit:
    """The caller in this book, also when their position is of another revision."""
    flow = book.flows.get(position.flow)
    if position.revision == book.short and flow is not None and position.step in flow.steps:
        return Visit(book, position, facts)
    moved = carried_over(book.flows, replace(position, revision=book.short))
    visit = Visit(book, moved, facts)
    if moved.phase in (WAITING, RINGING) and not isinstance(_step(visit), Line):
        person = book.flows[moved.flow].person
        return visit.at(landed(book.flows, moved, person))
    return visit


def _understood(given: Input) -> Input:
    """No keys are silence, and a digit that was said is a key."""
    if isinstance(given, Keys) and not given.digits:
        return Silence()
    if isinstance(given, Said):
        key = digit(given.words)
        return given if key is None else Keys(key)
    return given


def _after(position: Position, given: Input, reply: Reply) -> Reply:
    return replace(reply, answers=((position, given),))


def _left(visit: Visit, gone: Go) -> Reply:
    """Out of the line; the caller arrives where the position says."""
    position = landed(visit.book.flows, gone.position, gone.to)
    return Reply((LeaveLine(),), position, gone.effects)


def _step(visit: Visit) -> Step:
    position = visit.position
    return visit.book.flows[position.flow].steps[position.step]


def _answered(position: Position) -> Position:
    return replace(position, turn=position.turn + 1)


def _outcome(visit: Visit, given: Input) -> Outcome:
    step = _step(visit)
    if isinstance(given, Failed | NobodyFree):
        return _unmet(visit, given)
    if visit.position.phase == RINGING:
        return _unmet(visit, NobodyFree())
    if isinstance(given, Keys) and step.listens:
        return _universal(visit, given.digits) or step.answer(visit, given)
    return step.answer(visit, given)


def _anew(visit: Visit, given: Input) -> Outcome:
    """The step from its beginning, unless the answer means the same at every step."""
    again = Go(visit.position.step, visit.position.at(visit.position.step))
    if isinstance(given, Failed | NobodyFree):
        return _unmet(visit, given)
    if isinstance(given, Keys) and given.digits != visit.settings.universal_keys.hear_again:
        return _universal(visit, given.digits) or again
    return again


def _universal(visit: Visit, digits: str) -> Outcome | None:
    keys, flow = visit.settings.universal_keys, visit.book.flows[visit.position.flow]
    if digits == keys.person:
        return Go(flow.person, visit.position)
    if digits == keys.danger:
        return to_danger(visit)
    if digits == keys.hear_again:
        return _step(visit).repeat(visit)
    return None


def _in_line(visit: Visit, given: Keys | Said | Silence) -> Reply:
    step = _step(visit)
    if not isinstance(step, Line):
        return Reply((LeaveLine(),), visit.position.at(visit.position.step))
    if not isinstance(given, Silence):
        visit = visit.at(_answered(visit.position))
    done = pressed_in_line(step, visit, given)
    if isinstance(done, Beat):
        return Reply(done.instructions, done.position)
    return _left(visit, done)


def _unmet(visit: Visit, given: Failed | NobodyFree) -> Go:
    """The exit for a promise that cannot be kept; a step without one leaves the flow's way."""
    step, flow = _step(visit), visit.book.flows[visit.position.flow]
    how = How.FAILED if isinstance(given, Failed) else How.NOBODY
    to = step.exit(how) or step.exit(How.FAILED) or flow.if_anything_breaks
    if how is How.NOBODY:
        position = replace(visit.position, asked=NEXT_BEAT)
        return _nobody_free(visit.at(position), to)
    return _unless_spent(visit, to)


def _nobody_free(visit: Visit, to: str) -> Go:
    position = visit.position.counted(f"n:{visit.position.place}")
    return _unless_spent(visit.at(position), to)


def _unless_spent(visit: Visit, to: str) -> Go:
    """Past the limit of a call: a person, then the flow's last way, then only failure exits.

    The checks see to it that failure exits end in a goodbye, so nobody goes round for ever.
    """
    position, flow = visit.position, visit.book.flows[visit.position.flow]
    if not visit.asks_nothing:
        return Go(to, position)
    last_ways = (flow.person, flow.if_anything_breaks)
    while position.count(LIMIT) < len(last_ways):
        way = last_ways[position.count(LIMIT)]
        position = position.counted(LIMIT)
        if way != position.step:
            return Go(way, position)
    return Go(_step(visit).exit(How.FAILED) or to, position)


def _arrive(visit: Visit) -> Outcome:
    step = _step(visit)
    if not (step.listens and visit.asks_nothing):
        return step.arrive(visit)
    if visit.position.count(LIMIT):
        return step.unasked(visit)
    person = visit.book.flows[visit.position.flow].person
    return Go(person, visit.position.counted(LIMIT))


def _follow(visit: Visit, outcome: Outcome) -> Reply:
    """Goes on from step to step until the caller is asked something, waits, or is gone."""
    said: tuple[Instruction, ...] = ()
    effects: tuple[Effect, ...] = ()
    heard: tuple[str, ...] = ()
    unanswered = False
    for _ in range(HOPS):
        if not isinstance(outcome, Go):
            said, effects = said + outcome.instructions, effects + outcome.effects
            return Reply(said, outcome.position, effects, heard)
        said, effects = said + outcome.said, effects + outcome.effects
        unanswered = unanswered or outcome.unanswered
        position = landed(visit.book.flows, outcome.position, outcome.to)
        heard = (*heard, position.place)
        outcome = _arrive(replace(visit, position=position, unanswered=unanswered))
    raise EndlessFlow(f"{visit.position.flow}.{visit.position.step} leads to no end")
