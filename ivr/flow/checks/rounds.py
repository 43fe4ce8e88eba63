"""Does any caller go round for ever?"""

from collections.abc import Iterator, Mapping, Sequence

from ivr.flow.draft import Draft, step_at
from ivr.flow.finding import Finding
from ivr.flow.flow import Flow
from ivr.flow.kinds.consent import Consenting
from ivr.flow.kinds.line import Line
from ivr.flow.kinds.step import Exit, How, Step
from ivr.flow.kinds.subflow import SubFlow

Ways = Mapping[str, tuple[Exit, ...]]
"""By step, the exits a caller takes by doing nothing when every promise fails."""


def findings(draft: Draft) -> Iterator[Finding]:
    """Rounds that nothing but patience ends."""
    for flow in draft.flows.values():
        ways = _ways(draft.flows, flow, ())
        done: set[str] = set()
        for name in flow.steps:
            round_ = _round_from(name, ways, done)
            if round_:
                first, exit_ = round_[0]
                code, who = _round_of([flow.steps[step] for step, _ in round_])
                steps = " → ".join(step for step, _ in round_)
                sentence = f"{who} goes round here for ever: {steps} → {first}."
                yield draft.finding(step_at(flow.flow, first, exit_.path), code, sentence)


def _round_of(steps: Sequence[Step]) -> tuple[str, str]:
    if any(isinstance(step, Line) for step in steps):
        return "failing-loop", "A caller for whom nothing works"
    if any(step.listens for step in steps):
        return "silent-loop", "A caller who does nothing"
    return "automatic-loop", "Every caller"


def _ways(flows: Mapping[str, Flow], flow: Flow, around: tuple[str, ...]) -> Ways:
    around = (*around, flow.flow)
    return {name: tuple(_idle(flows, step, around)) for name, step in flow.steps.items()}


def _idle(flows: Mapping[str, Flow], step: Step, around: tuple[str, ...]) -> Iterator[Exit]:
    """The exits of a step taken by doing nothing.

    What needs consent may go on by any of its exits unasked: promised before, refused, or
    impossible. A flow within is left by the exits that doing nothing reaches there.
    """
    reached = _left_by(flows, step.flow, around) if isinstance(step, SubFlow) else frozenset()
    for exit_ in step.exits():
        by_itself = exit_.how in (How.BY_ITSELF, How.SILENT, How.FAILED)
        if isinstance(step, Consenting) or by_itself or exit_.press in reached:
            yield exit_


def _left_by(flows: Mapping[str, Flow], name: str, around: tuple[str, ...]) -> frozenset[str]:
    """The exits of a flow that a caller who does nothing is led out by."""
    flow = flows.get(name)
    if flow is None or name in around:
        return frozenset()
    ways, seen, todo = _ways(flows, flow, around), set[str](), [flow.starts_at]
    while todo:
        step = todo.pop()
        if step not in seen:
            seen.add(step)
            todo.extend(exit_.to for exit_ in ways.get(step, ()))
    return frozenset(seen.intersection(flow.exits))


def _round_from(start: str, ways: Ways, done: set[str]) -> list[tuple[str, Exit]]:
    """The first round found by going on from `start`; steps once gone through are left out."""
    trail: list[tuple[str, Iterator[Exit]]] = [(start, iter(ways[start]))]
    taken: list[tuple[str, Exit]] = []
    while trail and start not in done:
        name, exits = trail[-1]
        exit_ = next(exits, None)
        if exit_ is None:
            done.add(name)
            trail.pop()
            del taken[-1:]
            continue
        taken.append((name, exit_))
        on_trail = [step for step, _ in trail]
        if exit_.to in on_trail:
            done.update(on_trail)
            return taken[on_trail.index(exit_.to) :]
        if exit_.to in ways and exit_.to not in done:
            trail.append((exit_.to, iter(ways[exit_.to])))
        else:
            taken.pop()
    return []
