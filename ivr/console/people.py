"""Who are the responders, what may they take, and what must be looked at soon?"""

from dataclasses import dataclass
from datetime import date

from werkzeug.wrappers import Response

from ivr.console import frame
from ivr.console.access import Page, Visit
from ivr.console.naming import specialty, tongue
from ivr.models import Grant, Role
from ivr.models.responder import RUNG
from ivr.operations.skills import last_day
from ivr.queries.floor import Here, floor
from ivr.queries.profiles import SOON, Certificate, Profile, everybody

__all__ = ["PAGES", "Row", "row"]


@dataclass(frozen=True)
class Held:
    """A certificate as a row shows it; `days` are those left, None when it is over."""

    specialty: str
    title: str
    last_day: date
    days: int | None
    is_soon: bool
    issued_on: date | None
    is_protected: bool


@dataclass(frozen=True)
class Row:
    """One responder. `remarks` are keys of words."""

    id: str
    name: str
    role: str
    standing: str
    here: Here | None
    languages: tuple[tuple[str, str, bool], ...]
    certificates: tuple[Held, ...]
    remarks: tuple[str, ...]


def show(visit: Visit) -> Response:
    """Everybody who is here, by name; never a number."""
    here = {one.id: one for one in floor(visit.rt)}
    rows = [row(visit, who, here.get(who.id)) for who in everybody(visit.rt)]
    return frame.page(
        visit,
        "people.html",
        rows=rows,
        on_duty=sum(row.standing in ("on", "paused") for row in rows),
        soon=sum(held.is_soon for row in rows for held in row.certificates),
        over=sum(held.days is None for row in rows for held in row.certificates),
    )


def row(visit: Visit, who: Profile, here: Here | None) -> Row:
    """One responder as a list or their own page shows them."""
    return Row(
        id=who.id,
        name=who.name,
        role=who.role.value,
        standing=_standing(here),
        here=here,
        languages=tuple((tongue(visit, one.tag), str(one.level), one.routed) for one in who.spoken),
        certificates=tuple(_held(visit, one) for one in who.certificates),
        remarks=tuple(_remarks(visit, who)),
    )


def _standing(here: Here | None) -> str:
    if here is None:
        return "off"
    if here.is_missing:
        return "missing"
    return "paused" if here.paused_until else "on"


def _held(visit: Visit, one: Certificate) -> Held:
    left = one.valid_until - visit.rt.now()
    counts = one.counts(visit.rt.now())
    return Held(
        specialty=one.specialty,
        title=specialty(visit, one.specialty),
        last_day=last_day(one.valid_until),
        days=left.days if counts else None,
        is_soon=counts and left <= SOON,
        issued_on=one.issued_on,
        is_protected=one.is_protected,
    )


def _remarks(visit: Visit, who: Profile) -> list[str]:
    """What keeps somebody from being rung, or from helping."""
    counts = any(held.counts(visit.rt.now()) for held in who.certificates)
    found = {
        "remark_no_certificate": who.role in RUNG and not counts,
        "remark_no_language": not any(one.routed for one in who.spoken),
        "remark_no_mentor": who.role is Role.TRAINEE and who.mentor is None,
        "remark_pin": who.pin == "locked",
    }
    return [key for key, is_so in found.items() if is_so]


PAGES = (Page("/people", "people", show, frozenset({Grant.SUPERVISOR}), in_nav=True),)
