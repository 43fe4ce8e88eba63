"""A step that promises a call at a safe time, after every question that makes it safe."""

from dataclasses import replace
from typing import TYPE_CHECKING, Annotated, Literal, Self

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from ivr.flow import instructions
from ivr.flow.effects import CallbackPromised
from ivr.flow.facts import Promise
from ivr.flow.inputs import Input, Keys, Silence
from ivr.flow.kinds.callback_questions import (
    CHOOSING,
    LENGTHS,
    MESSAGE,
    NUMBER,
    READ_BACK,
    REMINDER,
    TIME,
    TYPING,
    WORD,
    Asked,
)
from ivr.flow.kinds.consent import (
    ASKED_AT_MOST,
    NO,
    YES,
    Consenting,
    agreement,
    ask_yes_no,
    done,
)
from ivr.flow.kinds.step import (
    Exit,
    Go,
    How,
    Mention,
    Outcome,
    Press,
    Stop,
    Wording,
    to_danger,
)
from ivr.flow.kinds.typed import AGAIN, RIGHT, Entry, entered, means_danger, read_back
from ivr.flow.position import ARRIVING, Position
from ivr.flow.values import Name

if TYPE_CHECKING:
    from ivr.flow.visit import Visit


class Callback(Consenting):
    """`kind: callback`.  Silence on the consent, and on a question without which nobody can call,
    is `declined`; silence on whether a message may be left, or a text sent before, is no; a code
    word can be skipped."""

    kind: Literal["callback"]
    ask: Annotated[tuple[Asked, ...], Field(min_length=1, max_length=5)]
    """What is asked after the consent, in this order.  A safe time is always asked."""
    agreed: Name
    """Where a caller goes on to whom a call was promised."""

    @model_validator(mode="after")
    def _asked_once(self) -> Self:
        asked = [question.what for question in self.ask]
        if len(set(asked)) != len(asked) or TIME not in asked:
            raise PydanticCustomError(
                "questions_of_a_callback", "Each question is asked once, and `safe_time` always."
            )
        return self

    def impossible(self, visit: "Visit") -> bool:
        nowhere = visit.facts.number_hidden and self._question(NUMBER) is None
        return nowhere or not visit.keeps(Promise.CALLBACK)

    def promised_already(self, visit: "Visit") -> Go:
        return Go(self.agreed, visit.position)

    def agreed_to(self, visit: "Visit") -> Outcome:
        return self._next(visit, after="")

    def repeat(self, visit: "Visit") -> Outcome:
        phase, typed = visit.position.phase, visit.facts.typed
        if phase == ARRIVING:
            return self.ask_consent(visit)
        if phase == READ_BACK:
            return read_back(visit, typed, READ_BACK) if typed else self._type_number(visit)
        return self._type_number(visit) if phase == TYPING else self._put(visit, phase)

    def answer(self, visit: "Visit", given: Input) -> Outcome:
        if visit.position.phase == ARRIVING or self.impossible(visit):
            return super().answer(visit, given)
        answers = {
            NUMBER: self._whose_number,
            TYPING: self._typed_number,
            READ_BACK: self._confirmed_number,
            TIME: self._time,
            MESSAGE: self._message,
            REMINDER: self._reminder,
            WORD: self._word,
        }
        return answers[visit.position.phase](visit, given)

    def reading_back(self, position: Position) -> str:
        return f"{position.place}.{NUMBER}" if position.phase == READ_BACK else ""

    def exits(self) -> tuple[Exit, ...]:
        return (Exit(How.PRESSED, self.agreed, ("agreed",), YES), *super().exits())

    def presses(self) -> tuple[Press, ...]:
        windows = tuple(
            Press(window.press, ("ask", i, "choices", n, "press"), question.what)
            for i, question in enumerate(self.ask)
            for n, window in enumerate(question.choices)
        )
        return (*super().presses(), *windows)

    def mentions(self) -> tuple[Mention, ...]:
        hours = tuple(
            Mention("hours", window.when, ("ask", i, "choices", n, "when"))
            for i, question in enumerate(self.ask)
            for n, window in enumerate(question.choices)
        )
        texts = tuple(
            Mention("message", question.message, ("ask", i, "message"))
            for i, question in enumerate(self.ask)
            if question.message is not None
        )
        return hours + texts

    @property
    def reminder(self) -> str | None:
        """The text that may be sent before the call; None when nobody is asked about one."""
        question = self._question(REMINDER)
        return None if question is None else question.message

    def wording(self) -> tuple[Wording, ...]:
        pieces = list(super().wording())
        for i, question in enumerate(self.ask):
            pieces.append(Wording(question.what, question.say, ("ask", i, "say")))
            pieces.extend(
                Wording(window.part, window.label, ("ask", i, "choices", n, "label"))
                for n, window in enumerate(question.choices)
            )
        return tuple(pieces)

    def _question(self, what: str) -> Asked | None:
        return next((question for question in self.ask if question.what == what), None)

    def _next(self, visit: "Visit", after: str) -> Outcome:
        """The next question, or the promise when all were answered."""
        asked: list[str] = [question.what for question in self.ask]
        rest = asked[asked.index(after) + 1 :] if after else asked
        if not visit.keeps(Promise.TEXT):
            rest = [what for what in rest if what != REMINDER]
        return self._put(visit, rest[0]) if rest else self._promised(visit)

    def _put(self, visit: "Visit", what: str, *first: instructions.Say) -> Stop:
        if what == NUMBER:
            return self._put_number(visit, *first)
        if what == TIME:
            return self._put_time(visit, *first)
        if what in (MESSAGE, REMINDER):
            return ask_yes_no(visit, (*first, visit.say(what)), what, speech=self.listen_for_words)
        finish = visit.settings.universal_keys.finish
        skip = visit.phrase("skip", key=visit.book.spoken_key(finish, visit.position.language))
        return self._entry(visit, WORD).asked(visit, (*first, visit.say(what), skip), what)

    def _put_number(self, visit: "Visit", *first: instructions.Say) -> Stop:
        if visit.facts.number_hidden:
            return self._type_number(visit, *first)
        position = visit.position.asked_for(NUMBER)
        prompt = (*first, visit.phrase("callers_number", yes=YES, no=NO))
        return Stop((instructions.Listen(prompt, CHOOSING, position),), position)

    def _put_time(self, visit: "Visit", *first: instructions.Say) -> Stop:
        position = visit.position.asked_for(TIME)
        question = self._question(TIME)
        windows = question.choices if question else ()
        choices = (visit.choice(visit.say(w.part).words, w.press) for w in windows)
        prompt = (*first, visit.say(TIME), *choices)
        return Stop((instructions.Listen(prompt, CHOOSING, position),), position)

    def _type_number(self, visit: "Visit", *first: instructions.Say) -> Stop:
        return self._entry(visit, NUMBER).asked(visit, (*first, visit.say(NUMBER)), TYPING)

    def _whose_number(self, visit: "Visit", given: Input) -> Outcome:
        pressed = given.digits if isinstance(given, Keys) else ""
        if pressed == YES:
            return self._next(visit.at(visit.position.noted("number", "callers")), NUMBER)
        return self._type_number(visit) if pressed == NO else self._unclear(visit, NUMBER)

    def _typed_number(self, visit: "Visit", given: Input) -> Outcome:
        digits, entry = entered(given), self._entry(visit, NUMBER)
        if means_danger(visit, digits):
            return to_danger(visit)
        if not entry.fits(digits):
            return self._unclear(visit, TYPING)
        return replace(read_back(visit, digits, READ_BACK), effects=(entry.given(digits),))

    def _confirmed_number(self, visit: "Visit", given: Input) -> Outcome:
        entry, pressed = self._entry(visit, NUMBER), entered(given)
        if pressed != RIGHT:
            asked = pressed == AGAIN
            again = self._type_number(visit) if asked else self._unclear(visit, TYPING)
            return replace(again, effects=(entry.taken_back(), *again.effects))
        typed = visit.at(visit.position.noted("number", "typed"))
        onward = self._next(typed, NUMBER)
        return replace(onward, effects=(entry.confirmed(), *onward.effects))

    def _time(self, visit: "Visit", given: Input) -> Outcome:
        pressed = given.digits if isinstance(given, Keys) else ""
        question = self._question(TIME)
        windows = question.choices if question else ()
        chosen = next((window for window in windows if window.press == pressed), None)
        if chosen is None:
            return self._unclear(visit, TIME)
        return self._next(visit.at(visit.position.noted("window", chosen.when)), TIME)

    def _message(self, visit: "Visit", given: Input) -> Outcome:
        agrees = agreement(visit, given)
        if agrees is None and not _spent(visit):
            return self._unclear(visit, MESSAGE)
        answer = "yes" if agrees else "no"
        return self._next(visit.at(visit.position.noted("message", answer)), MESSAGE)

    def _reminder(self, visit: "Visit", given: Input) -> Outcome:
        agrees = agreement(visit, given)
        if agrees is None and not _spent(visit):
            return self._unclear(visit, REMINDER)
        answer = "yes" if agrees else "no"
        return self._next(visit.at(visit.position.noted("remind", answer)), REMINDER)

    def _word(self, visit: "Visit", given: Input) -> Outcome:
        digits, entry = entered(given), self._entry(visit, WORD)
        if means_danger(visit, digits):
            return to_danger(visit)
        skipped = isinstance(given, Silence) or digits == visit.settings.universal_keys.finish
        if skipped or (not entry.fits(digits) and _spent(visit)):
            return self._next(visit, WORD)
        if not entry.fits(digits):
            return self._unclear(visit, WORD)
        onward = self._next(visit.at(visit.position.noted("word", "yes")), WORD)
        return replace(onward, effects=(entry.given(digits), entry.confirmed(), *onward.effects))

    def _unclear(self, visit: "Visit", phase: str) -> Outcome:
        """Asked again kindly, as often as the step bears; then nothing is promised."""
        if _spent(visit):
            return Go(self.declined, visit.position)
        position = visit.position.counted(f"u:{visit.position.place}")
        again = visit.at(position)
        kindly = visit.phrase("unclear_again")
        if phase == TYPING:
            return self._type_number(again, kindly)
        return self._put(again, phase, kindly)

    def _promised(self, visit: "Visit") -> Go:
        position = visit.position
        promised = CallbackPromised(
            place=position.place,
            number="typed" if position.note("number") == "typed" else "callers",
            window=position.note("window"),
            message=position.note("message") == "yes",
            code_word=position.note("word") == "yes",
            language=position.language,
            reminder=(self.reminder or "") if position.note("remind") == "yes" else "",
        )
        return Go(
            self.agreed, position.counted(done(position)), self._time_said(visit), (promised,)
        )

    def _time_said(self, visit: "Visit") -> tuple[instructions.Say, ...]:
        """The time that was chosen, said back before what follows."""
        when, question = visit.position.note("window"), self._question(TIME)
        windows = question.choices if question else ()
        return tuple(visit.say(window.part) for window in windows if window.when == when)[:1]

    def _entry(self, visit: "Visit", what: str) -> Entry:
        return Entry(f"{visit.position.place}.{what}", LENGTHS[what])


def _spent(visit: "Visit") -> bool:
    """True once so many answers meant nothing that no question is put again."""
    return visit.position.count(f"u:{visit.position.place}") >= ASKED_AT_MOST
