"""Is it known how often each choice was made, which never was, and where callers left?"""

from datetime import datetime, timedelta

import pytest

from ivr.flow.book import Book
from ivr.flow.choices import Chosen
from ivr.flow.reader import read_set
from ivr.operations import flows, steps
from ivr.queries import paths
from ivr.queries.steps import LeftAt, keys_pressed, left_at, pressed
from ivr.runtime import Runtime

MENU, PERSON, OTHERS = "welcome.main_menu", "welcome.person", "welcome.other_lines"
DAYS_90 = timedelta(days=90)


@pytest.fixture
def live(small_rt: Runtime) -> Book:
    """The small set, live."""
    flows.publish(small_rt)
    return small_rt.books.live()


def call(rt: Runtime, book: Book, name: str, *choices: tuple[str, str]) -> None:
    """A call that comes to the menu, makes these choices there, and is led there by them."""
    noted = [
        Chosen(0, "welcome.hello", "begins", "welcome.hello", "en"),
        Chosen(1, "welcome.hello", "offer.0", MENU, "en"),
        *(Chosen(n, MENU, code, to, "en") for n, (code, to) in enumerate(choices, 2)),
    ]
    steps.note(rt, name, book.short, noted)
    steps.drain(rt)


def within(rt: Runtime) -> tuple[datetime, datetime]:
    """The last ninety days, this minute included."""
    return rt.now() - DAYS_90, rt.now() + timedelta(minutes=1)


def changed(written, *edits) -> Book:
    """The small set with changes."""
    return read_set(written(*edits), allow_test_numbers=True)


def test_calls_are_counted_for_each_choice(small_rt: Runtime, live: Book) -> None:
    call(small_rt, live, "a", ("choices.0", PERSON))
    call(small_rt, live, "b", ("choices.0", PERSON))
    call(small_rt, live, "c", ("unclear", MENU), ("choices.2", OTHERS))
    with small_rt.db.read() as session:
        found = {(one.step, one.choice): one.calls for one in pressed(session, *within(small_rt))}
        nothing = pressed(session, small_rt.now() - DAYS_90, small_rt.now() - timedelta(days=1))
    assert found == {
        ("welcome.hello", "offer.0"): 3,
        (MENU, "choices.0"): 2,
        (MENU, "unclear"): 1,
        (MENU, "choices.2"): 1,
    }
    assert nothing == []


def test_where_callers_left_is_told_with_how_many_came_there(small_rt: Runtime, live: Book) -> None:
    call(small_rt, live, "a", ("unclear", MENU), ("choices.0", PERSON))
    call(small_rt, live, "b")
    call(small_rt, live, "c", ("choices.2", OTHERS))
    with small_rt.db.read() as session:
        assert left_at(session, *within(small_rt)) == [
            LeftAt("welcome.hello", 3, 0),
            LeftAt(MENU, 3, 1),
            LeftAt(OTHERS, 1, 1),
            LeftAt(PERSON, 1, 1),
        ]


def test_before_90_days_are_known_nothing_is_said_to_be_never_pressed(
    small_rt: Runtime, live: Book, watch
) -> None:
    with small_rt.db.read() as session:
        assert keys_pressed(session, small_rt.books, live, within(small_rt)[0]) is None
    call(small_rt, live, "a", ("choices.0", PERSON))
    watch.forward(timedelta(days=89))
    with small_rt.db.read() as session:
        assert keys_pressed(session, small_rt.books, live, within(small_rt)[0]) is None


def test_the_keys_that_were_pressed_are_those_the_choices_have_in_the_draft(
    small_rt: Runtime, live: Book, watch, written
) -> None:
    call(small_rt, live, "long ago", ("choices.1", PERSON))
    watch.forward(timedelta(days=91))
    call(small_rt, live, "a", ("choices.0", PERSON))
    call(small_rt, live, "b", ("choices.2", OTHERS))
    moved = changed(
        written,
        (
            "welcome.yaml",
            "press: 3\n        label: To hear about other places",
            "press: 4\n        label: To hear about other places",
        ),
    )
    new = changed(
        written,
        (
            "welcome.yaml",
            "    wait: 6s",
            "      - press: 4\n        label: To ring\n        go: duty_phones\n    wait: 6s",
        ),
    )
    with small_rt.db.read() as session:
        asked = (session, small_rt.books)
        assert keys_pressed(*asked, live, within(small_rt)[0])[MENU] == frozenset("13")
        assert keys_pressed(*asked, moved, within(small_rt)[0])[MENU] == frozenset("14")
        found = keys_pressed(*asked, new, within(small_rt)[0])
    assert found[MENU] == frozenset("134"), "4 is new: nobody could have pressed it"
    assert PERSON not in found, "nobody answered anything there"


def test_a_step_that_nobody_heard_is_not_said_to_be_never_pressed(
    small_rt: Runtime, live: Book, watch
) -> None:
    call(small_rt, live, "long ago", ("choices.1", PERSON))
    watch.forward(timedelta(days=91))
    with small_rt.db.read() as session:
        assert keys_pressed(session, small_rt.books, live, within(small_rt)[0]) == {}


def test_a_call_is_put_together_from_its_answers_alone(small_rt: Runtime, live: Book) -> None:
    call(small_rt, live, "a", ("choices.0", PERSON))
    noted = [
        Chosen(3, PERSON, "while_waiting.offer.0", "welcome.check", "en"),
        Chosen(4, "welcome.check", "arrives", "welcome.text_me", "en"),
        Chosen(5, "welcome.text_me", "kind", "welcome.text_me", "en"),
        Chosen(5, "welcome.text_me", "failed", OTHERS, "en"),
    ]
    steps.note(small_rt, "a", live.short, noted)
    steps.note(small_rt, "without a beginning", live.short, noted)
    steps.drain(small_rt)
    with small_rt.db.read() as session:
        (one,) = paths.paths(session, *within(small_rt))
    assert [(choice.code, choice.to) for choice in one.choices] == [
        ("offer.0", MENU),
        ("choices.0", PERSON),
        ("while_waiting.offer.0", "welcome.text_me"),
        ("failed", OTHERS),
    ]
    assert (one.flow, one.first, one.number_hidden) == ("welcome", "welcome.hello", False)


def test_calls_are_those_that_began_in_this_time(small_rt: Runtime, live: Book, watch) -> None:
    began = small_rt.now()
    call(small_rt, live, "a")
    watch.forward(timedelta(hours=2))
    steps.note(small_rt, "a", live.short, [Chosen(2, MENU, "choices.0", PERSON, "en")])
    steps.drain(small_rt)
    hour = timedelta(hours=1)
    with small_rt.db.read() as session:
        (one,) = paths.paths(session, began - hour, began + hour)
        assert one.end == PERSON
        assert list(paths.paths(session, began + hour, began + 3 * hour)) == []
        assert paths.last_call(session) == began
