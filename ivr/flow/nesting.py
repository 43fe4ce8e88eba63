"""Where does a caller arrive who leaves a step, perhaps by an exit of the flow they are in?"""

from collections.abc import Mapping
from dataclasses import replace
from typing import Final

from ivr.flow.flow import Flow
from ivr.flow.kinds.subflow import SubFlow
from ivr.flow.position import RINGING, WAITING, Position

AT_ONCE: Final = frozenset({"", WAITING, RINGING})
"""Phases of a step that asks at most one question."""


class NoSuchPlace(LookupError):
    """Raised when a position names a flow that the book does not have, or cannot be left."""


def landed(flows: Mapping[str, Flow], position: Position, to: str) -> Position:
    """The caller arriving at `to`: a step of their flow, or an exit of it, which the flow around
    it leads on.  Raises NoSuchPlace for an exit of a flow that nothing is around."""
    while to not in flows[position.flow].steps:
        position, to = _out(flows, position, to)
    return _spoken(flows, position.at(to))


def carried_over(flows: Mapping[str, Flow], position: Position) -> Position:
    """The same caller in flows that were changed: a step that is gone becomes the flow's person,
    and so does a flow that is no longer part of the one around it.

    Raises NoSuchPlace if even the outermost flow is gone.
    """
    outermost = position.stack[0].split(".")[0] if position.stack else position.flow
    if outermost not in flows or flows[outermost].exits:
        raise NoSuchPlace(outermost)
    if not _nested(flows, position):
        person = flows[outermost].person
        return _spoken(flows, replace(position, flow=outermost, stack=()).at(person))
    step = flows[position.flow].steps.get(position.step)
    if step is None:
        return landed(flows, position, flows[position.flow].person)
    return _spoken(flows, position)


def _nested(flows: Mapping[str, Flow], position: Position) -> bool:
    """True if each flow of the stack still calls the next one, and maps all its exits."""
    inner = (*(place.split(".")[0] for place in position.stack[1:]), position.flow)
    return all(
        _calls(flows, place, name) for place, name in zip(position.stack, inner, strict=False)
    )


def _calls(flows: Mapping[str, Flow], place: str, inner: str) -> bool:
    outer, name = place.split(".")
    step = flows[outer].steps.get(name) if outer in flows else None
    return (
        isinstance(step, SubFlow)
        and step.flow == inner
        and inner in flows
        and set(flows[inner].exits) <= step.exits_to.keys()
    )


def _out(flows: Mapping[str, Flow], position: Position, exit_: str) -> tuple[Position, str]:
    if not position.stack:
        raise NoSuchPlace(f"{position.flow} is left by {exit_}, and nothing is around it")
    outer, name = position.stack[-1].split(".")
    step = flows[outer].steps[name]
    if not isinstance(step, SubFlow):
        raise NoSuchPlace(position.stack[-1])
    return replace(position, flow=outer, step=name, stack=position.stack[:-1]), step.exits_to[exit_]


def _spoken(flows: Mapping[str, Flow], position: Position) -> Position:
    """A language that the flow does not speak becomes its first."""
    languages = flows[position.flow].languages
    if position.language in languages:
        return position
    return replace(position, language=languages[0])
