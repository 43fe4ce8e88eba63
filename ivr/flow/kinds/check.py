"""A step the caller does not hear: it looks at what is true and goes on."""

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Annotated, Final, Literal, Self

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from ivr.flow.kinds.step import Exit, Go, How, Mention, Outcome, Step
from ivr.flow.values import LanguageTag, Name, Strict, YesNo

if TYPE_CHECKING:
    from ivr.flow.visit import Visit


CONDITIONS: Final = (
    "hours",
    "holiday",
    "language",
    "mark",
    "responders_free",
    "number_hidden",
    "switch",
)
"""The closed list of what a line can look at."""


class Condition(Strict):
    """One line of a check: exactly one thing to look at, and where to go if it is so."""

    hours: Name | None = None
    """We are open, by these hours of the settings."""
    holiday: YesNo | None = None
    """Today is a holiday, or is not."""
    language: LanguageTag | None = None
    """The caller hears this language."""
    mark: Name | None = None
    """A choice, or silence, marked the call with this."""
    responders_free: Literal["yes", "no", "same_language"] | None = None
    """Somebody is free, nobody is, or somebody who speaks the caller's language."""
    number_hidden: YesNo | None = None
    """The caller withholds their number, or shows it."""
    switch: Name | None = None
    """A supervisor has turned this switch of the settings on."""
    go: Name

    @model_validator(mode="after")
    def _one_thing(self) -> Self:
        if sum(getattr(self, name) is not None for name in CONDITIONS) != 1:
            raise PydanticCustomError(
                "not_one_condition",
                f"A line of `when` looks at exactly one thing: {', '.join(CONDITIONS[:-1])} "
                f"or {CONDITIONS[-1]}.",
            )
        return self

    @property
    def looks_at(self) -> str:
        """The one thing this line looks at."""
        return next(name for name in CONDITIONS if getattr(self, name) is not None)

    def holds(self, visit: "Visit") -> bool:
        """True if it is so for this caller at this moment."""
        return HOLDS[self.looks_at](self, visit)


def _open(line: Condition, visit: "Visit") -> bool:
    return visit.settings.opening_hours[line.hours or ""].is_open(visit.facts.now)


def _somebody_free(line: Condition, visit: "Visit") -> bool:
    cells = visit.facts.responders_free
    if line.responders_free == "same_language":
        return any(language == visit.position.language for language, _ in cells)
    return bool(cells) == (line.responders_free == "yes")


HOLDS: Final[Mapping[str, Callable[[Condition, "Visit"], bool]]] = {
    "hours": _open,
    "holiday": lambda line, visit: visit.settings.is_holiday(visit.facts.now) == line.holiday,
    "language": lambda line, visit: visit.position.language == line.language,
    "mark": lambda line, visit: line.mark in visit.position.marks,
    "responders_free": _somebody_free,
    "number_hidden": lambda line, visit: visit.facts.number_hidden == line.number_hidden,
    "switch": lambda line, visit: visit.facts.switches.get(line.switch or "", False),
}
"""When each condition holds."""


class Check(Step):
    """`kind: check`: the first line of `when` that holds, else `otherwise`."""

    kind: Literal["check"]
    when: Annotated[tuple[Condition, ...], Field(min_length=1)]
    """Looked at from top to bottom; the first that holds is taken."""
    otherwise: Name
    """Where a caller goes on for whom no line holds."""

    def arrive(self, visit: "Visit") -> Outcome:
        return Go(self.taken(visit).to, visit.position)

    def taken(self, visit: "Visit") -> Exit:
        """The exit of the first line that holds, else `otherwise`."""
        lines = zip(self.when, self.exits(), strict=False)
        return next((exit_ for line, exit_ in lines if line.holds(visit)), self.exits()[-1])

    def exits(self) -> tuple[Exit, ...]:
        lines = tuple(
            Exit(How.BY_ITSELF, line.go, ("when", i, "go")) for i, line in enumerate(self.when)
        )
        return (*lines, Exit(How.BY_ITSELF, self.otherwise, ("otherwise",)))

    def mentions(self) -> tuple[Mention, ...]:
        return tuple(
            Mention(of, name, ("when", i, of))
            for i, line in enumerate(self.when)
            for of in ("hours", "language", "mark", "switch")
            if (name := getattr(line, of)) is not None
        )

    def looks_at(self) -> frozenset[str]:
        return frozenset(line.looks_at for line in self.when)
