"""A step that lets the caller choose a language, each offered in its own voice."""

from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING, Annotated, Final, Literal

from pydantic import Field

from ivr.flow import instructions
from ivr.flow.effects import LanguageChosen
from ivr.flow.inputs import Input, Keys, Silence
from ivr.flow.kinds.asking import Asking
from ivr.flow.kinds.step import Exit, Go, How, Mention, Outcome, Press, Stop, Wording
from ivr.flow.values import LanguageTag, Name, Words

if TYPE_CHECKING:
    from ivr.flow.visit import Visit

WAIT: Final = 5
"""Whole seconds of silence before the step goes on in the language it began with."""


class Language(Asking):
    """`kind: language`.  Keys are 1, 2, … in the order of `offer`."""

    kind: Literal["language"]
    say: Words
    offer: Annotated[tuple[LanguageTag, ...], Field(min_length=2, max_length=8)]
    """Languages in the order of their keys, each offered in itself."""
    then: Name
    """Where who chose goes on, in the language chosen."""

    def prompt(self, visit: "Visit", first: tuple[instructions.Say, ...] = ()) -> Stop:
        prompt = (*first, *self._offered(visit))
        return Stop((instructions.Listen(prompt, WAIT, visit.position),), visit.position)

    def answer(self, visit: "Visit", given: Input) -> Outcome:
        if isinstance(given, Silence):
            return self.met_silence(visit)
        chosen = self._chosen(given.digits) if isinstance(given, Keys) else None
        if chosen is None:
            return self.not_understood(visit)
        position = replace(visit.position, language=chosen)
        return Go(self.then, position, effects=(LanguageChosen(chosen),))

    def exits(self) -> tuple[Exit, ...]:
        return (Exit(How.PRESSED, self.then, ("then",)), *super().exits())

    def presses(self) -> tuple[Press, ...]:
        return tuple(Press(str(i + 1), ("offer", i)) for i in range(len(self.offer)))

    def mentions(self) -> tuple[Mention, ...]:
        return tuple(Mention("language", tag, ("offer", i)) for i, tag in enumerate(self.offer))

    def wording(self) -> tuple[Wording, ...]:
        return (Wording("say", self.say, ("say",)),)

    def _chosen(self, digits: str) -> str | None:
        keys = {str(i + 1): language for i, language in enumerate(self.offer)}
        return keys.get(digits)

    def _offered(self, visit: "Visit") -> Iterator[instructions.Say]:
        """The words and the choice in each language: who understands only one hears both."""
        for i, language in enumerate(self.offer):
            yield visit.say("say", language)
            name = visit.settings.languages[language].name
            choice = visit.book.phrase("language_choice", language, language=name, key=str(i + 1))
            yield visit.aloud(choice, language)
