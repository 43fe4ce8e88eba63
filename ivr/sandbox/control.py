"""How are simulated phones used over HTTP?

JSON in and out for programs; the same addresses take the page's forms and lead back to it.
"""

from collections.abc import Callable
from dataclasses import fields
from typing import Any

from flask import Blueprint, jsonify, redirect, request
from werkzeug.wrappers import Response

from ivr.sandbox import trouble, view
from ivr.sandbox.behaviours import BEHAVIOURS, Behaviour
from ivr.sandbox.exchange import Exchange
from ivr.sandbox.guard import admit, harden
from ivr.sandbox.legs import NobodyThere
from ivr.sandbox.numbers import WITHHELD_WORDS, NotANumber
from ivr.sandbox.phones import NumberEngaged, Phone

LONGEST_WAIT = 30.0  # seconds
PROBLEMS: dict[type[Exception], tuple[str, int]] = {
    NobodyThere: ("nobody", 409),
    NumberEngaged: ("engaged", 409),
    NotANumber: ("number", 400),
}


def create_control(exchange: Exchange) -> Blueprint:
    """Everything under /sandbox/."""
    control = Blueprint("control", __name__, url_prefix="/sandbox")
    control.before_request(admit)
    control.after_request(harden)

    @control.get("/state")
    def state() -> Response:
        return jsonify(view.state(exchange))

    @control.get("/numbers")
    def numbers() -> Response:
        return jsonify({"numbers": view.numbers(exchange)})

    @control.get("/record")
    def record() -> Response:
        after = request.args.get("after", 0, type=int)
        wait = min(request.args.get("wait", 0.0, type=float), LONGEST_WAIT)
        events = exchange.record.wait_after(after, wait)
        last = events[-1].id if events else len(exchange.record)
        return jsonify({"events": [event.as_json() for event in events], "last": last})

    @control.post("/speed")
    def speed() -> Response:
        return _done(lambda: _run_at(exchange, float(_wish("times", 1))))

    @control.post("/phones")
    def add_phone() -> Response:
        return _done(lambda: _add(exchange))

    @control.post("/phones/<number>/<act>")
    def use_phone(number: str, act: str) -> Response:
        if act not in ACTS:
            return jsonify({"error": f"a phone cannot {act}"}), 404  # type: ignore[return-value]
        return _done(lambda: ACTS[act](exchange.phone(number)), number)

    trouble.add_routes(control, exchange)
    return control


def _done(act: Callable[[], Any], number: str = "") -> Response:
    """Do it, then answer in the language of whoever asked."""
    problem, words, status, result = "", "", 200, None
    try:
        result = act()
    except (NobodyThere, NumberEngaged, ValueError, TypeError) as refusal:
        words = str(refusal)
        problem, status = _name_of(refusal)
    if request.is_json or (not request.form and not _is_browser()):
        response = jsonify({"error": words} if problem else result or {"ok": True})
        response.status_code = status
        return response
    query = f"?problem={problem}" if problem else ""
    return redirect(f"/{query}#phone-{number.lstrip('+')}" if number else f"/{query}", 303)


def _name_of(refusal: Exception) -> tuple[str, int]:
    """The page's word for a problem, and its HTTP status."""
    return PROBLEMS.get(type(refusal), ("odd", 400))


def _is_browser() -> bool:
    return "text/html" in request.headers.get("Accept", "")


def _wishes() -> dict[str, Any]:
    given = request.get_json(silent=True) if request.is_json else request.form.to_dict()
    return given if isinstance(given, dict) else {}


def _wish(name: str, default: Any = "") -> Any:
    return _wishes().get(name, default)


def _run_at(exchange: Exchange, times: float) -> dict[str, Any]:
    """Change the speed of a clock that has one."""
    change = getattr(exchange.clock, "times", None)
    if change is None:
        raise ValueError("this clock has no speed")
    with exchange.lock:
        change(times)
        exchange.changed.notify_all()
    return {"speed": times}


def _add(exchange: Exchange) -> dict[str, Any]:
    phone = exchange.phone(str(_wish("number")))
    with exchange.lock:
        phone.calls_us = True
        phone.label = str(_wish("label")) or phone.label
        return view.phone_state(phone)


def _dial(phone: Phone) -> dict[str, Any]:
    """`keys`: a list, one entry per listening moment, or a string, one key per moment."""
    wishes = _wishes()
    hidden = wishes.get("withheld", phone.withheld)
    if hidden not in WITHHELD_WORDS:
        hidden = hidden in (True, "true", "on", "yes")
    to = str(wishes.get("to") or next(iter(phone.exchange.numbers)))
    after = wishes.get("hang_up_after")
    leg = phone.dial(
        to,
        hidden,
        keys=wishes.get("keys") or (),
        key_after=float(wishes.get("key_after", 1.0)),
        hang_up_after=float(after) if after not in (None, "") else None,
    )
    return {"leg": leg.sid}


def _press(phone: Phone) -> None:
    phone.press(str(_wish("key")))


def _speak(phone: Phone) -> None:
    leg = phone.leg
    if leg is None:
        raise NobodyThere(f"{phone.number} is not on a call")
    leg.speak(str(_wish("words")))


def _text(phone: Phone) -> None:
    to = str(_wish("to")) or next(iter(phone.exchange.numbers))
    phone.text(to, str(_wish("body")))


def _behave(phone: Phone) -> dict[str, Any]:
    wishes = _wishes()
    name = str(wishes.get("behaviour", ""))
    if name not in BEHAVIOURS:
        raise ValueError(f"a phone does one of: {', '.join(BEHAVIOURS)}")
    with phone.exchange.lock:
        phone.behaves(_behaviour(name, wishes))
        return view.phone_state(phone)["behaviour"]  # type: ignore[no-any-return]


def _behaviour(name: str, wishes: dict[str, Any]) -> Behaviour:
    kind = BEHAVIOURS[name]
    known = {field.name for field in fields(kind)}
    given = {key: value for key, value in wishes.items() if key in known}
    for key in given.keys() & {"after", "key_after", "greeting", "longest", "patience"}:
        given[key] = float(given[key])
    return kind(**given)


ACTS: dict[str, Callable[[Phone], Any]] = {
    "dial": _dial,
    "press": _press,
    "hang-up": lambda phone: phone.hang_up(),
    "answer": lambda phone: phone.answer(),
    "decline": lambda phone: phone.decline(),
    "speak": _speak,
    "text": _text,
    "behaviour": _behave,
}
