"""Do scripts, people and the safeguarding approver stand behind this set?"""

from collections.abc import Iterator
from typing import Final

from ivr.flow.book import Book
from ivr.flow.checks.candidate import Candidate
from ivr.flow.draft import SETTINGS, Where, step_at
from ivr.flow.finding import Finding
from ivr.flow.kinds.callback import Callback
from ivr.flow.kinds.check import Check
from ivr.flow.kinds.consent import Consenting
from ivr.flow.kinds.emergency import Emergency
from ivr.flow.kinds.line import CALLERS, MARKED, NO_SPECIALTY, Line
from ivr.flow.kinds.step import Step
from ivr.flow.phrases import CALLED_BACK
from ivr.flow.proofs.performance import covered
from ivr.flow.proofs.trace import exits_of

COVERED: Final = 0.9
NEEDS_SAFEGUARDING: Final = "needs-safeguarding"


def findings(candidate: Candidate) -> Iterator[Finding]:
    """Failed call scripts, exits no script takes, needs nobody can meet, changes to safety."""
    yield from (outcome.finding for outcome in candidate.outcomes if outcome.finding)
    yield from _uncovered(candidate)
    yield from _unserved(candidate)
    yield from _wordless(candidate)
    yield from _changed(candidate)


def _wordless(candidate: Candidate) -> Iterator[Finding]:
    """Steps that promise a call, in a set that lacks the words to make one: nobody is asked."""
    spoken, base = candidate.book.phrases, candidate.book.settings.base_language
    lacking = sorted(name for name in CALLED_BACK if (name, base) not in spoken)
    for flow, name, step in candidate.steps():
        if lacking and isinstance(step, Callback):
            sentence = f"No call is promised here: the phrase `{lacking[0]}` is missing."
            hint = f"{len(lacking)} of the phrases of a promised call are: {', '.join(lacking)}."
            yield candidate.worth(step_at(flow, name), "calls-without-words", sentence, hint)


def _uncovered(candidate: Candidate) -> Iterator[Finding]:
    everything = exits_of(candidate.book)
    share = len(covered(candidate.outcomes) & everything) / max(1, len(everything))
    if share < COVERED:
        sentence = f"Call scripts take {share:.0%} of the exits; {COVERED:.0%} is good."
        hint = "`helpline rehearse --save callflows/scripts/NAME.yaml` keeps a call as a script."
        yield candidate.should(Where(SETTINGS), "few-exits-covered", sentence, hint)


def _unserved(candidate: Candidate) -> Iterator[Finding]:
    """Needs a line can have that nobody meets, however long the caller waits.

    A language nobody speaks at all is told elsewhere, once.
    """
    served = candidate.situation.served
    if served is None:
        return
    for flow, name, line in _lines(candidate):
        languages = {str(tag) for tag in candidate.book.flows[flow].languages}
        if line.wanted.language != CALLERS:
            languages = {line.wanted.language}
        for specialty in _specialties(candidate, line):
            missing = sorted(
                tag
                for tag in languages & {spoken for spoken, _ in served}
                if (tag, specialty) not in served
            )
            if missing:
                where = step_at(flow, name, ("needs",))
                yield from _nobody(candidate, where, (line, specialty), missing)


def _lines(candidate: Candidate) -> Iterator[tuple[str, str, Line]]:
    """The steps in which a caller waits for somebody who is trained for what they came with."""
    for flow, name, step in candidate.steps():
        if isinstance(step, Line) and step.while_waiting is not None and not step.is_urgent:
            yield flow, name, step


def _specialties(candidate: Candidate, line: Line) -> list[str]:
    """The specialties a caller in this line can need: those that some choice marks, or the one
    that the step names."""
    wanted = line.wanted.specialty
    if wanted != MARKED:
        return [] if wanted == NO_SPECIALTY else [wanted]
    marks = {
        mention.name
        for _, _, step in candidate.steps()
        if not isinstance(step, Check)
        for mention in step.mentions()
        if mention.of == "mark"
    }
    return sorted(marks & candidate.book.settings.specialties.keys())


def _nobody(
    candidate: Candidate, where: Where, need: tuple[Line, str], missing: list[str]
) -> Iterator[Finding]:
    line, specialty = need
    widens = any(stage.to == "any_specialty" for stage in line.widen)
    sentence = f"Nobody with a certificate for `{specialty}` speaks {', '.join(missing)}"
    if not widens:
        hint = "Add `widen` to any_specialty, or train somebody: `helpline people list`."
        yield candidate.must(where, "need-nobody-serves", f"{sentence}.", hint)
    elif candidate.book.settings.specialties[specialty].protected:
        hint = "A protected specialty never widens: these callers hear at once that nobody is free."
        yield candidate.should(where, "protected-nobody-serves", f"{sentence}.", hint)


def _changed(candidate: Candidate) -> Iterator[Finding]:
    """Consent and emergency steps that are new, gone, or heard otherwise than in what is live."""
    live, book = candidate.situation.live, candidate.book
    if live is None:
        return
    for flow, name in sorted(_grave(live) | _grave(book)):
        if _heard(live, flow, name) != _heard(book, flow, name):
            sentence = "Consent or an emergency changes: the safeguarding approver must see it."
            gone = "" if name in _steps(book, flow) else f" The step {flow}.{name} is gone."
            where = step_at(flow, name) if flow in book.flows else Where(SETTINGS)
            yield candidate.worth(where, NEEDS_SAFEGUARDING, sentence + gone)


def _grave(book: Book) -> set[tuple[str, str]]:
    """The steps that ask for a consent or stand by in an emergency, by flow and name."""
    return {
        (flow, name)
        for flow in book.flows
        for name, step in _steps(book, flow).items()
        if isinstance(step, Consenting | Emergency)
    }


def _steps(book: Book, flow: str) -> dict[str, Step]:
    return dict(book.flows[flow].steps) if flow in book.flows else {}


def _heard(book: Book, flow: str, name: str) -> tuple[Step | None, dict[tuple[str, str], str]]:
    """What such a step does, and its words in every language."""
    words = {
        (part, language): said
        for (of, step, part, language), said in book.spoken.items()
        if (of, step) == (flow, name)
    }
    return _steps(book, flow).get(name), words
