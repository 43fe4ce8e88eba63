"""Who would be rung now, or at another time, and why would the others not?"""

from werkzeug.wrappers import Response

from ivr.bookshelf import NothingPublished
from ivr.console import frame, naming, person_forms
from ivr.console.access import Page, Visit
from ivr.models import Grant
from ivr.operations import moments
from ivr.operations.refusals import Refusal
from ivr.queries import profiles
from ivr.queries.whom import Answer, Question, whom

__all__ = ["PAGES"]

ASKED = ("language", "specialty", "gender", "area", "known", "at")


def show(visit: Visit) -> Response:
    """The form, and the answer when something was asked: nothing is changed by it."""
    sent = {name: visit.request.args.get(name, "")[:64].strip() for name in ASKED}
    is_danger = bool(visit.request.args.get("danger"))
    answer, problem = None, None
    if sent["language"]:
        try:
            answer = _answer(visit, sent, is_danger=is_danger)
        except Refusal as refused:
            problem = refused
        except NothingPublished:
            return frame.page(visit, "sorry.html", status=404, what="no_flows", back="/console/")
    return frame.page(
        visit,
        "who.html",
        status=422 if problem else 200,
        sent=sent,
        is_danger=is_danger,
        answer=answer,
        choices=person_forms.choices(visit),
        people=profiles.everybody(visit.rt),
        problem=naming.refusal(visit, problem) if problem else "",
        about=problem.about if problem else "",
        nobody=answer is not None and not any(wave.rung for wave in answer.waves),
    )


def _answer(visit: Visit, sent: dict[str, str], *, is_danger: bool) -> Answer:
    """Raises Refusal, and NothingPublished."""
    at = sent["at"].replace("T", " ")
    asked = Question(
        language=sent["language"],
        specialty=sent["specialty"] or None,
        danger=is_danger,
        gender=sent["gender"] or None,
        area=sent["area"] or None,
        known=sent["known"] or None,
        at=moments.of_week(at, visit.zone, visit.rt.now()) if at else None,
    )
    return whom(visit.rt, asked)


PAGES = (Page("/who", "who_rings", show, frozenset({Grant.SUPERVISOR}), in_nav=True),)
