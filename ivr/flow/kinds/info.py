"""A step that tells something at length: hear it again, get it as a text, or talk to a person."""

from typing import TYPE_CHECKING, Annotated, ClassVar, Final, Literal

from pydantic import Field

from ivr.flow import instructions
from ivr.flow.facts import Promise
from ivr.flow.inputs import Input, Keys, Silence
from ivr.flow.kinds.spoken import Telling
from ivr.flow.kinds.step import Exit, Go, How, Outcome, Press, Stop, Wording
from ivr.flow.values import Name, Words

if TYPE_CHECKING:
    from ivr.flow.visit import Visit

TEXT_ME: Final = "1"
WAIT: Final = 8
"""Whole seconds of silence after which the caller has heard enough."""
BREATH: Final = 3
"""Whole seconds of silence after which the next part is told."""


class Info(Telling):
    """`kind: info`.  Each part can be heard again; silence brings the next one, and the finish
    key leaves the rest out."""

    listens: ClassVar[bool] = True

    kind: Literal["info"]
    parts: Annotated[tuple[Words, ...], Field(min_length=1, max_length=8)]
    """What is told, one thing at a time."""
    text_me: Name | None = None
    """The text step to which the key for "as a text" leads; not offered without a number."""
    then: Name
    """Where a caller goes on who has heard enough."""

    def arrive(self, visit: "Visit") -> Outcome:
        return self._tell(visit, 0)

    def repeat(self, visit: "Visit") -> Outcome:
        return self._tell(visit, self._told(visit))

    def answer(self, visit: "Visit", given: Input) -> Outcome:
        told = self._told(visit)
        if isinstance(given, Silence):
            return self._after(visit, told)
        pressed = given.digits if isinstance(given, Keys) else ""
        if pressed == TEXT_ME and self.text_me is not None:
            return Go(self.text_me, visit.position)
        if pressed == visit.settings.universal_keys.finish:
            return Go(self.then, visit.position)
        return self._tell(visit, told, visit.phrase("unclear_again"))

    def unasked(self, visit: "Visit") -> Outcome:
        parts = (visit.say(wording.part) for wording in self.wording())
        return Go(self.then, visit.position, (*parts, *self.extras(visit)))

    def exits(self) -> tuple[Exit, ...]:
        on = Exit(How.SILENT, self.then, ("then",))
        if self.text_me is None:
            return (on,)
        return (Exit(How.PRESSED, self.text_me, ("text_me",), TEXT_ME), on)

    def presses(self) -> tuple[Press, ...]:
        return () if self.text_me is None else (Press(TEXT_ME, ("text_me",)),)

    def wording(self) -> tuple[Wording, ...]:
        return tuple(
            Wording(f"part_{i + 1}", part, ("parts", i)) for i, part in enumerate(self.parts)
        )

    def _told(self, visit: "Visit") -> int:
        """The place of the part that was told last, counted from 0."""
        number = visit.position.phase.removeprefix("part_")
        return min(int(number), len(self.parts)) - 1 if number.isdigit() and int(number) else 0

    def _after(self, visit: "Visit", told: int) -> Outcome:
        if told + 1 < len(self.parts):
            return self._tell(visit, told + 1)
        return Go(self.then, visit.position)

    def _tell(self, visit: "Visit", number: int, *first: instructions.Say) -> Stop:
        last = number + 1 == len(self.parts)
        position = visit.position.asked_for(f"part_{number + 1}")
        extras = self.extras(visit) if last else ()
        prompt = (*first, visit.say(f"part_{number + 1}"), *extras, *self._keys(visit, last=last))
        listen = instructions.Listen(prompt, WAIT if last else BREATH, position)
        return Stop((listen,), position)

    def _keys(self, visit: "Visit", *, last: bool) -> tuple[instructions.Say, ...]:
        keys, language = visit.settings.universal_keys, visit.position.language
        again = visit.book.spoken_key(keys.hear_again, language)
        person = visit.book.spoken_key(keys.person, language)
        phrase = "info_keys" if last else "info_part_keys"
        always = visit.phrase(phrase, again=again, person=person)
        withheld = visit.facts.number_hidden or not visit.keeps(Promise.TEXT)
        if self.text_me is None or withheld:
            return (always,)
        return (visit.phrase("info_text", key=TEXT_ME), always)
