"""Are the choices few, soon, in order, and is nobody left alone while they wait?"""

from collections.abc import Iterator
from typing import Final

from ivr.flow.checks.calls import announced, worlds
from ivr.flow.checks.candidate import Candidate
from ivr.flow.checks.paths import Place, map_of, reached
from ivr.flow.draft import step_at
from ivr.flow.engine import start
from ivr.flow.finding import Finding
from ivr.flow.kinds.asking import Asking
from ivr.flow.kinds.callback import Callback
from ivr.flow.kinds.connect import Connect
from ivr.flow.kinds.consent import Consenting
from ivr.flow.kinds.info import Info
from ivr.flow.kinds.line import Line
from ivr.flow.kinds.menu import Menu
from ivr.flow.kinds.survey import Survey

MOST_CHOICES: Final = 4
MOST_MENUS: Final = 2
MOST_TRIES: Final = 3
SHORTEST_WAIT: Final = 5
LONGEST_WAIT: Final = 10
FIRST_CHOICE: Final = 15
QUIET: Final = 45
CALLBACK_BY: Final = 90


def findings(candidate: Candidate) -> Iterator[Finding]:
    """Menus, the time to the first choice, waiting, and surveys that come too early."""
    for flow, name, step in candidate.steps():
        if isinstance(step, Menu):
            yield from _menu(candidate, (flow, name), step)
        if isinstance(step, Asking):
            yield from _tries(candidate, (flow, name), step)
        if isinstance(step, Line) and not step.is_urgent:
            yield from _waiting(candidate, (flow, name), step)
    yield from _first_choice(candidate)
    yield from _many_menus(candidate)
    yield from _surveys(candidate)


def _menu(candidate: Candidate, place: Place, menu: Menu) -> Iterator[Finding]:
    keys = [choice.press for choice in menu.choices]
    if keys != sorted(keys) or keys != [str(i + 1) for i in range(len(keys))]:
        sentence = "The keys should be 1, 2, 3 … without gaps, in the order they are said."
        yield candidate.should(step_at(*place, ("choices",)), "keys-out-of-order", sentence)
    if len(keys) > MOST_CHOICES:
        sentence = f"{len(keys)} choices are more than anybody remembers; {MOST_CHOICES} at most."
        yield candidate.should(step_at(*place, ("choices",)), "too-many-choices", sentence)
    seconds = menu.wait.total_seconds()
    if seconds < SHORTEST_WAIT:
        sentence = f"{seconds:.0f} s are too short to find a key; {SHORTEST_WAIT} s at least."
        yield candidate.should(step_at(*place, ("wait",)), "short-wait", sentence)
    if seconds > LONGEST_WAIT:
        sentence = f"{seconds:.0f} s of silence feel like being cut off; {LONGEST_WAIT} s at most."
        yield candidate.should(step_at(*place, ("wait",)), "long-silence", sentence)
    pressed = (candidate.situation.pressed or {}).get(".".join(place))
    for i, choice in enumerate(menu.choices):
        if pressed is not None and choice.press not in pressed:
            sentence = f"Nobody has pressed {choice.press} here in 90 days."
            where = step_at(*place, ("choices", i, "press"))
            yield candidate.worth(where, "never-pressed", sentence)


def _tries(candidate: Candidate, place: Place, step: Asking) -> Iterator[Finding]:
    for name, after in (("silent", step.silent), ("unclear", step.unclear)):
        if after.tries > MOST_TRIES:
            sentence = (
                f"Asking {after.tries} times keeps a caller from a person; {MOST_TRIES} at most."
            )
            yield candidate.should(step_at(*place, (name, "tries")), "too-many-tries", sentence)


def _waiting(candidate: Candidate, place: Place, step: Line) -> Iterator[Finding]:
    if isinstance(step, Connect) and step.needs is None:
        return
    line = step.while_waiting
    if line is not None and line.every.total_seconds() > QUIET:
        sentence = f"Who waits should hear a voice every {QUIET} s at least."
        where = step_at(*place, ("while_waiting", "every"))
        yield candidate.should(where, "quiet-line", sentence)
    flow = candidate.book.flows[place[0]]
    offered = [flow.steps.get(offer.go) for offer in step.offers]
    patience = step.ask_again_after
    asked = patience is not None and patience.total_seconds() <= CALLBACK_BY
    busy = flow.steps.get(step.no_one_free)
    in_menu = isinstance(busy, Menu) and any(
        isinstance(flow.steps.get(choice.go), Callback) for choice in busy.choices
    )
    if not any(isinstance(each, Callback) for each in offered) and not (asked and in_menu):
        sentence = f"Nobody is offered a call back within {CALLBACK_BY} s of waiting."
        hint = "Add an offer to `while_waiting` that leads to a `callback`."
        yield candidate.should(step_at(*place), "no-callback-offer", sentence, hint)


def _first_choice(candidate: Candidate) -> Iterator[Finding]:
    facts = worlds(candidate.book, candidate.situation.now)[0].facts
    for flow in candidate.lines:
        reply = start(candidate.book, flow.flow, facts)
        soonest = min((at for _, at in announced(candidate.book, reply)), default=0)
        if soonest > FIRST_CHOICE:
            sentence = f"The first choice comes after {soonest} s; {FIRST_CHOICE} s at most."
            where = step_at(flow.flow, flow.starts_at)
            yield candidate.should(where, "late-first-choice", sentence)


def _many_menus(candidate: Candidate) -> Iterator[Finding]:
    """Menus that come after two others before anybody was waited for."""
    ways = map_of(candidate.book)
    now = {(flow.flow, flow.starts_at) for flow in candidate.lines}
    seen: set[Place] = set()
    menus: set[Place] = set()
    for _ in range(MOST_MENUS + 1):
        level = reached(ways, now, lambda at: not isinstance(_at(candidate, at), Menu | Line))
        menus = {at for at in level if isinstance(_at(candidate, at), Menu)} - seen
        seen |= level
        now = {way.to for at in menus for way in ways[at]} - seen
    for place in sorted(menus):
        sentence = f"This is the third menu before a person; {MOST_MENUS} at most."
        yield candidate.should(step_at(*place), "too-many-menus", sentence)


def _at(candidate: Candidate, place: Place) -> object:
    return candidate.book.flows[place[0]].steps[place[1]]


def _surveys(candidate: Candidate) -> Iterator[Finding]:
    """Surveys a caller comes to without having been helped."""
    helping = (Line, Consenting, Info)
    starts = [(flow.flow, flow.starts_at) for flow in candidate.lines]
    early = reached(
        map_of(candidate.book), starts, lambda at: not isinstance(_at(candidate, at), helping)
    )
    for flow, name in sorted(early):
        if isinstance(_at(candidate, (flow, name)), Survey):
            sentence = "Here a caller is asked how it was before anybody helped."
            yield candidate.should(step_at(flow, name), "survey-before-help", sentence)
