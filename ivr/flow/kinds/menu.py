"""A step that offers choices; its words are made from them, so that they cannot drift."""

from datetime import timedelta
from typing import TYPE_CHECKING, Annotated, Literal, Self

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from ivr.flow import instructions
from ivr.flow.effects import Marked
from ivr.flow.hearing import SEPARATOR, meant, phrases
from ivr.flow.inputs import Input, Said, Silence
from ivr.flow.kinds.asking import Asking
from ivr.flow.kinds.step import Exit, Go, How, Mention, Outcome, Press, Stop, Wording
from ivr.flow.values import KEY_NAMES, Heard, Key, Name, Span, Strict, Words, YesNo, between

if TYPE_CHECKING:
    from ivr.flow.visit import Visit


class Choice(Strict):
    """One key, what it is for, and where it leads."""

    press: Key
    label: Words
    """What it is for: "{label}, press {key}." is said."""
    heard_as: Annotated[tuple[Heard, ...], Field(max_length=12)] = ()
    """Words that mean this choice too, if the menu listens for words."""
    mark: Name | None = None
    """The specialty, area or wish this choice tells of the caller."""
    go: Name


class Menu(Asking):
    """`kind: menu`"""

    kind: Literal["menu"]
    say: Words | None = None
    say_keys: tuple[Literal["danger", "person"], ...] = ()
    """Universal keys announced before the choices."""
    choices: Annotated[tuple[Choice, ...], Field(min_length=1)]
    wait: Annotated[Span, between(2, 60)] = timedelta(seconds=8)
    """How long the menu waits after its words."""
    listen_for_words: YesNo = False
    """Listen for the `heard_as` words beside the keys, never instead of them."""

    @model_validator(mode="after")
    def _words_to_listen_for(self) -> Self:
        listed = any(choice.heard_as for choice in self.choices)
        if listed != self.listen_for_words:
            raise PydanticCustomError(
                "nothing_to_listen_for",
                "`listen_for_words: yes` and the `heard_as` of choices belong together.",
            )
        return self

    def prompt(self, visit: "Visit", first: tuple[instructions.Say, ...] = ()) -> Stop:
        own = () if self.say is None else (visit.say("say"),)
        choices = tuple(
            visit.choice(visit.say(_label(choice)).words, choice.press) for choice in self.choices
        )
        prompt = (*first, *own, *self._universal(visit), *choices)
        listen = instructions.Listen(
            prompt,
            int(self.wait.total_seconds()),
            visit.position,
            speech=self.listen_for_words,
            hints=tuple(word for said in self._heard(visit).values() for word in said),
        )
        return Stop((listen,), visit.position)

    def answer(self, visit: "Visit", given: Input) -> Outcome:
        if isinstance(given, Silence):
            return self.met_silence(visit)
        pressed = self.key_of(visit, given)
        chosen = next((choice for choice in self.choices if choice.press == pressed), None)
        if chosen is None:
            return self.not_understood(visit)
        if chosen.mark is None:
            return Go(chosen.go, visit.position)
        areas = visit.settings.areas  # nobody is in two places
        others = areas if chosen.mark in areas else ()
        marked = visit.position.marked(chosen.mark, instead_of=others)
        return Go(chosen.go, marked, effects=(Marked(chosen.mark),))

    def key_of(self, visit: "Visit", given: Input) -> str:
        if isinstance(given, Said):
            return meant(given.words, self._heard(visit)) or ""
        return super().key_of(visit, given)

    def exits(self) -> tuple[Exit, ...]:
        pressed = tuple(
            Exit(How.PRESSED, choice.go, ("choices", i, "go"), choice.press)
            for i, choice in enumerate(self.choices)
        )
        return (*pressed, *super().exits())

    def presses(self) -> tuple[Press, ...]:
        return tuple(
            Press(choice.press, ("choices", i, "press")) for i, choice in enumerate(self.choices)
        )

    def mentions(self) -> tuple[Mention, ...]:
        return tuple(
            Mention("mark", choice.mark, ("choices", i, "mark"))
            for i, choice in enumerate(self.choices)
            if choice.mark is not None
        )

    def wording(self) -> tuple[Wording, ...]:
        labels = tuple(
            Wording(_label(choice), choice.label, ("choices", i, "label"))
            for i, choice in enumerate(self.choices)
        )
        heard = tuple(
            Wording(_heard_part(choice), f"{SEPARATOR} ".join(choice.heard_as), path)
            for i, choice in enumerate(self.choices)
            if choice.heard_as
            for path in [("choices", i, "heard_as")]
        )
        own = () if self.say is None else (Wording("say", self.say, ("say",)),)
        return (*own, *labels, *heard)

    def _heard(self, visit: "Visit") -> dict[str, tuple[str, ...]]:
        """By key, the words that mean it in the caller's language."""
        return {
            choice.press: phrases(visit.say(_heard_part(choice)).words)
            for choice in self.choices
            if choice.heard_as
        }

    def _universal(self, visit: "Visit") -> tuple[instructions.Say, ...]:
        keys = visit.settings.universal_keys
        return tuple(
            visit.phrase(
                f"key_{name}",
                key=visit.book.spoken_key(getattr(keys, name), visit.position.language),
            )
            for name in self.say_keys
        )


def _heard_part(choice: Choice) -> str:
    return f"heard_{KEY_NAMES[choice.press]}"


def _label(choice: Choice) -> str:
    return f"label_{KEY_NAMES[choice.press]}"
