"""Which sentences can be recorded, under which names, and which of them are?"""

from collections.abc import Iterator, Mapping
from typing import Final

from ivr.flow.book import Book
from ivr.flow.draft import Draft
from ivr.flow.kinds.callback import Callback
from ivr.flow.kinds.digits import Digits
from ivr.flow.kinds.language import Language
from ivr.flow.kinds.line import Line
from ivr.flow.kinds.step import Step
from ivr.flow.kinds.voicemail import Voicemail
from ivr.flow.recording import Recording, path_of
from ivr.flow.values import KEYS
from ivr.flow.wording import fingerprint

__all__ = ["RATHER_NOT", "fresh", "sentences"]

RATHER_NOT: Final = "2"
"""The key of a caller who would rather wait than talk with somebody in training."""
Named = Iterator[tuple[str, str]]
"""The name of a recording, and the sentence that is read aloud for it."""

CALLERS: Final = (
    "silent_again", "silent_is_okay", "unclear_again", "text_promised", "kept_one_day", "in_line",
    "back_in_line", "connecting", "lost_connection", "finished_goodbye", "one_moment",
)  # fmt: skip
"""Phrases without values that callers hear."""
RESPONDERS: Final = (
    "already_answered", "caller_left", "no_key", "wrap_up", "ready",
    "beside_trainee", "mentor_keys", "nobody_joins",
)  # fmt: skip
"""Phrases without values that responders hear, in the language the flows are written in."""


def sentences(book: Book, language: str) -> dict[str, str]:
    """Every sentence callers hear in this language, by the name of its recording; in the language
    the flows are written in also what responders hear.

    `flow.step.part` names a part, a choice with its key; `phrase.name` a phrase, and
    `phrase.name.value` what it comes to with one of its values.
    """
    found = {**dict(_phrases(book, language)), **dict(_services(book, language))}
    base = language == book.settings.base_language
    for flow in book.flows.values():
        if language in flow.languages or base:
            for name, step in flow.steps.items():
                found.update(_of_step(book, (flow.flow, name), step, language))
    if base:
        found.update(_of_responders(book))
    return found


def fresh(book: Book, draft: Draft) -> dict[tuple[str, str], Recording]:
    """The recordings whose sentence has not changed, by language and sentence."""
    found: dict[tuple[str, str], Recording] = {}
    for language, given in draft.translations.items():
        if not given.recordings or language not in book.settings.languages:
            continue
        for name, words in sentences(book, language).items():
            recording = draft.recordings.get(path_of(language, name))
            if recording and given.recordings.get(name) == fingerprint(words):
                found[language, words] = recording
    return found


def _of_step(book: Book, place: tuple[str, str], step: Step, language: str) -> Named:
    for wording in step.wording():
        words = book.words(*place, wording.part, language)
        if wording.path[-1] == "heard_as":
            continue
        if wording.path[-1] == "label":
            key = book.spoken_key(KEYS[wording.part.rpartition("_")[2]], language)
            words = book.phrase("menu_choice", language, label=words, key=key)
        yield f"{place[0]}.{place[1]}.{wording.part}", words
    if isinstance(step, Line):
        yield from _questions(book, step, language)
    elif isinstance(step, Voicemail):
        days = str(step.keep_for.days)
        yield f"phrase.kept_days.{days}", book.phrase("kept_days", language, days=days)
    elif isinstance(step, Digits | Callback):
        yield from _read_back(book, language)
    elif isinstance(step, Language) and language in step.offer:
        own, key = book.settings.languages[language].name, str(step.offer.index(language) + 1)
        words = book.phrase("language_choice", language, language=own, key=key)
        yield f"phrase.language_choice.{key}", words


def _questions(book: Book, line: Line, language: str) -> Named:
    """What a caller in the line is asked before the need is widened, with the key that agrees."""
    free = line.free_keys(frozenset(key for _, key in book.settings.universal_keys))
    for stage, key in zip(line.asked_first, free, strict=False):
        words = book.phrase(f"ask_{stage.to}", language, key=key)
        yield f"phrase.ask_{stage.to}.{key}", words


def _read_back(book: Book, language: str) -> Named:
    """What was typed cannot be known beforehand: without a voice it is heard in pieces."""
    if not book.settings.languages[language].has_voice:
        before, after = book.around("digits_back", "digits", language)
        pieces = {"digits_back.before": before, "digits_back.after": after}
        pieces |= {f"digit.{digit}": digit for digit in "0123456789"}
        yield from ((f"phrase.{name}", piece) for name, piece in pieces.items() if piece)


def _phrases(book: Book, language: str) -> Named:
    """The phrases, with the values they always have."""
    keys = book.settings.universal_keys
    person, danger, again, finish = (
        book.spoken_key(key, language)
        for key in (keys.person, keys.danger, keys.hear_again, keys.finish)
    )
    values: Mapping[str, Mapping[str, str]] = {
        "key_danger": {"key": danger},
        "key_person": {"key": person},
        "info_keys": {"again": again, "person": person},
        "info_part_keys": {"again": again, "person": person},
        "info_text": {"key": "1"},
        "emergency": {"number": book.emergency_number},
        "not_connected": {"number": book.emergency_number},
        "digits_finish": {"key": finish},
        "digits_back_keys": {"yes": "1", "no": "2"},
        "skip": {"key": finish},
        "consent_keys": {"yes": "1", "no": "2"},
        "callers_number": {"yes": "1", "no": "2"},
        "ask_listening": {"key": RATHER_NOT},
    }
    plain: dict[str, Mapping[str, str]] = {name: {} for name in CALLERS}
    for name, given in {**plain, **values}.items():
        yield f"phrase.{name}", book.phrase(name, language, **given)


def _services(book: Book, language: str) -> Named:
    for name in book.settings.services:
        title, number = book.service(name, language)
        words = book.phrase("service", language, title=title, number=number)
        yield f"phrase.service.{name}", words


def _of_responders(book: Book) -> Named:
    """The whispers with the words about keys that follow them, and what comes after."""
    base = book.settings.base_language
    keys = book.phrase("whisper_keys", base)
    for name in RESPONDERS:
        yield f"phrase.{name}", book.phrase(name, base)
    kinds = [None, *book.settings.specialties]
    for kind in kinds:
        taken = book.phrase("taken", base, specialty=book.specialty_title(kind, base))
        yield f"phrase.taken.{kind or 'none'}", taken
    for tag in book.settings.languages:
        called = book.language_name(tag, base)
        duty = book.phrase("duty_call", base, language=called)
        yield f"phrase.duty_call.{tag}", f"{duty} {keys}"
        for code in sorted({book.specialty_code(kind) for kind in kinds}):
            whisper = book.phrase("whisper", base, language=called, code=str(code))
            yield f"phrase.whisper.{tag}-{code}", f"{whisper} {keys}"
