"""Who gets in, and what does somebody learn who does not?"""

from datetime import timedelta

import pytest
from sqlalchemy import select
from staff import HOST, PASSWORD, SECRET, Desk, code, hire

from ivr.models import AuditEntry, Grant, Invitation, Miss, SignIn
from ivr.operations import accounts, factors, retention, sign_ins
from ivr.runtime import Runtime


def test_name_password_and_code_open_and_the_page_asked_for_follows(rt: Runtime) -> None:
    hire(rt, "Sam", Grant.SUPERVISOR)
    desk = Desk(rt)
    desk.open("/console/account/password")
    assert "/console/login" in desk.shown.request.path
    desk.send("/console/login", name="Sam", password=PASSWORD, code=code(rt))
    assert desk.shown.request.path == "/console/account/password"


@pytest.mark.parametrize("name", ["sam", "SAM", " Sam ", "ＳＡＭ"])
def test_however_somebody_types_their_name(rt: Runtime, name: str) -> None:
    hire(rt, "Sam")
    assert Desk(rt).sign_in(name).is_in


@pytest.mark.parametrize(
    "wrong",
    [
        {"password": "another four words apart"},
        {"code": "000000"},
        {"name": "Nobody"},
        {"password": ""},
        {"code": ""},
        {"code": "１２３４５６"},
        {"name": "", "password": "", "code": ""},
        {"name": "Sam\x00", "code": "x" * 900},
    ],
)
def test_nobody_learns_which_of_the_three_was_not_right(
    either_rt: Runtime, wrong: dict[str, str]
) -> None:
    rt = either_rt
    hire(rt, "Sam")
    right = Desk(rt).sign_in("Sam", password="not this one at all")
    desk = Desk(rt).sign_in("Sam", **wrong)
    assert desk.shown.status_code == right.shown.status_code == 422
    assert main(desk) == main(right)
    assert not desk.is_in


def main(desk: Desk) -> str:
    """What stands on the page, but for the name somebody typed and the seconds to wait."""
    return desk.text.partition("Please look again")[2].partition("The next try")[0][:120]


def test_a_name_that_nobody_has_waits_as_long_as_any_other(rt: Runtime) -> None:
    hire(rt, "Sam")
    waits = {}
    for name in ("Sam", "Nobody"):
        desk = Desk(rt)
        waits[name] = []
        for _ in range(6):
            desk.send("/console/login", name=name, password="wrong words every time", code="1")
            waits[name].append(desk.text.partition("The next try counts in ")[2][:10])
    assert waits["Sam"] == waits["Nobody"]
    assert any(waits["Sam"])


def test_while_somebody_guesses_not_even_the_right_ones_are_looked_at(rt: Runtime) -> None:
    hire(rt, "Sam")
    desk = Desk(rt)
    for _ in range(3):
        desk.send("/console/login", name="Sam", password="wrong words every time", code="1")
    assert not desk.sign_in("Sam").is_in, "within two seconds"
    assert desk.sign_in("Sam").is_in, "half a minute later"


def test_the_wait_grows_to_a_quarter_of_an_hour_and_never_becomes_for_ever(
    rt: Runtime, watch
) -> None:
    hire(rt, "Sam")
    desk = Desk(rt)
    for _ in range(20):
        desk.send("/console/login", name="Sam", password="wrong words every time", code="1")
        watch.forward(timedelta(minutes=15))
    assert "900 seconds" in desk.text
    assert desk.sign_in("Sam").is_in


def guess(rt: Runtime, name: str) -> Desk:
    """A stranger tries again and again."""
    desk = Desk(rt)
    for _ in range(8):
        desk.send("/console/login", name=name, password="wrong words every time", code="1")
    return desk


def test_a_stranger_who_guesses_does_not_keep_somebody_out_of_their_own_browser(
    rt: Runtime, watch
) -> None:
    for name in ("Sam", "Ana"):
        hire(rt, name)
    shared = Desk(rt).sign_in("Ana")
    shared.send("/console/logout")
    shared.sign_in("Sam")
    shared.send("/console/logout")
    for name in ("Sam", "Ana"):
        guess(rt, name)
        assert not Desk(rt).sign_in(name).is_in, "elsewhere the wait is on"
        watch.forward(timedelta(seconds=-31))
        assert shared.sign_in(name).is_in
        shared.send("/console/logout")


def test_what_a_browser_keeps_opens_nothing_and_is_tried_as_slowly(rt: Runtime) -> None:
    for name in ("Sam", "Ana"):
        hire(rt, name)
    mine = Desk(rt).sign_in("Sam")
    mine.send("/console/logout")
    for _ in range(4):
        mine.open("/console/login")
        mine.send("/console/login", name="Sam", password="wrong words every time", code="1")
    assert "The next try counts in" in mine.text
    kept = mine.client.get_cookie("known", domain="helpline.test")
    assert kept
    other = Desk(rt)
    other.client.set_cookie("known", kept.value, domain="helpline.test")
    for _ in range(4):
        other.send("/console/login", name="Ana", password="wrong words every time", code="1")
    assert "The next try counts in" in other.text, "for Ana it is worth nothing"
    for odd in ("", ".", "x" * 3000, ".".join(["x"] * 500), "é"):
        broken = Desk(rt)
        broken.client.set_cookie("known", odd, domain="helpline.test")
        assert broken.send("/console/login", name="Kit", password="x", code="1").status_code == 422


def test_one_address_on_the_internet_cannot_try_many_names(rt: Runtime) -> None:
    desk = Desk(rt)
    outside = {"REMOTE_ADDR": "198.51.99.7"}
    for n in range(31):
        sent = {"form": token(desk), "name": f"name{n}", "password": "x", "code": "1"}
        shown = desk.client.post(
            "/console/login", base_url=HOST, data=sent, environ_overrides=outside
        )
    assert "The next try counts" in shown.text


def token(desk: Desk) -> str:
    return desk.shown.text.partition('name="form" value="')[2].partition('"')[0]


def test_names_and_addresses_that_were_tried_are_kept_as_keyed_hashes_for_a_day(
    rt: Runtime, watch
) -> None:
    Desk(rt).send("/console/login", name="Zelda", password="x", code="1")
    with rt.db.read() as session:
        (kept,) = session.scalars(select(Miss))
    assert "zelda" not in kept.key
    watch.forward(timedelta(days=1, minutes=1))
    retention.forget_all(rt)
    with rt.db.read() as session:
        assert session.scalars(select(Miss)).all() == []


def test_nothing_of_a_sign_in_is_kept_when_it_is_over(rt: Runtime, watch) -> None:
    hire(rt, "Sam")
    Desk(rt).sign_in("Sam")
    accounts.invite(rt, "Kit", [], "Sam")
    watch.forward(timedelta(hours=48))
    retention.forget_all(rt)
    with rt.db.read() as session:
        for table in (SignIn, Invitation, Miss):
            assert session.scalars(select(table)).all() == []
    assert not [one.kind.name for one in retention.every(rt) if one.overdue]


def test_a_code_opens_once(either_rt: Runtime) -> None:
    rt = either_rt
    hire(rt, "Sam")
    now = code(rt)
    first, second = Desk(rt), Desk(rt)
    first.send("/console/login", name="Sam", password=PASSWORD, code=now)
    second.send("/console/login", name="Sam", password=PASSWORD, code=now)
    assert (first.is_in, second.is_in) == (True, False)


def test_a_code_from_before_the_last_one_does_not_open_either(rt: Runtime, watch) -> None:
    hire(rt, "Sam")
    before = code(rt)
    watch.forward(timedelta(seconds=30))
    assert Desk(rt).sign_in("Sam").is_in
    watch.forward(timedelta(seconds=-31))
    assert not Desk(rt).sign_in("Sam", code=before).is_in


@pytest.mark.parametrize(("seconds", "opens"), [(-29, True), (29, True), (-95, False), (95, False)])
def test_clocks_may_differ_a_little(rt: Runtime, watch, seconds: int, opens: bool) -> None:
    hire(rt, "Sam")
    theirs = factors.now_code(SECRET, watch() + timedelta(seconds=seconds))
    assert Desk(rt).sign_in("Sam", code=theirs).is_in is opens


def test_a_recovery_code_opens_once_however_it_is_typed(either_rt: Runtime) -> None:
    rt = either_rt
    codes = hire(rt, "Sam")
    assert Desk(rt).sign_in("Sam", code=codes[0].upper().replace("-", " ")).is_in
    assert not Desk(rt).sign_in("Sam", code=codes[0]).is_in
    assert Desk(rt).sign_in("Sam", code=codes[1]).is_in


def test_somebody_elses_recovery_code_opens_nothing(rt: Runtime) -> None:
    hire(rt, "Sam")
    codes = hire(rt, "Rosa")
    assert not Desk(rt).sign_in("Sam", code=codes[0]).is_in


def test_the_token_is_new_whatever_the_browser_held_before(rt: Runtime) -> None:
    hire(rt, "Sam")
    desk = Desk(rt)
    desk.client.set_cookie("helpline", "planted by somebody else", domain="helpline.test")
    desk.sign_in("Sam")
    assert desk.is_in
    assert desk.held() != "planted by somebody else"
    before = desk.held()
    desk.send("/console/logout")
    desk.sign_in("Sam")
    assert desk.held() != before


def test_what_the_browser_holds_stands_in_no_table(rt: Runtime) -> None:
    hire(rt, "Sam")
    desk = Desk(rt).sign_in("Sam")
    with rt.db.read() as session:
        (row,) = session.scalars(select(SignIn))
        assert desk.held() not in repr(vars(row))


def test_signed_out_is_signed_out_also_for_a_copy_of_the_cookie(rt: Runtime) -> None:
    hire(rt, "Sam")
    desk = Desk(rt).sign_in("Sam")
    thief = Desk(rt)
    thief.client.set_cookie("helpline", desk.held(), domain="helpline.test")
    assert thief.is_in
    desk.send("/console/logout")
    assert not thief.is_in
    assert "You are signed out." in desk.text
    assert "You are signed out." not in Desk(rt).text, "said once, to them"


def test_an_hour_without_a_page_signs_out_and_so_does_a_long_shift(rt: Runtime, watch) -> None:
    hire(rt, "Sam")
    idle = Desk(rt).sign_in("Sam")
    watch.forward(sign_ins.IDLE)
    assert not idle.is_in
    busy = Desk(rt).sign_in("Sam")
    for _ in range(12):
        watch.forward(timedelta(minutes=59))
        still = busy.is_in
    assert still
    watch.forward(timedelta(minutes=15))
    assert not busy.is_in


def test_a_new_grant_signs_out_at_once_and_so_does_a_closed_account(rt: Runtime) -> None:
    hire(rt, "Sam", Grant.SUPERVISOR)
    desk = Desk(rt).sign_in("Sam")
    accounts.grant(rt, "Sam", [Grant.SUPERVISOR, Grant.FLOW_EDITOR], "Rosa")
    assert not desk.is_in
    desk.sign_in("Sam")
    accounts.close(rt, "Sam", "Rosa")
    assert not desk.is_in
    assert not Desk(rt).sign_in("Sam").is_in


def test_the_audit_says_who_signed_in_and_counts_who_did_not(rt: Runtime, watch) -> None:
    hire(rt, "Sam")
    desk = Desk(rt).sign_in("Sam")
    desk.send("/console/logout")
    for _ in range(12):
        desk.open("/console/login")
        desk.send("/console/login", name="Sam", password="wrong words every time", code="1")
        watch.forward(timedelta(minutes=15))
    with rt.db.read() as session:
        told = [(row.what, row.who, row.details) for row in session.scalars(select(AuditEntry))]
    assert ("account.signed_in", "Sam", "{}") in told
    assert ("account.signed_out", "Sam", '{"browsers":"1"}') in told
    missed = [details for what, _who, details in told if what == "account.missed"]
    assert missed == ['{"misses":"5"}', '{"misses":"10"}'], "a count, not a line for each"


@pytest.mark.parametrize(
    "elsewhere",
    ["https://evil.test/", "//evil.test", "/\\evil.test", "/console//evil.test", "javascript:1"],
)
def test_after_signing_in_nobody_is_sent_to_another_site(rt: Runtime, elsewhere: str) -> None:
    hire(rt, "Sam")
    desk = Desk(rt)
    desk.open("/console/login", query_string={"next": elsewhere})
    desk.send("/console/login", name="Sam", password=PASSWORD, code=code(rt), follow=False)
    assert desk.shown.status_code == 303
    assert desk.shown.headers["Location"] == "/console/"
