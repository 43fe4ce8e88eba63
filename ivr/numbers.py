"""Is this a telephone number, whose kind is it, and may we call it back?"""

import re

import phonenumbers
from phonenumbers import PhoneNumberType
from phonenumbers.shortnumberinfo import connects_to_emergency_number

__all__ = [
    "ImpossibleNumber",
    "caller_number",
    "country",
    "is_fictional",
    "parse",
    "reachable",
    "service_number",
    "spoken_number",
    "takes_texts",
    "typed",
    "written",
]

# How a caller without caller ID arrives: the word, or its spelling on a keypad. Two of the
# spellings look like valid numbers of other countries (+86, +7).
WITHHELD_SPELLINGS = frozenset(
    {"+266696687", "+7378742833", "+86282452253", "+8656696", "+2562533", "+7748283"}
)
E164 = re.compile(r"\+[1-9][0-9]{6,14}", re.ASCII)
FICTIONAL = re.compile(r"\+1(?:[2-9][0-9]{2}55501[0-9]{2}|500555[0-9]{4})", re.ASCII)
SHORT = re.compile(r"[0-9]{3,6}", re.ASCII)
E164_FORMAT = phonenumbers.PhoneNumberFormat.E164
# Whose emergency numbers are reached by digits without a country code.
HOME = "US"
TOO_DEAR = {
    PhoneNumberType.PREMIUM_RATE,
    PhoneNumberType.SHARED_COST,
    PhoneNumberType.UAN,
    PhoneNumberType.PAGER,
}

NO_TEXTS = {
    PhoneNumberType.FIXED_LINE,
    PhoneNumberType.TOLL_FREE,
    PhoneNumberType.VOICEMAIL,
}


class ImpossibleNumber(ValueError):
    """Raised when text is not a number we could ever ring; its message never repeats the text."""


def caller_number(text: str) -> str | None:
    """The caller's number in E.164, or None when it is withheld or not a telephone number.

    Withheld callers arrive as a keypad spelling, a word, `client:` or `sip:` addresses, or raw
    text (Twilio changelog 2022-11-16): they get the full service and no key for anything.
    """
    number = text.strip()
    if not E164.fullmatch(number) or number in WITHHELD_SPELLINGS:
        return None
    return number


def is_fictional(number: str) -> bool:
    """True for numbers nobody owns: +1 NPA 555 01xx (NANPA) and Twilio's +1 500 555 xxxx."""
    return FICTIONAL.fullmatch(number) is not None


def parse(text: str, *, allow_test: bool = False) -> str:
    """The number in E.164 form.

    Raises ImpossibleNumber when it is not a valid number of any country, or is fictional while
    `allow_test` is off.
    """
    number = re.sub(r"[\s().-]", "", text)
    if not E164.fullmatch(number):
        raise ImpossibleNumber("a number is written +, country code, number: +12125550123")
    if is_fictional(number):
        if allow_test:
            return number
        raise ImpossibleNumber(
            "this is a fictional number that nobody can be reached at; "
            "HELPLINE_ALLOW_TEST_NUMBERS allows it for trying things out"
        )
    if not _is_somebodys(number):
        raise ImpossibleNumber("no telephone has this number; please check its digits")
    return number


def _is_somebodys(number: str) -> bool:
    try:
        return phonenumbers.is_valid_number(phonenumbers.parse(number))
    except phonenumbers.NumberParseException:
        return False  # there is no such country code


def _rings_emergency(number: str) -> bool:
    """True for what an emergency service would answer, dialled here. Numbers of other countries
    are dialled with their country code, so that a Paris number may begin with 15."""
    return connects_to_emergency_number(number.removeprefix("+1"), HOME)


def reachable(number: str, *, allow_test: bool = False) -> str | None:
    """Why this number must not be contacted, as a code, or None when it may be.

    Codes: `impossible`, `emergency` (an emergency service), `premium` (somebody would pay).
    """
    if _rings_emergency(number):
        return "emergency"
    try:
        whole = parse(number, allow_test=allow_test)
    except ImpossibleNumber:
        return "impossible"
    if phonenumbers.number_type(phonenumbers.parse(whole)) in TOO_DEAR:
        return "premium"
    return None


def takes_texts(number: str) -> bool:
    """False for an E.164 number of a kind that no text reaches, as far as its digits tell: where
    landlines and mobiles look alike, as here, the carrier knows."""
    return phonenumbers.number_type(phonenumbers.parse(number)) not in NO_TEXTS


def typed(text: str) -> str:
    """What somebody wrote for a number, in E.164 form: digits of any script, with whatever people
    put between them, and without a country code a number of ours.

    Raises ImpossibleNumber when it is none; whether it may be contacted is asked of `reachable`.
    """
    try:
        read = phonenumbers.parse(text, HOME)
    except phonenumbers.NumberParseException:
        raise ImpossibleNumber("this is not a telephone number") from None
    if read.extension:
        raise ImpossibleNumber("an extension cannot be dialled")
    return phonenumbers.format_number(read, E164_FORMAT)


def country(number: str) -> str:
    """Where an E.164 number belongs, in two letters; empty when it belongs to no country, or cannot
    be told."""
    return phonenumbers.region_code_for_number(phonenumbers.parse(number)) or ""


def service_number(text: str, *, allow_test: bool = False) -> str:
    """The number of a service as it is dialled from here: E.164, or a short one such as 211.

    Read as people write it: spaces, brackets, letters, without a country code for one of ours.
    Raises ImpossibleNumber, also for a number that costs whoever calls it.
    """
    bare = re.sub(r"[^0-9A-Za-z+]", "", text)
    if SHORT.fullmatch(bare):
        return bare
    try:
        read = phonenumbers.parse(bare, HOME)
    except phonenumbers.NumberParseException:
        raise ImpossibleNumber("a number is written like 212-555-0123 or +12125550123") from None
    number = parse(phonenumbers.format_number(read, E164_FORMAT), allow_test=allow_test)
    if phonenumbers.number_type(read) in TOO_DEAR:
        raise ImpossibleNumber("calling this number costs extra: find one that does not")
    return number


def spoken_number(number: str) -> str:
    """A number of `service_number` as people here write it: 212-555-0123."""
    if not number.startswith("+"):
        return number
    read = phonenumbers.parse(number)
    if read.country_code != 1:
        return phonenumbers.format_number(read, phonenumbers.PhoneNumberFormat.INTERNATIONAL)
    national = str(read.national_number)
    return f"{national[:3]}-{national[3:6]}-{national[6:]}"


def written(number: str) -> str:
    """An E.164 number as people write and dial it: +1 212 555 0100."""
    international = phonenumbers.PhoneNumberFormat.INTERNATIONAL
    parsed = phonenumbers.parse(number)
    return phonenumbers.format_number(parsed, international).replace("-", " ")
