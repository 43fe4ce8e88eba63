"""What does a browser keep for us, and who may read it?"""

import secrets

from flask import Request
from werkzeug.wrappers import Response

from ivr.environment import Environment

__all__ = [
    "FORM",
    "KNOWN",
    "LANGUAGE",
    "NOTICE",
    "PROVIDER",
    "SCREEN",
    "SIGN_IN",
    "SOUND",
    "UNDO",
    "drop",
    "fresh",
    "keep",
    "read",
]

SIGN_IN, KNOWN = "helpline", "known"
PROVIDER, SCREEN = "provider", "screen"
"""What is on its way to the organisation's own sign-in and back; what a screen on a wall holds."""
FORM, NOTICE, UNDO, LANGUAGE, SOUND = "form", "notice", "undo", "language", "sound"
"""The sign-in; who was signed in here before; what a form of somebody who is not signed in is known
by; what to say on the next page, and how what was done is taken back; the language;
whether an offer makes a sound."""
YEAR, MONTH = 365 * 86400, 30 * 86400


def read(request: Request, environment: Environment, name: str) -> str:
    """What this browser kept; empty if nothing."""
    return request.cookies.get(_named(environment, name), "")


def keep(response: Response, environment: Environment, name: str, value: str) -> None:
    """Until the browser is closed; a screen for thirty days, the language and who was here for a
    year. No script reads it, no other site sends it, and over https no other host of ours can set
    it (`__Host-`)."""
    response.set_cookie(
        _named(environment, name),
        value,
        max_age=YEAR if name in (LANGUAGE, KNOWN, SOUND) else MONTH if name == SCREEN else None,
        path="/",
        secure=_is_https(environment),
        httponly=True,
        samesite="Lax",
    )


def drop(response: Response, environment: Environment, name: str) -> None:
    """Gone."""
    response.delete_cookie(
        _named(environment, name),
        path="/",
        secure=_is_https(environment),
        httponly=True,
        samesite="Lax",
    )


def fresh() -> str:
    """Chance for a browser to keep."""
    return secrets.token_urlsafe(24)


def _named(environment: Environment, name: str) -> str:
    return f"__Host-{name}" if _is_https(environment) else name


def _is_https(environment: Environment) -> bool:
    return environment.console_url.startswith("https://")
