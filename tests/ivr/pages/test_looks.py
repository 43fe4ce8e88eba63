"""Can everybody read and press what is on the pages?"""

import re
from pathlib import Path

import pytest
from contrast import SHAPE, TEXT, colours, contrast

from ivr import pages

STYLE = (Path(pages.__file__).parent / "page.css").read_text(encoding="utf-8")
LIGHT, DARK = re.findall(r":root \{([^}]*)\}", STYLE)


@pytest.mark.parametrize("scheme", [LIGHT, DARK], ids=["light", "dark"])
def test_words_and_edges_stand_out_by_day_and_by_night(scheme: str) -> None:
    known = colours(scheme)
    for words in ("ink", "soft", "accent"):
        assert contrast(known[words], known["paper"]) >= TEXT, words
    assert contrast(known["on-accent"], known["accent"]) >= TEXT
    assert contrast(known["line"], known["paper"]) >= SHAPE


def test_every_colour_is_one_of_these() -> None:
    elsewhere = STYLE.replace(LIGHT, "").replace(DARK, "")
    assert not re.search(r"#[0-9a-f]{3}|rgb|hsl|opacity", elsewhere)
    assert set(re.findall(r"var\(--([a-z-]+)\)", STYLE)) == set(colours(LIGHT))
    assert colours(LIGHT).keys() == colours(DARK).keys()


def test_whatever_is_pressed_is_large_enough_for_a_thumb() -> None:
    rules = re.findall(r"([^{}]+)\{([^{}]*)\}", STYLE)
    fields = ("select", ".choice", 'input[type="tel"]', 'input[type="text"]')
    for pressed in (".button", ".plain", "summary", ".reach", *fields):
        heights = [
            float(height)
            for names, rule in rules
            if pressed in [name.strip() for name in names.split(",")]
            for height in re.findall(r"min-height: ([0-9.]+)rem", rule)
        ]
        assert heights, f"{pressed} has a height"
        assert min(heights) >= 2.75, "44 px; WCAG 2.2, 2.5.8 asks for 24"


def test_nothing_moves_has_a_fixed_width_or_loses_its_focus() -> None:
    assert not re.search("transition|animation|@keyframes|outline: *(0|none)", STYLE)
    assert not re.search(r"[^-]width: *[0-9.]+(px|rem)", STYLE.replace("max-width", "max"))
    assert "overflow-wrap: anywhere" in STYLE
    assert re.search(r":focus-visible \{ outline: 3px solid", STYLE)
    assert "scroll-padding-top" in STYLE, "the way out does not cover what has the focus"


def test_it_reads_from_either_side() -> None:
    assert not re.search(r"\b(left|right)\b", re.sub(r"/\*.*?\*/", "", STYLE))


def test_on_paper_only_the_list_is_left() -> None:
    (paper,) = re.findall(r"@media print \{(.*)\}", STYLE, re.DOTALL)
    for gone in ("header", ".button", "details", ".stop", ".screen"):
        assert gone in paper.partition("{ display: none")[0]
    assert "attr(href)" in paper
