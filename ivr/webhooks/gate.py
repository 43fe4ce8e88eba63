"""Is this request from our phone company? Everybody else is turned away before anything is read."""

from flask import Request

from ivr.environment import Environment
from ivr.telephony.requests import is_signed

__all__ = ["is_ours", "public_url"]

LONGEST_FORM = 64 * 1024


def public_url(request: Request, environment: Environment) -> str:
    """The address as the phone company knows it: our configured one, never the Host header."""
    raw = request.environ.get("RAW_URI") or request.environ.get("REQUEST_URI")
    if not isinstance(raw, str) or not raw.startswith("/"):
        query = request.query_string.decode("latin-1")
        raw = request.path + (f"?{query}" if query else "")
    return environment.public_url + raw


def is_ours(request: Request, environment: Environment) -> bool:
    """True for a form signed with one of our tokens, for our account. Never raises."""
    if request.mimetype != "application/x-www-form-urlencoded":
        return False
    if (request.content_length or 0) > LONGEST_FORM:
        return False
    given = request.headers.getlist("X-Twilio-Signature")
    if len(given) != 1:
        return False
    fields = dict(request.form.lists())
    signed = is_signed(public_url(request, environment), fields, given[0], environment.auth_tokens)
    return signed and fields.get("AccountSid") == [environment.account_sid]
