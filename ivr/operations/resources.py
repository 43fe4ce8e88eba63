"""Which services do we point to? An entry's life: added, changed, verified, retired."""

import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from datetime import date
from urllib.parse import urlsplit

from sqlalchemy.orm import Session

from ivr.flow.names import is_language, is_name
from ivr.models import Purpose, Resource, ResourceWords, Topic
from ivr.models.resource import LONGEST
from ivr.numbers import ImpossibleNumber, service_number
from ivr.operations import audit
from ivr.operations.audit import Deed, Entry
from ivr.operations.refusals import Refusal
from ivr.runtime import Runtime

__all__ = [
    "ImpossibleResource",
    "NewResource",
    "Words",
    "add",
    "change",
    "checked",
    "current",
    "found",
    "get",
    "missing",
    "restore",
    "retire",
    "subject",
    "verify",
    "write",
]

ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,53}")
HOST = re.compile(r"[a-z0-9-]+(\.[a-z0-9-]+)+", re.IGNORECASE)
STREET = re.compile(
    r"\b[0-9]{1,5}\s+(?:[A-Z][\w.'-]*\s+){1,3}"
    r"(?i:street|st|avenue|ave|road|rd|boulevard|blvd|lane|ln|drive|dr)\b"
    r"|\b(?i:calle|avenida|carrera)\s+\S+(?:\s+\S+)?\s+#?[0-9]"
)
"""What looks like the place of a house, in the languages of the shipped directory."""


class ImpossibleResource(Refusal):
    """Raised with everything that has to be mended, each in a sentence."""

    def __init__(self, sentences: list[str]) -> None:
        super().__init__(" ".join(sentences))
        self.sentences = sentences


@dataclass(frozen=True)
class Words:
    """How a service is described in one language."""

    name: str
    about: str
    area: str = ""
    hours: str = ""
    access: str = ""
    cost: str = ""
    eligibility: str = ""


@dataclass(frozen=True)
class NewResource:
    """A service as it is to be listed; `words` by language.

    It lies one tap deeper unless somebody says that its name tells nothing about who reads it.
    """

    id: str
    topic: str
    words: Mapping[str, Words]
    purposes: tuple[str, ...] = ()
    sensitive: bool = True
    languages: tuple[str, ...] = ()
    areas: tuple[str, ...] = ()
    phone: str | None = None
    url: str | None = None
    verified_on: date | None = None


def checked(rt: Runtime, new: NewResource) -> NewResource:
    """The same as it is kept: its number as it is dialled, what it is for in our order.

    Raises ImpossibleResource.
    """
    phone, problems = new.phone, list(_problems(rt, new))
    if phone is not None:
        try:
            phone = service_number(phone, allow_test=rt.environment.allow_test_numbers)
        except ImpossibleNumber as problem:
            problems.append(f"The phone: {problem}.")
    if problems:
        raise ImpossibleResource(problems)
    purposes = tuple(purpose.value for purpose in Purpose if purpose in new.purposes)
    return replace(new, phone=phone, purposes=purposes)


def _problems(rt: Runtime, new: NewResource) -> list[str]:
    topics, purposes = ", ".join(Topic), ", ".join(Purpose)
    tags = (*new.words, *new.languages)
    pieces = [piece for said in new.words.values() for piece in asdict(said).items()]
    holds = {
        "An id has 1 to 54 letters, digits, dots, - or _.": ID.fullmatch(new.id) is not None,
        f"Its topic is one of {topics}.": new.topic in set(Topic),
        f"What it is for is one of {purposes}.": set(new.purposes) <= set(Purpose),
        "It needs words in at least one language.": bool(new.words),
        "It needs a name.": all(said.name for said in new.words.values()),
        "It needs a sentence on what it is for.": all(said.about for said in new.words.values()),
        "A language is a tag such as es or zh-Hant.": all(is_language(tag) for tag in tags),
        "An area is a name from settings.yaml.": all(is_name(name) for name in new.areas),
        # A kind of place that everybody knows (“Public library”) needs neither.
        "It needs a phone or a web address.": bool(new.phone or new.url or not new.sensitive),
        "A web address is like https://example.org/.": new.url is None or _is_address(new.url),
        "It cannot have been verified in the future.": _is_past(rt, new.verified_on),
        "Leave the street out: where a safe place lies is never written down.": (
            Purpose.SHELTER not in new.purposes
            or not any(STREET.search(text) for _, text in pieces)
        ),
    }
    long = {name for name, text in pieces if len(text) > LONGEST[name]}
    too_long = [f"`{name}` has at most {LONGEST[name]} letters." for name in sorted(long)]
    return [sentence for sentence, true in holds.items() if not true] + too_long


def _is_address(url: str) -> bool:
    try:
        parts = urlsplit(url)
        port_is_usual = parts.port in (None, 80, 443)
    except ValueError:
        return False
    named = parts.scheme in ("http", "https") and HOST.fullmatch(parts.hostname or "") is not None
    plain = "@" not in parts.netloc and url.isprintable() and " " not in url and "\\" not in url
    return named and plain and port_is_usual and len(url) <= 300


def _is_past(rt: Runtime, day: date | None) -> bool:
    return day is None or day <= rt.now().date()


def add(rt: Runtime, new: NewResource, who: str) -> None:
    """List this service. Raises ImpossibleResource, also for an id that is taken."""
    ready = checked(rt, new)
    with rt.db.begin() as session:
        audit.lock(session)
        if session.get(Resource, new.id) is not None:
            raise ImpossibleResource([f"{new.id} is in the directory already."])
        write(session, ready)
        audit.write(session, rt.now(), _by(who, Deed.RESOURCE_ADDED, new.id))


def change(rt: Runtime, new: NewResource, who: str) -> None:
    """This is how it is listed from now on. Raises ImpossibleResource."""
    ready = checked(rt, new)
    with rt.db.begin() as session:
        audit.lock(session)
        found(session, new.id)
        write(session, ready)
        audit.write(session, rt.now(), _by(who, Deed.RESOURCE_CHANGED, new.id))


def verify(rt: Runtime, resource_id: str, who: str) -> bool:
    """Somebody made sure today that all of it is right; True if that brings a retired one back.

    Raises ImpossibleResource.
    """
    with rt.db.begin() as session:
        audit.lock(session)
        resource = found(session, resource_id)
        came_back = resource.retired_at is not None
        resource.verified_on, resource.retired_at = rt.now().date(), None
        audit.write(session, rt.now(), _by(who, Deed.RESOURCE_VERIFIED, resource_id))
    return came_back


def retire(rt: Runtime, resource_id: str, who: str) -> None:
    """It is not shown any more, and no import brings it back. Raises ImpossibleResource."""
    with rt.db.begin() as session:
        audit.lock(session)
        resource = found(session, resource_id)
        if resource.retired_at is not None:
            raise ImpossibleResource([f"{resource_id} is retired already."])
        resource.retired_at = rt.now()
        audit.write(session, rt.now(), _by(who, Deed.RESOURCE_RETIRED, resource_id))


def restore(rt: Runtime, resource_id: str, who: str) -> None:
    """It was retired by mistake: it is shown again as it was. Raises ImpossibleResource."""
    with rt.db.begin() as session:
        audit.lock(session)
        resource = found(session, resource_id)
        if resource.retired_at is None:
            raise ImpossibleResource([f"{resource_id} is not retired."])
        resource.retired_at = None
        audit.write(session, rt.now(), _by(who, Deed.RESOURCE_RESTORED, resource_id))


def get(rt: Runtime, resource_id: str) -> NewResource:
    """This entry as it is listed. Raises ImpossibleResource when there is none."""
    with rt.db.read() as session:
        return current(found(session, resource_id))


def found(session: Session, resource_id: str) -> Resource:
    """The entry of this id. Raises ImpossibleResource when there is none."""
    resource = session.get(Resource, resource_id[:64])
    if resource is None:
        raise missing(resource_id)
    return resource


def missing(resource_id: str) -> ImpossibleResource:
    """What to say of an id that is not here."""
    sentence = f"There is no entry called {resource_id[:64]}: see `helpline resources list --all`."
    return ImpossibleResource([sentence])


def subject(resource_id: str) -> str:
    """How the audit names an entry: an id of digits alone could be a telephone number there."""
    return f"resource:{resource_id}"


def _by(who: str, deed: Deed, resource_id: str) -> Entry:
    return Entry(audit.staff(who), deed, subject(resource_id))


def current(resource: Resource) -> NewResource:
    """An entry as it is listed now."""
    words = {
        said.language: Words(**{name: getattr(said, name) for name in LONGEST})
        for said in resource.words
    }
    return NewResource(
        id=resource.id,
        topic=resource.topic,
        words=words,
        purposes=tuple(resource.purposes),
        sensitive=resource.sensitive,
        languages=tuple(resource.languages),
        areas=tuple(resource.areas),
        phone=resource.phone,
        url=resource.url,
        verified_on=resource.verified_on,
    )


def write(session: Session, new: NewResource) -> None:
    """Write a checked entry down, new or over the one of its id; a retired one stays retired."""
    resource = session.get(Resource, new.id)
    if resource is None:
        resource = Resource(id=new.id)
        session.add(resource)
    resource.topic, resource.sensitive = new.topic, new.sensitive
    resource.purposes, resource.languages = list(new.purposes), list(new.languages)
    resource.areas = list(new.areas)
    resource.phone, resource.url = new.phone, new.url
    resource.verified_on = new.verified_on
    kept = {said.language: said for said in resource.words}
    for language, words in new.words.items():
        said = kept.pop(language, None)
        if said is None:
            said = ResourceWords(language=language)
            resource.words.append(said)
        for name, text in asdict(words).items():
            setattr(said, name, text)
    for gone in kept.values():
        resource.words.remove(gone)
