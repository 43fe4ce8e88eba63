"""Does somebody else's directory come in whole or not at all, and does ours go out again?"""

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from ivr.hsds.writing import as_csv, as_json
from ivr.models import AuditEntry, Purpose, Resource, Topic
from ivr.operations import flows, imports, resources
from ivr.operations.directory import GENERAL_LIST
from ivr.operations.imports import Became, Manner, UnknownLanguage
from ivr.queries.directory import Wanted, listed
from ivr.runtime import Runtime
from ivr.trial import furnishing

HOUSING = Manner("en", "Sam", topic="housing", purposes=("shelter",))
Given = Callable[..., Path]


@pytest.fixture
def given(tmp_path: Path) -> Given:
    """A file with such services."""

    def write(*services: dict[str, Any]) -> Path:
        file = tmp_path / "services.json"
        file.write_text(json.dumps([{**USUAL, **service} for service in services]), "utf-8")
        return file

    return write


USUAL: dict[str, Any] = {
    "name": "Lantern House",
    "description": "A safe place to sleep.",
    "phones": [{"number": "212-555-0150"}],
}


def known(rt: Runtime) -> dict[str, str]:
    with rt.db.read() as session:
        return {r.id: r.words[0].name for r in session.scalars(select(Resource))}


def entry(rt: Runtime, name: str) -> resources.NewResource:
    with rt.db.read() as session:
        return resources.current(resources.found(session, name))


def test_a_directory_is_taken_in_and_lies_one_tap_deeper(either_rt: Runtime, given: Given) -> None:
    taken = imports.take(either_rt, given({"id": "a"}, {"id": "b"}), HOUSING)
    assert taken.written
    assert taken.became == {"a": Became.ADDED, "b": Became.ADDED}
    assert known(either_rt) == {"a": "Lantern House", "b": "Lantern House"}
    assert listed(either_rt, Wanted(general=True)) == []
    assert [one.purpose for one in listed(either_rt, Wanted(topic="housing"))] == ["shelter"] * 2


def test_nothing_is_taken_in_when_one_of_them_must_be_mended(
    either_rt: Runtime, given: Given
) -> None:
    file = given({"id": "a"}, {"id": "b", "description": ""}, {"id": "c", "url": "ftp://x.org"})
    taken = imports.take(either_rt, file, HOUSING)
    assert not taken.written
    assert taken.problems == (
        ("services.json item 2", "It needs a sentence on what it is for."),
        ("services.json item 3", "A web address is like https://example.org/."),
    )
    assert known(either_rt) == {}
    with either_rt.db.read() as session:
        assert session.query(AuditEntry).count() == 0


def test_what_is_fine_can_be_taken_alone(either_rt: Runtime, given: Given) -> None:
    file = given({"id": "a"}, {"id": "b", "description": ""})
    taken = imports.take(either_rt, file, replace(HOUSING, skip_bad=True))
    assert taken.written
    assert len(taken.problems) == 1
    assert list(known(either_rt)) == ["a"]


def test_trying_changes_nothing_and_tells_the_same(rt: Runtime, given: Given) -> None:
    tried = imports.take(rt, given({"id": "a"}), replace(HOUSING, trial=True))
    assert not tried.written
    assert known(rt) == {}
    assert imports.take(rt, given({"id": "a"}), HOUSING).became == tried.became


def test_a_service_that_is_here_is_changed_and_keeps_its_other_words(
    either_rt: Runtime, given: Given
) -> None:
    rt = either_rt
    imports.take(rt, given({"id": "a", "languages": [{"code": "en"}]}), HOUSING)
    spanish = {"id": "a", "name": "Casa", "description": "Un lugar.", "assured_date": "2027-03-01"}
    taken = imports.take(rt, given(spanish), Manner("es", "Ana"))
    assert taken.became == {"a": Became.CHANGED}
    now = entry(rt, "a")
    assert {tag: words.name for tag, words in now.words.items()} == {
        "en": "Lantern House",
        "es": "Casa",
    }
    assert (now.topic, now.purposes, now.sensitive) == ("housing", ("shelter",), True)
    assert now.verified_on == date(2027, 3, 1)
    again = imports.take(rt, given(spanish), Manner("es", "Ana"))
    assert again.became == {"a": Became.SAME}


def test_a_later_look_of_ours_is_not_forgotten(rt: Runtime, given: Given) -> None:
    imports.take(rt, given({"id": "a", "assured_date": "2026-01-01"}), HOUSING)
    resources.verify(rt, "a", "Sam")
    imports.take(rt, given({"id": "a", "assured_date": "2026-02-01", "name": "New"}), HOUSING)
    assert entry(rt, "a").verified_on == rt.now().date()
    looked = replace(HOUSING, verified_on=date(2027, 3, 4))
    imports.take(rt, given({"id": "b"}), looked)
    assert entry(rt, "b").verified_on == date(2027, 3, 4)
    assert entry(rt, "a").verified_on == rt.now().date()


def test_what_the_file_says_of_the_list_goes_first(rt: Runtime, given: Given) -> None:
    codes = ("topic/money", "for/food", "for/benefits", "general")
    attributes = [{"taxonomy_term": {"code": f"helpline/{code}"}} for code in codes]
    imports.take(rt, given({"id": "a", "attributes": attributes}), HOUSING)
    now = entry(rt, "a")
    assert (now.topic, now.purposes, now.sensitive) == ("money", ("food", "benefits"), False)


def test_a_service_of_no_topic_is_asked_for_one(rt: Runtime, given: Given) -> None:
    taken = imports.take(rt, given({"id": "a"}), Manner("en", "Sam"))
    ((place, said),) = taken.problems
    assert place == "services.json item 1"
    assert "--topic" in said
    assert "helpline/topic/housing" in said


def test_a_place_that_closed_is_retired_and_one_retired_here_stays_so(
    either_rt: Runtime, given: Given
) -> None:
    rt = either_rt
    imports.take(rt, given({"id": "a"}, {"id": "b"}), HOUSING)
    closed = imports.take(
        rt, given({"id": "a", "status": "defunct"}, {"id": "c", "status": "inactive"}), HOUSING
    )
    assert closed.became == {"a": Became.RETIRED, "c": Became.LEFT}
    resources.retire(rt, "b", "Sam")
    again = imports.take(rt, given({"id": "b", "name": "Other"}, {"id": "a"}), HOUSING)
    assert again.became["b"] == Became.STAYS_RETIRED
    assert listed(rt, Wanted()) == []
    assert known(rt) == {"a": "Lantern House", "b": "Other"}


def test_areas_of_the_settings_are_known_by_name_and_title_and_others_stay_words(
    rt: Runtime, given: Given
) -> None:
    flows.publish(rt)
    named = [{"name": "la ciudad"}, {"name": "TOWNS"}, {"name": "Springfield County"}]
    imports.take(rt, given({"id": "a", "service_areas": named}), HOUSING)
    now = entry(rt, "a")
    assert now.areas == ("city", "towns")
    assert now.words["en"].area == "Springfield County"
    (shown,) = [one for one in listed(rt, Wanted()) if one.id == "a"]
    assert shown.area == "The city; The towns around it; Springfield County"


def test_long_texts_are_shortened_and_that_is_told(rt: Runtime, given: Given) -> None:
    taken = imports.take(rt, given({"id": "a", "description": "A sentence. " * 60}), HOUSING)
    assert taken.ignored[imports.SHORTENED] == 1
    said = entry(rt, "a").words["en"].about
    assert len(said) <= 400
    assert said.endswith("sentence.")


@pytest.mark.parametrize("language", ["English", "", "xx-nowhere-at-all-really", "qq"])
def test_an_unknown_language_is_told_kindly(rt: Runtime, given: Given, language: str) -> None:
    with pytest.raises(UnknownLanguage, match="is not a language tag"):
        imports.take(rt, given({"id": "a"}), Manner(language, "Sam", topic="housing"))


def test_the_audit_says_how_many_and_by_whom(rt: Runtime, given: Given) -> None:
    imports.take(rt, given({"id": "a"}, {"id": "b"}), HOUSING)
    with rt.db.read() as session:
        (written,) = session.scalars(select(AuditEntry))
    assert (written.who, written.what, written.subject) == ("Sam", "resources.imported", "en")
    assert json.loads(written.details) == {"added": "2"}


@pytest.mark.parametrize("language", ["en", "es"])
@pytest.mark.parametrize("kind", ["json", "csv"])
def test_ours_goes_out_and_comes_back_the_same(
    rt: Runtime, tmp_path: Path, kind: str, language: str
) -> None:
    flows.publish(rt)
    furnishing.list_demo_services(rt)
    resources.retire(rt, "starter_food", "Sam")
    services = imports.give(rt, language)
    assert len(services) == 12 + len(GENERAL_LIST)
    out = tmp_path / ("out.json" if kind == "json" else "out")
    if kind == "json":
        out.write_bytes(as_json(services))
    else:
        out.mkdir()
        for name, content in as_csv(services).items():
            (out / name).write_bytes(content)
    taken = imports.take(rt, out, Manner(language, "Sam"))
    assert set(taken.became.values()) == {Became.SAME}
    assert taken.problems == ()


def test_the_demo_services_cover_every_kind_of_harm_in_two_languages(rt: Runtime) -> None:
    furnishing.list_demo_services(rt)
    shown = listed(rt, Wanted())
    asked = set(Purpose) - {Purpose.BENEFITS}
    assert {purpose for one in shown for purpose in one.purposes} == asked
    assert {one.topic for one in shown} == set(Topic)
    for one in listed(rt, Wanted(language="es")):
        assert one.language == "es"
        assert "(ejemplo)" in one.name
        assert one.phone is not None
        assert one.phone.startswith("+151855501"), "nobody has this number"
        assert (one.url or "https://x.example.org/").endswith(".example.org/")
        assert not resources.STREET.search(f"{one.about} {one.access}")
        assert all((one.hours, one.cost, one.eligibility, one.access, one.speaks))
