"""How is it said to Twilio's REST API, or to a server that speaks it?"""

from collections.abc import Callable, Sequence
from datetime import datetime
from functools import partial
from typing import Any, TypeVar

import requests
from twilio.base import values
from twilio.base.exceptions import TwilioException, TwilioRestException
from twilio.http.http_client import TwilioHttpClient
from twilio.rest import Client
from urllib3.exceptions import NewConnectionError

from ivr.telephony.media import Fetch, NotThere, Sounds
from ivr.telephony.phone import (
    AskLater,
    Gone,
    LegFacts,
    Record,
    Recorded,
    Refused,
    Ring,
    Text,
    TextFacts,
    Unanswered,
)

__all__ = ["TwilioPhone"]

# The package has no limit of its own; a hung API must not hold a worker.
SECONDS = 5
NOT_FOUND = 20404
LARGEST_PAGE = 1000
TWILIO = "https://api.twilio.com"
Answer = TypeVar("Answer")
RING_EVENTS = ["initiated", "ringing", "answered", "completed"]


class _Elsewhere(TwilioHttpClient):  # type: ignore[misc]
    """Twilio's HTTP client with a limit, sent to any server that speaks its API."""

    def __init__(self, base: str) -> None:
        super().__init__(timeout=SECONDS)
        self._base = base.rstrip("/")

    def request(self, method: str, url: str, *args: Any, **named: Any) -> Any:
        if url.startswith(TWILIO):
            url = self._base + url.removeprefix(TWILIO)
        return super().request(method, url, *args, **named)


class TwilioPhone:
    """The `Phone` on Twilio's REST API of 2010-04-01."""

    def __init__(
        self,
        account: str,
        token: str,
        url: str,
        *,
        http: TwilioHttpClient | None = None,
        sounds: Fetch | None = None,
    ) -> None:
        """`url` is where the API lives; `http` and `sounds` stand in for the network in tests."""
        self._client = Client(account, token, http_client=http or _Elsewhere(url))
        self._sounds = sounds or Sounds(url, account, token)
        self._account = account

    def ring(self, ring: Ring) -> str:
        """See Phone.ring; Twilio itself paces calls to the account's calls per second."""
        created = _ask_anew(
            lambda: self._client.calls.create(
                to=ring.to,
                from_=ring.sender,
                url=ring.url,
                method="POST",
                timeout=ring.seconds,
                status_callback=ring.status_url,
                status_callback_method="POST",
                status_callback_event=RING_EVENTS,
                machine_detection="Enable" if ring.detects_machine else values.unset,
            )
        )
        return _sid(created)

    def redirect(self, leg: str, url: str) -> None:
        """See Phone.redirect."""
        _ask(lambda: self._client.calls(leg).update(url=url, method="POST"))

    def hang_up(self, leg: str) -> bool:
        """See Phone.hang_up: `completed`, never `canceled`, which races with an answer."""
        try:
            _ask(lambda: self._client.calls(leg).update(status="completed"))
        except Gone:
            return False
        return True

    def leg(self, leg: str) -> LegFacts:
        """See Phone.leg."""
        found = _ask(lambda: self._client.calls(leg).fetch())
        return LegFacts(str(found.sid), str(found.status))

    def legs_to(self, to: str, since: datetime) -> Sequence[LegFacts]:
        """See Phone.legs_to."""
        found = _ask_anew(lambda: self._client.calls.list(to=to, start_time_after=since, limit=20))
        return [LegFacts(str(call.sid), str(call.status)) for call in found]

    def in_room(self, room: str) -> frozenset[str]:
        """See Phone.in_room. Somebody alone is in a conference that has not begun (`init`)."""
        rooms = _ask_anew(lambda: self._client.conferences.list(friendly_name=room, limit=5))
        now = [found.sid for found in rooms if str(found.status) != "completed"]
        if not now:
            return frozenset()
        try:
            people = _ask(lambda: self._client.conferences(now[0]).participants.list(limit=20))
        except Gone:
            return frozenset()
        return frozenset(str(person.call_sid) for person in people)

    def send(self, text: Text) -> str:
        """See Phone.send."""
        sent = _ask_anew(
            lambda: self._client.messages.create(
                to=text.to,
                from_=text.sender,
                body=text.words,
                status_callback=text.status_url,
                validity_period=text.valid_seconds,
            )
        )
        return _sid(sent)

    def texts_to(self, to: str, since: datetime) -> Sequence[TextFacts]:
        """See Phone.texts_to."""
        found = _ask_anew(
            lambda: self._client.messages.list(to=to, date_sent_after=since, limit=20)
        )
        return [TextFacts(str(text.sid), str(text.status), str(text.body)) for text in found]

    def recording(self, sid: str) -> Recorded:
        """See Phone.recording."""
        return _recorded(_ask(lambda: self._client.recordings(sid).fetch()))

    def recordings_of(self, leg: str) -> Sequence[Recorded]:
        """See Phone.recordings_of."""
        found = _ask_anew(lambda: self._client.recordings.list(call_sid=leg, limit=20))
        return [_recorded(one) for one in reversed(found)]

    def recorded_sound(self, sid: str, most: int) -> bytes:
        """See Phone.recorded_sound."""
        path = f"/2010-04-01/Accounts/{self._account}/Recordings/{sid}.wav"
        return _ask(lambda: self._sounds(path, most))

    def records_of(self, number: str, until: datetime) -> Sequence[tuple[Record, str]]:
        """See Phone.records_of. Twilio finds them by one end at a time, a thousand on a page."""
        calls, texts = self._client.calls, self._client.messages
        found = []
        for record, kept in ((Record.CALL, calls), (Record.TEXT, texts)):
            for end in ("from_", "to"):
                every = _ask_anew(partial(kept.list, **{end: number}, page_size=LARGEST_PAGE))
                found += [(record, str(one.sid)) for one in every if _made_by(one, until)]
        return found

    def forget(self, record: Record, sid: str) -> None:
        """See Phone.forget."""
        kept = {
            Record.CALL: self._client.calls,
            Record.TEXT: self._client.messages,
            Record.RECORDING: self._client.recordings,
        }[record]
        try:
            _ask(lambda: kept(sid).delete())
        except Gone:
            return


def _recorded(one: Any) -> Recorded:
    seconds = str(one.duration or 0)
    return Recorded(str(one.sid), str(one.status), int(seconds) if seconds.isdecimal() else 0)


def _made_by(one: Any, until: datetime) -> bool:
    return one.date_created is None or one.date_created <= until


def _ask(question: Callable[[], Answer]) -> Answer:
    """The answer, with Twilio's problems in our words. No number reaches an exception's text."""
    try:
        return question()
    except (TwilioRestException, NotThere) as problem:
        raise _ours(problem.status, problem.code) from None
    except requests.ConnectionError as problem:
        raise (AskLater if _never_arrived(problem) else Unanswered)() from None
    except TwilioException as problem:
        raise _of_list(problem) from None
    except (requests.RequestException, OSError, ValueError):
        raise Unanswered from None


def _ask_anew(question: Callable[[], Answer]) -> Answer:
    """Like `_ask`, about nothing that could be over: a 404 means that we are not let in."""
    try:
        return _ask(question)
    except Gone:
        raise Refused(NOT_FOUND) from None


def _never_arrived(problem: requests.ConnectionError) -> bool:
    """True when no connection was made: nothing was asked, so asking again is safe."""
    if isinstance(problem, requests.ConnectTimeout):
        return True
    cause = problem.args[0] if problem.args else None
    return isinstance(getattr(cause, "reason", None), NewConnectionError)


def _ours(status: int, code: int | None) -> Exception:
    """20429 was never processed and 5xx may have been; 20009 is a record that is not finished yet
    (Twilio error dictionary)."""
    if status == 429 or code in (20429, 20009):
        return AskLater()
    if status >= 500:
        return Unanswered()
    if code in (NOT_FOUND, 21220) or status == 404:
        return Gone()
    return Refused(int(code or status))


def _of_list(problem: TwilioException) -> Exception:
    """A list that failed: the package hands over only the HTTP response, behind its sentence."""
    status = getattr(problem.args[-1], "status_code", 0) if problem.args else 0
    return _ours(status, None) if status >= 400 else Unanswered()


def _sid(made: Any) -> str:
    """The id of what was made. Raises Unanswered when the answer does not name it."""
    if not made.sid:
        raise Unanswered
    return str(made.sid)
