"""What is known about one responder, and how does a supervisor change it?"""

from collections.abc import Callable
from datetime import timedelta

from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response

from ivr.console import forms, frame, naming, person_forms
from ivr.console.access import Page, Visit
from ivr.console.people import row
from ivr.console.undoing import way_back
from ivr.models import Because, Grant, Level, Role
from ivr.operations import pairings, pins, profiles
from ivr.operations.pairings import LONGEST, NewConflict
from ivr.operations.people import NobodyOfThatName
from ivr.operations.refusals import Refusal
from ivr.operations.skills import ImpossiblePerson
from ivr.queries import profiles as known
from ivr.queries.floor import floor
from ivr.queries.profiles import Profile

__all__ = ["PAGES"]

HERE = "/console/people"
Deed = Callable[[Visit, Profile], Response]


def new_form(visit: Visit, problem: Refusal | None = None) -> Response:
    """Everything that somebody needs to be rung, on one page."""
    given = person_forms.typed(visit) if problem else person_forms.Typed()
    return _shown(visit, "person_new.html", problem, given=given)


def add(visit: Visit) -> Response:
    """Somebody new, or what to look at again with all that was typed."""
    given = person_forms.typed(visit)
    try:
        person, held = person_forms.new(given), person_forms.proofs(given)
        made = profiles.introduce(visit.rt, person, held, visit.known.name)
    except Refusal as problem:
        return new_form(visit, problem)
    return frame.go(visit, f"{HERE}/{made}", "person_added")


def show(visit: Visit, person: str, problem: Refusal | None = None) -> Response:
    """One responder: what they may take, whom they are with, and what to look at."""
    who = _found(visit, person)
    here = next((one for one in floor(visit.rt) if one.id == who.id), None)
    doing = forms.field(visit, "do")
    names = [(one.name, one.role) for one in known.everybody(visit.rt) if one.id != who.id]
    return _shown(
        visit,
        "person.html",
        problem,
        who=who,
        row=row(visit, who, here),
        opened=doing if problem else "",
        given=person_forms.typed(visit)
        if problem and doing in ("about", "languages", "certify")
        else person_forms.of_profile(who),
        mentors=[name for name, role in names if role is Role.MENTOR],
        others=[name for name, _role in names if name not in who.apart_from],
        reasons=[reason.value for reason in Because],
    )


def _shown(visit: Visit, template: str, problem: Refusal | None, **facts: object) -> Response:
    return frame.page(
        visit,
        template,
        status=422 if problem else 200,
        problem=naming.refusal(visit, problem) if problem else "",
        about=problem.about if problem else "",
        roles=[role.value for role in Role],
        levels=[level.value for level in Level],
        choices=person_forms.choices(visit),
        **facts,
    )


def change(visit: Visit, person: str) -> Response:
    """Whatever was pressed; what cannot be is said beside what was typed."""
    who = _found(visit, person)
    deed = DEEDS.get(forms.field(visit, "do"))
    if deed is None:
        raise NotFound
    try:
        return deed(visit, who)
    except Refusal as problem:
        return show(visit, person, problem)


def _found(visit: Visit, person: str) -> Profile:
    """Raises NotFound."""
    who = known.by_id(visit.rt, person)
    if who is None:
        raise NotFound
    return who


def _done(visit: Visit, who: Profile, notice: str, back: str = "") -> Response:
    return frame.go(visit, f"{HERE}/{who.id}", notice, back)


def _about(visit: Visit, who: Profile) -> Response:
    given = person_forms.typed(visit)
    profiles.change(visit.rt, who.name, person_forms.change(given), visit.known.name)
    was = {
        "name": who.name,
        "role": who.role.value,
        "gender": who.gender or "",
        "areas": list(who.areas),
        "zone": who.zone or "",
    }
    # The number before is not ours to carry around: whoever changes it types it again.
    back = "" if given.phone else way_back(visit, "change", who=who.id, was=was)
    return _done(visit, who, "person_changed", back)


def _languages(visit: Visit, who: Profile) -> Response:
    spoken = person_forms.languages(person_forms.typed(visit))
    profiles.speaks(visit.rt, who.name, spoken, visit.known.name)
    was = list(person_forms.kept(who))
    return _done(visit, who, "person_changed", way_back(visit, "speaks", who=who.id, languages=was))


def _certify(visit: Visit, who: Profile) -> Response:
    held = person_forms.proofs(person_forms.typed(visit))
    if not held:
        raise ImpossiblePerson("Name the specialty and its last day.", "certificate")
    profiles.certify(visit.rt, who.name, held, visit.known.name)
    had = {one.specialty for one in who.certificates}
    new = [one.specialty for one in held if one.specialty not in had]
    one_new = len(held) == len(new) == 1
    back = way_back(visit, "uncertify", who=who.id, specialty=new[0]) if one_new else ""
    return _done(visit, who, "certified", back)


def _uncertify(visit: Visit, who: Profile) -> Response:
    name = forms.field(visit, "specialty")
    profiles.uncertify(visit.rt, who.name, name, visit.known.name)
    was = next(one for one in who.certificates if one.specialty == name)
    issued = was.issued_on.isoformat() if was.issued_on else ""
    until = was.valid_until.isoformat()
    back = way_back(visit, "certify", who=who.id, specialty=name, until=until, issued=issued)
    return _done(visit, who, "uncertified", back)


def _mentor(visit: Visit, who: Profile) -> Response:
    mentor = forms.field(visit, "mentor")
    if mentor:
        pairings.learns_from(visit.rt, who.name, mentor, visit.known.name)
    else:
        pairings.stops_learning(visit.rt, who.name, visit.known.name)
    back = way_back(visit, "learn", who=who.id, mentor=who.mentor or "")
    return _done(visit, who, "person_changed", back)


def _apart(visit: Visit, who: Profile) -> Response:
    other = forms.field(visit, "other")
    pairings.keep_apart(visit.rt, who.name, other, visit.known.name)
    return _done(visit, who, "person_changed", way_back(visit, "together", who=who.id, other=other))


def _together(visit: Visit, who: Profile) -> Response:
    other = forms.field(visit, "other")
    pairings.bring_together(visit.rt, who.name, other, visit.known.name)
    return _done(visit, who, "person_changed", way_back(visit, "apart", who=who.id, other=other))


def _conflict(visit: Visit, who: Profile) -> Response:
    """The number is hashed and forgotten: nothing brings it back, not even this form."""
    because = forms.field(visit, "because")
    wanted = NewConflict(
        responder=who.name,
        number=forms.field(visit, "caller"),
        because=Because(because) if because in set(Because) else Because.CALLER_ASKED,
        until=visit.rt.now() + _days(visit),
    )
    pairings.conflict(visit.rt, wanted, visit.known.name)
    return _done(visit, who, "conflict_added")


def _days(visit: Visit) -> timedelta:
    written = forms.field(visit, "days")
    return timedelta(days=int(written)) if written.isdecimal() and len(written) < 4 else LONGEST


def _end_conflict(visit: Visit, who: Profile) -> Response:
    which = forms.field(visit, "which")
    if which in {one.id for one in who.conflicts}:
        pairings.end_conflict(visit.rt, which, visit.known.name)
    return _done(visit, who, "conflict_ended")


def _pin(visit: Visit, who: Profile) -> Response:
    digits = forms.field(visit, "pin")
    if digits != forms.field(visit, "again"):
        raise ImpossiblePerson("The two are not the same.", "pin_again")
    pins.set_pin(visit.rt, who.name, digits, visit.known.name)
    return _done(visit, who, "pin_set")


def _retire(visit: Visit, who: Profile) -> Response:
    profiles.retire(visit.rt, who.name, visit.known.name)
    return frame.go(visit, f"{HERE}/left", "person_left")


DEEDS: dict[str, Deed] = {
    "about": _about,
    "languages": _languages,
    "certify": _certify,
    "uncertify": _uncertify,
    "mentor": _mentor,
    "apart": _apart,
    "together": _together,
    "conflict": _conflict,
    "end_conflict": _end_conflict,
    "pin": _pin,
    "retire": _retire,
}


def left(visit: Visit, problem: Refusal | None = None) -> Response:
    """Who is here no more, and the way back for each."""
    return frame.page(
        visit,
        "people_left.html",
        status=422 if problem else 200,
        left=known.left(visit.rt),
        problem=naming.refusal(visit, problem) if problem else "",
        which=forms.field(visit, "which"),
        phone=forms.field(visit, "phone"),
    )


def take_back(visit: Visit) -> Response:
    """Somebody who had left is here again, with a number they gave anew."""
    which = forms.field(visit, "which")
    name = next((one.name for one in known.left(visit.rt) if one.id == which), "")
    try:
        profiles.take_back(visit.rt, name, forms.field(visit, "phone"), visit.known.name)
    except NobodyOfThatName:
        return frame.go(visit, f"{HERE}/left", "undo_over")
    except Refusal as problem:
        return left(visit, problem)
    return frame.go(visit, f"{HERE}/{which}", "person_back")


MAY = frozenset({Grant.SUPERVISOR})
PAGES = (
    Page("/people/new", "new_person", new_form, MAY),
    Page("/people/new", "add_person", add, MAY, ("POST",)),
    Page("/people/left", "people_left", left, MAY),
    Page("/people/left", "take_back", take_back, MAY, ("POST",)),
    Page("/people/<person>", "person", show, MAY),
    Page("/people/<person>", "change_person", change, MAY, ("POST",)),
)
