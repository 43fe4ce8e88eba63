"""What answers at the phone company's address?"""

from collections.abc import Sequence

from flask import Flask, Response, request
from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Response as AnyResponse

from ivr.sandbox import rest
from ivr.sandbox.control import create_control
from ivr.sandbox.exchange import Exchange
from ivr.sandbox.page import create_page
from ivr.sandbox.rest.outages import hang_up_where_asked

People = Sequence[tuple[str, str]]
CALLERS = (
    ("A caller", "+12125550123", False),
    ("Another caller", "+12125550124", False),
    ("A hidden caller", "+12125550125", True),
)


def create_app(exchange: Exchange, *, page: bool = True, people: People = ()) -> Flask:
    """The REST API and, with `page`, the control API and the page.

    people: names and numbers whose phones stand on the page from the start.
    """
    app = Flask(__name__, static_url_path="/sandbox/static")
    app.json.sort_keys = False  # type: ignore[attr-defined]
    app.jinja_options = {"trim_blocks": True, "lstrip_blocks": True}
    app.register_blueprint(rest.create_api(exchange))
    if page:
        _furnish(exchange, people)
        app.register_blueprint(create_control(exchange))
        app.register_blueprint(create_page(exchange))

    @app.get(f"{rest.PREFIX}/{exchange.account.sid}.json")
    def account() -> tuple[Response, int]:
        return rest.fetch_account(exchange)

    @app.errorhandler(HTTPException)
    def elsewhere(problem: HTTPException) -> AnyResponse | tuple[Response, int]:
        if request.path.startswith(rest.PREFIX):
            return rest.answer_elsewhere(exchange, problem)
        return problem.get_response()

    app.wsgi_app = hang_up_where_asked(app.wsgi_app)  # type: ignore[assignment, method-assign]
    return app


def _furnish(exchange: Exchange, people: People) -> None:
    """Put callers' phones on the page, and those of the people named."""
    for label, number, withheld in CALLERS:
        phone = exchange.phone(number)
        phone.label, phone.withheld, phone.calls_us = label, withheld, True
    for label, number in people:
        exchange.phone(number).label = label
