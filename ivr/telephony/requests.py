"""Was this really sent by our phone company, and what does it say?"""

import base64
import hashlib
import hmac
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from ivr.numbers import caller_number

__all__ = ["Notice", "VoiceRequest", "is_signed", "notice", "signature", "voice_request"]

ENDED = frozenset({"completed", "busy", "no-answer", "failed", "canceled"})
OUTBOUND = "outbound"
LONGEST_KEYS = 32
LONGEST_WORDS = 500


def signature(token: str, url: str, fields: Mapping[str, Iterable[str]]) -> str:
    """Twilio's signature: HMAC-SHA1 over the URL and every field in order of name, base64.

    Source: Twilio, "Validating Signatures from Twilio". A field sent twice counts with its
    distinct values in order.
    """
    text = [url]
    for name in sorted(fields):
        text.extend(name + value for value in sorted(set(fields[name])))
    digest = hmac.new(token.encode(), "".join(text).encode("utf-8", "surrogatepass"), hashlib.sha1)
    return base64.b64encode(digest.digest()).decode()


def is_signed(
    url: str, fields: Mapping[str, Sequence[str]], given: str | None, tokens: Sequence[str]
) -> bool:
    """True when one of our auth tokens made this signature for this URL.

    Two tokens are in use while one is being replaced. Twilio may sign with or without the
    port, so both spellings are tried, as its own validator does.
    """
    if not given or len(given) > 100 or not given.isascii():
        return False
    for token in tokens:
        for spelling in _spellings(url):
            if hmac.compare_digest(signature(token, spelling, fields), given):
                return True
    return False


def _spellings(url: str) -> list[str]:
    parts = urlsplit(url)
    default = {"https": 443, "http": 80}.get(parts.scheme)
    if parts.port is None:
        return [url, parts._replace(netloc=f"{parts.netloc}:{default}").geturl()]
    return [url, parts._replace(netloc=parts.netloc.rsplit(":", 1)[0]).geturl()]


@dataclass(frozen=True)
class VoiceRequest:
    """What a voice webhook says. `caller` is who is on this leg, ringing us or rung by us; None
    when the number is withheld.

    `keys` is None when the webhook is not about keys, and empty for silence; `words` are what was
    understood where a step listens for words.  What is about a person is never shown when printed.
    """

    call_sid: str
    caller: str | None = field(repr=False)
    called: str
    status: str
    keys: str | None = field(repr=False)
    words: str = field(repr=False)
    fields: Mapping[str, str] = field(repr=False)

    @property
    def over(self) -> bool:
        """True when this leg has ended."""
        return self.status in ENDED

    @property
    def is_ours(self) -> bool:
        """True when we placed this leg."""
        return self.fields.get("Direction", "").startswith(OUTBOUND)

    def number(self, name: str) -> int:
        """A whole number sent under this name; 0 when it is missing or odd."""
        value = self.fields.get(name, "")
        return int(value) if value.isascii() and value.isdigit() and len(value) < 10 else 0


def voice_request(fields: Mapping[str, str]) -> VoiceRequest:
    """Read a voice webhook; what is missing is empty, what is odd is cut short."""
    keys = fields.get("Digits")
    far_end = "To" if fields.get("Direction", "").startswith(OUTBOUND) else "From"
    return VoiceRequest(
        call_sid=fields.get("CallSid", "")[:64],
        caller=caller_number(fields.get(far_end, "")),
        called=fields.get("To", "")[:32],
        status=fields.get("CallStatus", ""),
        keys=None if keys is None else keys[:LONGEST_KEYS],
        words=fields.get("SpeechResult", "")[:LONGEST_WORDS],
        fields=fields,
    )


@dataclass(frozen=True)
class Notice:
    """A report of what happened. Reports come doubled, late, out of order, or never."""

    sid: str
    event: str
    label: str
    leg: str
    order: int


def notice(fields: Mapping[str, str]) -> Notice:
    """Read a status report of a leg, a room or a text."""
    order = fields.get("SequenceNumber", "")
    return Notice(
        sid=(fields.get("ConferenceSid") or fields.get("MessageSid") or "")[:64],
        event=fields.get("StatusCallbackEvent")
        or fields.get("MessageStatus")
        or fields.get("CallStatus", ""),
        label=fields.get("ParticipantLabel", "")[:64],
        leg=fields.get("CallSid", "")[:64],
        order=int(order) if order.isascii() and order.isdigit() and len(order) < 7 else -1,
    )
