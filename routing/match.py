"""Who takes this call? One door to the line, the roster and the offers."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from redis import Redis

from routing.line import Beat, Left, Line, call_facts, until
from routing.moves import Moves, Proposal
from routing.need import Need, UnknownStage, Urgency, WaitingCall, Widen
from routing.offers import Offers
from routing.responder import Presence, Responder
from routing.roster import Roster, responder_facts
from routing.script import PREFIX, Scripts, Timings, Unbuilt
from routing.skills import Match, UnfitName

__all__ = [
    "Beat",
    "Left",
    "LiveOffer",
    "Match",
    "Moves",
    "Need",
    "OnDuty",
    "Presence",
    "Proposal",
    "Responder",
    "Routing",
    "Snapshot",
    "Timings",
    "Unbuilt",
    "UnfitName",
    "UnknownStage",
    "Urgency",
    "WaitingCall",
    "Widen",
]


@dataclass(frozen=True)
class OnDuty:
    """A responder as the tables know them; `busy_until` ends a wrap-up, or a pause if `paused`.

    `talking` without an accepted offer means a call routing knows nothing of: they are not asked
    until they are `ready` or wrap up.
    """

    responder: Responder
    idle_since: datetime
    busy_until: datetime | None
    talking: bool
    paused: bool = False


@dataclass(frozen=True)
class LiveOffer:
    """An offer that is not over; `accepted` if responder and caller are talking, or about to."""

    offer_id: str
    call_id: str
    responder_id: str
    deadline_at: datetime
    accepted: bool


@dataclass(frozen=True)
class Snapshot:
    """What the tables say of this moment.

    `calls` are those that wait or are being offered; with those being talked to, they can be
    offered on if their offer is withdrawn.
    """

    responders: Sequence[OnDuty]
    calls: Sequence[WaitingCall]
    offers: Sequence[LiveOffer]


class Routing:
    """Everything that can happen to the line. `Unbuilt` is raised until `rebuild` was called."""

    def __init__(
        self,
        redis: Redis,
        *,
        timings: Timings = Timings(),  # noqa: B008 - frozen
        prefix: str = PREFIX,
        texts: Mapping[str, str] | None = None,
    ) -> None:
        """`texts` are the scripts by name, the shipped ones unless given."""
        self._scripts = Scripts(redis, timings, prefix, texts)
        self.line = Line(self._scripts)
        self.roster = Roster(self._scripts)
        self.offers = Offers(self._scripts)

    def tick(self, now: datetime) -> Moves:
        """Time passed: deadlines, widening, rests and exclusions end, and what follows is matched.

        Every event that returns moves does the same; a tick is for when nothing else happens. May
        run anywhere, any time, by many.
        """
        return self._scripts.play("tick", now).moves

    def forget(self, now: datetime) -> None:
        """Nothing in Redis is believed any more; whoever comes next rebuilds.

        The way to replace a state in use: forget, read the tables, rebuild. In this order no event
        is lost, because every event in between is refused and repeated.
        """
        self._scripts.play("forget", now, {"even_unbuilt": True})

    def rebuild(self, snapshot: Snapshot, now: datetime) -> Moves:
        """Puts everything in place as the tables say, in one step, and matches.

        Only the first to rebuild does; for the others nothing changes. The snapshot has to be read
        after `Unbuilt` was raised. Offers it could not place are among the expired.
        """
        facts = {
            "even_unbuilt": True,
            "responders": [_on_duty_facts(person) for person in snapshot.responders],
            "calls": [call_facts(call) for call in snapshot.calls],
            "offers": [_offer_facts(offer) for offer in _accepted_first(snapshot.offers)],
        }
        return self._scripts.play("rebuild", now, facts).moves


def _accepted_first(offers: Sequence[LiveOffer]) -> list[LiveOffer]:
    return sorted(offers, key=lambda offer: not offer.accepted)


def _on_duty_facts(person: OnDuty) -> dict[str, object]:
    why = Presence.PAUSED if person.paused else Presence.WRAPPING_UP
    return {
        **responder_facts(person.responder, person.idle_since),
        "talking": person.talking,
        "why": why.value,
        "rest_until": until(person.busy_until),
    }


def _offer_facts(offer: LiveOffer) -> dict[str, object]:
    return {
        "id": offer.offer_id,
        "call": offer.call_id,
        "responder": offer.responder_id,
        "deadline": until(offer.deadline_at),
        "accepted": offer.accepted,
    }
