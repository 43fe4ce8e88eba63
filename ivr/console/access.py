"""Who asks for which page, and may they?"""

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum, auto
from functools import cached_property
from zoneinfo import ZoneInfo

from flask import Request
from werkzeug.wrappers import Response

from ivr.bookshelf import NothingPublished
from ivr.console import cookies
from ivr.console.words import WORDS, language_of
from ivr.models import Grant
from ivr.operations.sign_ins import Known
from ivr.runtime import Runtime

__all__ = ["Everybody", "Page", "SignedOut", "Visit"]


class Everybody(Enum):
    """Who may see a page that needs no particular grant."""

    ANYBODY = auto()
    """Also whoever is not signed in."""
    STAFF = auto()
    """Whoever is signed in, with or without grants."""


class SignedOut(Exception):
    """Raised when a page for somebody is asked for by nobody."""


@dataclass(frozen=True)
class Visit:
    """One request: who asks, and in which language. `chance` is what only this browser knows."""

    rt: Runtime
    request: Request
    who: Known | None
    chance: str
    nav: tuple["Page", ...]

    @property
    def known(self) -> Known:
        """Who it is. Raises SignedOut."""
        if self.who is None:
            raise SignedOut
        return self.who

    @cached_property
    def language(self) -> str:
        """Theirs, or the one this browser chose, or the first it asks for that we speak."""
        chosen = self.who.language if self.who else None
        kept = cookies.read(self.request, self.rt.environment, cookies.LANGUAGE)
        asked = self.request.accept_languages.values()
        return language_of(*(tag for tag in (chosen, kept, *asked) if tag))

    @property
    def words(self) -> dict[str, str]:
        """What the pages say in their language."""
        return WORDS[self.language]

    @cached_property
    def zone(self) -> ZoneInfo:
        """The helpline's clocks."""
        try:
            return ZoneInfo(self.rt.books.live().settings.zone)
        except NothingPublished:
            return ZoneInfo("UTC")


@dataclass(frozen=True)
class Page:
    """One address, what it answers, and who may see it: nobody who is not named here."""

    path: str
    name: str
    view: Callable[..., Response]
    may: frozenset[Grant] | Everybody
    methods: tuple[str, ...] = ("GET",)
    in_nav: bool = False
    recent: bool = False
    """The second factor was shown lately, or is asked for first."""
    live: bool = False
    """Asked for by a script, not by a hand: keeps nobody signed in."""

    def opens_for(self, who: Known | None) -> bool:
        """True when they may see it."""
        if self.may is Everybody.ANYBODY:
            return True
        if who is None:
            return False
        return self.may is Everybody.STAFF or bool(who.grants & set(self._grants()))

    def _grants(self) -> frozenset[Grant]:
        return self.may if isinstance(self.may, frozenset) else frozenset()
