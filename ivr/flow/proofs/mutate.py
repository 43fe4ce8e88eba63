"""If a flow is broken on purpose, does anything notice: a check, a script, or a walk?"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from ivr.flow.book import Book
from ivr.flow.checks import all_findings
from ivr.flow.checks.candidate import Candidate
from ivr.flow.draft import Draft
from ivr.flow.finding import BrokenFlows, Finding
from ivr.flow.proofs.answers import Render
from ivr.flow.proofs.breaks import Mutant, mutants
from ivr.flow.proofs.explore import TooManyStates
from ivr.flow.proofs.performance import Outcome, perform, perform_all
from ivr.flow.proofs.proof import flaws
from ivr.flow.proofs.script import Scripted, read_scripts
from ivr.flow.reader import book_of, draft_of
from ivr.flow.review import FAMILIES
from ivr.flow.situation import Situation

__all__ = ["Mutant", "Verdict", "Witnesses", "mutants"]

Known = frozenset[tuple[str, str, str]]
"""Findings and counterexamples that a set has anyhow, wherever in a file they stand."""


@dataclass(frozen=True)
class Verdict:
    """What noticed a mutant: a check, a script or a walk, by name; empty if nothing did."""

    mutant: Mutant
    by: str

    def __str__(self) -> str:
        return str(self.mutant)


@dataclass(frozen=True)
class Witnesses:
    """Who may notice a break: the checks before a publish, the call scripts, a walk."""

    situation: Situation
    render: Render
    allow_test_numbers: bool
    scripts: tuple[Scripted, ...] = ()
    known: Known = frozenset()

    def used_to(self, files: Mapping[str, str]) -> "Witnesses":
        """The same, with the call scripts of these files, to whom nothing else in them is new.

        Raises BrokenFlows for files that cannot be spoken.
        """
        draft, scripts = self._drafted(files), read_scripts(files)
        findings = tuple(all_findings(draft))
        if any(finding.level == "M" for finding in findings):
            raise BrokenFlows(findings)
        book = book_of(files, draft)
        asked = _asked(Candidate(draft, book, self.situation, perform_all(book, scripts)))
        known = {_print(finding) for finding in (*findings, *asked)} | set(self._flaws(book))
        return replace(self, scripts=scripts, known=frozenset(known))

    def judge(self, mutant: Mutant) -> Verdict:
        """Asks the checks, then the scripts one by one, then a walk."""
        try:
            draft = self._drafted(mutant.files)
        except BrokenFlows as problem:
            return Verdict(mutant, f"check {problem.findings[0].code}")
        return Verdict(mutant, next(self._noticed(mutant, draft), ""))

    def _drafted(self, files: Mapping[str, str]) -> Draft:
        return draft_of(files, allow_test_numbers=self.allow_test_numbers)

    def _noticed(self, mutant: Mutant, draft: Draft) -> Iterator[str]:
        """Who notices what is new here, the quickest first."""
        yield from self._new(all_findings(draft))
        book = book_of(mutant.files, draft)
        outcomes: list[Outcome] = []
        for scripted in self.scripts:
            for outcome in perform(book, scripted):
                outcomes.append(outcome)
                if not outcome.passed:
                    yield f"script {scripted.source.file}"
        yield from self._new(_asked(Candidate(draft, book, self.situation, tuple(outcomes))))
        yield from self._walked(book)

    def _new(self, findings: Iterable[Finding]) -> Iterator[str]:
        """What is only worth knowing is not enough: nobody need read it."""
        for one in findings:
            if one.level != "W" and _print(one) not in self.known:
                yield f"check {one.code}"

    def _walked(self, book: Book) -> Iterator[str]:
        try:
            for found in self._flaws(book):
                if found not in self.known:
                    yield f"walk: {found[2]}"
        except TooManyStates:
            yield "walk without end"

    def _flaws(self, book: Book) -> Iterator[tuple[str, str, str]]:
        for found in flaws(book, self.render):
            yield "walk", found.place, found.sentence


def _asked(candidate: Candidate) -> Iterator[Finding]:
    """Everything that is asked of a set that can be spoken."""
    for family in FAMILIES:
        yield from family(candidate)


def _print(finding: Finding) -> tuple[str, str, str]:
    return finding.file, finding.step, finding.code
