"""Can a supervisor keep the directory right from a terminal?"""

import json
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from ivr import trial

STARTER = Path(trial.__file__).parent / "directory" / "en.json"


@pytest.fixture
def sam(terminal, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[object]:
    """Sam's terminal, in a folder of his own, with the demo services taken in."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "en.json").write_bytes(STARTER.read_bytes())
    assert "12 added" in terminal.done("resources import en.json --by Sam --verified 2026-01-15")
    return terminal


def test_the_list_says_what_lies_deeper_and_what_is_old(sam) -> None:
    said = sam.done("resources list")
    assert "housing  starter_shelter" in said
    (shelter,) = [line for line in said.splitlines() if "Lantern House" in line]
    assert "2026-01-15" in shelter
    assert shelter.endswith("deeper, OLD")
    assert said.splitlines()[-1] == "12 entries; 12 not verified for half a year."
    sam.done("resources verify %starter_food %starter_legal --by Sam")
    assert sam.done("resources list --older-than 6").splitlines()[-1].startswith("10 entries")
    assert len(sam.done("resources list --topic money").splitlines()) == 4


def test_one_entry_is_shown_in_words_and_for_tools(sam) -> None:
    said = sam.done("resources show %starter_shelter")
    assert "Lantern House (example)" in said
    assert "speaks       English, Spanish" in said
    shown = json.loads(sam.done("resources show %starter_shelter --format json"))
    assert (shown["topic"], shown["purposes"]) == ("housing", ["shelter"])
    listed = json.loads(sam.done("resources list --format json"))
    assert len(listed) == 12
    assert "There is no entry called gone" in sam.refused("resources show gone")


def test_what_is_retired_is_gone_until_it_is_verified(sam) -> None:
    assert "is not shown any more" in sam.done("resources retire %starter_food --by Sam")
    assert "starter_food" not in sam.done("resources list")
    assert "retired" in sam.done("resources list --all")
    assert "retired already" in sam.refused("resources retire %starter_food --by Sam")
    assert "listed again" in sam.done("resources verify %starter_food --by Ana")
    assert "starter_food" in sam.done("resources list")
    assert "resource.verified" in sam.done("audit list --last 1")


def test_what_must_be_mended_is_named_with_its_row_and_nothing_is_taken_in(sam) -> None:
    Path("services.csv").write_text("id,name,description\na,Clinic,Care\nb,,Care\n", "utf-8")
    said = sam.refused("resources import services.csv --by Sam --topic health")
    assert "services.csv row 3: It needs a name." in said
    assert "nothing was taken in" in said
    assert "--skip-bad" not in said, "there is nothing else to take"
    assert len(json.loads(sam.done("resources list --format json"))) == 12
    said = sam("resources import services.csv --by Sam --topic health --skip-bad")
    assert said.exit_code == 1, "something is left to mend"
    assert "services.csv row 2: It needs a phone or a web address." in said.output


def test_trying_says_what_would_happen(sam) -> None:
    Path("services.csv").write_text(
        "id,name,description,url\na,Clinic,Care,https://x.example.org\n"
    )
    said = sam.done("resources import services.csv --by Sam --topic health --for medical --try")
    assert said == "Nothing was taken in. It would be: 1 added.\n"
    told = json.loads(
        sam.done("resources import services.csv --by Sam --topic health --format json --try")
    )
    assert told["services"] == {"a": "added"}
    assert told["written"] is False


@pytest.mark.parametrize("out", ["out.json", "out.zip", "out"])
def test_what_goes_out_comes_back(sam, out: str) -> None:
    assert f"12 entries are in {out}." in sam.done(f"resources export {out}")
    assert "12 the same as before" in sam.done(f"resources import {out} --by Sam")
    assert "is there already" in sam.refused(f"resources export {out}")
    if out == "out.zip":
        assert "services.csv" in zipfile.ZipFile(out).namelist()


def test_a_wrong_file_and_a_wrong_name_are_told_in_a_sentence(sam) -> None:
    Path("notes.txt").write_text("hello")
    assert "neither a folder" in sam.refused("resources import notes.txt --by Sam")
    assert "does not exist" in sam.refused("resources import gone.json --by Sam")
    assert "language tag" in sam.refused("resources import en.json --by Sam --language English")
    assert "No entry has words in fr" in sam.refused("resources export x.json --language fr")
    assert "Sign with a name" in sam.refused("resources import en.json --by 12345678")


@pytest.mark.parametrize("command", ["", " list", " import", " export", " verify", " retire"])
def test_help_teaches(terminal, command: str) -> None:
    assert len(terminal.done(f"resources{command} --help").splitlines()) > 6
