"""Is this day a holiday?"""

from datetime import UTC, date, datetime, timedelta

import pytest

from ivr.flow.holiday import Day, Holidays, NoSuchCountry, public_holidays
from ivr.flow.reader import findings_of

NEW_YORK = Holidays("US", "NY", own=(Day(3, 3, 2026), Day(12, 24)), open_on=(Day(7, 3, 2026),))


@pytest.mark.parametrize(
    ("day", "is_holiday"),
    [
        ("2026-01-01", True),
        ("2026-02-12", True),  # Lincoln's birthday: New York's own
        ("2026-07-04", True),
        ("2026-07-03", False),  # the day off in lieu, on which we work
        ("2026-03-03", True),
        ("2027-03-03", False),
        ("2026-12-24", True),
        ("2031-12-24", True),
        ("2026-03-04", False),
    ],
)
def test_public_days_and_our_own_are_holidays_and_those_we_work_on_are_not(day, is_holiday):
    assert NEW_YORK.holds(date.fromisoformat(day)) is is_holiday


def test_a_part_of_a_country_has_days_of_its_own():
    lincoln = date(2026, 2, 12)
    assert not Holidays("US").holds(lincoln)
    assert Holidays("US", "NY").holds(lincoln)


def test_without_a_country_only_our_own_days_count():
    ours = Holidays(own=(Day(5, 1),))
    assert ours.holds(date(2030, 5, 1))
    assert not ours.holds(date(2030, 12, 25))


@pytest.mark.parametrize(("country", "part"), [("XX", None), ("US", "ZZ")])
def test_a_country_nobody_knows_is_said_so(country, part):
    with pytest.raises(NoSuchCountry):
        public_holidays(country, part, 2026)


def test_the_day_is_the_one_of_our_zone(sample_book):
    midnight = datetime(2026, 3, 3, 5, 0, tzinfo=UTC)  # 00:00 in New York
    assert sample_book.settings.is_holiday(midnight)
    assert not sample_book.settings.is_holiday(midnight - timedelta(seconds=1))
    assert sample_book.settings.is_holiday(midnight + timedelta(hours=23, minutes=59))
    assert not sample_book.settings.is_holiday(midnight + timedelta(hours=24))


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ("country: US", "country: XX", "no-such-country"),
        ("country: US", "country: us", "string-pattern-mismatch"),
        ("subdivision: NY", "subdivision: ZZ", "no-such-country"),
        ("2026-03-03", "2026-02-30", "not-a-day"),
        ("12-24", "Christmas", "not-a-day"),
        ("12-24", "2026-13-01", "not-a-day"),
    ],
)
def test_days_and_countries_that_cannot_be_are_named(files, old, new, code):
    files["settings.yaml"] = files["settings.yaml"].replace(old, new)
    assert code in {finding.code for finding in findings_of(files, allow_test_numbers=True)}


def test_the_leap_day_may_be_ours():
    assert Holidays(own=(Day(2, 29),)).holds(date(2028, 2, 29))
