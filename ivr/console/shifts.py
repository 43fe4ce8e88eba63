"""Who is planned when this week, and how is one turn changed, given away or taken back?"""

from dataclasses import dataclass
from datetime import date, timedelta

from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response

from ivr.bookshelf import NothingPublished
from ivr.console import forms, frame, naming
from ivr.console.access import Page, Visit
from ivr.console.undoing import way_back
from ivr.models import Grant, SwapState
from ivr.operations import planning, swaps
from ivr.operations.planning import ImpossibleShift, day_named
from ivr.operations.refusals import Refusal
from ivr.operations.swaps import Asked
from ivr.queries import profiles, rota
from ivr.queries import week as weeks
from ivr.queries.coverage import ImpossibleWeek, week_named
from ivr.queries.rota import Planned
from ivr.queries.swaps import askings
from ivr.queries.week import Turn

__all__ = ["PAGES", "named", "repeats"]

HERE = "/console/shifts"
A_WEEK = timedelta(days=7)


def show(visit: Visit) -> Response:
    """This week unless another is asked for; everybody unless one person is."""
    today = visit.rt.now().astimezone(visit.zone).date()
    try:
        monday = week_named(visit.request.args.get("week") or named(today), today)
    except (ImpossibleWeek, NothingPublished):
        return frame.page(visit, "sorry.html", status=404, what="no_week", back=HERE)
    people = profiles.everybody(visit.rt)
    who = next((one for one in people if one.id == visit.request.args.get("who")), None)
    plan = rota.planned(visit.rt, who.name if who else None)
    return frame.page(
        visit,
        "shifts.html",
        found=weeks.week(visit.rt, monday, who.id if who else None),
        people=people,
        who=who,
        week=named(monday),
        before=named(monday - A_WEEK),
        after=named(monday + A_WEEK),
        leave=plan.leave,
        swaps=askings(visit.rt),
        AGREED=SwapState.AGREED,
        tongue=lambda tag: naming.tongue(visit, tag),
        specialty=lambda name: naming.specialty(visit, name),
    )


def named(day: date) -> str:
    """The week of this day, as addresses name it."""
    year, week, _day = day.isocalendar()
    return f"{year}-W{week:02}"


def change(visit: Visit) -> Response:
    """A leave taken back, or a yes or a no to what two agreed on."""
    which, doing, by = forms.field(visit, "which"), forms.field(visit, "do"), visit.known.name
    try:
        if doing == "remove_leave":
            was = planning.snapshot(visit.rt, which)
            planning.remove(visit.rt, which, by)
            return frame.go(visit, HERE, "leave_removed", way_back(visit, "plan_again", was=was))
        swaps.decide(visit.rt, which, by, approves=doing == "approve")
    except Refusal:
        return frame.go(visit, HERE, "too_late")
    back = way_back(visit, "give_back", id=which) if doing == "approve" else ""
    return frame.go(visit, HERE, "swap_approved" if back else "swap_refused", back)


def turn(visit: Visit, shift: str, day: str, problem: Refusal | None = None) -> Response:
    """One time that a shift begins: whose, when, how it repeats, and what can be done about it."""
    found = _turn(visit, shift, day)
    rule = next(one for one in rota.planned(visit.rt, found.name).shifts if one.id == shift)
    people = profiles.everybody(visit.rt)
    return frame.page(
        visit,
        "turn.html",
        status=422 if problem else 200,
        turn=found,
        rule=repeats(visit, rule),
        is_weekly=rule.last_day != rule.first_day,
        others=[one for one in people if one.id != found.who],
        is_over=found.begins_at <= visit.rt.now(),
        chosen=forms.field(visit, "to"),
        problem=naming.refusal(visit, problem) if problem else "",
    )


def _turn(visit: Visit, shift: str, day: str) -> Turn:
    """Raises NotFound."""
    try:
        found = weeks.one(visit.rt, shift, day_named(day))
    except ImpossibleShift:
        found = None
    if found is None:
        raise NotFound
    return found


@dataclass(frozen=True)
class Repeats:
    """How a shift repeats, in the words of the page: days (empty for one date), hours, clocks."""

    days: tuple[str, ...]
    hours: str
    zone: str
    first: date
    last: date | None
    not_on_holidays: bool
    skipped: tuple[date, ...]


def repeats(visit: Visit, rule: Planned) -> Repeats:
    """How this shift is planned."""
    ends = "24:00" if rule.is_till_midnight else f"{rule.ends:%H:%M}"
    is_weekly = rule.last_day != rule.first_day
    return Repeats(
        days=tuple(visit.words[f"day_{day}"] for day in rule.weekdays) if is_weekly else (),
        hours=f"{rule.starts:%H:%M} – {ends}",
        zone=rule.zone,
        first=rule.first_day,
        last=rule.last_day,
        not_on_holidays=rule.not_on_holidays,
        skipped=tuple(date.fromisoformat(day) for day in rule.skipped),
    )


def change_turn(visit: Visit, shift: str, day: str) -> Response:
    """Not on this day, not any more at all, or somebody else's."""
    found, doing, by = _turn(visit, shift, day), forms.field(visit, "do"), visit.known.name
    week = f"{HERE}?week={named(found.begins_at.astimezone(visit.zone).date())}"
    try:
        if doing == "skip":
            planning.skip(visit.rt, shift, found.day, by)
            back = way_back(visit, "begin_again", id=shift, day=found.day.isoformat())
            return frame.go(visit, week, "turn_skipped", back)
        if doing == "give":
            asked = Asked(shift, found.day, forms.field(visit, "to"))
            made = swaps.hand_over(visit.rt, asked, by)
            return frame.go(visit, week, "swap_approved", way_back(visit, "give_back", id=made))
        was = planning.snapshot(visit.rt, shift)
        planning.remove(visit.rt, shift, by)
        return frame.go(visit, week, "shift_removed", way_back(visit, "plan_again", was=was))
    except Refusal as problem:
        return turn(visit, shift, day, problem)


MAY = frozenset({Grant.SUPERVISOR})
PAGES = (
    Page("/shifts", "shifts", show, MAY, in_nav=True),
    Page("/shifts", "change_shifts", change, MAY, ("POST",)),
    Page("/shifts/<shift>/<day>", "turn", turn, MAY),
    Page("/shifts/<shift>/<day>", "change_turn", change_turn, MAY, ("POST",)),
)
