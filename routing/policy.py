"""Who should take this call, and why not each of the others? The decisions, without the machinery.

The scripts in lua/ decide the same; the tests hold one against the other.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

from routing.need import Urgency, WaitingCall
from routing.responder import Presence, Responder
from routing.skills import Match


class Reason(StrEnum):
    """Why a responder is not asked for a call."""

    OFFERED = "offered"
    TALKING = "talking"
    PAUSED = "paused"
    WRAPPING_UP = "wrapping_up"
    LANGUAGE = "language"
    DECLINED = "declined"
    MISSED = "missed"
    CERTIFICATE = "certificate"


@dataclass(frozen=True)
class Standing:
    """A responder on duty, and where they stand."""

    responder: Responder
    presence: Presence
    idle_since: datetime


@dataclass(frozen=True)
class Place:
    """A call in the line, and until when those who missed it are not asked again."""

    call: WaitingCall
    missed_by: Mapping[str, datetime] = field(default_factory=dict)


def match_of(responder: Responder, call: WaitingCall, now: datetime) -> Match | None:
    """How closely these certificates answer this need at `now`; None if they do not."""
    need = call.need
    if responder.certified(need.specialty, now):
        return Match.EXACT
    wide_after = need.wide_after()
    is_wide = wide_after is not None and call.waiting_since + wide_after <= now
    return Match.ANY_SPECIALTY if is_wide and responder.certified(None, now) else None


def why_not(standing: Standing, place: Place, now: datetime) -> Reason | None:
    """The first reason not to ask them for this call at `now`; None if they may be asked."""
    responder, call = standing.responder, place.call
    if standing.presence is not Presence.AVAILABLE:
        return Reason(standing.presence.value)
    if call.need.language not in responder.languages:
        return Reason.LANGUAGE
    if responder.id in call.declined_by:
        return Reason.DECLINED
    missed_until = place.missed_by.get(responder.id)
    if missed_until is not None and missed_until > now:
        return Reason.MISSED
    return None if match_of(responder, call, now) else Reason.CERTIFICATE


def order_of_responders(standings: Iterable[Standing], rarity: timedelta) -> list[Standing]:
    """Longest idle first; each further cell they can serve counts as `rarity` less idle."""

    def score(standing: Standing) -> tuple[datetime, str]:
        cells = standing.responder.cells(standing.idle_since)
        return standing.idle_since + rarity * (max(cells, 1) - 1), standing.responder.id

    return sorted(standings, key=score)


def order_of_calls(places: Iterable[Place]) -> list[Place]:
    """Danger first; then by arrival less credit, so that nobody is overtaken by more than that."""

    def score(place: Place) -> tuple[bool, datetime, str]:
        call = place.call
        calm = call.need.urgency is not Urgency.DANGER
        return calm, call.waiting_since - call.credit, call.id

    return sorted(places, key=score)


def choose(
    place: Place, standings: Iterable[Standing], now: datetime, rarity: timedelta
) -> tuple[Standing, Match] | None:
    """Who is asked for this call: a specialist before another certified person, in order."""
    asked = [one for one in order_of_responders(standings, rarity) if not why_not(one, place, now)]
    for wanted in Match:
        for standing in asked:
            if match_of(standing.responder, place.call, now) is wanted:
                return standing, wanted
    return None


def pair_up(
    places: Iterable[Place], standings: Sequence[Standing], now: datetime, rarity: timedelta
) -> list[tuple[Place, Standing, Match]]:
    """Who is asked for what at this moment: the calls in order, each with the best one left."""
    pairs, left = [], list(standings)
    for place in order_of_calls(places):
        chosen = choose(place, left, now, rarity)
        if chosen is not None:
            pairs.append((place, *chosen))
            left.remove(chosen[0])
    return pairs


def could_match(call: WaitingCall, responders: Iterable[Responder], now: datetime) -> bool:
    """True if one of them, busy or not, could take the call under some stage it can reach."""
    widens = call.need.wide_after() is not None
    return any(
        call.need.language in responder.languages
        and responder.id not in call.declined_by
        and (
            responder.certified(call.need.specialty, now)
            or (widens and responder.certified(None, now))
        )
        for responder in responders
    )
