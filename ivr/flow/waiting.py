"""What does a caller in the waiting line hear, and what do their keys do there?"""

from dataclasses import dataclass, replace
from datetime import timedelta

from ivr.flow.effects import WideningAgreed
from ivr.flow.inputs import Keys, Said, Silence
from ivr.flow.instructions import Continue, Instruction, Listen, Say
from ivr.flow.kinds.consent import Consenting, done
from ivr.flow.kinds.line import Line, Offer, Question
from ivr.flow.kinds.step import Go, to_danger
from ivr.flow.position import NEXT_BEAT, SAY_AGAIN, Position
from ivr.flow.visit import Visit

BEAT = 10
"""Whole seconds one document lasts, if its words are not longer."""

SHORTEST_LISTENING = 2
"""Whole seconds left for a key after the words of a document."""


@dataclass(frozen=True, slots=True)
class Beat:
    """One document of the line."""

    instructions: tuple[Instruction, ...]
    position: Position


@dataclass(frozen=True, slots=True)
class TimeToAsk:
    """The caller has waited so long that they are asked whether to go on."""


def beat(step: Line, visit: Visit, seconds: int) -> Beat | TimeToAsk:
    """What is heard after `seconds` in the line, and when to come back."""
    line = step.while_waiting
    patience, every = step.ask_again_after or timedelta(0), line.every if line else timedelta(0)
    asked = _since(visit.position.asked, seconds)
    left = asked + int(patience.total_seconds()) - seconds
    if left <= 0:
        return TimeToAsk()
    due_now = tuple(q for q in step.questions(visit) if q.after <= seconds)
    prompt = _prompt(step, visit, seconds, due_now)
    quiet = not prompt and 0 <= visit.position.said <= seconds
    said = visit.position.said if quiet else seconds
    position = replace(_put(visit.position, due_now), asked=asked, said=said)
    due = min(said + int(every.total_seconds()) - seconds, left, BEAT)
    wait = max(SHORTEST_LISTENING, due - sum(say.seconds for say in prompt))
    return Beat((Listen(prompt, wait, position), Continue(position)), position)


def pressed_in_line(step: Line, visit: Visit, given: Keys | Said | Silence) -> Beat | Go:
    """Leaves the line for an offer or for danger, and for a moment to widen the need if the caller
    agrees to it; every other key, words, and silence keep waiting."""
    keys, position = visit.settings.universal_keys, visit.position
    if isinstance(given, Silence):
        return Beat((Continue(position),), position)
    pressed = given.digits if isinstance(given, Keys) else ""
    offer = next((offer for offer in step.offers if offer.press == pressed), None)
    if offer is not None:
        return Go(offer.go, position)
    agreed = next((q.stage for q in step.questions(visit) if _agrees(q, position, pressed)), None)
    if agreed is not None:
        wider = position.counted(f"y:{agreed}")
        return Go(position.step, wider, effects=(WideningAgreed(agreed),))
    if pressed == keys.danger and not step.is_urgent:
        return to_danger(visit)
    if pressed == keys.hear_again:
        again = replace(position, said=SAY_AGAIN)
        return Beat((Continue(again),), again)
    return Beat((visit.phrase("in_line"), Continue(position)), position)


def _since(noted: int, seconds: int) -> int:
    """The second noted, or now if none was, or if the line's own clock began again."""
    return seconds if noted < 0 or noted > seconds else noted


def _asked(question: Question) -> str:
    """The counter of a stage the caller was asked about."""
    return f"q:{question.stage}"


def _agrees(question: Question, position: Position, pressed: str) -> bool:
    return pressed == question.key and position.count(_asked(question)) > 0


def _put(position: Position, questions: tuple[Question, ...]) -> Position:
    for question in questions:
        if not position.count(_asked(question)):
            position = position.counted(_asked(question))
    return position


def _prompt(
    step: Line, visit: Visit, seconds: int, questions: tuple[Question, ...]
) -> tuple[Say, ...]:
    """The offers at the first beat; the words, offers and questions whenever they are due; a
    question alone as soon as it is."""
    said, line = visit.position.said, step.while_waiting
    every = int(line.every.total_seconds()) if line else 0
    asking = tuple(visit.phrase(f"ask_{q.stage}", key=q.key) for q in questions)
    if said == NEXT_BEAT:
        return (*_offers(step, visit), *asking)
    if said == SAY_AGAIN or seconds - said >= every:
        return (visit.say("while_waiting"), *_offers(step, visit), *asking)
    first_time = any(not visit.position.count(_asked(q)) for q in questions)
    return asking if first_time else ()


def _offers(step: Line, visit: Visit) -> tuple[Say, ...]:
    return tuple(
        visit.choice(visit.say(offer.part).words, offer.press)
        for offer in step.offers
        if makes_sense(offer, visit)
    )


def makes_sense(offer: Offer, visit: Visit) -> bool:
    """What cannot be promised to this caller is not offered, nor what was promised already; the
    key works all the same."""
    step = visit.book.flows[visit.position.flow].steps.get(offer.go)
    if not isinstance(step, Consenting):
        return True
    promised = visit.position.count(done(visit.position.at(offer.go)))
    return not (step.impossible(visit) or promised)
