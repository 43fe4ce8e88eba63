"""Is who wants to know told shortly before a promised call, and nobody else?"""

from datetime import UTC, datetime, timedelta

from calling_back import MORNING, YES, asks_for_a_call, engaged, how, promise, rings
from town import CALLER, NEUTRAL, Town

from ivr.sandbox import Answers

NINE = datetime(2027, 3, 6, 14, 0, tzinfo=UTC)
"""Nine in the morning on the caller's clock."""
HALF_AN_HOUR = timedelta(minutes=30)


def until(town: Town, moment: datetime) -> None:
    """Nobody calls until then; then what fell due is done."""
    town.settle()
    town.clock.advance_to(moment)
    town.wait(12)


def texted(town: Town) -> list[tuple[str, str]]:
    """What the caller's phone was texted, and from where."""
    return [(text.from_, text.body) for text in town.phone(CALLER).inbox]


def test_a_text_comes_at_nine_and_the_call_at_half_past(either_town: Town) -> None:
    town = either_town
    first = engaged(town)
    asks_for_a_call(town, MORNING, remind=YES).hang_up()
    first.hang_up()
    until(town, NINE - HALF_AN_HOUR)
    assert texted(town) == [], "never outside the hours that are safe"
    until(town, NINE)
    assert texted(town) == [(NEUTRAL, "A call comes in about half an hour. STOP cancels it.")]
    assert rings(town) == 0
    town.phone(CALLER).behaves(Answers(keys="1"))
    until(town, NINE + HALF_AN_HOUR)
    town.wait_until("joined", CALLER)
    assert town.in_one_room(town.leg(CALLER), "Ana")
    town.wait(5)
    assert how(town) == ("kept", "talked")
    assert len(texted(town)) == 1
    assert [text.state for text in town.messages()] == ["delivered"]


def test_who_answers_stop_to_it_is_neither_called_nor_texted_again(town: Town) -> None:
    first = engaged(town)
    asks_for_a_call(town, MORNING, remind=YES).hang_up()
    first.hang_up()
    until(town, NINE)
    town.phone(CALLER).text(NEUTRAL, "Stop.")
    until(town, NINE + timedelta(hours=2))
    assert (len(texted(town)), rings(town)) == (1, 0)
    assert how(town) == ("declined", "opted_out")


def test_who_calls_in_and_talks_before_is_not_told_of_a_call_that_comes_no_more(
    town: Town,
) -> None:
    first = engaged(town)
    asks_for_a_call(town, MORNING, remind=YES).hang_up()
    first.hang_up()
    town.phone("Ana").behaves(town.presses("1", "1"))
    town.wait(200)
    town.together(["1", "2"]).hang_up()
    town.wait(20)
    assert promise(town).state == "kept"
    until(town, NINE)
    until(town, NINE + HALF_AN_HOUR)
    assert (texted(town), rings(town)) == ([], 0)


def test_a_no_and_silence_are_no_yes_to_a_text(town: Town) -> None:
    first = engaged(town)
    asks_for_a_call(town, MORNING, remind="").hang_up()
    first.hang_up()
    assert promise(town).not_before == NINE, "nor does the call wait for a text"
    until(town, NINE - timedelta(minutes=1))
    assert (texted(town), town.messages()) == ([], [])
