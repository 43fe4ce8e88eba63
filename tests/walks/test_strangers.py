"""What happens when somebody else speaks to the addresses of the phone company?"""

import pytest
from town import CALLER, HELPLINE, HOST, SECOND_CALLER, Town
from werkzeug.routing import Rule

from ivr.models import CallState
from ivr.telephony.requests import signature

SID = "CA" + "0" * 32
TOKEN = "token"
FORM = {"CallSid": SID, "From": CALLER, "To": HELPLINE, "CallStatus": "in-progress"}
PARTS = {
    "position": "x" * 80,
    "ticket": "x" * 80,
    "call_id": "0" * 20,
    "offer_id": "0" * 33,
    "ring_id": "0" * 20,
    "message_id": "0" * 20,
    "room": "1",
    "place": "0",
    "turn": "1",
}


def rules(town: Town) -> list[Rule]:
    """Every address of the phone company's, as the application knows them."""
    found = [
        rule
        for rule in town.web.application.url_map.iter_rules()  # type: ignore[attr-defined]
        if rule.endpoint.startswith("webhooks.")
    ]
    assert len(found) > 20
    return found


def paths(town: Town) -> list[str]:
    """Those addresses, with ids that were never made."""
    return [
        town.web.application.url_map.bind("").build(  # type: ignore[attr-defined]
            rule.endpoint, {name: PARTS[name] for name in rule.arguments}
        )
        for rule in rules(town)
    ]


def signed(town: Town, path: str, *, token: str = TOKEN, **changed: str) -> dict[str, str]:
    """A form with the account's name, and its signature under this token."""
    form = {"AccountSid": town.rt.environment.account_sid, **FORM, **changed}
    fields = {name: [value] for name, value in form.items()}
    return {**form, "": signature(token, HOST + path, fields)}


STRANGE = {
    "none": None,
    "empty": "",
    "forged": "AAAAAAAAAAAAAAAAAAAAAAAAAAA=",
    "unicode": "пароль-ünïcode".encode().decode("latin-1"),
    "endless": "A" * 5000,
}


@pytest.mark.parametrize("what", STRANGE)
def test_without_a_signature_of_ours_every_address_is_closed(town: Town, what: str) -> None:
    given = STRANGE[what]
    headers = {} if given is None else {"X-Twilio-Signature": given}
    form = {"AccountSid": town.rt.environment.account_sid, **FORM}
    for path in paths(town):
        assert town.web.post(path, data=form, headers=headers).status_code == 403, path


def test_two_signatures_another_token_or_another_account_are_turned_away(town: Town) -> None:
    for path in paths(town):
        form = signed(town, path)
        right = form.pop("")
        twice = [("X-Twilio-Signature", right), ("X-Twilio-Signature", right)]
        assert town.web.post(path, data=form, headers=twice).status_code == 403
        for change in ({"token": "other"}, {"AccountSid": "AC" + "9" * 32}):
            form = signed(town, path, **change)
            header = {"X-Twilio-Signature": form.pop("")}
            assert town.web.post(path, data=form, headers=header).status_code == 403


def test_a_signature_for_one_address_opens_no_other(town: Town) -> None:
    form = signed(town, "/voice/calls")
    header = {"X-Twilio-Signature": form.pop("")}
    assert town.web.post("/voice/calls", data=form, headers=header).status_code == 200
    assert town.web.post("/voice/calls/status", data=form, headers=header).status_code == 403
    assert town.web.post("/voice/calls?x=1", data=form, headers=header).status_code == 403
    changed = {**form, "Digits": "1"}
    assert town.web.post("/voice/calls", data=changed, headers=header).status_code == 403
    town.posts("/voice/calls/status", CallSid=SID, CallStatus="completed")


def test_asking_in_another_way_is_refused_and_never_breaks(town: Town) -> None:
    for path in paths(town):
        for method in ("GET", "PUT", "DELETE", "HEAD"):
            assert town.web.open(path, method=method).status_code in (403, 405), path


@pytest.mark.parametrize(
    "content_type", ["application/json", "text/plain", "multipart/form-data; boundary=x", ""]
)
def test_another_content_type_is_turned_away(town: Town, content_type: str) -> None:
    for path in paths(town):
        header = {"X-Twilio-Signature": signature("token", HOST + path, {})}
        answer = town.web.post(path, data=b"{}", content_type=content_type, headers=header)
        assert answer.status_code == 403, path


def test_a_form_larger_than_any_of_theirs_is_turned_away(town: Town) -> None:
    form = signed(town, "/voice/calls", Body="x" * 100_000)
    header = {"X-Twilio-Signature": form.pop("")}
    assert town.web.post("/voice/calls", data=form, headers=header).status_code in (403, 413)


def test_rightly_signed_nonsense_is_answered_in_the_manner_of_each_address(town: Town) -> None:
    for path in paths(town):
        answer = town.posts(path, **FORM)
        is_notice = (
            path.endswith(("/status", "/notice", "/receipt", "/replies")) or "/rooms/" in path
        )
        assert answer.status_code == (204 if is_notice else 200), path
        assert is_notice or "<Response>" in answer.text, path
    town.posts("/voice/calls/status", CallSid=SID, CallStatus="completed")


def test_an_empty_form_breaks_nothing(town: Town) -> None:
    for path in paths(town):
        assert town.posts(path).status_code in (200, 204), path
    town.posts("/voice/calls/status", CallSid="", CallStatus="completed")


def test_the_place_of_another_call_leads_to_the_lifeline(town: Town) -> None:
    town.dial("")
    town.wait_until("listening", CALLER)
    path = town.next_address(CALLER)
    answer = town.posts(path, **FORM, Digits="1")
    assert town.phrase("emergency", number="9 1 1") in answer.text
    assert "<Number" in answer.text


def test_a_changed_place_leads_to_the_lifeline(town: Town) -> None:
    leg = town.dial("")
    town.wait_until("listening", CALLER)
    path = town.next_address(CALLER)
    for changed in (path[:-4] + "AAAA", path[:-1], "/voice/steps/" + "%00" * 9):
        answer = town.posts(changed, CallSid=leg.sid, CallStatus="in-progress", Digits="1")
        assert answer.status_code == 200
        assert "<Number" in answer.text


def test_the_join_of_another_call_puts_nobody_into_the_room(town: Town) -> None:
    town.add("Ana")
    leg = town.together()
    path = f"/voice/calls/{town.call(leg).id}/join"
    answer = town.posts(path, **FORM)
    assert "<Conference" not in answer.text
    assert town.in_one_room(leg, "Ana")
    assert town.call(leg).state == CallState.CONNECTED


def test_the_end_of_an_unknown_call_ends_nothing(town: Town) -> None:
    town.add("Ana")
    leg = town.together(number=SECOND_CALLER)
    town.posts("/voice/calls/status", CallSid=SID, CallStatus="completed")
    town.wait(5)
    assert town.in_one_room(leg, "Ana")


def test_an_unknown_offer_is_told_kindly_and_let_go(town: Town) -> None:
    for moment in ("whisper", "key", "last-key", "left", "return", "ready", "gone"):
        answer = town.posts(f"/voice/offers/{'f' * 33}/{moment}", **FORM, Digits="1")
        assert "<Say>Sorry" in answer.text, moment
        assert "<Hangup/>" in answer.text, moment


def test_strangers_learn_nothing_from_a_refusal(town: Town) -> None:
    (answer,) = {town.web.post(path, data=FORM).text.lower() for path in paths(town)}
    assert not [word for word in ("helpline", "twilio", "flask", "victim") if word in answer]
