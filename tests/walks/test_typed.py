"""What becomes of what a caller types, and of what they answer when asked how it was?"""

import json
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event, select
from sqlalchemy.exc import OperationalError
from test_privacy import everything_in, written  # noqa: F401 - the log as production writes it
from town import CALLER, Town
from typing_town import CASE, EXTENSION, publish

from ivr.flow.position import Position
from ivr.models import Answer, CallState, Effect, Typed
from ivr.operations import sweeps, typed
from ivr.sandbox import Answers
from ivr.sandbox.legs import Leg

NUMBER = "20264471"
SPOKEN = "2 0 2, 6 4 4, 7 1"
RIGHT, AGAIN, SKIP = "1", "2", "#"


@pytest.fixture
def line(town: Town, tmp_path: Path) -> Town:
    """A line on which numbers are typed and questions are asked."""
    publish(town, tmp_path)
    return town


@pytest.fixture
def either_line(either_town: Town, tmp_path: Path) -> Town:
    """The same on SQLite and on PostgreSQL."""
    publish(either_town, tmp_path)
    return either_town


def rows(town: Town, table: type[Any]) -> list[Any]:
    """Every row of this table."""
    with town.rt.db.read() as session:
        return list(session.scalars(select(table)))


def kept(town: Town, place: str = CASE) -> str:
    """What the helpline itself can read of what was typed there."""
    return typed.read(town.rt, town.call().id, place)


def after(town: Town, *keys: str) -> Leg:
    """A caller who has pressed these at one question after another, and is being asked the next."""
    leg = town.dial(list(keys))
    town.wait_until("gathered", CALLER)
    for _ in keys[1:]:
        town.wait_until("gathered", CALLER)
    town.wait(3)
    return leg


def goes_on(town: Town, *keys: str) -> None:
    """The caller presses the first of these now, and the others one at each question to come."""
    leg = town.leg(CALLER)
    town.next_presses(leg, *keys[1:])
    for key in keys[0]:
        leg.press(key)


@contextmanager
def breaking(town: Town, *words: str) -> Iterator[None]:
    """No statement in which one of these words stands is carried out."""

    def refuses(_c: object, _u: object, statement: str, parameters: object, *_more: object) -> None:
        if any(word in statement for word in words):
            raise OperationalError(statement, parameters, Exception("the database is away"))

    event.listen(town.rt.db.engine, "before_cursor_execute", refuses)
    yield
    event.remove(town.rt.db.engine, "before_cursor_execute", refuses)


def test_a_number_is_kept_sealed_and_read_back_and_counts_once_it_is_right(
    either_line: Town,
) -> None:
    town = either_line
    leg = after(town, "2", f"{NUMBER}#")
    assert town.phrase("digits_whole", digits=SPOKEN) in " ".join(town.heard(leg))
    (row,) = rows(town, Typed)
    assert (row.place, row.confirmed_at, kept(town)) == (CASE, None, NUMBER)
    assert NUMBER.encode() not in row.digits
    goes_on(town, RIGHT, SKIP)
    town.wait_until("ended", CALLER)
    (row,) = rows(town, Typed)
    assert row.confirmed_at is not None
    assert (kept(town), town.call().ending) == (NUMBER, "goodbye")


def test_the_position_carries_the_name_of_the_row_and_no_digit_of_it(line: Town) -> None:
    after(line, "2", f"{NUMBER}#")
    sealed = line.next_address(CALLER).rpartition("/")[2]
    plain = line.rt.seal.open_text("position", sealed, line.call().sid)[4:]
    place = Position.from_bytes(plain)
    assert place.place == rows(line, Typed)[0].place
    told = plain.decode().replace(place.revision, "")
    assert not any(NUMBER[i : i + 3] in told for i in range(len(NUMBER) - 2))


def test_a_row_opens_for_its_own_call_and_place_only(line: Town) -> None:
    after(line, "2", f"{NUMBER}#")
    with line.rt.db.begin() as session:
        session.get_one(Typed, (line.call().id, CASE)).place = EXTENSION
    assert kept(line, EXTENSION) == ""


def test_who_changes_it_leaves_nothing_of_the_first(line: Town) -> None:
    after(line, "2", f"{NUMBER}#", AGAIN)
    assert rows(line, Typed) == []
    goes_on(line, "55501#", RIGHT, SKIP)
    line.wait_until("ended", CALLER)
    assert kept(line) == "55501"
    assert [row.confirmed_at is not None for row in rows(line, Typed)] == [True]


@pytest.mark.parametrize("answer", ["", "7", SKIP])
def test_only_the_key_for_right_makes_it_right(line: Town, answer: str) -> None:
    after(line, "2", f"{NUMBER}#")
    goes_on(line, answer)
    line.wait(15)
    assert rows(line, Typed) == []


def test_star_reads_it_back_again(line: Town) -> None:
    leg = after(line, "2", f"{NUMBER}#", "*")
    words = line.phrase("digits_whole", digits=SPOKEN)
    assert " ".join(line.heard(leg)).count(words) == 2
    goes_on(line, RIGHT, SKIP)
    line.wait_until("ended", CALLER)
    assert kept(line) == NUMBER


def test_star_asks_to_type_again_while_nobody_can_read_the_row(line: Town) -> None:
    leg = after(line, "2", f"{NUMBER}#")
    with breaking(line, "FROM typed"):
        leg.press("*")
        line.wait(1)
    assert line.words("case", "ask") in line.heard(leg)[-2:]
    goes_on(line, f"{NUMBER}#", RIGHT, SKIP)
    line.wait_until("ended", CALLER)
    assert kept(line) == NUMBER


def test_what_is_not_read_back_is_right_at_once(line: Town) -> None:
    after(line, "3", "4711")
    (row,) = rows(line, Typed)
    assert (row.place, row.confirmed_at is None, kept(line, EXTENSION)) == (
        EXTENSION,
        False,
        "4711",
    )


def test_every_webhook_brought_twice_keeps_one_row_and_counts_one_answer(
    either_line: Town,
) -> None:
    town = either_line
    town.post.doubles = True
    town.dial(["2", f"{NUMBER}#", AGAIN, "123456#", RIGHT, "1", "2"])
    town.wait_until("ended", CALLER)
    assert (kept(town), len(rows(town, Typed))) == ("123456", 1)
    assert sorted((row.question, row.choice, row.times) for row in rows(town, Answer)) == [
        ("felt_heard", "yes", 1),
        ("would_call_again", "no", 1),
    ]
    assert town.post.differing == []


def test_a_webhook_that_comes_late_brings_nothing_back(line: Town) -> None:
    leg = after(line, "2", f"{NUMBER}#")
    late = next(o for o in line.post.carried if (o.form or {}).get("Digits") == NUMBER)
    goes_on(line, AGAIN)
    line.wait(1)
    line.post.carrier.send(late)
    assert rows(line, Typed) == []
    goes_on(line, "55501#")
    line.wait(3)
    line.post.carrier.send(late)
    assert kept(line) == "55501"
    leg.hang_up()
    line.wait(5)
    line.post.carrier.send(late)
    assert kept(line) == "55501"


def test_the_number_told_first_by_a_late_webhook_does_not_replace_the_newer_one(line: Town) -> None:
    after(line, "2", f"{NUMBER}#")
    late = next(o for o in line.post.carried if (o.form or {}).get("Digits") == NUMBER)
    with line.rt.db.begin() as session:  # as if it had never arrived
        for effect in session.scalars(select(Effect).where(Effect.kind == "typed")):
            session.delete(effect)
    goes_on(line, AGAIN, "55501#")
    line.wait(5)
    assert kept(line) == "55501"
    line.post.carrier.send(late)
    assert kept(line) == "55501"


@pytest.mark.parametrize(
    ("key", "state", "danger"), [("0", CallState.WAITING, False), ("9", CallState.WAITING, True)]
)
def test_a_universal_key_alone_means_what_it_always_means(
    line: Town, key: str, state: CallState, danger: bool
) -> None:
    line.add("Ana", speaks="en", knows="harm")
    line.phone("Ana").behaves(Answers(after=60))
    after(line, "2", f"{key}#")
    call = line.call()
    assert (call.state, (call.need or {})["urgency"] == "danger") == (state, danger)
    assert rows(line, Typed) == []


@pytest.mark.parametrize("number", ["911", "112"])
def test_an_emergency_number_is_danger_and_is_not_kept(line: Town, number: str) -> None:
    line.add("Ana", speaks="en", knows="harm")
    line.phone("Ana").behaves(Answers(after=60))
    after(line, "2", f"{number}#")
    need = line.call().need or {}
    assert (need["urgency"], need["centre"], rows(line, Typed)) == ("danger", "county", [])


def test_of_three_hundred_keys_no_more_are_kept_than_were_asked_for(line: Town) -> None:
    after(line, "2", "1234567890" * 30)
    line.wait(90)
    assert [len(row.digits) - SEAL for row in rows(line, Typed)] == [10]


SEAL = 16
"""Bytes a seal is longer than what it seals."""

NONSENSE = {
    "300 digits": "7" * 300,
    "stars": "12*45",
    "hashes": "12#45",
    "star and digits": "*12345",
    "sql": "1'; DROP TABLE typed; --",
    "format": "{0} %s %(x)s \\u0000",
    "arabic-indic keys": "٢٠٢٦٤٤٧١",
    "minus": "-123456",
    "xml": "</Say><Dial>123456</Dial>",
    "nul": "1234\x0056",
    "spaces": " 123456 ",
}


@pytest.mark.parametrize("digits", NONSENSE.values(), ids=NONSENSE.keys())
def test_what_no_telephone_sends_is_kindly_asked_for_again(line: Town, digits: str) -> None:
    leg = after(line, "2")
    answer = line.posts(line.next_address(CALLER), CallSid=leg.sid, From=CALLER, Digits=digits)
    assert answer.status_code == 200
    assert line.words("case", "ask") in answer.text
    assert digits not in answer.text
    assert (rows(line, Typed), rows(line, Effect)) == ([], [])


def test_digits_written_in_another_script_are_kept_as_plain_ones(line: Town) -> None:
    leg = after(line, "2")
    path = line.next_address(CALLER)
    line.posts(path, CallSid=leg.sid, From=CALLER, SpeechResult="\u200f٢٠٢٦ ٤٤٧١")
    assert kept(line) == NUMBER


@pytest.mark.parametrize("words", [("INTO typed",), ("INTO effect",), ("",)])
def test_when_it_cannot_be_kept_the_caller_is_brought_to_somebody(
    line: Town, words: tuple[str, ...]
) -> None:
    line.phone("first duty phone").behaves(Answers(keys="1"))
    leg = after(line, "2")
    with breaking(line, *words):
        goes_on(line, f"{NUMBER}#")
        line.wait_until("ringing", "first duty phone")
    line.wait_until("bridged", "first duty phone")
    assert SPOKEN not in " ".join(line.heard(leg))
    assert rows(line, Typed) == []


def test_who_says_it_is_right_when_that_cannot_be_written_is_not_told_so(line: Town) -> None:
    line.phone("first duty phone").behaves(Answers(keys="1"))
    leg = after(line, "2", f"{NUMBER}#")
    with breaking(line, "UPDATE typed"):
        leg.press(RIGHT)
        line.wait_until("ringing", "first duty phone")
    line.wait_until("bridged", "first duty phone")
    assert [row.confirmed_at for row in rows(line, Typed)] == [None]


def passes(town: Town, time: timedelta) -> None:
    """So much time is over, and the clock looks for what must be forgotten."""
    town.clock.advance_to(town.clock.now() + time)
    sweeps.forget(town.rt)


def test_what_was_typed_is_erased_a_day_later(either_line: Town) -> None:
    town = either_line
    town.dial(["2", f"{NUMBER}#", RIGHT, SKIP])
    town.wait_until("ended", CALLER)
    passes(town, timedelta(hours=23, minutes=59))
    assert kept(town) == NUMBER
    passes(town, timedelta(minutes=2))
    assert rows(town, Typed) == []


def test_what_was_never_said_to_be_right_is_erased_after_the_call(either_line: Town) -> None:
    town = either_line
    leg = after(town, "2", f"{NUMBER}#")
    passes(town, timedelta(0))
    assert kept(town) == NUMBER
    leg.hang_up()
    town.wait(5)
    passes(town, timedelta(0))
    assert rows(town, Typed) == []


# -- who can learn what was typed -------------------------------------------------------------


def types_and_breaks(town: Town) -> None:
    """A call in which numbers are typed, kept, changed, refused by the database, and read back."""
    town.add("Ana", speaks="en", knows="harm")
    leg = after(town, "2", f"{NUMBER}#", "*", AGAIN, f"{NUMBER}#")
    with breaking(town, "typed"):
        leg.press(RIGHT)
        town.wait(5)
    leg.hang_up()
    for broken in ("INTO typed", ""):
        leg = after(town, "2")
        with breaking(town, broken):
            goes_on(town, f"{NUMBER}#")
            town.wait(20)
        leg.hang_up()
        town.wait(5)


def test_the_log_tells_no_digit_of_it(line: Town, written: Any) -> None:  # noqa: F811
    types_and_breaks(line)
    lines = written.getvalue().splitlines()
    problems = [json.loads(one) for one in lines if "typed digits not kept" in one]
    assert problems, "the database was away"
    assert all(set(one) <= ABOUT_A_PROBLEM for one in problems)
    assert betrayed(written.getvalue()) == []


ABOUT_A_PROBLEM = {"at", "level", "part", "what", "call", "problem", "where"}


def test_no_exception_carries_it(line: Town, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    types_and_breaks(line)
    told = [
        repr(r.exc_info[1]) + str(r.exc_info[1].__cause__) for r in caplog.records if r.exc_info
    ]
    assert told
    assert betrayed("\n".join([*told, *(r.getMessage() for r in caplog.records)])) == []


def test_redis_and_jobs_never_hold_it(line: Town) -> None:
    seen: list[str] = []
    remember = line.later.ask

    def look(queue: str, job: str, subject: str) -> None:
        remember(queue, job, subject)
        seen.extend([everything_in(line.rt.redis), f"{queue} {job} {subject}"])

    line.later.ask = look  # type: ignore[method-assign]
    types_and_breaks(line)
    line.dial("1")
    line.wait(20)
    assert seen
    assert betrayed("\n".join([*seen, everything_in(line.rt.redis)])) == []


def test_no_address_and_no_document_tells_it_but_the_reading_back(line: Town) -> None:
    types_and_breaks(line)
    urls = [outgoing.url for outgoing in line.post.carried]
    bodies = [str(e.details["body"]) for e in line.events("requested")]
    assert betrayed("\n".join(urls)) == []
    read_back = line.phrase("digits_whole", digits=SPOKEN)
    assert any(read_back in body for body in bodies)
    assert betrayed("\n".join(body.replace(read_back, "") for body in bodies)) == []


def betrayed(text: str) -> list[str]:
    """Which ways of writing the number stand in this text."""
    ways = [NUMBER, SPOKEN, " ".join(NUMBER), NUMBER[::-1], NUMBER.encode().hex()]
    return [way for way in ways if way in text]


def test_no_table_holds_it_in_the_clear(line: Town) -> None:
    after(line, "2", f"{NUMBER}#")
    with line.rt.db.engine.connect() as connection:
        dump = "\n".join(connection.connection.dbapi_connection.iterdump())  # type: ignore[union-attr]
    assert "typed" in dump
    assert betrayed(dump) == []


# -- how it was ---------------------------------------------------------------------------------


def asked_how_it_was(town: Town, *answers: str) -> None:
    """A caller who types an extension, answers, and is gone."""
    town.dial(["3", "4711", *answers])
    town.wait_until("ended", CALLER)


def test_an_answer_is_a_code_with_its_hour_and_leads_to_no_call(either_line: Town) -> None:
    town = either_line
    asked_how_it_was(town, "2", "1")
    answers = {(row.question, row.choice): row for row in rows(town, Answer)}
    assert set(answers) == {("felt_heard", "no"), ("would_call_again", "yes")}
    for row in answers.values():
        assert (row.flow, row.step, row.language) == ("welcome", "how_was_it", "en")
        assert (row.period, row.times) == ("2027-03-05T22", 1)
        told = " ".join(str(getattr(row, column.name)) for column in Answer.__table__.columns)
        call = town.call()
        assert not [s for s in (CALLER, CALLER[1:], call.id, call.sid) if s in told]


@pytest.mark.parametrize(("answers", "counted"), [((SKIP,), 0), (("",), 0), (("1", SKIP), 1)])
def test_it_can_be_left_at_any_question(line: Town, answers: tuple[str, ...], counted: int) -> None:
    asked_how_it_was(line, *answers)
    assert (len(rows(line, Answer)), line.call().ending) == (counted, "goodbye")


def test_an_answer_that_cannot_be_counted_disturbs_nobody(line: Town) -> None:
    with breaking(line, "INTO answer"):
        asked_how_it_was(line, "1", "2")
    assert (rows(line, Answer), line.call().ending) == ([], "goodbye")
    assert line.rung() == []


# -- what goes with a caller into the line ------------------------------------------------------

KEEP_WAITING, AGREE = "1", "2"


def test_somebody_else_is_rung_only_after_the_caller_agreed(line: Town) -> None:
    line.add("Ben", speaks="en", knows="fraud")
    leg = line.dial(["1", KEEP_WAITING])
    line.wait(60)
    assert (line.rung(), (line.call().need or {})["agreed"]) == ([], [])
    assert line.phrase("ask_any_specialty", key=AGREE) in line.heard(leg)
    leg.press(AGREE)
    line.wait_until("joined", CALLER)
    assert (line.call().need or {})["agreed"] == ["any_specialty"]
    assert line.in_one_room(leg, "Ben")


def test_what_was_agreed_is_remembered_when_redis_forgets(line: Town) -> None:
    leg = line.dial(["1", KEEP_WAITING])
    line.wait(35)
    leg.press(AGREE)
    line.wait(5)
    line.flush_redis()
    line.add("Ben", speaks="en", knows="fraud")
    line.wait_until("joined", CALLER)
    assert line.in_one_room(leg, "Ben")


def test_what_nobody_can_bring_is_never_asked_about(line: Town) -> None:
    leg = line.dial(["1", KEEP_WAITING])
    line.wait(120)
    said = " ".join(line.heard(leg))
    assert line.phrase("ask_any_specialty", key="2") in said
    assert line.phrase("ask_interpreter", key="3") not in said


def test_the_place_a_caller_chose_stands_beside_their_need(line: Town) -> None:
    line.add("Ana", speaks="en", knows="harm")
    line.phone("Ana").behaves(Answers(after=60))
    after(line, "4")
    need = line.call().need or {}
    assert (need["wishes"], need["ring_for"], need["centre"]) == ({"area": "north"}, 12.0, "")


# -- what nobody carries out is never promised --------------------------------------------------


def test_a_call_back_is_neither_offered_nor_promised(line: Town) -> None:
    leg = line.dial(["1", KEEP_WAITING])
    line.wait(40)
    assert "To be called at a safe time" not in " ".join(line.heard(leg))
    leg.press("1")
    line.wait(10)
    said = " ".join(line.heard(leg))
    assert line.words("no_call") in said
    assert line.words("call_me", "ask_first") not in said
    assert (line.call().state, rows(line, Typed)) == (CallState.WAITING, [])


def test_a_message_is_not_asked_for(line: Town) -> None:
    line.phone("first duty phone").behaves(Answers(keys="1"))
    leg = line.dial(["1", "2"])
    line.wait_until("bridged", "first duty phone")
    assert line.words("leave_message", "ask_first") not in " ".join(line.heard(leg))
    assert line.rung() == ["first duty phone"]
