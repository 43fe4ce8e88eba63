"""How does a text get from one phone to another?"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING
from urllib.parse import urljoin

from ivr.sandbox.delivery import Answer, Request
from ivr.sandbox.documents import BrokenDocument, Verb, read_answer
from ivr.sandbox.grammar import MESSAGING
from ivr.sandbox.legs import Source
from ivr.sandbox.phones import Phone, Text
from ivr.sandbox.segments import count_segments
from ivr.sandbox.webhooks import about_text

if TYPE_CHECKING:
    from ivr.sandbox.account import OwnedNumber
    from ivr.sandbox.exchange import Exchange

# https://www.twilio.com/docs/messaging/tutorials/how-to-configure-opt-out: the default words
STOP = frozenset({"STOP", "STOPALL", "UNSUBSCRIBE", "CANCEL", "END", "QUIT", "REVOKE", "OPTOUT"})
START = frozenset({"START", "YES", "UNSTOP"})
HELP = frozenset({"HELP", "INFO"})
STOPPED = "You have successfully been unsubscribed. You will not receive any more messages."
STARTED = "You have successfully been re-subscribed to messages from this number."
HELPED = "Reply STOP to unsubscribe. Msg&Data Rates May Apply."
OPTED_OUT = 21610
SENT_AFTER, DELIVERED_AFTER = 0.5, 2.0  # seconds


@dataclass(eq=False)
class Message:
    """One text in either direction. `error` is the code of a failure."""

    sid: str
    from_: str
    to: str
    body: str
    direction: str
    created_at: datetime
    status: str = "queued"
    status_callback: str = ""
    error: int | None = None
    sent_at: datetime | None = None
    updated_at: datetime | None = None

    @property
    def segments(self) -> int:
        return count_segments(self.body)


class OptedOut(Exception):
    """Raised for a text to somebody who said STOP to this number."""


class Messages:
    """All texts of the account, and who does not want any."""

    def __init__(self, exchange: Exchange) -> None:
        self._exchange = exchange
        self.all: dict[str, Message] = {}
        self.opted_out: set[tuple[str, str]] = set()

    def send(
        self, from_: str, to: str, body: str, *, status_callback: str = "", reply: bool = False
    ) -> Message:
        """Accept a text for delivery. Raises `OptedOut`."""
        if (from_, to) in self.opted_out:
            raise OptedOut(to)
        exchange = self._exchange
        direction = "outbound-reply" if reply else "outbound-api"
        sid = exchange.sids.new("SM")
        message = Message(sid, from_, to, body, direction, exchange.now())
        message.status_callback = status_callback
        self.all[sid] = message
        exchange.note("text_ordered", number=to, sid=sid, from_=from_, body=body)
        self._tell(message)
        phone = exchange.phone(to)
        self._later(SENT_AFTER, lambda: self._sent(message))
        self._later(DELIVERED_AFTER, lambda: self._arrive(message, phone))
        return message

    def receive(self, phone: Phone, to: str, body: str) -> None:
        """A phone sends a text to `to`; if that number is ours, the application hears of it."""
        exchange = self._exchange
        sid = exchange.sids.new("SM")
        now = exchange.now()
        phone.texts.append(Text(sid, phone.number, to, body, now, arrived=False))
        exchange.note("text_sent", number=phone.number, sid=sid, to=to, body=body)
        line = exchange.numbers.get(to)
        if line is None:
            return
        self.all[sid] = Message(sid, phone.number, to, body, "inbound", now, "received")
        opt_out = self._opt_out(phone, line, body)
        if line.sms_url:
            request = self._incoming(self.all[sid], line.sms_url, opt_out)
            exchange.send(request, lambda answer: self._reply(self.all[sid], answer, opt_out))

    def _opt_out(self, phone: Phone, line: OwnedNumber, body: str) -> str:
        """Twilio's own handling of STOP, START and HELP: it answers by itself."""
        word = body.strip().upper()
        pair = (line.number, phone.number)
        if word in STOP:
            self.opted_out.add(pair)
            self._by_network(phone, line, STOPPED)
            return "STOP"
        if word in START:
            self.opted_out.discard(pair)
            self._by_network(phone, line, STARTED)
            return "START"
        if word in HELP:
            self._by_network(phone, line, HELPED)
            return "HELP"
        return ""

    def _by_network(self, phone: Phone, line: OwnedNumber, words: str) -> None:
        sid = self._exchange.sids.new("SM")
        self._deliver(Text(sid, line.number, phone.number, words, self._exchange.now()), phone)

    def _incoming(self, message: Message, url: str, opt_out: str) -> Request:
        parameters = {
            "MessageSid": message.sid,
            "SmsSid": message.sid,
            "SmsMessageSid": message.sid,
            "AccountSid": self._exchange.account.sid,
            "SmsStatus": "received",
            "Body": message.body,
            "NumMedia": "0",
            "NumSegments": str(message.segments),
        }
        if opt_out:
            parameters["OptOutType"] = opt_out
        return Request(url, "POST", about_text(parameters, message.from_, message.to))

    def _reply(self, message: Message, answer: Answer, opt_out: str, turn: int = 0) -> None:
        """Send what the answer's TwiML says; nothing after an opt-out word."""
        exchange = self._exchange
        if answer.error is None and not answer.body.strip():
            return
        try:
            if answer.error is not None:
                raise BrokenDocument(answer.error, "the document could not be had")
            document = read_answer(answer, MESSAGING)
        except BrokenDocument as broken:
            exchange.note("warned", code=broken.code, words=broken.words, url=answer.url)
            return
        for warning in document.warnings:
            exchange.note("warned", code=warning.code, words=warning.words, url=answer.url)
        if opt_out and document.verbs:
            exchange.note("warned", code=OPTED_OUT, words="no reply after an opt-out word")
            return
        self._perform(message, document.verbs, answer.url, turn)

    def _perform(self, message: Message, verbs: Iterable[Verb], url: str, turn: int) -> None:
        for verb in verbs:
            if verb.name == "Message":
                self._answer_with(message, verb, url)
            elif turn < 10:
                self._follow(message, verb, url, turn)
                return

    def _answer_with(self, message: Message, verb: Verb, url: str) -> None:
        body = " ".join(part.text for part in verb.children if part.name == "Body") or verb.text
        from_, to = verb.get("from", message.to), verb.get("to", message.from_)
        callback = verb.get("statusCallback") or verb.get("action")
        resolved = absolute(url, callback) if callback else ""
        try:
            self.send(from_, to, body, status_callback=resolved, reply=True)
        except OptedOut:
            self._exchange.note("warned", code=OPTED_OUT, words="the recipient said STOP")

    def _follow(self, message: Message, verb: Verb, url: str, turn: int) -> None:
        source = Source(absolute(url, verb.text), verb.get("method", "POST"))
        request = self._incoming(message, source.url or "", "")
        self._exchange.send(
            Request(request.url, source.method, request.parameters),
            lambda answer: self._reply(message, answer, "", turn + 1),
        )

    def _sent(self, message: Message) -> None:
        message.sent_at = self._exchange.now()
        self._move(message, "sent")

    def _arrive(self, message: Message, phone: Phone) -> None:
        if phone.text_error is not None:
            message.error = phone.text_error
            self._move(message, "undelivered")
            return
        text = Text(message.sid, message.from_, message.to, message.body, self._exchange.now())
        self._deliver(text, phone)
        self._move(message, "delivered")

    def _deliver(self, text: Text, phone: Phone) -> None:
        phone.texts.append(text)
        self._exchange.note(
            "text_arrived", number=phone.number, sid=text.sid, from_=text.from_, body=text.body
        )

    def _move(self, message: Message, status: str) -> None:
        message.status, message.updated_at = status, self._exchange.now()
        self._tell(message)

    def _tell(self, message: Message) -> None:
        if not message.status_callback:
            return
        parameters = {
            "MessageSid": message.sid,
            "MessageStatus": message.status,
            "SmsSid": message.sid,
            "SmsStatus": message.status,
            "AccountSid": self._exchange.account.sid,
            "From": message.from_,
            "To": message.to,
            "ApiVersion": "2010-04-01",
        }
        if message.error is not None:
            parameters["ErrorCode"] = str(message.error)
        if message.status in ("delivered", "undelivered"):
            parameters["RawDlrDoneDate"] = self._exchange.now().strftime("%y%m%d%H%M")
        url = message.status_callback
        self._exchange.tell(Request(url, "POST", parameters, notice=True, lane=message.sid))

    def _later(self, seconds: float, act: Callable[[], object]) -> None:
        moment = self._exchange.now() + timedelta(seconds=seconds)
        self._exchange.at(moment, act)


def absolute(base: str, address: str) -> str:
    """An address in a document as seen from where the document came from."""
    return urljoin(base, address) if address else base
