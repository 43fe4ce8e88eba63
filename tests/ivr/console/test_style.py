"""Does what every page is made of keep to the rules, also where there is no browser to look?"""

import re
from collections import Counter
from pathlib import Path

import pytest
from contrast import SHAPE, TEXT, colours, contrast

from ivr import console
from ivr.console.words import FAMILIES, WORDS
from ivr.operations.audit import Deed

HERE = Path(console.__file__).parent
STYLE = "\n".join(
    (HERE / "static" / name).read_text(encoding="utf-8") for name in ("console.css", "flows.css")
)
SCRIPT = (HERE / "static" / "console.js").read_text(encoding="utf-8")
TEMPLATES = {file.name: file.read_text(encoding="utf-8") for file in HERE.glob("templates/*.html")}
LIGHT, DARK = re.findall(r":root \{([^}]*)\}", STYLE)


@pytest.mark.parametrize("scheme", [LIGHT, DARK], ids=["light", "dark"])
def test_words_and_edges_stand_out_by_day_and_by_night(scheme: str) -> None:
    known = colours(scheme)
    for behind in ("paper", "ground"):
        for words in ("ink", "soft", "accent", "bad", "good", "warn"):
            assert contrast(known[words], known[behind]) >= TEXT, (words, behind)
        assert contrast(known["line"], known[behind]) >= SHAPE
    assert contrast(known["on-accent"], known["accent"]) >= TEXT


def test_every_colour_is_one_of_these() -> None:
    elsewhere = STYLE.replace(LIGHT, "").replace(DARK, "")
    # A square for a camera is black on white, by night too.
    assert re.findall(r"#[0-9a-f]{3,6}|rgb|hsl|opacity", elsewhere) == ["#ffffff"]
    assert colours(LIGHT).keys() == colours(DARK).keys()
    assert set(re.findall(r"var\(--([a-z-]+)\)", STYLE)) == set(colours(LIGHT))


def test_nothing_moves_and_everything_reads_from_either_side() -> None:
    words = re.sub(r"/\*.*?\*/", "", STYLE, flags=re.DOTALL)
    assert not re.search(r"transition|animation|@keyframes", words)
    assert not re.search(r"\b(left|right)\b", words)
    assert re.search(r":focus-visible \{ outline: 3px solid var\(--ink\)", words)
    assert re.findall(r"([^{}]*)\{ outline: none", words) == ["\nmain:focus "], "never a control"


def test_what_is_pressed_is_large_enough() -> None:
    for pressed in ("button, .button", "input[type=text]", ".tick"):
        rule = STYLE.partition(f"\n{pressed}")[2].partition("}")[0]
        assert "min-block-size: 2.75rem" in rule, pressed


@pytest.mark.parametrize("name", sorted(TEMPLATES))
def test_every_form_that_changes_something_is_known_to_be_ours(name: str) -> None:
    forms = re.findall(r"<form[^>]*>.{0,20}", TEMPLATES[name], re.DOTALL)
    for form in forms:
        assert 'method="post"' in form or 'method="get"' in form
        assert ("{{ hidden }}" in form) == ('method="post"' in form)


@pytest.mark.parametrize("name", sorted(TEMPLATES))
def test_no_template_trusts_what_it_is_given(name: str) -> None:
    assert not re.search(r"\|\s*safe|autoescape false| style=| on[a-z]+=", TEMPLATES[name])


def test_the_script_is_small_asks_only_us_and_keeps_nothing() -> None:
    assert len(SCRIPT) < 5_000
    assert not re.search(r"https?:|localStorage|sessionStorage|document\.cookie|eval\(", SCRIPT)


@pytest.mark.parametrize("language", FAMILIES)
def test_no_family_of_pages_speaks_over_another(language: str) -> None:
    names = Counter(name for family in FAMILIES[language] for name in family)
    assert [name for name, times in names.items() if times > 1] == []


def test_every_page_can_be_said_in_every_language() -> None:
    assert {frozenset(words) for words in WORDS.values()} == {frozenset(WORDS["en"])}


@pytest.mark.parametrize("language", WORDS)
def test_the_audit_has_a_word_for_every_family_of_deeds(language: str) -> None:
    families = {f"family_{deed.value.partition('.')[0]}" for deed in Deed}
    assert families - set(WORDS[language]) == set()
