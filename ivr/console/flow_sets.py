"""Which set of call flows does a page show: what is live, a draft, or an earlier one?"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from flask import Response as FlaskResponse
from werkzeug.wrappers import Response

from ivr.console import frame, sorry
from ivr.console.access import Page, Visit
from ivr.flow.checks import all_findings
from ivr.flow.draft import Draft
from ivr.flow.finding import BrokenFlows, Finding
from ivr.flow.flow import Flow
from ivr.flow.reader import draft_of
from ivr.models import Draft as Kept
from ivr.models import Grant
from ivr.operations import drafting, drafts, sets
from ivr.operations.refusals import Refusal

__all__ = [
    "MAY", "Shown", "chosen", "find", "of_draft", "of_flow", "of_set", "only", "show", "shown",
    "typed",
]  # fmt: skip

MAY = frozenset({Grant.FLOW_EDITOR, Grant.SUPERVISOR})
LIVE = "live"
DRAFT, REVISION = "draft-", "revision-"
NAMED = re.compile(r"live|draft-[a-z][a-z0-9_]{0,39}|revision-[0-9a-f]{4,16}")
LONGEST = 20_000


@dataclass(frozen=True)
class Shown:
    """A set as pages show it. `read` is None while it cannot be read, and `problems` say why."""

    of: str
    """What it is called in addresses."""
    files: Mapping[str, str]
    kept: Kept | None
    """The draft it is, if it is one: the only set that can be changed."""
    read: Draft | None
    problems: tuple[Finding, ...]
    languages: tuple[str, ...] = ()
    seen: int = 0
    """The version of the draft that these files are."""

    @property
    def work(self) -> str:
        """The name of the draft. Raises LookupError when it is none."""
        if self.kept is None:
            raise LookupError(self.of)
        return self.kept.name

    @property
    def path(self) -> str:
        """Its address."""
        return f"/console/flows/{self.of}"

    @cached_property
    def draft(self) -> Draft:
        """As it is read. Raises BrokenFlows."""
        if self.read is None:
            raise BrokenFlows(self.problems)
        return self.read

    def problems_of(self, flow: str, step: str = "") -> list[Finding]:
        """Those of this flow, or of one step of it."""
        file = f"{flow}.yaml"
        return [one for one in self.problems if one.file == file and step in ("", one.step)]


def find(visit: Visit, of: str) -> Shown | None:
    """The set of this address; None if there is none."""
    if NAMED.fullmatch(of) is None:
        return None
    try:
        if of.startswith(DRAFT):
            kept = drafts.get(visit.rt, of.removeprefix(DRAFT))
            return shown(visit, Shown(of, kept.files, kept, None, (), seen=kept.version))
        files = sets.named(visit.rt, of.removeprefix(REVISION)).files
    except Refusal:
        return None
    return shown(visit, Shown(of, files, None, None, ()))


def shown(visit: Visit, one: Shown, files: Mapping[str, str] | None = None) -> Shown:
    """The set with these files, read anew."""
    given = one.files if files is None else files
    try:
        read = draft_of(given, allow_test_numbers=visit.rt.environment.allow_test_numbers)
    except BrokenFlows as problem:
        return replace(one, files=given, read=None, problems=problem.findings, languages=())
    tags = tuple(str(tag) for tag in read.settings.languages)
    problems = tuple(sorted(all_findings(read)))
    return replace(one, files=given, read=read, problems=problems, languages=tags)


View = Callable[..., Response]


def of_set(view: View) -> View:
    """A page of a set that is there."""

    def found(visit: Visit, of: str, **more: str) -> Response:
        one = find(visit, of)
        return sorry.nothing_here(visit) if one is None else view(visit, one, **more)

    return found


def of_draft(view: View) -> View:
    """What is sent from a page of a draft: the view is given the files its page was made of, also
    when somebody changed them since."""

    def found(visit: Visit, of: str, **more: str) -> Response:
        one = find(visit, of)
        if one is None or one.kept is None:
            return sorry.nothing_here(visit)
        seen = visit.request.form.get("seen", "")
        if not (seen.isascii() and seen.isdigit() and len(seen) < 10):
            return sorry.old_form(visit)
        try:
            files = drafting.as_of(visit.rt, one.work, int(seen))
        except Refusal:
            return sorry.old_form(visit)
        return view(visit, shown(visit, replace(one, seen=int(seen)), files), **more)

    return found


def of_flow(view: View) -> View:
    """Within `of_set` or `of_draft`: one flow of a set that can be read; else what stands in the
    way of reading it."""

    def found(visit: Visit, one: Shown, flow: str, **more: str) -> Response:
        if one.read is None:
            return show(visit, "flow_unread.html", one, at="yaml", status=422)
        known = one.read.flows.get(flow)
        return sorry.nothing_here(visit) if known is None else view(visit, one, known, **more)

    return found


def show(
    visit: Visit, template: str, one: Shown, at: str, *, status: int = 200, **facts: Any
) -> FlaskResponse:
    """A page of this set, which stands at this one of its tabs."""
    facts.setdefault("flow", None)
    facts["is_script"] = lambda file: "/" in file
    return frame.page(visit, template, status=status, one=one, at=at, **facts)


def chosen(visit: Visit, one: Shown, flow: Flow | None = None) -> str:
    """The caller's language this page is read in: the one asked for, else the reader's own."""
    known = flow.languages if flow is not None else one.languages
    asked = visit.request.values.get("in", "") or visit.language
    return asked if asked in known else str(known[0])


def typed(visit: Visit, name: str, longest: int = LONGEST) -> str:
    """What was typed into a field of several lines."""
    return visit.request.form.get(name, "")[:longest].replace("\x00", "").replace("\r\n", "\n")


def only(path: str, name: str, view: View, *methods: str) -> Page:
    """A page for those who work on flows."""
    return Page(f"/flows{path}", name, view, MAY, methods or ("GET",))
