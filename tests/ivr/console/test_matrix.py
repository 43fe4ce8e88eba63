"""Who may see which page? One table: a page that is not in it fails."""

from datetime import timedelta

import pytest
from staff import HOST, Desk, code, hire

from ivr.app import create_app
from ivr.console import PAGES
from ivr.models import Grant
from ivr.operations import accounts
from ivr.queries import accounts as known
from ivr.runtime import Runtime

WHO = ("nobody", "Kit", "Ana", "Sam", "Fay", "Pia", "Rosa")
"""Signed out, without a grant, responder, supervisor, flow editor, privacy officer, administrator:
the columns of the table. + is allowed, - is not, s is the way to sign in."""
FLOWS = (
    *("flow_begin", "flow_close", "flow_set", "flow_read", "flow_words"),
    *("flow_translations", "flow_sign", "flow_step", "flow_change_step", "flow_new_step"),
    *("flow_add_step", "flow_yaml", "flow_change_yaml", "flow_checks", "flow_changes"),
    *("flow_propose", "flow_agreeing", "flow_agree", "flow_withdraw", "flow_going_back"),
    *("flow_go_back", "flow_map", "flow_try", "flow_try_on", "flow_keep"),
    *("flow_merge", "flow_undo", "flow_catch_up"),
)
MATRIX = {
    "file": "+ + + + + + +",
    "home": "s + + + + + +",
    "login": "+ + + + + + +",
    "sign_in": "+ + + + + + +",
    "sign_out": "s + + + + + +",
    "speak": "+ + + + + + +",
    "oidc": "+ + + + + + +",
    "oidc_back": "+ + + + + + +",
    "pair_form": "+ + + + + + +",
    "pair": "+ + + + + + +",
    "screen": "- - - - - - -",
    "screen_now": "- - - - - - -",
    "invited": "+ + + + + + +",
    "accept": "+ + + + + + +",
    "prove": "s + + + + + +",
    "proved": "s + + + + + +",
    "account": "s + + + + + +",
    "sign_out_there": "s + + + + + +",
    "password": "s + + + + + +",
    "change_password": "s + + + + + +",
    "factor": "s + + + + + +",
    "change_factor": "s + + + + + +",
    "codes": "s + + + + + +",
    "make_codes": "s + + + + + +",
    "desk": "s - + - - - -",
    "desk_now": "s - + - - - -",
    "desk_duty": "s - + - - - -",
    "desk_pause": "s - + - - - -",
    "desk_sound": "s - + - - - -",
    "desk_offer": "s - + - - - -",
    "desk_call": "s - + - - - -",
    "desk_services": "s - + - - - -",
    "desk_text_form": "s - + - - - -",
    "desk_text": "s - + - - - -",
    "desk_call_form": "s - + - - - -",
    "desk_call_back": "s - + - - - -",
    "desk_wrap_up": "s - + - - - -",
    "desk_take_back": "s - + - - - -",
    "wallboard": "s - + + - - -",
    "wallboard_now": "s - + + - - -",
    "alarms_seen": "s - - + - - -",
    "wallboard_sound": "s - + + - - -",
    "people": "s - - + - - -",
    "people_file": "s - - + - - -",
    "take_people_in": "s - - + - - -",
    "people_export": "s - - + - - -",
    "new_person": "s - - + - - -",
    "add_person": "s - - + - - -",
    "people_left": "s - - + - - -",
    "take_back": "s - - + - - -",
    "person": "s - - + - - -",
    "change_person": "s - - + - - -",
    "undo": "s - - + - - -",
    "new_shift": "s - - + - - -",
    "plan_shift": "s - - + - - -",
    "new_leave": "s - - + - - -",
    "take_leave": "s - - + - - -",
    "shifts": "s - - + - - -",
    "change_shifts": "s - - + - - -",
    "turn": "s - - + - - -",
    "change_turn": "s - - + - - -",
    "my_shifts": "s - + - - - -",
    "change_my_shifts": "s - + - - - -",
    "who_rings": "s - - + - - -",
    "screens": "s - - + - - -",
    "change_screens": "s - - + - - -",
    "coverage": "s - - + - - -",
    "flows": "s - - + + - -",
    "flow_switch": "s - - + - - -",
    **dict.fromkeys(FLOWS, "s - - + + - -"),
    "calls": "s - - + - - -",
    "call": "s - - + - - -",
    **dict.fromkeys(("callbacks", "callback", "end_callback"), "s - - + - - -"),
    **dict.fromkeys(("series", "stop_series"), "s - - + - - -"),
    **dict.fromkeys(("voicemail", "see_to_voicemail"), "s - - + - - -"),
    "resources": "s - + + - - -",
    **dict.fromkeys(("new_resource", "add_resource"), "s - - + - - -"),
    **dict.fromkeys(("resource", "change_resource"), "s - - + - - -"),
    **dict.fromkeys(("import_resources", "take_resources"), "s - - + - - -"),
    "export_resources": "s - - + - - -",
    "settings": "s - - + + + +",
    **dict.fromkeys(("promises", "change_promises"), "s - - + - - -"),
    "reports": "s - - + - - -",
    "report_export": "s - - + - - -",
    "take_report": "s - - + - - -",
    "accounts": "s - - - - - +",
    "new_account": "s - - - - - +",
    "invite": "s - - - - - +",
    "one_account": "s - - - - - +",
    "change_account": "s - - - - - +",
    "audit": "s - - - - + +",
    "verify": "s - - - - + +",
}
GRANTS = {
    "Kit": (),
    "Ana": (Grant.RESPONDER,),
    "Sam": (Grant.SUPERVISOR,),
    "Fay": (Grant.FLOW_EDITOR,),
    "Pia": (Grant.PRIVACY_OFFICER,),
    "Rosa": (Grant.ADMINISTRATOR,),
}
RECENT = {"factor", "change_factor", "codes", "make_codes"} | {
    *("new_account", "invite", "one_account", "change_account"),
    "people_export",
    "change_screens",
    *("flow_agreeing", "flow_agree", "flow_going_back", "flow_go_back"),
    *("report_export", "take_report", "voicemail", "see_to_voicemail"),
    *("export_resources", "promises", "change_promises"),
}
"""These ask for a code when the last one was more than ten minutes ago."""


def test_every_page_stands_in_the_table_and_nothing_else_is_served(rt: Runtime) -> None:
    assert {one.name for one in PAGES} == MATRIX.keys()
    served = {
        rule.endpoint.removeprefix("console.")
        for rule in create_app(rt).url_map.iter_rules()
        if rule.rule.startswith("/console")
    }
    assert served == MATRIX.keys() | {"nowhere"}
    assert {one.name for one in PAGES if one.recent} == RECENT


@pytest.mark.parametrize(("column", "name"), list(enumerate(WHO)), ids=WHO)
def test_who_may_see_what(rt: Runtime, watch, column: int, name: str) -> None:
    if name != "nobody":
        hire(rt, name, *GRANTS[name])
    desk = Desk(rt) if name == "nobody" else Desk(rt).sign_in(name)
    held = desk.held()
    for one in PAGES:
        expected = MATRIX[one.name].split()[column]
        desk.client.set_cookie("helpline", held, domain="helpline.test")
        path = f"/console{one.path}".replace("<name>", "icon.svg").replace("<", "").replace(">", "")
        answer = desk.client.open(path, method=one.methods[0], base_url=HOST)
        assert _said(answer) == expected, (one.name, name)


def _said(answer) -> str:
    if answer.status_code == 303 and "/console/login" in answer.headers["Location"]:
        return "s"
    return "-" if answer.status_code == 403 else "+"


@pytest.mark.parametrize("name", sorted(RECENT))
def test_what_needs_a_recent_code_asks_for_one(rt: Runtime, watch, name: str) -> None:
    (one,) = (page for page in PAGES if page.name == name)
    who = next(who for who, may in zip(WHO, MATRIX[name].split(), strict=True) if may == "+")
    hire(rt, who, *GRANTS[who])
    accounts.invite(rt, "Una", [], who)
    una = next(listed.id for listed in known.accounts(rt) if listed.name == "Una")
    desk = Desk(rt).sign_in(who)
    path = f"/console{one.path}".replace("<account>", una).replace("<", "").replace(">", "")
    assert desk.open(path).request.path == path
    watch.forward(timedelta(minutes=10))
    ask = desk.open if one.methods == ("GET",) else desk.send
    assert ask(path).request.path == "/console/prove"
    assert desk.shown.request.args["next"] == path
    desk.send("/console/prove", code="000000")
    assert "does not open anything now" in desk.text
    before = desk.held()
    desk.send("/console/prove", code=code(rt))
    assert desk.shown.request.path == path
    assert desk.held() != before
