"""Do we know our phone company's requests from everybody else's, and read them rightly?"""

import pytest
from hypothesis import given
from hypothesis import strategies as some
from twilio.request_validator import RequestValidator
from werkzeug.datastructures import MultiDict

from ivr.telephony.requests import is_signed, notice, signature, voice_request

TOKENS = ("new token", "old token")
URL = "https://helpline.example.org/voice/calls?x=1"
words = some.text(some.characters(exclude_categories=["Cs"]), max_size=30)
forms = some.dictionaries(words, some.lists(words, min_size=1, max_size=4), max_size=8)
hosts = some.sampled_from(["helpline.example.org", "127.0.0.1", "h.test"])
urls = some.builds(
    "{}://{}{}{}".format,
    some.sampled_from(["http", "https"]),
    hosts,
    some.sampled_from(["", ":443", ":80", ":8443", ":8000"]),
    some.sampled_from(["/voice/calls", "/", "", "/voice/steps/a-b_c?x=%20&y=%C3%B1"]),
)


def theirs(token: str, url: str, form: dict[str, list[str]]) -> str:
    """What Twilio's own package says the signature is."""
    return str(RequestValidator(token).compute_signature(url, MultiDict(form)))


@given(urls, forms, some.sampled_from(TOKENS))
def test_our_signature_is_the_one_twilios_own_package_makes(
    url: str, form: dict[str, list[str]], token: str
) -> None:
    assert signature(token, url, form) == theirs(token, url, form)


@given(urls, forms, some.sampled_from(TOKENS), urls)
def test_we_take_what_twilios_own_package_takes(
    url: str, form: dict[str, list[str]], token: str, signed: str
) -> None:
    """Also when the port is written in one place and not in the other."""
    given = theirs(token, signed, form)
    validators = [RequestValidator(each) for each in TOKENS]
    taken = any(validator.validate(url, MultiDict(form), given) for validator in validators)
    assert is_signed(url, form, given, TOKENS) is taken


def test_a_request_signed_with_either_token_is_ours_while_one_is_being_replaced() -> None:
    form = {"CallSid": ["CA1"], "From": ["+12125550123"]}
    for token in TOKENS:
        assert is_signed(URL, form, theirs(token, URL, form), TOKENS)
    assert not is_signed(URL, form, theirs("old token", URL, form), TOKENS[:1])
    assert not is_signed(URL, form, theirs("", URL, form), TOKENS)


CHANGED = {
    "a field more": {"CallSid": ["CA1"], "Digits": ["1"]},
    "a field less": {},
    "another value": {"CallSid": ["CA2"]},
    "a value more": {"CallSid": ["CA1", "CA2"]},
    "another name": {"callsid": ["CA1"]},
}


@pytest.mark.parametrize("how", CHANGED)
def test_a_changed_request_is_a_strangers(how: str) -> None:
    given = theirs("new token", URL, {"CallSid": ["CA1"]})
    assert is_signed(URL, {"CallSid": ["CA1"]}, given, TOKENS)
    assert not is_signed(URL, CHANGED[how], given, TOKENS)


@pytest.mark.parametrize(
    "url", [URL + "&y=2", URL.replace("calls", "call"), URL.replace("s:", ":")]
)
def test_a_signature_for_another_address_opens_nothing(url: str) -> None:
    form = {"CallSid": ["CA1"]}
    assert not is_signed(url, form, theirs("new token", URL, form), TOKENS)


@pytest.mark.parametrize("header", [None, "", " ", "=", "x" * 28, "é" * 28, "\x00", "A" * 100_000])
def test_an_odd_signature_is_a_no_and_never_an_error(header: str | None) -> None:
    assert is_signed(URL, {"CallSid": ["CA1"]}, header, TOKENS) is False


@given(some.none() | some.text(some.characters(codec=None, exclude_categories=()), max_size=120))
def test_no_header_of_any_kind_raises(header: str | None) -> None:
    assert is_signed(URL, {}, header, TOKENS) is False


@given(forms, some.text(some.characters(codec=None, exclude_categories=()), max_size=40))
def test_no_field_of_any_kind_raises(form: dict[str, list[str]], odd: str) -> None:
    assert is_signed(URL, {**form, odd: [odd]}, "x" * 28, TOKENS) is False


def test_without_a_token_nothing_is_ours() -> None:
    assert not is_signed(URL, {}, theirs("", URL, {}), ())


def test_a_call_is_read_as_it_is_meant() -> None:
    asked = voice_request(
        {
            "CallSid": "CA" + "1" * 32,
            "From": "+12125550123",
            "To": "+12125550100",
            "CallStatus": "in-progress",
            "Digits": "1",
            "QueueTime": "37",
        }
    )
    assert (asked.caller, asked.called) == ("+12125550123", "+12125550100")
    assert asked.keys == "1"
    assert asked.number("QueueTime") == 37
    assert not asked.over


@pytest.mark.parametrize("status", ["completed", "busy", "no-answer", "failed", "canceled"])
def test_a_call_that_has_ended_is_known_as_such(status: str) -> None:
    assert voice_request({"CallStatus": status}).over


def test_silence_is_not_the_same_as_not_being_asked() -> None:
    assert voice_request({"Digits": ""}).keys == ""
    assert voice_request({}).keys is None


@pytest.mark.parametrize("withheld", ["anonymous", "Restricted", "+266696687", "sip:a@b", ""])
def test_a_withheld_caller_has_no_number(withheld: str) -> None:
    assert voice_request({"From": withheld}).caller is None


@pytest.mark.parametrize("odd", ["", "-1", "1.5", "soon", "٣", "9" * 10, " 7", "1e3", "²"])
def test_an_odd_number_of_seconds_counts_as_none(odd: str) -> None:
    assert voice_request({"QueueTime": odd}).number("QueueTime") == 0


@given(
    some.dictionaries(some.sampled_from(["CallSid", "From", "To", "Digits", "CallStatus"]), words)
)
def test_whatever_comes_is_cut_to_a_size(fields: dict[str, str]) -> None:
    asked = voice_request({name: value * 50 for name, value in fields.items()})
    assert len(asked.call_sid) <= 64
    assert len(asked.called) <= 32
    assert len(asked.keys or "") <= 32


def test_a_notice_is_read_whatever_it_is_about() -> None:
    room = notice(
        {
            "ConferenceSid": "CF1",
            "StatusCallbackEvent": "participant-join",
            "CallSid": "CA1",
            "ParticipantLabel": "caller",
            "SequenceNumber": "3",
        }
    )
    assert (room.sid, room.event, room.leg, room.label, room.order) == (
        *("CF1", "participant-join", "CA1", "caller"),
        3,
    )
    assert notice({"MessageSid": "SM1", "MessageStatus": "delivered"}).event == "delivered"
    assert notice({"CallSid": "CA1", "CallStatus": "ringing", "SequenceNumber": "0"}).order == 0


@pytest.mark.parametrize("order", ["", "-1", "one", "٣", "9" * 7])
def test_a_notice_without_a_place_in_order_comes_before_all(order: str) -> None:
    assert notice({"SequenceNumber": order}).order == -1


def test_nothing_about_a_person_is_shown_when_a_request_is_printed() -> None:
    asked = voice_request(
        {"CallSid": "CA1", "From": "+12125550123", "Digits": "20264471", "SpeechResult": "Maria"}
    )
    assert (asked.keys, asked.caller, asked.words) == ("20264471", "+12125550123", "Maria")
    assert not [word for word in ("20264471", "5550123", "Maria") if word in repr(asked)]
