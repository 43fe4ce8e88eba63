"""Which numbers are somebody's, and which may we ring or text?"""

import contextlib
import re

import pytest
from hypothesis import given
from hypothesis import strategies as some

from ivr.numbers import (
    ImpossibleNumber,
    caller_number,
    is_fictional,
    parse,
    reachable,
    service_number,
    spoken_number,
    takes_texts,
    typed,
    written,
)

KEYPAD = dict(zip("abcdefghijklmnopqrstuvwxyz", "22233344455566677778889999", strict=True))
WITHHELD = ("anonymous", "restricted", "unavailable", "unknown", "blocked", "private")


def spelt(word: str) -> str:
    """The word as it is dialled on a keypad."""
    return "+" + "".join(KEYPAD[letter] for letter in word)


@pytest.mark.parametrize("word", [*WITHHELD, "withheld", ""])
def test_a_caller_who_hides_their_number_has_none(word: str) -> None:
    for arriving in (word, word.upper(), word.title()):
        assert caller_number(arriving) is None
    if word in WITHHELD:
        assert caller_number(spelt(word)) is None
        assert caller_number(f" {spelt(word)} ") is None


def test_two_of_the_spellings_look_like_numbers_of_other_countries() -> None:
    assert spelt("unavailable") == "+86282452253"
    assert spelt("restricted") == "+7378742833"
    assert caller_number("+8628245225") == "+8628245225", "only the very spelling is withheld"


@pytest.mark.parametrize(
    "arriving",
    [
        "client:ana",
        "sip:ana@example.org",
        "2125550123",
        "+0212555012",
        "+121255",
        "911",
        "+",
        "++",
        "+1-212-555-0123",
        "+" + "1" * 300,
        "1" * 300,
        "+١٢١٢٥٥٥٠١٢٣",
        "+12125550123\x00",
        "١٢٣",
    ],
)
def test_what_is_not_a_telephone_number_counts_as_hidden(arriving: str) -> None:
    assert caller_number(arriving) is None


def test_seven_digits_are_the_shortest_numbers_there_are() -> None:
    assert caller_number("+1212555") == "+1212555"
    assert caller_number("+121255") is None


@given(some.text(max_size=40))
def test_no_caller_id_of_any_kind_breaks_anything(arriving: str) -> None:
    number = caller_number(arriving)
    assert number is None or re.fullmatch(r"\+[1-9][0-9]{6,14}", number, re.ASCII)


@pytest.mark.parametrize(
    ("number", "nobodys"),
    [
        ("+12125550100", True),
        ("+12125550199", True),
        ("+12125550200", False),
        ("+12125551100", False),
        ("+11125550100", False),
        ("+15005550000", True),
        ("+15005559999", True),
        ("+15005560000", False),
        ("+442125550100", False),
        ("+121255501000", False),
        ("+1212555010", False),
        ("+1212555٠100", False),
    ],
)
def test_fictional_ranges_are_exactly_those_nobody_can_own(number: str, *, nobodys: bool) -> None:
    assert is_fictional(number) is nobodys
    if nobodys:
        assert parse(number, allow_test=True) == number
        with pytest.raises(ImpossibleNumber, match="fictional"):
            parse(number)


@pytest.mark.parametrize(
    "written", ["+1 (415) 200-7986", "+1.415.200.7986", "  +14152007986\n", "+1-415-200-7986"]
)
def test_a_number_may_be_written_as_people_write_it(written: str) -> None:
    assert parse(written) == "+14152007986"


@pytest.mark.parametrize(
    "written",
    [
        "",
        "+",
        "4152007986",
        "+1415200798",
        "+141520079860",
        "+19115551234",
        "+١٤١٥٢٠٠٧٩٨٦",
        "+4" * 150,
        "+999123456789",
        "+1415200798a",
        "911",
        "tel:+14152007986",
        "+1 415 200 7986 x1",
    ],
)
def test_no_message_repeats_the_number_it_refuses(written: str) -> None:
    with pytest.raises(ImpossibleNumber) as raised:
        parse(written, allow_test=True)
    said = str(raised.value).replace("+12125550123", "")  # the example
    assert not re.search(r"\d", said)
    assert not written.strip("+") or written not in said


@given(some.text(max_size=320))
def test_any_text_is_a_number_or_impossible(written: str) -> None:
    try:
        number = parse(written, allow_test=True)
    except ImpossibleNumber:
        assert reachable(written, allow_test=True) in ("impossible", "emergency")
    else:
        assert number.isascii()
        assert parse(number, allow_test=True) == number


@pytest.mark.parametrize("number", ["911", "112", "9115551234", "+19115551234", "+1911"])
def test_emergency_services_are_never_contacted(number: str) -> None:
    assert reachable(number, allow_test=True) == "emergency"


@pytest.mark.parametrize("number", ["+19005551234", "+448712345678", "+499001234567"])
def test_nobody_is_made_to_pay(number: str) -> None:
    assert reachable(number) == "premium"


@pytest.mark.parametrize(
    "number",
    [
        "+14152007986",
        "+18004444444",
        "+33612345678",
        "+33153123456",
        "+251911234567",
        "+5491123456789",
        "+966112345678",
        "+4915112345678",
        "+529131234567",
        "+911121234567",
    ],
)
def test_an_ordinary_phone_of_any_country_can_be_contacted(number: str) -> None:
    """Paris and Addis Ababa begin like emergency numbers of their own country: dialled from
    abroad they are ordinary."""
    assert reachable(number) is None


def test_a_fictional_phone_can_be_contacted_only_while_trying_things_out() -> None:
    assert reachable("+12125550123") == "impossible"
    assert reachable("+12125550123", allow_test=True) is None


@pytest.mark.parametrize(
    ("written", "dialled", "spoken"),
    [
        ("(212) 736-5000", "+12127365000", "212-736-5000"),
        ("1-800-799-SAFE", "+18007997233", "800-799-7233"),
        ("tel:+1.212.736.5000", "+12127365000", "212-736-5000"),
        ('"+44 20 7946 0018"', "+442079460018", "+44 20 7946 0018"),
        ("211", "211", "211"),
        (" 9 8 8 ", "988", "988"),
    ],
)
def test_the_number_of_a_service_is_read_as_people_write_it(
    written: str, dialled: str, spoken: str
) -> None:
    assert service_number(written) == dialled
    assert spoken_number(dialled) == spoken
    assert service_number(spoken) == dialled


@pytest.mark.parametrize("written", ["", "call us", "12", "212-555-01", "1-900-555-1234", "١٢٣"])
def test_nobody_is_sent_to_what_is_no_number_or_costs_money(written: str) -> None:
    with pytest.raises(ImpossibleNumber):
        service_number(written, allow_test=True)


def test_a_fictional_service_is_for_trying_things_out() -> None:
    assert service_number("518-555-0110", allow_test=True) == "+15185550110"
    with pytest.raises(ImpossibleNumber, match="fictional"):
        service_number("518-555-0110")


@given(some.text(max_size=40))
def test_whatever_is_written_is_a_number_or_told_to_be_none(text: str) -> None:
    with contextlib.suppress(ImpossibleNumber):
        number = service_number(text, allow_test=True)
        assert re.fullmatch(r"\+[1-9][0-9]{6,14}|[0-9]{3,6}", number)


@pytest.mark.parametrize(
    ("number", "shown"),
    [("+12125550100", "+1 212 555 0100"), ("+442079460000", "+44 20 7946 0000")],
)
def test_a_number_is_written_as_people_dial_it(number: str, shown: str) -> None:
    assert written(number) == shown


@pytest.mark.parametrize(
    "text",
    ["212 555 0123", "(212) 555-0123", "+1 212.555.0123", "٢١٢٥٥٥٠١٢٣", "1-212-555-0123"],
)
def test_a_number_is_read_as_people_write_it(text: str) -> None:
    assert typed(text) == "+12125550123"


@pytest.mark.parametrize("text", ["", "me", "2" * 300, "212-555-0123 x5", "2125550123;+1900"])
def test_what_is_no_number_is_not_read_and_not_repeated(text: str) -> None:
    with pytest.raises(ImpossibleNumber) as problem:
        typed(text)
    assert len(text) < 3 or text not in str(problem.value)


@pytest.mark.parametrize(
    "number", ["+12125550123", "+12024561111", "+447400123456", "+491701234567"]
)
def test_a_phone_that_may_be_a_mobile_one_takes_texts(number: str) -> None:
    assert takes_texts(number)


@pytest.mark.parametrize("number", ["+442071234567", "+493012345678", "+18005551234"])
def test_a_landline_and_a_free_number_take_none(number: str) -> None:
    assert not takes_texts(number)
