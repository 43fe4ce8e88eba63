"""How may things in a flow be called?"""

import re
from typing import Final

NAME: Final = r"[a-z][a-z0-9_]{0,39}"
"""Flows, steps, specialties, hours, messages: lower case, digits, underscores; at most 40."""

LANGUAGE: Final = r"[a-z]{2,3}(?:-[A-Za-z0-9]{2,8}){0,2}"
"""A BCP 47 tag in its usual short forms: `en`, `es`, `pt-BR`, `zh-Hant`."""

_NAME = re.compile(NAME)
_LANGUAGE = re.compile(LANGUAGE)


def is_name(text: str) -> bool:
    """True if `text` can name a flow, step, specialty, hours or message."""
    return _NAME.fullmatch(text) is not None


def is_language(text: str) -> bool:
    """True if `text` looks like a language tag."""
    return _LANGUAGE.fullmatch(text) is not None
