"""Do scripts, people and the safeguarding approver stand behind this set?"""

from collections.abc import Iterator
from typing import Final

from ivr.flow.checks.candidate import Candidate
from ivr.flow.draft import SETTINGS, Where, step_at
from ivr.flow.finding import Finding
from ivr.flow.kinds.consent import Consenting
from ivr.flow.kinds.emergency import Emergency
from ivr.flow.kinds.line import MARKED, NO_SPECIALTY, Line

COVERED: Final = 0.9


def findings(candidate: Candidate) -> Iterator[Finding]:
    """Failed call scripts, exits no script takes, needs nobody can meet, changes to safety."""
    situation = candidate.situation
    for script in situation.failed_scripts:
        sentence = f"The call script “{script.title}” must pass, and does not."
        yield Finding(script.file, script.line, 1, "script-fails", sentence)
    if situation.covered is not None and situation.covered < COVERED:
        sentence = f"Call scripts take {situation.covered:.0%} of the exits; {COVERED:.0%} is good."
        yield candidate.should(Where(SETTINGS), "few-exits-covered", sentence)
    yield from _unserved(candidate)
    yield from _changed(candidate)


def _unserved(candidate: Candidate) -> Iterator[Finding]:
    """Needs a line can have that nobody meets, however long the caller waits."""
    served = candidate.situation.served
    if served is None:
        return
    settings = candidate.book.settings
    for flow, name, step in candidate.steps():
        if not isinstance(step, Line) or step.while_waiting is None:
            continue
        wanted = step.wanted
        if any(stage.to == "any_specialty" for stage in step.widen) or step.is_urgent:
            continue
        named = () if wanted.specialty == NO_SPECIALTY else (wanted.specialty,)
        needed = settings.specialties if wanted.specialty == MARKED else named
        spoken = {language for language, _ in served}
        for specialty in needed:
            missing = [tag for tag in spoken if (tag, str(specialty)) not in served]
            if missing:
                sentence = f"Nobody serves `{specialty}` in {', '.join(sorted(missing))}, ever."
                hint = "Add `widen` to any_specialty, or train somebody."
                where = step_at(flow, name, ("needs",))
                yield candidate.must(where, "need-nobody-serves", sentence, hint)


def _changed(candidate: Candidate) -> Iterator[Finding]:
    """Consent and emergency steps that differ from what is live."""
    live = candidate.situation.live
    if live is None:
        return
    for flow, name, step in candidate.steps():
        before = live.flows[flow].steps.get(name) if flow in live.flows else None
        if isinstance(step, Consenting | Emergency) and step != before:
            sentence = "Consent or an emergency changes: the safeguarding approver must see it."
            yield candidate.worth(step_at(flow, name), "needs-safeguarding", sentence)
