"""How is a sound fetched from the phone company, so that it is never more than was asked for?"""

import time
from collections.abc import Callable

import requests

from ivr.telephony.phone import TooLong

__all__ = ["Fetch", "NotThere", "Sounds"]

SECONDS = 5
"""Between two pieces of it, and until the first."""
ALTOGETHER = 15
"""Seconds for the whole sound: a job has thirty."""
PIECE = 64 * 1024

Fetch = Callable[[str, int], bytes]
"""The sound at a path of the API, of so many bytes at most."""


class NotThere(Exception):
    """Raised with the status of any answer but the sound itself."""

    def __init__(self, status: int) -> None:
        super().__init__(f"status {status}")
        self.status, self.code = status, None


class Sounds:
    """Sounds under one account of an API that speaks Twilio's: whoever asks signs in."""

    def __init__(self, base: str, account: str, token: str) -> None:
        """`base` is where the API lives."""
        self._base = base.rstrip("/")
        self._auth = (account, token)

    def __call__(self, path: str, most: int) -> bytes:
        """The sound. Raises NotThere, TooLong, and what `requests` raises. Its address may lead on
        to another server, who does not learn how we sign in."""
        begun = time.monotonic()
        asked = requests.get(self._base + path, auth=self._auth, timeout=SECONDS, stream=True)
        with asked as answer:
            if answer.status_code != 200:
                raise NotThere(answer.status_code)
            sound = bytearray()
            for piece in answer.iter_content(PIECE):
                sound += piece
                if len(sound) > most:
                    raise TooLong
                if time.monotonic() - begun > ALTOGETHER:
                    raise requests.ReadTimeout
        return bytes(sound)
