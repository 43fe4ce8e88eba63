"""Does the terminal show where the trouble is, and can a tool read it?"""

import json
import shutil
from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace

import pytest
from click import unstyle
from click.testing import CliRunner

from ivr import database
from ivr.cli import checking
from ivr.cli.checking import as_json, shown, told
from ivr.flow.finding import Finding

SHIPPED = Path(__file__).parents[3] / "callflows"
FILES = {"welcome.yaml": "flow: welcome\n    then: gone\n"}
GRAVE = Finding(
    "welcome.yaml", 2, 11, "exit-to-nowhere", "This leads nowhere.", "hello", "Did you mean `on`?"
)
SMALL = Finding("welcome.yaml", 1, 1, "never-pressed", "Nobody has pressed it.", level="W")


def test_a_finding_is_shown_with_its_line_and_a_caret_below_the_column():
    assert unstyle(shown(GRAVE, FILES)).splitlines() == [
        "must fix: This leads nowhere.",
        "   --> welcome.yaml:2:11 (step hello) [exit-to-nowhere]",
        " 2 |     then: gone",
        "   |           ^",
        "   = Did you mean `on`?",
    ]


def test_a_finding_in_a_file_that_is_missing_has_no_line():
    assert "|" not in shown(GRAVE, {})


def test_the_gravest_comes_last_and_then_the_sum():
    text = unstyle(told([GRAVE, SMALL], FILES))
    assert text.index("Nobody has pressed") < text.index("This leads nowhere")
    assert text.endswith("1 must fix, 1 worth knowing.")
    assert told([], FILES) == "Nothing to mend."


def test_a_tool_reads_every_field():
    first = json.loads(as_json([GRAVE]))[0]
    assert (first["file"], first["line"], first["column"]) == ("welcome.yaml", 2, 11)
    assert (first["code"], first["level"], first["step"]) == ("exit-to-nowhere", "M", "hello")
    assert first["hint"] == "Did you mean `on`?"


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """A copy of the shipped flows, which the commands work on, on a Monday at noon, with no
    database to be had."""
    copied = tmp_path / "callflows"
    shutil.copytree(SHIPPED, copied)
    rt = SimpleNamespace(
        environment=SimpleNamespace(flows_dir=copied, allow_test_numbers=True),
        now=lambda: datetime(2026, 3, 2, 17, 0, tzinfo=UTC),
        db=database.connect(f"sqlite:///{tmp_path}/without_tables.db"),
    )
    monkeypatch.setattr(checking, "started", lambda: rt)
    return copied


def test_words_go_out_and_come_back_without_disturbing_a_letter(folder, tmp_path):
    po, wording = tmp_path / "es.po", folder / "wording" / "es.yaml"
    before = wording.read_bytes()
    out = CliRunner().invoke(checking.export_po, ["--language", "es", str(po)])
    assert out.exit_code == 0, out.output
    back = CliRunner().invoke(checking.import_po, ["--language", "es", str(po)])
    assert back.exit_code == 0, back.output
    assert wording.read_bytes() == before


def test_a_translators_new_words_are_in_the_file(folder, tmp_path):
    po, wording = tmp_path / "es.po", folder / "wording" / "es.yaml"
    CliRunner().invoke(checking.export_po, ["--language", "es", str(po)])
    old = "Cuídese."
    assert old in po.read_text(encoding="utf-8")
    text = po.read_text(encoding="utf-8").replace(old, "Que le vaya bien.")
    po.write_text(text, encoding="utf-8")
    CliRunner().invoke(checking.import_po, ["--language", "es", str(po)])
    assert "Que le vaya bien." in wording.read_text(encoding="utf-8")


def test_a_check_that_finds_something_grave_ends_with_one(folder):
    welcome = folder / "welcome.yaml"
    welcome.write_text(
        welcome.read_text(encoding="utf-8").replace("starts_at: ", "starts_at: not_", 1),
        encoding="utf-8",
    )
    run = CliRunner().invoke(checking.check, ["--alone", "--format", "json"])
    assert run.exit_code == 1
    assert "exit-to-nowhere" in {found["code"] for found in json.loads(run.output)}


def test_the_language_the_flows_are_written_in_is_not_translated(folder):
    run = CliRunner().invoke(checking.translations, ["--language", "en"])
    assert run.exit_code == 2
    listed = CliRunner().invoke(checking.translations, ["--language", "es", "--all"])
    assert "ready" in listed.output
