"""How many messages does the network make of one text?"""

GSM = set(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞ ÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡"
    "ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
GSM_DOUBLE = set("^{}\\[~]|€\f")


def count_segments(body: str) -> int:
    """1 for up to 160 GSM-7 or 70 UCS-2 characters, then one per 153 or 67 (3GPP TS 23.038)."""
    if set(body) <= GSM | GSM_DOUBLE:
        units = len(body) + sum(character in GSM_DOUBLE for character in body)
        single, joined = 160, 153
    else:
        units = len(body.encode("utf-16-be")) // 2
        single, joined = 70, 67
    return 1 if units <= single else -(-units // joined)
