"""A tiny application in this process, and a phone company that calls it."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, ClassVar

import pytest
from flask import Flask, Response, request
from werkzeug.test import Client, TestResponse

from ivr.sandbox import (
    Account,
    Answers,
    Exchange,
    Leg,
    OwnedNumber,
    VirtualClock,
    Whims,
    WsgiTransport,
    create_app,
)

Answer = str | tuple[str, int]
SETTLED = Whims(drop_queue_hangup=False, old_action_first=True, notice_before_action=False)
EVENTS = ["initiated", "ringing", "answered", "completed"]


@dataclass
class Town:
    """An application whose answers are scripted by path, and everything it was asked."""

    SID: ClassVar = "AC" + "0" * 31 + "1"
    TOKEN: ClassVar = "a token for tests"
    HELPLINE: ClassVar = "+12125550100"
    NEUTRAL: ClassVar = "+12125550199"
    CALLER: ClassVar = "+12125550123"
    ANA: ClassVar = "+12125550111"
    BEN: ClassVar = "+12125550112"
    HOST: ClassVar = "http://helpline.test"

    sounds: dict[str, Callable[[], Response]] = field(default_factory=dict)
    answers: dict[str, Answer | Callable[[dict[str, str]], Answer]] = field(default_factory=dict)
    asked: list[tuple[str, dict[str, str]]] = field(default_factory=list)
    headers: list[dict[str, str]] = field(default_factory=list)
    content_type: str = "text/xml"
    exchange: Exchange = field(init=False)
    api: Client = field(init=False)

    def on(self, path: str, *verbs: str) -> None:
        """Answer `path` with these verbs."""
        self.answers[path] = f"<Response>{''.join(verbs)}</Response>"

    def sounds_at(
        self, path: str, body: bytes, content_type: str = "audio/wav", **headers: str
    ) -> None:
        """Answer `path` with a sound, or with what is said to be one; `_` is a dash in a header."""
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        self.sounds[path] = lambda: Response(body, content_type=content_type, headers=named)

    def reply(self, path: str) -> Response:
        """What the application says at `path`; notices are taken, unknown pages are missing."""
        parameters = {**request.args.to_dict(), **request.form.to_dict()}
        self.asked.append((path, parameters))
        self.headers.append({**dict(request.headers), "method": request.method})
        if path in self.sounds:
            return self.sounds[path]()
        default = ("", 204) if path.endswith(("/status", "/room")) else ("", 404)
        answer = self.answers.get(path, default)
        made = answer(parameters) if callable(answer) else answer
        body, status = made if isinstance(made, tuple) else (made, 200)
        return Response(body, status, content_type=self.content_type)

    def hooks(self, path: str) -> list[dict[str, str]]:
        """The parameters of every request to `path`, in order."""
        return [parameters for asked, parameters in self.asked if asked == path]

    def paths(self) -> list[str]:
        return [path for path, _ in self.asked]

    def rest(self, method: str, path: str, **form: Any) -> TestResponse:
        """A signed-in REST request below the account."""
        where = {"query_string": form} if method == "GET" else {"data": form}
        address = f"/2010-04-01/Accounts/{self.SID}{path}"
        return self.api.open(address, method=method, auth=(self.SID, self.TOKEN), **where)

    def post(self, path: str, **form: Any) -> Any:
        """A POST that must be accepted; its JSON."""
        response = self.rest("POST", path, **form)
        assert response.status_code in (200, 201), response.text
        return response.json

    def ring(self, to: str, path: str = "/leg", **form: Any) -> Leg:
        """Have the application call somebody."""
        wishes = {
            "To": to,
            "From": self.HELPLINE,
            "Url": self.HOST + path,
            "Timeout": "18",
            "StatusCallback": f"{self.HOST}{path}/status",
            "StatusCallbackEvent": EVENTS,
            **form,
        }
        return self.exchange.calls.all[self.post("/Calls.json", **wishes)["sid"]]

    def redirect(self, leg: Leg, path: str) -> None:
        self.post(f"/Calls/{leg.sid}.json", Url=self.HOST + path)

    def dial(self, *keys: str, **how: Any) -> Leg:
        """The caller dials the helpline and presses these keys, one entry per listening moment."""
        return self.exchange.phone(self.CALLER).dial(self.HELPLINE, keys=keys, **how)

    def wait(self, seconds: float) -> None:
        self.exchange.run_for(seconds)

    def happened(self, kind: str, leg: Leg | None = None) -> list[Any]:
        """The details of every event of this kind."""
        return [
            event.details
            for event in self.exchange.record
            if event.kind == kind and leg in (None, self.exchange.calls.all.get(event.leg or ""))
        ]

    def warned(self) -> list[int]:
        """The codes the phone company complained with."""
        return [details["code"] for details in self.happened("warned")]

    def open(self, **how: Any) -> "Town":
        """Connect the application with a phone company on a virtual clock."""
        numbers = [
            OwnedNumber(number, *(f"{self.HOST}/{path}" for path in ("voice", "voice/status")),
                        f"{self.HOST}/text", fallback)
            for number, fallback in ((self.HELPLINE, None), (self.NEUTRAL, f"{self.HOST}/spare"))
        ]  # fmt: skip
        how.setdefault("transport", WsgiTransport({self.HOST: self.application()}))
        how.setdefault("whims", SETTLED)
        transport = how.pop("transport")
        clock = VirtualClock(datetime(2027, 3, 5, 22, 30, tzinfo=UTC))
        account = Account(self.SID, self.TOKEN)
        self.exchange = Exchange(account, clock, transport, numbers=numbers, **how)
        self.api = Client(create_app(self.exchange), use_cookies=False)
        return self

    def application(self) -> Flask:
        app = Flask("application")

        @app.route("/", defaults={"path": ""}, methods=["GET", "POST"])
        @app.route("/<path:path>", methods=["GET", "POST"])
        def everything(path: str) -> Response:
            return self.reply(f"/{path}")

        return app


@pytest.fixture
def town() -> Town:
    """A phone company on a standing clock, whose whims are settled."""
    return Town().open()


@pytest.fixture
def helpline(town: Town) -> Town:
    """The application of the bridging pattern: menu, waiting line, whisper, room."""
    room = 'statusCallback="/room" statusCallbackEvent="start end join leave mute hold modify"'
    whisper = '<Gather numDigits="1" timeout="8" actionOnEmptyResult="true" action="/confirm">'
    town.on("/voice", '<Gather numDigits="1" action="/menu"><Say>Press 1.</Say></Gather>')
    town.on("/menu", '<Enqueue action="/left-line" waitUrl="/wait">line-en</Enqueue>')
    town.on("/wait", '<Say>Please stay.</Say><Pause length="9"/>')
    town.on("/left-line", "<Hangup/>")
    town.on("/leg", f"{whisper}<Say>Duty call.</Say></Gather><Hangup/>")
    town.answers["/confirm"] = lambda hook: (
        "<Response><Dial action='/left-room' hangupOnStar='true'><Conference "
        f"waitUrl='/connecting' beep='false' participantLabel='r-{hook['CallSid'][-4:]}' {room}>"
        "case-1</Conference></Dial></Response>"
        if hook["Digits"] == "1"
        else "<Response><Hangup/></Response>"
    )
    town.on("/connecting", "<Say>One moment.</Say>")
    town.on(
        "/join",
        f'<Dial action="/after"><Conference endConferenceOnExit="true" beep="false" waitUrl="" '
        f'participantLabel="caller" {room}>case-1</Conference></Dial>',
    )
    town.on("/left-room", "<Say>Thank you.</Say><Hangup/>")
    town.on("/after", "<Hangup/>")
    town.exchange.phone(town.ANA).behaves(Answers(after=4))
    return town


@pytest.fixture
def connected(helpline: Town) -> tuple[Town, Leg, Leg]:
    """A caller and Ana in one room."""
    caller = helpline.dial("1")
    helpline.wait(10)
    ana = helpline.ring(helpline.ANA)
    helpline.wait(10)
    helpline.redirect(caller, "/join")
    helpline.wait(20)
    return helpline, caller, ana
