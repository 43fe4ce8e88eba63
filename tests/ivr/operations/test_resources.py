"""Is the directory kept right by people who sign for it, and does it refuse what would harm?"""

from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy import select

from ivr.models import AuditEntry, Resource
from ivr.operations import audit, resources
from ivr.operations.audit import ImpossibleName, Sound
from ivr.operations.resources import ImpossibleResource, NewResource, Words
from ivr.runtime import Runtime

LANTERN = NewResource(
    id="lantern",
    topic="housing",
    purposes=("shelter",),
    words={
        "en": Words("Lantern House", "A safe place to sleep.", hours="Day and night"),
        "es": Words("Casa Linterna", "Un lugar seguro para dormir."),
    },
    languages=("en", "es"),
    areas=("city",),
    phone="(212) 555-0150",
    url="https://lantern.example.org/",
    verified_on=date(2027, 3, 5),
)


def listed(rt: Runtime, name: str = "lantern") -> NewResource:
    with rt.db.read() as session:
        return resources.current(resources.found(session, name))


def test_an_entry_is_kept_as_it_was_given(either_rt: Runtime) -> None:
    resources.add(either_rt, LANTERN, "Sam")
    assert listed(either_rt) == replace(LANTERN, phone="+12125550150")


def test_an_id_is_taken_once(either_rt: Runtime) -> None:
    resources.add(either_rt, LANTERN, "Sam")
    with pytest.raises(ImpossibleResource, match="is in the directory already"):
        resources.add(either_rt, LANTERN, "Sam")


def test_a_change_replaces_all_of_it_in_every_language(either_rt: Runtime) -> None:
    resources.add(either_rt, LANTERN, "Sam")
    changed = NewResource(
        id="lantern",
        topic="rights",
        purposes=("legal", "shelter"),
        words={"es": Words("Casa", "Otra."), "ar": Words("بيت", "مكان.")},
        sensitive=False,
        phone="211",
    )
    resources.change(either_rt, changed, "Ana")
    assert listed(either_rt) == replace(changed, purposes=("shelter", "legal")), "in our order"
    with pytest.raises(ImpossibleResource, match="no entry called gone"):
        resources.change(either_rt, replace(changed, id="gone"), "Ana")


def test_verifying_says_that_it_is_right_today_and_brings_it_back(either_rt: Runtime) -> None:
    rt = either_rt
    resources.add(rt, replace(LANTERN, verified_on=None), "Sam")
    assert not resources.verify(rt, "lantern", "Sam")
    assert listed(rt).verified_on == rt.now().date()
    resources.retire(rt, "lantern", "Sam")
    with rt.db.read() as session:
        assert session.get_one(Resource, "lantern").retired_at == rt.now()
    with pytest.raises(ImpossibleResource, match="retired already"):
        resources.retire(rt, "lantern", "Sam")
    assert resources.verify(rt, "lantern", "Ana")
    with rt.db.read() as session:
        assert session.get_one(Resource, "lantern").retired_at is None


def test_who_did_what_is_in_the_audit_and_an_id_of_digits_is_no_number_there(rt: Runtime) -> None:
    digits = replace(LANTERN, id="2125550150")
    resources.add(rt, digits, "Sam")
    resources.change(rt, digits, "Sam")
    resources.verify(rt, digits.id, "Ana")
    resources.retire(rt, digits.id, "Ana")
    with rt.db.read() as session:
        entries = session.scalars(select(AuditEntry).order_by(AuditEntry.number)).all()
    assert [(entry.who, entry.what) for entry in entries] == [
        ("Sam", "resource.added"),
        ("Sam", "resource.changed"),
        ("Ana", "resource.verified"),
        ("Ana", "resource.retired"),
    ]
    assert {entry.subject for entry in entries} == {"resource:2125550150"}
    assert isinstance(audit.verify(rt), Sound)
    with pytest.raises(ImpossibleName):
        resources.verify(rt, digits.id, "")


@pytest.mark.parametrize(
    ("odd", "said"),
    [
        ({"id": ""}, "An id has"),
        ({"id": "x" * 55}, "An id has"),
        ({"id": "a b"}, "An id has"),
        ({"topic": "escape"}, "topic is one of"),
        ({"purposes": ("magic",)}, "for is one of"),
        ({"words": {}}, "at least one language"),
        ({"words": {"en": Words("", "x")}}, "needs a name"),
        ({"words": {"en": Words("x", "")}}, "a sentence on what it is for"),
        ({"words": {"English": Words("x", "x")}}, "tag such as es"),
        ({"words": {"en": Words("x", "x" * 401)}}, "`about` has at most 400"),
        ({"languages": ("<b>",)}, "tag such as es"),
        ({"areas": ("The city",)}, "name from settings"),
        ({"phone": None, "url": None}, "a phone or a web address"),
        ({"phone": "hello"}, "The phone: a number is written"),
        ({"phone": "1-900-555-1234"}, "costs extra"),
        ({"url": "javascript:alert(1)"}, "A web address"),
        ({"url": "http://user@example.org/"}, "A web address"),
        ({"url": "https://localhost/"}, "A web address"),
        ({"url": "https://example.org:99999/"}, "A web address"),
        ({"url": "https://[::1/"}, "A web address"),
        ({"url": "https://exa mple.org/"}, "A web address"),
        ({"url": f"https://example.org/{'x' * 300}"}, "A web address"),
        ({"verified_on": date(2027, 3, 6)}, "in the future"),
    ],
)
def test_what_cannot_be_listed_is_told_in_a_sentence(
    rt: Runtime, odd: dict[str, object], said: str
) -> None:
    with pytest.raises(ImpossibleResource, match=said):
        resources.add(rt, replace(LANTERN, **odd), "Sam")
    with rt.db.read() as session:
        assert session.query(Resource).count() == 0
        assert session.query(AuditEntry).count() == 0


@pytest.mark.parametrize(
    "about",
    ["We are at 12 Elm Street.", "Find us: 4 Old Mill Rd, ring twice", "Calle Mayor 12, tercero"],
)
def test_where_a_safe_place_lies_is_never_written_down(rt: Runtime, about: str) -> None:
    there = replace(LANTERN, words={"en": Words("Lantern House", about)})
    with pytest.raises(ImpossibleResource, match="Leave the street out"):
        resources.add(rt, there, "Sam")
    resources.add(rt, replace(there, purposes=("medical",)), "Sam")


@pytest.mark.parametrize("about", ["Open 24 hours. Street clothes are fine.", "2 ways to call us"])
def test_not_every_number_is_a_house(rt: Runtime, about: str) -> None:
    resources.add(rt, replace(LANTERN, words={"en": Words("Lantern House", about)}), "Sam")


def test_in_production_nobody_is_sent_to_a_fictional_number(rt: Runtime) -> None:
    live = replace(rt, environment=replace(rt.environment, allow_test_numbers=False))
    with pytest.raises(ImpossibleResource, match="fictional number"):
        resources.add(live, LANTERN, "Sam")


def test_an_entry_is_sensitive_until_somebody_says_otherwise() -> None:
    assert NewResource(id="x", topic="health", words={}).sensitive


def test_a_kind_of_place_that_everybody_knows_needs_no_number(rt: Runtime) -> None:
    library = NewResource("library", "rights", {"en": Words("Library", "Books.")}, sensitive=False)
    resources.add(rt, library, "Sam")
