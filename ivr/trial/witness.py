"""What did everybody on one call hear, press and do? Read from the sandbox's record."""

import time
from collections.abc import Callable
from datetime import datetime, timedelta
from enum import Enum, auto

from ivr.numbers import written
from ivr.trial.ledger import Ledger, Person
from ivr.trial.phone_company import Event, PhoneCompany
from ivr.trial.signs import pressed
from ivr.trial.telling import Line, Teller, plainly

WAIT_SECONDS = 0.2
SLACK_SECONDS = 5.0
"""Real seconds our own processes may take on top of the time a thing takes in life."""

RECOGNISE_LOOKS = 8
RECOGNISE_SECONDS = 0.025

ENDINGS = {
    "no-answer": "does not answer",
    "busy": "is busy",
    "failed": "cannot be reached",
    "canceled": "is not rung any more",
}
CALLER = "Caller"
HELPLINE = "Helpline"


class Missing(Exception):
    """Raised when something that must happen did not: says what was expected and what was seen."""

    def __init__(self, expected: str, seen: list[Line]) -> None:
        rows = [f"  {plainly(line)}" for line in seen[-8:]] or ["  nothing at all"]
        super().__init__("\n".join([f"Expected: {expected}.", "Seen last:", *rows]))
        self.expected = expected


class CallerGone(Exception):
    """Raised when the caller hung up, as they meant to, before the awaited thing happened."""


class Leaving(Enum):
    """What it means that the caller's call is over."""

    TOO_EARLY = auto()
    """Something went wrong."""
    ANY_TIME = auto()
    """They meant to, at a moment of their own."""
    DONE = auto()
    """It was time."""


class Witness:
    """Follows one call, passes on what happens, and waits for what must happen."""

    def __init__(self, company: PhoneCompany, ledger: Ledger, teller: Teller, speed: float) -> None:
        self.company, self.ledger, self.teller, self.speed = company, ledger, teller, speed
        self.events: list[Event] = []
        self.lines: list[Line] = []
        self.people: dict[str, Person] = {}
        self.each_look: Callable[[], None] = lambda: None
        self.on_ring: Callable[[Person], list[str]] = lambda _person: []
        self.first_is_a_machine = False
        self.leaving = Leaving.TOO_EARLY
        self.sid = ""
        self._headings: list[str] = []
        self._last = 0
        self._phone = ""
        self._dialled_at: datetime | None = None

    def follow(self, sid: str, phone: str, after: int) -> None:
        """This is the call: told from event `after` on."""
        self.sid, self._phone, self._last = sid, phone, after

    def look(self) -> None:
        """Learn what is new."""
        for event in self.company.after(self._last, WAIT_SECONDS):
            self._last = event.id
            if self._concerns_us(event):
                self.events.append(event)
                self._tell(event)
        self.each_look()

    def expect(self, what: str, holds: Callable[[Event], object], within: float = 60) -> Event:
        """The first event of which `holds` is true, seen already or within so many seconds of
        life. Raises Missing, or CallerGone when they left and might."""
        found: list[Event] = []

        def happened() -> bool:
            found.extend(event for event in self.events if holds(event))
            return bool(found)

        self.wait_until(what, happened, within)
        return found[0]

    def wait_until(self, what: str, true: Callable[[], object], within: float = 60) -> None:
        """Look until it is true. Raises Missing, or CallerGone when the caller left and might."""
        deadline = time.monotonic() + within / self.speed + SLACK_SECONDS
        while not true():
            if self.leaving is not Leaving.DONE and self.by_caller("ended"):
                raise self._gone(what)
            if time.monotonic() > deadline:
                raise Missing(what, self.lines)
            self.look()

    def pass_time(self, seconds: float) -> None:
        """Look on for so many seconds of life."""
        end = time.monotonic() + seconds / self.speed
        while time.monotonic() < end:
            self.look()

    def add(self, what: str) -> None:
        """Tell something that our own database says."""
        self._pass_on(Line(self._now(), HELPLINE, f"wrote down: {what}", source="database"))

    def by_caller(self, kind: str) -> list[Event]:
        """What of this kind happened on the caller's own leg."""
        return [event for event in self.events if event.leg == self.sid and event.kind == kind]

    def by_responder(self, kind: str) -> list[Event]:
        """What of this kind happened on responders' legs."""
        return [event for event in self.events if event.leg in self.people and event.kind == kind]

    def is_taken(self, event: Event) -> bool:
        """True when this is the key by which a responder takes the call."""
        return event.leg in self.people and pressed(event.leg, "1")(event)

    def texts(self) -> list[Event]:
        """The texts that reached the caller's phone since they dialled."""
        return [event for event in self.events if event.kind == "text_arrived"]

    def open_legs(self) -> list[str]:
        """Who of this call is still on a phone."""
        begun = {event.leg for event in self.events if event.leg}
        over = {event.leg for event in self.events if event.kind == "ended"}
        return [self._name(leg) for leg in sorted(begun - over)]

    def _gone(self, what: str) -> Exception:
        return CallerGone() if self.leaving is Leaving.ANY_TIME else Missing(what, self.lines)

    def _concerns_us(self, event: Event) -> bool:
        if event.leg is None:
            return event.kind == "text_arrived" and event.number == self._phone
        if event.leg == self.sid or event.leg in self.people:
            return True
        return event.kind in ("ringing", "in_progress", "ended") and self._recognise(event.leg)

    def _recognise(self, leg: str) -> bool:
        """True for a leg that rings a responder for this call."""
        for _ in range(RECOGNISE_LOOKS):
            person = self.ledger.rung(leg)
            if person is not None:
                self.people[leg] = person
                return True
            # The phone company may be faster with the ring than we with writing its id down.
            time.sleep(RECOGNISE_SECONDS)
        return False

    def _tell(self, event: Event) -> None:
        self._dialled_at = self._dialled_at or event.at
        self._head(event)
        what, words = _told(event, first=event.leg == self.sid)
        if event.kind == "queued" and len(self.by_caller("queued")) > 1:
            what = "is back in line"
        if event.kind == "in_progress" and self._is_machine(event.leg):
            what = "is away: the voicemail picks up"
        if what:
            language = str(event.details.get("language", "")).split("-")[0]
            line = Line(event.at - self._dialled_at, self._name(event.leg), what, words, language)
            self._pass_on(line)
        if event.kind == "ringing" and event.leg in self.people:
            for known in self.on_ring(self.people[event.leg]):
                self.add(known)

    def _is_machine(self, leg: str | None) -> bool:
        return self.first_is_a_machine and leg == next(iter(self.people), None)

    def _head(self, event: Event) -> None:
        """A new part of the story begins with this event."""
        heading = _heading(event, first=event.leg == self.sid)
        if heading and heading not in self._headings:
            self._headings.append(heading)
            self.teller.headline(heading)

    def _pass_on(self, line: Line) -> None:
        self.lines.append(line)
        self.teller.tell(line)

    def _name(self, leg: str | None) -> str:
        return self.people[leg].name if leg in self.people else CALLER

    def _now(self) -> timedelta:
        return self.lines[-1].after if self.lines else timedelta()


def _heading(event: Event, *, first: bool) -> str:
    """What begins with such an event, for the first time in a call."""
    if first:
        return {"dialled": "The caller rings", "hung_up": "Afterwards"}.get(event.kind, "")
    if event.kind == "pressed" and event.details["key"] == "1":
        return "They meet"
    return "Responders are rung" if event.kind == "ringing" else ""


def _told(event: Event, *, first: bool) -> tuple[str, str]:
    """What to say of an event, and the words that were heard in it; empty for what is not told."""
    details = event.details
    if event.kind == "played" and "name" in details:
        return "hears a recording:", str(details["name"])
    if event.kind in ("heard", "text_arrived", "dialled", "pressed", "warned"):
        return _quoted(event)
    if event.kind == "ended" and not first:
        return ENDINGS.get(details["status"], ""), ""
    said = {
        "queued": "is in line",
        "joined": "is in the room",
        "hung_up": "hangs up",
        "refused": "refuses the call",
        "ringing": "" if first else "is rung",
        "in_progress": "" if first else "picks up",
    }
    return said.get(event.kind, ""), ""


def _quoted(event: Event) -> tuple[str, str]:
    details = event.details
    if event.kind == "heard":
        return "hears", str(details["words"])
    if event.kind == "text_arrived":
        return f"gets a text from {written(details['from_'])}:", str(details["body"])
    if event.kind == "dialled":
        hidden = ", number withheld" if details["withheld"] else ""
        return f"dials {written(details['to'])} from {written(str(event.number))}{hidden}", ""
    if event.kind == "warned":
        return f"is told by the phone company: {details['code']} {details['words']}", ""
    lost = "" if details["listened_for"] else ", and nobody listens"
    return f"presses {details['key']}{lost}", ""
