"""What happens when a step needs the caller to agree first?"""

from abc import abstractmethod
from typing import TYPE_CHECKING, ClassVar, Final

from ivr.flow import instructions
from ivr.flow.hearing import consent, phrases
from ivr.flow.inputs import Input, Keys, Said
from ivr.flow.kinds.step import Exit, Go, How, Outcome, Press, Step, Stop, Wording
from ivr.flow.position import ARRIVING, Position
from ivr.flow.values import Name, Words, YesNo

if TYPE_CHECKING:
    from ivr.flow.visit import Visit

YES: Final = "1"
NO: Final = "2"
WAIT: Final = 10
"""Whole seconds a caller has to think about it."""
ASKED_AT_MOST: Final = 2
"""How often a question is put in one call when the answers mean nothing."""


def done(position: Position) -> str:
    """The counter of a promise made at this place."""
    return f"d:{position.place}"


def agreement(visit: "Visit", given: Input) -> bool | None:
    """Whether the caller agreed: True only by the key or a word that says yes.

    False for the key or a word that says no, the finish key, and silence; None if unclear.
    """
    if isinstance(given, Said):
        language = visit.position.language
        yes = phrases(visit.book.phrase("heard_yes", language))
        return consent(given.words, yes, phrases(visit.book.phrase("heard_no", language)))
    pressed = given.digits if isinstance(given, Keys) else NO
    if pressed == YES:
        return True
    return False if pressed in (NO, visit.settings.universal_keys.finish) else None


class Consenting(Step):
    """A step that promises nothing before the caller agreed.  Silence never agrees."""

    listens: ClassVar[bool] = True

    ask_first: Words
    """What the caller agrees to, and whether it is safe: heard before anything is promised."""
    listen_for_words: YesNo = False
    """Listen for "yes" and "no" beside the keys."""
    declined: Name
    """Where who does not agree, or says nothing, goes on."""
    if_it_fails: Name
    """Where a caller goes on to whom it cannot be promised."""

    @abstractmethod
    def impossible(self, visit: "Visit") -> bool:
        """True if it cannot be promised to this caller now, so that nothing is asked."""

    @abstractmethod
    def agreed_to(self, visit: "Visit") -> Outcome:
        """What follows when the caller agreed."""

    @abstractmethod
    def promised_already(self, visit: "Visit") -> Go:
        """Where a caller goes on to whom it was promised in this call."""

    def arrive(self, visit: "Visit") -> Outcome:
        if self.impossible(visit):
            return Go(self.if_it_fails, visit.position)
        if visit.position.count(done(visit.position)):
            return self.promised_already(visit)
        return self.ask_consent(visit)

    def answer(self, visit: "Visit", given: Input) -> Outcome:
        if self.impossible(visit):
            return Go(self.if_it_fails, visit.position)
        agrees = agreement(visit, given)
        if agrees is None:
            return self.unclear_consent(visit)
        return self.agreed_to(visit) if agrees else Go(self.declined, visit.position)

    def key_of(self, visit: "Visit", given: Input) -> str:
        if isinstance(given, Said):
            agrees = agreement(visit, given)
            return "" if agrees is None else (YES if agrees else NO)
        return super().key_of(visit, given)

    def unasked(self, visit: "Visit") -> Outcome:
        return Go(self.declined, visit.position)

    def exits(self) -> tuple[Exit, ...]:
        return (
            Exit(How.SILENT, self.declined, ("declined",)),
            Exit(How.FAILED, self.if_it_fails, ("if_it_fails",)),
        )

    def presses(self) -> tuple[Press, ...]:
        return (Press(YES, ("kind",)), Press(NO, ("kind",)))

    def wording(self) -> tuple[Wording, ...]:
        return (Wording("ask_first", self.ask_first, ("ask_first",)),)

    def unclear_consent(self, visit: "Visit") -> Outcome:
        """Asked once more; after that an answer that means nothing is a no."""
        position = visit.position.counted(f"u:{visit.position.place}")
        if position.count(f"u:{position.place}") >= ASKED_AT_MOST:
            return Go(self.declined, position)
        return self.ask_consent(visit.at(position), visit.phrase("unclear_again"))

    def ask_consent(self, visit: "Visit", *first: instructions.Say) -> Stop:
        """The words, what is disclosed with them, and the two keys."""
        prompt = (*first, visit.say("ask_first"), *self.disclosed(visit))
        return ask_yes_no(visit, prompt, ARRIVING, speech=self.listen_for_words)

    def disclosed(self, visit: "Visit") -> tuple[instructions.Say, ...]:
        """What the caller must have heard before the keys, beside the step's own words."""
        del visit
        return ()


def ask_yes_no(
    visit: "Visit", prompt: tuple[instructions.Say, ...], phase: str, *, speech: bool = False
) -> Stop:
    """The prompt, the two keys, and the wait for one of them."""
    position = visit.position.asked_for(phase)
    keys = visit.phrase("consent_keys", yes=YES, no=NO)
    listen = instructions.Listen(
        (*prompt, keys),
        WAIT,
        position,
        speech=speech,
        hints=_yes_and_no(visit) if speech else (),
    )
    return Stop((listen,), position)


def _yes_and_no(visit: "Visit") -> tuple[str, ...]:
    words = (visit.book.phrase(name, visit.position.language) for name in ("heard_yes", "heard_no"))
    return tuple(phrase for said in words for phrase in phrases(said))
