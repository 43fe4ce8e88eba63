"""How are faults, and virtual time, asked for over HTTP?"""

from collections.abc import Callable, Mapping
from dataclasses import asdict, fields
from datetime import timedelta
from typing import Any

from flask import Blueprint, Response, jsonify, request

from ivr.sandbox.clock import VirtualClock
from ivr.sandbox.exchange import Exchange
from ivr.sandbox.faults import RestFault, RoadFault

ROAD, REST = ("drop", "delay", "double", "hold"), ("refuse", "hang_up")
SHAPES: Mapping[str, type[Any]] = {"fields": dict, "done": bool, "seconds": (int, float)}  # type: ignore[dict-item]
LONGEST_JUMP = timedelta(days=40)
PATIENCE = 0.05
"""Real seconds in which the application may act on what happened, before time goes on."""


class Odd(ValueError):
    """Raised for a wish nobody can meet; says which ones can be met."""


def add_routes(control: Blueprint, exchange: Exchange) -> None:
    """`/sandbox/faults` and `/sandbox/time`."""

    @control.get("/faults")
    def faults() -> Response:
        with exchange.lock:
            return jsonify(_in_force(exchange))

    @control.post("/faults")
    def add() -> Response:
        return _tried(exchange, lambda: exchange.faults.add(_fault(_wishes())))

    @control.post("/faults/release")
    def release() -> Response:
        return _tried(exchange, exchange.faults.release)

    @control.post("/faults/clear")
    def clear() -> Response:
        return _tried(exchange, exchange.faults.clear)

    @control.get("/time")
    def time() -> Response:
        return jsonify({"now": exchange.now().isoformat(), "virtual": _is_virtual(exchange)})

    @control.post("/time")
    def wait() -> Response:
        return _tried(exchange, lambda: _let_pass(exchange, _wishes().get("wait")))


def _tried(exchange: Exchange, act: Callable[[], object]) -> Response:
    """Do it; the answer names what is in force now, or what was odd about the wish."""
    try:
        act()
    except Odd as odd:
        response = jsonify({"error": str(odd)})
        response.status_code = 400
        return response
    with exchange.lock:
        return jsonify(_in_force(exchange) | {"now": exchange.now().isoformat()})


def _wishes() -> dict[str, Any]:
    given = request.get_json(silent=True)
    return given if isinstance(given, dict) else {}


def _in_force(exchange: Exchange) -> dict[str, Any]:
    faults = exchange.faults
    listed = [asdict(fault) for fault in faults.road] + [asdict(fault) for fault in faults.rest]
    return {"faults": listed, "held": len(faults.held)}


def _fault(wishes: dict[str, Any]) -> RoadFault | RestFault:
    """Raises Odd."""
    how = wishes.get("how")
    if how not in (*ROAD, *REST):
        raise Odd(f"`how` is one of {', '.join((*ROAD, *REST))}")
    kind = RoadFault if how in ROAD else RestFault
    known = {field.name: field.type for field in fields(kind)}
    for name, value in wishes.items():
        if name not in known:
            raise Odd(f"`{name}` is not known; there are {', '.join(known)}")
        if not isinstance(value, SHAPES.get(name, int if known[name] is int else str)):
            raise Odd(f"`{name}` cannot be {value!r}")
    if wishes.get("times", 0) < 0 or wishes.get("seconds", 0) < 0:
        raise Odd("neither `times` nor `seconds` can be less than nothing")
    return kind(**wishes)


def _is_virtual(exchange: Exchange) -> bool:
    return isinstance(exchange.clock, VirtualClock)


def _let_pass(exchange: Exchange, seconds: object) -> None:
    """Let virtual time pass, everything on the way done and answered. Raises Odd."""
    if not _is_virtual(exchange):
        raise Odd("this phone company lives in real time; start it with --virtual")
    number = isinstance(seconds, int | float) and not isinstance(seconds, bool)
    if not number or not 0 <= seconds <= LONGEST_JUMP.total_seconds():  # type: ignore[operator]
        raise Odd("`wait` is a number of seconds, at most forty days of them")
    exchange.run_for(float(seconds), PATIENCE)  # type: ignore[arg-type]
