"""How does an entry of the directory become a form, and the form an entry?"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from ivr.console import forms
from ivr.console.access import Visit
from ivr.models import Purpose, Topic
from ivr.models.resource import LONGEST
from ivr.operations import skills
from ivr.operations.resources import NewResource, Words

__all__ = ["Filled", "areas", "empty", "filled", "fingerprint", "read"]

PROBLEMS = {
    "An id has": ("id", "problem_entry_id"),
    "Its topic": ("topic", "problem_topic"),
    "It needs words": ("name-{base}", "problem_words"),
    "It needs a name": ("name-{base}", "problem_entry_name"),
    "It needs a sentence": ("about-{base}", "problem_about"),
    "A language is": ("languages", "problem_tags"),
    "It needs a phone": ("phone", "problem_reach"),
    "A web address": ("url", "problem_url"),
    "Leave the street": ("about-{base}", "problem_street"),
    "The phone:": ("phone", "problem_phone"),
    "problem_meanwhile": ("id", "problem_meanwhile"),
}
"""How a sentence begins that says what has to be mended: the field it is about, and a key of
words."""


@dataclass(frozen=True)
class Problem:
    """What has to be mended: where, and what to do, as a key of words or as a sentence."""

    at: str
    key: str
    sentence: str


@dataclass(frozen=True)
class Filled:
    """A form as it is shown, or came back. `seen` says which version of the entry was shown."""

    entry: NewResource
    tags: tuple[str, ...]
    """The languages it has words in, or may have."""
    seen: str = ""
    problems: tuple[Problem, ...] = field(default=())

    def words(self, tag: str) -> Words:
        """What stands in the fields of this language."""
        return self.entry.words.get(tag) or Words("", "")

    def refused(self, *sentences: str | NewResource) -> "Filled":
        """The same with everything that was typed, and what has to be mended. A version of the
        entry among them is the one that is seen from now on."""
        newer = [fingerprint(one) for one in sentences if isinstance(one, NewResource)]
        said = [one for one in sentences if isinstance(one, str)]
        problems = tuple(_problem(one, self.tags[0]) for one in dict.fromkeys(said))
        return replace(self, problems=problems, seen=newer[0] if newer else self.seen)

    def problem_at(self, name: str) -> Problem | None:
        """What has to be mended in this field."""
        return next((one for one in self.problems if one.at == name), None)


def _problem(sentence: str, base: str) -> Problem:
    for begins, (at, key) in PROBLEMS.items():
        if sentence.startswith(begins):
            return Problem(at.format(base=base), key, sentence)
    return Problem("id", "", sentence)


def fingerprint(entry: NewResource) -> str:
    """Other for every version of an entry."""
    words = sorted(entry.words.items())
    return hashlib.sha256(
        repr(replace(entry, words={})).encode() + repr(words).encode()
    ).hexdigest()


def _tags(visit: Visit) -> tuple[str, ...]:
    settings = skills.published(visit.rt)
    return tuple(settings.languages) if settings else ("en",)


def areas(visit: Visit) -> dict[str, str]:
    """The areas of the settings as whoever reads calls them."""
    settings = skills.published(visit.rt)
    known = settings.areas if settings else {}
    return {
        name: area.title.get(visit.language) or next(iter(area.title.values()))
        for name, area in known.items()
    }


def empty(visit: Visit) -> Filled:
    """A form in which nothing stands."""
    return Filled(NewResource(id="", topic="", words={}), _tags(visit))


def filled(visit: Visit, entry: NewResource) -> Filled:
    """A form with this entry in it."""
    tags = dict.fromkeys((*_tags(visit), *entry.words))
    return Filled(entry, tuple(tags), fingerprint(entry))


def read(visit: Visit, known: NewResource | None = None) -> Filled:
    """What was typed. Of a known entry the id, and when it was verified, stay as they are."""
    tags = tuple(dict.fromkeys((*_tags(visit), *(known.words if known else ()))))
    given = visit.request.form
    entry = NewResource(
        id=known.id if known else forms.field(visit, "id"),
        topic=forms.field(visit, "topic") if forms.field(visit, "topic") in set(Topic) else "",
        words=_words(visit, tags),
        purposes=tuple(one for one in Purpose if one in given.getlist("purpose")),
        sensitive=forms.field(visit, "sensitive") == "yes",
        languages=tuple(dict.fromkeys(forms.field(visit, "languages").replace(",", " ").split())),
        areas=tuple(name for name in areas(visit) if name in given.getlist("area")),
        phone=forms.field(visit, "phone") or None,
        url=forms.field(visit, "url") or None,
        verified_on=known.verified_on if known else visit.rt.now().date(),
    )
    return Filled(entry, tags, forms.field(visit, "seen"))


def _words(visit: Visit, tags: tuple[str, ...]) -> Mapping[str, Words]:
    """The words of each language in which anything was typed."""
    found = {}
    for tag in tags:
        pieces = {name: forms.field(visit, f"{name}-{tag}") for name in LONGEST}
        if any(pieces.values()):
            found[tag] = Words(**pieces)
    return found
