"""Which ways lead on from a step, as somebody reads them who never saw a file?"""

from collections.abc import Iterator
from dataclasses import dataclass

from ivr.flow.flow import Flow
from ivr.flow.kinds.check import Check
from ivr.flow.kinds.step import Exit, Step

__all__ = ["Way", "led_here", "ways"]


@dataclass(frozen=True)
class Way:
    """One exit: `name` is a key with a label, a condition, or the field that leads on."""

    exit: Exit
    name: str
    """`pressed`, `condition`, or the field of the file: `silent`, `then`, `no_one_free`, …"""
    part: str = ""
    """The words that announce it, among those of the step."""
    tries: int = 0
    """At which silence, or unclear answer."""
    condition: tuple[str, str] = ("", "")
    """What is looked at, and what it has to be."""

    @property
    def to(self) -> str:
        """A step of the flow, or one of its exits."""
        return self.exit.to


def ways(step: Step) -> tuple[Way, ...]:
    """Every exit, in the order of the step."""
    parts = {wording.path: wording.part for wording in step.wording()}
    return tuple(_way(step, exit_, parts) for exit_ in step.exits())


def _way(step: Step, exit_: Exit, parts: dict[tuple[str | int, ...], str]) -> Way:
    head, label = str(exit_.path[0]), (*exit_.path[:-1], "label")
    if label in parts:
        return Way(exit_, "pressed", part=parts[label])
    if isinstance(step, Check) and head == "when":
        line = step.when[int(exit_.path[1])]
        value = getattr(line, line.looks_at)
        said = {True: "yes", False: "no"}.get(value, value) if isinstance(value, bool) else value
        return Way(exit_, "condition", condition=(line.looks_at, str(said)))
    after = getattr(step, head, None)
    if head in ("silent", "unclear"):
        return Way(exit_, head, tries=getattr(after, "tries", 0))
    return Way(exit_, "returned" if head == "exits" else head)


def led_here(flow: Flow, name: str) -> Iterator[str]:
    """The steps with an exit to this one, and the fields of the flow that name it."""
    for other, step in flow.steps.items():
        if other != name and any(exit_.to == name for exit_ in step.exits()):
            yield other
    for role in ("starts_at", "person", "danger", "if_anything_breaks"):
        if getattr(flow, role) == name:
            yield role
