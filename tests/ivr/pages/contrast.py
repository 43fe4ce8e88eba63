"""How well does one colour stand out from another?"""

import re

__all__ = ["SHAPE", "TEXT", "colours", "contrast"]

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
