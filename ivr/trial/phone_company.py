"""How do we pick up simulated phones, and learn what happened to them, over HTTP?"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import requests

TIMEOUT_SECONDS = 10
NEWEST = 2**31  # after this there is nothing, and the answer names what was last


@dataclass(frozen=True)
class Event:
    """One entry of the sandbox's record. `leg` and `number` say whose it is."""

    id: int
    at: datetime
    kind: str
    leg: str | None
    number: str | None
    details: Mapping[str, Any] = field(default_factory=dict)


class NobodyThere(Exception):
    """Raised when a phone is answered or used after the call it was on has ended."""


class PhoneCompany:
    """The sandbox at one address. Every call raises requests.RequestException when it fails."""

    def __init__(self, address: str) -> None:
        self.address = address
        self._session = requests.Session()

    def close(self) -> None:
        """Let go of the connection."""
        self._session.close()

    def dial(self, phone: str, to: str, **wishes: Any) -> str:
        """Ring `to`; returns the id of the call. Wishes: withheld, keys, hang_up_after.

        Raises NobodyThere while another call goes on there.
        """
        answer = self._post(f"phones/{phone}/dial", {"to": to, **wishes})
        return str(answer["leg"])

    def press(self, phone: str, key: str) -> None:
        """Press one key on its current call. Raises NobodyThere."""
        self._post(f"phones/{phone}/press", {"key": key})

    def answer(self, phone: str) -> None:
        """Pick up what rings there. Raises NobodyThere."""
        self._post(f"phones/{phone}/answer", {})

    def hang_up(self, phone: str) -> None:
        """Put it down. Raises NobodyThere."""
        self._post(f"phones/{phone}/hang-up", {})

    def behave(self, phone: str, behaviour: str, **wishes: Any) -> None:
        """From the next ring on, do this."""
        self._post(f"phones/{phone}/behaviour", {"behaviour": behaviour, **wishes})

    def behaviour_of(self, phone: str) -> Mapping[str, Any]:
        """What it does when it rings."""
        phones = self._get("state", {})["phones"]
        return next((one["behaviour"] for one in phones if one["number"] == phone), {})

    def speed(self) -> float:
        """How many times faster than life it runs."""
        return float(self._get("state", {})["speed"])

    def run_at(self, times: float) -> None:
        """Run so many times faster than life."""
        self._post("speed", {"times": times})

    def after(self, last: int, wait: float) -> list[Event]:
        """What happened after event `last`; waits up to `wait` seconds for the first."""
        answer = self._get("record", {"after": last, "wait": wait})
        return [_event(**one) for one in answer["events"]]

    def latest(self) -> int:
        """The id of the newest event, 0 if nothing ever happened."""
        return int(self._get("record", {"after": NEWEST, "wait": 0})["last"])

    def _get(self, path: str, query: Mapping[str, Any]) -> Any:
        answer = self._session.get(
            f"{self.address}/sandbox/{path}", params=query, timeout=TIMEOUT_SECONDS
        )
        answer.raise_for_status()
        return answer.json()

    def _post(self, path: str, wishes: Mapping[str, Any]) -> Any:
        answer = self._session.post(
            f"{self.address}/sandbox/{path}", json=wishes, timeout=TIMEOUT_SECONDS
        )
        if answer.status_code == requests.codes.conflict:
            raise NobodyThere(answer.json()["error"])
        answer.raise_for_status()
        return answer.json()


def _event(at: str, **rest: Any) -> Event:
    return Event(at=datetime.fromisoformat(at), **rest)
