"""Do people come back from a spreadsheet as they went, and is a broken file no half-done one?"""

import csv
import io

import hypothesis.strategies as st
import pytest
from hypothesis import HealthCheck, given, settings

from ivr.models import Level, Role
from ivr.operations import people, profiles
from ivr.operations.people import NewResponder
from ivr.operations.people_files import FORMULA, ImpossibleFile, TakenIn, export, take_in
from ivr.operations.profiles import Change
from ivr.queries.profiles import profile
from ivr.runtime import Runtime

BY = "Sam"
HEAD = "name,role,languages,certificates,gender,areas,zone,phone"


def names(rt: Runtime) -> list[str]:
    return [known.name for known in people.everybody(rt)]


def problems(rt: Runtime, text: str) -> list[str]:
    with pytest.raises(ImpossibleFile) as raised:
        take_in(rt, text, "people.csv", BY)
    return raised.value.problems


def test_what_went_out_comes_back_the_same(either_staffed: Runtime) -> None:
    rt = either_staffed
    profiles.speaks(rt, "Ana", ("es:native", "en:basic:routed", "fr:basic"), BY)
    profiles.change(rt, "Ana", Change(zone="America/Chicago"), BY)
    before = [profile(rt, name) for name in names(rt)]
    table = export(rt)
    done = take_in(rt, table, "people.csv", BY)
    assert done == TakenIn(added=[], changed=["Ana", "Kit", "Sam"])
    assert [profile(rt, name) for name in names(rt)] == before
    assert export(rt) == table


def test_no_number_goes_out(staffed: Runtime) -> None:
    assert "555" not in export(staffed)


def test_who_is_new_is_added_and_who_is_known_is_changed(either_staffed: Runtime) -> None:
    rt = either_staffed
    done = take_in(
        rt,
        "name,languages,certificates,phone,role\n"
        "Carmen,es:native en:basic,domestic_abuse:2027-12-31 legal:2028-01-31,+12125550118,\n"
        "Ana,,legal:2028-06-30,,mentor\n",
        "people.csv",
        BY,
    )
    assert done == TakenIn(added=["Carmen"], changed=["Ana"])
    carmen, ana = profile(rt, "Carmen"), profile(rt, "Ana")
    assert [(one.tag, one.level, one.routed) for one in carmen.spoken] == [
        ("es", Level.NATIVE, True),
        ("en", Level.BASIC, False),
    ]
    assert [held.specialty for held in carmen.certificates] == ["domestic_abuse", "legal"]
    assert ana.role is Role.MENTOR
    assert [one.tag for one in ana.spoken] == ["en", "es"], "an empty cell leaves what is known"
    assert [held.specialty for held in ana.certificates] == ["domestic_abuse", "legal"]


@pytest.mark.parametrize("text", ["\ufeffname;phone;languages\nDana;+12125550118;en\n"])
def test_a_spreadsheet_with_semicolons_and_a_mark_is_read(staffed: Runtime, text: str) -> None:
    assert take_in(staffed, text, "people.csv", BY).added == ["Dana"]


def test_every_problem_is_told_with_its_line_and_nothing_is_done(either_staffed: Runtime) -> None:
    text = (
        f"{HEAD}\n"
        "Carmen,responder,es,legal:2027-12-31,,,,+12125550118\n"
        "Dana,boss,es,,,,,+12125550119\n"
        "\n"
        "Eva,,Spanish,,,,,+12125550117\n"
        "Ana,,,legal:soon,,,,\n"
        "Carmen,,es,,,,,+12125550116\n"
        "Finn,,en,,,,,+12125550111\n"
        "Gil,,en,,,,Mars,+12125550115\n"
        ",,en,,,,,+12125550115\n"
    )
    assert [line.split(": ")[0] for line in problems(either_staffed, text)] == [
        f"people.csv:{line}" for line in (3, 5, 6, 7, 8, 9, 10)
    ]
    assert names(either_staffed) == ["Ana", "Kit", "Sam"]


def test_a_problem_never_repeats_a_number(staffed: Runtime) -> None:
    text = f"{HEAD}\nDana,,en,,,,,+12125550111\nEva,,en,,,,,+1999555\n"
    assert "+1999555" not in " ".join(problems(staffed, text))
    assert "5550111" not in " ".join(problems(staffed, text))


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "name” is missing"),
        ("names,phone\nAna,+1\n", "did you mean name"),
        ("name,phones\nAna,+1\n", "did you mean phone"),
        ("name,shoe_size\nAna,42\n", "there are: name, role"),
        ('name\n"Ana\n', "cannot be read as CSV"),
        ("name\n" + "Ana\n" * 5001, "more than 5000"),
    ],
)
def test_what_is_no_such_table_is_said_to_be(staffed: Runtime, text: str, why: str) -> None:
    assert why in " ".join(problems(staffed, text))


def test_who_has_left_does_not_come_back_by_a_file(staffed: Runtime) -> None:
    profiles.retire(staffed, "Ana", BY)
    assert "has left" in " ".join(problems(staffed, "name,languages\nAna,en\n"))


@pytest.mark.parametrize("name", ["=1+1", "+Ana", "-Ana", "@SUM(A1)", '=HYPERLINK("x")'])
def test_no_cell_is_one_that_a_spreadsheet_calculates(staffed: Runtime, name: str) -> None:
    people.add(staffed, NewResponder(name, "+12125550118", ("en",), {}))
    table = export(staffed)
    cells = [cell for row in csv.reader(io.StringIO(table)) for cell in row]
    assert f"'{name}" in cells
    assert not [cell for cell in cells if cell.startswith(FORMULA)]
    assert take_in(staffed, table, "people.csv", BY).changed[0] in (name, "Ana")
    assert name in names(staffed)


@given(st.text(max_size=200))
@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_no_file_does_worse_than_be_refused(staffed: Runtime, text: str) -> None:
    for file in (text, f"{HEAD}\n{text}"):
        try:
            done = take_in(staffed, file, "people.csv", BY)
        except ImpossibleFile as problem:
            assert problem.problems  # noqa: PT017
        else:
            assert done.added == []
    assert names(staffed) == ["Ana", "Kit", "Sam"]
