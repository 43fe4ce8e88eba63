"""What does a responder see on the desk, and what comes of what they press?"""

import re
import shutil
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from calls_of import CALLER, id_of, introduce, offered, talking
from sqlalchemy import select
from staff import HOST, Arrive, Desk, hire

from ivr import bookshelf
from ivr.environment import read
from ivr.flow.book import Book
from ivr.flow.reader import read_set
from ivr.later import Remembered
from ivr.models import (
    Alert,
    AuditEntry,
    Call,
    CallState,
    Consent,
    Grant,
    Message,
    Offer,
    OfferState,
    Presence,
)
from ivr.operations import accounts, call_numbers, endings, flows, opt_outs, resources
from ivr.operations.resources import NewResource, Words
from ivr.queries.accounts import accounts as listed
from ivr.queries.promised import promised
from ivr.runtime import Runtime, build
from ivr.trial.servers import PrivateRedis

FRIDAY_NIGHT = datetime(2027, 3, 5, 22, 30, tzinfo=UTC)
BOOKS: dict[str, Book] = {}


@pytest.fixture(scope="module")
def staffed_file(
    tmp_path_factory: pytest.TempPathFactory, sqlite_template: Path, redis_server: PrivateRedis
) -> Path:
    """A database file with the shipped flows, where Ana and Ben are on duty and Ana has an account:
    made once, copied for each test."""
    folder = tmp_path_factory.mktemp("desk")
    file = shutil.copy(sqlite_template, folder / "desk.db")
    given = {
        "HELPLINE_DATABASE_URL": f"sqlite:///{file}",
        "HELPLINE_REDIS_URL": redis_server.url,
        "HELPLINE_SECRET_KEYS": "a key for tests",
    }
    rt = build(replace(read(given), var_dir=folder / "var"))
    rt = replace(rt, clock=lambda: FRIDAY_NIGHT, later=Remembered())
    flows.publish(rt)
    introduce(rt, "Ana", "Ben")
    hire(rt, "Ana", Grant.RESPONDER)
    rt.db.engine.dispose()
    rt.redis.close()
    return file


@pytest.fixture
def sqlite_url(staffed_file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """A copy of it. The same flows are read once."""
    monkeypatch.setattr(bookshelf, "read_set", _read_once)
    return f"sqlite:///{shutil.copy(staffed_file, tmp_path / 'helpline.db')}"


def _read_once(files: Mapping[str, str], *, allow_test_numbers: bool) -> Book:
    if "book" not in BOOKS:
        BOOKS["book"] = read_set(files, allow_test_numbers=allow_test_numbers)
    return BOOKS["book"]


@pytest.fixture
def floor(rt: Runtime) -> Runtime:
    """Ana and Ben are on duty."""
    return rt


@pytest.fixture
def ana(floor: Runtime) -> Desk:
    """Ana at her desk."""
    desk = Desk(floor).sign_in("Ana")
    desk.open("/console/desk")
    return desk


def deeds(rt: Runtime) -> list[str]:
    with rt.db.read() as session:
        return list(session.scalars(select(AuditEntry.what).order_by(AuditEntry.number)))


def row(rt: Runtime, offer_id: str) -> Offer:
    with rt.db.read() as session:
        return session.get_one(Offer, offer_id)


# -- whose desk ------------------------------------------------------------------------------------


def test_a_responder_comes_to_their_desk_when_they_sign_in(ana: Desk) -> None:
    assert ana.open("/console/").request.path == "/console/desk"
    assert "On duty, free" in ana.text


def test_an_account_of_nobody_reads_what_to_do(rt: Runtime) -> None:
    hire(rt, "Ana M.", Grant.RESPONDER)
    desk = Desk(rt).sign_in("Ana M.")
    assert "This account opens no desk yet" in (desk.open("/console/desk"), desk.text)[1]
    assert desk.send("/console/desk/duty", do="on").status_code == 404


def test_an_administrator_says_whose_desk_an_account_opens(floor: Runtime, arrive: Arrive) -> None:
    accounts.link(floor, "Ana", None, "Rosa")
    hire(floor, "Ana M.", Grant.RESPONDER)
    rosa = arrive("Rosa")
    account = next(one.id for one in listed(floor) if one.name == "Ana M.")
    rosa.open(f"/console/accounts/{account}")
    rosa.send(f"/console/accounts/{account}", do="link", responder="Ana")
    assert "It is written down whose desk it opens." in rosa.text
    assert "account.linked" in deeds(floor)
    desk = Desk(floor).sign_in("Ana M.")
    assert "On duty, free" in (desk.open("/console/desk"), desk.text)[1]
    other = accounts.invite(floor, "Another", [Grant.RESPONDER], "Rosa")
    assert other
    with pytest.raises(accounts.ImpossibleAccount):
        accounts.link(floor, "Another", "Ana", "Rosa")
    accounts.link(floor, "Ana M.", None, "Rosa")
    assert "opens no desk yet" in (desk.open("/console/desk"), desk.text)[1]


def test_an_administrator_has_no_desk(floor: Runtime) -> None:
    hire(floor, "Rosa", Grant.ADMINISTRATOR)
    with pytest.raises(accounts.ImpossibleAccount):
        accounts.link(floor, "Rosa", "Ana", "Rosa")


# -- duty ------------------------------------------------------------------------------------------


def test_on_duty_paused_for_a_meal_back_and_off(floor: Runtime, ana: Desk) -> None:
    ana.send("/console/desk/pause", minutes="30", because="meal")
    assert "You pause." in ana.text
    assert "A meal" in ana.text
    assert re.search(r'data-until="[\d.]+">30:00<', ana.shown.text)
    ana.send("/console/desk/duty", do="on")
    assert "On duty, free" in ana.text
    ana.send("/console/desk/duty", do="off")
    ana.send("/console/desk/duty", do="off")
    assert "Off duty" in ana.text
    assert deeds(floor)[-4:] == ["duty.paused", "duty.on", "duty.off", "duty.off"]


def test_a_pause_is_one_of_the_list_and_its_reason_is_their_own(floor: Runtime, ana: Desk) -> None:
    assert ana.send("/console/desk/pause", minutes="99999").status_code == 404
    ana.open("/console/desk")
    ana.send("/console/desk/pause", minutes="5", because="<script>")
    with floor.db.read() as session:
        presence = session.get_one(Presence, id_of(floor, "Ana"))
    assert (presence.busy_with, presence.because) == ("paused", None)


def test_who_was_taken_off_duty_reads_why(floor: Runtime, ana: Desk) -> None:
    with floor.db.begin() as session:
        presence = session.get_one(Presence, id_of(floor, "Ana"))
        presence.on_duty, presence.benched_for = False, "missed"
    assert "Two calls in a row rang" in (ana.open("/console/desk"), ana.text)[1]


# -- an offer --------------------------------------------------------------------------------------


def test_an_offer_says_what_matters_and_nothing_else(floor: Runtime, ana: Desk) -> None:
    need = {"language": "es", "specialty": "domestic_abuse", "urgency": "danger"}
    offer = offered(floor, "Ana", need=need)
    ana.open("/console/desk")
    for said in ("A call for you", "Danger", "Spanish", "Harm by a partner or family", "0:40"):
        assert said in ana.text, said
    assert ana.shown.text.count("<title>● A call comes: Desk") == 1
    assert f'data-ring="{offer}"' in ana.shown.text
    assert row(floor, offer).call_id not in ana.shown.text
    assert not re.search("555.?01", ana.shown.text)


def test_saying_yes_on_the_desk_keeps_the_call_for_the_phone_to_decide(
    floor: Runtime, ana: Desk
) -> None:
    offer = offered(floor, "Ana")
    ana.open("/console/desk")
    for _ in range(2):
        ana.send(f"/console/desk/offers/{offer}", do="take")
        assert "It is yours. Pick up your phone and press 1" in ana.text
    assert row(floor, offer).state == OfferState.RINGING, "a voicemail could answer that phone"
    assert row(floor, offer).taken_at
    assert "data-ring" not in ana.shown.text


def test_a_yes_lets_the_others_go_who_are_rung_for_the_same_call(floor: Runtime, ana: Desk) -> None:
    mine, bens = offered(floor, "Ana"), offered(floor, "Ben")
    with floor.db.begin() as session:
        session.get_one(Offer, bens).call_id = session.get_one(Offer, mine).call_id
    ana.open("/console/desk")
    ana.send(f"/console/desk/offers/{mine}", do="take")
    assert row(floor, bens).state == OfferState.WITHDRAWN
    assert ("hang_up", bens) in floor.later.jobs  # type: ignore[attr-defined]


def test_passing_asks_the_next_and_stops_the_phone(floor: Runtime, ana: Desk) -> None:
    offer = offered(floor, "Ana")
    ana.open("/console/desk")
    ana.send(f"/console/desk/offers/{offer}", do="decline")
    assert "Passed on." in ana.text
    assert row(floor, offer).state == OfferState.DECLINED
    assert ("hang_up", offer) in floor.later.jobs  # type: ignore[attr-defined]
    ana.send(f"/console/desk/offers/{offer}", do="decline")
    assert "Passed on." in ana.text, "said twice is said once"
    ana.send(f"/console/desk/offers/{offer}", do="take")
    assert "That is over already" in ana.text


def test_nobody_answers_for_somebody_else(floor: Runtime, ana: Desk) -> None:
    bens, talks = offered(floor, "Ben"), None
    ana.open("/console/desk")
    for do in ("take", "decline"):
        assert ana.send(f"/console/desk/offers/{bens}", do=do).status_code == 404
        ana.open("/console/desk")
    assert row(floor, bens).taken_at is None
    with floor.db.begin() as session:
        session.get_one(Offer, bens).state = OfferState.WITHDRAWN
    talks = talking(floor, "Ben")
    base = f"/console/desk/calls/{talks}"
    for path in ("text", "callback", "services"):
        assert ana.open(f"{base}/{path}").status_code == 404
    ana.open("/console/desk")
    for path, fields in (
        ("", {"do": "back"}),
        ("", {"do": "help"}),
        ("", {"do": "interpreter"}),
        ("/text", {"template": "general_list", "asked": "yes"}),
        ("/callback", {"when": "evenings", "asked": "yes"}),
        ("/wrap-up", {"outcome": "talked"}),
    ):
        assert ana.send(f"{base}{path}", **fields).status_code == 404, (path, fields)
        ana.open("/console/desk")
    assert row(floor, talks).state == OfferState.ACCEPTED
    assert row(floor, talks).outcome is None


# -- a call ----------------------------------------------------------------------------------------


def messages(rt: Runtime) -> list[Message]:
    with rt.db.read() as session:
        return list(session.scalars(select(Message)))


def consents(rt: Runtime) -> list[Consent]:
    with rt.db.read() as session:
        return list(session.scalars(select(Consent)))


def send(desk: Desk, offer: str, what: str, **fields: str) -> None:
    path = f"/console/desk/calls/{offer}/{what}"
    desk.open(path)
    desk.send(path, **fields)


YES = {"asked": "yes", "template": "general_list"}


def test_a_text_is_promised_read_back_and_sent_when_the_call_is_over(
    floor: Runtime, ana: Desk
) -> None:
    offer = talking(floor, "Ana")
    ana.open(f"/console/desk/calls/{offer}/text")
    assert "Nothing we know speaks against it." in ana.text
    assert "Esta es la lista solicitada" in ana.text, "in the language of the caller"
    for _ in range(2):
        send(ana, offer, "text", **YES)
    assert "Read back: A text in Spanish comes when this call is over" in ana.text
    (message,), (consent,) = messages(floor), consents(floor)
    assert (message.template, message.language, message.not_before) == (
        *("general_list", "es"),
        None,
    )
    assert (consent.purpose, consent.recorded_by) == ("text", id_of(floor, "Ana"))
    assert deeds(floor).count("text.promised") == 1
    endings.end(floor, row(floor, offer).call_id)
    assert ("deliver", message.id) in floor.later.jobs  # type: ignore[attr-defined]


def test_a_text_they_want_now_goes_now_and_one_for_the_evening_waits(
    floor: Runtime, ana: Desk
) -> None:
    offer = talking(floor, "Ana")
    send(ana, offer, "text", **YES, when="now")
    (message,) = messages(floor)
    assert ("deliver", message.id) in floor.later.jobs  # type: ignore[attr-defined]
    ana.send(f"/console/desk/promises/{message.consent_id}")
    send(ana, offer, "text", **YES, when="evenings")
    assert "between 17:00–21:00 (" in ana.text
    later = next(one for one in consents(floor) if one.withdrawn_at is None)
    assert later.window
    assert later.expires_at == floor.now() + timedelta(days=7)


def test_without_a_yes_nothing_is_promised_and_nothing_typed_is_lost(
    floor: Runtime, ana: Desk
) -> None:
    offer = talking(floor, "Ana")
    send(ana, offer, "callback", when="mornings", number="212 555 0199", code="12")
    assert ana.shown.status_code == 422
    assert "Ask first, and tick that they said yes." in ana.text
    assert 'value="212 555 0199"' in ana.shown.text
    assert re.search(r'value="mornings" required checked', ana.shown.text)
    assert (consents(floor), promised(floor)) == ([], [])


@pytest.mark.parametrize(
    ("number", "said"),
    [
        ("911", "emergency service"),
        ("+19005550123", "costs somebody extra"),
        ("12", "please check the digits"),
        ("+4930123456", "in this country"),
    ],
)
def test_a_number_nobody_may_call_is_refused_beside_its_field(
    floor: Runtime, ana: Desk, number: str, said: str
) -> None:
    offer = talking(floor, "Ana")
    fields = {"when": "evenings", "asked": "yes", "number": number}
    send(ana, offer, "callback", **fields)
    assert said in ana.text
    assert 'aria-invalid="true"' in ana.shown.text
    assert promised(floor) == []


def test_a_call_is_promised_with_a_time_a_code_and_another_phone(floor: Runtime, ana: Desk) -> None:
    offer = talking(floor, "Ana")
    fields = {"when": "evenings", "code": "4711", "number": "212 555 0177", "asked": "yes"}
    send(ana, offer, "callback", **fields)
    assert "to the phone that ends in 1 7 7" in ana.text
    assert "If a machine answers, we say nothing. We ask for your four keys first." in ana.text
    assert not re.search("4711|0177", ana.shown.text)
    (call,) = promised(floor)
    assert (call.language, call.specialty) == ("es", "domestic_abuse")
    send(ana, offer, "callback", **fields)
    assert len(promised(floor)) == 1
    (consent,) = consents(floor)
    ana.send(f"/console/desk/promises/{consent.id}")
    assert "Taken back. Nothing comes." in ana.text
    assert promised(floor) == []
    assert "promise.taken_back" in deeds(floor)


def test_nobody_takes_back_what_somebody_else_promised(floor: Runtime, ana: Desk) -> None:
    offer = talking(floor, "Ana")
    send(ana, offer, "text", **YES)
    (consent,) = consents(floor)
    hire(floor, "Ben", Grant.RESPONDER)
    ben = Desk(floor).sign_in("Ben")
    ben.open("/console/desk")
    assert ben.send(f"/console/desk/promises/{consent.id}").status_code == 404
    assert consents(floor)[0].withdrawn_at is None


def test_a_phone_that_said_stop_is_said_to_be_and_not_texted(floor: Runtime, ana: Desk) -> None:
    opt_outs.record(floor, CALLER)
    offer = talking(floor, "Ana")
    ana.open(f"/console/desk/calls/{offer}/text")
    assert "Not this phone This phone texted STOP" in ana.text
    send(ana, offer, "text", **YES)
    assert ana.shown.status_code == 422
    assert messages(floor) == []


def test_a_withheld_number_is_no_number(floor: Runtime, ana: Desk) -> None:
    offer = talking(floor, "Ana", number_hidden=True)
    ana.open(f"/console/desk/calls/{offer}/text")
    assert "The number is withheld." in ana.text
    send(ana, offer, "text", **YES, number="212 555 0177")
    assert len(messages(floor)) == 1


def test_a_quarter_of_an_hour_after_the_call_the_number_is_gone(
    floor: Runtime, ana: Desk, watch
) -> None:
    offer = talking(floor, "Ana")
    call_id = row(floor, offer).call_id
    endings.end(floor, call_id)
    call_numbers.forget(floor)
    send(ana, offer, "text", **YES)
    assert len(messages(floor)) == 1, "in the wrap-up it may still be promised"
    watch.forward(timedelta(minutes=15))
    assert call_numbers.forget(floor) == 1
    with floor.db.read() as session:
        call = session.get_one(Call, call_id)
    assert (call.number, call.person_id) == (None, None)
    assert ana.open(f"/console/desk/calls/{offer}/text").status_code == 404


def test_of_who_left_before_talking_the_number_goes_at_once(floor: Runtime) -> None:
    offer = offered(floor, "Ana")
    endings.end(floor, row(floor, offer).call_id)
    assert call_numbers.forget(floor) == 1


def test_a_call_is_given_back_and_somebody_else_is_asked(floor: Runtime, ana: Desk) -> None:
    offer = talking(floor, "Ana")
    ana.open("/console/desk")
    ana.send(f"/console/desk/calls/{offer}", do="back")
    assert "The call goes on with somebody else." in ana.text
    with floor.db.read() as session:
        call = session.get_one(Call, row(floor, offer).call_id)
    assert (call.state, row(floor, offer).state) == (CallState.RECONNECTING, OfferState.FINISHED)
    ana.send(f"/console/desk/calls/{offer}", do="back")
    assert "That is over already" in ana.text
    assert deeds(floor).count("call.handed_back") == 1


def test_the_supervisor_is_told_who_asks_but_a_text_says_neither(floor: Runtime, ana: Desk) -> None:
    offer = talking(floor, "Ana")
    ana.open("/console/desk")
    for _ in range(2):
        ana.send(f"/console/desk/calls/{offer}", do="help")
        assert "The supervisor is being told." in ana.text
    with floor.db.read() as session:
        (alert,) = session.scalars(select(Alert).where(Alert.what == "wants_help")).all()
    assert alert.responder_id == id_of(floor, "Ana")
    assert ("tell_supervisor", alert.id) in floor.later.jobs  # type: ignore[attr-defined]


def test_what_a_service_is_called_stays_words(floor: Runtime, ana: Desk) -> None:
    odd = "<script>alert(1)</script>'\"&<b>Ü"
    words = {"es": Words(odd, odd)}
    resources.add(floor, NewResource("odd", "health", words, phone="211"), "Sam")
    offer = talking(floor, "Ana")
    ana.open(f"/console/desk/calls/{offer}/services")
    assert "<script>alert" not in ana.shown.text
    assert odd in ana.text
    ana.open(f"/console/desk/calls/{offer}/services?speaks=yes")
    assert odd not in ana.text, "nobody knows what is spoken there"


# -- after it --------------------------------------------------------------------------------------


def over(rt: Runtime, who: str) -> str:
    """A call of theirs has just ended."""
    offer = talking(rt, who)
    rt.clock.forward(timedelta(minutes=5))  # type: ignore[attr-defined]
    endings.end(rt, row(rt, offer).call_id)
    return offer


def test_after_a_call_it_is_written_down_in_a_code_and_the_next_may_come(
    floor: Runtime, ana: Desk
) -> None:
    offer = over(floor, "Ana")
    ana.open("/console/desk")
    assert "Wrap up 2:00" in ana.text
    ana.send(f"/console/desk/calls/{offer}/wrap-up", outcome="pointed_on", do="ready")
    assert "You are ready for the next call." in ana.text
    assert row(floor, offer).outcome == "pointed_on"
    assert "1 calls" in ana.text
    assert "5:00 minutes talked" in ana.text
    assert "Pointed on to another place" in ana.text


def test_who_needs_a_rest_or_somebody_to_talk_to_says_so(floor: Runtime, ana: Desk) -> None:
    offer = over(floor, "Ana")
    ana.open("/console/desk")
    ana.send(f"/console/desk/calls/{offer}/wrap-up", outcome="talked", rest="15", talk="yes")
    assert "Rest well." in ana.text
    assert "A rest after a hard call" in ana.text
    with floor.db.read() as session:
        assert session.scalars(select(Alert.what)).all() == ["wants_to_talk"]
    assert "help.asked" in deeds(floor)


def test_a_call_that_was_not_written_down_stays_on_the_desk_for_a_while(
    floor: Runtime, ana: Desk, watch
) -> None:
    over(floor, "Ana")
    watch.forward(timedelta(minutes=3))
    assert "Your last call" in (ana.open("/console/desk"), ana.text)[1]
    watch.forward(timedelta(minutes=12))
    assert "Your last call" not in (ana.open("/console/desk"), ana.text)[1]


def test_the_day_says_how_often_others_were_asked_in_the_middle(floor: Runtime, ana: Desk) -> None:
    for _ in range(3):
        offered(floor, "Ben", OfferState.DECLINED)
    offered(floor, "Ana", OfferState.MISSED)
    ana.open("/console/desk")
    assert "1 times asked · others on duty: 3, in the middle" in ana.text
    assert "0 + 1" in ana.text


# -- live ------------------------------------------------------------------------------------------


def test_the_desk_is_asked_again_and_again_and_answers_only_what_is_new(
    floor: Runtime, ana: Desk, watch
) -> None:
    first = ana.client.get("/console/desk/now", base_url=HOST)
    asked = {"If-None-Match": first.headers["ETag"]}
    watch.forward(timedelta(seconds=5))
    assert ana.client.get("/console/desk/now", base_url=HOST, headers=asked).status_code == 304
    offered(floor, "Ana")
    fresh = ana.client.get("/console/desk/now", base_url=HOST, headers=asked)
    assert "A call for you" in fresh.text
    asked = {"If-None-Match": fresh.headers["ETag"]}
    watch.forward(timedelta(seconds=5))
    assert ana.client.get("/console/desk/now", base_url=HOST, headers=asked).status_code == 304


def test_two_desks_of_the_same_person_are_both_true(floor: Runtime, ana: Desk) -> None:
    other = Desk(floor).sign_in("Ana")
    offer = offered(floor, "Ana")
    for desk in (ana, other):
        assert "I take it" in (desk.open("/console/desk"), desk.text)[1]
    ana.send(f"/console/desk/offers/{offer}", do="decline")
    other.send(f"/console/desk/offers/{offer}", do="take")
    assert "That is over already" in other.text


def test_the_sound_is_theirs_to_turn_on(ana: Desk) -> None:
    assert "data-sound" not in ana.shown.text
    ana.send("/console/desk/sound", sound="on")
    assert " data-sound>" in ana.shown.text
    ana.send("/console/desk/sound", sound="off")
    assert "data-sound" not in ana.shown.text


def test_the_desk_speaks_spanish(floor: Runtime) -> None:
    desk = Desk(floor, **{"Accept-Language": "es"}).sign_in("Ana")
    offer = talking(floor, "Ana")
    desk.open("/console/desk")
    assert "Está hablando" in desk.text
    for path in ("text", "callback", "services"):
        desk.open(f"/console/desk/calls/{offer}/{path}")
        assert "Volver al puesto" in desk.text
