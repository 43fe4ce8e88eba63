"""Can call flows be checked and published from a terminal?"""

import re
import shutil
from pathlib import Path

from ivr.environment import ROOT


def test_the_shipped_flows_are_fit_to_publish(terminal) -> None:
    said = terminal.done("flows check")
    assert re.search(r"\d+ flows with \d+ steps are fit to publish \([0-9a-f]{16}\)", said)
    assert "Nothing is published yet" in terminal.done("flows list")


def test_a_publish_says_what_it_did_and_the_list_shows_it(terminal) -> None:
    first = terminal.done("flows publish --note as_shipped")
    revision = re.search(r"Revision ([0-9a-f]{16}) published", first)
    assert revision
    assert "2 line(s) were made" in first
    said = terminal.done("flows publish")
    assert f"Revision {revision[1]} is live already" in said
    shown = terminal.done("flows list")
    assert "+12125550100  answers with welcome" in shown
    assert "+12125550101  answers with neutral" in shown
    when = r"\d{4}-\d\d-\d\d \d\d:\d\d UTC"
    assert re.search(rf"live  {revision[1]}  {when}  the command line: .*  as shipped", shown)


def test_a_broken_flow_is_told_by_file_and_line_and_what_is_live_stays(
    terminal, tmp_path: Path
) -> None:
    terminal.done("flows publish")
    before = terminal.done("flows list")
    shutil.copytree(ROOT / "callflows", tmp_path / "callflows")
    file = tmp_path / "callflows" / "welcome.yaml"
    file.write_text(file.read_text(encoding="utf-8") + "\ncolour: blue\n", encoding="utf-8")
    for command in ("check", "publish"):
        said = terminal.refused(f"flows {command}", FLOWS_DIR=str(tmp_path / "callflows"))
        assert re.search(r"welcome\.yaml:\d+", said)
        assert "what is live stays as it is" in said.lower()
    assert terminal.done("flows list") == before


def test_a_folder_without_flows_is_a_sentence(terminal, tmp_path: Path) -> None:
    assert "settings.yaml" in terminal.refused("flows publish", FLOWS_DIR=str(tmp_path / "none"))


def test_a_long_note_is_no_problem_for_any_database(terminal) -> None:
    said = terminal.done("flows publish --note " + "n" * 600)
    assert "published" in said
