"""How are the small things written in a flow file: a time span, a yes, a key, a name?"""

import re
from dataclasses import dataclass
from datetime import timedelta
from typing import Annotated, Final

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, WithJsonSchema
from pydantic_core import PydanticCustomError

from ivr.flow.described import describe
from ivr.flow.hearing import SEPARATOR, plain
from ivr.flow.names import LANGUAGE, NAME, is_language, is_name

KEYS: Final = {"star": "*", "hash": "#"} | {digit: digit for digit in "0123456789"}
"""How keys are written in files, and what the telephone sends for them."""

KEY_NAMES: Final = {sent: written for written, sent in KEYS.items()}
"""The other way round."""

LONGEST_ENTRY: Final = 20
"""Digits a caller may be asked to type in one go."""

MOST_DAYS: Final = 30
"""Days anything a caller leaves may be kept."""

LONGEST_WORDS: Final = 1000
"""Characters in one piece of wording; a voice takes 3,000, and a piece is said with others."""

_SPAN = re.compile(r"([0-9]{1,5})(s|m|h)")
_UNITS = {"s": "seconds", "m": "minutes", "h": "hours"}
_WHOLE = re.compile(r"[0-9]{1,6}")
_LENGTH = re.compile(r"([0-9]{1,2})(?:-([0-9]{1,2}))?")
_DAYS = re.compile(r"([0-9]{1,2})d")


class Strict(BaseModel):
    """Part of a file: unknown fields are refused, and nothing changes after reading."""

    model_config = ConfigDict(extra="forbid", frozen=True, json_schema_extra=describe)


def _span(text: object) -> timedelta:
    match = _SPAN.fullmatch(str(text))
    if match is None:
        raise PydanticCustomError("not_a_span", "A time span is written like 25s, 10m or 2h.")
    return timedelta(**{_UNITS[match[2]]: int(match[1])})


def _yes_no(text: object) -> bool:
    if text not in ("yes", "no"):
        raise PydanticCustomError("not_yes_or_no", "Write yes or no.")
    return text == "yes"


def _whole(text: object) -> int:
    if _WHOLE.fullmatch(str(text)) is None:
        raise PydanticCustomError("not_a_number", "Write a whole number.")
    return int(str(text))


def between(shortest: int, longest: int) -> AfterValidator:
    """Spans of so many whole seconds, both ends included."""

    def check(span: timedelta) -> timedelta:
        if not shortest <= span.total_seconds() <= longest:
            raise PydanticCustomError(
                "span_out_of_bounds", f"This is between {shortest}s and {longest}s long."
            )
        return span

    return AfterValidator(check)


def _name(text: str) -> str:
    if not text:
        raise PydanticCustomError("nothing_written", "Nothing is written here.")
    if not is_name(text):
        raise PydanticCustomError(
            "not_a_name",
            "A name is at most 40 lower-case letters, digits and underscores, a letter first.",
        )
    return text


def _language(text: str) -> str:
    if not is_language(text):
        raise PydanticCustomError(
            "not_a_language", "A language is written as its tag: en, es, pt-BR."
        )
    return text


def _key(text: str) -> str:
    if text not in KEYS:
        raise PydanticCustomError("not_a_key", "A key is one of 0 to 9, star or hash.")
    return KEYS[text]


def _words(text: str) -> str:
    words = " ".join(text.split())
    if not words:
        raise PydanticCustomError("nothing_said", "There are no words here.")
    if len(words) > LONGEST_WORDS:
        raise PydanticCustomError(
            "too_many_words", f"These words are longer than {LONGEST_WORDS} characters."
        )
    return words


def _tries(text: object) -> int:
    tries = _whole(text)
    if not 1 <= tries <= 9:
        raise PydanticCustomError("not_tries", "Tries are a number from 1 to 9.")
    return tries


@dataclass(frozen=True, slots=True)
class Length:
    """How many digits may be typed, both ends included."""

    least: int
    most: int


def _length(text: object) -> Length:
    match = _LENGTH.fullmatch(str(text))
    least = int(match[1]) if match else 0
    most = int(match[2] or match[1]) if match else 0
    if not 2 <= least <= most <= LONGEST_ENTRY:
        raise PydanticCustomError(
            "not_a_length",
            f"A length is written like 10 or 4-11, from 2 to {LONGEST_ENTRY} digits: "
            "one digit alone is a key.",
        )
    return Length(least, most)


def _days(text: object) -> timedelta:
    match = _DAYS.fullmatch(str(text))
    if match is None or not 1 <= int(match[1]) <= MOST_DAYS:
        raise PydanticCustomError("not_days", f"This is written in days, from 1d to {MOST_DAYS}d.")
    return timedelta(days=int(match[1]))


def _heard(text: str) -> str:
    words = _words(text)
    if SEPARATOR in words or not plain(words):
        raise PydanticCustomError(
            "not_listened_for", "Each thing we listen for is words without a comma."
        )
    return words


def _written(pattern: str) -> WithJsonSchema:
    """What an editor accepts."""
    return WithJsonSchema({"type": "string", "pattern": f"^(?:{pattern})$"})


def _numbers(pattern: str) -> WithJsonSchema:
    """The same for what looks like a number: an editor reads an unquoted 1 as one."""
    return WithJsonSchema({"type": ["string", "integer"], "pattern": f"^(?:{pattern})$"})


def _digits(lowest: int, *also: str) -> WithJsonSchema:
    """One digit, as a word or as a number, or one of a few words."""
    digits = range(lowest, 10)
    return WithJsonSchema({"enum": [*map(str, digits), *digits, *also]})


Span = Annotated[timedelta, BeforeValidator(_span), _written("[0-9]{1,5}(?:s|m|h)")]
Days = Annotated[timedelta, BeforeValidator(_days), _written("[0-9]{1,2}d")]
YesNo = Annotated[bool, BeforeValidator(_yes_no), WithJsonSchema({"enum": ["yes", "no"]})]
Whole = Annotated[int, BeforeValidator(_whole), _numbers("[0-9]{1,6}")]
Tries = Annotated[int, BeforeValidator(_tries), _digits(1)]
Lengths = Annotated[Length, BeforeValidator(_length), _numbers("[0-9]{1,2}(?:-[0-9]{1,2})?")]
Name = Annotated[str, AfterValidator(_name), _written(NAME)]
LanguageTag = Annotated[str, AfterValidator(_language), _written(LANGUAGE)]
Key = Annotated[str, AfterValidator(_key), _digits(0, "star", "hash")]
Words = Annotated[str, AfterValidator(_words)]
Heard = Annotated[str, AfterValidator(_heard)]
