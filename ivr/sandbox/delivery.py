"""How does a webhook reach the application, and what came back?"""

import itertools
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Protocol
from urllib.parse import urlencode, urljoin, urlsplit, urlunsplit

from ivr.sandbox.account import Account
from ivr.sandbox.overrides import Overrides, read_overrides
from ivr.sandbox.signature import sign

MOST_REDIRECTS = 10
LARGEST_BODY = 64 * 1024  # bytes; https://www.twilio.com/docs/api/errors/11750
LARGEST_SOUND = 16 * 1024 * 1024  # bytes; so that nobody fills this machine


class ConnectionFailed(Exception):
    """Raised by a transport when nobody could be reached: no name, no route, no TLS, refused."""


class TooSlow(Exception):
    """Raised by a transport when the answer did not come in time."""


@dataclass(frozen=True)
class Outgoing:
    """One HTTP request as it goes on the wire. `form` is None for a GET. Timeouts in seconds,
    `largest` in bytes."""

    url: str
    method: str
    form: Mapping[str, str] | None
    headers: Mapping[str, str]
    connect_timeout: float
    read_timeout: float
    largest: int = LARGEST_BODY


@dataclass(frozen=True)
class Reply:
    """What the application's server answered; `headers` by their names in small letters. Bodies may
    be cut after one byte more than was allowed."""

    status: int
    content_type: str = ""
    body: bytes = b""
    location: str | None = None
    headers: Mapping[str, str] = field(default_factory=dict)


class Transport(Protocol):
    """Carries one request. Raises `ConnectionFailed` or `TooSlow`.

    Faults are scripted by wrapping one transport in another.
    """

    def send(self, outgoing: Outgoing) -> Reply: ...


@dataclass(frozen=True)
class Request:
    """What we want to tell or ask the application.

    A notice is not retried unless its URL asks for it; a document is retried once when the
    connection fails. `lane` keeps notices about one thing in order. A sound is asked for as any
    browser would: without parameters and, as far as we know, unsigned
    (https://www.twilio.com/docs/voice/twiml/play).
    """

    url: str
    method: str
    parameters: Mapping[str, str]
    notice: bool = False
    leg: str | None = None
    lane: str | None = None
    sound: bool = False


@dataclass(frozen=True)
class Answer:
    """What became of a request. `error` is Twilio's code if nothing usable came back."""

    url: str
    status: int | None = None
    content_type: str = ""
    body: bytes = b""
    error: int | None = None
    attempts: int = 1
    warnings: tuple[int, ...] = field(default=())
    headers: Mapping[str, str] = field(default_factory=dict)

    @property
    def text(self) -> str:
        return self.body.decode("utf-8", "replace")


def deliver(transport: Transport, account: Account, request: Request, token: str) -> Answer:
    """Send a request as Twilio would: signed, retried where allowed, redirects followed.

    Never raises for what the other side does; `token` is the idempotency token of all attempts
    (https://www.twilio.com/docs/usage/webhooks/webhooks-connection-overrides).
    """
    overrides = read_overrides(request.url, retries=0 if request.notice else 1)
    answer = Answer(url=request.url, error=11205)
    for attempt in range(1, overrides.retries + 2):
        answer = _attempt(transport, account, request, (overrides, token))
        answer = replace(answer, attempts=attempt, warnings=overrides.warnings)
        if not overrides.calls_for_retry(answer.error, answer.status):
            break
    return answer


def _attempt(
    transport: Transport, account: Account, request: Request, how: tuple[Overrides, str]
) -> Answer:
    url, method = request.url, request.method
    for redirects in itertools.count():
        outgoing = _on_the_wire(account, replace(request, url=url, method=method), how)
        try:
            reply = transport.send(outgoing)
        except ConnectionFailed:
            return Answer(url=url, error=11205)
        except TooSlow:
            return Answer(url=url, error=11200)
        if reply.location is None or reply.status not in (301, 302, 303, 307, 308):
            return _judged(url, reply, outgoing.largest)
        if redirects == MOST_REDIRECTS:
            return Answer(url=url, status=reply.status, error=11215)
        url = urljoin(url, reply.location)
        method = method if reply.status in (307, 308) else "GET"
    raise AssertionError("unreachable")


def _on_the_wire(account: Account, request: Request, how: tuple[Overrides, str]) -> Outgoing:
    overrides, token = how
    scheme, host, path, query, _ = urlsplit(request.url)
    form: Mapping[str, str] | None = request.parameters
    if request.method == "GET":
        query = "&".join(part for part in (query, urlencode(request.parameters)) if part)
        form = None
    url = urlunsplit((scheme, host, path, query, ""))
    headers = {"User-Agent": "TwilioProxy/1.1 (sandbox)", "Accept": "*/*"}
    if not request.sound:
        headers["X-Twilio-Signature"] = sign(account.auth_token, url, form or {})
        headers["I-Twilio-Idempotency-Token"] = token
    times = (overrides.connect_timeout, overrides.read_timeout)
    largest = LARGEST_SOUND if request.sound else LARGEST_BODY
    return Outgoing(url, request.method, form, headers, *times, largest)


def _judged(url: str, reply: Reply, largest: int) -> Answer:
    answer = Answer(url, reply.status, reply.content_type, reply.body, headers=reply.headers)
    if not 200 <= reply.status < 300:
        return replace(answer, error=11200)
    if len(reply.body) > largest:
        return replace(answer, error=11750)
    return answer
