"""What would a draft change for the callers of the last days, in sentences?"""

from dataclasses import dataclass
from typing import Final

from ivr.flow import choices
from ivr.flow.book import Book
from ivr.flow.choices import presses_of
from ivr.flow.counterpart import label_of
from ivr.flow.kinds.language import Language
from ivr.flow.proofs.path import Stand

SAID: Final = {
    choices.SILENT: "pressed nothing",
    choices.UNCLEAR: "pressed what means nothing",
    choices.FAILED: "could not be given what they asked for",
    choices.NOBODY: "found nobody free",
    choices.TYPED: "typed something",
    choices.WIDENED: "agreed to somebody else",
    choices.DANGER: "pressed the danger key",
    "person": "pressed the key for a person",
    "hear_again": "asked to hear it again",
    "finish": "pressed the finish key",
    "text_me": "asked for it as a text",
    "kind": "agreed",
    "kind/1": "declined",
    "read_back": "said that it is right",
    "read_back/1": "typed it again",
}
"""What callers did who made a choice that has no words of its own."""


@dataclass(frozen=True, slots=True)
class Change:
    """From which choice on a call goes another way: there the caller stood `before`, and would
    now stand `after`.  `said` is the choice in words; it is empty for the beginning of a call, and
    `step` then the flow."""

    step: str
    choice: str
    said: str
    before: Stand
    after: Stand
    is_gone: bool = False
    """True if the step they stood at is not in the draft."""

    def sentence(self, calls: str, *, one: bool = False) -> str:
        """What becomes of so many calls: "9 calls that chose “For the police, court and your
        rights” at welcome.your_choices now reach welcome.person; they reached rights.tell."
        """
        subject = f"{calls} {'call' if one else 'calls'}"
        if self.said:
            subject = f"{subject} that {self.said} at {self.step}"
        now, they = (self._verb.one, "it") if one else (self._verb.many, "they")
        before, after = self._places
        return f"{subject} now {now} {after}; {they} {self._verb.were} {before}."

    @property
    def _verb(self) -> "Verb":
        if not self.said:
            return BEGIN
        return WAIT if self.before.place == self.after.place else REACH

    @property
    def _places(self) -> tuple[str, str]:
        if self.before.place == self.after.place:
            after = f"{_whom(self.after)} at {self.after.place}"
            return _whom(self.before), after
        return self.before.place + (", which is gone" if self.is_gone else ""), self.after.place


@dataclass(frozen=True, slots=True)
class Verb:
    """What one call does, what many do, what they did before."""

    one: str
    many: str
    were: str


BEGIN: Final = Verb("begins at", "begin at", "began at")
REACH: Final = Verb("reaches", "reach", "reached")
WAIT: Final = Verb("waits for", "wait for", "waited for")


@dataclass(frozen=True, slots=True)
class Unplayed:
    """Calls that cannot be played on the draft, and why."""

    why: str
    calls: int


@dataclass(frozen=True)
class Replayed:
    """What a draft would change: of `calls` that could be played, those of `changes` (each with
    how many, the most frequent first) would end differently."""

    calls: int
    changes: tuple[tuple[Change, int], ...]
    unplayed: tuple[Unplayed, ...] = ()

    @property
    def differently(self) -> int:
        """How many would end differently."""
        return sum(calls for _, calls in self.changes)

    @property
    def not_played(self) -> int:
        """How many could not be played."""
        return sum(one.calls for one in self.unplayed)


def of_choice(book: Book, place: str, code: str, question: str) -> str:
    """What a caller did who made this choice: `chose “To talk to someone”`, `pressed nothing`."""
    flow, _, name = place.partition(".")
    step = book.flows[flow].steps[name]
    if code in SAID:
        return SAID[code]
    press = presses_of(step, question).get(code)
    if press is None:
        return f"chose {code}"
    label = label_of(step, press)
    return f"chose {_language(book, label)}" if isinstance(step, Language) else f"chose “{label}”"


def _language(book: Book, tag: str) -> str:
    return book.language_name(tag, book.settings.base_language)


def _whom(stand: Stand) -> str:
    language, specialty, urgency = stand.waits_for or ("", "", "")
    told = (language, specialty or "anybody", urgency if urgency != "normal" else "")
    return ", ".join(part for part in told if part)
