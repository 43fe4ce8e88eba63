"""Which sentences can be recorded, under which name, and where does a sound file lie?"""

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final

from ivr.flow.book import Book
from ivr.flow.kinds.step import Step
from ivr.flow.names import LANGUAGE, NAME
from ivr.flow.phrases import PHRASES
from ivr.flow.situation import Recorded
from ivr.flow.values import KEY_NAMES, KEYS
from ivr.flow.wording import Translations, fingerprint

NO_VOICE: Final = "none"
"""What a language writes as its `voice` that no voice speaks."""
CONTENT_TYPE: Final = "audio/wav"
LARGEST: Final = 4 * 1024 * 1024
LONGEST: Final = 60.0
"""Seconds of one recording."""

_FILE: Final = re.compile(rf"({LANGUAGE})/((?:{NAME}\.){{1,2}}[A-Za-z0-9_-]{{1,48}})\.wav")
_CHOICE: Final = re.compile(r"(?!part_)[a-z0-9_]+_([0-9]|star|hash)")
_SOUND: Final = frozenset({1, 6, 7})
"""Plain samples and the two telephone codings, by their number in a WAV file (RFC 2361)."""


def sentences(book: Book, language: str) -> dict[str, str]:
    """Every sentence callers hear in this language, by the name of its recording.

    `flow.step.part` names a part, a choice with its key; `phrase.name` a phrase whose values are
    known beforehand.  What is typed, and what responders hear, cannot be known beforehand.
    """
    found = dict(_phrases(book, language))
    for flow in book.flows.values():
        if language in flow.languages or language == book.settings.base_language:
            for name, step in flow.steps.items():
                found.update(_of_step(book, (flow.flow, name), step, language))
    return found


def fresh(book: Book, translations: Mapping[str, Translations]) -> dict[tuple[str, str], str]:
    """Paths of the recordings whose sentence has not changed, by language and sentence."""
    found: dict[tuple[str, str], str] = {}
    for language, given in translations.items():
        if not given.recordings or language not in book.settings.languages:
            continue
        for name, words in sentences(book, language).items():
            if given.recordings.get(name) == fingerprint(words):
                found[language, words] = path_of(language, name)
    return found


def path_of(language: str, name: str) -> str:
    """The path of a recording inside `audio/`."""
    return f"{language}/{name}.wav"


def file_at(audio: Path, path: str) -> Path | None:
    """The file a path of ours names inside the folder `audio`; None for any other path, for one
    that leads out of the folder, and for what is no file."""
    if _FILE.fullmatch(path) is None:
        return None
    file = (audio / path).resolve()
    return file if file.is_relative_to(audio.resolve()) and file.is_file() else None


def found_in(audio: Path) -> dict[str, Recorded]:
    """Every recording in a folder by its path there; other files are left alone."""
    found: dict[str, Recorded] = {}
    for file in sorted(audio.glob("*/*.wav")):
        path = file.relative_to(audio).as_posix()
        if file_at(audio, path) is not None:
            size = file.stat().st_size
            found[path] = Recorded(size, _seconds(file) if size <= LARGEST else None)
    return found


def _seconds(file: Path) -> float | None:
    """How long a WAV file lasts; None if it is not one, or coded in a way Twilio does not play."""
    sound = file.read_bytes()
    if sound[:4] != b"RIFF" or sound[8:12] != b"WAVE":
        return None
    at, per_second, coding, length = 12, 0, 0, 0
    while at + 8 <= len(sound):
        size = int.from_bytes(sound[at + 4 : at + 8], "little")
        if sound[at : at + 4] == b"fmt ":
            coding = int.from_bytes(sound[at + 8 : at + 10], "little")
            per_second = int.from_bytes(sound[at + 16 : at + 20], "little")
        if sound[at : at + 4] == b"data":
            length = min(size, len(sound) - at - 8)
        at += 8 + size + size % 2
    return length / per_second if per_second and coding in _SOUND else None


def _of_step(
    book: Book, place: tuple[str, str], step: Step, language: str
) -> Iterator[tuple[str, str]]:
    own = {KEY_NAMES[press.key] for press in step.presses()}
    for wording in step.wording():
        words = book.words(*place, wording.part, language)
        key = _CHOICE.fullmatch(wording.part)
        if wording.part.startswith("heard_"):
            continue
        if key and key[1] in own:
            spoken = book.spoken_key(KEYS[key[1]], language)
            words = book.phrase("menu_choice", language, label=words, key=spoken)
        yield f"{place[0]}.{place[1]}.{wording.part}", words


def _phrases(book: Book, language: str) -> Iterator[tuple[str, str]]:
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
        "digits_finish": {"key": finish},
        "digits_back_keys": {"yes": "1", "no": "2"},
        "skip": {"key": finish},
        "consent_keys": {"yes": "1", "no": "2"},
        "callers_number": {"yes": "1", "no": "2"},
    }
    plain: dict[str, Mapping[str, str]] = {name: {} for name in CALLERS if not PHRASES[name]}
    for name, given in {**plain, **values}.items():
        yield f"phrase.{name}", book.phrase(name, language, **given)
    yield from _named(book, language)


CALLERS: Final = (
    "silent_again", "silent_is_okay", "unclear_again", "text_promised", "kept_one_day", "in_line",
    "back_in_line", "connecting", "finished_goodbye", "one_moment",
)  # fmt: skip
"""Phrases without values that callers hear."""


def _named(book: Book, language: str) -> Iterator[tuple[str, str]]:
    """Services with their numbers, and the language offered with each of the first eight keys."""
    for name in book.settings.services:
        title, number = book.service(name, language)
        words = book.phrase("service", language, title=title, number=number)
        yield f"phrase.service.{name}", words
    own = book.settings.languages[language].name
    offered = {
        list(offer).index(language) + 1
        for flow in book.flows.values()
        for step in flow.steps.values()
        if language in (offer := getattr(step, "offer", ()))
    }
    for key in sorted(offered):
        words = book.phrase("language_choice", language, language=own, key=str(key))
        yield f"phrase.language_choice.{key}", words
