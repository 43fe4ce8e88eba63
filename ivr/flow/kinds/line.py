"""How does a caller enter the waiting line, and what can they do there?"""

from abc import abstractmethod
from collections.abc import Container, Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Annotated, Final, Self

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from ivr.flow import instructions
from ivr.flow.effects import Effect, Marked
from ivr.flow.facts import Promise
from ivr.flow.instructions import Wish
from ivr.flow.kinds.step import Exit, How, Mention, Outcome, Press, Step, Stop, Wording
from ivr.flow.position import NEXT_BEAT, WAITING, Position
from ivr.flow.settings import Widening
from ivr.flow.values import KEY_NAMES, Key, Name, Span, Strict, Whole, Words, between
from ivr.flow.visit import MAY_BE_UNABLE_TO_SPEAK
from routing.need import MOST_RINGS, Need, Urgency
from routing.widening import completed

if TYPE_CHECKING:
    from ivr.flow.visit import Visit

CALLERS: Final = "callers"
MARKED: Final = "marked"
NO_SPECIALTY: Final = "none"


class Needs(Strict):
    """Whom this caller needs."""

    language: str = CALLERS
    """`callers`, or a language tag."""
    specialty: str = MARKED
    """`marked`, `none`, or the name of a specialty."""
    urgency: Urgency = Urgency.NORMAL
    wishes: tuple[Wish, ...] = ()
    """What the caller was marked with that counts here beside the specialty."""


class Offer(Strict):
    """Something a caller can do while waiting, keeping their place."""

    press: Key
    label: Words
    go: Name

    @property
    def part(self) -> str:
        """The name of its label among the words of the step."""
        return f"offer_{KEY_NAMES[self.press]}"


class WhileWaiting(Strict):
    """What is said in the line, how often, and what is offered there."""

    say: Words
    every: Annotated[Span, between(10, 60)]
    offer: tuple[Offer, ...] = ()


@dataclass(frozen=True, slots=True)
class Question:
    """A stage of widening the caller is asked about in the line, and the key that agrees."""

    stage: str
    after: int
    """Whole seconds in the line."""
    key: str


class Line(Step):
    """A step in which a caller can wait for a person."""

    say: Words | None = None
    """Said once, before the caller waits."""
    widen: Annotated[tuple[Widening, ...], Field(max_length=6)] = ()
    while_waiting: WhileWaiting | None = None
    ask_again_after: Annotated[Span, between(30, 3600)] | None = None
    """After so long the caller is asked whether to go on waiting: `no_one_free`."""
    ring_for: Annotated[Span, between(10, 60)] | None = None
    """How long each responder is rung; the usual time if it is left out."""
    ring_at_once: Annotated[Whole, Field(ge=1, le=MOST_RINGS)] = 1
    """How many phones ring for one caller at a time; whoever presses 1 first takes the call."""
    no_one_free: Name
    """Where who waited long enough goes on, or whom nobody on duty could take."""
    if_it_fails: Name
    """Where a caller goes on who cannot enter the line."""

    @model_validator(mode="after")
    def _each_stage_once(self) -> Self:
        stages = [stage.to for stage in self.widen]
        if len(set(stages)) != len(stages):
            raise PydanticCustomError("widened_twice", "Each stage of `widen` is named once.")
        return self

    @property
    @abstractmethod
    def wanted(self) -> Needs:
        """Whom a caller needs who waits here."""

    @property
    def is_urgent(self) -> bool:
        """True if whoever waits here is in danger."""
        return self.wanted.urgency is Urgency.DANGER

    @property
    def offers(self) -> tuple[Offer, ...]:
        """What is offered in the line, none if there is no line."""
        return () if self.while_waiting is None else self.while_waiting.offer

    @property
    def centre_to_call(self) -> str:
        """The emergency centre a responder can bring in; empty if none."""
        return ""

    def arrive(self, visit: "Visit") -> Outcome:
        position, effects = flagged(visit)
        position = position.endangered() if self.is_urgent else position
        coming_back = position.line == position.place
        said = self.said(visit, coming_back=coming_back)
        position = _in_line(position, coming_back=coming_back)
        return Stop((*said, self.enter(visit.at(position))), position, effects)

    def enter(self, visit: "Visit") -> instructions.EnterLine:
        """The waiting line with this caller's need."""
        position = visit.position
        return instructions.EnterLine(
            position,
            self._need(visit),
            patient=position.count(f"n:{position.place}") > 0,
            agreed=self._agreed(position),
            wishes=tuple(self._wishes(visit)),
            centre=self.centre_to_call,
            ring_for=self.ring_for,
            ring_at_once=self.ring_at_once,
        )

    def questions(self, visit: "Visit") -> Iterator[Question]:
        """Stages this caller is to be asked about and has not agreed to; each has a key of its own,
        so that a late answer means the same."""
        universal = frozenset(key for _, key in visit.settings.universal_keys)
        for stage, key in zip(self.asked_first, self.free_keys(universal), strict=False):
            open_still = not _agreed(visit.position, stage.to)
            if open_still and visit.keeps(Promise(stage.to)):
                at_once = visit.facts.unspoken and stage.to == "interpreter"
                after = 0 if at_once else int(stage.after.total_seconds())
                yield Question(stage.to, after, key)

    @property
    def may_be_interpreted(self) -> bool:
        """True if somebody can be waited for here who speaks with the caller through another."""
        return any(stage.to == "interpreter" for stage in self.widen)

    @property
    def asked_first(self) -> tuple[Widening, ...]:
        """The stages a caller is asked about in the line."""
        return tuple(stage for stage in self.widen if stage.ask_first)

    def free_keys(self, universal: frozenset[str]) -> list[str]:
        """The keys that neither an offer nor a universal key has taken."""
        taken = universal.union(offer.press for offer in self.offers)
        return [key for key in "123456789" if key not in taken]

    def exits(self) -> tuple[Exit, ...]:
        offers = tuple(
            Exit(How.PRESSED, offer.go, ("while_waiting", "offer", i, "go"), offer.press)
            for i, offer in enumerate(self.offers)
        )
        return (
            *offers,
            Exit(How.NOBODY, self.no_one_free, ("no_one_free",)),
            Exit(How.FAILED, self.if_it_fails, ("if_it_fails",)),
        )

    def presses(self) -> tuple[Press, ...]:
        return tuple(
            Press(offer.press, ("while_waiting", "offer", i, "press"))
            for i, offer in enumerate(self.offers)
        )

    def mentions(self) -> tuple[Mention, ...]:
        mentions = []
        if self.wanted.language != CALLERS:
            mentions.append(Mention("language", self.wanted.language, ("needs", "language")))
        if self.wanted.specialty not in (MARKED, NO_SPECIALTY):
            mentions.append(Mention("specialty", self.wanted.specialty, ("needs", "specialty")))
        return tuple(mentions)

    def wording(self) -> tuple[Wording, ...]:
        pieces = []
        if self.say is not None:
            pieces.append(Wording("say", self.say, ("say",)))
        if self.while_waiting is not None:
            path = ("while_waiting", "say")
            pieces.append(Wording("while_waiting", self.while_waiting.say, path))
        pieces.extend(
            Wording(offer.part, offer.label, ("while_waiting", "offer", i, "label"))
            for i, offer in enumerate(self.offers)
        )
        return tuple(pieces)

    def said(self, visit: "Visit", *, coming_back: bool) -> tuple[instructions.Say, ...]:
        """What is said before the caller waits."""
        if coming_back:
            return (visit.phrase("back_in_line"),)
        okay = (visit.phrase("silent_is_okay"),) if visit.unanswered else ()
        return okay if self.say is None else (*okay, visit.say("say"))

    def _need(self, visit: "Visit") -> Need:
        needs = self.wanted
        specialty = self._specialty(visit, needs.specialty)
        of_harm = visit.settings.specialties.get(specialty) if specialty else None
        language = visit.position.language if needs.language == CALLERS else needs.language
        wishes = dict(self._wishes(visit))
        return Need(
            language=language,
            specialty=specialty,
            urgency=needs.urgency,
            protected=of_harm is not None and of_harm.protected,
            hard=of_harm is not None and of_harm.hard,
            widen=completed(
                tuple(widening.stage for widening in self.widen), visit.settings.stages
            ),
            agreed=frozenset(self._agreed(visit.position)),
            area=wishes.get("area"),
            gender=wishes.get("gender"),
        )

    def _wishes(self, visit: "Visit") -> Iterator[tuple[Wish, str]]:
        settings = visit.settings
        known: dict[Wish, Container[str]] = {"area": settings.areas, "gender": settings.genders}
        for wish in self.wanted.wishes:
            marks = reversed(visit.position.marks)
            said = next((mark for mark in marks if mark in known[wish]), None)
            if said is not None:
                yield wish, said

    def _agreed(self, position: Position) -> tuple[str, ...]:
        return tuple(stage.to for stage in self.widen if _agreed(position, stage.to))

    def _specialty(self, visit: "Visit", wanted: str) -> str | None:
        if wanted == NO_SPECIALTY:
            return None
        if wanted != MARKED:
            return wanted
        marks = reversed(visit.position.marks)
        return next((mark for mark in marks if mark in visit.settings.specialties), None)


def flagged(visit: "Visit") -> tuple[Position, tuple[Effect, ...]]:
    """The position of a caller who comes to a person, marked if they may be unable to speak."""
    position = visit.position
    if not visit.unanswered or MAY_BE_UNABLE_TO_SPEAK in position.marks:
        return position, ()
    return position.marked(MAY_BE_UNABLE_TO_SPEAK), (Marked(MAY_BE_UNABLE_TO_SPEAK),)


def _in_line(position: Position, *, coming_back: bool) -> Position:
    if coming_back:
        return replace(position, phase=WAITING)
    return replace(position, phase=WAITING, line=position.place, said=NEXT_BEAT, asked=NEXT_BEAT)


def _agreed(position: Position, stage: str) -> bool:
    return position.count(f"y:{stage}") > 0
