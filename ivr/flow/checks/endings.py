"""Is anybody cut off, and is everybody asked before a text, a call back or a recording?"""

from collections.abc import Iterator
from typing import Final

from ivr.flow.checks.candidate import Candidate
from ivr.flow.checks.lexicon import lexicon
from ivr.flow.checks.paths import Place, arrived
from ivr.flow.checks.reach import NEUTRAL, spoken_when_closed
from ivr.flow.draft import Where, file_of, step_at, wording_file
from ivr.flow.finding import Finding
from ivr.flow.kinds.callback import Callback
from ivr.flow.kinds.callback_questions import NUMBER
from ivr.flow.kinds.check import Check
from ivr.flow.kinds.consent import Consenting
from ivr.flow.kinds.goodbye import Goodbye
from ivr.flow.kinds.say import Say
from ivr.flow.kinds.step import Exit
from ivr.flow.kinds.text import Text
from ivr.flow.kinds.voicemail import Voicemail

UNWANTED: Final = frozenset({"silent", "unclear", "declined", "no_one_free", "if_it_fails"})
"""Exits nobody chose."""
QUESTION: Final = frozenset("?？؟")


def findings(candidate: Candidate) -> Iterator[Finding]:
    """Calls that end on who was silent or failed, consent, hidden numbers, closed hours."""
    for flow, name, step in candidate.steps():
        for exit_ in step.exits():
            if exit_.path[0] in UNWANTED and _hangs_up(candidate, flow, exit_):
                sentence = "Here the call ends straight after silence or failure."
                hint = "Say first who else can help: `services` and `say_emergency`."
                where = step_at(flow, name, exit_.path)
                yield candidate.must(where, "hangs-up", sentence, hint)
        if isinstance(step, Consenting):
            yield from _withheld(candidate, (flow, name), step)
    yield from _asked(candidate)
    yield from _recordings(candidate)
    yield from _closed(candidate)


def _hangs_up(candidate: Candidate, flow: str, exit_: Exit) -> bool:
    """True if nothing that helps lies between the exit and the end of the call."""
    seen: set[Place] = set()
    todo = list(arrived(candidate.book, flow, exit_.to))
    while todo:
        at = todo.pop()
        step = candidate.book.flows[at[0]].steps[at[1]]
        if isinstance(step, Goodbye) and not (step.services or step.say_emergency):
            return at[0] != NEUTRAL
        bare = isinstance(step, Say) and not (step.services or step.say_emergency)
        if at not in seen and (bare or isinstance(step, Check)):
            seen.add(at)
            todo.extend(p for e in step.exits() for p in arrived(candidate.book, at[0], e.to))
    return False


def _withheld(candidate: Candidate, place: Place, step: Consenting) -> Iterator[Finding]:
    """Who hides their number is told so, or can type one."""
    if isinstance(step, Text) and step.if_it_fails == step.sent:
        sentence = "Who hides their number gets no text and hears the same as who gets one."
        where = step_at(*place, ("if_it_fails",))
        yield candidate.must(where, "hidden-number-forgotten", sentence)
    if isinstance(step, Callback) and NUMBER not in [asked.what for asked in step.ask]:
        sentence = "Who hides their number cannot be called back: ask for a `safe_number`."
        yield candidate.must(step_at(*place, ("ask",)), "hidden-number-forgotten", sentence)


def _asked(candidate: Candidate) -> Iterator[Finding]:
    for piece in candidate.pieces():
        step = candidate.book.flows[piece.flow].steps[piece.step]
        if piece.wording.part != "ask_first" or not isinstance(step, Consenting):
            continue
        if not QUESTION.intersection(piece.words):
            sentence = "Consent is asked for, and here is no question."
            yield candidate.must(piece.where, "consent-not-asked", sentence)
        known = lexicon(piece.language)
        if isinstance(step, Text | Callback) and known and not known.safe.search(piece.words):
            sentence = "Ask whether it is safe: somebody else may hold this phone."
            yield candidate.should(piece.where, "safety-not-asked", sentence)


def _recordings(candidate: Candidate) -> Iterator[Finding]:
    """That a message is recorded is said before the keys, in every language of the flow."""
    steps = [(flow, name) for flow, name, step in candidate.steps() if isinstance(step, Voicemail)]
    if steps and not candidate.book.settings.confidentiality.recording:
        sentence = "Nobody can leave a message while `recording` is off in the settings."
        yield candidate.worth(step_at(*steps[0]), "recording-is-off", sentence)
    languages = {tag for flow, _ in steps for tag in candidate.book.flows[flow].languages}
    for language in sorted(languages):
        known = lexicon(language)
        for name in ("kept_one_day", "kept_days"):
            if known and not known.recorded.search(candidate.book.phrases[name, language]):
                where = Where(wording_file(language), ("phrases", name))
                sentence = "This must say that the message is recorded."
                yield candidate.must(where, "recording-not-disclosed", sentence)


def _closed(candidate: Candidate) -> Iterator[Finding]:
    """Who calls when nobody can be waited for hears hours, another service, the emergency."""
    book = candidate.book
    for flow in candidate.lines:
        if flow.flow == NEUTRAL:
            continue
        language = str(flow.languages[0])
        numbers = [book.service(name, language)[1] for name in book.settings.services]
        missing: dict[str, str] = {}
        for _, words in spoken_when_closed(candidate, flow):
            known = lexicon(language)
            if known and not known.hours.search(words):
                missing["closed-without-hours"] = "when we are open"
            if not any(number in words for number in numbers):
                missing["closed-without-service"] = "another service that is open"
            if book.emergency_number not in words:
                missing["closed-without-emergency"] = "the emergency number"
        for code, what in missing.items():
            sentence = f"Who calls when we are closed does not hear {what}."
            yield candidate.must(Where(file_of(flow.flow), ("starts_at",)), code, sentence)
