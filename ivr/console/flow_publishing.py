"""How does a draft become what callers hear: checked, compared, agreed to by somebody else?"""

from collections.abc import Sequence
from typing import Any

from werkzeug.wrappers import Response

from ivr.console import forms, frame, sorry
from ivr.console.access import Page, Visit
from ivr.console.flow_sets import MAY, Shown, of_draft, of_set, only, show
from ivr.flow.finding import BrokenFlows, Finding
from ivr.models import ApprovalState, Publication
from ivr.operations import approvals, flows, moments, sets
from ivr.operations.approvals import Proposal
from ivr.operations.refusals import Refusal
from ivr.queries import versions
from ivr.queries.versions import Waiting

__all__ = ["PAGES", "refusal"]

REASONS = frozenset({
    "AlreadyAsked", "ImpossibleMoment", "ImpossibleNote", "NothingBefore", "NothingToAgreeTo",
    "NothingToChange", "SamePerson", "StaleBase",
})  # fmt: skip
"""Refusals that have words of ours."""


def refusal(visit: Visit, problem: Refusal) -> str:
    """Why it cannot be, in the words of who reads it."""
    name = type(problem).__name__
    return visit.words[f"refused_{name}"] if name in REASONS else str(problem)


def checks(visit: Visit, one: Shown) -> Response:
    """Everything there is to say about the set before it is published, call scripts and all."""
    seen = flows.reviewed(visit.rt, one.files)
    passed = sum(outcome.passed for outcome in seen.outcomes)
    return show(visit, "flow_checks.html", one, at="checks", played=len(seen.outcomes),
                passed=passed, **_findings(seen.findings))  # fmt: skip


def _findings(findings: Sequence[Finding]) -> dict[str, Any]:
    levels = {level: [one for one in findings if one.level == level] for level in "MSW"}
    return {
        "levels": levels,
    }


def changes(visit: Visit, one: Shown) -> Response:
    """What callers would hear differently from now, and how that comes about."""
    return _changes(visit, one)


def _changes(visit: Visit, one: Shown, **facts: Any) -> Response:
    status = 422 if "refused" in facts or "levels" in facts else 200
    live, stale = _live(visit), False
    found = None
    if live is not None:
        found = sets.difference(visit.rt, live, sets.FilesSet(one.of, one.files))
        stale = one.kept is not None and one.kept.base != _live_id(visit)
    known = {"refused": "", "at_field": "", "note": "", "due": ""}
    facts = {**known, "agreeing": False, "going_back": False, **_findings(()), **facts}
    waiting = _waiting(visit, one)
    return show(
        visit,
        "flow_changes.html",
        one,
        at="changes",
        found=found,
        waiting=waiting,
        mine=waiting is not None and _same(waiting.author, visit.known.name),
        was_live=_was_live(visit, one),
        stale=stale,
        status=status,
        **facts,
    )


def _live(visit: Visit) -> sets.FilesSet | None:
    try:
        return sets.named(visit.rt, "live")
    except Refusal:
        return None


def _live_id(visit: Visit) -> str:
    published = versions.history(visit.rt).publications
    return published[0].revision if published else ""


def _waiting(visit: Visit, one: Shown) -> Waiting | None:
    """What is asked for this revision, if anything is."""
    revision = one.of.removeprefix("revision-")
    open_ = (ApprovalState.ASKED, ApprovalState.READY)
    found = (each for each in versions.history(visit.rt).waiting if each.state in open_)
    return next((each for each in found if each.revision == revision), None)


def _same(one: str, other: str) -> bool:
    return one.casefold() == other.casefold()


def _was_live(visit: Visit, one: Shown) -> Publication | None:
    """When this revision was live, if it was and is not."""
    revision = one.of.removeprefix("revision-")
    published = versions.history(visit.rt).publications
    earlier = [each for each in published[1:] if each.revision == revision]
    return earlier[0] if earlier and published[0].revision != revision else None


def propose(visit: Visit, one: Shown) -> Response:
    """Somebody else is asked to agree; refused with everything that must be mended first."""
    note, due = forms.field(visit, "note"), forms.field(visit, "due")
    kept = {"note": note, "due": due}
    if not note:
        return _changes(visit, one, refused=visit.words["note_missing"], at_field="note", **kept)
    try:
        at = moments.later(due, visit.zone, visit.rt.now()) if due else None
        zone = visit.zone.key if at else None
        base = one.kept.base if one.kept else None
        wanted = Proposal(one.files, visit.known.name, note, base, at, zone)
        asked = approvals.propose(visit.rt, wanted)
    except BrokenFlows as problem:
        return _changes(visit, one, **{**kept, **_findings(problem.findings)})
    except Refusal as problem:
        field = "due" if isinstance(problem, moments.ImpossibleMoment) else "note"
        return _changes(visit, one, refused=refusal(visit, problem), at_field=field, **kept)
    return frame.go(visit, f"/console/flows/revision-{asked.revision}/changes", "flow_proposed")


def agreeing(visit: Visit, one: Shown) -> Response:
    """What changes, once more, and one button."""
    return _changes(visit, one, agreeing=True)


def agree(visit: Visit, one: Shown) -> Response:
    """A second person agrees: it is live, or will be at its time."""
    waiting = _waiting(visit, one)
    if waiting is None:
        return frame.go(visit, "/console/flows", "flow_not_waiting")
    try:
        agreed = approvals.approve(visit.rt, waiting.revision, visit.known.name)
    except BrokenFlows as problem:
        return _changes(visit, one, agreeing=True, **_findings(problem.findings))
    except Refusal as problem:
        return _changes(visit, one, agreeing=True, refused=refusal(visit, problem))
    done = "flow_live" if agreed.published else "flow_scheduled"
    return frame.go(visit, "/console/flows", done)


def withdraw(visit: Visit, one: Shown) -> Response:
    """What waits does not wait any more."""
    try:
        approvals.withdraw(visit.rt, one.of.removeprefix("revision-"), visit.known.name)
    except Refusal:
        return frame.go(visit, "/console/flows", "flow_not_waiting")
    return frame.go(visit, "/console/flows", "flow_withdrawn")


def going_back(visit: Visit, one: Shown) -> Response:
    """What callers would hear again, and one button."""
    return _changes(visit, one, going_back=True)


def go_back(visit: Visit, one: Shown) -> Response:
    """It is live again, at once."""
    try:
        flows.roll_back(visit.rt, visit.known.name, one.of.removeprefix("revision-"))
    except BrokenFlows as problem:
        return _changes(visit, one, going_back=True, **_findings(problem.findings))
    except Refusal as problem:
        return _changes(visit, one, going_back=True, refused=refusal(visit, problem))
    return frame.go(visit, "/console/flows", "flow_back")


def revision(view: Any) -> Any:
    """Only what has a name of its own: no draft, and not whatever is live now."""

    def found(visit: Visit, one: Shown) -> Response:
        is_one = one.of.startswith("revision-")
        return view(visit, one) if is_one else sorry.nothing_here(visit)

    return of_set(found)


def _proven(path: str, name: str, view: Any, *methods: str) -> Page:
    return Page(f"/flows{path}", name, view, MAY, methods or ("GET",), recent=True)


PAGES = (
    only("/<of>/checks", "flow_checks", of_set(checks)),
    only("/<of>/changes", "flow_changes", of_set(changes)),
    only("/<of>/changes", "flow_propose", of_draft(propose), "POST"),
    _proven("/<of>/agree", "flow_agreeing", revision(agreeing)),
    _proven("/<of>/agree", "flow_agree", revision(agree), "POST"),
    only("/<of>/withdraw", "flow_withdraw", revision(withdraw), "POST"),
    _proven("/<of>/back", "flow_going_back", revision(going_back)),
    _proven("/<of>/back", "flow_go_back", revision(go_back), "POST"),
)
