"""How do people use the simulated phones in a browser?"""

from datetime import datetime
from typing import Any

from flask import Blueprint, Response, make_response, render_template, request

from ivr.sandbox import view
from ivr.sandbox.exchange import Exchange
from ivr.sandbox.guard import admit, harden
from ivr.sandbox.numbers import formatted
from ivr.sandbox.phones import Phone
from ivr.sandbox.record import Event

LONGEST_WAIT = 25.0  # seconds
SHOWN_DOINGS = 60
REMEMBERED = 500  # events looked through for what the page lists
KEYPAD = (
    ("1", ""), ("2", "abc"), ("3", "def"), ("4", "ghi"), ("5", "jkl"), ("6", "mno"),
    ("7", "pqrs"), ("8", "tuv"), ("9", "wxyz"), ("*", ""), ("0", ""), ("#", ""),
)  # fmt: skip
PROBLEM_WORDS = {
    "nobody": "That phone is not on a call right now.",
    "engaged": "That phone is on a call. Hang up first.",
    "number": "That is not a telephone number. Try one like +12125550126.",
    "odd": "That did not work. Nothing was changed.",
}
BEHAVIOUR_WORDS = {
    "by_hand": "rings until you answer",
    "answers": "answers and presses 1",
    "declines": "answers and presses 2",
    "no_answer": "is not answered",
    "busy": "is busy",
    "rejects": "refuses the call",
    "voicemail": "has a voicemail that answers",
    "fax": "is a fax machine",
    "quiet": "is answered without a word",
    "dead": "is out of service",
}


def create_page(exchange: Exchange) -> Blueprint:
    """The page at /, whole without JavaScript; /sandbox/view is the part that changes."""
    page = Blueprint("page", __name__, template_folder="templates")
    page.before_request(admit)
    page.after_request(harden)

    @page.get("/")
    def show() -> str:
        return render_template("page.html", **_everything(exchange))

    @page.get("/sandbox/view")
    def view_after() -> Response:
        """The changing part as soon as something happened after event `after`; else 204."""
        after = request.args.get("after", 0, type=int)
        if not exchange.record.wait_after(after, LONGEST_WAIT):
            return Response(status=204)
        everything = _everything(exchange)
        response = make_response(render_template("phones.html", **everything))
        response.headers["X-Last-Event"] = str(everything["last"])
        return response

    @page.app_template_filter("national")
    def national(number: str) -> str:
        return formatted(number)

    @page.app_template_filter("time_of_day")
    def time_of_day(moment: datetime | str) -> str:
        if isinstance(moment, str):
            moment = datetime.fromisoformat(moment)
        return f"{moment.astimezone():%H:%M:%S}"

    return page


def _everything(exchange: Exchange) -> dict[str, Any]:
    with exchange.lock:
        phones = [_card(phone) for phone in exchange.phones.values()]
        record = exchange.record.latest(REMEMBERED)
        return {
            "last": len(exchange.record),
            "speed": view.speed_of(exchange),
            "numbers": view.numbers(exchange),
            "callers": [phone for phone in phones if phone["calls_us"]],
            "responders": [phone for phone in phones if not phone["calls_us"]],
            "doings": view.doings(record)[:SHOWN_DOINGS],
            "news": _news(record),
            "keypad": KEYPAD,
            "behaviours": BEHAVIOUR_WORDS,
            "problem": PROBLEM_WORDS.get(request.args.get("problem", ""), ""),
            "line_of": {one.number: one.label for one in exchange.numbers.values() if one.label},
            "label_of": {phone["number"]: phone["label"] for phone in phones},
        }


def _card(phone: Phone) -> dict[str, Any]:
    card = view.phone_state(phone)
    card["id"] = phone.number.lstrip("+")
    card["shown"] = card["call"]["shown"] if card["call"] else "idle"
    return card


def _news(record: list[Event]) -> str:
    """What should be said aloud to somebody who cannot see a text arrive."""
    for event in reversed(record[-40:]):
        if event.kind == "text_arrived":
            return f"A text arrived at {formatted(event.number or '')}."
    return ""
