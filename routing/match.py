"""Who takes this call? One door to the line, the roster and the offers."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from redis import Redis

from routing.instants import instant, moment, until
from routing.line import Beat, Left, Line, call_facts
from routing.moves import Happening, Moves, Proposal, What, Witness, Word
from routing.need import CREDIT, Claim, Need, Stage, UnknownStage, Urgency, WaitingCall, Widen
from routing.offers import Accepted, Offers
from routing.responder import Lately, OnDuty, Presence, Responder
from routing.roster import Roster, on_duty_facts
from routing.script import PREFIX, Scripts, Unbuilt
from routing.skills import Match, UnfitName, fit
from routing.timings import AS_USUAL, Timings

__all__ = [
    "CREDIT",
    "Accepted",
    "Beat",
    "Claim",
    "Happening",
    "Lately",
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
    "Stage",
    "Timings",
    "Unbuilt",
    "UnfitName",
    "UnknownStage",
    "Urgency",
    "WaitingCall",
    "What",
    "Widen",
    "Word",
]


AT_A_TIME = 100
"""People or calls in one step of a rebuild: a fraction of the 250 ms for which clients wait."""
Step = Mapping[str, object]


@dataclass(frozen=True)
class LiveOffer:
    """An offer that is not over; `accepted_at` if responder and caller are talking, or about to.

    `matched` and `mentor_id` are those of its proposal; `hard` says whether the call is. A phone
    that does not ring yet begins to at `ring_at`.
    """

    offer_id: str
    call_id: str
    responder_id: str
    deadline_at: datetime
    accepted_at: datetime | None = None
    matched: str = Match.EXACT.value
    hard: bool = False
    mentor_id: str | None = None
    ring_at: datetime | None = None


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
        timings: Timings = AS_USUAL,
        prefix: str = PREFIX,
        texts: Mapping[str, str] | None = None,
    ) -> None:
        """`texts` are the scripts by name, the shipped ones unless given."""
        self.timings = timings
        self._scripts = Scripts(redis, timings, prefix, texts)
        self.words = self._scripts.words
        self.line = Line(self._scripts)
        self.roster = Roster(self._scripts)
        self.offers = Offers(self._scripts)

    def watch(self, witness: Witness) -> None:
        """From now on `witness` hears of every event of this object that Redis took."""
        self._scripts.witness = witness

    def name_offers(self, seed: Callable[[], str]) -> None:
        """From now on the names of offers begin with what `seed` says, once for each event; never
        the same twice, whatever Redis forgets."""
        self._scripts.seed = seed

    def tick(self, now: datetime, by: str | None = None) -> Moves:
        """Time passed: deadlines, widening, rests and exclusions end, and what follows is matched.

        Every event that returns moves does the same; a tick is for when nothing else happens. May
        run anywhere, any time, by many. With `by`, the name of a clock, nothing is done while it
        is another clock's turn; a turn ends `Timings.turn` after its last tick.
        """
        turn: dict[str, object] = {"by": fit(by)} if by else {}
        return self._scripts.play("tick", now, turn).moves

    def slot(
        self, now: datetime, *, urgent: bool = False, not_before: datetime | None = None
    ) -> datetime:
        """When a call that is no offer may be placed: it then counts for `Timings.pace` like every
        ring. What is `urgent` goes first. With `not_before` nobody is rung until then, because the
        phone company takes no more. Never raises `Unbuilt`.
        """
        facts: dict[str, object] = {"even_unbuilt": True, "urgent": urgent}
        if not_before is not None:
            facts["not_before"] = instant(not_before)
        return moment(int(self._scripts.play("slot", now, facts).answer))

    def forget(self, now: datetime) -> None:
        """Nothing in Redis is believed any more; whoever comes next rebuilds.

        The way to replace a state in use: forget, read the tables, rebuild. In this order no event
        is lost, because every event in between is refused and repeated.
        """
        self._scripts.play("forget", now, {"even_unbuilt": True})

    def rebuild(self, snapshot: Snapshot, now: datetime) -> Moves:
        """Puts everything in place as the tables say, and matches. Until it is there as a whole
        every event raises `Unbuilt`; one that dies on the way is begun anew.

        Only the first to rebuild does; for the others nothing changes. The snapshot has to be read
        after `Unbuilt` was raised. Offers it could not place are among the expired.
        """
        people = [on_duty_facts(person) for person in snapshot.responders]
        known = [{"id": one["id"], "lately": one["lately"]} for one in people]
        calls = [call_facts(call) for call in snapshot.calls]
        offers = [_offer_facts(offer) for offer in _accepted_first(snapshot.offers)]
        steps = [
            *({"responders": some} for some in _in_parts(people)),
            *({"known": some} for some in _in_parts(known)),
            *({"calls": some} for some in _in_parts(calls)),
        ]
        whole = {"responders": people, "calls": calls, "offers": offers}
        return self._scripts.build(now, steps, whole)


def _in_parts(facts: Sequence[Step]) -> Iterator[Sequence[Step]]:
    for first in range(0, len(facts), AT_A_TIME):
        yield facts[first : first + AT_A_TIME]


def _accepted_first(offers: Sequence[LiveOffer]) -> list[LiveOffer]:
    return sorted(offers, key=lambda offer: offer.accepted_at is None)


def _offer_facts(offer: LiveOffer) -> dict[str, object]:
    facts = {
        "id": offer.offer_id,
        "call": offer.call_id,
        "responder": offer.responder_id,
        "mentor": offer.mentor_id,
        "deadline": until(offer.deadline_at),
        "accepted": until(offer.accepted_at),
        "ring": until(offer.ring_at),
        "matched": offer.matched,
        "hard": offer.hard,
    }
    return {name: value for name, value in facts.items() if value}
