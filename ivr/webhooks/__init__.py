"""What does the phone company tell us? Every address behind one signature gate."""

from flask import Blueprint, Response, request

from ivr.webhooks import (
    calls,
    duty,
    duty_rings,
    line,
    messages,
    offers,
    presence,
    promised,
    rooms,
    voicemail,
)
from ivr.webhooks.edges import runtime
from ivr.webhooks.gate import is_ours

__all__ = ["blueprint"]


def blueprint() -> Blueprint:
    """All webhooks; an unsigned request to any of them is answered with 403 and nothing else."""
    made = Blueprint("webhooks", __name__)
    made.before_request(_turn_strangers_away)
    rung = (offers, rooms, duty, duty_rings)
    for part in (calls, line, *rung, presence, promised, messages, voicemail):
        name = part.__name__.rpartition(".")[2]
        for path, view in part.ROUTES.items():
            made.add_url_rule(path, f"{name}_{view.__name__}", view, methods=["POST"])
    return made


def _turn_strangers_away() -> Response | None:
    if is_ours(request, runtime().environment):
        return None
    return Response("This address answers the phone company only.\n", 403, mimetype="text/plain")
