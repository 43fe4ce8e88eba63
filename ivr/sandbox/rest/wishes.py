"""What does a REST request ask for, and is it well put?"""

import re
from collections.abc import Iterable
from datetime import UTC, datetime
from urllib.parse import urlsplit

from werkzeug.datastructures import MultiDict

from ivr.sandbox.grammar import CALL_EVENTS
from ivr.sandbox.legs import NoticeWish, Source
from ivr.sandbox.numbers import NotANumber, e164
from ivr.sandbox.rest.errors import Refused

LONGEST_TWIML = 4000
Form = MultiDict[str, str]


def called_number(form: Form, missing: int) -> str:
    """`To` in E.164; Twilio reads it as an American number unless it starts with +."""
    text = form.get("To", "").strip()
    if not text:
        raise Refused(missing)
    try:
        return e164(text)
    except NotANumber:
        raise Refused(21211, text) from None


def calling_number(form: Form, missing: int) -> str:
    """`From` in E.164."""
    text = form.get("From", "").strip()
    if not text:
        raise Refused(missing)
    try:
        return e164(text)
    except NotANumber:
        raise Refused(21212, text) from None


def web_address(text: str) -> str:
    """An absolute http(s) address, or 21205."""
    parts = urlsplit(text)
    if parts.scheme not in ("http", "https") or not parts.netloc or re.search(r"\s", text):
        raise Refused(21205, text)
    return text


def method(form: Form, name: str, default: str = "POST") -> str:
    """A request method."""
    text = form.get(name, default).upper()
    if text not in ("GET", "POST"):
        raise Refused(20001, name)
    return text


def flag(form: Form, name: str) -> bool | None:
    """True, False, or None when nothing was said."""
    if name not in form:
        return None
    text = form[name].lower()
    if text not in ("true", "false"):
        raise Refused(20001, name)
    return text == "true"


def whole(form: Form, name: str, default: int, limits: tuple[int, int]) -> int:
    """A whole number within limits."""
    text = form.get(name, str(default))
    if not text.isdecimal() or not limits[0] <= int(text) <= limits[1]:
        raise Refused(20001, name)
    return int(text)


def document(form: Form) -> Source | None:
    """The document at `Url`, or the one given as `Twiml`; Url goes first if both are there."""
    if form.get("Url"):
        return Source(web_address(form["Url"]), method(form, "Method"))
    if form.get("Twiml"):
        if len(form["Twiml"]) > LONGEST_TWIML:
            raise Refused(32018)
        return Source(twiml=form["Twiml"])
    return None


def notices(form: Form, events: Iterable[str] = CALL_EVENTS) -> NoticeWish | None:
    """`StatusCallback` and its events: the parameter is repeated, once per event."""
    if not form.get("StatusCallback"):
        return None
    url = web_address(form["StatusCallback"])
    asked = form.getlist("StatusCallbackEvent") or ["completed"]
    known = frozenset(asked) & frozenset(events)  # Twilio notes the others (21626) and goes on
    return NoticeWish(url, method(form, "StatusCallbackMethod"), known)


def moment(text: str) -> datetime:
    """A GMT date or time as the filters take it: `2024-01-05` or `2024-01-05T22:30:00Z`."""
    try:
        parsed = datetime.fromisoformat(text.replace("Z", "+00:00"))
    except ValueError:
        raise Refused(20001, text) from None
    return parsed if parsed.tzinfo else parsed.replace(tzinfo=UTC)
