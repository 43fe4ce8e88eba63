"""Does a supervisor bring people in, change what they may take, and take it back?"""

import io
import re
from datetime import timedelta

import pytest
from staff import HOST, Arrive, Desk

from ivr.models import Role
from ivr.operations import people, profiles
from ivr.operations.people import NewResponder
from ivr.operations.profiles import Change
from ivr.queries.profiles import Profile, profile
from ivr.runtime import Runtime

FORM = {
    "name": "Dee",
    "phone": "+1 212 555 0114",
    "role": "responder",
    "tag-0": "es",
    "level-0": "native",
    "calls-0": "1",
    "tag-1": "en",
    "level-1": "basic",
    "specialty-0": "domestic_abuse",
    "issued-0": "2027-01-01",
    "last-0": "2027-12-31",
}


@pytest.fixture
def sam(open_rt: Runtime, arrive: Arrive) -> Desk:
    """Sam, where Ana takes calls, and Tim learns."""
    until = open_rt.now() + timedelta(days=200)
    for name, phone in (("Ana", "+12125550111"), ("Ben", "+12125550112"), ("Tim", "+12125550113")):
        people.add(open_rt, NewResponder(name, phone, ("es:native",), {"domestic_abuse": until}))
    profiles.change(open_rt, "Ben", Change(role=Role.MENTOR), "Sam")
    profiles.change(open_rt, "Tim", Change(role=Role.TRAINEE), "Sam")
    return arrive("Sam")


def who(desk: Desk, name: str = "Ana") -> Profile:
    return profile(desk.rt, name)


def do(desk: Desk, whose: str, /, **fields: str) -> None:
    """Send one of the forms on somebody's page."""
    path = f"/console/people/{who(desk, whose).id}"
    desk.open(path)
    token = re.search(r'name="form" value="([^"]*)"', desk.shown.text)
    assert token
    sent = {"form": token[1], **fields}
    desk.shown = desk.client.post(path, base_url=HOST, data=sent, follow_redirects=True)


def undo(desk: Desk) -> None:
    """Press what the notice offers."""
    assert "Undo" in desk.text
    desk.send("/console/undo")


def test_somebody_new_is_on_their_own_page_off_duty_and_without_a_number(sam: Desk) -> None:
    sam.open("/console/people/new")
    sam.send("/console/people/new", **FORM)
    assert "They are here now, off duty." in sam.text
    assert "Off duty" in sam.text
    assert "0114" not in sam.shown.text
    assert [str(one) for one in who(sam, "Dee").spoken] == ["es:native", "en:basic"]
    (held,) = who(sam, "Dee").certificates
    assert (held.specialty, str(held.issued_on)) == ("domestic_abuse", "2027-01-01")


WRONG = [
    ({"name": ""}, "A name has 1 to 100 letters"),
    ({"name": "Ana"}, "has this name"),
    ({"phone": "hello"}, "no telephone number"),
    ({"phone": "+12125550111"}, "rings for somebody else"),
    ({"phone": "911"}, "no telephone number"),
    ({"tag-0": "klingon!"}, "Name at least one language"),
    ({"tag-0": "", "tag-1": ""}, "Name at least one language"),
    ({"last-0": "soon"}, "needs its name and its last day"),
    ({"issued-0": "2027-06-01"}, "issued in the future"),
    ({"last-0": "2026-01-01"}, "run out before it was issued"),
    ({"specialty-0": "sorcery"}, "no such certificate"),
    ({"zone": "Mars"}, "America/New_York"),
    ({"role": "king"}, "no such role"),
]


def test_what_cannot_be_is_said_and_nothing_typed_is_lost(sam: Desk) -> None:
    before = len(people.everybody(sam.rt))
    for wrong, says in WRONG:
        sam.open("/console/people/new")
        sent = {**FORM, "zone": "America/Chicago", **wrong}
        sam.send("/console/people/new", **sent)
        assert sam.shown.status_code == 422, wrong
        assert says in sam.text
        assert 'role="alert"' in sam.shown.text
        for name in ("zone", "tag-1", "phone", "last-0"):
            assert not sent[name] or f'value="{sent[name]}"' in sam.shown.text, name
    assert len(people.everybody(sam.rt)) == before


def test_languages_are_changed_and_changed_back(sam: Desk) -> None:
    fields = {"tag-0": "pt-br", "level-0": "basic", "calls-0": "1", "tag-1": ""}
    do(sam, "Ana", do="languages", **fields)
    assert [str(one) for one in who(sam).spoken] == ["pt-BR:basic:routed"]
    undo(sam)
    assert "It is as it was before." in sam.text
    assert [str(one) for one in who(sam).spoken] == ["es:native"]


def test_a_certificate_is_added_taken_away_and_given_back(sam: Desk) -> None:
    do(sam, "Ana", do="certify", **{"specialty-0": "legal", "last-0": "2027-03-20"})
    assert "days left" in sam.text
    do(sam, "Ana", do="uncertify", specialty="legal")
    assert [one.specialty for one in who(sam).certificates] == ["domestic_abuse"]
    undo(sam)
    assert [one.specialty for one in who(sam).certificates] == ["domestic_abuse", "legal"]
    do(sam, "Ana", do="certify")
    assert sam.shown.status_code == 422


def test_a_certificate_that_ran_out_is_said_to_stop_their_calls(sam: Desk) -> None:
    do(sam, "Ana", do="certify", **{"specialty-0": "domestic_abuse", "last-0": "2027-03-01"})
    assert "ran out" in sam.text
    assert "Calls of this kind are not offered to them." in sam.text
    assert "No certificate that counts: is not rung." in sam.text


def test_what_is_known_is_changed_and_the_way_back_goes_with_it(sam: Desk) -> None:
    do(sam, "Ana", do="about", name="Anna", phone="", role="interpreter", zone="America/Chicago")
    assert who(sam, "Anna").role is Role.INTERPRETER
    undo(sam)
    assert (who(sam).role, who(sam).zone) == (Role.RESPONDER, None)
    do(sam, "Ana", do="about", name="Ana", phone="+12125550119", role="responder")
    assert "Undo" not in sam.text, "nobody carries a number around"
    do(sam, "Ana", do="about", name="Ben", phone="", role="responder")
    assert "has this name" in sam.text


def test_a_trainee_has_a_mentor_and_two_are_kept_apart(sam: Desk) -> None:
    do(sam, "Tim", do="mentor", mentor="Ben")
    assert who(sam, "Tim").mentor == "Ben"
    undo(sam)
    assert who(sam, "Tim").mentor is None
    do(sam, "Tim", do="mentor", mentor="Ana")
    assert "It takes a trainee and a mentor." in sam.text
    do(sam, "Tim", do="apart", other="Ben")
    do(sam, "Tim", do="mentor", mentor="Ben")
    assert "These two are kept apart." in sam.text
    do(sam, "Tim", do="together", other="Ben")
    undo(sam)
    assert who(sam, "Tim").apart_from == ("Ben",)


def test_a_caller_is_kept_apart_without_their_number_being_kept(sam: Desk) -> None:
    do(sam, "Ana", do="conflict", caller="12", because="related", days="30")
    assert "no telephone number" in sam.text
    do(sam, "Ana", do="conflict", caller="+12125550133", because="related", days="30")
    assert "They know each other" in sam.text
    assert "0133" not in sam.shown.text
    (one,) = who(sam).conflicts
    do(sam, "Ben", do="end_conflict", which=one.id)
    assert who(sam).conflicts, "that is on another page"
    do(sam, "Ana", do="end_conflict", which=one.id)
    assert not who(sam).conflicts


def test_a_pin_is_set_by_typing_it_twice_and_never_shown(sam: Desk) -> None:
    do(sam, "Ana", do="pin", pin="7391", again="7392")
    assert "The two PINs are not the same." in sam.text
    assert "7391" not in sam.shown.text
    do(sam, "Ana", do="pin", pin="1234", again="1234")
    assert "Too easy to guess" in sam.text
    do(sam, "Ana", do="pin", pin="7391", again="7391")
    assert who(sam).pin == "set"


def test_who_left_comes_back_with_a_phone_they_give_again(sam: Desk) -> None:
    ana = who(sam).id
    do(sam, "Ana", do="retire")
    assert "They have left." in sam.text
    assert sam.open(f"/console/people/{ana}").status_code == 404
    sam.open("/console/people/left")
    sam.send("/console/people/left", which=ana, phone="+12125550112")
    assert "rings for somebody else" in sam.text
    sam.send("/console/people/left", which=ana, phone="+12125550111")
    assert "They are here again." in sam.text
    assert [one.specialty for one in who(sam).certificates] == ["domestic_abuse"]


def test_undo_is_for_whoever_did_it_and_for_ten_minutes(sam: Desk, watch) -> None:
    do(sam, "Ana", do="languages", **{"tag-0": "en"})
    sealed = re.search(r'name="undo" value="([^"]*)"', sam.shown.text)
    assert sealed
    sam.send("/console/undo", undo=sealed[1][:-4] + "AAAA", back="/console/people")
    assert "cannot be taken back any more" in sam.text
    watch.forward(timedelta(minutes=11))
    sam.send("/console/undo", undo=sealed[1], back="//elsewhere.test")
    assert "cannot be taken back any more" in sam.text or sam.shown.request.path == "/console/"
    assert [one.tag for one in who(sam).spoken] == ["en"]


def take_in(desk: Desk, text: str | bytes) -> None:
    desk.open("/console/people/file")
    token = re.search(r'name="form" value="([^"]*)"', desk.shown.text)
    assert token
    content = text.encode() if isinstance(text, str) else text
    sent = {"form": token[1], "file": (io.BytesIO(content), "list.csv")}
    desk.shown = desk.client.post("/console/people/file", base_url=HOST, data=sent)


def test_a_file_brings_many_or_says_each_line_that_is_not_so(sam: Desk) -> None:
    take_in(sam, "name,languages,phone\nDee,es,+12125550114\nEve,,+12125550115\nAna,zz zz!,\n")
    assert sam.shown.status_code == 422
    assert "Line 3: Name at least one language" in sam.text
    assert "Line 4:" in sam.text
    assert len(people.everybody(sam.rt)) == 3
    take_in(sam, "name,languages,phone\nDee,es,+12125550114\nAna,en,\n")
    assert "1 person was added. 1 person was changed. Dee" in sam.text
    take_in(sam, "name,color\nDee,blue\n")
    assert 'lang="en"' in sam.shown.text
    assert "is no column" in sam.text
    take_in(sam, b"\xff\xfe\x00")
    assert "This is not text in UTF-8" in sam.text
    take_in(sam, b"")
    assert "Choose a file first." in sam.text


def test_everybody_is_saved_without_a_number_or_a_formula(sam: Desk) -> None:
    profiles.change(sam.rt, "Ana", Change(name="=cmd()"), "Sam")
    answer = sam.open("/console/people/export")
    assert answer.content_type.startswith("text/csv")
    assert "'=cmd()" in answer.text
    assert "555" not in answer.text
