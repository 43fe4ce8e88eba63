"""Is what stands in Redis possible at all? Read from the keys alone."""

import json
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import product

from redis import Redis

from routing.match import Proposal
from routing.records import RECORDS, fields

CLASS = 10_000_000_000_000

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

    def put(self, name: str, values: Hash) -> None:
        """A record; what is kept beside one for being seldom read belongs to it."""
        kind, _, who = name.partition(":")
        whole = {"cells": "responder", "skills": "responder", "need": "call"}.get(kind, kind)
        self.hashes.setdefault(f"{whole}:{who}" if who else name, {}).update(values)

    @property
    def clock(self) -> int:
        return int(self.hashes.get("state", {}).get("clock", "0"))

    @property
    def deadlines(self) -> dict[str, int]:
        return self.orders.get("deadlines", {})


LOOK = """
local reads = {string = 'GET', set = 'SMEMBERS', hash = 'HGETALL'}
local found = {}
for _, key in ipairs(redis.call('KEYS', KEYS[1] .. ':*')) do
  local kind = redis.call('TYPE', key).ok
  local value = reads[kind] and redis.call(reads[kind], key)
    or redis.call('ZRANGE', key, 0, -1, 'WITHSCORES')
  found[#found + 1] = {kind, key, value}
end
return cjson.encode(found)
"""


def stored(redis: Redis, prefix: str = "{helpline}:routing") -> Stored:
    """What stands in Redis now, but for how many events there were."""
    found = Stored()
    for kind, key, value in json.loads(redis.eval(LOOK, 1, prefix)):
        name = key.removeprefix(f"{prefix}:")
        record = name.partition(":")[0]
        if record in RECORDS:
            found.put(name, fields(record, value))
        elif kind == "string":
            found.texts[name] = value
        elif kind == "set":
            found.sets[name] = set(value)
        elif kind == "hash":
            found.hashes[name] = dict(zip(value[::2], value[1::2], strict=True))
        elif kind == "zset":
            scores = map(int, value[1::2])
            found.orders[name] = dict(zip(value[::2], scores, strict=True))
    found.hashes.get("state", {}).pop("count", None)
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
    offers, calls = state.records("offer"), state.records("call")
    people = state.records("responder")
    holders = {name: one["offer"] for name, one in people.items() if "offer" in one}
    held = [(o["responder"], name) for name, o in offers.items()]
    held += [(o["mentor"], name) for name, o in offers.items() if "mentor" in o]
    assert sorted(holders.items()) == sorted(held), "offers and those who hold them differ"
    for name, call in calls.items():
        ringing = set(_parts(call["offers"]))
        assert ringing == {o for o, offer in offers.items() if offer["call"] == name}
        accepted = {o for o in ringing if "accepted" in offers[o]}
        assert ("taken" in call) == bool(accepted), "taken, and nobody has it"
        assert not accepted or len(ringing) == 1, "somebody else still rings for a taken call"
    for person in people.values():
        if "offer" in person:
            accepted = "accepted" in offers[person["offer"]]
            assert accepted == ("talking" in person), "talking, and the offer does not know"


def _parts(text: str) -> list[str]:
    return [part for part in text.split(",") if part]


def nobody_is_lost(state: Stored) -> None:
    calls, waiting = state.records("call"), state.cells("waiting")
    assert set(calls) == state.sets.get("line", set()), "a call is known in one place only"
    standing = {(cell, name) for cell, members in waiting.items() for name in members}
    expected = {(cell, name) for name in calls for cell in asked_in(state, name)}
    assert standing == expected, f"waits wrongly: {standing ^ expected}"
    asks = {name for name, call in calls.items() if call["cells"]}
    assert asks == state.sets.get("asking", set()), "asks, and nobody knows that anybody does"
    for members in waiting.values():
        for name, score in members.items():
            assert score == _rank(calls[name]), f"{name} stands at a wrong place"
    for name, call in calls.items():
        _widens_in_time(state, name, call)


def _rank(call: Hash) -> int:
    return int(call["base"]) + CLASS * (bool(call["offers"]) - 2 * ("danger" in call))


def _widens_in_time(state: Stored, name: str, call: Hash) -> None:
    timer = state.deadlines.get(f"stage:{name}")
    if "language" not in call or "taken" in call:
        assert timer is None, "a call nobody waits for widens"
        return
    waits = [int(call[f"after_{stage}"]) for stage in ("area", "gender", "specialty")]
    moments = [int(call["since"]) + wait for wait in waits if wait >= 0 and "danger" not in call]
    moments.append(int(call["since"]) + int(call["after_interpreter"]))
    coming = [at for at in moments if at > state.clock and at >= int(call["since"])]
    if coming and int(call["after_interpreter"]) >= 0 and "danger" not in call:
        assert timer is not None, f"{name} will not be widened"
        assert timer <= min(coming), f"{name} will be widened late"


def asked_in(state: Stored, name: str) -> set[str]:
    """The cells this call belongs to now."""
    call = state.records("call")[name]
    rings = len(_parts(call["offers"]))
    if "language" not in call or "taken" in call or rings >= int(call["rings"]):
        return set()
    known = {f"={call['known']}"} if "known" in call else set()
    if known and set(_parts(call["cells"])) == known:
        return known  # held: the twin knows whether that is right
    timer = state.deadlines.get(f"stage:{name}", state.clock + 1)
    return known | set(_loosened(call, min(timer - 1, state.clock)))


def _loosened(call: Hash, now: int) -> Iterator[str]:
    danger, language = "danger" in call, call["language"]
    specialty, gender, area = (call[k] or "*" for k in ("specialty", "gender", "area"))

    def is_open(stage: str) -> bool:
        wait = int(call[f"after_{stage}"])
        return danger or (wait >= 0 and int(call["since"]) + wait <= now)

    def any_or(tongue: str, kind: str) -> Iterator[str]:
        yield f"{tongue}|{kind}|{gender}|{area}"
        if "hard" not in call or danger:
            yield f"{tongue}|{kind}^|{gender}|{area}"

    yield from any_or(language, specialty)
    if is_open("area") and area != "*":
        area = "*"
        yield from any_or(language, specialty)
    if is_open("gender") and gender != "*":
        gender = "*"
        yield from any_or(language, specialty)
    if is_open("specialty") and specialty != "*":
        yield from any_or(language, "*")
    if danger:
        yield f"~{language}"
    if _interpreted(call, now):
        yield from any_or("*", "*" if danger else specialty)
        if danger:
            yield "~*"


def _interpreted(call: Hash, now: int) -> bool:
    wait = int(call["after_interpreter"])
    if "danger" in call:
        wait = 15_000 if "interpreters" in call else -1
    return wait >= 0 and (int(call["since"]) + wait <= now or "unspoken" in call)


def responders_stand_where_they_belong(state: Stored) -> None:
    people, duty = state.records("responder"), state.sets.get("duty", set())
    assert duty == {name for name, person in people.items() if "leaving" not in person}
    resting = {name for name in duty if people[name].get("rest") == "resting"}
    assert resting == state.sets.get("resting", set())
    standing = {(cell, r) for cell, members in state.cells("idle").items() for r in members}
    expected = {(cell, r) for r in people for cell in _serves(state, r)}
    assert standing == expected, f"idle: {standing ^ expected}"
    able = Counter[str]()
    for name in duty:
        mentors = set(_parts(people[name].get("mentors", "")))
        if not mentors or mentors & duty:
            able.update(_cells(people[name], _counts(state, name), tired=False))
    counted = {cell: int(n) for cell, n in state.hashes.get("able", {}).items()}
    assert counted == dict(able), "who could ever be asked is counted wrongly"
    spoken = {cell.split("|")[0] for cell in able} - {"*"}
    assert spoken <= set(state.hashes.get("spoken", {})), "a language is looked for nowhere"


def _counts(state: Stored, name: str) -> set[str]:
    """The specialties they stand in the cells of: those of a certificate that ran out are left at
    the next event that lets time pass."""
    person = state.records("responder")[name]
    timer = state.deadlines.get(f"certificate:{name}", state.clock + 1)
    seen_at = min(timer - 1, state.clock)
    return _valid(person, seen_at)


def _valid(person: Hash, now: int) -> set[str]:
    """The specialties of certificates that count then."""
    held = (one.split("=") for one in _parts(person["certificates"]))
    return {specialty for specialty, ends in held if int(ends) > now}


def _free(person: Hash) -> bool:
    return not {"offer", "talking", "rest", "leaving"} & set(person)


def _cells(person: Hash, specialties: set[str], tired: bool) -> set[str]:
    languages = [*_parts(person["languages"]), "*"]
    mark = "^" if tired else ""
    kinds = [f"{kind}{mark}" for kind in (*specialties, "*")] if specialties else []
    genders = ["*", person["gender"]] if person["gender"] else ["*"]
    areas = [*_parts(person["areas"]), "*"]
    return {"|".join(parts) for parts in product(languages, kinds, genders, areas)}


def _serves(state: Stored, name: str) -> set[str]:
    person, counts = state.records("responder")[name], _counts(state, name)
    if not counts or ("mentors" in person and not _listeners(state, person)):
        return set()
    if {"offer", "talking", "leaving"} & set(person):
        return set()
    if person.get("rest") == "resting":
        return {"~*", *(f"~{language}" for language in _parts(person["languages"]))}
    cells = _cells(person, counts, "tired_until" in person)
    asked = {cell for cell in cells if not (person["languages"] and cell.startswith("*"))}
    return set() if "rest" in person else asked


def _listeners(state: Stored, person: Hash) -> list[str]:
    people = state.records("responder")
    return [
        mentor
        for mentor in _parts(person.get("mentors", ""))
        if mentor in people
        and _free(people[mentor])
        and "mentors" not in people[mentor]
        and _counts(state, mentor)
    ]


def every_offer_ends(state: Stored) -> None:
    for name, offer in state.records("offer").items():
        timer = state.deadlines.get(f"offer:{name}")
        if "accepted" in offer:
            assert timer is None, "an accepted offer is going to expire"
        else:
            assert timer == int(offer["deadline"]), "an offer has no deadline"
    for name, person in state.records("responder").items():
        for timer, field_ in (("rest", "rest_until"), ("tired", "tired_until")):
            ends = int(person[field_]) if field_ in person else None
            assert state.deadlines.get(f"{timer}:{name}") == ends, f"{timer} has no end"
        assert ("rest" in person) == ("rest_until" in person)
    for name, missed in state.records("missed").items():
        for responder, until in missed.items():
            assert state.deadlines.get(f"missed:{name}:{responder}") == int(until)


def nothing_stays_behind(state: Stored) -> None:
    """Every timer, exclusion and refusal belongs to somebody who is still here."""
    calls, places = set(state.records("call")), set(state.records("place"))
    people = state.records("responder")
    known = {"stage": calls, "missed": calls, "offer": set(state.records("offer"))}
    known |= {timer: set(people) for timer in ("rest", "tired", "certificate")}
    for member in state.deadlines:
        kind, name = member.split(":")[:2]
        assert name in known[kind], f"a timer for nobody: {member}"
    assert set(state.records("missed")) <= calls
    never = {key.removeprefix("never:") for key in state.sets if key.startswith("never:")}
    assert never <= calls | places
    kept_apart = (never | set(state.records("missed"))) & calls
    assert all("apart" in state.records("call")[name] for name in kept_apart)
    listening = {
        (mentor, name) for name, one in people.items() for mentor in _parts(one.get("mentors", ""))
    }
    start = "trainees:"
    assert listening == {
        (key.removeprefix(start), name)
        for key, names in state.sets.items()
        if key.startswith(start)
        for name in names
    }


def nothing_is_overdue(state: Stored) -> None:
    late = {member for member, due_at in state.deadlines.items() if due_at <= state.clock}
    assert not late, f"time passed, and nobody noticed: {late}"


def nobody_waits_beside_somebody_free(state: Stored) -> None:
    waiting, idle = state.cells("waiting"), state.cells("idle")
    for cell, people in idle.items():
        wanted = {*waiting.get(cell, {}), *waiting.get(re.sub(r"^[^|~=]+\|", "*|", cell), {})}
        for call, responder in product(wanted, people):
            assert not may_be_asked(state, call, responder), f"{call} waits beside {responder}"


def may_be_asked(state: Stored, call_id: str, responder_id: str) -> bool:
    """True if refusals, certificates and mentors allow it at this moment: that they share a cell
    is not looked at."""
    person = state.records("responder")[responder_id]
    never = state.sets.get(f"never:{call_id}", set())
    missed_until = int(state.records("missed").get(call_id, {}).get(responder_id, "0"))
    if responder_id in never or missed_until > state.clock:
        return False
    if "mentors" in person and not set(_listeners(state, person)) - never:
        return False
    return bool(_valid(person, state.clock))


def check_proposal(state: Stored, proposal: Proposal) -> None:
    """Raises AssertionError if this responder should not have been asked at this moment."""
    offer = state.records("offer").get(proposal.offer_id)
    assert offer is not None, "proposed, and held for nobody"
    assert (offer["call"], offer["responder"]) == (proposal.call_id, proposal.responder_id)
    assert int(offer["deadline"]) > state.clock, "an offer that is over already"
    person = state.records("responder")[proposal.responder_id]
    wanted = state.records("call")[proposal.call_id]["specialty"]
    closely = proposal.matched in ("known", "exact", "any_area", "any_gender")
    danger = "danger" in state.records("call")[proposal.call_id]
    valid = _valid(person, state.clock)
    assert wanted in valid if wanted and closely and not danger else valid, "uncertified"
    never = state.sets.get(f"never:{proposal.call_id}", set())
    assert not {proposal.responder_id, proposal.mentor_id} & never, "asked, and may not be"
    assert ("mentors" in person) == (proposal.mentor_id is not None), "a trainee alone"


def stands(state: Stored, name: str) -> str:
    """Where this responder stands; empty for off duty."""
    person = state.records("responder").get(name)
    if person is None:
        return ""
    held = "talking" if "talking" in person else "offered" if "offer" in person else ""
    return held or person.get("rest", "available")


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
