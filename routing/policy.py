"""Who should take this call, and why not each of the others? The decisions, without the machinery.

The scripts in lua/ decide the same; the tests hold one against the other.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum

from routing.need import NONE, Need, WaitingCall
from routing.responder import Presence, Responder
from routing.skills import Match
from routing.timings import AS_USUAL, Timings
from routing.widening import Rung, ladder, opening_times


class Reason(StrEnum):
    """Why a responder is not asked for a call."""

    OFFERED = "offered"
    TALKING = "talking"
    PAUSED = "paused"
    WRAPPING_UP = "wrapping_up"
    RESTING = "resting"
    CONFLICT = "conflict"
    DECLINED = "declined"
    MISSED = "missed"
    MENTOR = "mentor"
    """A trainee, and nobody who could listen is free."""
    HELD = "held"
    """The call is kept for a moment for somebody the caller knows."""
    LANGUAGE = "language"
    CERTIFICATE = "certificate"
    EXPIRED = "expired"
    NEEDS_BREAK = "needs_break"
    """From hard calls."""
    GENDER = "gender"
    AREA = "area"
    CLOSER = "closer"
    """Asked at an earlier stage."""
    STRANGER = "stranger"
    """Not the one the caller knows."""


@dataclass(frozen=True)
class Standing:
    """A responder on duty, and where they stand.

    `busy_until` ends a wrap-up, pause or rest, after which a rest follows if they owe one.
    They need a break from hard calls until `tired_until`.
    """

    responder: Responder
    presence: Presence
    idle_since: datetime
    busy_until: datetime | None = None
    owes_rest: bool = False
    tired_until: datetime | None = None


@dataclass(frozen=True)
class Place:
    """A call in the line, and until when those who missed it are not asked again.

    `rings` phones ring for it already. `unspoken`: when the caller entered, nobody on duty spoke
    their language.
    """

    call: WaitingCall
    missed_by: Mapping[str, datetime] = field(default_factory=dict)
    rings: int = 0
    unspoken: bool = False

    @property
    def asks_more(self) -> bool:
        """True if one more phone may ring for it."""
        return self.rings < self.call.need.rings_at_once

    @property
    def order(self) -> tuple[bool, bool, datetime, str]:
        """Danger before all others, a first phone before a second, then by rank."""
        call = self.call
        return not call.need.in_danger, self.rings > 0, call.rank, call.id


@dataclass(frozen=True)
class Pair:
    """Who is asked for which call, how closely they match, and who listens to a trainee."""

    place: Place
    standing: Standing
    match: Match
    mentor: Standing | None = None


@dataclass(frozen=True)
class Duty:
    """Everybody on duty, by id, at one moment."""

    standings: Mapping[str, Standing]
    now: datetime
    timings: Timings = AS_USUAL

    @classmethod
    def of(cls, standings: Iterable[Standing], now: datetime, timings: Timings) -> "Duty":
        return cls({one.responder.id: one for one in standings}, now, timings)

    def is_tired(self, standing: Standing) -> bool:
        """True if they need a break from hard calls."""
        return standing.tired_until is not None and standing.tired_until > self.now

    def in_order(self) -> list[Standing]:
        """Longest idle first; each further cell they can serve counts as less idle."""

        def score(standing: Standing) -> tuple[datetime, str]:
            cells = standing.responder.cells(self.now)
            return standing.idle_since + self.timings.rarity * (max(cells, 1) - 1), (
                standing.responder.id
            )

        return sorted(self.standings.values(), key=score)

    def after(self, pair: Pair) -> "Duty":
        """The same moment, with these two held for each other."""
        held = [one for one in (pair.standing, pair.mentor) if one is not None]
        busy = {one.responder.id: replace(one, presence=Presence.OFFERED) for one in held}
        return replace(self, standings={**self.standings, **busy})


def rungs(place: Place, duty: Duty) -> Sequence[Rung]:
    """Whom this call asks now, the closest first."""
    waited = duty.now - place.call.waiting_since
    return ladder(place.call.need, waited, duty.timings, place.unspoken)


def why_not(standing: Standing, place: Place, duty: Duty) -> Reason | None:
    """The first reason not to ask them for this call at this moment; None if they may be asked."""
    hindered = hindrance(standing, place, duty)
    if hindered or match_of(standing, place, duty):
        return hindered
    return refusal(rungs(place, duty), standing, duty)


def hindrance(standing: Standing, place: Place, duty: Duty) -> Reason | None:
    """What keeps them from this call whatever they can do."""
    call, who = place.call, standing.responder
    called_from_rest = standing.presence is Presence.RESTING and call.need.in_danger
    if standing.presence is not Presence.AVAILABLE and not called_from_rest:
        return Reason(standing.presence.value)
    if who.id in call.never:
        return Reason.CONFLICT if who.id in call.need.conflicts else Reason.DECLINED
    if is_missed(who.id, place, duty):
        return Reason.MISSED
    if who.mentors and mentor_of(standing, place, duty) is None:
        return Reason.MENTOR
    return Reason.HELD if is_held(place, duty) else None


def is_missed(responder_id: str, place: Place, duty: Duty) -> bool:
    """True if they missed this call a moment ago."""
    until = place.missed_by.get(responder_id)
    return until is not None and until > duty.now


def fits(rung: Rung, standing: Standing, duty: Duty) -> bool:
    """True if this rung of the ladder asks them, hindrances apart."""
    on_rest, tired = standing.presence is Presence.RESTING, duty.is_tired(standing)
    return rung.on_rest == on_rest and rung.admits(standing.responder, tired, duty.now)


def match_of(standing: Standing, place: Place, duty: Duty) -> Match | None:
    """How closely they answer this need now; None if they do not."""
    asking = (rung.match for rung in rungs(place, duty) if fits(rung, standing, duty))
    return next(asking, None)


def refusal(asking: Sequence[Rung], standing: Standing, duty: Duty) -> Reason | None:
    """What keeps them from the loosest of these rungs; None if nothing does."""
    on_rest = standing.presence is Presence.RESTING
    who, rung = standing.responder, [each for each in asking if each.on_rest == on_rest][-1]
    if rung.only not in (None, who.id):
        return Reason.STRANGER
    if rung.language is not None and rung.language not in who.languages:
        return Reason.LANGUAGE
    if not who.certified(rung.specialty, duty.now):
        had = who.certificates and rung.specialty in (None, *who.certificates)
        return Reason.EXPIRED if had else Reason.CERTIFICATE
    if duty.is_tired(standing) and not any(each.tired or each.on_rest for each in asking):
        return Reason.NEEDS_BREAK
    if rung.gender not in (None, who.gender):
        return Reason.GENDER
    return None if rung.area is None or rung.area in who.areas else Reason.AREA


def mentor_of(standing: Standing, place: Place, duty: Duty) -> Standing | None:
    """Who listens if this trainee takes the call: the first in order who is free to."""
    for one in duty.in_order():
        who = one.responder
        is_free = one.presence is Presence.AVAILABLE and not who.mentors
        if who.id not in standing.responder.mentors - place.call.never:
            continue
        if is_free and who.certified(None, duty.now):
            return one
    return None


def is_held(place: Place, duty: Duty) -> bool:
    """True if the call waits a moment for somebody the caller knows, who is nearly done."""
    call, known = place.call, duty.standings.get(place.call.need.known or "")
    end = (call.need.known_from or call.waiting_since) + duty.timings.known_held
    if known is None or place.rings or call.need.in_danger or duty.now >= end:
        return False
    who = known.responder
    nearly_done = (
        known.presence is Presence.WRAPPING_UP
        and known.busy_until is not None
        and known.busy_until <= end
        and not known.owes_rest
        and not who.mentors
    )
    if not nearly_done or who.id in call.never or is_missed(who.id, place, duty):
        return False
    tired = duty.is_tired(known)
    return any(
        rung.match is Match.KNOWN and rung.admits(who, tired, duty.now)
        for rung in rungs(place, duty)
    )


def choose(place: Place, duty: Duty) -> Pair | None:
    """Who is asked for this call: the closest match, among those in order."""
    free = [one for one in duty.in_order() if not hindrance(one, place, duty)]
    for rung in rungs(place, duty):
        for one in free:
            if fits(rung, one, duty):
                mentor = mentor_of(one, place, duty) if one.responder.mentors else None
                return Pair(place, one, rung.match, mentor)
    return None


def pair_up(places: Iterable[Place], duty: Duty) -> list[Pair]:
    """Who is asked for what at this moment: the calls in order, each with the best one left."""
    pairs: list[Pair] = []
    waiting = list(places)
    while True:
        waiting.sort(key=lambda place: place.order)
        asking = (place for place in waiting if place.asks_more)
        pair = next((found for place in asking if (found := choose(place, duty))), None)
        if pair is None:
            return pairs
        pairs.append(pair)
        duty = duty.after(pair)
        waiting.remove(pair.place)
        waiting.append(replace(pair.place, rings=pair.place.rings + 1))


def certificate_for(need: Need, match: Match) -> str | None:
    """Which certificate has to count when an offer matched like this is accepted; None for any."""
    if need.in_danger or match in (Match.ANY_SPECIALTY, Match.ON_REST):
        return None
    return need.specialty


def could_match(
    call: WaitingCall,
    responders: Iterable[Responder],
    now: datetime,
    timings: Timings = AS_USUAL,
) -> bool:
    """True if one of them, busy or not, could take the call at some stage it can reach."""
    here = list(responders)
    ids = {one.id for one in here}
    longest = max(opening_times(call.need, timings).values(), default=NONE)
    return any(
        who.id not in call.never
        and (not who.mentors or who.mentors & ids)
        and any(
            rung.admits(who, tired, now)
            for rung in ladder(call.need, longest, timings)
            for tired in (False, True)
        )
        for who in here
    )
