"""What is kept of what callers chose, what would a draft change for them, and whom does it tell?"""

from datetime import timedelta

import pytest
from sqlalchemy import inspect, select, text
from test_privacy import everything_in
from town import CALLER, NEUTRAL, PHONES, SECOND_CALLER, THIRD_CALLER, Town

from ivr.environment import ROOT
from ivr.flow.book import Book
from ivr.flow.proofs.replay import alike, replayed
from ivr.flow.proofs.replayed import Replayed
from ivr.flow.reader import read_folder, read_set
from ivr.models import Call, StepHeard
from ivr.operations import steps
from ivr.queries import paths
from ivr.sandbox import ByHand

YES, LIST, KEEP_WAITING, OTHER_PLACES = "1", "1", "1", "3"
TALK, FAMILY, SOMETHING_ELSE, CHOICES = "1", "2", "3", "4"


def way(town: Town) -> list[tuple[str, str, str]]:
    """What is kept of the only call: each step, what was chosen there, and where it led."""
    with town.rt.db.read() as session:
        (one,) = paths.paths(session, *last_days(town))
    assert all(choice.step for choice in one.choices)
    return [
        (choice.step.removeprefix("welcome."), choice.code, choice.to) for choice in one.choices
    ]


def last_days(town: Town) -> tuple:
    """The last week, up to this moment."""
    now = town.clock.now() + timedelta(minutes=1)
    return now - timedelta(days=7), now


def draft(*changes: tuple[str, str, str]) -> Book:
    """The shipped flows with changes: a file, what stands there, and what stands there instead."""
    files = read_folder(ROOT / "callflows")
    for name, old, new in changes:
        assert files[name].count(old) == 1, old
        files[name] = files[name].replace(old, new)
    return read_set(files, allow_test_numbers=True)


def played(town: Town, book: Book) -> Replayed:
    """Every call of the last days on this draft."""
    with town.rt.db.read() as session:
        calls = list(paths.paths(session, *last_days(town)))
    books = town.rt.books.readable({call.revision for call in calls})
    return replayed(books, book, alike(books, book, calls))


def calls_once(town: Town, *keys: str, number: str = CALLER, withheld: bool = False) -> None:
    """Somebody dials, presses these, waits a little and hangs up; what they chose is kept."""
    leg = town.dial(list(keys), number=number, withheld=withheld)
    town.wait(25)
    leg.hang_up()
    town.wait(25)


def test_every_choice_of_a_call_is_kept_in_its_order(either_town: Town) -> None:
    town = either_town
    town.dial(["2", TALK, KEEP_WAITING, LIST, YES])
    town.wait(60)
    assert way(town) == [
        ("hello", "offer.1", "welcome.main_menu"),
        ("main_menu", "choices.0", "welcome.person"),
        ("person", "nobody", "welcome.everyone_busy"),
        ("everyone_busy", "choices.0", "welcome.person"),
        ("person", "while_waiting.offer.0", "welcome.text_me"),
        ("text_me", "kind", "welcome.person"),
    ]


def test_silence_counts_in_a_menu_and_not_in_the_line(town: Town) -> None:
    town.add("Ana")
    town.phone("Ana").behaves(ByHand())
    town.dial([])
    town.wait_until("ringing", "Ana")
    town.wait(20)
    assert way(town) == [
        ("hello", "silent", "welcome.main_menu"),
        ("main_menu", "silent", "welcome.person"),
    ]


def test_a_caller_who_is_asked_again_whether_to_wait_is_followed(town: Town) -> None:
    town.add("Ana")
    town.phone("Ana").behaves(town.presses("2"))
    town.dial(["1", TALK, *[""] * 60])
    town.wait(380)
    assert ("person", "nobody", "welcome.everyone_busy") in way(town)


def test_a_text_that_cannot_be_promised_counts_as_failed(town: Town) -> None:
    town.phone(CALLER).text(NEUTRAL, "STOP")
    town.wait(1)
    town.dial(["1", TALK, KEEP_WAITING, LIST, YES])
    town.wait(30)
    assert way(town)[-1] == ("text_me", "failed", "welcome.person")


def test_the_same_webhook_twice_is_kept_once(town: Town) -> None:
    town.post.doubles = True
    calls_once(town, "1", TALK, KEEP_WAITING)
    assert len(way(town)) == 4


def test_a_draft_is_told_how_many_of_these_calls_would_end_differently(either_town: Town) -> None:
    town = either_town
    for _ in range(3):
        calls_once(town, "1", CHOICES, "1")
    calls_once(town, "2", CHOICES, "1", number=SECOND_CALLER)
    calls_once(town, "2", TALK, number=SECOND_CALLER)
    calls_once(town, "1", FAMILY, withheld=True, number=THIRD_CALLER)
    calls_once(town)
    assert played(town, draft()) == Replayed(7, ())

    to_a_person = draft(
        ("welcome.yaml", "        mark: legal\n        go: reporting", "        go: person"),
    )
    found = played(town, to_a_person)
    assert (found.differently, found.calls, found.not_played) == (4, 7, 0)
    ((change, calls),) = found.changes
    assert change.sentence(str(calls)) == (
        "4 calls that chose “For the police, court and your rights” at welcome.your_choices now "
        "reach welcome.person; they reached reporting.tell."
    )


def test_a_call_of_an_hour_that_the_draft_closes_is_counted(town: Town) -> None:
    calls_once(town, "1", TALK)
    hours = "our_hours:\n    every_day: 00:00-24:00"
    found = played(town, draft(("settings.yaml", hours, "our_hours:\n    every_day: 08:00-12:00")))
    ((change, _),) = found.changes
    assert change.sentence("1", one=True) == (
        "1 call that chose English at welcome.hello now reaches closed.shut; it reached "
        "welcome.main_menu."
    )


def test_redis_away_costs_the_caller_nothing_and_the_call_is_told_as_lost(town: Town) -> None:
    leg = town.dial(["1", TALK, KEEP_WAITING])
    town.wait(0.5)
    town.lose_redis()
    town.wait_until("pressed", CALLER)
    town.wait(0.5)
    town.find_redis()
    town.wait(25)
    leg.hang_up()
    town.wait(20)
    assert town.words("everyone_busy") in " ".join(town.heard(leg))
    found = played(town, draft())
    assert (found.calls, found.not_played) == (0, 1)


def test_nothing_that_is_kept_says_whom_it_is_about(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    in_redis: list[str] = []
    note = steps.note

    def noted(*given: object) -> None:
        note(*given)  # type: ignore[arg-type]
        in_redis.append(everything_in(town.rt.redis))

    monkeypatch.setattr(steps, "note", noted)
    calls_once(town, "2", CHOICES, "1", "1")
    calls_once(town, "1", TALK, KEEP_WAITING, LIST, YES, number=SECOND_CALLER)
    with town.rt.db.read() as session:
        rows = session.execute(text("SELECT * FROM step_heard")).all()
        ids = session.execute(select(Call.id, Call.sid)).all()
    assert len(rows) >= 9
    assert any("{helpline}:steps" in seen for seen in in_redis)
    everything = "\n".join([*map(str, rows), *in_redis])
    streamed = "\n".join(line for seen in in_redis for line in seen.splitlines() if "steps" in line)
    for number in (CALLER, SECOND_CALLER, *PHONES.values()):
        assert number.lstrip("+") not in everything
    for call_id, sid in ids:
        assert call_id not in "\n".join([streamed, *map(str, rows)])
        assert sid not in streamed + "".join(map(str, rows))


def test_a_choice_is_no_key(town: Town) -> None:
    """What is kept is the same whichever key a choice has: the codes are places in a file."""
    calls_once(town, "2", SOMETHING_ELSE, "4")
    with town.rt.db.read() as session:
        kept = session.scalars(select(StepHeard.choice).order_by(StepHeard.id)).all()
    assert kept == ["begins", "offer.1", "choices.2", "choices.3", "silent"]
    columns = {column["name"] for column in inspect(town.rt.db.engine).get_columns("step_heard")}
    assert columns == {
        "id", "path", "turn", "revision", "step", "choice", "led_to", "language", "at",
    }  # fmt: skip


def test_who_reads_the_table_cannot_join_it_to_the_calls(town: Town) -> None:
    calls_once(town, "1", TALK)
    calls_once(town, "1", TALK)
    joined = select(StepHeard.path).join(Call, Call.id == StepHeard.path)
    with town.rt.db.read() as session:
        assert session.scalars(joined).all() == []
        assert len(set(session.scalars(select(StepHeard.path)))) == 2
