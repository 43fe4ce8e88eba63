"""May this set be published: everything there is to say about it, of all three levels?"""

from collections.abc import Callable, Iterator, Mapping
from typing import Final

from ivr.flow.checks import (
    all_findings,
    by_text,
    choosing,
    endings,
    languages,
    plainness,
    purpose,
    reach,
    readiness,
    tone,
)  # fmt: skip
from ivr.flow.checks.candidate import Candidate
from ivr.flow.finding import BrokenFlows, Finding
from ivr.flow.reader import book_of, draft_of
from ivr.flow.situation import Situation

__all__ = ["FAMILIES", "review"]

FAMILIES: Final[tuple[Callable[[Candidate], Iterator[Finding]], ...]] = (
    purpose.findings,
    choosing.findings,
    reach.findings,
    endings.findings,
    tone.findings,
    languages.findings,
    plainness.findings,
    readiness.findings,
    by_text.findings,
)
"""Asked only of a set that can be spoken, and only before publishing: a revision that is live is
read again tomorrow, whatever a later version of these checks thinks of it."""


def review(
    files: Mapping[str, str], situation: Situation, *, allow_test_numbers: bool
) -> tuple[Finding, ...]:
    """Every finding in the order of the files.  A set that cannot be spoken is told only why."""
    try:
        draft = draft_of(files, allow_test_numbers=allow_test_numbers)
    except BrokenFlows as problem:
        return problem.findings
    found = list(all_findings(draft))
    if not any(finding.level == "M" for finding in found):
        candidate = Candidate(draft, book_of(files, draft), situation)
        found.extend(finding for family in FAMILIES for finding in family(candidate))
    return tuple(sorted(set(found)))
