"""Is this a telephone number, whose country is it in, and how is a hidden one written?"""

from dataclasses import dataclass
from functools import lru_cache

import phonenumbers

KEYPAD = {
    letter: digit
    for digit, letters in {
        "2": "ABC", "3": "DEF", "4": "GHI", "5": "JKL", "6": "MNO", "7": "PQRS", "8": "TUV",
        "9": "WXYZ",
    }.items()
    for letter in letters
}  # fmt: skip
WITHHELD_WORDS = ("anonymous", "restricted", "unavailable", "unknown", "blocked", "private")


class NotANumber(ValueError):
    """Raised for text that no telephone can dial."""


@dataclass(frozen=True)
class Place:
    """Where a number is registered, as far as it can be told. Empty when it cannot."""

    city: str = ""
    state: str = ""
    zip: str = ""
    country: str = ""


def e164(text: str, region: str = "US") -> str:
    """The number in E.164 (`+12125550123`). Raises `NotANumber`."""
    try:
        number = phonenumbers.parse(text, region)
    except phonenumbers.NumberParseException as problem:
        raise NotANumber("this is not a telephone number") from problem
    if not phonenumbers.is_possible_number(number):
        raise NotANumber("this telephone number cannot exist")
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def formatted(number: str) -> str:
    """The national spelling Twilio shows beside a number, or the number itself."""
    try:
        parsed = phonenumbers.parse(number)
    except phonenumbers.NumberParseException:
        return number
    if parsed.country_code != 1:
        return number
    return phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.NATIONAL)


def learn_places() -> None:
    """Read the world's area codes, which takes half a second: whoever serves calls does it aside,
    so that it can be reached meanwhile."""
    import phonenumbers.geocoder  # noqa: F401 - to have been imported is what it is for


@lru_cache(maxsize=4096)
def place_of(number: str) -> Place:
    """Where `number` belongs. Withheld callers have keypad spellings, which seem to be abroad."""
    from phonenumbers import geocoder  # see learn_places

    try:
        parsed = phonenumbers.parse(number)
    except phonenumbers.NumberParseException:
        return Place()
    abroad = phonenumbers.region_code_for_country_code(parsed.country_code or 0)
    country = phonenumbers.region_code_for_number(parsed) or abroad
    words = geocoder.description_for_number(parsed, "en")
    city, comma, state = words.partition(", ")
    if not comma:
        city, state = "", words if country in ("US", "CA") else ""
    return Place(city.upper(), state, "", "" if country == "ZZ" else country)


def withheld_as(word: str, *, spelt: bool = True) -> str:
    """How a hidden caller appears in `From`: the word on a keypad (+266696687), or the word.

    https://twilio.com/changelog/upcoming-changes-to-withheld-caller-ids-behavior-for-dial-calls
    """
    if word not in WITHHELD_WORDS:
        raise NotANumber(f"no network withholds a number as {word!r}")
    return "+" + "".join(KEYPAD[letter] for letter in word.upper()) if spelt else word
