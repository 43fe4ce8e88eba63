"""Are the words safe, true and kind?"""

import re
from collections.abc import Iterator
from typing import Final

from ivr.flow.checks.candidate import Candidate
from ivr.flow.checks.lexicon import lexicon
from ivr.flow.draft import MESSAGES, SETTINGS, Where, wording_file
from ivr.flow.finding import Finding
from ivr.flow.kinds.spoken import Telling
from ivr.flow.phrases import PHRASES

ADVOCATE: Final = "independent_advocate"
"""The service that works for callers and not with the police, by its name in the settings."""
RESPONDERS: Final = frozenset(
    {"whisper", "whisper_keys", "taken", "any_specialty", "already_answered", "caller_left",
     "no_key", "with_interpreter", "beside_trainee", "mentor_keys", "nobody_joins", "wrap_up",
     "ready", "lost_connection", "heard_yes", "heard_no", "heard_danger", "promised_whisper",
     "promised_taken", "promised_not_reached", "promised_reminder"}
    | {name for name in PHRASES if name.startswith("duty_")}
)  # fmt: skip
"""Phrases whose keys are written into them, that only responders hear, or that callers say."""

_SENTENCES = re.compile(r"(?<=[.!?])\s+")

Spoken = tuple[Where, str, str]
"""Where the words are written, their language, and the words."""


def findings(candidate: Candidate) -> Iterator[Finding]:
    """Texts that tell, promises nobody may make, words that hurt or pry."""
    yield from _texts(candidate)
    yield from _profile(candidate)
    for where, language, words in _all_spoken(candidate):
        yield from _promises(candidate, where, language, words)
        yield from _hurting(candidate, where, language, words)


def _all_spoken(candidate: Candidate) -> Iterator[Spoken]:
    for piece in candidate.pieces():
        if not piece.wording.part.startswith("heard_"):
            yield piece.where, piece.language, piece.words
    for (name, language), words in candidate.book.phrases.items():
        if name not in RESPONDERS:
            yield Where(wording_file(language), ("phrases", name)), language, words


def _texts(candidate: Candidate) -> Iterator[Finding]:
    titles = [
        title.casefold()
        for group in (candidate.book.settings.services, candidate.book.settings.specialties)
        for titled in group.values()
        for title in titled.title.values()
    ]
    for name, by_language in candidate.book.messages.items():
        for language, words in by_language.items():
            where, known = Where(MESSAGES, (name, language)), lexicon(language)
            told = known.telling.search(words) if known else None
            if told or any(title in words.casefold() for title in titles):
                what = f"“{told[0]}”" if told else "the name of a service or of a kind of harm"
                sentence = f"Whoever holds the phone reads {what}: this tells what the call was."
                yield candidate.must(where, "not-discreet", sentence)


def _profile(candidate: Candidate) -> Iterator[Finding]:
    confidentiality = candidate.book.settings.confidentiality
    where = Where(SETTINGS, ("confidentiality",))
    offered = any(
        isinstance(step, Telling) and ADVOCATE in step.services for _, _, step in candidate.steps()
    )
    if confidentiality.profile != "community_based" and not offered:
        sentence = "A line run by or with the police must offer somebody who is independent of it."
        hint = f"Name `{ADVOCATE}` under `services` in the settings, and in a step."
        yield candidate.must(where.then("profile"), "no-independent-advocate", sentence, hint)
    if not (confidentiality.signed_off_by and confidentiality.signed_off_on):
        sentence = "Nobody has signed, with a date, what this helpline may promise."
        yield candidate.should(where, "not-signed-off", sentence, "See `signed_off_by`, `_on`.")


def _promises(candidate: Candidate, where: Where, language: str, words: str) -> Iterator[Finding]:
    known = lexicon(language)
    allowed = {" ".join(each.split()) for each in candidate.book.settings.confidentiality.sentences}
    for sentence_said in _SENTENCES.split(words):
        if known and known.promising.search(sentence_said) and sentence_said not in allowed:
            sentence = f"“{sentence_said}” is a promise that the settings do not allow."
            hint = "Allowed, signed sentences stand under `confidentiality: sentences:`."
            yield candidate.must(where, "promises-confidentiality", sentence, hint)


def _hurting(candidate: Candidate, where: Where, language: str, words: str) -> Iterator[Finding]:
    known = lexicon(language)
    if known is None:
        return
    hurting = known.hurting.search(words)
    if hurting:
        sentence = f"“{hurting[0]}” blames, rushes or alarms somebody in distress."
        yield candidate.should(where, "hurting-words", sentence)
    for said in _SENTENCES.split(words):
        prying = known.prying.search(said)
        if prying and not known.denied.search(said):
            sentence = f"“{prying[0]}”: the line asks nobody who they are or what happened."
            yield candidate.should(where, "asks-for-detail", sentence)
    typed = known.typed.search(re.sub(r"\{[a-z]+\}", "", words))
    if typed:
        sentence = f"“{typed[0]}” is written by hand; keys are said by the system."
        yield candidate.should(where, "typed-key", sentence)
