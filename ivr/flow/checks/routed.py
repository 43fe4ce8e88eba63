"""What do the flows ask of routing that it does not do yet?"""

from collections.abc import Iterator
from dataclasses import replace

from ivr.flow.draft import Draft, step_at
from ivr.flow.finding import Finding
from ivr.flow.kinds.line import ROUTED, Line
from ivr.flow.kinds.step import Path


def findings(draft: Draft) -> Iterator[Finding]:
    """Stages of widening, wishes and ringing times that change nothing so far: worth knowing."""
    for flow in draft.flows.values():
        for name, step in flow.steps.items():
            if not isinstance(step, Line):
                continue
            for path, what in _asked(step):
                sentence = f"{what} is not yet routed: it is accepted, and changes nothing so far."
                found = draft.finding(step_at(flow.flow, name, path), "not-yet-routed", sentence)
                yield replace(found, level="W")


def _asked(step: Line) -> Iterator[tuple[Path, str]]:
    for i, stage in enumerate(step.widen):
        if stage.to not in ROUTED:
            yield ("widen", i, "to"), f"Widening to `{stage.to}`"
    for i, wish in enumerate(step.wanted.wishes):
        yield ("needs", "wishes", i), f"The wish `{wish}`"
    if step.ring_for is not None:
        yield ("ring_for",), "`ring_for`"
