"""Can the flows that answer texts be read on a small screen?"""

from collections.abc import Iterator
from typing import Final

from ivr.flow import engine
from ivr.flow.checks.candidate import Candidate
from ivr.flow.draft import Where, file_of, step_at
from ivr.flow.facts import Facts, Promise
from ivr.flow.finding import Finding
from ivr.flow.phrases import CALL_ME
from ivr.flow.position import Position
from ivr.flow.segments import segments
from ivr.flow.texted import lacks, part_flows, texted
from ivr.flow.texting import as_answer

MOST_SEGMENTS: Final = 2
BY_TEXT: Final = frozenset({Promise.TEXT, Promise.CALLBACK})
NUMBER: Final = "+44 20 7946 0000"
"""As long as a published number is when it is written."""


def findings(candidate: Candidate) -> Iterator[Finding]:
    """What keeps a flow from answering texts, and answers that are cut on the way."""
    book = candidate.book
    for flow in sorted(candidate.situation.texted & book.flows.keys()):
        lacking = list(lacks(book, flow))
        for sentence in lacking:
            where = Where(file_of(flow), ("languages",))
            found = f"A line answers texts with this flow. {sentence}"
            yield candidate.must(where, "not-for-texts", found)
        base = book.settings.base_language
        wordless = sorted(name for name in CALL_ME if (name, base) not in book.phrases)
        if wordless:
            sentence = f"Nobody who texts is offered a call: the phrase `{wordless[0]}` is missing."
            hint = f"Write all of these: {', '.join(wordless)}."
            where = Where(file_of(flow), ("languages",))
            yield candidate.worth(where, "calls-without-words", sentence, hint)
        for part in () if lacking else sorted(part_flows(book, flow)):
            for language in book.flows[part].languages:
                yield from _long(candidate, part, language)


def _long(candidate: Candidate, flow: str, language: str) -> Iterator[Finding]:
    book = texted(candidate.book, NUMBER)
    facts = Facts(candidate.situation.now, number_hidden=False, keeps=BY_TEXT)
    for name, step in book.flows[flow].steps.items():
        if not step.listens:
            continue
        try:
            reply = engine.present(book, Position(book.short, flow, name, language), facts)
        except engine.NoSuchPlace:
            continue  # out of this flow at once: it is read where it comes to a halt
        parts = sum(map(segments, as_answer(book, reply).texts))
        if parts > MOST_SEGMENTS:
            sentence = f"As a text this takes {parts} parts in `{language}`; two at most."
            yield candidate.should(step_at(flow, name), "long-as-a-text", sentence)
