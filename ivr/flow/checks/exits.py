"""Does every exit lead somewhere?"""

from collections.abc import Iterator
from typing import Final

from ivr.flow.draft import Draft, Where, file_of, step_at
from ivr.flow.finding import Finding
from ivr.flow.flow import Flow
from ivr.flow.shape import did_you_mean

DOORS: Final = ("starts_at", "person", "danger", "if_anything_breaks")


def findings(draft: Draft) -> Iterator[Finding]:
    """Exits and doors that lead to no step of the flow and to none of its exits."""
    for flow in draft.flows.values():
        yield from _nowhere(draft, flow)
        if flow.starts_at in flow.exits:
            sentence = "A flow starts at one of its steps, not at an exit."
            where = Where(file_of(flow.flow), ("starts_at",))
            yield draft.finding(where, "starts-nowhere", sentence)


def _nowhere(draft: Draft, flow: Flow) -> Iterator[Finding]:
    doors = ((Where(file_of(flow.flow), (door,)), str(getattr(flow, door))) for door in DOORS)
    ways = (
        (step_at(flow.flow, name, exit_.path), exit_.to)
        for name, step in flow.steps.items()
        for exit_ in step.exits()
    )
    for where, to in (*doors, *ways):
        if not flow.leads(to):
            sentence = f"This leads to `{to}`, but the flow has no such step."
            hint = did_you_mean(to, (*flow.steps, *flow.exits))
            yield draft.finding(where, "exit-to-nowhere", sentence, hint)
