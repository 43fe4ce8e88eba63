"""What are languages, specialties and deeds called by whoever reads the page?"""

from collections.abc import Mapping

from babel import Locale, UnknownLocaleError

from ivr.console.access import Visit
from ivr.models.responder import GENERAL
from ivr.operations import skills
from ivr.operations.refusals import Refusal

__all__ = ["deed", "refusal", "specialty", "titled", "tongue"]


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
    return titled(visit, known.title) if known else name


def titled(visit: Visit, titles: Mapping[str, str]) -> str:
    """What the settings call it, in the language of the reader if they know it."""
    return titles.get(visit.language) or next(iter(titles.values()))


def deed(visit: Visit, code: str) -> str:
    """What was done; the code itself for one that this version does not know."""
    return visit.words.get(f"deed_{code}", code)


def refusal(visit: Visit, problem: Refusal) -> str:
    """What is not so, and what to do: the page's own words, or else the sentence it came with."""
    return visit.words.get(f"refused_{problem.about}", str(problem))
