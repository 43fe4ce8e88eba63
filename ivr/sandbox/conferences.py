"""Who is in which room, who may speak there, and when does it end?"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING

from ivr.sandbox.delivery import Request
from ivr.sandbox.legs import Leg, NoticeWish, Source
from ivr.sandbox.scripts import Script
from ivr.sandbox.webhooks import rfc2822, spelt

if TYPE_CHECKING:
    from ivr.sandbox.exchange import Exchange

LARGEST_ROOM = 250
LABEL_TAKEN = 16025
BAD_LABEL = 16023
NOBODY_TO_COACH = 13240
EVENT_GROUPS = {
    "conference-start": "start",
    "conference-end": "end",
    "participant-join": "join",
    "participant-leave": "leave",
    "participant-mute": "mute",
    "participant-unmute": "mute",
    "participant-hold": "hold",
    "participant-unhold": "hold",
    "participant-modify": "modify",
    "announcement-end": "announcement",
    "announcement-fail": "announcement",
}


class CannotJoin(Exception):
    """Raised when a leg may not enter a room. `code` is Twilio's number for the reason."""

    def __init__(self, code: int, words: str) -> None:
        super().__init__(words)
        self.code, self.words = code, words


@dataclass
class Terms:
    """On which terms somebody joins.

    `wait` is what they hear until it begins; without it, our music if `default_music`.
    """

    label: str = ""
    muted: bool = False
    start_on_enter: bool = True
    end_on_exit: bool = False
    beep: str = "true"
    largest: int = LARGEST_ROOM
    coaching: str = ""
    wait: Source | None = None
    default_music: bool = True
    notices: NoticeWish | None = None


@dataclass(eq=False, repr=False)
class Participant:
    """A leg in a room. `left` says why it is there no more."""

    conference: Conference
    leg: Leg
    terms: Terms
    joined_at: datetime
    hold: bool = False
    hold_source: Source | None = None
    music: Script | None = None
    left: str | None = None
    queued: bool = False
    hears_music: str = ""

    @property
    def label(self) -> str:
        return self.terms.label

    def describe(self) -> dict[str, str]:
        """What every participant event carries."""
        terms = self.terms
        parameters = {
            "CallSid": self.leg.sid,
            "Muted": spelt(terms.muted),
            "Hold": spelt(self.hold),
            "Coaching": spelt(bool(terms.coaching)),
            "EndConferenceOnExit": spelt(terms.end_on_exit),
            "StartConferenceOnEnter": spelt(terms.start_on_enter),
        }
        if terms.coaching:
            parameters["CallSidToCoach"] = terms.coaching
        if terms.label:
            parameters["ParticipantLabel"] = terms.label
        return parameters


@dataclass(eq=False, repr=False)
class Conference:
    """A room by name, alive from the first to enter until the last has left."""

    exchange: Exchange
    sid: str
    friendly_name: str
    created_at: datetime
    status: str = "init"
    participants: list[Participant] = field(default_factory=list)
    notices: NoticeWish | None = None
    sequence: int = 0
    updated_at: datetime | None = None
    ended_because: str | None = None
    ended_by: str | None = None

    def find(self, name: str) -> Participant | None:
        """The participant with this CallSid or label."""
        return next((one for one in self.participants if name in (one.leg.sid, one.label)), None)

    def admit(self, leg: Leg, terms: Terms) -> Participant:
        """Let a leg in. Raises `CannotJoin`."""
        self._object_to(terms)
        participant = Participant(self, leg, terms, self.exchange.now())
        if not self.participants and self.sequence == 0:
            self.notices = terms.notices  # the first to join decides, later wishes are ignored
        self.participants.append(participant)
        leg.doing = "in a room"
        leg.note("joined", conference=self.friendly_name, label=terms.label, beep=terms.beep)
        self.tell("participant-join", participant)
        self._begin_if_ready()
        self.exchange.conferences.set_music(self)
        leg.phone.joined(leg)
        return participant

    def part(self, participant: Participant, reason: str) -> None:
        """Let one go, for the reason Twilio would give; perhaps the room ends with them."""
        self._remove(participant, reason)
        kicked = reason == "participant_updated_via_api"
        if participant.terms.end_on_exit:
            how = "kicked" if kicked else "left"
            self.end(f"participant-with-end-conference-on-exit-{how}", participant)
        elif not self.participants:
            self.end(f"last-participant-{'kicked' if kicked else 'left'}", participant)

    def end(self, because: str, by: Participant | None = None) -> None:
        """End for everybody. Does nothing when it is over."""
        if self.status == "completed":
            return
        self.status, self.ended_because = "completed", because
        self.ended_by = by.leg.sid if by else None
        reason = "moderator_ended_conference" if by else "conference_ended_via_api"
        for participant in self.participants.copy():
            self._remove(participant, reason)
        more = {"ReasonConferenceEnded": because, "Reason": because.replace("-", " ")}
        if by is not None:
            more["CallSidEndingConference"] = by.leg.sid
            if by.label:
                more["ParticipantLabelEndingConference"] = by.label
        self.exchange.note("conference_ended", conference=self.friendly_name, because=because)
        self.tell("conference-end", None, **more)

    def tell(self, event: str, participant: Participant | None = None, /, **more: str) -> None:
        """Report an event to whoever wished to know, numbered from 1."""
        self.updated_at = self.exchange.now()
        self.sequence += 1
        if self.notices is None or EVENT_GROUPS[event] not in self.notices.events:
            return
        parameters = {
            "ConferenceSid": self.sid,
            "FriendlyName": self.friendly_name,
            "AccountSid": self.exchange.account.sid,
            "SequenceNumber": str(self.sequence),
            "Timestamp": rfc2822(self.exchange.now()),
            "StatusCallbackEvent": event,
            **(participant.describe() if participant else {}),
            **more,
        }
        wish = self.notices
        leg = participant.leg.sid if participant else None
        self.exchange.tell(
            Request(wish.url, wish.method, parameters, notice=True, leg=leg, lane=self.sid)
        )

    def _remove(self, participant: Participant, reason: str) -> None:
        self.participants.remove(participant)
        participant.left = reason
        leg = participant.leg
        leg.doing = ""
        self.exchange.conferences.stop_music(participant)
        leg.note("left", conference=self.friendly_name, reason=reason)
        status = leg.status if leg.finished else "in-progress"
        self.tell(
            "participant-leave",
            participant,
            ParticipantCallStatus=status,
            ReasonParticipantLeft=reason,
        )
        leg.nudge()

    def _object_to(self, terms: Terms) -> None:
        label = terms.label
        if len(label) > 128 or "/" in label or re.fullmatch(r"CA[0-9a-f]{32}", label):
            raise CannotJoin(BAD_LABEL, "this cannot be a participant's label")
        if label and any(one.label == label for one in self.participants):
            raise CannotJoin(LABEL_TAKEN, "somebody in the room has this label")
        if terms.coaching and self.find(terms.coaching) is None:
            raise CannotJoin(NOBODY_TO_COACH, "the call to coach is not in the room")
        if len(self.participants) >= terms.largest:
            raise CannotJoin(16020, "the room is full")

    def _begin_if_ready(self) -> None:
        """It begins when two are in and one of them may begin it."""
        ready = any(one.terms.start_on_enter for one in self.participants)
        if self.status == "init" and ready and len(self.participants) >= 2:
            self.status = "in-progress"
            self.exchange.note("conference_started", conference=self.friendly_name)
            self.tell("conference-start")


class Conferences:
    """All rooms, past and present."""

    def __init__(self, exchange: Exchange) -> None:
        self._exchange = exchange
        self.all: dict[str, Conference] = {}

    def alive(self, name: str) -> Conference | None:
        """The room of this name that has not ended."""
        rooms = (room for room in self.all.values() if room.status != "completed")
        return next((room for room in rooms if room.friendly_name == name), None)

    def enter(self, name: str, leg: Leg, terms: Terms) -> Participant:
        """Join the room of this name, made if there is none. Raises `CannotJoin`."""
        exchange = self._exchange
        room = self.alive(name)
        if room is None:
            room = Conference(exchange, exchange.sids.new("CF"), name, exchange.now())
            participant = room.admit(leg, terms)
            self.all[room.sid] = room
            return participant
        return room.admit(leg, terms)

    def participant_of(self, leg: Leg) -> Participant | None:
        rooms = (room for room in self.all.values() if room.status != "completed")
        found = (room.find(leg.sid) for room in rooms)
        return next((one for one in found if one), None)

    def set_music(self, room: Conference) -> None:
        """Everybody hears what they should: hold music, waiting music, or each other."""
        for participant in room.participants:
            wish = self._music_for(room, participant)
            if wish != participant.hears_music:
                self.stop_music(participant)
                participant.hears_music = wish
                self._start_music(participant, wish)

    def stop_music(self, participant: Participant) -> None:
        if participant.music is not None:
            participant.music.close()
        participant.music = None
        participant.hears_music = ""

    def _music_for(self, room: Conference, participant: Participant) -> str:
        if participant.hold:
            return "hold"
        return "wait" if room.status == "init" else ""

    def _start_music(self, participant: Participant, wish: str) -> None:
        source = participant.hold_source if wish == "hold" else participant.terms.wait
        if wish and source is not None:
            participant.music = self._exchange.play_music(participant.leg, source)
        elif wish == "hold" or (wish and participant.terms.default_music):
            participant.leg.note("played", url="hold music")
