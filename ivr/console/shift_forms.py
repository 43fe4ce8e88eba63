"""How does a supervisor plan hours, or write down that somebody is away?"""

from dataclasses import dataclass, field
from zoneinfo import available_timezones

from werkzeug.wrappers import Response

from ivr.console import forms, frame, naming
from ivr.console.access import Page, Visit
from ivr.console.shifts import named
from ivr.console.undoing import way_back
from ivr.flow.hours import DAYS
from ivr.models import Grant
from ivr.operations import planning
from ivr.operations.planning import Away, ImpossibleShift, NewShift, day_named
from ivr.operations.refusals import Refusal
from ivr.queries import profiles

__all__ = ["PAGES"]

HERE = "/console/shifts"


@dataclass(frozen=True)
class Typed:
    """A shift as the form shows it; `days` are numbers, Monday is 0."""

    who: str = ""
    how: str = "weekly"
    days: tuple[str, ...] = field(default=())
    on: str = ""
    starts: str = ""
    ends: str = ""
    zone: str = ""
    first: str = ""
    last: str = ""
    not_on_holidays: bool = False


def shift_form(visit: Visit, problem: Refusal | None = None) -> Response:
    """Empty, or with what a hole of the coverage asks for, or as it was sent."""
    given = _typed(visit, visit.request.form) if problem else _typed(visit, visit.request.args)
    return _form(visit, "shift_new.html", problem, given=given)


def _form(visit: Visit, template: str, problem: Refusal | None, **facts: object) -> Response:
    return frame.page(
        visit,
        template,
        status=422 if problem else 200,
        people=profiles.everybody(visit.rt),
        zones=sorted(zone for zone in available_timezones() if "/" in zone),
        problem=naming.refusal(visit, problem) if problem else "",
        about=problem.about if problem else "",
        **facts,
    )


def _typed(visit: Visit, given: object) -> Typed:
    """From a sent form, or from an address that leads here."""
    values = visit.request.form if given is visit.request.form else visit.request.args
    read = {name: values.get(name, "")[:64].strip() for name in Typed.__dataclass_fields__}
    return Typed(
        who=read["who"],
        how=read["how"] or ("once" if read["on"] else "weekly"),
        days=tuple(day for day in values.getlist("days") if day in "0123456"),
        on=read["on"],
        starts=read["starts"],
        ends=read["ends"],
        zone=read["zone"],
        first=read["first"],
        last=read["last"],
        not_on_holidays=bool(read["not_on_holidays"]),
    )


def plan(visit: Visit) -> Response:
    """Planned, and on to the week in which it begins; or once more with all that was typed."""
    given = _typed(visit, visit.request.form)
    once = given.how == "once"
    try:
        wanted = NewShift(
            responder=_name(visit, given.who),
            hours=f"{given.starts}-{_end(given)}",
            every="" if once else ",".join(DAYS[int(day)] for day in given.days),
            on=given.on if once else "",
            zone=given.zone,
            first="" if once else given.first,
            last="" if once else given.last,
            not_on_holidays=given.not_on_holidays,
        )
        _refuse_empty(wanted, once=once)
        made = planning.add(visit.rt, wanted, visit.known.name)
    except Refusal as problem:
        return shift_form(visit, problem)
    today = visit.rt.now().astimezone(visit.zone).date()
    day = day_named(wanted.on or wanted.first) if wanted.on or wanted.first else today
    back = way_back(visit, "unplan", id=made)
    return frame.go(visit, f"{HERE}?week={named(day)}", "shift_added", back)


def _end(given: Typed) -> str:
    """A day ends at 24:00 where people type 00:00."""
    return "24:00" if given.ends == "00:00" else given.ends


def _refuse_empty(wanted: NewShift, *, once: bool) -> None:
    """Raises ImpossibleShift: an empty date is a date left out, not a week."""
    if once and not wanted.on:
        raise ImpossibleShift("On which date?", "date")


def _name(visit: Visit, who: str) -> str:
    """Raises ImpossibleShift."""
    found = profiles.by_id(visit.rt, who)
    if found is None:
        raise ImpossibleShift("Choose somebody who is here.", "nobody")
    return found.name


def leave_form(visit: Visit, problem: Refusal | None = None) -> Response:
    """From a day or a moment to another."""
    sent = {name: forms.field(visit, name) for name in ("who", "begins", "ends")}
    sent["who"] = sent["who"] or visit.request.args.get("who", "")[:64]
    return _form(visit, "leave_new.html", problem, given=sent)


def take_leave(visit: Visit) -> Response:
    """No shift of theirs counts in that time."""
    begins, ends = (forms.field(visit, name).replace("T", " ") for name in ("begins", "ends"))
    try:
        away = Away(_name(visit, forms.field(visit, "who")), begins, ends)
        made = planning.take_leave(visit.rt, away, visit.known.name)
    except Refusal as problem:
        return leave_form(visit, problem)
    return frame.go(visit, HERE, "leave_added", way_back(visit, "unplan", id=made))


MAY = frozenset({Grant.SUPERVISOR})
PAGES = (
    Page("/shifts/new", "new_shift", shift_form, MAY),
    Page("/shifts/new", "plan_shift", plan, MAY, ("POST",)),
    Page("/shifts/leave", "new_leave", leave_form, MAY),
    Page("/shifts/leave", "take_leave", take_leave, MAY, ("POST",)),
)
