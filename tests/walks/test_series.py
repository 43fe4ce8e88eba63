"""Do texts that follow each other come only to who goes on saying yes?"""

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select
from town import CALLER, NEUTRAL, Town
from typing_town import rows

from ivr.flow.hours import Hours, openings
from ivr.models import AuditEntry, Consent, Door, Message, MessageState, Series
from ivr.operations import erasures, retention, series, series_contacts, sweeps
from ivr.operations.series import Every, ImpossibleSeries, NewSeries
from ivr.queries.series import listed

NEW_YORK = ZoneInfo("America/New_York")
TEN = datetime(2027, 3, 8, 10, 0, tzinfo=NEW_YORK)
"""A Monday; on the Sunday after it clocks are put forward."""
MORNINGS = Hours(NEW_YORK, (openings("09:00-12:00"),) * 7)
WEEKLY = NewSeries(
    CALLER, "list_again", "en", Every.WEEK, TEN, TEN + timedelta(days=60), hours=MORNINGS
)


def promised(town: Town, **other: object) -> str:
    """Ana was told yes; the id of what she promised."""
    return series.promise(town.rt, replace(WEEKLY, **other), "Ana")  # type: ignore[arg-type]


def comes(town: Town, moment: datetime) -> None:
    """It is this time, and the clock does what is due."""
    town.clock.advance_to(moment.astimezone(UTC))
    sweeps.sweep_promises(town.rt)
    town.wait(5)


def texts(town: Town) -> list[str]:
    """What has come to the phone."""
    return [text.body for text in town.phone(CALLER).inbox]


def path(town: Town) -> str:
    """Where the newest text leads."""
    found = re.search(r"(/l/\S+)", texts(town)[-1])
    assert found is not None
    return found[1]


def taps(town: Town, page: str, where: str | None = None) -> str:
    """Somebody who holds the phone opens the newest link and presses this; what they see."""
    return town.web.post(
        where or path(town), base_url="http://pages.test", data={"page": page}
    ).text


def row(town: Town) -> Series:
    """The one series there is."""
    (found,) = rows(town, Series)
    return found


AGAIN = "Another text like this one?"
DONE = "Another one will come."


def test_a_yes_a_week_brings_a_text_a_week_until_the_end(either_town: Town) -> None:
    town = either_town
    promised(town, ends_at=TEN + timedelta(days=22))
    sent = []
    for week in range(5):
        at = TEN + timedelta(days=7 * week)
        comes(town, at - timedelta(minutes=1))
        assert len(texts(town)) == len(sent)
        comes(town, at)
        if len(texts(town)) > len(sent):
            sent.append(texts(town)[-1])
            taps(town, "again")
    assert len(set(sent)) == 4
    assert {text.from_ for text in town.phone(CALLER).inbox} == {NEUTRAL}
    comes(town, TEN + timedelta(days=40))
    assert (row(town).because, row(town).contacts) == ("finished", 4)


def test_silence_is_a_no(town: Town) -> None:
    promised(town)
    comes(town, TEN)
    assert AGAIN in taps(town, "list")
    comes(town, TEN + timedelta(days=7))
    comes(town, TEN + timedelta(days=14))
    assert (len(texts(town)), row(town).because) == (1, "not_renewed")


def test_a_number_is_forgotten_a_day_after_the_last_chance_to_say_yes(town: Town) -> None:
    promised(town)
    comes(town, TEN)
    comes(town, TEN + timedelta(days=5, minutes=1))
    retention.forget_all(town.rt)
    assert rows(town, Consent)[0].number is not None
    comes(town, TEN + timedelta(days=6, hours=2))
    retention.forget_all(town.rt)
    assert rows(town, Consent)[0].number is None


def test_who_said_yes_is_thanked_and_not_asked_again(town: Town) -> None:
    promised(town)
    comes(town, TEN)
    assert AGAIN in taps(town, "list")
    assert DONE in taps(town, "again")
    assert DONE in taps(town, "again")
    seen = taps(town, "list")
    assert (AGAIN in seen, DONE in seen) == (False, False)
    assert row(town).next_at == TEN + timedelta(days=7)


def test_opening_the_link_changes_nothing_however_often(town: Town) -> None:
    promised(town)
    comes(town, TEN)
    for _ in range(20):
        town.web.get(path(town), base_url="http://pages.test")
        taps(town, "list")
        taps(town, "stopping")
    assert row(town).next_at is None


def test_a_yes_by_an_old_link_brings_nothing_more(town: Town) -> None:
    promised(town)
    comes(town, TEN)
    first = path(town)
    taps(town, "again")
    comes(town, TEN + timedelta(days=7))
    assert len(texts(town)) == 2
    taps(town, "again", where=first)
    assert row(town).next_at is None


def test_other_links_ask_nothing(town: Town) -> None:
    with town.rt.db.begin() as session:
        found = session.scalars(select(Series)).all()
    assert found == []
    town.dial(["1", "1", "1", "1"])
    promised(town)
    comes(town, TEN)
    link = path(town)
    with town.rt.db.begin() as session:
        session.delete(session.scalars(select(Series)).one())
    assert AGAIN not in taps(town, "list", where=link)
    assert DONE not in taps(town, "list", where=link)


ENDS: dict[str, Callable[[Town], object]] = {
    "stop": lambda town: town.phone(CALLER).text(NEUTRAL, "STOP"),
    "alto": lambda town: town.phone(CALLER).text(NEUTRAL, "¡Alto!"),
    "two taps": lambda town: taps(town, "stop"),
    "forgotten": lambda town: erasures.by_number(town.rt, CALLER, Door.STAFF, "Sam"),
    "staff": lambda town: series.stop(town.rt, row(town).id[:6], "Sam"),
}


@pytest.mark.parametrize("how", ENDS)
@pytest.mark.parametrize("agreed", [True, False])
def test_whoever_ends_it_hears_no_more(town: Town, how: str, agreed: bool) -> None:
    promised(town)
    comes(town, TEN)
    if agreed:
        taps(town, "again")
    ENDS[how](town)
    town.wait(15)
    assert row(town).ended_at is not None
    for week in range(1, 5):
        comes(town, TEN + timedelta(days=7 * week))
    assert len([text for text in texts(town) if "/l/" in text]) == 1
    town.clock.advance_to(town.clock.now() + timedelta(days=2))
    retention.forget_all(town.rt)
    assert rows(town, Consent)[0].number is None


def test_a_number_that_is_forgotten_is_not_texted(town: Town) -> None:
    promised(town)
    town.forget_numbers()
    comes(town, TEN)
    assert (texts(town), row(town).because) == ([], "forgotten")


def test_it_waits_for_the_hours_that_are_safe(town: Town) -> None:
    promised(town, first=TEN.replace(hour=7))
    comes(town, TEN.replace(hour=8, minute=59))
    assert texts(town) == []
    comes(town, TEN.replace(hour=9))
    assert len(texts(town)) == 1


def test_a_clock_that_was_away_is_no_reason_to_text_outside_the_safe_hours(town: Town) -> None:
    promised(town)
    comes(town, TEN.replace(hour=14))
    assert texts(town) == []
    comes(town, TEN.replace(hour=9) + timedelta(days=1))
    assert len(texts(town)) == 1


def test_a_text_that_comes_days_too_late_is_not_sent(town: Town) -> None:
    promised(town)
    comes(town, TEN + timedelta(days=2, hours=1))
    comes(town, TEN + timedelta(days=3))
    assert texts(town) == []
    assert [message.state for message in town.messages()] == [MessageState.EXPIRED]


def test_the_time_of_day_stays_when_clocks_change(town: Town) -> None:
    promised(town)
    comes(town, TEN)
    taps(town, "again")
    at = row(town).next_at
    assert at is not None
    assert at.astimezone(NEW_YORK).strftime("%a %H:%M") == "Mon 10:00"
    assert at - TEN == timedelta(days=7) - timedelta(hours=1)


def test_two_clocks_and_a_lost_worker_bring_one_text(town: Town) -> None:
    promised(town)
    town.worker_works = False
    town.clock.advance_to(TEN.astimezone(UTC))
    for _ in range(3):
        series_contacts.contact(town.rt, row(town).id)
        sweeps.sweep_promises(town.rt)
    town.wait(20)
    assert (len(texts(town)), len(rows(town, Message)), row(town).contacts) == (1, 1, 1)


@pytest.mark.parametrize(
    "other",
    [
        {"number": "911"},
        {"number": "+19005551234"},
        {"number": "me"},
        {"template": "none"},
        {"language": "ar"},
        {"first": TEN - timedelta(days=30)},
        {"ends_at": TEN + timedelta(days=100)},
        {"ends_at": TEN},
        {"hours": Hours(NEW_YORK, ((),) * 7)},
    ],
)
def test_what_cannot_be_is_refused_in_a_sentence(town: Town, other: dict[str, object]) -> None:
    with pytest.raises(ImpossibleSeries) as problem:
        promised(town, **other)
    assert str(other.get("number", "nothing")) not in str(problem.value)
    assert (rows(town, Series), rows(town, Consent)) == ([], [])


def test_one_phone_has_one_series(town: Town) -> None:
    first = promised(town)
    with pytest.raises(ImpossibleSeries):
        promised(town)
    series.stop(town.rt, first, "Ana")
    promised(town)


def test_who_said_stop_is_not_promised_anything(town: Town) -> None:
    town.phone(CALLER).text(NEUTRAL, "stop")
    town.wait(2)
    with pytest.raises(ImpossibleSeries):
        promised(town)


def test_a_list_shows_what_is_planned_and_no_number(town: Town) -> None:
    promised(town)
    (one,) = listed(town.rt)
    assert (one.stands, one.contacts, one.every_days) == ("due", 0, 7)
    assert CALLER not in repr(one)
    comes(town, TEN)
    assert listed(town.rt)[0].stands == "asked"
    series.stop(town.rt, one.code, "Sam")
    assert listed(town.rt) == []
    assert listed(town.rt, everything=True)[0].stands == "stopped"
    with town.rt.db.read() as session:
        deeds = [entry.what for entry in session.scalars(select(AuditEntry))]
    assert {"series.promised", "series.stopped"} <= set(deeds)
