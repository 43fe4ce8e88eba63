"""Can people write languages and certificates as they think of them?"""

from contextlib import suppress
from datetime import UTC, date, datetime

import hypothesis.strategies as st
import pytest
from hypothesis import given

from ivr.models import Level
from ivr.operations import skills
from ivr.operations.skills import ImpossiblePerson, Spoken


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("es", Spoken("es", Level.FLUENT, True)),
        ("es:native", Spoken("es", Level.NATIVE, True)),
        ("en:basic", Spoken("en", Level.BASIC, False)),
        ("en:basic:routed", Spoken("en", Level.BASIC, True)),
        ("fr:fluent:not_routed", Spoken("fr", Level.FLUENT, False)),
        ("PT-br", Spoken("pt-BR", Level.FLUENT, True)),
        ("zh-hant-tw", Spoken("zh-Hant-TW", Level.FLUENT, True)),
        ("es-419", Spoken("es-419", Level.FLUENT, True)),
    ],
)
def test_a_language_is_its_tag_and_perhaps_its_level(written: str, meant: Spoken) -> None:
    assert skills.spoken(written) == meant
    assert skills.spoken(str(meant)) == meant


@given(st.sampled_from(["es", "pt-BR"]), st.sampled_from(Level), st.booleans())
def test_what_is_written_out_is_read_as_it_was(tag: str, level: Level, routed: bool) -> None:
    assert skills.spoken(str(Spoken(tag, level, routed))) == Spoken(tag, level, routed)


@pytest.mark.parametrize(
    "odd", ["", "Spanish", "e", "es:good", "es:native:yes", ":native", "e s", "es_MX", "é1"]
)
def test_what_is_no_language_is_one_sentence(odd: str) -> None:
    with pytest.raises(ImpossiblePerson, match="by its tag"):
        skills.spoken(odd)


@given(st.text(max_size=20))
def test_nothing_anybody_types_is_worse_than_refused(text: str) -> None:
    for read in (skills.spoken, skills.certificate):
        with suppress(ImpossiblePerson):
            read(text)


def test_a_language_named_twice_counts_as_it_was_named_last() -> None:
    (only,) = skills.rows(("es", "es:basic"))
    assert (only.tag, only.level, only.routed) == ("es", Level.BASIC, False)


def test_the_last_day_of_a_certificate_counts_whole() -> None:
    name, until = skills.certificate(" legal:2027-12-31 ")
    assert (name, until) == ("legal", datetime(2028, 1, 1, tzinfo=UTC))
    assert skills.last_day(until) == date(2027, 12, 31)


def test_a_specialty_is_one_of_the_settings_or_the_training_everybody_needs(open_rt) -> None:
    settings = skills.published(open_rt)
    assert skills.specialty(settings, "fraud") == "fraud"
    assert skills.specialty(settings, "general") == "general"
    with pytest.raises(ImpossiblePerson, match="did you mean domestic_abuse"):
        skills.specialty(settings, "domestic-abuse")
    with pytest.raises(ImpossiblePerson, match=r"settings\.yaml"):
        skills.specialty(settings, "astrology")


def test_a_wish_is_one_that_callers_can_have(open_rt) -> None:
    settings = skills.published(open_rt)
    assert settings is not None
    assert skills.wished(settings.genders, "woman", "genders") == "woman"
    with pytest.raises(ImpossiblePerson, match="did you mean woman"):
        skills.wished(settings.genders, "women", "genders")
    with pytest.raises(ImpossiblePerson, match="names no areas"):
        skills.wished({}, "city", "areas")
    assert skills.wished(None, "city", "areas") == "city"
