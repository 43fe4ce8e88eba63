"""Is what stands in Redis possible at all? Read from the keys alone, sharing nothing with routing.

Numbers are those of the routing design: 1 one offer each, 2 nobody lost, 3 order, 4 nobody asked
who may not be, 5 nobody waits beside somebody free, 6 every offer ends, 8 nothing stays behind.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import product

from redis import Redis

from routing.match import Proposal

DANGER_AHEAD = 10_000_000_000_000

Hash = dict[str, str]


@dataclass
class Stored:
    """Everything under the prefix, by what it is."""

    texts: dict[str, str] = field(default_factory=dict)
    sets: dict[str, set[str]] = field(default_factory=dict)
    hashes: dict[str, Hash] = field(default_factory=dict)
    orders: dict[str, dict[str, int]] = field(default_factory=dict)

    def records(self, kind: str) -> dict[str, Hash]:
        start = f"{kind}:"
        return {
            key.removeprefix(start): fields
            for key, fields in self.hashes.items()
            if key.startswith(start)
        }

    def cells(self, kind: str) -> dict[str, dict[str, int]]:
        start = f"{kind}:"
        return {
            key.removeprefix(start): members
            for key, members in self.orders.items()
            if key.startswith(start)
        }

    @property
    def clock(self) -> int:
        return int(self.texts.get("clock", "0"))

    @property
    def deadlines(self) -> dict[str, int]:
        return self.orders.get("deadlines", {})


def stored(redis: Redis, prefix: str = "{helpline}:routing") -> Stored:
    """What stands in Redis now."""
    keys = sorted(redis.scan_iter(f"{prefix}:*", count=1000))
    with redis.pipeline(transaction=False) as pipe:
        for key in keys:
            pipe.type(key)
        kinds = pipe.execute()
        for key, kind in zip(keys, kinds, strict=True):
            {
                b"string": lambda key: pipe.get(key),
                b"set": lambda key: pipe.smembers(key),
                b"hash": lambda key: pipe.hgetall(key),
                b"zset": lambda key: pipe.zrange(key, 0, -1, withscores=True),
            }[kind](key)
        values = pipe.execute()
    found = Stored()
    for key, kind, value in zip(keys, kinds, values, strict=True):
        name = key.decode().removeprefix(f"{prefix}:")
        if kind == b"string":
            found.texts[name] = value.decode()
        elif kind == b"set":
            found.sets[name] = {member.decode() for member in value}
        elif kind == b"hash":
            found.hashes[name] = {field.decode(): each.decode() for field, each in value.items()}
        else:
            found.orders[name] = {member.decode(): int(score) for member, score in value}
    return found


def check(state: Stored, matched: bool = True) -> None:
    """Raises AssertionError for a state that must not be.

    `matched` for one left by an event that lets time pass and matches; the others only note.
    """
    one_offer_each(state)
    nobody_is_lost(state)
    responders_stand_where_they_belong(state)
    every_offer_ends(state)
    nothing_stays_behind(state)
    if matched:
        nothing_is_overdue(state)
        nobody_waits_beside_somebody_free(state)


def one_offer_each(state: Stored) -> None:
    offers = state.records("offer")
    for kind in ("responder", "call"):
        holders = {
            name: fields["offer"]
            for name, fields in state.records(kind).items()
            if "offer" in fields
        }
        held = {offer[kind]: name for name, offer in offers.items()}
        assert holders == held, f"offers and those who hold them differ: {holders} {held}"
        assert len(held) == len(offers), f"somebody stands in two offers: {offers}"
    for fields in state.records("responder").values():
        accepted = "accepted" in offers.get(fields.get("offer", ""), {})
        if "offer" in fields:
            assert accepted == ("talking" in fields), "talking, and the offer does not know"


def nobody_is_lost(state: Stored) -> None:
    calls, waiting = state.records("call"), state.cells("waiting")
    assert set(calls) == state.sets.get("line", set()), "a call is known in one place only"
    for name, call in calls.items():
        stands_in = {cell: members[name] for cell, members in waiting.items() if name in members}
        timer = state.deadlines.get(f"wide:{name}")
        if "offer" in call:
            assert not stands_in, f"{name} waits while being offered"
            assert timer is None, f"{name} widens while being offered"
            continue
        score = int(call["base"]) - (DANGER_AHEAD if "danger" in call else 0)
        assert stands_in == dict.fromkeys(_waits_in(call, timer), score), f"{name} waits wrongly"
    for members in waiting.values():
        assert set(members) <= set(calls), "somebody unknown is waiting"


def _waits_in(call: Hash, timer: int | None) -> Iterator[str]:
    """The cells this call belongs to, given when it will widen."""
    wide_after = int(call["wide_after"])
    if call["specialty"]:
        yield f"{call['language']}|{call['specialty']}"
    if wide_after < 0:
        assert timer is None, "a call that never widens is going to"
    elif timer is None:
        yield f"{call['language']}|*"
    else:
        assert timer == int(call["since"]) + wide_after, "the line widens at another time"


def responders_stand_where_they_belong(state: Stored) -> None:
    people, duty = state.records("responder"), state.sets.get("duty", set())
    assert duty == {name for name, person in people.items() if "leaving" not in person}
    for kind, belongs in (("able", duty), ("idle", {r for r in duty if _free(people[r])})):
        standing = {(cell, r) for cell, members in state.cells(kind).items() for r in members}
        expected = {(cell, r) for r in belongs for cell in _serves(people[r])}
        assert standing == expected, f"{kind}: {standing ^ expected}"


def _free(person: Hash) -> bool:
    return not {"offer", "talking", "resting", "leaving"} & set(person)


def _serves(person: Hash) -> set[str]:
    languages = filter(None, person["languages"].split(","))
    specialties = filter(None, person["specialties"].split(","))
    return {f"{language}|{specialty}" for language, specialty in product(languages, specialties)}


def every_offer_ends(state: Stored) -> None:
    for name, offer in state.records("offer").items():
        timer = state.deadlines.get(f"offer:{name}")
        if "accepted" in offer:
            assert timer is None, "an accepted offer is going to expire"
        else:
            assert timer == int(offer["deadline"]), "an offer has no deadline"
    for name, person in state.records("responder").items():
        rest_until = person.get("rest_until")
        assert ("resting" in person) == (rest_until is not None)
        if rest_until is not None:
            assert state.deadlines.get(f"rest:{name}") == int(rest_until), "a rest has no end"
    for name, missed in state.records("missed").items():
        for responder, until in missed.items():
            assert state.deadlines.get(f"missed:{name}:{responder}") == int(until)


def nothing_stays_behind(state: Stored) -> None:
    """Every timer, exclusion and refusal belongs to somebody who is still here."""
    calls, places = set(state.records("call")), set(state.records("place"))
    known = {"wide": calls, "missed": calls, "offer": set(state.records("offer"))}
    known["rest"] = set(state.records("responder"))
    for member in state.deadlines:
        kind, name = member.split(":")[:2]
        assert name in known[kind], f"a timer for nobody: {member}"
    assert set(state.records("missed")) <= calls
    refusals = {key.removeprefix("declined:") for key in state.sets if key.startswith("declined:")}
    assert refusals <= calls | places
    assert set(state.records("offer")) == state.sets.get("offers", set())


def nothing_is_overdue(state: Stored) -> None:
    late = {member for member, due_at in state.deadlines.items() if due_at <= state.clock}
    assert not late, f"time passed, and nobody noticed: {late}"


def nobody_waits_beside_somebody_free(state: Stored) -> None:
    people, calls = state.records("responder"), state.records("call")
    waiting = [name for name, call in calls.items() if "offer" not in call]
    free = [name for name, person in people.items() if _free(person)]
    for call, responder in product(waiting, free):
        assert not may_be_asked(state, call, responder), f"{call} waits beside {responder}"


def may_be_asked(state: Stored, call_id: str, responder_id: str) -> bool:
    """True if skills, certificates and refusals allow it at this moment."""
    call, person = state.records("call")[call_id], state.records("responder")[responder_id]
    refused = responder_id in state.sets.get(f"declined:{call_id}", set())
    missed_until = int(state.records("missed").get(call_id, {}).get(responder_id, "0"))
    if refused or missed_until > state.clock:
        return False
    if call["language"] not in person["languages"].split(","):
        return False
    counts = {
        name.removeprefix("until:")
        for name, until in person.items()
        if name.startswith("until:") and name != "until:*" and int(until) > state.clock
    }
    wide_after = int(call["wide_after"])
    wide = wide_after >= 0 and int(call["since"]) + wide_after <= state.clock
    return call["specialty"] in counts or (wide and bool(counts))


def check_proposal(state: Stored, proposal: Proposal) -> None:
    """Raises AssertionError if this responder should not have been asked at this moment."""
    offer = state.records("offer").get(proposal.offer_id)
    assert offer is not None, "proposed, and held for nobody"
    assert (offer["call"], offer["responder"]) == (proposal.call_id, proposal.responder_id)
    assert may_be_asked(state, proposal.call_id, proposal.responder_id), "asked, and may not be"


def mentions(state: Stored, name: str) -> bool:
    """True if this name stands anywhere, as a key, a field or a member."""
    places = {**state.sets, **state.hashes, **state.orders}
    for key, members in places.items():
        said = {*key.split(":"), *members}
        if isinstance(members, dict):
            said |= {str(value) for value in members.values()}
        if name in said or any(name in member.split(":") for member in members):
            return True
    return False
