"""What becomes of what a caller types?"""

from datetime import timedelta

import pytest
from sqlalchemy import select
from town import CALLER, Town
from typing_town import (
    AGAIN,
    CASE,
    EXTENSION,
    NUMBER,
    RIGHT,
    SKIP,
    SPOKEN,
    after,
    breaking,
    goes_on,
    kept,
    rows,
)

from ivr.flow.position import Position
from ivr.models import Answer, CallState, Effect, Typed
from ivr.operations import retention
from ivr.sandbox import Answers


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
    retention.forget_all(town.rt)


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
