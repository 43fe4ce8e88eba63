"""Whose account is it, and which numbers belong to it?"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Account:
    """The sid and token the application signs in with, and webhooks are signed by."""

    sid: str
    auth_token: str


@dataclass
class OwnedNumber:
    """A number of the account, and whom we ask when it rings. All requests are
    POSTs unless `voice_fallback_method` says GET.

    `label` says on the page what the number is.
    """

    number: str
    voice_url: str
    status_callback: str
    sms_url: str
    voice_fallback_url: str | None = None
    label: str = ""
    voice_fallback_method: str = "POST"
    sid: str = ""
