"""What lies between the helpline and its phone company, and how can it fail?"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import requests
from twilio.http.http_client import TwilioHttpClient
from twilio.http.response import Response as TwilioResponse
from werkzeug.test import Client

from ivr.sandbox.delivery import Outgoing, Reply, Transport
from ivr.telephony.media import NotThere
from ivr.telephony.phone import TooLong

Wanted = Callable[[Outgoing], bool]
TAKEN = Reply(204)


@dataclass
class Post:
    """Carries webhooks to the helpline. Some can be lost, held back, or brought twice."""

    carrier: Transport
    doubles: bool = False
    carried: list[Outgoing] = field(default_factory=list)
    differing: list[str] = field(default_factory=list)
    _lost: list[Wanted] = field(default_factory=list)
    _held: list[Wanted] = field(default_factory=list)
    _kept: list[Outgoing] = field(default_factory=list)

    def send(self, outgoing: Outgoing) -> Reply:
        """As the phone company wishes it; it never learns that a report did not arrive."""
        if any(wanted(outgoing) for wanted in self._lost):
            return TAKEN
        if any(wanted(outgoing) for wanted in self._held):
            self._kept.append(outgoing)
            return TAKEN
        return self._bring(outgoing)

    def _bring(self, outgoing: Outgoing) -> Reply:
        self.carried.append(outgoing)
        reply = self.carrier.send(outgoing)
        if self.doubles and self.carrier.send(outgoing) != reply:
            self.differing.append(outgoing.url)
        return reply

    def loses(self, place: str, **fields: str) -> None:
        """From now on such webhooks never arrive: `place` is part of the address."""
        self._lost.append(_like(place, fields))

    def holds(self, place: str, **fields: str) -> None:
        """From now on such webhooks wait for `release`."""
        self._held.append(_like(place, fields))

    def release(self) -> None:
        """What was held back arrives now, the youngest first."""
        self._held.clear()
        while self._kept:
            self._bring(self._kept.pop())

    def heal(self) -> None:
        """Everything arrives again; what was held back is lost."""
        self.doubles = False
        for wanted in (self._lost, self._held, self._kept):
            wanted.clear()


def _like(place: str, fields: dict[str, str]) -> Wanted:
    def wanted(outgoing: Outgoing) -> bool:
        form = outgoing.form or {}
        return place in outgoing.url and all(form.get(k) == v for k, v in fields.items())

    return wanted


@dataclass
class Fault:
    """What one request meets instead of its answer. `done`: the phone company did it first."""

    method: str
    place: str
    status: int = 0
    code: int = 0
    done: bool = False
    times: int = 1

    def meets(self, method: str, path: str) -> bool:
        """True for a request of this kind, as often as it lasts."""
        return self.times > 0 and method == self.method and self.place in path

    def answer(self) -> TwilioResponse:
        """The refusal; without a status the line went dead."""
        self.times -= 1
        if not self.status:
            raise requests.ReadTimeout
        return TwilioResponse(self.status, f'{{"code": {self.code}, "message": "no"}}')


class Rest(TwilioHttpClient):  # type: ignore[misc]
    """The official client, talking to the sandbox's REST without a socket."""

    def __init__(self, rest: Any, account: tuple[str, str] = ("", "")) -> None:
        super().__init__()
        self.account = account
        self._client = Client(rest)
        self.faults: list[Fault] = []
        self.asked: list[tuple[str, str]] = []

    def request(  # type: ignore[no-untyped-def]
        self, method, url, params=None, data=None, auth=None, **_other
    ):
        """One request, or the fault that lies in wait for it."""
        path = url.removeprefix("https://api.twilio.com")
        self.asked.append((method, path))
        fault = next((one for one in self.faults if one.meets(method, path)), None)
        if fault is not None and not fault.done:
            return fault.answer()
        answer = self._client.open(path, method=method, query_string=params, data=data, auth=auth)
        if fault is not None:
            return fault.answer()
        return TwilioResponse(answer.status_code, answer.get_data(as_text=True))

    def sound(self, path: str, most: int) -> bytes:
        """A recording's sound, or the fault that lies in wait for it: as `telephony.media` does."""
        self.asked.append(("GET", path))
        fault = next((one for one in self.faults if one.meets("GET", path)), None)
        if fault is not None and not fault.done:
            raise NotThere(fault.answer().status_code)
        answer = self._client.get(path, auth=self.account)
        if answer.status_code != 200:
            raise NotThere(answer.status_code)
        if len(answer.data) > most:
            raise TooLong
        return answer.data

    def fails(self, method: str, place: str, **how: Any) -> Fault:
        """The next such request meets this: a refusal, or, without a status, silence."""
        fault = Fault(method, place, **how)
        self.faults.append(fault)
        return fault
