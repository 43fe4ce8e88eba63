"""How does a supervisor keep the directory right, and what can nobody do to it?"""

import io
import json
import zipfile
from datetime import timedelta

import pytest
from sqlalchemy import select, update
from staff import Arrive, Desk, code

from ivr.models import AuditEntry, Resource
from ivr.numbers import spoken_number
from ivr.operations import resources
from ivr.operations.resources import NewResource, Words
from ivr.runtime import Runtime

ODD = "<script>alert(1)</script>'\"&Ü"
PAGE = "/console/resources"
FOOD = NewResource(
    "food_bank",
    "money",
    {"en": Words(ODD, ODD), "ar": Words("بنك", "طعام")},
    purposes=("food",),
    languages=("es",),
    areas=("city",),
    phone="+12125550177",
)
TYPED = {
    "id": "quiet_place",
    "topic": "housing",
    "purpose": "shelter",
    "sensitive": "yes",
    "name-en": "A quiet place",
    "about-en": "Rooms for tonight.",
    "phone": "212-555-0178",
    "languages": "en, es",
}


@pytest.fixture
def listed(open_rt: Runtime) -> Runtime:
    """The general list, and a food bank."""
    resources.add(open_rt, FOOD, "Sam")
    return open_rt


def deeds(rt: Runtime) -> list[str]:
    with rt.db.read() as session:
        entries = session.scalars(select(AuditEntry).order_by(AuditEntry.number)).all()
    return [one.what for one in entries if one.what.startswith("resource")]


def test_the_directory_is_found_by_what_it_is_for_and_says_what_is_old(
    listed: Runtime, arrive: Arrive, watch
) -> None:
    desk = arrive("Sam")
    desk.open(PAGE)
    assert ODD in desk.text
    assert "<script>alert" not in desk.shown.text
    assert spoken_number("+12125550177") in desk.text
    for asked, found in (
        ("purpose=food&area=city", True),
        ("speaks=es&topic=money", True),
        ("topic=health", False),
        ("old=yes", True),
        ("topic=%27&purpose=x", False),
    ):
        desk.open(f"{PAGE}?{asked}")
        assert (ODD in desk.text) is found, asked
    assert "No entry is like this." in desk.text
    resources.verify(listed, "food_bank", "Sam")
    watch.forward(timedelta(days=1))
    desk.open(f"{PAGE}?old=yes")
    assert ODD not in desk.text


def test_an_empty_directory_says_how_it_is_filled(open_rt: Runtime, arrive: Arrive) -> None:
    with open_rt.db.begin() as session:
        session.execute(update(Resource).values(retired_at=open_rt.now()))
    desk = arrive("Sam")
    desk.open(PAGE)
    assert "The directory is empty." in desk.text


def test_a_responder_reads_it_and_changes_nothing(listed: Runtime, arrive: Arrive) -> None:
    desk = arrive("Ana")
    desk.open(PAGE)
    assert ODD in desk.text
    assert "/console/resources/entry" not in desk.shown.text
    assert desk.open(f"{PAGE}/entry/food_bank").status_code == 403


def test_a_service_is_added_when_what_was_typed_can_be_so(listed: Runtime, arrive: Arrive) -> None:
    desk = arrive("Sam")
    desk.open(f"{PAGE}/new")
    wrong = TYPED | {"id": "food_bank", "url": "javascript:alert(1)", "about-en": ""}
    desk.send(f"{PAGE}/new", **wrong, **{"name-es": ODD})
    assert desk.shown.status_code == 422
    for said in ("Say in a sentence what it is for", "A web address is like"):
        assert desk.text.count(said) == 2, "in a summary, and beside the field"
    assert 'value="A quiet place"' in desk.shown.text, "nothing typed is lost"
    assert "<script>alert" not in desk.shown.text
    desk.send(f"{PAGE}/new", **TYPED | {"about-en": "Rooms at 12 Main Street tonight."})
    assert "Leave the street out" in desk.text
    desk.send(f"{PAGE}/new", **TYPED)
    assert "The service is listed." in desk.text
    kept = resources.get(listed, "quiet_place")
    assert (kept.phone, kept.languages, kept.sensitive) == ("+12125550178", ("en", "es"), True)
    assert kept.purposes == ("shelter",)
    desk.open(f"{PAGE}/new")
    desk.send(f"{PAGE}/new", **TYPED)
    assert desk.shown.status_code == 422, "the id is taken"


def change(desk: Desk, **typed: str) -> None:
    path = f"{PAGE}/entry/food_bank"
    base = {"topic": "money", "phone": "212-555-0177", "name-en": "Food", "about-en": "Food."}
    desk.send(path, **base | typed)


def test_an_entry_is_changed_by_one_at_a_time_and_keeps_its_other_words(
    listed: Runtime, arrive: Arrive
) -> None:
    first, second = arrive("Sam"), arrive("Sam")
    for desk in (first, second):
        desk.open(f"{PAGE}/entry/food_bank")
    change(first, **{"hours-en": "Mondays", "name-ar": "بنك", "about-ar": "طعام"})
    assert "The service is changed." in first.text
    change(second, **{"about-en": "Bread for a week."})
    assert second.shown.status_code == 422
    assert "Somebody changed this entry meanwhile." in second.text
    assert "Bread for a week." in second.shown.text, "nothing typed is lost"
    assert resources.get(listed, "food_bank").words["en"].hours == "Mondays"
    change(second, **{"about-en": "Bread for a week."})
    assert resources.get(listed, "food_bank").words["en"].about == "Bread for a week."


def test_it_is_verified_retired_and_brought_back(listed: Runtime, arrive: Arrive) -> None:
    desk, path = arrive("Sam"), f"{PAGE}/entry/food_bank"
    desk.open(path)
    assert "never" in desk.text
    desk.send(path, do="verify")
    assert "It is verified as of today." in desk.text
    desk.send(path, do="retire")
    assert "Bring it back" in desk.text
    assert ODD not in (desk.open(PAGE), desk.text)[1]
    assert ODD in (desk.open(f"{PAGE}?retired=yes"), desk.text)[1]
    desk.open(path)
    desk.send(path, do="restore")
    assert "It is shown again." in desk.text
    desk.send(path, do="restore")
    assert "Somebody did that already." in desk.text
    assert deeds(listed)[1:] == ["resource.verified", "resource.retired", "resource.restored"]
    assert desk.open(f"{PAGE}/entry/nothing").status_code == 404


def upload(desk: Desk, content: bytes, name: str = "d.json", **typed: str) -> None:
    given = {"file": (io.BytesIO(content), name), "language": "en", "topic": "housing", **typed}
    desk.send(f"{PAGE}/import", **given)  # type: ignore[arg-type]


def services(*names: str) -> bytes:
    told = [
        {"id": f"n{n}", "name": name, "description": "Help.", "url": "https://example.org/"}
        for n, name in enumerate(names)
    ]
    return json.dumps(told).encode()


def test_a_directory_is_tried_then_taken_in_whole_or_not_at_all(
    listed: Runtime, arrive: Arrive
) -> None:
    desk = arrive("Sam")
    desk.open(f"{PAGE}/import")
    upload(desk, services("One", "Two"), do="try")
    assert "Nothing was written. It would be 2 added" in desk.text
    assert deeds(listed) == ["resource.added"]
    upload(desk, services("One", ""), do="take")
    assert desk.shown.status_code == 422
    assert "1 thing to mend" in desk.text
    assert "Nothing was taken in." in desk.text
    assert deeds(listed) == ["resource.added"]
    upload(desk, services(ODD, "Two"), do="take")
    assert "Taken in 2 added" in desk.text
    assert deeds(listed) == ["resource.added", "resources.imported"]
    for content, name, said in (
        (b"x", "d.exe", "Choose a .json, .csv or .zip file."),
        (b"x", "", "Choose a .json, .csv or .zip file."),
        (b"{", "../../d.json", "cannot be read"),
        (b"PK", "d.zip", "cannot be read"),
    ):
        upload(desk, content, name, do="take")
        assert said in desk.text, name
        assert desk.shown.status_code == 422
    upload(desk, services("x" * 300_000), do="take")
    assert desk.shown.status_code == 413


def test_ours_goes_out_with_a_fresh_code_and_no_cell_is_a_formula(
    listed: Runtime, arrive: Arrive, watch
) -> None:
    formula = NewResource("f", "money", {"en": Words("=1+1", "@now")}, phone="+12125550176")
    resources.add(listed, formula, "Sam")
    desk = arrive("Sam")
    told = json.loads(desk.open(f"{PAGE}/export/services.json").data)
    assert any(one["name"] == "=1+1" for one in told)
    packed = zipfile.ZipFile(io.BytesIO(desk.open(f"{PAGE}/export/services.zip").data))
    table = packed.read("services.csv").decode("utf-8-sig")
    assert "'=1+1" in table
    assert ",=1+1" not in table
    assert desk.open(f"{PAGE}/export/all.sql").status_code == 404
    watch.forward(timedelta(minutes=11))
    desk.open(f"{PAGE}/export/services.json")
    assert desk.shown.request.path == "/console/prove"
    desk.send("/console/prove", code=code(listed))
    assert desk.shown.mimetype == "application/json"
