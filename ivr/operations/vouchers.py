"""Was somebody signed in with this browser before? A stranger's guesses then do not delay them."""

import secrets

from ivr.runtime import Runtime
from ivr.seal import BrokenSeal

__all__ = ["MOST", "chance_of", "with_another"]

PURPOSE = "known browser"
MOST = 6
"""People who share one browser, each known by what it keeps for them."""


def chance_of(rt: Runtime, kept: str, account_id: str) -> str | None:
    """What only this browser and this account have in common; None if they never met."""
    found = (_opened(rt, one) for one in kept.split(".")[:MOST])
    return next((chance for whose, chance in found if whose == account_id), None)


def with_another(rt: Runtime, kept: str, account_id: str) -> str:
    """What the browser keeps from now on: for this account too, and for as many others as fit. It
    opens nothing by itself."""
    known = [one for one in kept.split(".")[:MOST] if _opened(rt, one)[0] not in ("", account_id)]
    fresh = f"{account_id}:{secrets.token_hex(8)}"
    return ".".join([rt.seal.close_text(PURPOSE, fresh.encode()), *known][:MOST])


def _opened(rt: Runtime, one: str) -> tuple[str, str]:
    try:
        whose, _, chance = rt.seal.open_text(PURPOSE, one[:200]).decode().partition(":")
    except BrokenSeal:
        return "", ""
    return whose, chance
