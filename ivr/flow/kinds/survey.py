"""A step that asks one or two questions afterwards, which anybody may skip."""

from typing import TYPE_CHECKING, Annotated, ClassVar, Final, Literal

from pydantic import Field

from ivr.flow import instructions
from ivr.flow.effects import Answered
from ivr.flow.inputs import Input, Keys
from ivr.flow.kinds.step import Exit, Go, How, Outcome, Press, Step, Stop, Wording
from ivr.flow.values import KEY_NAMES, Key, Name, Strict, Words

if TYPE_CHECKING:
    from ivr.flow.visit import Visit

WAIT: Final = 6
ASKED_AT_MOST: Final = 2


class Reply(Strict):
    """One answer a caller can give, and the code under which it is counted."""

    press: Key
    label: Words
    code: Name


class Question(Strict):
    """One question, named for the counts."""

    name: Name
    ask: Words
    choices: Annotated[tuple[Reply, ...], Field(min_length=2, max_length=5)]


class Survey(Step):
    """`kind: survey`.  Never asked of who was in danger in this call; silence and the finish key
    leave it; an answer that means nothing is asked for once more and then let go."""

    listens: ClassVar[bool] = True

    kind: Literal["survey"]
    questions: Annotated[tuple[Question, ...], Field(min_length=1, max_length=2)]
    then: Name

    def arrive(self, visit: "Visit") -> Outcome:
        if visit.position.in_danger:
            return Go(self.then, visit.position)
        return self._ask(visit, 0)

    def repeat(self, visit: "Visit") -> Outcome:
        return self._ask(visit, self._asked(visit))

    def answer(self, visit: "Visit", given: Input) -> Outcome:
        if not isinstance(given, Keys) or given.digits == visit.settings.universal_keys.finish:
            return Go(self.then, visit.position)
        asked = self._asked(visit)
        question = self.questions[asked]
        chosen = next((reply for reply in question.choices if reply.press == given.digits), None)
        if chosen is None:
            return self._unclear(visit, asked)
        return self._next(visit, asked, Answered(question.name, chosen.code))

    def unasked(self, visit: "Visit") -> Outcome:
        return Go(self.then, visit.position)

    def exits(self) -> tuple[Exit, ...]:
        return (Exit(How.SILENT, self.then, ("then",)),)

    def presses(self) -> tuple[Press, ...]:
        return tuple(
            Press(reply.press, ("questions", i, "choices", n, "press"), question.name)
            for i, question in enumerate(self.questions)
            for n, reply in enumerate(question.choices)
        )

    def wording(self) -> tuple[Wording, ...]:
        pieces = []
        for i, question in enumerate(self.questions):
            path = ("questions", i)
            pieces.append(Wording(question.name, question.ask, (*path, "ask")))
            pieces.extend(
                Wording(_part(question, reply), reply.label, (*path, "choices", n, "label"))
                for n, reply in enumerate(question.choices)
            )
        return tuple(pieces)

    def _ask(self, visit: "Visit", number: int, *first: instructions.Say) -> Stop:
        question = self.questions[number]
        position = visit.position.asked_for(f"question_{number + 1}")
        finish = visit.settings.universal_keys.finish
        choices = (
            visit.choice(visit.say(_part(question, reply)).words, reply.press)
            for reply in question.choices
        )
        skip = visit.phrase("skip", key=visit.book.spoken_key(finish, position.language))
        prompt = (*first, visit.say(question.name), *choices, skip)
        return Stop((instructions.Listen(prompt, WAIT, position),), position)

    def _asked(self, visit: "Visit") -> int:
        """The place of the question that was asked, counted from 0."""
        number = visit.position.phase.removeprefix("question_")
        last = len(self.questions)
        return min(int(number), last) - 1 if number.isdigit() and int(number) else 0

    def _unclear(self, visit: "Visit", asked: int) -> Outcome:
        counter = f"u:{visit.position.place}"
        position = visit.position.counted(counter)
        if position.count(counter) >= ASKED_AT_MOST:
            return Go(self.then, position)
        return self._ask(visit.at(position), asked, visit.phrase("unclear_again"))

    def _next(self, visit: "Visit", asked: int, answered: Answered) -> Outcome:
        if asked + 1 >= len(self.questions):
            return Go(self.then, visit.position, effects=(answered,))
        stop = self._ask(visit, asked + 1)
        return Stop(stop.instructions, stop.position, (answered,))


def _part(question: Question, reply: Reply) -> str:
    return f"{question.name}_{KEY_NAMES[reply.press]}"
