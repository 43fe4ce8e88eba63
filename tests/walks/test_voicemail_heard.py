"""Who is told of a message, who hears it, and when is nothing left of it?"""

import json
from datetime import timedelta

import pytest
from sqlalchemy import select
from town import CALLER, NEUTRAL, SECOND_CALLER, Town
from voicemail_town import (
    DUTY,
    WORDS,
    an_hour_passes,
    at_the_tone,
    leaves,
    passes,
    publish,
    row,
    rows,
    sounds,
    texts,
    there,
)

from ivr.models import AuditEntry, Door, MonthTotal, VoicemailState
from ivr.operations import erasures, voicemail_ends
from ivr.operations.voicemail_ends import NoSuchVoicemail

KEPT, NOTHING = VoicemailState.KEPT, VoicemailState.NOTHING
WEEK = timedelta(days=7)


# -- who is told ----------------------------------------------------------------------------------


def test_those_on_duty_are_told_in_words_that_say_nothing(answering: Town) -> None:
    answering.add("Ana", speaks="en", knows="advocacy")
    answering.add("Ben", speaks="en", knows="advocacy", on_duty=False)
    leaves(answering)
    answering.wait(30)
    code = row(answering).id[:6]
    assert texts(answering, "Ana") == [f"Please look: {code}."]
    assert (texts(answering, "Ben"), texts(answering, DUTY)) == ([], [])
    assert {text.from_ for text in answering.phone("Ana").inbox} == {NEUTRAL}


def test_with_nobody_on_duty_the_duty_phone_is_told(answering: Town) -> None:
    leaves(answering)
    answering.wait(30)
    assert texts(answering, DUTY) == [f"Please look: {row(answering).id[:6]}."]


def test_a_responder_who_said_stop_is_not_texted_and_somebody_else_is(answering: Town) -> None:
    answering.add("Ana", speaks="en", knows="advocacy")
    answering.phone("Ana").text(NEUTRAL, "STOP")
    answering.wait(2)
    leaves(answering)
    answering.wait(20)
    an_hour_passes(answering)
    assert not [text for text in texts(answering, "Ana") if text.startswith("Please")]
    assert len(texts(answering, DUTY)) == 1


def test_nobody_is_told_of_silence(answering: Town) -> None:
    at_the_tone(answering).press("#")
    answering.wait(60)
    assert texts(answering, DUTY) == []


def test_it_is_told_again_until_somebody_has_heard_it(answering: Town) -> None:
    answering.add("Ana", speaks="en", knows="advocacy")
    leaves(answering)
    answering.wait(20)
    an_hour_passes(answering)
    assert (len(texts(answering, "Ana")), len(texts(answering, DUTY))) == (2, 1)
    voicemail_ends.listen(answering.rt, row(answering).id, "Ana")
    an_hour_passes(answering, 3)
    assert len(texts(answering, "Ana")) == 2


def test_it_is_not_told_for_ever(answering: Town) -> None:
    leaves(answering)
    answering.wait(20)
    an_hour_passes(answering, 9)
    assert (len(texts(answering, DUTY)), row(answering).alert_at) == (6, None)


@pytest.mark.parametrize("how", [{"status": 500, "code": 20500}, {"status": 429, "code": 20429}])
def test_an_alert_that_was_not_taken_is_told_again_soon(
    answering: Town, how: dict[str, int]
) -> None:
    answering.rest.fails("POST", "/Messages", times=2, **how)
    leaves(answering)
    answering.wait(240)
    assert len(texts(answering, DUTY)) == 1


def test_an_alert_whose_answer_was_lost_is_told_twice_rather_than_never(answering: Town) -> None:
    answering.rest.fails("POST", "/Messages", done=True)
    leaves(answering)
    answering.wait(240)
    assert len(texts(answering, DUTY)) == 2


# -- who hears it, and its end ---------------------------------------------------------------------


def audited(town: Town) -> list[tuple[str, str, str]]:
    """Who did what with which message."""
    with town.rt.db.read() as session:
        entries = session.scalars(select(AuditEntry).order_by(AuditEntry.number))
        return [(e.who, e.what, e.subject) for e in entries if e.what.startswith("voicemail")]


def test_whoever_listens_stands_in_the_audit(answering: Town) -> None:
    leaves(answering)
    answering.wait(30)
    left = row(answering).id
    sound = voicemail_ends.listen(answering.rt, left[:6], "Ana")
    voicemail_ends.done(answering.rt, left[:6], "Sam")
    assert [sound] == sounds(answering)
    assert audited(answering) == [("Ana", "voicemail.heard", left), ("Sam", "voicemail.done", left)]


@pytest.mark.parametrize("begins", ["", "a", "%%%%", "____", "zzzzzz", "a' OR 1=1", "é" * 6])
def test_what_names_no_message_is_heard_by_nobody(answering: Town, begins: str) -> None:
    leaves(answering)
    answering.wait(30)
    with pytest.raises(NoSuchVoicemail):
        voicemail_ends.listen(answering.rt, begins, "Ana")
    assert audited(answering) == []


def test_a_message_opens_as_itself_only(answering: Town) -> None:
    leaves(answering)
    answering.wait(30)
    left = row(answering).id
    kept = answering.rt.seal
    sealed = kept.close("voicemail", sounds(answering)[0], left)
    assert b"RIFF" not in sealed
    with pytest.raises(ValueError, match="voicemail"):
        kept.open("voicemail", sealed, "another")


def test_after_its_days_only_a_number_stays(answering: Town) -> None:
    leaves(answering)
    answering.wait(30)
    passes(answering, WEEK - timedelta(minutes=10))
    assert len(sounds(answering)) == 1
    passes(answering, timedelta(minutes=10))
    assert (rows(answering), sounds(answering)) == ([], [])
    with answering.rt.db.read() as session:
        left = select(MonthTotal.code, MonthTotal.times).where(MonthTotal.what == "voicemail")
        assert session.execute(left).all() == [("unheard", 1)]


def test_a_message_that_never_came_home_is_deleted_at_the_phone_company_all_the_same(
    answering: Town,
) -> None:
    fault = answering.rest.fails("GET", ".wav", status=500, times=10**6)
    leaves(answering)
    answering.wait(60)
    assert there(answering) == 1
    passes(answering, WEEK)
    fault.times = 0
    passes(answering, timedelta(0))
    passes(answering, timedelta(0))
    assert (there(answering), sounds(answering), rows(answering)) == (0, [], [])


def test_a_message_that_is_erased_while_it_is_recorded_is_kept_by_nobody(answering: Town) -> None:
    leg = at_the_tone(answering)
    leg.speak(WORDS)
    answering.wait(3)
    with answering.rt.db.begin() as session:
        voicemail_ends.erase_of_calls(answering.rt, session, [answering.call().id])
    answering.wait(3)
    leg.hang_up()
    answering.wait(300)
    assert (there(answering), sounds(answering)) == (0, [])
    assert texts(answering, DUTY) == []


def test_who_erases_one_before_its_time_stands_in_the_audit(answering: Town) -> None:
    leaves(answering)
    answering.wait(30)
    left = voicemail_ends.erase(answering.rt, row(answering).id[:8], "Sam")
    assert (sounds(answering), audited(answering)) == ([], [("Sam", "voicemail.erased", left)])


# -- what it tells to others ----------------------------------------------------------------------


def test_nothing_that_was_said_and_nobody_stands_where_others_read(
    answering: Town, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("DEBUG", logger="helpline")
    answering.rest.fails("GET", ".wav", status=500, times=2)
    leaves(answering)
    answering.wait(120)
    record = [json.dumps(getattr(one, "facts", {})) + one.getMessage() for one in caplog.records]
    urls = [outgoing.url for outgoing in answering.post.carried]
    seen = "\n".join([*record, *urls, *texts(answering, DUTY)])
    assert caplog.records
    for secret in (CALLER, CALLER.lstrip("+"), "Maria", "sister", "+12125550190"):
        assert secret not in seen
    assert not any("?" in url for url in urls)


# -- who is forgotten, and where it is kept -------------------------------------------------------


def test_who_asks_to_be_forgotten_takes_the_message_along(answering: Town) -> None:
    leaves(answering)
    leaves(answering, number=SECOND_CALLER)
    answering.wait(30)
    theirs, other = (one.id for one in rows(answering))
    erasures.by_number(answering.rt, CALLER, Door.STAFF, "Sam")
    answering.wait(150)
    assert len(sounds(answering)) == 1
    states = {one.id: one.state for one in rows(answering)}
    assert (states.get(theirs, VoicemailState.ERASED), states[other]) == (
        VoicemailState.ERASED,
        KEPT,
    )


def test_a_message_is_kept_alike_in_either_database(either_town: Town) -> None:
    town = either_town
    publish(town)
    leaves(town)
    town.wait(30)
    assert (row(town).state, len(sounds(town)), there(town)) == (KEPT, 1, 0)
    assert voicemail_ends.listen(town.rt, row(town).id[:6], "Ana") == sounds(town)[0]
    passes(town, WEEK)
    assert (rows(town), sounds(town)) == ([], [])
