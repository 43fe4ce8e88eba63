"""What is asked before a call is promised?"""

from collections.abc import Mapping
from typing import Annotated, Final, Literal, Self

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from ivr.flow.values import KEY_NAMES, Key, Length, Name, Strict, Words

__all__ = [
    "CHOOSING",
    "LENGTHS",
    "MESSAGE",
    "NUMBER",
    "READ_BACK",
    "REMINDER",
    "TIME",
    "TYPING",
    "WORD",
    "Asked",
    "Window",
]

NUMBER: Final = "safe_number"
TIME: Final = "safe_time"
MESSAGE: Final = "may_we_leave_a_message"
WORD: Final = "code_word"
REMINDER: Final = "may_we_remind"

TYPING: Final = "typing_number"
READ_BACK: Final = "reading_number"
"""Phases of the question for a number, after the one whether it is the caller's own."""

LENGTHS: Final[Mapping[str, Length]] = {NUMBER: Length(7, 15), WORD: Length(4, 4)}
CHOOSING: Final = 10
"""Whole seconds to choose a time."""


class Window(Strict):
    """One time a caller can choose."""

    press: Key
    label: Words
    when: Name
    """Hours of the settings within which the call comes."""

    @property
    def part(self) -> str:
        """The name of its label among the words of the step."""
        return f"time_{KEY_NAMES[self.press]}"


class Asked(Strict):
    """One thing that is asked before a call is promised."""

    what: Literal[
        "safe_number", "safe_time", "may_we_leave_a_message", "code_word", "may_we_remind"
    ]
    say: Words
    choices: Annotated[tuple[Window, ...], Field(max_length=5)] = ()
    """The times to choose from: for `safe_time`, and only there."""
    message: Name | None = None
    """The text that comes half an hour before the call: for `may_we_remind`, and only there."""

    @model_validator(mode="after")
    def _times_to_choose(self) -> Self:
        if (self.what == TIME) != bool(self.choices):
            raise PydanticCustomError(
                "times_to_choose", "`safe_time` needs `choices`, and no other question has them."
            )
        return self

    @model_validator(mode="after")
    def _text_to_send(self) -> Self:
        if (self.what == REMINDER) != (self.message is not None):
            raise PydanticCustomError(
                "text_to_send", "`may_we_remind` needs a `message`, and no other question has one."
            )
        return self
