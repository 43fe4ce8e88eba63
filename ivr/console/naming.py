"""What are languages, specialties and deeds called by whoever reads the page?"""

from collections.abc import Mapping

from babel import Locale, UnknownLocaleError

from ivr.console.access import Visit
from ivr.models.responder import GENERAL
from ivr.operations import skills

__all__ = ["deed", "specialty", "tongue"]


def tongue(visit: Visit, tag: str) -> str:
    """A language; its tag if nobody has a name for it."""
    try:
        found = Locale.parse(tag, sep="-").get_display_name(visit.language)
    except (UnknownLocaleError, ValueError):
        found = None
    return found or tag


def specialty(visit: Visit, name: str) -> str:
    """A specialty by its title, or by its name if it has none any more."""
    if name == GENERAL:
        return visit.words["general"]
    settings = skills.published(visit.rt)
    known = settings.specialties.get(name) if settings else None
    return _in(visit, known.title) if known else name


def _in(visit: Visit, titles: Mapping[str, str]) -> str:
    return titles.get(visit.language) or next(iter(titles.values()))


def deed(visit: Visit, code: str) -> str:
    """What was done; the code itself for one that this version does not know."""
    return visit.words.get(f"deed_{code}", code)
