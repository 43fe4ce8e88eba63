"""How does somebody open the account they were invited to?"""

import base64
import re
from datetime import timedelta

import pytest
from sqlalchemy import text
from staff import PASSWORD, Desk, code, hire

from ivr.models import Grant
from ivr.operations import accounts, factors, people, profiles
from ivr.operations.accounts import ImpossibleAccount
from ivr.operations.people import NewResponder
from ivr.queries import accounts as known
from ivr.runtime import Runtime

SHOWN = re.compile(r'<code dir="ltr">([A-Z2-7 ]+)</code>')
RECOVERY = re.compile(r'<code dir="ltr">([a-z2-9]{5}-[a-z2-9]{5})</code>')


def invited(rt: Runtime, name: str = "Sam", *grants: Grant) -> str:
    return f"/console/invited/{accounts.invite(rt, name, grants, 'Setup')}"


def secret_of(desk: Desk) -> bytes:
    """What an app would learn from the letters on the page."""
    letters = SHOWN.search(desk.shown.text)
    assert letters
    return base64.b32decode(letters[1].replace(" ", "").encode())


def accepts(desk: Desk, path: str, **instead: str) -> Desk:
    app = factors.now_code(secret_of(desk), desk.rt.now())
    given = {"password": PASSWORD, "again": PASSWORD, "code": app, **instead}
    desk.send(path, **given)
    return desk


def test_a_password_and_an_app_open_it_and_the_codes_are_shown_once(rt: Runtime, watch) -> None:
    path = invited(rt, "Sam", Grant.SUPERVISOR)
    desk = Desk(rt)
    desk.open(path)
    assert "Welcome, Sam" in desk.text
    assert "<svg" in desk.shown.text
    secret = secret_of(desk)
    accepts(desk, path)
    codes = RECOVERY.findall(desk.shown.text)
    assert len(set(codes)) == factors.CODES
    assert not desk.is_in, "they sign in with what they chose"
    watch.forward(timedelta(seconds=31))
    assert desk.sign_in("Sam", code=factors.now_code(secret, watch())).is_in
    assert Desk(rt).sign_in("Sam", code=codes[0]).is_in
    desk.open("/console/account")
    assert "9 are left." in desk.text
    assert not any(code in desk.text for code in codes)


def test_an_invitation_serves_once_and_two_days(rt: Runtime, watch) -> None:
    path = invited(rt)
    first, second = Desk(rt), Desk(rt)
    first.open(path)
    second.open(path)
    accepts(first, path)
    accepts(second, path)
    assert "This invitation is over" in second.text
    late = invited(rt, "Kit")
    watch.forward(timedelta(hours=48))
    assert "This invitation is over" in (Desk(rt).open(late).text)


def test_looking_at_it_a_hundred_times_changes_nothing(rt: Runtime) -> None:
    path = invited(rt)
    seen = set()
    for _ in range(20):
        desk = Desk(rt)
        desk.open(path)
        seen.add(secret_of(desk))
    assert len(seen) == 20, "who looked before learns nothing of what is scanned now"
    accepts(desk, path)
    assert RECOVERY.search(desk.shown.text)


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"password": "too short", "again": "too short"}, "too short: use 12 letters"),
        ({"password": "x" * 201, "again": "x" * 201}, "too long"),
        ({"password": "aaaaaaaaaaaaaa", "again": "aaaaaaaaaaaaaa"}, "first that anybody tries"),
        ({"password": "qwertyuiop123", "again": "qwertyuiop123"}, "first that anybody tries"),
        ({"password": "samantha's dog", "again": "samantha's dog"}, "Leave your name out"),
        ({"again": "four other words apart"}, "not the same"),
        ({"code": "000000"}, "not the code the app shows now"),
    ],
)
def test_what_is_not_right_is_said_and_the_square_stays_the_same(
    rt: Runtime, given: dict[str, str], said: str
) -> None:
    path = invited(rt)
    desk = Desk(rt)
    desk.open(path)
    secret = secret_of(desk)
    accepts(desk, path, **given)
    assert (desk.shown.status_code, said in desk.text) == (422, True)
    assert secret_of(desk) == secret, "whoever scanned it need not do so again"
    accepts(desk, path)
    assert RECOVERY.search(desk.shown.text)


def test_a_square_made_for_one_invitation_serves_no_other(rt: Runtime) -> None:
    one, other = invited(rt, "Sam"), invited(rt, "Kit")
    desk, theirs = Desk(rt), Desk(rt)
    desk.open(one)
    theirs.open(other)
    sealed = re.search('name="secret" value="([^"]+)"', desk.shown.text)
    assert sealed
    app = factors.now_code(secret_of(desk), rt.now())
    theirs.send(other, password=PASSWORD, again=PASSWORD, code=app, secret=sealed[1])
    assert "not the code the app shows now" in theirs.text


def test_a_lost_phone_is_replaced_and_opens_nothing_any_more(rt: Runtime, watch) -> None:
    codes = hire(rt, "Sam", Grant.SUPERVISOR)
    desk = Desk(rt).sign_in("Sam")
    path = f"/console/invited/{accounts.invite(rt, 'sam', None, 'Rosa')}"
    assert desk.is_in, "what they have goes on until the link is used"
    new = Desk(rt)
    new.open(path)
    secret = secret_of(new)
    accepts(new, path)
    assert not desk.is_in
    watch.forward(timedelta(minutes=1))
    assert not Desk(rt).sign_in("Sam", code=code(rt)).is_in
    assert not Desk(rt).sign_in("Sam", code=codes[0]).is_in
    watch.forward(timedelta(minutes=1))
    assert Desk(rt).sign_in("Sam", code=factors.now_code(secret, watch())).is_in
    assert [one.grants for one in known.accounts(rt)] == [("supervisor",)]


def test_a_responder_is_the_same_person_at_the_console_until_they_leave(rt: Runtime) -> None:
    person = NewResponder("Ana", "+12125550111", ("es",), {})
    people.add(rt, person)
    path = f"/console/invited/{accounts.invite(rt, 'Ana', None, 'Rosa')}"
    desk = Desk(rt)
    desk.open(path)
    accepts(desk, path)
    (listed,) = known.accounts(rt)
    assert (listed.responder, listed.grants, listed.state) == ("Ana", ("responder",), "open")
    profiles.retire(rt, "Ana", "Sam")
    assert known.accounts(rt) == []


def test_a_responder_with_a_new_name_keeps_their_account(rt: Runtime) -> None:
    people.add(rt, NewResponder("Ana", "+12125550111", ("es",), {}))
    accounts.invite(rt, "Ana", None, "Rosa")
    profiles.change(rt, "Ana", profiles.Change(name="Anna"), "Sam")
    token = accounts.invite(rt, "Anna", None, "Rosa")
    assert accounts.invited(rt, token) == "Ana"
    assert len(known.accounts(rt)) == 1


def test_an_administrator_is_nothing_else(rt: Runtime) -> None:
    with pytest.raises(ImpossibleAccount, match="never sees callers"):
        accounts.invite(rt, "Rosa", [Grant.ADMINISTRATOR, Grant.SUPERVISOR], "Setup")
    assert known.accounts(rt) == []


def test_the_invitation_stands_in_no_table(rt: Runtime) -> None:
    path = invited(rt)
    with rt.db.read() as session:
        rows = session.execute(text("SELECT * FROM invitation")).all()
    assert path.rpartition("/")[2] not in repr(rows)
