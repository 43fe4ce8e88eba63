"""Does every name a flow uses exist, and is it written as a name?"""

from collections.abc import Iterator, Mapping
from typing import Final

from ivr.flow.draft import Draft, Where, file_of, step_at
from ivr.flow.finding import Finding
from ivr.flow.flow import Flow
from ivr.flow.kinds.check import Check
from ivr.flow.kinds.step import Mention, Step
from ivr.flow.names import is_name
from ivr.flow.shape import did_you_mean
from ivr.flow.visit import MAY_BE_UNABLE_TO_SPEAK

MARKS_OF_THE_ENGINE: Final = frozenset({MAY_BE_UNABLE_TO_SPEAK})


def findings(draft: Draft) -> Iterator[Finding]:
    """Names of flows, steps, languages, marks, hours, messages, services, switches and centres."""
    for name, flow in draft.flows.items():
        yield from _of_frame(draft, name, flow)
        for step_name, step in flow.steps.items():
            yield from _of_step(draft, flow, step_name, step)


def _of_frame(draft: Draft, name: str, flow: Flow) -> Iterator[Finding]:
    where = Where(file_of(name))
    for i, language in enumerate(flow.languages):
        if language not in draft.settings.languages:
            sentence = f"The settings know no language `{language}`."
            yield draft.finding(where.then("languages", i), "unknown-language", sentence)


def _of_step(draft: Draft, flow: Flow, name: str, step: Step) -> Iterator[Finding]:
    if not is_name(name):
        sentence = "A step is named with lower-case letters, digits and underscores, at most 40."
        yield draft.finding(step_at(flow.flow, name), "not-a-name", sentence)
    known = _known(draft, flow)
    for mention in step.mentions():
        if mention.name not in known[mention.of] and not _by_the_engine(step, mention):
            where = step_at(flow.flow, name, mention.path)
            sentence = f"There is no {mention.of} called `{mention.name}`."
            hint = did_you_mean(mention.name, known[mention.of])
            yield draft.finding(where, f"unknown-{mention.of}", sentence, hint)


def _by_the_engine(step: Step, mention: Mention) -> bool:
    """A check may look for marks that no menu sets."""
    return isinstance(step, Check) and mention.name in MARKS_OF_THE_ENGINE


def _known(draft: Draft, flow: Flow) -> Mapping[str, frozenset[str]]:
    settings = draft.settings
    return {
        "language": frozenset(flow.languages),
        "specialty": frozenset(settings.specialties),
        "mark": settings.marks,
        "switch": frozenset(settings.switches),
        "centre": frozenset(settings.emergency_centres),
        "flow": frozenset(draft.flows),
        "hours": frozenset(settings.hours),
        "service": frozenset(settings.services),
        "message": frozenset(draft.messages),
    }
