"""What is promised, who sees to it, and who hears what was left for us?"""

import base64
import re
from datetime import timedelta

import pytest
from records import call
from sqlalchemy import select
from staff import Arrive, code

from ivr.models import (
    AuditEntry,
    Callback,
    CallbackState,
    Consent,
    Message,
    MessageState,
    Voicemail,
    VoicemailSound,
    VoicemailState,
    new_id,
)
from ivr.operations import callbacks, series
from ivr.operations.callbacks import Wish
from ivr.operations.consents import Given
from ivr.operations.series import Every, NewSeries
from ivr.runtime import Runtime
from routing.need import Need

KIT = "+12125550123"
SOUND = b"RIFF0000WAVEfmt and what was said"
PAGE = "/console/callbacks"


def promise(rt: Runtime) -> str:
    wish = Wish(Given(KIT, "callback", language="es"), Need("es", "domestic_abuse"))
    with rt.db.begin() as session:
        return callbacks.promise(rt, session, wish).id


def state(rt: Runtime, callback_id: str) -> str:
    with rt.db.read() as session:
        return str(session.get_one(Callback, callback_id).state)


def deeds(rt: Runtime, family: str) -> list[tuple[str, str]]:
    with rt.db.read() as session:
        entries = session.scalars(select(AuditEntry).order_by(AuditEntry.number)).all()
    return [(one.who, one.what) for one in entries if one.what.startswith(family)]


def test_with_nothing_promised_the_page_says_what_will_stand_there(
    open_rt: Runtime, arrive: Arrive
) -> None:
    desk = arrive("Sam")
    desk.open(PAGE)
    for said in ("No call is promised.", "No message waits.", "No text waits", "No series goes on"):
        assert said in desk.text


def test_what_is_overdue_comes_first_and_ends_by_somebodys_hand_which_can_be_taken_back(
    open_rt: Runtime, arrive: Arrive, watch
) -> None:
    rt, late = open_rt, promise(open_rt)
    watch.forward(timedelta(minutes=31))
    promise(rt)
    desk = arrive("Sam")
    desk.open(PAGE)
    assert "1 promised call should have been made by now." in desk.text
    first = re.search(r'href="/console/callbacks/(\w+)"', desk.shown.text)
    assert first
    assert first[1] == late
    assert "Overdue" in desk.text
    desk.open(f"{PAGE}/{late}")
    assert "Harm by a partner or family" in desk.text
    assert desk.send(f"{PAGE}/{late}").status_code == 422
    assert "Choose what became of it." in desk.text
    desk.send(f"{PAGE}/{late}", do="kept")
    assert "Undo stands beside it" in desk.text
    assert state(rt, late) == CallbackState.KEPT
    desk.send(f"{PAGE}/{late}", do="reopen")
    assert "The promise stands again." in desk.text
    assert state(rt, late) == CallbackState.PROMISED
    assert not re.search(r"555.?01", desk.shown.text), "never a number"
    for do, ends in (("declined", "declined"), ("reopen", "promised"), ("expired", "expired")):
        desk.send(f"{PAGE}/{late}", do=do)
        assert state(rt, late) == ends
    desk.send(f"{PAGE}/{late}", do="handed_over")
    assert "That promise had ended already" in desk.text
    assert {who for who, _ in deeds(rt, "callback.")} == {"Sam"}
    assert desk.open(f"{PAGE}/{'0' * 32}").status_code == 404
    assert desk.open(f"{PAGE}/{late}").status_code == 404


@pytest.fixture
def left(open_rt: Runtime) -> str:
    """A message that somebody left; what a list calls it."""
    rt, called = open_rt, call(open_rt)
    row = Voicemail(
        id="3f9a1c" + "0" * 14, call_id=called, place="welcome.message", language="es",
        alert="supervisor", longest=120, state=VoicemailState.KEPT, asked_at=rt.now(), seconds=42,
        keep_until=rt.now() + timedelta(days=7), alert_at=rt.now(),
    )  # fmt: skip
    with rt.db.begin() as session:
        session.add(row)
        session.flush()
        sealed = rt.seal.close("voicemail", SOUND, "3f9a1c" + "0" * 14)
        session.add(VoicemailSound(voicemail_id="3f9a1c" + "0" * 14, sealed=sealed))
    return "3f9a1c"


def test_a_message_is_heard_with_a_fresh_code_once_for_every_word_in_the_audit(
    open_rt: Runtime, left: str, arrive: Arrive, watch
) -> None:
    rt, desk, page = open_rt, arrive("Sam"), f"{PAGE}/voicemail/{left}"
    desk.open(PAGE)
    assert "42 seconds New" in desk.text
    watch.forward(timedelta(minutes=11))
    desk.open(page)
    assert desk.shown.request.path == "/console/prove"
    desk.send("/console/prove", code=code(rt))
    assert desk.shown.request.path == page
    assert "audio" not in desk.shown.text.partition("<main")[2].partition("<form")[0]
    assert deeds(rt, "voicemail.") == [], "looking at the page is not listening"
    desk.send(page, do="listen")
    assert base64.b64encode(SOUND).decode() in desk.shown.text
    assert "media-src data:" in desk.shown.headers["Content-Security-Policy"]
    assert desk.shown.headers["Cache-Control"] == "no-store"
    assert deeds(rt, "voicemail.") == [("Sam", "voicemail.heard")]
    desk.open(page)
    assert base64.b64encode(SOUND).decode() not in desk.shown.text
    assert "media-src" not in desk.shown.headers["Content-Security-Policy"]
    desk.send(page, do="done")
    assert "The message is done." in desk.text
    desk.open(page)
    assert desk.send(page, do="erase").status_code == 422, "it was not ticked"
    desk.send(page, do="erase", sure="yes")
    assert "The message is erased." in desk.text
    assert [what for _, what in deeds(rt, "voicemail.")] == [
        "voicemail.heard",
        "voicemail.done",
        "voicemail.erased",
    ]
    desk.open(page)
    assert desk.send(page, do="listen").status_code == 200
    assert "There is nothing to hear" in desk.text
    assert desk.open(f"{PAGE}/voicemail/ffffff").status_code == 404


def test_texts_that_failed_come_before_those_that_wait_and_old_ones_not_at_all(
    open_rt: Runtime, arrive: Arrive
) -> None:
    rt, live = open_rt, open_rt.books.live().short
    rows = (
        (MessageState.PROMISED, 0, None),
        (MessageState.UNDELIVERED, 1, "<b>30003"),
        (MessageState.REFUSED, 9, "opted_out"),
        (MessageState.DELIVERED, 1, None),
    )
    with rt.db.begin() as session:
        consent = Consent(id=new_id(), purpose="text", given_at=rt.now())
        session.add(consent)
        session.flush()
        for how, days, reason in rows:
            at = rt.now() - timedelta(days=days)
            one = Message(id=new_id(), consent_id=consent.id, template="general_list", state=how)
            one.language, one.revision, one.promised_at, one.reason = "es", live, at, reason
            session.add(one)
    desk = arrive("Sam")
    desk.open(PAGE)
    texts = desk.text.partition("sent twice.")[2].partition("Series of texts")[0]
    assert re.search("did not arrive <b>30003.*waits for its time", texts)
    assert texts.count("general_list") == 2
    assert "<b>30003" not in desk.shown.text


def test_a_series_is_stopped_after_it_was_said_what_that_means(
    open_rt: Runtime, arrive: Arrive
) -> None:
    rt, now = open_rt, open_rt.now()
    ends = now + timedelta(days=60)
    new = NewSeries(KIT, "list_again", "es", Every.WEEK, now + timedelta(days=1), ends)
    made = series.promise(rt, new, "Ana")
    desk = arrive("Sam")
    desk.open(PAGE)
    assert "every 7 days" in desk.text
    page = f"{PAGE}/series/{made[:6]}"
    desk.open(page)
    assert "This cannot be taken back" in desk.text
    desk.send(page)
    assert "The texts are stopped." in desk.text
    assert ("Sam", "series.stopped") in deeds(rt, "series.")
    assert desk.open(page).status_code == 404
