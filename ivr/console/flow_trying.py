"""What would a caller hear who did this, now, at night, with nobody there?"""

import json
from collections.abc import Mapping
from typing import Any

from pydantic import ValidationError
from werkzeug.wrappers import Response

from ivr.console import sorry
from ivr.console.access import Visit
from ivr.console.flow_reading import facts_of
from ivr.console.flow_saving import save
from ivr.console.flow_sets import Shown, of_draft, of_flow, of_set, only, show
from ivr.console.flow_steps import name_of
from ivr.flow.draft import SCRIPTS
from ivr.flow.engine import EndlessFlow
from ivr.flow.finding import BrokenFlows
from ivr.flow.flow import Flow
from ivr.flow.proofs.playing import Played
from ivr.flow.proofs.script import read_scripts
from ivr.flow.proofs.transcript import OURS, THEIRS
from ivr.flow.proofs.tried import Try, book_to_try, played, text_of
from ivr.flow.proofs.world import Failing, NotAMoment
from ivr.flow.source import Plain
from ivr.queries.profiles import everybody
from ivr.seal import BrokenSeal

__all__ = ["PAGES"]

SEAL = "call being tried"
PEOPLE = 4
"""Rows for people on duty."""
MOST = 60
"""What a caller can do in one try."""
PAD = (*"123456789", "star", "0", "hash")


def start(visit: Visit, one: Shown, flow: Flow) -> Response:
    """The phone is picked up, with whoever is on duty now."""
    return _page(visit, one, flow, _now(visit), [])


def go_on(visit: Visit, one: Shown, flow: Flow) -> Response:
    """One more thing the caller does; nothing of it is kept anywhere but on this page."""
    acts, do = _acts(visit, one, flow), visit.request.form.get("do", "")
    facts = _facts(visit)
    if do == "back":
        acts = acts[:-1]
    elif do == "again":
        acts = []
    else:
        acts = [*acts, *_act(visit, do)][:MOST]
    return _page(visit, one, flow, facts, acts)


def _act(visit: Visit, do: str) -> list[dict[str, str]]:
    what, _, value = do.partition("-")
    said = " ".join(visit.request.form.get("words", "").split())[:200]
    acts: dict[str, dict[str, str]] = {
        "press": {"presses": value},
        "keys": {"presses": "".join(said.split())},
        "silent": {"stays_silent": "1"},
        "wait": {"waits": "30s"},
        "hang_up": {"hangs_up": "yes"},
        "say": {"says": said},
    }
    found = acts.get(what)
    return [found] if found and all(found.values()) else []


def _acts(visit: Visit, one: Shown, flow: Flow) -> list[dict[str, str]]:
    """What they did so far, as only we can have written it."""
    sealed = visit.request.form.get("path", "")[:20_000]
    try:
        found = json.loads(visit.rt.seal.open_text(SEAL, sealed, f"{one.of}:{flow.flow}"))
    except (BrokenSeal, ValueError):
        return []
    return [dict(act) for act in found]


def _now(visit: Visit) -> dict[str, str]:
    """The time, and who is on duty and could be rung."""
    facts = {"time": f"{visit.rt.now().astimezone(visit.zone):%Y-%m-%dT%H:%M}"}
    on_duty = [who for who in everybody(visit.rt) if who.on_duty][:PEOPLE]
    now = visit.rt.now()
    for n, who in enumerate(on_duty):
        facts[f"p{n}_name"] = who.name
        facts[f"p{n}_speaks"] = ", ".join(each.tag for each in who.spoken)
        held = [each.specialty for each in who.certificates if each.counts(now)]
        facts[f"p{n}_trained"] = ", ".join(held)
        facts[f"p{n}_is"] = "free"
    return facts


def _facts(visit: Visit) -> dict[str, str]:
    """The "what if" panel as it was sent."""
    known = {"path", "do", "form", "seen", "words", "called", "why", "must_pass"}
    sent = visit.request.form
    return {name: sent[name][:200].replace("\x00", "") for name in sent if name not in known}


def _given(facts: Mapping[str, str]) -> dict[str, Plain]:
    """The same as a call script says it."""
    found: dict[str, Plain] = {}
    if facts.get("time"):
        found["time"] = facts["time"].replace("T", " ")
    for name in ("open", "holiday"):
        if facts.get(name) in ("yes", "no"):
            found[name] = facts[name]
    if facts.get("number_hidden"):
        found["number_hidden"] = "yes"
    on: list[Plain] = [name.removeprefix("on_") for name in facts if name.startswith("on_")]
    failing: list[Plain] = [each.value for each in Failing if facts.get(f"fails_{each.value}")]
    found |= {name: some for name, some in (("switches", on), ("provider_fails", failing)) if some}
    if facts.get("duty_phones_silent"):
        found["duty_phones_answer"] = "no"
    for state in ("free", "busy"):
        there = [_person(facts, n) for n in range(PEOPLE) if facts.get(f"p{n}_is") == state]
        if there:
            found[state] = [who for who in there if who.get("name")]
    return found


def _person(facts: Mapping[str, str], n: int) -> dict[str, Plain]:
    who: dict[str, Plain] = {"name": facts.get(f"p{n}_name", "").strip()}
    for field, name in (("speaks", "speaks"), ("trained", "specialties")):
        given = [part.strip() for part in facts.get(f"p{n}_{field}", "").split(",")]
        some: list[Plain] = [part for part in given if part]
        if some:
            who[name] = some
    if facts.get(f"p{n}_answers") in ("no", "declines"):
        who["answers"] = facts[f"p{n}_answers"]
    return who


def _page(
    visit: Visit,
    one: Shown,
    flow: Flow,
    facts: Mapping[str, str],
    acts: list[dict[str, str]],
    **more: Any,
) -> Response:
    tried = Try(flow.flow, _given(facts), acts)
    call, wrong = _played(visit, one, tried)
    sealed = visit.rt.seal.close_text(SEAL, json.dumps(acts).encode(), f"{one.of}:{flow.flow}")
    wrong = more.pop("wrong", "") or wrong
    return show(
        visit,
        "flow_try.html",
        one,
        at="read",
        flow=flow,
        facts=facts,
        acts=acts,
        path=sealed,
        call=call,
        since=_since(call) if call else 0,
        wrong=wrong,
        pad=PAD,
        people=range(PEOPLE),
        failing=[each.value for each in Failing],
        named=more.get("named", ""),
        theirs=THEIRS,
        ours=OURS,
        status=422 if wrong else 200,
        **facts_of(visit, one),
    )


def _since(call: Played) -> int:
    """Where what was heard last begins in the transcript."""
    mine = [n for n, moment in enumerate(call.transcript) if moment.who == THEIRS]
    return mine[-1] if mine else 0


def _played(visit: Visit, one: Shown, tried: Try) -> tuple[Played | None, str]:
    allow = visit.rt.environment.allow_test_numbers
    try:
        return played(book_to_try(one.files, allow_test_numbers=allow), tried), ""
    except BrokenFlows as problem:
        return None, problem.findings[0].sentence
    except NotAMoment:
        return None, visit.words["refused_ImpossibleMoment"]
    except ValidationError as problem:
        return None, str(problem.errors()[0]["msg"])
    except EndlessFlow:
        return None, visit.words["try_endless"]


def try_flow(visit: Visit, one: Shown, flow: Flow) -> Response:
    """A part of other flows answers no number: it is tried through one that does."""
    if flow.exits:
        return show(visit, "flow_try_part.html", one, at="read", flow=flow)
    return start(visit, one, flow)


def try_on(visit: Visit, one: Shown, flow: Flow) -> Response:
    """The next moment of the call."""
    return sorry.nothing_here(visit) if flow.exits else go_on(visit, one, flow)


def keep(visit: Visit, one: Shown, flow: Flow) -> Response:
    """The call so far is a call script of the draft, which every change has to keep from now on."""
    facts, acts = _facts(visit), _acts(visit, one, flow)
    called = " ".join(visit.request.form.get("called", "").split())[:100]
    file = f"{SCRIPTS}{name_of(called)}.yaml"
    tried = Try(flow.flow, _given(facts), acts)
    call, wrong = _played(visit, one, tried)
    if not name_of(called):
        wrong = visit.words["name_missing"]
    elif file in one.files:
        wrong = visit.words["script_there"]
    if call is None or wrong:
        return _page(visit, one, flow, facts, acts, wrong=wrong, named=called)
    must_pass = bool(visit.request.form.get("must_pass"))
    why = " ".join(visit.request.form.get("why", "").split())[:300]
    text = text_of(called, why, call, tried, must_pass=must_pass)
    read_scripts({file: text})
    return save(visit, one, {**one.files, file: text}, f"{one.path}/yaml?file={file}")


PAGES = (
    only("/<of>/flow/<flow>/try", "flow_try", of_set(of_flow(try_flow))),
    only("/<of>/flow/<flow>/try", "flow_try_on", of_set(of_flow(try_on)), "POST"),
    only("/<of>/flow/<flow>/keep", "flow_keep", of_draft(of_flow(keep)), "POST"),
)
