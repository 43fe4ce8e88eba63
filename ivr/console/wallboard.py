"""What goes on at this moment, for a whole room to see?"""

import hashlib
from datetime import datetime
from typing import Any

from flask import Response as FlaskResponse
from werkzeug.wrappers import Response

from ivr.console import frame, sounding
from ivr.console.access import Page, Visit
from ivr.console.naming import specialty, tongue
from ivr.models import Grant
from ivr.operations import alerts
from ivr.queries.today import WITHIN
from ivr.queries.wallboard import Board, Doing, board

__all__ = ["PAGES", "facts", "part"]

HERE = "/console/wallboard"


def show(visit: Visit) -> Response:
    """Without scripts it is as old as the page; with them never older than about a second."""
    now = board(visit.rt, visit.zone)
    return frame.page(
        visit, "wallboard.html", where=HERE, sound=sounding.is_on(visit), **facts(visit, now)
    )


def current(visit: Visit) -> Response:
    """The part that changes; 304 while nothing has. Asked for again and again, so that nobody who
    watches holds one of the threads that answer callers."""
    return part(visit, board(visit.rt, visit.zone))


def seen(visit: Visit) -> Response:
    """A supervisor has seen to what the alarms said."""
    alerts.see(visit.rt)
    return frame.go(visit, HERE, "alarms_seen")


def sound(visit: Visit) -> Response:
    """Whether a caller who waits too long makes a sound in this browser."""
    return sounding.choose(visit, HERE)


def part(visit: Visit, now: Board) -> Response:
    """This moment as the part of the page that changes; 304 for whoever has it already."""
    # What passes by itself, the waiting, is counted on by the script.
    version = hashlib.sha256(repr((now, visit.language)).encode()).hexdigest()[:20]
    if visit.request.if_none_match.contains(version):
        return FlaskResponse(status=304)
    response = FlaskResponse(frame.part(visit, "board.html", **facts(visit, now)))
    response.set_etag(version)
    return response


def facts(visit: Visit, now: Board) -> dict[str, Any]:
    """What the templates of the wallboard need."""
    at = visit.rt.now()
    return {
        "board": now,
        "Doing": Doing,
        "now": at.timestamp(),
        "tongue": lambda tag: tongue(visit, tag) if tag else "",
        "specialty": lambda name: specialty(visit, name),
        "may_see_to": visit.who is not None and Grant.SUPERVISOR in visit.who.grants,
        "within": round(WITHIN.total_seconds()),
        "passed": lambda since: _passed(at, since),
        "longest": min((one.since for one in now.waiting), default=None),
        "danger": sum(one.is_danger for one in now.waiting),
    }


def _passed(now: datetime, since: datetime) -> str:
    """Minutes and seconds, as the script counts them on."""
    seconds = max(0, int((now - since).total_seconds()))
    return f"{seconds // 60}:{seconds % 60:02}"


MAY = frozenset({Grant.RESPONDER, Grant.SUPERVISOR})
PAGES = (
    Page("/wallboard", "wallboard", show, MAY, in_nav=True),
    Page("/wallboard/now", "wallboard_now", current, MAY, live=True),
    Page("/wallboard/seen", "alarms_seen", seen, frozenset({Grant.SUPERVISOR}), ("POST",)),
    Page("/wallboard/sound", "wallboard_sound", sound, MAY, ("POST",)),
)
