"""What is true after every walk, whatever happened in it? Read from the phone company's record."""

from collections import Counter, defaultdict
from collections.abc import Iterator

from sqlalchemy import select
from town import NEUTRAL, PHONES, Town

from ivr import lifeline
from ivr.flow.kinds.goodbye import Goodbye
from ivr.models import Call, CallState, Message, Offer
from ivr.models.offer import LIVE
from ivr.sandbox.calls import APOLOGY
from routing.invariants import Invariants

SWITCHED_OFF = 30003
ROUNDS, ROUND = 5, 9
"""Seconds in which every leg must have ended: longer than a wrap-up listens for its key."""


def close(town: Town) -> list[str]:
    """Mend everything, let all callers hang up and time pass; what is then wrong, as sentences."""
    town.heal()
    for leg in list(town.exchange.calls.all.values()):
        if leg.direction == "inbound" or leg.phone.number not in PHONES.values():
            leg.hang_up()
    for _ in range(ROUNDS):
        town.wait(ROUND)
        if not list(_left_over(town)):
            break
        _put_down_what_is_over(town)
    checks = (
        _routed, _cut_off, _rung_twice, _crowded_rooms, _torn_apart, _doubled_texts, _left_over,
        _warnings,
    )  # fmt: skip
    return [sentence for check in checks for sentence in check(town)]


def _put_down_what_is_over(town: Town) -> None:
    """Who is wrapping up puts the phone down instead of listening to the end."""
    over = town.phrase("wrap_up")
    for leg in list(town.exchange.calls.all.values()):
        if not leg.finished and town.heard(leg)[-1:] == [over]:
            leg.hang_up()


def _routed(town: Town) -> Iterator[str]:
    """What must never happen between callers and responders, read from routing's own events."""
    judge = Invariants(town.rt.routing.timings)
    for happening in town.happened:
        judge.hear(happening)
    yield from judge.broken


def _cut_off(town: Town) -> Iterator[str]:
    """A call ends when the caller hangs up, or after a goodbye."""
    farewells = set(_farewells(town))
    hung_up = {event.leg for event in town.events("hung_up")}
    for leg in town.exchange.calls.all.values():
        said = town.heard(leg)
        if APOLOGY in said:
            yield f"{leg.phone.number} heard the phone company apologise for us"
        ours = leg.direction == "inbound" and leg.finished and leg.sid not in hung_up
        if ours and not any(said[-1].endswith(words) for words in farewells):
            yield f"a caller was cut off after: {said[-1:]}"


def _farewells(town: Town) -> Iterator[str]:
    book = town.rt.books.live()
    for language in book.settings.languages:
        yield book.phrase("finished_goodbye", language)
        yield book.phrase("not_connected", language, number=book.emergency_number)
        yield book.phrase("duty_goodbye", language)
        yield book.phrase("duty_pin_locked", language)
        for name, flow in book.flows.items():
            for step, kind in flow.steps.items():
                if isinstance(kind, Goodbye):
                    yield book.words(name, step, "say", language)
    yield lifeline.LAST_WORDS.partition("<Say>")[2].partition("<")[0]


def _rung_twice(town: Town) -> Iterator[str]:
    """A responder has one call, or one ring, at a time."""
    names = {number: name for name, number in PHONES.items()}
    busy: dict[str, set[str]] = defaultdict(set)
    for event in town.exchange.record:
        if event.number not in names or event.leg is None:
            continue
        if event.kind == "ringing":
            if busy[event.number]:
                yield f"{names[event.number]} was rung while on another call"
            busy[event.number].add(event.leg)
        elif event.kind == "ended":
            busy[event.number].discard(event.leg)


def _crowded_rooms(town: Town) -> Iterator[str]:
    """One caller and one responder in a room, and the responder is there first. Besides them only
    who joins the responder, and they neither."""
    inside: dict[str, set[str]] = defaultdict(set)
    for event in town.exchange.record:
        if event.kind not in ("joined", "left") or event.number is None:
            continue
        room = event.details["conference"]
        if event.kind == "left":
            inside[room].discard(event.number)
            continue
        if event.details["label"].startswith("v-"):
            continue
        if event.details["label"] == "caller" and not inside[room]:
            yield "a caller was moved to a room with nobody in it"
        inside[room].add(event.number)
        if len(inside[room]) > 2:
            yield f"{len(inside[room])} people were in one room"


def _torn_apart(town: Town) -> Iterator[str]:
    """Nobody who is talking to somebody is taken away from them."""
    talking: dict[str, str] = {}
    for event in town.exchange.record:
        if event.kind == "bridged":
            talking[event.details["with_"]] = event.leg or ""
        elif event.kind == "ended":
            talking = {caller: leg for caller, leg in talking.items() if leg != event.leg}
        elif event.kind == "redirected" and event.leg in talking:
            yield "a caller was taken out of a conversation"


def _doubled_texts(town: Town) -> Iterator[str]:
    """One text a call, and never more of them than were promised."""
    texts = [e for e in town.events("text_ordered") if "/l/" in e.details["body"]]
    if any(event.details["from_"] != NEUTRAL for event in texts):
        yield "a text came from a published number"
    if len({event.details["body"] for event in texts}) < len(texts):
        yield "the same text was sent twice"
    with town.rt.db.read() as session:
        asked = session.scalars(select(Message.call_id).where(Message.sendings > 0)).all()
    # A text that is known not to have come, because the phone was off, may be sent once more.
    missed = [text for text in town.exchange.messages.all.values() if text.error == SWITCHED_OFF]
    calls = Counter(call for call in asked if call is not None)
    if len(texts) - len(missed) > len(asked) or max(calls.values(), default=0) > 1:
        yield f"{len(texts)} texts were sent where {len(set(asked))} were promised"


def _left_over(town: Town) -> Iterator[str]:
    """When everybody has hung up nothing is left: no leg, no offer, no call, no busy responder."""
    for leg in town.exchange.calls.all.values():
        if not leg.finished:
            yield f"a leg of {leg.phone.number} is still {leg.status}"
    with town.rt.db.read() as session:
        for offer in session.scalars(select(Offer).where(Offer.state.in_(LIVE))):
            yield f"an offer is still {offer.state}"
        # A promised call waits for a responder although everybody has hung up.
        going_on = select(Call).where(Call.state != CallState.ENDED, ~Call.nobody_on_it)
        for call in session.scalars(going_on):
            yield f"a call is still {call.state}"
    for name in PHONES:
        if town.knows(name) and town.state_of(name) in ("offered", "talking"):
            yield f"{name} is still {town.state_of(name)}"


def _warnings(town: Town) -> Iterator[str]:
    """The phone company understood every document, and every report was taken."""
    for event in town.events("warned"):
        yield f"the phone company complained: {dict(event.details)}"
    kinds = ("requested", "notified", "fetched")
    for event in (event for kind in kinds for event in town.events(kind)):
        if event.details["error"]:
            yield f"{event.details['url']} was answered with {event.details['status']}"
