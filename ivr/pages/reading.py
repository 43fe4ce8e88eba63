"""What did the reader of a page choose?"""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from ivr.models import Topic
from ivr.pages.words import WORDS

__all__ = [
    "AGAIN",
    "BASE",
    "ERASE",
    "ERASING",
    "LIST",
    "STOP",
    "STOPPING",
    "Chosen",
    "page_language",
]

BASE = "en"
LIST, STOPPING, STOP, AGAIN = "list", "stopping", "stop", "again"
ERASING, ERASE = "erasing", "erase"
PAGES = frozenset({LIST, STOPPING, STOP, AGAIN, ERASING, ERASE, *Topic})
VALUE = re.compile(r"[A-Za-z0-9_-]{1,40}")


@dataclass(frozen=True)
class Chosen:
    """The page asked for, in which language, from which entry on, and narrowed down to what.

    It travels in the body of a request, never in an address: the history of a browser tells
    nothing.
    """

    page: str
    language: str
    start: int = 0
    speaks: str = ""
    area: str = ""

    @property
    def topic(self) -> Topic | None:
        """The part of the list that was opened; None for every other page."""
        return Topic(self.page) if self.page in set(Topic) else None

    @classmethod
    def of(cls, form: Mapping[str, str], sent_in: str) -> "Chosen":
        """What this form says; whatever it should not say is not heard."""
        page, _, start = form.get("page", LIST).partition(".")
        asked = form.get("read_in") or form.get("language", "")
        return cls(
            page=page if page in PAGES else LIST,
            language=asked if asked in WORDS else page_language(sent_in),
            start=int(start) if re.fullmatch("[0-9]{1,4}", start, re.ASCII) else 0,
            speaks=_value(form, "speaks"),
            area=_value(form, "area"),
        )


def page_language(*tags: str) -> str:
    """The language of our pages for somebody who reads these, the dearest first."""
    spoken = (part for tag in tags for part in (tag, tag.partition("-")[0]))
    return next((language for language in spoken if language in WORDS), BASE)


def _value(form: Mapping[str, str], name: str) -> str:
    given = form.get(name, "")
    return given if VALUE.fullmatch(given) else ""
