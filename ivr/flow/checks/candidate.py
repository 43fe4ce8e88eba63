"""What is looked at before a set of flows is published, beyond whether it can be read?"""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from ivr.flow.book import Book
from ivr.flow.draft import Draft, Where, step_at, wording_file
from ivr.flow.finding import Finding
from ivr.flow.flow import Flow
from ivr.flow.kinds.step import Step, Wording
from ivr.flow.proofs.performance import Outcome
from ivr.flow.situation import Situation


@dataclass(frozen=True, slots=True)
class Piece:
    """One piece of a step's words in one language, and where it is written."""

    flow: str
    step: str
    wording: Wording
    language: str
    words: str
    where: Where

    @property
    def key(self) -> str:
        """Its name among the translations."""
        return f"{self.flow}.{self.step}.{self.wording.part}"


@dataclass(frozen=True)
class Candidate:
    """A set that can be spoken, with what is known around it."""

    draft: Draft
    book: Book
    situation: Situation
    outcomes: tuple[Outcome, ...]
    """How the calls of its call scripts went."""

    def must(self, where: Where, code: str, sentence: str, hint: str = "") -> Finding:
        """A finding without whose mending nothing is published."""
        return self.draft.finding(where, code, sentence, hint)

    def should(self, where: Where, code: str, sentence: str, hint: str = "") -> Finding:
        """A finding that is published only with a reason."""
        return replace(self.draft.finding(where, code, sentence, hint), level="S")

    def worth(self, where: Where, code: str, sentence: str, hint: str = "") -> Finding:
        """A finding that stops nobody."""
        return replace(self.draft.finding(where, code, sentence, hint), level="W")

    @property
    def lines(self) -> tuple[Flow, ...]:
        """The flows that answer a number: those that are not a part of others."""
        return tuple(flow for flow in self.book.flows.values() if not flow.exits)

    def steps(self) -> Iterator[tuple[str, str, Step]]:
        """Every step with the names of its flow and its own."""
        for flow in self.book.flows.values():
            for name, step in flow.steps.items():
                yield flow.flow, name, step

    def pieces(self) -> Iterator[Piece]:
        """Every piece of words in every language it is spoken in."""
        base = self.book.settings.base_language
        for flow, name, step in self.steps():
            for wording in step.wording():
                for language in {base: None, **dict.fromkeys(self.book.flows[flow].languages)}:
                    words = self.book.words(flow, name, wording.part, language)
                    where = step_at(flow, name, wording.path)
                    if language != base:
                        path = ("words", f"{flow}.{name}.{wording.part}", "text")
                        where = Where(wording_file(language), path)
                    yield Piece(flow, name, wording, language, words, where)
