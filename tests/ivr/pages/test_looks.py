"""Can everybody read and press what is on the pages?"""

import re
from pathlib import Path

import pytest

from ivr import pages

STYLE = (Path(pages.__file__).parent / "page.css").read_text(encoding="utf-8")
LIGHT, DARK = re.findall(r":root \{([^}]*)\}", STYLE)
TEXT, SHAPE = 4.5, 3.0
"""The least contrast of words, and of what shows where to press (WCAG 2.2, 1.4.3 and 1.4.11)."""


def colours(given: str) -> dict[str, str]:
    found = dict(re.findall(r"--([a-z-]+): (#[0-9a-f]{3,6})", given))
    return {name: long if len(long) == 7 else double(long) for name, long in found.items()}


def double(short: str) -> str:
    return "#" + "".join(digit * 2 for digit in short[1:])


def luminance(colour: str) -> float:
    """As WCAG 2.2 defines it."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


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
    for pressed in (".button", ".plain", "summary", "select", ".reach"):
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
