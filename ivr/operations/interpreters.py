"""May this caller hope for an interpreter, and who would join whom?"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from ivr.flow.book import Book
from ivr.flow.kinds.line import Line
from ivr.flow.position import Position
from ivr.models import Call, Presence, Responder, Role
from ivr.operations import beside
from ivr.runtime import Runtime

__all__ = ["Chance", "chance", "joiners", "joining", "nobody_speaks"]


@dataclass(frozen=True)
class Chance:
    """`can_join`: an interpreter on duty, busy or not, speaks this caller's language, and with
    somebody who takes calls. `unspoken`: nobody who takes calls does."""

    can_join: bool
    unspoken: bool


NONE = Chance(can_join=False, unspoken=False)


def chance(rt: Runtime, call_id: str, book: Book, position: Position) -> Chance:
    """By who is on duty now; none where the line does not ask about an interpreter."""
    flow = book.flows.get(position.flow)
    step = flow.steps.get(position.step) if flow else None
    if not isinstance(step, Line) or not step.may_be_interpreted:
        return NONE
    with rt.db.read() as session:
        call = session.get(Call, call_id)
        here = session.scalars(select(Responder).join(Presence).where(Presence.on_duty)).all()
    never = (call.kept_apart if call else None) or ()
    there = [who for who in here if who.id not in never]
    takers = [who for who in there if _takes_calls(who, rt.now())]
    return Chance(
        can_join=_can_join(there, takers, position.language),
        unspoken=nobody_speaks(there, position.language, rt.now()),
    )


def joiners(rt: Runtime, language: str) -> Mapping[str, str]:
    """By the id of whoever on duty takes calls: the id of who would join them at this moment for a
    caller of this language. A mentor joins a trainee, an interpreter who does not speak it."""
    with rt.db.read() as session:
        here = session.scalars(select(Responder).join(Presence).where(Presence.on_duty)).all()
        free = session.scalars(beside.free(rt.now())).all()
        return joining(here, free, language)


def joining(
    here: Collection[Responder], free: Collection[Responder], language: str
) -> Mapping[str, str]:
    """The same for these people, of whom those are `free`, the first of them first."""
    found = {}
    for who in here:
        mentors = [one.id for one in free if one.id in who.mentors]
        others = [
            one.id
            for one in free
            if one.role == Role.INTERPRETER and beside.translates(one, language, who.languages)
        ]
        joining = mentors if who.role == Role.TRAINEE else others
        if joining and (who.mentors or language not in who.languages):
            found[who.id] = joining[0]
    return found


def nobody_speaks(here: Collection[Responder], language: str, at: datetime) -> bool:
    """True if none of these who takes calls at that moment speaks the language, so that an
    interpreter is not waited for."""
    return all(language not in who.languages for who in here if _takes_calls(who, at))


def _takes_calls(who: Responder, now: datetime) -> bool:
    return who.is_rung and any(held.valid_until > now for held in who.certifications)


def _can_join(there: Collection[Responder], takers: Collection[Responder], language: str) -> bool:
    spoken = {tag for who in takers for tag in who.languages}
    interpreters = (who for who in there if who.role == Role.INTERPRETER)
    return any(beside.translates(who, language, spoken) for who in interpreters)
