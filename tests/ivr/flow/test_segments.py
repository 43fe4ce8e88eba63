"""How many parts does a text take?"""

import pytest

from ivr.flow.segments import outside, segments


@pytest.mark.parametrize(
    ("words", "parts"),
    [("", 1), ("a" * 160, 1), ("a" * 161, 2), ("a" * 306, 2), ("a" * 307, 3),
     ("€" * 80, 1), ("€" * 81, 2), ("á" + "a" * 69, 1), ("á" + "a" * 70, 2), ("😀" * 35, 1),
     ("😀" * 36, 2)],
)  # fmt: skip
def test_a_text_is_counted_as_carriers_do(words, parts):
    assert segments(words) == parts


def test_the_letters_that_make_it_wide_are_named_once():
    assert outside("Está aquí, y está allí: ñ, é, ¿?") == "áí"
