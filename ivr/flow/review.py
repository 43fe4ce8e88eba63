"""May this set be published: everything there is to say about it, of all three levels?"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final, TypeVar

from ivr.flow.book import Book
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
from ivr.flow.proofs.performance import Outcome, perform_all
from ivr.flow.proofs.script import read_scripts
from ivr.flow.reader import book_of, draft_of
from ivr.flow.situation import Situation

__all__ = ["FAMILIES", "PEOPLE", "Review", "review"]

T = TypeVar("T")

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
PEOPLE: Final = frozenset({"nobody-speaks", "need-nobody-serves"})
"""Findings that people mend, and no change of a file: they do not hold up who puts right what
callers hear now."""


@dataclass(frozen=True)
class Review:
    """What there is to say about a set, in the order of its files, and what was known around it.

    While something must be mended before the set can be spoken there is no book, and no call is
    played.
    """

    findings: tuple[Finding, ...]
    situation: Situation
    book: Book | None = None
    outcomes: tuple[Outcome, ...] = ()
    """How the calls of its call scripts went."""


def review(files: Mapping[str, str], situation: Situation, *, allow_test_numbers: bool) -> Review:
    """Every finding of every check and of every call script; the set is read once."""
    found: list[Finding] = []
    draft = _or_findings(found, lambda: draft_of(files, allow_test_numbers=allow_test_numbers))
    scripts = _or_findings(found, lambda: read_scripts(files))
    if draft is not None:
        found.extend(all_findings(draft))
    if draft is None or scripts is None or any(finding.level == "M" for finding in found):
        return Review(tuple(sorted(found)), situation)
    book = book_of(files, draft)
    candidate = Candidate(draft, book, situation, perform_all(book, scripts))
    found.extend(finding for family in FAMILIES for finding in family(candidate))
    return Review(tuple(sorted(set(found))), situation, book, candidate.outcomes)


def _or_findings(found: list[Finding], read: Callable[[], T]) -> T | None:
    """What was read; None, and why among the findings, where it cannot be."""
    try:
        return read()
    except BrokenFlows as problem:
        found.extend(problem.findings)
        return None
