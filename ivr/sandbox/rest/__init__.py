"""Twilio's REST API, version 2010-04-01, for one account."""

import hmac

from flask import Blueprint, Response, g, jsonify, request
from werkzeug.exceptions import HTTPException, MethodNotAllowed, NotFound

from ivr.sandbox.exchange import Exchange
from ivr.sandbox.rest import (
    calls,
    conferences,
    messages,
    numbers,
    participants,
    queues,
    recordings,
    shapes,
)
from ivr.sandbox.rest.errors import Refused
from ivr.sandbox.rest.outages import Broken, broken
from ivr.sandbox.webhooks import API_VERSION

PREFIX = f"/{API_VERSION}/Accounts"


def create_api(exchange: Exchange) -> Blueprint:
    """The API as a blueprint. Every request holds the exchange's lock and is written down."""
    api = Blueprint("rest", __name__, url_prefix=f"{PREFIX}/{exchange.account.sid}")

    @api.before_request
    def enter() -> None:
        if not signed_in(exchange):
            raise Refused(20003)
        exchange.lock.acquire()
        g.holds_lock = True
        g.fault = exchange.faults.at_the_counter(request.method, request.path)
        if g.fault is not None and not g.fault.done:
            raise Broken(g.fault)

    @api.teardown_request
    def leave(_problem: BaseException | None) -> None:
        if g.pop("holds_lock", False):
            exchange.lock.release()

    @api.after_request
    def write_down(response: Response) -> Response:
        _write_down(exchange, response)
        fault = g.get("fault")
        return response if fault is None else broken(fault)

    @api.errorhandler(Broken)
    def break_down(problem: Broken) -> Response:
        return broken(problem.fault)

    @api.errorhandler(Refused)
    def refuse(refusal: Refused) -> tuple[Response, int]:
        return jsonify(refusal.as_json()), refusal.status

    for module in (calls, conferences, participants, queues, messages, numbers, recordings):
        module.add_routes(api, exchange)
    return api


def answer_elsewhere(exchange: Exchange, problem: HTTPException) -> tuple[Response, int]:
    """An error body in Twilio's shape for addresses under the API that are none of ours."""
    code = {NotFound: 20404, MethodNotAllowed: 20004}.get(type(problem), 20500)
    refusal = Refused(code, request.path) if signed_in(exchange) else Refused(20003)
    return jsonify(refusal.as_json()), refusal.status


def fetch_account(exchange: Exchange) -> tuple[Response, int]:
    """The account itself, whose address has no slash after the sid."""
    if not signed_in(exchange):
        return answer_elsewhere(exchange, NotFound())
    return jsonify(shapes.account(exchange)), 200


def signed_in(exchange: Exchange) -> bool:
    given = request.authorization
    if given is None or given.type != "basic":
        return False
    account = exchange.account
    right_sid = hmac.compare_digest((given.username or "").encode(), account.sid.encode())
    token = account.auth_token.encode()
    return hmac.compare_digest((given.password or "").encode(), token) and right_sid


def _write_down(exchange: Exchange, response: Response) -> None:
    with exchange.lock:
        exchange.note(
            "asked",
            method=request.method,
            path=request.full_path.removeprefix(PREFIX).rstrip("?"),
            parameters={name: request.form.getlist(name) for name in request.form},
            status=response.status_code,
            answer=response.get_json(silent=True),
        )
