"""Does everybody reach a person: who does nothing, who is in danger, who presses 0?"""

from collections.abc import Iterable, Iterator
from typing import Final

from ivr.flow import engine
from ivr.flow.book import Book
from ivr.flow.checks.calls import (
    Heard,
    World,
    announced,
    heard_by,
    lasts,
    said,
    silent_call,
    silent_from,
    worlds,
)
from ivr.flow.checks.candidate import Candidate
from ivr.flow.draft import Where, file_of, step_at
from ivr.flow.effects import DangerPressed
from ivr.flow.facts import EVERY_PROMISE, Facts
from ivr.flow.finding import Finding
from ivr.flow.flow import Flow
from ivr.flow.inputs import Keys
from ivr.flow.instructions import EnterLine, HangUp, Listen, RingDutyPhones
from ivr.flow.kinds.callback import Callback
from ivr.flow.kinds.voicemail import Voicemail
from ivr.flow.position import Position

NEUTRAL: Final = "neutral"
"""The flow that answers the number texts come from: it names nothing and offers nobody."""
SOON: Final = 45
"""Seconds after the answer within which who does nothing is in the waiting line."""
TRY: Final = "Let `no_one_free` lead to `to: duty_phones`, a voicemail or a callback."
DANGER_SOON: Final = 20
"""Seconds after the answer within which every language has been told how to say: danger."""


def findings(candidate: Candidate) -> Iterator[Finding]:
    """What is found by calling: in silence, in danger, and by the key for a person."""
    for flow in candidate.lines:
        if flow.flow != NEUTRAL:
            yield from _in_silence(candidate, flow)
            yield from _in_danger(candidate, flow)
            yield from _doors(candidate, flow)


def _in_silence(candidate: Candidate, flow: Flow) -> Iterator[Finding]:
    start = step_at(flow.flow, flow.starts_at)
    entered: list[int] = []
    for world in _worlds(candidate):
        met = next(_met(candidate.book, flow, world), None)
        if met is None:
            sentence = "A caller who does nothing reaches no person, voicemail or call back"
            found = f"{sentence}{_when(world)}."
            yield candidate.must(start, "nobody-reached", found)
            return
        if _given_up(silent_call(candidate.book, flow.flow, world.facts), candidate.book, world):
            sentence = f"When nobody is on duty, who does nothing is let go{_when(world)}."
            yield candidate.must(start, "nobody-tried", sentence, TRY)
            return
        if isinstance(met.reply.instructions[-1], EnterLine):
            entered.append(met.begins)
    if not entered:
        sentence = "A caller who does nothing never comes into the waiting line."
        yield candidate.must(start, "no-line", sentence)
    elif max(entered) > SOON:
        sentence = (
            f"A caller who does nothing waits {max(entered)} s before the line; {SOON} s at most."
        )
        hint = "Shorten the words, the `wait` or the `tries` on the way there."
        yield candidate.must(start, "line-too-late", sentence, hint)


def _met(book: Book, flow: Flow, world: World) -> Iterator[Heard]:
    """The replies that bring a silent caller to somebody, or offer them to be called or heard."""
    for heard in silent_call(book, flow.flow, world.facts):
        found = isinstance(heard.reply.instructions[-1], EnterLine | RingDutyPhones)
        if found or _offers(book, heard):
            yield heard


def _given_up(call: Iterable[Heard], book: Book, world: World) -> bool:
    """True if a call that nobody takes ends, and no phone was rung and nothing offered before.

    Where nothing can be promised, a message or a call back cannot be asked of a flow.
    """
    if world.facts.keeps != EVERY_PROMISE:
        return False
    heard = list(call)
    return isinstance(heard[-1].reply.instructions[-1], HangUp) and not any(
        isinstance(one.reply.instructions[-1], RingDutyPhones) or _offers(book, one)
        for one in heard
    )


def _offers(book: Book, heard: Heard) -> bool:
    position = heard.reply.position
    return isinstance(book.flows[position.flow].steps[position.step], Voicemail | Callback)


def _when(world: World) -> str:
    """In which state of the world, if it is not the usual one."""
    facts = world.facts
    parts = [f" while `{name}` is on" for name, on in facts.switches.items() if on]
    if world.closed:
        parts.append(" when closed")
    if facts.number_hidden:
        parts.append(" with a hidden number")
    return ",".join(parts)


def _in_danger(candidate: Candidate, flow: Flow) -> Iterator[Finding]:
    where = Where(file_of(flow.flow), ("danger",))
    for language in flow.languages:
        seconds = _latest(candidate, flow, language)
        if seconds is None:
            sentence = f"In `{language}` nobody is told within two presses how to say: danger."
            hint = "Add `say_keys: [danger]` to the first menu."
            yield candidate.must(where, "danger-not-told", sentence, hint)
        elif seconds > DANGER_SOON:
            late = f"the danger key is told after {seconds} s; {DANGER_SOON} s at most"
            hint = "Shorten what is said before it."
            yield candidate.must(where, "danger-told-late", f"In `{language}` {late}.", hint)


def _latest(candidate: Candidate, flow: Flow, language: str) -> int | None:
    """The second at which a way to danger is told where it is told last; None if never there."""
    latest = 0
    for world in _worlds(candidate):
        told = min(_told_of_danger(candidate.book, flow, world.facts, language), default=None)
        if told is None:
            return None
        latest = max(latest, told)
    return latest


def _told_of_danger(book: Book, flow: Flow, facts: Facts, language: str) -> Iterator[int]:
    """The seconds at which it is told: at once, or after the one press that may come before."""
    first = engine.start(book, flow.flow, facts)
    yield from _told_in(book, first, facts, language)
    for key, at in announced(book, first):
        second = engine.resume(book, first.position, Keys(key), facts)
        yield from (at + told for told in _told_in(book, second, facts, language))


def _told_in(book: Book, reply: engine.Reply, facts: Facts, language: str) -> Iterator[int]:
    """The seconds into the reply at which a caller of this language has heard a way to danger, or
    is being put through to a person on the duty phones."""
    last = reply.instructions[-1]
    if reply.position.language != language:
        return
    if isinstance(last, RingDutyPhones):
        yield lasts(reply)
    if not isinstance(last, Listen):
        return
    key = book.settings.universal_keys.danger
    spoken = book.phrase("key_danger", language, key=book.spoken_key(key, language))
    told = heard_by(reply, spoken)
    if told is not None:
        yield told
    for press, at in announced(book, reply):
        chosen = engine.resume(book, reply.position, Keys(press), facts)
        place = f"{reply.position.flow}.{book.flows[reply.position.flow].danger}"
        if place in chosen.heard or DangerPressed() in chosen.effects:
            yield at


def _doors(candidate: Candidate, flow: Flow) -> Iterator[Finding]:
    """Where the universal keys lead: to a person in one go, in danger before anybody else."""
    book, states = candidate.book, _worlds(candidate)
    for door, who in (("person", "the key for a person"), ("danger", "the danger key")):
        where = Where(file_of(flow.flow), (door,))
        entered = [_entered(candidate, flow, door, world) for world in states]
        if not all(entered):
            sentence = f"Behind {who} a caller must reach a person without being asked more."
            yield candidate.must(where, f"{door}-finds-nobody", sentence)
        elif door == "person" and any(
            reply and _given_up(silent_from(book, reply, world.facts), book, world)
            for reply, world in zip(entered, states, strict=True)
        ):
            sentence = "When nobody is on duty, who asks for a person is let go."
            yield candidate.must(where, "nobody-tried", sentence, TRY)
        elif door == "danger" and not all(_urgent(reply) for reply in entered if reply):
            sentence = "Who presses the danger key waits like everybody else."
            hint = "Let it lead to `emergency`, or to `connect` with `urgency: danger`."
            yield candidate.must(where, "danger-not-urgent", sentence, hint)


def _worlds(candidate: Candidate) -> tuple[World, ...]:
    return worlds(candidate.book, candidate.situation.now)


def _entered(candidate: Candidate, flow: Flow, door: str, world: World) -> engine.Reply | None:
    """The reply behind a door, if it ends at a person or at somebody who can be called to one."""
    book, to = candidate.book, str(getattr(flow, door))
    position = Position(book.short, flow.flow, to, str(flow.languages[0]))
    reply = engine.present(book, position, world.facts)
    if world.closed and door == "person":
        return reply  # what a closed line offers is looked at where it is closed
    last = reply.instructions[-1]
    return reply if isinstance(last, EnterLine | RingDutyPhones) else None


def _urgent(reply: engine.Reply) -> bool:
    last = reply.instructions[-1]
    return isinstance(last, RingDutyPhones) or reply.position.in_danger


def spoken_when_closed(candidate: Candidate, flow: Flow) -> Iterator[tuple[World, str]]:
    """All words of a silent call in each closed world in which nobody can be waited for."""
    for world in _worlds(candidate):
        if not world.closed:
            continue
        heard = list(silent_call(candidate.book, flow.flow, world.facts))
        if not any(isinstance(one.reply.instructions[-1], EnterLine) for one in heard):
            yield world, " ".join(say.words for one in heard for say in said(one.reply))
