"""Does everybody find the same list and what they need on it, and does it tell nobody why?"""

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest
from browsing import FORBIDDEN, Page, Reader
from werkzeug.test import Client

from ivr.models import Purpose, Topic
from ivr.models.resource import LONGEST
from ivr.operations import resources
from ivr.operations.resources import NewResource, Words
from ivr.pages.words import WORDS
from ivr.queries.directory import Choices, Wanted, choices, listed
from ivr.runtime import Runtime
from ivr.trial.furnishing import list_demo_services

TOKEN, OTHER = "a" * 22, "b" * 22
Link = Callable[..., str]
SHELTER = NewResource(
    id="lantern",
    topic="housing",
    purposes=("shelter",),
    words={"en": Words("Lantern House", "A safe place to sleep.", hours="Day and night")},
    languages=("en", "so"),
    areas=("city",),
    phone="212-555-0150",
    url="https://www.lantern.example.org/a?b=c&d=%22",
    verified_on=date(2027, 2, 1),
)


def put(rt: Runtime, *entries: NewResource) -> None:
    for entry in entries:
        resources.add(rt, entry, "Sam")


@pytest.fixture
def furnished(open_rt: Runtime) -> Runtime:
    """A helpline with the demo services."""
    list_demo_services(open_rt)
    return open_rt


def test_one_tap_opens_the_same_list_for_everybody(
    furnished: Runtime, browser: Client, link: Link
) -> None:
    one, other = Reader(browser, link(TOKEN)), Reader(browser, link(OTHER))
    for topic in Topic:
        assert one.tap("list").text == other.tap("list").text
        assert one.tap(topic).text == other.tap(topic).text


def test_what_is_sensitive_lies_one_tap_deeper_behind_a_button_that_everybody_has(
    open_rt: Runtime, browser: Client, link: Link
) -> None:
    before = Reader(browser, link(TOKEN)).tap("list").text
    put(open_rt, replace(SHELTER, languages=(), areas=()))
    reader = Reader(browser, link(OTHER)).tap("list")
    assert "Lantern" not in reader.text
    assert not re.search(FORBIDDEN, reader.text, re.IGNORECASE)
    buttons = [Page(text).values("button") for text in (before, reader.text)]
    assert buttons[0] == buttons[1], "not even that there is more can be seen"
    reader.tap("housing")
    assert "Lantern House" in reader.names()
    assert WORDS["en"]["for_shelter"] in reader.text


def test_an_entry_says_what_somebody_needs_to_know_before_calling(
    furnished: Runtime, browser: Client, link: Link
) -> None:
    text = Reader(browser, link(TOKEN, language="es")).tap("list").tap("housing").text
    for said in (
        "Casa Linterna (ejemplo)",
        'href="tel:+15185550110"',
        "518-555-0110",
        'href="https://lantern.example.org/"',
        "De día y de noche",
        "Gratis",
        "Quien no esté seguro en su casa",
        "Cuartos sin escalones",
        "inglés · español",
        "Última revisión: marzo de 2027",
        "La ciudad",
    ):
        assert said in text, said


def test_every_kind_of_help_of_the_demo_is_found_in_english_and_spanish(
    furnished: Runtime, browser: Client, link: Link
) -> None:
    for token, language in ((TOKEN, "en"), (OTHER, "es")):
        reader = Reader(browser, link(token, language=language)).tap("list")
        seen = "".join(reader.tap(topic).text + reader.tap("list").text for topic in Topic)
        for purpose in Purpose:
            assert WORDS[language][f"for_{purpose}"] in seen


def test_what_nobody_checked_for_half_a_year_says_so(
    open_rt: Runtime, browser: Client, link: Link
) -> None:
    fresh, old = SHELTER, replace(SHELTER, id="old", verified_on=date(2026, 8, 1))
    never = replace(SHELTER, id="never", verified_on=None)
    put(open_rt, fresh, old, never)
    text = Reader(browser, link(TOKEN)).tap("list").tap("housing").text
    assert "Last checked: February 2027</p>" in text
    assert f"Last checked: August 2026. {WORDS['en']['old']}" in text
    assert WORDS["en"]["unchecked"] in text


def test_words_in_another_language_than_the_page_say_which_it_is(
    open_rt: Runtime, browser: Client, link: Link
) -> None:
    put(open_rt, SHELTER)
    reader = Reader(browser, link(TOKEN, language="ar")).tap("list").tap("housing")
    assert '<span lang="en" dir="ltr">Lantern House</span>' in reader.text
    assert '<bdi dir="ltr">212-555-0150</bdi>' in reader.text, "a number is not turned around"
    spanish = Reader(browser, link(OTHER, language="es")).tap("list").tap("housing")
    assert '<span lang="en" dir="ltr">Lantern House</span>' in spanish.text


def test_nothing_that_somebody_wrote_becomes_markup(
    open_rt: Runtime, browser: Client, link: Link
) -> None:
    evil = '"><script src=//x></script><b onclick=1>'
    put(
        open_rt,
        replace(SHELTER, words={"en": Words(evil, evil, *([evil] * 5))}, sensitive=False),
    )
    reader = Reader(browser, link(TOKEN)).tap("list")
    for text in (reader.text, reader.tap("housing").text):
        assert len(Page(text).each("script")) == 1
        assert not Page(text).each("b")
        assert "&lt;script" in text


def test_the_list_is_narrowed_by_choices_that_say_nothing(
    open_rt: Runtime, browser: Client, link: Link
) -> None:
    towns = replace(SHELTER, id="towns", areas=("towns",), languages=("es",), sensitive=False)
    put(open_rt, replace(SHELTER, sensitive=False), towns)
    reader = Reader(browser, link(TOKEN)).tap("list")
    assert reader.page.values("select", "name") == ["speaks", "area"]
    assert {"en", "so", "es", "city", "towns", ""} <= set(reader.page.values("option"))
    assert ">Somali<" in reader.text
    assert ">The city<" in reader.text
    reader.tap("list", speaks="so")
    assert reader.names() == ["Lantern House"]
    assert '<option value="so" selected>' in reader.text
    reader.tap("housing")
    assert reader.names() == ["Lantern House"], "also one tap deeper"
    assert reader.tap("list").names() == ["Lantern House"], "and back"
    reader.tap("list", speaks="", area="city")
    assert "Lantern House" in reader.names()
    assert len(reader.names()) == 8, "who covers every area is everywhere"
    reader.tap("list", speaks="ar")
    assert reader.names() == []
    assert WORDS["en"]["nothing"] in reader.text
    assert reader.client.get(reader.url).text == Reader(browser, link(OTHER)).text


def longest(number: int) -> NewResource:
    """An entry as large as entries can be, in a script of three bytes a letter."""
    words = Words(**{name: "&漢"[number % 2] * most for name, most in LONGEST.items()})
    url = f"https://{'a' * 60}.example.org/{'&' * 200}"
    entry = replace(SHELTER, id=f"long.{number}", words={"en": words}, url=url)
    spoken = ("en", "es", "ar", "so", "fr", "de", "vi", "tl", "zh-Hant", "pt-BR")
    topic = list(Topic)[number % 4]
    return replace(entry, topic=topic, sensitive=number % 3 == 0, languages=spoken)


def test_no_page_is_over_50_kb_with_all_it_loads_however_long_the_directory(
    open_rt: Runtime, browser: Client, link: Link
) -> None:
    put(open_rt, *(longest(number) for number in range(60)))
    reader = Reader(browser, link(TOKEN))
    loaded = {url: len(browser.get(url).data) for url in ("/page.css", "/page.js", "/page.svg")}
    sizes = []
    for tap in ("", "list", "housing", "list", "stopping"):
        shown = reader.tap(tap) if tap else reader
        named = [*shown.page.values("script", "src"), *shown.page.values("link", "href")]
        assert set(named) == set(loaded)
        sizes.append(sum(loaded.values()) + len(shown.shown.data))
    assert min(sizes) > 1000
    assert max(sizes) < 50_000, sizes
    assert max(sizes) > 25_000, "the pages were full"


def test_what_does_not_fit_is_on_the_next_page(
    open_rt: Runtime, browser: Client, link: Link
) -> None:
    many = [
        replace(SHELTER, id=f"many.{n}", words={"en": Words(f"Place {n:03}", "Useful.")})
        for n in range(45)
    ]
    put(open_rt, *many)
    reader = Reader(browser, link(TOKEN)).tap("list").tap("housing")
    pages = [reader.names()]
    while following := [v for v in reader.page.values("button") if v.startswith("housing.")]:
        pages.append(reader.tap(following[0]).names())
    named = [name for names in pages for name in names]
    assert [len(names) for names in pages] == [20, 20, 6]
    assert len(named) == len(set(named)) == 46


def test_nothing_on_any_page_comes_from_elsewhere(
    furnished: Runtime, browser: Client, link: Link
) -> None:
    reader = Reader(browser, link(TOKEN))
    pages = [page for topic in Topic for page in (reader.tap("list").page, reader.tap(topic).page)]
    for page in pages:
        for tag, element in page.elements:
            for name in ("src", "action", "srcset", "poster", "data"):
                assert not (element.get(name) or "/").startswith(("//", "http"))
            if (element.get("href") or "").startswith("http"):
                assert tag == "a", "only what somebody taps"
                assert element["rel"] == "noreferrer noopener"
            assert not [name for name in element if name.startswith("on") or name == "style"]
        for heavy in ("img", "iframe", "style", "video", "object", "embed"):
            assert not page.each(heavy)


def test_a_retired_entry_is_gone_from_the_page(
    open_rt: Runtime, browser: Client, link: Link
) -> None:
    put(open_rt, SHELTER)
    reader = Reader(browser, link(TOKEN)).tap("list")
    assert "Lantern House" in reader.tap("housing").names()
    resources.retire(open_rt, "lantern", "Sam")
    assert "Lantern House" not in reader.tap("list").tap("housing").names()


def test_with_nothing_published_and_nothing_listed_there_is_an_empty_list(rt: Runtime) -> None:
    assert listed(rt, Wanted()) == []
    assert choices(rt, "en") == Choices(speaks={}, areas={})
