"""What is there to see: phones, what they hear, and what the phone company did?"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from ivr.sandbox.behaviours import name_of
from ivr.sandbox.exchange import Exchange
from ivr.sandbox.legs import Leg
from ivr.sandbox.phones import Phone
from ivr.sandbox.record import Event

RIGHT_TO_LEFT = frozenset({"ar", "arb", "arc", "dv", "fa", "he", "ps", "sd", "ug", "ur", "yi"})
ENDINGS = {
    "completed": "The call has ended.",
    "busy": "Busy.",
    "no-answer": "No answer.",
    "failed": "This number cannot be reached.",
    "canceled": "It stopped ringing.",
}
LEFT = {
    "participant_hung_up": "You left the conversation.",
    "moderator_ended_conference": "The others have left.",
    "participant_updated_via_api": "You were taken out of the conversation.",
    "conference_ended_via_api": "The conversation was ended.",
}


@dataclass(frozen=True)
class Line:
    """One line of what a phone shows. `kind` is heard, pressed, spoken, sound or state.

    `times`: what is heard again and again is one line.
    """

    id: int
    kind: str
    words: str
    language: str = ""
    times: int = 1

    def says_the_same(self, other: "Line") -> bool:
        return (self.kind, self.words, self.language) == (other.kind, other.words, other.language)

    @property
    def direction(self) -> str:
        """The writing direction of what was said."""
        return "rtl" if self.language.partition("-")[0] in RIGHT_TO_LEFT else "ltr"


def line_of(event: Event) -> Line | None:
    """How an event looks on the phone it happened to, None if it does not show there."""
    details = event.details
    if event.kind == "heard":
        return Line(event.id, "heard", details["words"], details["language"])
    if event.kind in ("pressed", "spoken"):
        lost = "" if details["listened_for"] else " (nobody listens now)"
        said = details["key"] if event.kind == "pressed" else details["words"]
        return Line(event.id, event.kind, f"{said}{lost}")
    if event.kind == "played":
        name = details.get("name") or details["url"]
        return Line(event.id, "sound", f"♪ {name}", details.get("language", ""))
    words = _state_words(event)
    return Line(event.id, "state", words) if words else None


def lines_of(leg: Leg) -> list[Line]:
    """What a phone shows of one call."""
    lines: list[Line] = []
    for line in filter(None, map(line_of, leg.story)):
        if line.kind in ("heard", "sound") and lines and lines[-1].says_the_same(line):
            lines[-1] = replace(lines[-1], times=lines[-1].times + 1)
        else:
            lines.append(line)
    return lines


def _state_words(event: Event) -> str:
    details = event.details
    if event.kind == "ended":
        return ENDINGS.get(details["status"], "The call has ended.")
    if event.kind == "left":
        return LEFT.get(details["reason"], "You left the conversation.")
    words = {
        "queued": "You are waiting in line.",
        "joined": "You are in the conversation.",
        "bridged": "You are connected.",
        "held": "You are on hold.",
        "unheld": "You are no longer on hold.",
        "recording": "You are being recorded.",
        "muted": "Nobody can hear you.",
        "unmuted": "You can be heard again.",
    }
    if event.kind == "dialled":
        hidden = ", number hidden" if details["withheld"] else ""
        return f"Dialled {details['to']}{hidden}."
    return words.get(event.kind, "")


def status_of(leg: Leg) -> str:
    """One word or two for a phone's display."""
    if leg.status == "ringing" and leg.direction != "inbound":
        return "ringing"
    if leg.doing == "in a room":
        return "talking" if company_of(leg) else "alone on the line"
    if leg.status == "in-progress" and leg.doing:
        return leg.doing
    if leg.status in ("ringing", "queued", "initiated"):
        return "calling"
    return "on a call"


def company_of(leg: Leg) -> list[str]:
    """The numbers of the others in the same conversation."""
    participant = leg.exchange.conferences.participant_of(leg)
    if participant is not None:
        others = participant.conference.participants
        return [one.leg.phone.number for one in others if one is not participant]
    legs = leg.exchange.calls.all.values()
    bridged = (one for one in legs if one.bridged and not one.finished)
    return [
        (one.parent.phone if one is leg else one.phone).number
        for one in bridged
        if one.parent and leg in (one, one.parent)
    ]


def call_state(leg: Leg) -> dict[str, Any]:
    """One call as JSON."""
    return {
        "leg": leg.sid,
        "status": leg.status,
        "shown": status_of(leg),
        "direction": leg.direction,
        "from": leg.from_,
        "to": leg.to,
        "seconds": leg.duration,
        "listening_for": leg.ears,
        "hears_words": leg.hears_speech,
        "with": company_of(leg),
        "heard": [{"words": words, "language": tongue} for words, tongue in leg.heard],
        "pressed": leg.pressed,
        "lines": [
            {
                "id": line.id,
                "kind": line.kind,
                "words": line.words,
                "language": line.language,
                "direction": line.direction,
                "times": line.times,
            }
            for line in lines_of(leg)
        ],
    }


def phone_state(phone: Phone) -> dict[str, Any]:
    """One phone as JSON: its present call, the last one, its texts."""
    leg = phone.leg
    last = phone.legs[-1] if phone.legs else None
    return {
        "number": phone.number,
        "label": phone.label,
        "calls_us": phone.calls_us,
        "withheld": phone.withheld,
        "ringing": bool(leg and status_of(leg) == "ringing"),
        "behaviour": {"behaviour": name_of(phone.behaviour), **vars(phone.behaviour)},
        "call": call_state(leg) if leg else None,
        "last_call": call_state(last) if last else None,
        "texts": [
            {
                "sid": text.sid,
                "from": text.from_,
                "to": text.to,
                "body": text.body,
                "at": text.at.isoformat(),
                "arrived": text.arrived,
            }
            for text in phone.texts
        ],
        "voicemail": phone.recordings,
    }


def state(exchange: Exchange) -> dict[str, Any]:
    """Everything at once, as JSON."""
    with exchange.lock:
        return {
            "now": exchange.now().isoformat(),
            "last": len(exchange.record),
            "speed": speed_of(exchange),
            "numbers": numbers(exchange),
            "phones": [phone_state(phone) for phone in exchange.phones.values()],
        }


def numbers(exchange: Exchange) -> list[dict[str, Any]]:
    """The account's numbers and the addresses behind them."""
    return [{**vars(ours)} for ours in exchange.numbers.values()]


def speed_of(exchange: Exchange) -> float:
    """How many times faster than life; a clock that stands has no speed and counts as 1."""
    return float(getattr(exchange.clock, "speed", 1.0))


@dataclass(frozen=True)
class Doing:
    """One line of what the phone company did: a webhook, a REST request, a complaint."""

    id: int
    at: datetime
    what: str
    detail: str
    fine: bool


def doings(events: Iterable[Event]) -> list[Doing]:
    """What the phone company did, newest first."""
    found = (_doing(event) for event in events)
    return [one for one in found if one][::-1]


def _doing(event: Event) -> Doing | None:
    details = event.details
    if event.kind in ("requested", "notified", "fetched"):
        outcome = details["status"] or f"error {details['error']}"
        what = f"{details['method']} {details['url']}"
        detail = f"{outcome}, {details['ms']:.0f} ms"
        return Doing(event.id, event.at, what, detail, details["error"] is None)
    if event.kind == "asked":
        what = f"REST {details['method']} {details['path'].partition('/')[2].partition('/')[2]}"
        return Doing(event.id, event.at, what, str(details["status"]), details["status"] < 400)
    if event.kind == "warned":
        return Doing(event.id, event.at, f"noted {details['code']}", details["words"], False)
    return None
