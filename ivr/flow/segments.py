"""How many parts does a text message take, and in which of the two alphabets?"""

from typing import Final

GSM: Final = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡"
    "ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
"""The basic alphabet.  Source: 3GPP TS 23.038, 6.2.1."""
EXTENDED: Final = frozenset("\f^{}\\[~]|€")
"""Characters that take the room of two.  Source: 3GPP TS 23.038, 6.2.1.1."""


def outside(words: str) -> str:
    """The characters that force the wider alphabet, each once, in their order."""
    return "".join(dict.fromkeys(c for c in words if c not in GSM and c not in EXTENDED))


def segments(words: str) -> int:
    """Parts a carrier counts: 160 characters, or 153 each of several; in the wider alphabet 70,
    or 67 each.  An empty message takes one."""
    if outside(words):
        length, alone, joined = len(words.encode("utf-16-be")) // 2, 70, 67
    else:
        length, alone, joined = sum(2 if c in EXTENDED else 1 for c in words), 160, 153
    return 1 if length <= alone else -(-length // joined)
