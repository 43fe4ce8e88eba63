"""What does a responder see and press: on duty or not, which call comes, how was the day?"""

import hashlib
from datetime import datetime
from typing import Any

from flask import Response as FlaskResponse
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response

from ivr.console import forms, frame, sounding
from ivr.console.access import Page, Visit
from ivr.console.desk_words import outcomes, read_back, says
from ivr.console.naming import specialty, tongue
from ivr.models import Grant
from ivr.operations import desk_offers, presences
from ivr.operations.desk_offers import Done
from ivr.operations.presences import Because, Pause
from ivr.queries.desk import Desk, desk
from ivr.queries.own_day import Day, day

__all__ = ["HERE", "MAY", "PAGES", "PAUSES", "WAY", "me", "said"]

HERE = "/console/desk"
WAY = "desk"
PAUSES = (5, 10, 15, 30, 60)


def show(visit: Visit) -> Response:
    """Without scripts it is as old as the page; with them never older than about a second."""
    who = visit.known.responder
    if who is None:
        return frame.page(visit, "desk_of_nobody.html")
    now = desk(visit.rt, who)
    return frame.page(visit, "desk.html", **_facts(visit, now, day(visit.rt, who, _today(visit))))


def current(visit: Visit) -> Response:
    """The part that changes; 304 while nothing has."""
    who = me(visit)
    now, so_far = desk(visit.rt, who), day(visit.rt, who, _today(visit))
    known = repr((now, so_far, visit.language)).encode()
    version = hashlib.sha256(known).hexdigest()[:20]
    if visit.request.if_none_match.contains(version):
        return FlaskResponse(status=304)
    response = FlaskResponse(frame.part(visit, "desk_now.html", **_facts(visit, now, so_far)))
    response.set_etag(version)
    return response


def me(visit: Visit) -> str:
    """The responder whose desk it is. Raises NotFound for an account that is no responder's."""
    if visit.known.responder is None:
        raise NotFound
    return visit.known.responder


def _today(visit: Visit) -> datetime:
    """Midnight on the helpline's clocks."""
    here = visit.rt.now().astimezone(visit.zone)
    return here.replace(hour=0, minute=0, second=0, microsecond=0)


def _facts(visit: Visit, now: Desk, so_far: Day) -> dict[str, Any]:
    at = visit.rt.now()
    return {
        "desk": now,
        "day_so_far": so_far,
        "now": at.timestamp(),
        "sound": sounding.is_on(visit),
        "pauses": PAUSES,
        "reasons": list(Because),
        "outcomes": outcomes(),
        "tongue": lambda tag: tongue(visit, tag) if tag else visit.words["no_language"],
        "topic": lambda name: specialty(visit, name) if name else visit.words["no_topic"],
        "passed": lambda since: _counted((at - since).total_seconds()),
        "left": lambda until: _counted((until - at).total_seconds()),
        "span": lambda length: _counted(length.total_seconds()),
        "read_back": lambda promise: read_back(visit, promise),
        "says": lambda about: says(visit, about),
    }


def _counted(seconds: float) -> str:
    """Minutes and seconds, as the script counts them on."""
    whole = max(0, int(seconds))
    return f"{whole // 60}:{whole % 60:02}"


def duty(visit: Visit) -> Response:
    """On duty, or off: whatever was pressed."""
    if forms.field(visit, "do") == "off":
        presences.say_off(visit.rt, me(visit), WAY)
        return frame.go(visit, HERE, "desk_off")
    presences.say_on(visit.rt, me(visit), WAY)
    return frame.go(visit, HERE, "desk_on")


def pause(visit: Visit) -> Response:
    """Not rung for so many minutes."""
    minutes = forms.field(visit, "minutes")
    if minutes not in map(str, PAUSES):
        raise NotFound
    because = forms.field(visit, "because")
    given = Because(because) if because in set(Because) else None
    presences.pause(visit.rt, me(visit), Pause(int(minutes), WAY, given))
    return frame.go(visit, HERE, "desk_paused")


def sound(visit: Visit) -> Response:
    """Whether an offer makes a sound in this browser."""
    return sounding.choose(visit, HERE)


def offer(visit: Visit, offer: str) -> Response:
    """Yes or no to an offer of their own; too late is said, and changes nothing."""
    if forms.field(visit, "do") == "decline":
        done = desk_offers.decline(visit.rt, me(visit), offer)
        return said(visit, done, "desk_passed")
    return said(visit, desk_offers.take(visit.rt, me(visit), offer), "desk_taken")


def said(visit: Visit, done: Done, notice: str) -> Response:
    """Back to the desk, which says what came of it. Raises NotFound for what is somebody else's."""
    if done is Done.NOT_YOURS:
        raise NotFound
    return frame.go(visit, HERE, notice if done is Done.DONE else "desk_too_late")


MAY = frozenset({Grant.RESPONDER})
PAGES = (
    Page("/desk", "desk", show, MAY, in_nav=True),
    Page("/desk/now", "desk_now", current, MAY, live=True),
    Page("/desk/duty", "desk_duty", duty, MAY, ("POST",)),
    Page("/desk/pause", "desk_pause", pause, MAY, ("POST",)),
    Page("/desk/sound", "desk_sound", sound, MAY, ("POST",)),
    Page("/desk/offers/<offer>", "desk_offer", offer, MAY, ("POST",)),
)
