"""Can call flows be checked and published from a terminal?"""

import re
import shutil
from pathlib import Path

from ivr.environment import ROOT
from ivr.trial.servers import free_port


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


def test_a_call_that_goes_astray_is_told_word_for_word_and_nothing_is_published(
    terminal, tmp_path: Path
) -> None:
    terminal.done("flows publish")
    before = terminal.done("flows list")
    shutil.copytree(ROOT / "callflows", tmp_path / "callflows")
    file = tmp_path / "callflows" / "scripts" / "danger_key_in_every_language.yaml"
    text = file.read_text(encoding="utf-8")
    file.write_text(text.replace("rings: Ana", "rings: Sam"), encoding="utf-8")
    for command in ("check", "publish", "scripts"):
        said = terminal.refused(f"flows {command}", FLOWS_DIR=str(tmp_path / "callflows"))
        assert "scripts/danger_key_in_every_language.yaml:9:" in said
        assert "The call does not end with Sam: it rings Ana. (in es)" in said
        assert re.search(r"0:\d\d  caller    presses 9\n", said)
        assert re.search(r"helpline  \[es\] ¡?Busco", said) or "[es] " in said
        assert said.count("presses 9") == 2, "each call is told once"
    assert terminal.done("flows list") == before


ADD = "people add --certified legal:2099-12-31 --name"


def test_the_check_says_what_it_asked(terminal) -> None:
    said = terminal.done("flows check")
    assert re.search(r"\d+ call scripts made \d+ calls: all went as written\.", said)
    assert "with this database: which numbers need an answer. Not known: who could take" in said
    terminal.done("flows publish")
    terminal.done(f"{ADD} Ana --phone +12125550111 --speaks es,en")
    said = terminal.done("flows check")
    assert "who could take these calls, what is live, which numbers need an answer." in said
    assert "Not known: which keys callers press." in said
    revision = re.search(r"fit to publish \(([0-9a-f]{16})\)", said)
    assert revision
    assert f"({revision[1]})" in terminal.done(f"flows check --from {revision[1][:6]}")
    assert "No revision begins with feedfeed" in terminal.refused("flows check --from feedfeed")


def test_without_a_database_the_files_are_checked_alone_and_none_is_made(
    terminal, tmp_path: Path
) -> None:
    nowhere = f"sqlite:///{tmp_path / 'none.db'}"
    said = terminal.done("flows check", DATABASE_URL=nowhere)
    assert "from the files alone: there is no database yet." in said
    assert not (tmp_path / "none.db").exists()
    away = f"postgresql+psycopg://nobody@127.0.0.1:{free_port()}/none"
    said = terminal.done("flows check", DATABASE_URL=away)
    assert "from the files alone: no database answered (OperationalError)." in said
    (tmp_path / "empty.db").touch()
    said = terminal.done("flows check", DATABASE_URL=f"sqlite:///{tmp_path / 'empty.db'}")
    assert "the database is not of this version (`helpline db upgrade`)." in said
    assert "no database was to be asked" in terminal.done("flows check --alone")


def test_who_can_take_the_calls_is_asked_only_where_that_is_known(terminal) -> None:
    terminal.done("flows publish")
    terminal.done(f"{ADD} Ben --phone +12125550112 --speaks en")
    said = terminal.refused("flows check")
    assert "`es` is offered, and neither a responder nor an interpreter speaks it." in said
    assert "fit to publish" in terminal.done("flows check --alone")


def test_a_folder_without_flows_is_a_sentence(terminal, tmp_path: Path) -> None:
    assert "settings.yaml" in terminal.refused("flows publish", FLOWS_DIR=str(tmp_path / "none"))


def test_a_long_note_is_no_problem_for_any_database(terminal) -> None:
    said = terminal.done("flows publish --note " + "n" * 600)
    assert "published" in said


def test_what_callers_answered_is_told_by_whole_months(terminal) -> None:
    assert "Nobody answered a question in 20" in terminal.done("flows answers")
    assert "is not over yet" in terminal.refused("flows answers --month 9999-12")
    assert "write it like" in terminal.refused("flows answers --month yesterday")
