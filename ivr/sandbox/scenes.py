"""How is a document carried out on a leg?"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeAlias
from urllib.parse import urljoin, urlsplit

from ivr.sandbox.delivery import Request
from ivr.sandbox.documents import BrokenDocument, Document, Verb, read_answer, read_twiml
from ivr.sandbox.legs import Leg, Source
from ivr.sandbox.scripts import Steps, ask, rest
from ivr.sandbox.webhooks import about_call

if TYPE_CHECKING:
    from ivr.sandbox.exchange import Exchange

NEEDS_ABSOLUTE_URL = 15004
DOCUMENTS_IN_NO_TIME = 10
SILENT_STARTS = frozenset({"Pause", "Reject"})  # these do not pick up an incoming call


class Finished(Exception):
    """A document said that the call ends."""


class LeftLine(Exception):
    """A document said <Leave/>."""


Perform: TypeAlias = "Callable[[Scene, Verb], Steps[Source | None]]"


@dataclass(frozen=True)
class Rules:
    """Which verbs may be used here, and the error for any other."""

    name: str
    verbs: Mapping[str, Perform]
    refusal: int


def _nothing() -> dict[str, str]:
    return {}


@dataclass
class Scene:
    """A leg, and the rules under which documents are carried out on it.

    `extra` gives the parameters added to every request made from here.
    """

    leg: Leg
    rules: Rules
    extra: Callable[[], Mapping[str, str]] = _nothing
    document: Document = field(default_factory=lambda: Document((), None))

    @property
    def exchange(self) -> Exchange:
        return self.leg.exchange

    def resolve(self, address: str) -> str:
        """An address as seen from the current document; empty means the document itself."""
        base = self.document.url
        if base is None and not urlsplit(address).scheme:
            raise BrokenDocument(NEEDS_ABSOLUTE_URL, "inline TwiML needs absolute addresses")
        return urljoin(base or "", address) if address else (base or "")

    def source(self, verb: Verb, address: str = "action", method: str = "method") -> Source:
        """The document at one of a verb's addresses."""
        return Source(self.resolve(verb.get(address)), verb.get(method, "POST"))

    def action(self, verb: Verb, **extra: str) -> Source | None:
        """The document at a verb's `action`, asked with `extra`. None if it has no action."""
        if "action" not in verb.attributes:
            return None
        return Source(self.resolve(verb.get("action")), verb.get("method", "POST"), extra)

    def request(self, source: Source) -> Request:
        parameters = {**about_call(self.leg), **self.extra(), **source.extra}
        return Request(source.url or "", source.method, parameters, leg=self.leg.sid)

    def farewell(self, source: Source | None, *, late: bool = False) -> None:
        """Request an action whose answer no longer matters. `late`: behind what comes next."""
        if source is None:
            return
        request = self.request(source)
        if late:
            self.exchange.soon(lambda: self.exchange.tell(request))
        else:
            self.exchange.tell(request)

    def warn(self, code: int, words: str) -> None:
        self.leg.note("warned", code=code, words=words, url=self.document.url)


def obtain(scene: Scene, source: Source) -> Steps[Document]:
    """Fetch and read a document. Raises `BrokenDocument`."""
    if source.twiml is not None:
        return read_twiml(source.twiml.encode())
    yield from _catch_breath(scene)
    answer = yield from ask(scene.request(source))
    if answer.error is not None:
        raise BrokenDocument(answer.error, "the document could not be had", answer.url)
    try:
        return read_answer(answer)
    except BrokenDocument as broken:
        broken.url = answer.url
        raise


def _catch_breath(scene: Scene) -> Steps[None]:
    """Documents that only point at each other would stop the clock: let a second pass."""
    if scene.leg.asks() > DOCUMENTS_IN_NO_TIME:
        yield from rest(scene.exchange, 1.0)


def perform(scene: Scene, document: Document) -> Steps[Source | None]:
    """Carry out verb after verb; the next document, or None when the verbs run out.

    Raises `BrokenDocument`, `Finished` or `LeftLine`.
    """
    scene.document = document
    for warning in document.warnings:
        scene.warn(warning.code, warning.words)
    for verb in document.verbs:
        if verb.name not in scene.rules.verbs:
            words = f"<{verb.name}> may not be used in {scene.rules.name}"
            raise BrokenDocument(scene.rules.refusal, words, document.url)
        _pick_up(scene, verb)
        source = yield from scene.rules.verbs[verb.name](scene, verb)
        if source is not None:
            return source
    return None


def _pick_up(scene: Scene, verb: Verb) -> None:
    """An incoming call is answered by the first verb that does anything."""
    waits = verb.name in SILENT_STARTS or verb.flag("answerOnBridge")
    if scene.leg.status == "ringing" and scene.leg.direction == "inbound" and not waits:
        scene.exchange.calls.answer(scene.leg)


def play_through(scene: Scene, source: Source) -> Steps[None]:
    """Carry out a document and all that it leads to, until verbs run out."""
    following: Source | None = source
    while following is not None:
        document = yield from obtain(scene, following)
        following = yield from perform(scene, document)
