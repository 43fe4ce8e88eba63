"""How is this helpline set up, what is missing, and how is it changed?"""

from collections.abc import Mapping
from typing import Any

from werkzeug.wrappers import Response

from ivr.bookshelf import NothingPublished
from ivr.console import forms, frame, sorry
from ivr.console.access import Page, Visit
from ivr.console.naming import tongue
from ivr.flow.finding import BrokenFlows
from ivr.flow.hours import GROUPS, Opening
from ivr.flow.settings import OpenHours, Settings
from ivr.models import Grant
from ivr.operations import lines, retention, setting_drafts, switches
from ivr.operations.refusals import Refusal
from ivr.operations.setting_drafts import DRAFT, Wanted
from ivr.queries.missing import missing
from ivr.runtime import Runtime

__all__ = ["PAGES"]

ROOT = "/console/settings"
PROFILES = ("system_based", "community_based", "mixed")


def show(visit: Visit) -> Response:
    """What is missing first, then the settings in words."""
    settings = _live(visit.rt)
    gaps = {part: gap for part, gap in missing(visit.rt).items() if gap}
    return frame.page(
        visit,
        "settings.html",
        gaps=gaps,
        settings=settings,
        lines=lines.everyone(visit.rt),
        hours=_hours(settings) if settings else (),
        kept=retention.every(visit.rt),
        switches=switches.listing(visit.rt) if settings else (),
        tongue=lambda tag: tongue(visit, tag),
        may_change=visit.who is not None and Grant.SUPERVISOR in visit.who.grants,
        now=visit.rt.now(),
    )


def _live(rt: Runtime) -> Settings | None:
    try:
        return rt.books.live().settings
    except NothingPublished:
        return None


def _hours(settings: Settings) -> list[tuple[str, str, list[tuple[str, str]]]]:
    """Each named hours: its zone, and its lines as they are written."""
    return [
        (name, given.zone or settings.zone, list(_lines(given)))
        for name, given in settings.hours.items()
    ]


def _lines(given: OpenHours) -> list[tuple[str, str]]:
    written = ((group, getattr(given, group)) for group in GROUPS)
    return [(group, _spans(spans)) for group, spans in written if spans is not None]


def _spans(spans: tuple[Opening, ...]) -> str:
    """09:00-17:00; empty for a day that is closed."""
    return ", ".join(
        f"{one.opens:%H:%M}-{f'{one.closes:%H:%M}' if one.closes else '24:00'}" for one in spans
    )


def promises(visit: Visit) -> Response:
    """The form for what this helpline may promise, and for its limits."""
    settings = _live(visit.rt)
    if settings is None:
        return sorry.nothing_here(visit)
    kept, limits = settings.confidentiality, settings.limits
    typed = {
        "profile": kept.profile,
        "recording": "yes" if kept.recording else "",
        "turns": str(limits.turns),
        "texts_a_day": str(limits.texts_a_day),
        "call_back_to": " ".join(limits.call_back_to),
        "signed": "",
    }
    return _form(visit, typed)


def _form(visit: Visit, typed: Mapping[str, str], problems: tuple[str, ...] = ()) -> Response:
    status = 422 if problems else 200
    facts: dict[str, Any] = {"typed": typed, "problems": problems, "profiles": PROFILES}
    return frame.page(visit, "promises.html", status=status, **facts)


def change(visit: Visit) -> Response:
    """It goes into a draft; somebody else agrees before anybody hears it."""
    names = ("profile", "recording", "turns", "texts_a_day", "call_back_to", "signed")
    typed = {name: forms.field(visit, name) for name in names}
    countries = typed["call_back_to"].upper().replace(",", " ").split()
    wanted = Wanted(
        profile=typed["profile"],
        recording=typed["recording"] == "yes",
        turns=typed["turns"],
        texts_a_day=typed["texts_a_day"],
        call_back_to=tuple(dict.fromkeys(countries)),
        signed=typed["signed"] == "yes",
    )
    try:
        setting_drafts.change(visit.rt, wanted, visit.known.name)
    except BrokenFlows as problem:
        return _form(visit, typed, tuple(one.sentence for one in problem.findings))
    except Refusal as problem:
        return _form(visit, typed, (str(problem),))
    drafted = next((one.path for one in visit.nav if one.name == "flows"), "/settings")
    return frame.go(visit, f"/console{drafted}", f"drafted_{DRAFT}")


SEES = frozenset({Grant.SUPERVISOR, Grant.FLOW_EDITOR, Grant.PRIVACY_OFFICER, Grant.ADMINISTRATOR})
LEADS = frozenset({Grant.SUPERVISOR})
PAGES = (
    Page("/settings", "settings", show, SEES, in_nav=True),
    Page("/settings/promises", "promises", promises, LEADS, recent=True),
    Page("/settings/promises", "change_promises", change, LEADS, ("POST",), recent=True),
)
