"""How are languages, certificates and wishes written, and which of them can there be?"""

import difflib
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from ivr.bookshelf import NothingPublished
from ivr.flow.names import is_language, is_name
from ivr.flow.settings import Settings
from ivr.models import Level, SpokenLanguage
from ivr.models.responder import GENERAL
from ivr.operations.refusals import Refusal
from ivr.runtime import Runtime

__all__ = [
    "ImpossiblePerson",
    "Spoken",
    "certificate",
    "last_day",
    "published",
    "rows",
    "specialty",
    "spoken",
    "tag",
    "wished",
]

A_DAY = timedelta(days=1)
ROUTED = {"routed": True, "not_routed": False}
HOW_LANGUAGE = (
    "Name at least one language by its tag, such as es or en; its level may follow (es:native, "
    "en:basic), and whether calls in it are theirs (en:basic:routed, en:fluent:not_routed)."
)
HOW_CERTIFICATE = "A certificate is written specialty:last-day, like domestic_abuse:2027-12-31."


class ImpossiblePerson(Refusal):
    """Raised with one sentence that says what to change; it never repeats a number."""


@dataclass(frozen=True)
class Spoken:
    """A language, how well it is spoken, and whether calls in it are theirs."""

    tag: str
    level: Level = Level.FLUENT
    routed: bool = True

    def __str__(self) -> str:
        """As `spoken` reads it."""
        usual = self.level != Level.BASIC
        said = "" if self.routed == usual else f":{'routed' if self.routed else 'not_routed'}"
        return f"{self.tag}:{self.level}{said}"


def spoken(text: str) -> Spoken:
    """A language as people write it: es, es:native, en:basic:routed. Without a level it is
    fluent; calls in a language spoken less than that are not theirs unless it says so.

    Raises ImpossiblePerson.
    """
    written, _, rest = text.partition(":")
    level, _, routed = rest.partition(":")
    try:
        how_well = Level(level or Level.FLUENT)
        theirs = ROUTED[routed] if routed else how_well is not Level.BASIC
    except (ValueError, KeyError):
        raise ImpossiblePerson(HOW_LANGUAGE, "language") from None
    return Spoken(tag(written), how_well, theirs)


def tag(text: str) -> str:
    """A BCP 47 tag in its usual letters: PT-br is pt-BR. Raises ImpossiblePerson."""
    language, *rest = text.split("-")
    usual = "-".join([language.lower(), *(_usual(part) for part in rest)])
    if not is_language(usual):
        raise ImpossiblePerson(HOW_LANGUAGE, "language")
    return usual


def _usual(part: str) -> str:
    if len(part) == 4 and part.isalpha():
        return part.title()  # a script: Hant
    return part.upper() if len(part) in (2, 3) else part.lower()


def rows(texts: Iterable[str]) -> list[SpokenLanguage]:
    """Languages as they are kept; one that is named twice counts as it was named last.

    Raises ImpossiblePerson, also when there is none.
    """
    found = {one.tag: one for one in (spoken(text) for text in texts)}
    if not found:
        raise ImpossiblePerson(HOW_LANGUAGE, "language")
    return [
        SpokenLanguage(tag=one.tag, place=place, level=one.level, routed=one.routed)
        for place, one in enumerate(found.values())
    ]


def certificate(text: str) -> tuple[str, datetime]:
    """A certificate as people write it: its name, and when it runs out. The last day counts
    whole: it runs out at the following midnight, UTC. Raises ImpossiblePerson."""
    name, _, day = text.strip().partition(":")
    try:
        last = date.fromisoformat(day)
        if last > date.max - A_DAY:
            raise ValueError(day)
    except ValueError:
        raise ImpossiblePerson(HOW_CERTIFICATE, "certificate") from None
    return name, datetime(last.year, last.month, last.day, tzinfo=UTC) + A_DAY


def last_day(until: datetime) -> date:
    """The day as it was given: the one before the midnight at which the certificate runs out."""
    return (until - timedelta.resolution).astimezone(UTC).date()


def published(rt: Runtime) -> Settings | None:
    """The live settings; None before anything is published."""
    try:
        return rt.books.live().settings
    except NothingPublished:
        return None


def specialty(settings: Settings | None, name: str) -> str:
    """The same name, if there can be a certificate of it. Raises ImpossiblePerson."""
    known = None if settings is None else {*settings.specialties, GENERAL}
    if not is_name(name) or (known is not None and name not in known):
        near = _near(name, known or ())
        raise ImpossiblePerson(
            f"A specialty is a name from the settings.yaml that is live, or {GENERAL}"
            f"{near or '. Publish settings with a new one first, and flows that use it later.'}",
            "specialty",
        )
    return name


def wished(known: Mapping[str, object] | None, name: str, what: str) -> str:
    """The same name, if callers can wish for it. `known` are those of the live settings; None
    before anything is published. Raises ImpossiblePerson."""
    if not is_name(name) or (known is not None and name not in known):
        near = _near(name, known or ())
        if known == {}:
            raise ImpossiblePerson(f"settings.yaml names no {what}, so none can be given.", "wish")
        kind = what.rstrip("s")
        raise ImpossiblePerson(f"A {kind} is a name from settings.yaml{near or '.'}", "wish")
    return name


def _near(name: str, known: Iterable[str]) -> str:
    found = difflib.get_close_matches(re.sub(r"\W+", "_", name[:40].lower()), list(known), n=1)
    return f"; did you mean {found[0]}?" if found else ""
