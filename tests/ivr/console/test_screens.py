"""Does a screen on a wall show the wallboard, and nothing else, until somebody ends it?"""

import re
from datetime import timedelta

import pytest
from staff import Desk, hire

from ivr.models import Grant
from ivr.operations import duty, people, screens
from ivr.operations.people import NewResponder
from ivr.queries.screens import screens as hung
from ivr.runtime import Runtime


@pytest.fixture
def sam(rt: Runtime) -> Desk:
    """Sam, while Ana is on duty."""
    until = rt.now() + timedelta(days=200)
    people.add(rt, NewResponder("Ana", "+12125550111", ("es",), {"general": until}))
    duty.on(rt, "Ana", open_ended=True)
    hire(rt, "Sam", Grant.SUPERVISOR)
    return Desk(rt).sign_in("Sam")


def code_for(sam: Desk, **names: str) -> str:
    sam.open("/console/screens")
    sam.send("/console/screens", do="make", name="Hall", **names)
    found = re.search(r"[2-9A-Z]{5}-[2-9A-Z]{5}", sam.text)
    assert found, sam.text
    return found[0]


def paired(sam: Desk, **names: str) -> Desk:
    wall, code = Desk(sam.rt), code_for(sam, **names)
    wall.open("/console/screen/pair")
    wall.send("/console/screen/pair", code=code.lower().replace("-", " "))
    return wall


def test_a_code_makes_a_screen_that_sees_the_wallboard_only(sam: Desk, watch) -> None:
    wall = paired(sam, names="1")
    assert wall.shown.request.path == "/console/screen"
    assert "Ana" in wall.text
    assert not wall.is_in
    for path in ("people", "wallboard", "shifts", "account", ""):
        assert wall.open(f"/console/{path}").request.path == "/console/login"
    assert wall.open("/console/screen/now").status_code == 200
    watch.forward(timedelta(days=29))
    assert "Ana" in wall.open("/console/screen").text, "nobody signs in at it"
    watch.forward(timedelta(days=1))
    assert wall.open("/console/screen").status_code == 403
    assert wall.open("/console/screen/now").status_code == 403
    screens.forget(sam.rt)
    assert hung(sam.rt) == []


def test_where_visitors_pass_it_shows_no_names(sam: Desk) -> None:
    wall = paired(sam)
    assert "Ana" not in wall.shown.text
    assert "Ana" not in wall.open("/console/screen/now").text
    assert "Free" in wall.text


def test_a_code_works_once_and_for_a_quarter_of_an_hour(sam: Desk, watch) -> None:
    code = code_for(sam)
    watch.forward(timedelta(minutes=16))
    wall = Desk(sam.rt)
    wall.open("/console/screen/pair")
    wall.send("/console/screen/pair", code=code)
    assert "This code does not open a screen now." in wall.text
    sam.sign_in("Sam")
    code = code_for(sam)
    for says in ("/console/screen", "/console/screen/pair"):
        wall.open("/console/screen/pair")
        wall.send("/console/screen/pair", code=code)
        assert wall.shown.request.path == says


def test_who_guesses_waits_and_nobody_else_is_signed_out(sam: Desk) -> None:
    wall = Desk(sam.rt)
    wall.open("/console/screen/pair")
    for _ in range(3):
        wall.send("/console/screen/pair", code="AAAAA-AAAAA")
    assert "The next try counts in" in wall.text
    assert sam.is_in


def test_a_screen_is_listed_and_ended_at_once(sam: Desk) -> None:
    wall = paired(sam, names="1")
    sam.open("/console/screens")
    assert "Hall Shows the wallboard With names" in sam.text
    (one,) = hung(sam.rt)
    sam.send("/console/screens", do="end", which=one.id)
    assert "The screen shows nothing any more." in sam.text
    assert wall.open("/console/screen").status_code == 403
    sam.send("/console/screens", do="end", which=one.id)
    assert "That was decided already" in sam.text
    sam.send("/console/screens", do="make", name="12125550111")
    assert sam.shown.status_code == 422
