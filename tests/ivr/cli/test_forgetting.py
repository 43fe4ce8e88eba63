"""Can somebody at a terminal have a person forgotten, see what is late, and keep keys apart?"""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from ivr.environment import ROOT, read
from ivr.models import PersonKey
from ivr.operations import consents, person_keys
from ivr.operations.consents import Given
from ivr.operations.retention import KINDS
from ivr.runtime import Runtime, build

KIT = "+12125550126"


@pytest.fixture
def here(terminal) -> Runtime:
    """What the terminal's commands work on."""
    return build(read(dict(terminal.given)))


def given(rt: Runtime, days: int = 1) -> str:
    """Kit says yes to a text."""
    with rt.db.begin() as session:
        until = rt.now() + timedelta(days=days)
        return consents.write(rt, session, Given(KIT, "text", expires_at=until)).id


def number_of(rt: Runtime, consent_id: str) -> str | None:
    with rt.db.read() as session:
        return consents.number_of(rt, session.get_one(consents.Consent, consent_id))


def test_a_number_that_is_typed_is_forgotten_and_not_repeated(terminal, here: Runtime) -> None:
    consent = given(here)
    said = terminal.types(KIT).done("erase --by Sam")
    assert said.startswith("Erased here (consents: 1, texts: 0")
    assert KIT[2:] not in said
    assert number_of(here, consent) is None
    audit = terminal.done("audit list")
    assert "Sam" in audit
    assert "person.erased" in audit
    assert KIT[2:] not in audit


def test_what_is_no_number_is_refused_and_not_repeated(terminal) -> None:
    said = terminal.types("somebody").refused("erase")
    assert "somebody" not in said
    assert terminal(f"erase {KIT}").exit_code == 2, "never on the command line"


def test_what_is_late_ends_with_exit_code_1(terminal, here: Runtime) -> None:
    said = terminal.done("retention")
    assert said.count("ok ") == len(KINDS)
    consent = given(here, days=-3)
    said = terminal.refused("retention")
    assert [line.split()[1] for line in said.splitlines() if line.startswith("OVERDUE")] == [
        "numbers"
    ]
    assert "numbers" in terminal.refused("doctor")
    terminal.done("retention --now")
    assert number_of(here, consent) is None


def test_keys_that_are_kept_apart_bring_back_only_who_was_not_erased(
    terminal, here: Runtime, tmp_path: Path
) -> None:
    kept = tmp_path / "keys.json"
    consent = given(here)
    terminal.done(f"keys export --out %{kept}")
    assert kept.stat().st_mode & 0o777 == 0o600
    with here.db.begin() as session:  # the database is restored from a backup without the keys
        session.query(PersonKey).delete()
    assert number_of(here, consent) is None
    assert terminal.done(f"keys import %{kept}").startswith("1 keys")
    assert number_of(here, consent) == KIT
    assert terminal.done(f"keys import %{kept}").startswith("0 keys")
    terminal.types(KIT).done("erase")
    terminal.done(f"keys export --out %{kept}")
    assert len(json.loads(kept.read_text())) == 1, "until the phone company was asked"


@pytest.mark.parametrize("content", ["{}x", '[{"id": 1}]', '[{"id": "a", "key": "no hex"}]', "[3]"])
def test_another_file_is_refused(terminal, tmp_path: Path, content: str) -> None:
    file = tmp_path / "keys.json"
    file.write_text(content)
    assert "no file of" in terminal.refused(f"keys import %{file}") or "{}x" in content


def test_keys_are_sealed_anew_before_an_old_secret_is_dropped(terminal, here: Runtime) -> None:
    consent = given(here)
    terminal.done("keys reseal", SECRET_KEYS=f"a newer one,{here.environment.secret_keys[0]}")
    newest = read({**terminal.given, "HELPLINE_SECRET_KEYS": "a newer one"})
    assert number_of(build(newest), consent) == KIT


def test_the_table_in_the_documentation_is_the_one_in_the_code() -> None:
    text = (ROOT / "docs" / "running.md").read_text(encoding="utf-8")
    section = text.partition("## What is kept")[2].partition("\n## ")[0]
    rows = [line.strip("| ").split(" | ") for line in section.splitlines() if line.startswith("|")]
    assert rows[2:] == [[kind.what, str(kind.limit), kind.since, kind.how] for kind in KINDS]


def test_a_key_says_when_it_was_last_needed(here: Runtime) -> None:
    given(here)
    (row,) = person_keys.every(here)
    assert datetime.now(UTC) - datetime.fromisoformat(str(row["used_at"])) < timedelta(minutes=5)
