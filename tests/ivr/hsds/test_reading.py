"""Is a directory read as it was meant, whoever wrote it, and in whatever of the usual shapes?"""

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from ivr.hsds.opening import Unreadable
from ivr.hsds.reading import read
from ivr.hsds.service import Service, Tongue

Written = Callable[[Any], Path]
CLINIC: dict[str, Any] = {
    "id": "ac148810-d857-441c-9679-408f346de14b",
    "name": "Community Counselling",
    "description": "Trained professionals.",
    "url": "http://example.com/counselling",
    "email": "somebody@example.com",
    "status": "active",
    "fees_description": "50 an hour",
    "eligibility_description": "From 12 years",
    "assured_date": "2027-01-31",
    "wait_time": "",
    "phones": [
        {"number": "212-555-0101", "type": "fax"},
        {"number": '"+44 1234 234567"', "type": "Voice"},
    ],
    "schedules": [
        {"byday": "MO,TU,WE,TH,FR", "opens_at": "10:00:00", "closes_at": "18:00:00"},
        {"byday": "SA", "opens_at": "10:00", "closes_at": "12:00", "valid_to": "2026-12-31"},
    ],
    "service_areas": [{"name": "MyCity", "extent": "{}"}],
    "languages": [{"name": "Urdu", "code": "ur"}, {"name": "Spanish"}, {"name": "Klingonese"}],
    "service_at_locations": [
        {
            "location": {
                "addresses": [{"address_1": "1-30 Main Street"}],
                "accessibility": [{"description": "Ramp.", "details": "At the back."}],
                "languages": [{"code": "pl"}],
            }
        }
    ],
    "organization": {"id": "o", "name": "Example Org", "website": "https://org.example.com"},
    "attributes": [
        {"taxonomy_term": {"code": "helpline/topic/health"}},
        {"taxonomy_term": {"code": "BD-1800", "taxonomy": "AIRS"}},
    ],
}
TABLES = {
    "services.csv": (
        "id,organization_id,name,description,url,status,fees_description,"
        "eligibility_description,assured_date,email\r\n"
        f"{CLINIC['id']},o,Community Counselling,Trained professionals.,"
        "http://example.com/counselling,active,50 an hour,From 12 years,2027-01-31,x@y.z\r\n"
    ),
    "organizations.csv": "id,name,website\no,Example Org,https://org.example.com\n",
    "phones.csv": (
        "id,service_id,organization_id,number,type\n"
        f"1,{CLINIC['id']},o,212-555-0101,fax\n"
        f'2,{CLINIC["id"]},,"""+44 1234 234567""",voice\n'
        "3,,o,212-555-0199,voice\n"
    ),
    "schedules.csv": (
        "id,service_id,byday,opens_at,closes_at\n"
        f'1,{CLINIC["id"]},"MO,TU,WE,TH,FR",10:00:00,18:00:00\n'
    ),
    "service_areas.csv": f"id,service_id,name\n1,{CLINIC['id']},MyCity\n",
    "languages.csv": (
        f"id,service_id,code,name\n1,{CLINIC['id']},ur,Urdu\n2,{CLINIC['id']},,Spanish\n"
    ),
    "service_at_locations.csv": f"id,service_id,location_id\ns,{CLINIC['id']},l\n",
    "locations.csv": "id,name,latitude\nl,Somewhere,40.7\n",
    "accessibility.csv": "id,location_id,description,details\n1,l,Ramp.,At the back.\n",
    "attributes.csv": f"id,link_id,taxonomy_term_id\n1,{CLINIC['id']},t\n",
    "taxonomy_terms.csv": "id,code,name\nt,helpline/topic/health,health\n",
    "addresses.csv": "id,location_id,address_1\n1,l,1-30 Main Street\n",
}


def test_all_we_keep_of_a_service_is_found(document: Written, english: Tongue) -> None:
    (found,), reading = read(document([CLINIC]), english)
    assert found == Service(
        place="services.json item 1",
        id=CLINIC["id"],
        name="Community Counselling (Example Org)",
        about="Trained professionals.",
        languages=("ur", "es"),
        areas=("MyCity",),
        hours="Mon–Fri 10:00\u202fAM–6:00\u202fPM",
        access="Ramp. At the back.",
        phone='"+44 1234 234567"',
        url="http://example.com/counselling",
        cost="50 an hour",
        eligibility="From 12 years",
        verified_on=date(2027, 1, 31),
        codes=("topic/health",),
    )
    assert reading.problems == []
    assert +reading.ignored == {
        "`email` of services": 1,
        "addresses and places on a map: they are never kept": 1,
        "further phones": 1,
        "terms of other taxonomies": 1,
        "the language “Klingonese”: its tag is not known": 1,
    }


def test_the_address_of_a_place_is_nowhere_in_what_is_kept(
    document: Written, english: Tongue
) -> None:
    (found,), _ = read(document([CLINIC]), english)
    assert "Main Street" not in repr(found)


def test_every_usual_shape_of_a_document_says_the_same(document: Written, english: Tongue) -> None:
    ((expected,), _) = read(document([CLINIC]), english)
    bare = {name: value for name, value in CLINIC.items() if name != "organization"}
    for shape in (
        CLINIC,
        {"total_items": 1, "contents": [CLINIC]},
        {"services": [CLINIC]},
        [{**CLINIC["organization"], "services": [bare]}],
        {**CLINIC["organization"], "services": [bare], "phones": [], "locations": []},
        {"organizations": [{**CLINIC["organization"], "services": [bare]}]},
    ):
        ((found,), reading) = read(document(shape), english)
        assert reading.problems == []
        assert vars(found) | {"place": ""} == vars(expected) | {"place": ""}


@pytest.mark.parametrize("named", ["resources", "tables"])
def test_a_data_package_in_one_document_is_joined(
    document: Written, english: Tongue, named: str
) -> None:
    tables = {
        "services": [{"id": "s", "name": "Clinic", "description": "Care.", "phones": "none"}],
        "phone": [{"id": "p", "service_id": "s", "number": "211"}],
    }
    resources = [{"name": name, "data": rows} for name, rows in tables.items()]
    given = {"resources": resources} if named == "resources" else tables
    ((found,), _) = read(document(given), english)
    assert (found.name, found.phone) == ("Clinic", "211")


@pytest.mark.parametrize("kind", ["folder", "zipped"])
def test_the_same_directory_as_tables_says_the_same(
    request: pytest.FixtureRequest, document: Written, english: Tongue, kind: str
) -> None:
    ((expected,), _) = read(document([CLINIC]), english)
    ((found,), reading) = read(request.getfixturevalue(kind)(TABLES), english)
    assert vars(found) | {"place": ""} == vars(expected) | {"place": ""}
    assert found.place == "services.csv row 2"
    assert reading.problems == []
    assert reading.ignored["the file addresses.csv"] == 1


def test_one_table_alone_is_enough_and_names_may_be_singular(
    folder: Written, english: Tongue
) -> None:
    made = folder({"Service.csv": "\ufeffID,Name,Description\n1,Clinic,Care.\n"})
    ((found,), _) = read(made, english)
    assert (found.id, found.name, found.about, found.active) == ("1", "Clinic", "Care.", True)
    ((same,), _) = read(made / "Service.csv", english)
    assert (same.name, same.place) == ("Clinic", "service.csv row 2")


def test_the_number_of_the_service_goes_before_that_of_its_place_and_organization(
    folder: Written, english: Tongue
) -> None:
    tables = {
        "services.csv": "id,organization_id,name,description\na,o,A,a\nb,o,B,b\nc,o,C,c\n",
        "organizations.csv": "id,name\no,O\n",
        "service_at_locations.csv": "id,service_id,location_id\nat,b,l\n",
        "locations.csv": "id\nl\n",
        "phones.csv": (
            "id,service_id,service_at_location_id,location_id,organization_id,number\n"
            "1,,,,o,211\n2,,,l,,311\n3,a,,,,411\n4,,gone,,,511\n"
        ),
    }
    found, reading = read(folder(tables), english)
    assert [service.phone for service in found] == ["411", "311", "211"]
    assert reading.ignored["rows of phones that belong to no service here"] == 1


def test_what_must_be_mended_is_named_with_its_row(folder: Written, english: Tongue) -> None:
    made = folder(
        {
            "services.csv": (
                "id,name,description,assured_date\n"
                '1,"two\nlines",ok,2027-01-01\n'
                "2,Clinic,Care,yesterday\n"
                "\n"
                "3,Clinic,Care, with a comma,2027-01-01\n"
                "1,Again,Care,\n"
                "4,Fine,Care\n"
            )
        }
    )
    found, reading = read(made, english)
    assert [service.id for service in found] == ["1", "4"]
    assert found[0].name == "two lines"
    assert reading.problems == [
        ("services.csv row 5", "has 5 cells, and there are 4 columns: put quotes around commas."),
        ("services.csv row 3", "`assured_date` is a day written like 2027-03-05."),
        ("services.csv row 6", "has the same id as services.csv row 2: 1."),
    ]


def test_what_is_not_text_is_named(document: Written, english: Tongue) -> None:
    given = [{"id": "1", "name": ["x"], "description": {}, "status": True}, "service", 7]
    found, reading = read(document(given), english)
    assert found == []
    assert [problem.place for problem in reading.problems] == [
        "services.json item 2",
        "services.json item 3",
        *["services.json item 1"] * 3,
    ]


def test_a_place_that_closed_is_read_as_closed(document: Written, english: Tongue) -> None:
    for status, active in (("inactive", False), ("temporarily closed", False), ("Active", True)):
        ((found,), _) = read(document([{**CLINIC, "status": status}]), english)
        assert found.active is active


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("", "not JSON"),
        ("{", "services.json:1: not JSON"),
        ("[" * 100_000, "too deep"),
        ('[{"id": ' + "9" * 5000 + "}]", "numbers too long"),
        ("7", "neither a list"),
        ('{"services": 7}', "neither a list"),
        ('{"resources": [{"name": "services", "path": "services.csv"}]}', "folder they lie in"),
    ],
)
def test_a_document_that_is_none_is_told_in_a_sentence(
    document: Written, english: Tongue, content: str, said: str
) -> None:
    with pytest.raises(Unreadable, match=said):
        read(document(content), english)


@pytest.mark.parametrize(
    ("files", "said"),
    [
        ({"services.csv": "name\nClinic\n"}, "one of them is `id`"),
        ({"services.csv": ""}, "one of them is `id`"),
        ({"services.csv": b"id,name\n1,caf\xe9\n"}, "UTF-8"),
        ({"services.csv": "id,name,name\n"}, "same name"),
        ({"services.csv": 'id\n"' + "x" * 200_000}, "not a CSV file"),
        ({"phones.csv": "id,number\n"}, "nothing says which services"),
        ({"readme.txt": "hello"}, "no .csv and no .json"),
        ({}, "no .csv and no .json"),
    ],
)
def test_a_folder_that_is_none_is_told_in_a_sentence(
    folder: Written, english: Tongue, files: dict[str, str], said: str
) -> None:
    with pytest.raises(Unreadable, match=said):
        read(folder(files), english)


def test_a_directory_of_a_whole_country_is_too_large(document: Written, english: Tongue) -> None:
    with pytest.raises(Unreadable, match="small list"):
        read(document([{"id": str(number)} for number in range(5_001)]), english)
