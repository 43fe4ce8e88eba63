"""What can somebody do from another site, or with another's ids, or by writing odd things?"""

import itertools
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select
from staff import HOST, Arrive, Desk, code, hire
from werkzeug.test import Client

from ivr import database
from ivr.app import create_app
from ivr.console import PAGES
from ivr.console.access import Everybody, Page
from ivr.models import Account, Grant, Miss, SignIn
from ivr.operations import duty, passwords, people
from ivr.operations.people import NewResponder
from ivr.queries.accounts import accounts, places
from ivr.runtime import Runtime
from ivr.trial.servers import free_port

CHANGES = [one for one in PAGES if one.methods != ("GET",)]
REACHED = {
    "Kit": frozenset(),
    "Ana": frozenset({Grant.RESPONDER}),
    "Sam": frozenset({Grant.SUPERVISOR}),
    "Fay": frozenset({Grant.FLOW_EDITOR}),
    "Rosa": frozenset({Grant.ADMINISTRATOR}),
    "Pia": frozenset({Grant.PRIVACY_OFFICER}),
}


def opens(page: Page, name: str) -> bool:
    """True for a page that opens for this person."""
    return isinstance(page.may, Everybody) or bool(page.may & REACHED[name])


FORGED = (
    ({}, {}),
    ({"form": ""}, {}),
    ({"form": "0" * 64}, {}),
    (None, {"Sec-Fetch-Site": "cross-site"}),
    (None, {"Sec-Fetch-Site": "same-site"}),
    (None, {"Origin": "https://evil.test"}),
    (None, {"Origin": "null"}),
)
"""What is sent and with which headers; None is the token of the browser itself."""


@pytest.mark.parametrize("name", sorted(REACHED))
def test_no_other_site_changes_anything(arrive: Arrive, name: str) -> None:
    desk = arrive(name)
    desk.open("/console/account")
    token = desk.shown.text.partition('name="form" value="')[2].partition('"')[0]
    theirs = [one for one in CHANGES if opens(one, name)]
    for page, (sent, headers) in itertools.product(theirs, FORGED):
        answer = desk.client.post(
            f"/console{page.path.replace('<', '').replace('>', '')}",
            base_url=HOST,
            data={"form": token} if sent is None else sent,
            headers=headers,
        )
        assert answer.status_code == 400, (page.name, sent, headers)
        assert "Nothing was changed" in answer.text
    assert desk.is_in


def test_every_change_was_tried_from_another_site() -> None:
    untried = [one.name for one in CHANGES if not any(opens(one, name) for name in REACHED)]
    assert untried == []


def test_the_form_of_one_does_not_serve_another(arrive: Arrive) -> None:
    kit, sam = arrive("Kit"), arrive("Sam")
    kit.open("/console/account")
    token = kit.shown.text.partition('name="form" value="')[2].partition('"')[0]
    sent = {"form": token}
    assert sam.client.post("/console/logout", base_url=HOST, data=sent).status_code == 400
    assert sam.is_in


def test_nobody_signs_another_out_by_guessing_which(arrive: Arrive, rt: Runtime) -> None:
    kit, sam = arrive("Kit"), arrive("Sam")
    with rt.db.read() as session:
        wanted = select(SignIn.id).join(Account).where(Account.name == "Sam")
        sams = session.scalars(wanted).one()
    kit.open("/console/account")
    kit.send("/console/account/signed-in", which=sams)
    assert "You were not signed in there any more." in kit.text
    assert sam.is_in
    assert sams not in kit.text


def test_somebody_sees_their_own_browsers_and_signs_one_out(rt: Runtime, arrive: Arrive) -> None:
    firefox = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"
    here, there = arrive("Sam"), arrive("Sam", **{"User-Agent": firefox})
    here.open("/console/account")
    assert "Firefox, Linux" in here.text
    with rt.db.read() as session:
        account = session.scalars(select(Account.id)).one()
    which = next(one.id for one in places(rt, account) if one.browser)
    here.send("/console/account/signed-in", which=which)
    assert (here.is_in, there.is_in) == (True, False)


def test_everywhere_but_here(arrive: Arrive) -> None:
    here, *others = (arrive("Sam") for _ in range(3))
    here.open("/console/account")
    here.send("/console/account/signed-in", which="others")
    assert here.is_in
    assert not any(other.is_in for other in others)


def id_of(rt: Runtime, name: str) -> str:
    return next(one.id for one in accounts(rt) if one.name == name)


ODD = "<script>alert(1)</script>'\"&<b>Ü"


def test_what_somebody_wrote_stays_words(rt: Runtime) -> None:
    hire(rt, ODD, Grant.SUPERVISOR, Grant.PRIVACY_OFFICER)
    people.add(rt, NewResponder(ODD, "+12125550111", ("en",), {}))
    duty.on(rt, ODD)
    hire(rt, "Rosa", Grant.ADMINISTRATOR)
    for name, path in (
        (ODD, "/console/account"),
        (ODD, "/console/people"),
        (ODD, "/console/wallboard"),
        (ODD, "/console/audit"),
        ("Rosa", "/console/accounts"),
        ("Rosa", f"/console/accounts/{id_of(rt, ODD)}"),
    ):
        desk = Desk(rt, **{"User-Agent": "<b>Firefox/1 <i>Linux"}).sign_in(name)
        desk.open(path)
        assert "<script>alert" not in desk.shown.text, path
        assert ODD in desk.text, path
    tried = Desk(rt).sign_in(ODD, code="1")
    assert "<script>alert" not in tried.shown.text


def test_without_a_database_somebody_reads_what_to_do(rt: Runtime, arrive: Arrive) -> None:
    desk = arrive("Sam")
    away = database.connect(f"postgresql+psycopg://nobody@127.0.0.1:{free_port()}/none")
    broken = Client(create_app(replace(rt, db=away)))
    broken.set_cookie("helpline", desk.held(), domain="helpline.test")
    answer = broken.get("/console/people", base_url=HOST)
    assert answer.status_code == 503
    assert "Calls go on." in answer.text
    assert answer.headers["Cache-Control"] == "no-store"
    assert Client(create_app(replace(rt, db=away))).get("/console/login").status_code == 200
    away.engine.dispose()


@pytest.mark.parametrize("path", ["/people", "/nowhere", "/static/x.css", "/wallboard/now"])
def test_an_address_that_is_none_or_asked_otherwise_says_so(arrive: Arrive, path: str) -> None:
    desk = arrive("Sam")
    answer = desk.client.post(f"/console{path}", base_url=HOST)
    assert answer.status_code == 404
    assert "There is nothing at this address" in answer.text
    assert answer.headers["X-Frame-Options"] == "DENY"


@pytest.mark.parametrize("path", ["/", "/login", "/account", "/nowhere", "/invited/x", "/a/b/c"])
def test_every_answer_is_kept_by_nobody_and_framed_by_nobody(arrive: Arrive, path: str) -> None:
    desk = arrive("Kit")
    answer = desk.client.get(f"/console{path}", base_url=HOST)
    assert answer.headers["Cache-Control"] == "no-store"
    policy = answer.headers["Content-Security-Policy"]
    assert "frame-ancestors 'none'" in policy
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert answer.headers["X-Frame-Options"] == "DENY"
    assert answer.headers["Referrer-Policy"] == "same-origin"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


def test_nothing_on_a_page_needs_what_the_policy_forbids(arrive: Arrive) -> None:
    desk = arrive("Sam")
    for one in PAGES:
        if one.methods == ("GET",) and "<" not in one.path:
            html = desk.open(f"/console{one.path}").text
            assert " style=" not in html, one.name
            assert "<style" not in html
            assert not [word for word in html.split() if word.startswith("on") and "=" in word]


def test_cookies_are_for_our_host_alone_where_there_is_https(rt: Runtime) -> None:
    url = "https://desk.example.org"
    safe = replace(rt, environment=replace(rt.environment, console_url=url))
    client = Client(create_app(safe), use_cookies=True)
    answer = client.get("/console/login", base_url=url)
    (cookie,) = answer.headers.getlist("Set-Cookie")
    assert cookie.startswith("__Host-form=")
    for needed in ("Secure", "HttpOnly", "SameSite=Lax", "Path=/"):
        assert needed in cookie
    assert "Domain" not in cookie


def test_the_console_is_served_on_its_own_host_alone(rt: Runtime) -> None:
    apart = replace(rt, environment=replace(rt.environment, console_url="http://desk.test"))
    client = Client(create_app(apart))
    for path, host, status in (
        ("/console/login", "http://desk.test", 200),
        ("/console/login", "http://helpline.test", 404),
        ("/console/login", "http://pages.test", 404),
        ("/console/login", "http://203.0.113.1", 404),
        ("/voice/calls", "http://desk.test", 404),
        ("/l/abc", "http://desk.test", 404),
        ("/healthz", "http://desk.test", 404),
        ("/healthz", "http://helpline.test", 200),
    ):
        assert client.get(path, base_url=host).status_code == status, (path, host)
    stranger = client.get("/console/login", base_url="http://pages.test")
    assert "Console" not in stranger.text


def test_a_shared_host_serves_it_but_the_pages_host_never(rt: Runtime) -> None:
    client = Desk(rt).client
    assert client.get("/console/login", base_url="http://pages.test").status_code == 404
    assert client.get("/console/login", base_url="http://helpline.test").status_code == 200


def test_a_flood_of_sign_ins_leaves_the_threads_to_callers(rt: Runtime) -> None:
    hire(rt, "Sam")
    desk = Desk(rt)
    with passwords.room(), passwords.room(), passwords.room():
        desk.sign_in("Sam")
        assert desk.shown.status_code == 503
        assert "Callers go first." in desk.text
    with rt.db.read() as session:
        assert session.scalars(select(Miss)).all() == [], "nothing was counted"
    assert desk.sign_in("Sam").is_in


def test_guessing_codes_of_somebody_who_is_signed_in_waits_too(rt: Runtime, watch) -> None:
    hire(rt, "Sam")
    desk = Desk(rt).sign_in("Sam")
    desk.open("/console/prove")
    for _ in range(3):
        desk.send("/console/prove", code="000000")
    assert "The next try counts in" in desk.text
    desk.send("/console/prove", code=code(rt))
    assert desk.shown.status_code == 422
    watch.forward(timedelta(seconds=31))
    assert desk.send("/console/prove", code=code(rt)).status_code == 200
