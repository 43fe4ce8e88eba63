"""Which calls came, and what happened in one of them, step by step?"""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

from werkzeug.wrappers import Response

from ivr.console import frame, lanes, sorry, told
from ivr.console.access import Page, Visit
from ivr.console.days import A_DAY, day, midnight, typed
from ivr.console.naming import specialty, tongue
from ivr.models import Grant
from ivr.operations import skills
from ivr.queries import call_log, one_call
from ivr.queries.call_log import ENDINGS, GOING_ON, Sought

__all__ = ["PAGES", "clocked"]

ON_A_PAGE = 50
FIELDS = ("since", "until", "language", "specialty", "outcome", "danger")


def show(visit: Visit) -> Response:
    """The newest calls that were asked for, newest first: codes and times."""
    asked = typed(visit, *FIELDS)
    wanted = _wanted(visit, asked, typed(visit, "before")["before"])
    found = call_log.listed(visit.rt, wanted, ON_A_PAGE + 1)
    more = len(found) > ON_A_PAGE
    following = {name: text for name, text in asked.items() if text}
    following["before"] = found[ON_A_PAGE - 1].id if more else ""
    return frame.page(
        visit,
        "calls.html",
        calls=found[:ON_A_PAGE],
        asked=asked,
        filtered=any(asked.values()) or bool(wanted.before),
        older=f"?{urlencode(following)}" if more else "",
        outcomes=(*ENDINGS, GOING_ON),
        **_named(visit),
    )


def _wanted(visit: Visit, asked: Mapping[str, str], before: str) -> Sought:
    until = midnight(visit, day(asked["until"]))
    return Sought(
        since=midnight(visit, day(asked["since"])),
        until=until + A_DAY if until else None,
        language=asked["language"] or None,
        specialty=asked["specialty"] or None,
        outcome=asked["outcome"] or None,
        danger=asked["danger"] == "yes",
        before=before or None,
    )


def _named(visit: Visit) -> dict[str, Any]:
    """What a template calls languages, specialties and spans of time."""
    settings = skills.published(visit.rt)
    tags, names = (settings.languages, settings.specialties) if settings else ((), ())
    return {
        "tongues": {tag: tongue(visit, tag) for tag in tags},
        "specialties": {name: specialty(visit, name) for name in names},
        "tongue": lambda tag: tongue(visit, tag) if tag else visit.words["no_language"],
        "specialty": lambda name: specialty(visit, name) if name else visit.words["any_specialty"],
        "clocked": clocked,
    }


def clocked(span: timedelta | None) -> str:
    """Minutes and seconds: 1:05. Nothing for no time."""
    if span is None:
        return ""
    seconds = max(0, round(span.total_seconds()))
    return f"{seconds // 60}:{seconds % 60:02}"


def one(visit: Visit, call: str) -> Response:
    """One call: its times, its way through the flow, and who was asked to take it and why."""
    found = one_call.story(visit.rt, call[:32])
    if found is None:
        return sorry.nothing_here(visit)
    path = found.path
    return frame.page(
        visit,
        "call.html",
        story=found,
        call=found.call,
        lanes=lanes.lanes(found, visit.rt.now()),
        wide=lanes.WIDE,
        began_in=told.way(visit, path) if path else "",
        answers=told.answers(visit, path) if path else [],
        **_named(visit),
    )


MAY = frozenset({Grant.SUPERVISOR})
PAGES = (
    Page("/calls", "calls", show, MAY, in_nav=True),
    Page("/calls/<call>", "call", one, MAY),
)
