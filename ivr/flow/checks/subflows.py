"""Do flows that are part of one another fit together?"""

from collections.abc import Iterator, Mapping

from ivr.flow.draft import Draft, Where, file_of, step_at
from ivr.flow.finding import Finding
from ivr.flow.flow import Flow
from ivr.flow.kinds.subflow import DEEPEST, SubFlow
from ivr.flow.shape import did_you_mean

Calls = Mapping[str, tuple[tuple[str, SubFlow], ...]]
"""By flow, its steps of the kind `flow`, with their names."""


def findings(draft: Draft) -> Iterator[Finding]:
    """Exits that are not mapped or not declared, flows within themselves or too deep, languages."""
    calls = {name: tuple(_calls(flow)) for name, flow in draft.flows.items()}
    for flow in draft.flows.values():
        yield from _named_twice(draft, flow)
        for name, step in calls[flow.flow]:
            if step.flow in draft.flows:
                yield from _mapped(draft, flow, name, step)
                yield from _spoken(draft, flow, name, step)
                yield from _depth(draft, calls, (flow.flow, name, step))


def _calls(flow: Flow) -> Iterator[tuple[str, SubFlow]]:
    for name, step in flow.steps.items():
        if isinstance(step, SubFlow):
            yield name, step


def _named_twice(draft: Draft, flow: Flow) -> Iterator[Finding]:
    for i, exit_ in enumerate(flow.exits):
        where = Where(file_of(flow.flow), ("exits", i))
        if exit_ in flow.steps:
            sentence = f"`{exit_}` is both an exit and a step of this flow."
            yield draft.finding(where, "exit-is-a-step", sentence)
        if exit_ in flow.exits[:i]:
            yield draft.finding(where, "exit-twice", f"The exit `{exit_}` is declared twice.")


def _mapped(draft: Draft, flow: Flow, name: str, step: SubFlow) -> Iterator[Finding]:
    inner = draft.flows[step.flow]
    where = step_at(flow.flow, name, ("exits",))
    if not inner.exits:
        sentence = f"The flow `{step.flow}` declares no `exits`, so it cannot be part of another."
        yield draft.finding(step_at(flow.flow, name, ("flow",)), "flow-without-exits", sentence)
        return
    for exit_ in inner.exits:
        if exit_ not in step.exits_to:
            sentence = f"The exit `{exit_}` of `{step.flow}` is missing here."
            yield draft.finding(where, "unmapped-exit", sentence)
    for exit_ in step.exits_to.keys() - set(inner.exits):
        sentence = f"The flow `{step.flow}` has no exit `{exit_}`."
        hint = did_you_mean(exit_, inner.exits)
        yield draft.finding(where.then(exit_), "unknown-exit", sentence, hint)


def _spoken(draft: Draft, flow: Flow, name: str, step: SubFlow) -> Iterator[Finding]:
    for language in flow.languages:
        if language not in draft.flows[step.flow].languages:
            sentence = f"The flow `{step.flow}` does not speak `{language}`, as this one does."
            where = step_at(flow.flow, name, ("flow",))
            yield draft.finding(where, "flow-does-not-speak", sentence)


def _depth(draft: Draft, calls: Calls, call: tuple[str, str, SubFlow]) -> Iterator[Finding]:
    flow, name, step = call
    where = step_at(flow, name, ("flow",))
    below = _below(calls, step.flow, (flow,))
    if below is None:
        sentence = f"The flow `{step.flow}` leads back into itself."
        yield draft.finding(where, "recursion", sentence)
    elif below + 1 > DEEPEST:
        sentence = f"Flows are at most {DEEPEST} deep within one another; this is deeper."
        yield draft.finding(where, "flows-too-deep", sentence)


def _below(calls: Calls, flow: str, around: tuple[str, ...]) -> int | None:
    """How many flows are within this one at the deepest; None if one is within itself."""
    if flow in around or len(around) > DEEPEST + 1:
        return None if flow in around else DEEPEST
    deeper = [_below(calls, step.flow, (*around, flow)) for _, step in calls.get(flow, ())]
    if None in deeper:
        return None
    return max((depth + 1 for depth in deeper if depth is not None), default=0)
