"""Can somebody change what opens their account, and what ends with it?"""

import re
from datetime import timedelta

import pytest
from staff import PASSWORD, Arrive, Desk, code
from test_welcome import RECOVERY, secret_of

from ivr.console import words
from ivr.operations import factors
from ivr.operations.audit import Deed
from ivr.runtime import Runtime

NEXT = "another four words apart"


def test_a_new_password_opens_and_the_old_one_does_not(rt: Runtime, arrive: Arrive) -> None:
    here, there = arrive("Sam"), arrive("Sam")
    before = here.held()
    here.open("/console/account/password")
    here.send("/console/account/password", old=PASSWORD, password=NEXT, again=NEXT)
    assert "Your password is changed." in here.text
    assert (here.is_in, there.is_in) == (True, False)
    assert here.held() != before
    assert not Desk(rt).sign_in("Sam").is_in
    assert Desk(rt).sign_in("Sam", password=NEXT).is_in


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"old": "not the one I have"}, "The present password is a different one."),
        ({"password": "short", "again": "short"}, "too short"),
        ({"again": "something else again"}, "not the same"),
    ],
)
def test_what_is_not_right_changes_nothing(
    rt: Runtime, arrive: Arrive, given: dict[str, str], said: str
) -> None:
    desk = arrive("Sam")
    desk.open("/console/account/password")
    sent = {"old": PASSWORD, "password": NEXT, "again": NEXT, **given}
    desk.send("/console/account/password", **sent)
    assert said in desk.text
    assert desk.is_in
    assert Desk(rt).sign_in("Sam").is_in


def test_a_new_app_opens_and_the_old_one_does_not(rt: Runtime, arrive: Arrive, watch) -> None:
    here, there = arrive("Sam"), arrive("Sam")
    here.open("/console/account/factor")
    secret = secret_of(here)
    here.send("/console/account/factor", code=code(rt))
    assert "not the code the app shows now" in here.text
    assert secret_of(here) == secret
    here.send("/console/account/factor", code=factors.now_code(secret, rt.now()))
    assert "Your new authenticator app" in here.text
    assert (here.is_in, there.is_in) == (True, False)
    watch.forward(timedelta(minutes=1))
    assert not Desk(rt).sign_in("Sam").is_in
    assert Desk(rt).sign_in("Sam", code=factors.now_code(secret, rt.now())).is_in


def test_new_recovery_codes_take_the_place_of_the_old(rt: Runtime, arrive: Arrive) -> None:
    desk = arrive("Sam")
    desk.open("/console/account/codes")
    assert "10 are left." in desk.text
    desk.send("/console/account/codes")
    first = RECOVERY.findall(desk.shown.text)
    desk.open("/console/account/codes")
    desk.send("/console/account/codes")
    second = RECOVERY.findall(desk.shown.text)
    assert not set(first) & set(second)
    assert not Desk(rt).sign_in("Sam", code=first[0]).is_in
    assert Desk(rt).sign_in("Sam", code=second[0]).is_in


def test_the_language_is_theirs_on_every_browser(rt: Runtime, arrive: Arrive) -> None:
    desk = arrive("Sam")
    desk.open("/console/account")
    desk.send("/console/language", language="es", back="/console/account")
    assert desk.shown.request.path == "/console/account"
    assert '<html lang="es" dir="ltr">' in desk.shown.text
    assert "Su cuenta" in arrive("Sam").open("/console/account").text


@pytest.mark.parametrize(
    ("asked", "language"),
    [("es-MX,es;q=0.9,en;q=0.8", "es"), ("fr,en;q=0.5", "en"), ("ja", "en"), ("", "en")],
)
def test_before_signing_in_the_browser_says_the_language(
    rt: Runtime, asked: str, language: str
) -> None:
    desk = Desk(rt, **{"Accept-Language": asked})
    assert f'<html lang="{language}"' in desk.shown.text
    desk.send("/console/language", language="es", back="https://evil.test")
    assert desk.shown.request.path == "/console/login"
    assert '<html lang="es"' in desk.shown.text
    desk.send("/console/language", language="xx", back="/console/login")
    assert '<html lang="es"' in desk.shown.text


def test_every_language_says_everything_with_the_same_gaps() -> None:
    for key, said in words.WORDS["en"].items():
        for language, theirs in words.WORDS.items():
            assert theirs.keys() == words.WORDS["en"].keys(), language
            assert re.findall(r"\{\w+\}", theirs[key]) == re.findall(r"\{\w+\}", said), key
            if key.startswith("deed_"):
                assert theirs[key] == theirs[key].strip(" .")
    assert {f"deed_{deed.value}" for deed in Deed} == {
        key for key in words.WORDS["en"] if key.startswith("deed_")
    }
    families = {deed.value.partition(".")[0] for deed in Deed}
    assert families <= {key.removeprefix("family_") for key in words.WORDS["en"]}
