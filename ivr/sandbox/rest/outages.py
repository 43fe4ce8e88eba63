"""How does a request to the API fail on purpose?"""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from flask import Response, jsonify, request

from ivr.sandbox.faults import RestFault

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

HUNG_UP = "sandbox.hung_up"


class Broken(Exception):
    """Raised when a request is not carried out because of a fault."""

    def __init__(self, fault: RestFault) -> None:
        super().__init__(fault.how)
        self.fault = fault


def broken(fault: RestFault) -> Response:
    """The answer of a broken API, in Twilio's shape; or the mark that there is none."""
    if fault.how == "hang_up":
        request.environ[HUNG_UP] = True
    body = {"code": fault.code, "message": "a fault on purpose", "status": fault.status}
    response = jsonify(body)
    response.status_code = fault.status
    return response


def hang_up_where_asked(app: "WSGIApplication") -> "WSGIApplication":
    """The application, except that a marked request gets no answer: the connection breaks."""

    def answer(environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        body = app(environ, start_response)
        if environ.get(HUNG_UP):
            body.close()  # type: ignore[attr-defined]
            raise ConnectionResetError("the API hangs up on purpose")
        return body

    return answer
