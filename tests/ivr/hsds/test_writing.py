"""Is what we give to others what they can read, and what nobody's spreadsheet runs?"""

import csv
import io
import json
import tempfile
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

from babel import Locale
from hypothesis import example, given
from hypothesis import strategies as some

from ivr.hsds.plain import words_of
from ivr.hsds.reading import read
from ivr.hsds.service import Service, Tongue
from ivr.hsds.writing import as_csv, as_json

Written = Callable[[Any], Path]
ENGLISH = Tongue(Locale("en"), date(2027, 3, 5))
words = some.text(max_size=60).map(words_of)
named = words.filter(bool)
services = some.lists(
    some.builds(
        Service,
        place=some.just(""),
        id=some.from_regex(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,20}", fullmatch=True),
        name=named,
        about=words,
        active=some.booleans(),
        languages=some.lists(some.sampled_from(["en", "es", "zh-Hant"]), unique=True).map(tuple),
        areas=some.lists(named, unique=True, max_size=2).map(tuple),
        hours=words,
        access=words,
        phone=some.sampled_from(["", "211", "+12125550123", "+44 20 7946 0123"]),
        url=some.sampled_from(["", "https://example.org/?a=b&c=d"]),
        cost=words,
        eligibility=words,
        verified_on=some.none() | some.dates(date(2020, 1, 1), date(2027, 1, 1)),
        codes=some.sampled_from([(), ("topic/housing", "for/shelter", "sensitive")]),
        odd=some.just(()),
    ),
    unique_by=lambda service: service.id,
    max_size=3,
)


def back(path: Path) -> list[dict[str, Any]]:
    found, reading = read(path, ENGLISH)
    assert reading.problems == []
    return [vars(service) | {"place": ""} for service in found]


@given(services)
@example([Service("", "0", "'=", "")])
def test_what_goes_out_comes_back_the_same(given_services: list[Service]) -> None:
    expected = [vars(service) for service in given_services]
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "out.json"
        file.write_bytes(as_json(given_services))
        assert back(file) == expected
        tables = Path(folder) / "tables"
        tables.mkdir()
        for name, content in as_csv(given_services).items():
            (tables / name).write_bytes(content)
        if given_services:
            assert back(tables) == expected


@given(services)
def test_no_cell_is_a_formula(given_services: list[Service]) -> None:
    for content in as_csv(given_services).values():
        for row in csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")):
            assert not [cell for cell in row if cell.startswith(("=", "+", "-", "@", "\t", "\r"))]


def test_a_formula_that_somebody_wrote_is_read_as_words_and_given_as_words(
    folder: Written,
) -> None:
    evil = '=HYPERLINK("http://x","y")'
    service = Service(place="", id="s", name=evil, about="-1+2", phone="+442079460123")
    rows = as_csv([service])["services.csv"].decode("utf-8-sig").splitlines()
    assert rows[1].startswith("s,\"'=HYPERLINK(")
    ((found,), _) = read(folder({"services.csv": as_csv([service])["services.csv"]}), ENGLISH)
    assert (found.name, found.about) == (evil, "-1+2")


def test_ids_are_the_same_at_every_export() -> None:
    service = Service(place="", id="s", name="Clinic", about="Care", phone="211", access="Ramp")
    assert as_json([service]) == as_json([service])
    (said,) = json.loads(as_json([service]))
    assert said["organization"]["id"] != said["phones"][0]["id"]
