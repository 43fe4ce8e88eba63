"""How does the desk put into words what was promised, and what can be said to a caller?"""

from collections.abc import Mapping
from dataclasses import dataclass

from babel import Locale
from babel.dates import get_timezone_name

from ivr.console.access import Visit
from ivr.console.naming import tongue
from ivr.console.words import WORDS, language_of
from ivr.flow.windows import as_hours
from ivr.models import Outcome
from ivr.queries.desk import About, Promise

__all__ = ["Sentences", "direction", "hours", "outcomes", "read_back", "says", "why"]


@dataclass(frozen=True)
class Sentences:
    """What can be said, in the language of the caller where we have it."""

    language: str
    direction: str
    lines: tuple[str, ...]


def outcomes() -> tuple[str, ...]:
    """Codes of what comes of calls, in the order of the form."""
    return tuple(one.value for one in Outcome)


def says(visit: Visit, about: About) -> Sentences:
    """What helps in this call: how to begin, what to ask, how to end."""
    language = language_of(about.language, visit.language)
    words = WORDS[language]
    kinds = ["opening"]
    if about.may_be_unable_to_speak:
        kinds.append("silent")
    if about.is_danger:
        kinds.append("danger")
    kinds += ["text", "call", "ending"]
    return Sentences(language, direction(language), tuple(words[f"say_{one}"] for one in kinds))


def direction(language: str) -> str:
    """Which way this language runs."""
    return str(Locale.parse(language).text_direction)


def read_back(visit: Visit, promise: Promise) -> str:
    """One sentence to read to whom it was promised: what, in which language, when, where to."""
    words = visit.words
    phone = words["to_another"] if promise.ends_in else words["to_this"]
    kind = "text" if promise.purpose == "text" else "call"
    parts = [
        words[f"read_{kind}"].format(
            language=tongue(visit, promise.language),
            when=_when(visit, promise),
            phone=phone.format(digits=" ".join(promise.ends_in)),
        )
    ]
    if kind == "call":
        parts.append(words["read_voicemail" if promise.voicemail else "read_no_voicemail"])
        parts.append(words["read_code"] if promise.has_code else "")
    return " ".join(part for part in parts if part)


def _when(visit: Visit, promise: Promise) -> str:
    if promise.hours is not None:
        return hours(visit, promise.hours)
    return visit.words["when_now" if promise.at_once else "when_afterwards"]


def hours(visit: Visit, kept: Mapping[str, object]) -> str:
    """Safe times as words: the first day's, and on whose clock."""
    safe = as_hours(kept)
    first = next((day for day in safe.week if day), ())
    spans = ", ".join(
        f"{one.opens:%H:%M}–{'24:00' if one.closes is None else f'{one.closes:%H:%M}'}"
        for one in first
    )
    zone = str(get_timezone_name(safe.zone, locale=visit.language, zone_variant="generic"))
    return visit.words["between"].format(spans=spans, zone=zone)


def why(visit: Visit, code: str) -> str:
    """Why nobody may be texted or called, in words; a code we have no words for says so."""
    return visit.words.get(f"unsafe_{code}", visit.words["unsafe_other"])
