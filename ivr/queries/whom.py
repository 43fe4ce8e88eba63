"""Who would be rung for a call like this, at each stage of its wait, and why not the others?"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from ivr.flow.settings import Settings
from ivr.operations import explanations, interpreters, needs, people
from ivr.operations.refusals import Refusal
from ivr.queries import planned
from ivr.queries.floor import floor
from ivr.runtime import Runtime
from routing.explanation import Asked, Step
from routing.match import Match
from routing.need import Need, Stage, Urgency, WaitingCall
from routing.policy import Reason

__all__ = ["Answer", "ImpossibleQuestion", "Question", "Rung", "Wave", "whom"]


class ImpossibleQuestion(Refusal):
    """Raised for a language or a specialty that the settings do not name."""


@dataclass(frozen=True)
class Question:
    """A call to think of. `known` is the id of the responder the caller knows; without `at` it
    comes now."""

    language: str
    specialty: str | None = None
    danger: bool = False
    gender: str | None = None
    area: str | None = None
    known: str | None = None
    at: datetime | None = None


@dataclass(frozen=True)
class Rung:
    """Somebody who would be rung: how closely they match, and who would join them."""

    id: str
    name: str
    match: Match
    beside: str | None


@dataclass(frozen=True)
class Wave:
    """What the wait brings after so long: the stages that open, and whom they ask first."""

    after: timedelta
    opens: tuple[Stage, ...]
    rung: tuple[Rung, ...]


@dataclass(frozen=True)
class Answer:
    """`never` says by name why no stage asks the others; `benched` why those who are off duty by
    us are. At another time than now all are taken to be free."""

    at: datetime
    is_now: bool
    waves: tuple[Wave, ...]
    never: Mapping[str, Reason]
    benched: Mapping[str, str]


def whom(rt: Runtime, asked: Question) -> Answer:
    """Now by who is on duty, at another time by who is planned then. Raises ImpossibleQuestion."""
    at = asked.at or rt.now()
    wanted = _need(rt.books.live().settings, asked)
    if asked.at is None:
        joined = interpreters.joiners(rt, wanted.language)
    else:
        joined = planned.joiners(rt, wanted.language, at)
    need = needs.scaled(rt, wanted, interpreted=wanted.in_danger or bool(joined))
    call = WaitingCall("somebody", need, at)
    is_now = asked.at is None
    steps = explanations.stages(rt, call) if is_now else planned.stages(rt, call, at)
    names = {one.id: one.name for one in people.everybody(rt)}
    room = _Room(names, joined, has_to_wait=not wanted.in_danger)
    return Answer(
        at=at,
        is_now=is_now,
        waves=tuple(room.wave(step) for step in steps),
        never={names[who]: reason for who, reason in room.never(steps).items()},
        benched={one.name: one.benched_for for one in floor(rt) if is_now and one.benched_for},
    )


def _need(settings: Settings, asked: Question) -> Need:
    _refuse_unknown("language", asked.language, settings.languages)
    if asked.specialty is not None:
        _refuse_unknown("specialty", asked.specialty, settings.specialties)
    harm = settings.specialties.get(asked.specialty) if asked.specialty else None
    need = Need(
        language=asked.language,
        specialty=asked.specialty,
        urgency=Urgency.DANGER if asked.danger else Urgency.NORMAL,
        protected=harm is not None and harm.protected,
        hard=harm is not None and harm.hard,
        widen=settings.stages,
        agreed=frozenset(stage.to for stage in settings.stages if stage.asks),
        gender=asked.gender,
        area=asked.area,
    )
    return replace(need, known=asked.known) if asked.known else need


def _refuse_unknown(what: str, name: str, known: Mapping[str, object]) -> None:
    if name not in known:
        raise ImpossibleQuestion(
            f"{name!r} is no {what} of the settings; there are {', '.join(known)}.",
            f"unknown_{what}",
        )


@dataclass(frozen=True)
class _Room:
    """Names by id, who would join whom, and whether an interpreter has to be there first."""

    names: Mapping[str, str]
    joined: Mapping[str, str]
    has_to_wait: bool

    def wave(self, step: Step) -> Wave:
        """What this step asks, by name."""
        rung = tuple(
            Rung(
                one.responder_id,
                self.names[one.responder_id],
                one.match,
                self.names.get(self.joined.get(one.responder_id, "")),
            )
            for one in self.asked(step)
        )
        return Wave(step.after, tuple(step.stages), rung)

    def asked(self, step: Step) -> list[Asked]:
        """Whom this step asks: without a common language only those whom somebody can join."""
        return [
            one
            for one in step.asks.asked
            if one.match is not Match.INTERPRETER
            or not self.has_to_wait
            or one.responder_id in self.joined
        ]

    def never(self, steps: Sequence[Step]) -> dict[str, Reason]:
        """Whom no stage asks, with the reason of the last one that could."""
        asked = {one.responder_id for step in steps for one in self.asked(step)}
        never = {one.responder_id: Reason.LANGUAGE for step in steps for one in step.asks.asked}
        never |= steps[-1].asks.why_not if steps else {}
        return {who: reason for who, reason in never.items() if who not in asked}
