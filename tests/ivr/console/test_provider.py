"""Is the word of the organisation's own sign-in believed when it holds, and only then?"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest
from staff import HOST, Desk, hire
from vouching import CLIENT, SECRET, Vouching, vouching

from ivr.environment import Oidc
from ivr.models import Grant
from ivr.oidc import BACK, Provider
from ivr.operations import accounts, people
from ivr.operations.people import NewResponder
from ivr.queries import accounts as known
from ivr.runtime import Runtime

ROLES = (("leads", "supervisor"), ("leads", "flow_editor"), ("desk", "responder"))


@pytest.fixture
def there(rt: Runtime) -> Iterator[Vouching]:
    with vouching(f"{HOST}{BACK}", rt.now()) as provider:
        yield provider


@pytest.fixture
def ours(rt: Runtime, there: Vouching) -> Runtime:
    """The helpline, with that provider in its settings."""
    more = (("it", "administrator"),)
    told = Oidc(there.issuer, CLIENT, SECRET, ROLES + more, "groups", "", "Town Hall")
    return replace(rt, environment=replace(rt.environment, oidc=told), oidc=Provider(told, HOST))


def comes(desk: Desk, there: Vouching, path: str = "/console/oidc", **person: object) -> str:
    """They go to the provider, sign in there, and come back: the words they read then."""
    there.now = desk.rt.now()
    away = desk.open(path, follow_redirects=False)
    assert away.status_code == 303, desk.text
    desk.open(there.agrees(away.headers["Location"], **person))
    return desk.text


def test_olga_signs_in_with_what_her_groups_make_of_her(ours: Runtime, there: Vouching) -> None:
    desk = Desk(ours)
    assert "Sign in with Town Hall" in desk.text
    comes(desk, there, "/console/oidc?next=/console/people")
    assert desk.shown.request.path == "/console/people"
    (olga,) = known.accounts(ours)
    assert (olga.name, olga.grants, olga.by_provider) == (
        "Olga",
        ("flow_editor", "supervisor"),
        True,
    )
    desk.open("/console/account")
    assert "Your organisation's own sign-in opens it" in desk.text
    with pytest.raises(accounts.ImpossibleAccount):
        accounts.invite(ours, "Olga", None, "Rosa")
    again = Desk(ours)
    comes(again, there)
    assert len(known.accounts(ours)) == 1, "the same person, not another one of the name"
    assert desk.is_in


def test_what_her_groups_make_of_her_follows_them_and_ends_what_was_open(
    ours: Runtime, there: Vouching
) -> None:
    first, second = Desk(ours), Desk(ours)
    comes(first, there)
    comes(second, there, groups=["desk", "choir"])
    assert not first.is_in
    assert known.accounts(ours)[0].grants == ("responder",)
    assert "You have no role here yet" in comes(first, there, groups=["choir"])
    assert not second.is_in
    assert known.accounts(ours)[0].grants == ()
    assert "Your groups do not go together" in comes(first, there, groups=["it", "leads"])


def test_who_is_not_let_in_reads_why_and_gets_no_account(ours: Runtime, there: Vouching) -> None:
    hire(ours, "Sam", Grant.SUPERVISOR)
    desk = Desk(ours)
    for person, says in (
        ({"groups": ["choir"]}, "You have no role here yet"),
        ({"groups": None}, "You have no role here yet"),
        ({"amr": ["pwd"]}, "A second factor is missing"),
        ({"amr": None}, "A second factor is missing"),
        ({"name": "sam"}, "Somebody here has your name"),
        ({"name": "12125550111"}, "Somebody here has your name"),
    ):
        assert says in comes(desk, there, **person), person
        assert not desk.is_in
    assert [one.name for one in known.accounts(ours)] == ["Sam"]
    assert desk.open("/console/oidc/back?error=access_denied").status_code == 403
    assert Desk(ours).sign_in("Sam").is_in, "an account of ours opens as well"


LIES = (
    {"claims": {"iss": "http://127.0.0.1:1"}},
    {"claims": {"aud": "somebody-else"}},
    {"claims": {"aud": [CLIENT, "somebody-else"]}},
    {"claims": {"azp": "somebody-else"}},
    {"claims": {"nonce": "another nonce"}},
    {"claims": {"nonce": None}},
    {"claims": {"exp": 1_000_000_000}},
    {"claims": {"exp": None}},
    {"claims": {"sub": None}},
    {"claims": {"iat": 4_000_000_000}},
    {"sign": "stolen"},
    {"sign": "none"},
    {"sign": "HS256"},
)


def test_a_word_that_does_not_hold_is_not_believed(ours: Runtime, there: Vouching) -> None:
    desk = Desk(ours)
    for lie in LIES:
        there.claims, there.sign = {}, "RS256"
        for name, value in lie.items():
            setattr(there, name, value)
        assert "This way in is over" in comes(desk, there), lie
        assert not desk.is_in
    assert known.accounts(ours) == []


def test_a_way_back_leads_in_once_for_the_browser_that_began(
    ours: Runtime, there: Vouching, watch
) -> None:
    desk, other = Desk(ours), Desk(ours)
    away = desk.open("/console/oidc", follow_redirects=False).headers["Location"]
    back = there.agrees(away)
    assert "This way in is over" in other.open(back).text, "another browser"
    assert "This way in is over" in desk.open(back.replace("state=", "state=x")).text
    assert "This way in is over" in desk.open(back).text, "what it kept counted once"
    away = desk.open("/console/oidc", follow_redirects=False).headers["Location"]
    back = there.agrees(away)
    watch.forward(timedelta(minutes=11))
    assert "This way in is over" in desk.open(back).text
    comes(desk, there)
    assert desk.is_in
    used = desk.shown.request.url
    desk.client.delete_cookie("helpline", domain="helpline.test")
    desk.open(used)
    assert not desk.is_in


def test_a_provider_that_is_away_or_odd_leaves_our_own_accounts(
    ours: Runtime, there: Vouching
) -> None:
    hire(ours, "Sam", Grant.SUPERVISOR)
    for about in (
        {"issuer": "https://elsewhere.test"},
        {"jwks_uri": None},
        {"authorization_endpoint": "http://elsewhere.test/authorize"},
        {"authorization_endpoint": f"http://us@127.0.0.1:{there.port}/authorize"},
    ):
        there.about = about
        fresh = replace(ours, oidc=Provider(ours.environment.oidc, HOST))
        desk = Desk(fresh)
        desk.open("/console/oidc", follow_redirects=False)
        assert desk.shown.status_code == 503, about
        assert "does not answer" in desk.text
    there.about, there.is_away = {}, True
    desk = Desk(ours)
    assert desk.open("/console/oidc").status_code == 503
    assert desk.sign_in("Sam").is_in


def test_what_needs_a_recent_factor_asks_the_provider_again(
    ours: Runtime, there: Vouching, watch
) -> None:
    desk = Desk(ours)
    comes(desk, there)
    watch.forward(timedelta(minutes=10))
    wanted = "/console/people/export"
    asked = desk.open(wanted, follow_redirects=False).headers["Location"]
    assert asked == f"/console/oidc?again=1&next={wanted}"
    before = desk.held()
    old = int((desk.rt.now() - timedelta(minutes=9)).timestamp())
    assert "It was not asked" in comes(desk, there, asked, auth_time=old)
    assert (there.asked["prompt"], there.asked["max_age"]) == ("login", "0")
    assert "That was somebody else" in comes(desk, there, asked, sub="2")
    assert desk.held() == before
    comes(desk, there, asked)
    assert desk.shown.request.path == wanted
    assert desk.held() not in ("", before)


def test_without_a_provider_there_is_no_such_way(rt: Runtime) -> None:
    desk = Desk(rt)
    assert "Town Hall" not in desk.text
    assert desk.open("/console/oidc").status_code == 404
    assert desk.open("/console/oidc/back?code=1&state=2").status_code == 404


def test_an_account_of_the_provider_is_tied_to_a_responder_by_hand_only(
    ours: Runtime, there: Vouching
) -> None:
    until = ours.now() + timedelta(days=9)
    people.add(ours, NewResponder("Olga", "+12125550111", ("es",), {"general": until}))
    comes(Desk(ours), there, groups=["desk"])
    (olga,) = known.accounts(ours)
    assert olga.responder is None, "a name proves nothing"
    hire(ours, "Rosa", Grant.ADMINISTRATOR)
    rosa = Desk(ours).sign_in("Rosa")
    rosa.open(f"/console/accounts/{olga.id}")
    assert "follows from their groups" in rosa.text
    rosa.send(f"/console/accounts/{olga.id}", do="link", responder="Olga")
    assert next(one for one in known.accounts(ours) if one.id == olga.id).responder == "Olga"
