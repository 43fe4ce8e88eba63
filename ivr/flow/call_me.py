"""How does somebody who writes come to a call, as nobody talks by text?"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, Final, Literal

from ivr.flow.book import Book
from ivr.flow.effects import CallbackPromised
from ivr.flow.facts import Promise
from ivr.flow.hearing import meant
from ivr.flow.inputs import Input, Keys, Said
from ivr.flow.instructions import Listen
from ivr.flow.kinds.callback import Callback
from ivr.flow.kinds.consent import ASKED_AT_MOST, agreement, done
from ivr.flow.kinds.step import Go, Outcome, Step, Stop
from ivr.flow.phrases import CALL_ME
from ivr.flow.values import Name

if TYPE_CHECKING:
    from ivr.flow.visit import Visit

__all__ = ["SOON", "STEP", "CallMe", "Time", "is_offered", "times_of"]

STEP: Final = "call_me_by_text"
"""The name of the step that every flow has when it is read, where none of its own promises a
call."""
SOON: Final = ""
"""Instead of the name of hours: as soon as possible, and not later than a yes in a text lasts."""
NOBODY_TIMES: Final = 0


@dataclass(frozen=True, slots=True)
class Time:
    """Hours in which somebody can be called, and the place of what they are called."""

    when: str
    place: tuple[str, str, str]


class CallMe(Step):
    """Says what a call is like, and asks when it is safe: choosing a time is the yes to it.

    The phone that writes is called, and no message is left.  No code word is asked for: it would
    stand in the thread for whoever reads the phone.
    """

    listens: ClassVar[bool] = True

    kind: Literal["call_me"] = "call_me"
    times: tuple[Time, ...] = ()
    back: Name
    """The step that finds a person, from which they came."""

    def is_possible(self, visit: "Visit") -> bool:
        """True if a call can be promised now, and was not promised already."""
        here = done(visit.position.at(visit.position.step))
        return is_offered(visit) and not visit.position.count(here)

    def arrive(self, visit: "Visit") -> Outcome:
        return self._asked(visit) if self.is_possible(visit) else Go(self.back, visit.position)

    def repeat(self, visit: "Visit") -> Outcome:
        return self.arrive(visit)

    def unasked(self, visit: "Visit") -> Outcome:
        return Go(self.back, visit.position)

    def answer(self, visit: "Visit", given: Input) -> Outcome:
        if not self.is_possible(visit):
            return Go(self.back, visit.position)
        when = self._chosen(visit, given)
        if when is not None:
            return self._promised(visit, when)
        position = visit.position.counted(f"u:{visit.position.place}")
        refused = isinstance(given, Said) and agreement(visit, given) is False
        if refused or position.count(f"u:{position.place}") >= ASKED_AT_MOST:
            return Go(self.back, position)
        return self._asked(visit.at(position))

    def _chosen(self, visit: "Visit", given: Input) -> str | None:
        """The time that was chosen by its number or its name; None for anything else."""
        if isinstance(given, Keys):
            whens = [SOON, *(time.when for time in self.times)]
            number = int(given.digits) if given.digits.isdigit() else 0
            return whens[number - 1] if 0 < number <= len(whens) else None
        agrees = agreement(visit, given) if isinstance(given, Said) else None
        if not isinstance(given, Said) or agrees is False:
            return None
        if agrees and not self.times:
            return SOON
        return meant(given.words, {when: {label} for when, label in self._labels(visit).items()})

    def _labels(self, visit: "Visit") -> Mapping[str, str]:
        """Each time with what it is called in their language, as far as it is called anything."""
        language = visit.position.language
        named = {time.when: visit.book.spoken.get((*time.place, language)) for time in self.times}
        soon = visit.book.phrase("call_me_soon", language)
        return {SOON: soon, **{when: label for when, label in named.items() if label}}

    def _asked(self, visit: "Visit") -> Stop:
        labels = self._labels(visit)
        keys = {when: str(n) for n, when in enumerate((SOON, *(t.when for t in self.times)), 1)}
        choices = (visit.choice(label, keys[when]) for when, label in labels.items())
        prompt = (visit.phrase("call_me_when"), *choices)
        return Stop((Listen(prompt, NOBODY_TIMES, visit.position),), visit.position)

    def _promised(self, visit: "Visit", when: str) -> Go:
        position = visit.position
        promised = CallbackPromised(
            place=position.place,
            number="callers",
            window=when,
            message=False,
            code_word=False,
            language=position.language,
        )
        thanks = (visit.phrase("call_me_promised"),)
        return Go(self.back, position.counted(done(position)), thanks, (promised,))


def is_offered(visit: "Visit") -> bool:
    """True where calls can be promised to who writes, and there are words to do so."""
    base = visit.settings.base_language
    return visit.keeps(Promise.CALLBACK) and all((n, base) in visit.book.phrases for n in CALL_ME)


def times_of(book: Book, flow: str) -> tuple[Time, ...]:
    """The times that this flow asks callers about; else those of another flow of the set."""
    flows = [book.flows[flow], *(one for name, one in book.flows.items() if name != flow)]
    asked = (
        [
            Time(window.when, (one.flow, name, window.part))
            for question in step.ask
            for window in question.choices
        ]
        for one in flows
        for name, step in one.steps.items()
        if isinstance(step, Callback)
    )
    return tuple(next(asked, ()))
