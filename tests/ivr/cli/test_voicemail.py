"""Does a message reach a person at a terminal, and is it written down that it did?"""

import stat
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from ivr.database import connect
from ivr.environment import ROOT, read
from ivr.models import Call, Revision, Voicemail, VoicemailSound, VoicemailState
from ivr.runtime import build

CODE = "3f9a1c"
SOUND = b"RIFF0000WAVEfmt and what was said"


@pytest.fixture
def left(terminal, tmp_path: Path) -> datetime:
    """A message that nobody has heard yet; when it was left."""
    flows = ROOT / "callflows" / "examples" / "messages"
    terminal.done("flows publish", FLOWS_DIR=str(flows))
    rt = build(read(terminal.given, root=tmp_path))
    at = datetime.now(UTC)
    with rt.db.begin() as session:
        revision = session.scalars(select(Revision.id)).one()
        call = Call(id="c" * 20, sid="CA1", revision=revision, number_hidden=True, began_at=at)
        session.add(call)
        session.flush()
        message = Voicemail(
            id=CODE + "0" * 14, call_id=call.id, place="welcome.message", language="es",
            alert="supervisor", longest=120, state=VoicemailState.KEPT, asked_at=at, seconds=42,
            keep_until=at + timedelta(days=7), alert_at=at,
        )  # fmt: skip
        session.add(message)
        session.flush()
        sealed = rt.seal.close("voicemail", SOUND, message.id)
        session.add(VoicemailSound(voicemail_id=message.id, sealed=sealed))
    rt.db.engine.dispose()
    return at


def test_a_message_waits_until_it_is_done(terminal, left: datetime, tmp_path: Path) -> None:
    file = tmp_path / "message.wav"
    said = terminal.done("voicemail list")
    assert f"{CODE}  " in said
    assert "es   42 s  new" in said
    terminal.done(f"voicemail listen {CODE} --to %{file} --by Ana")
    assert file.read_bytes() == SOUND
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert "heard" in terminal.done("voicemail list")
    terminal.done(f"voicemail done {CODE} --by Sam")
    assert terminal.done("voicemail list") == "No message waits.\n"
    assert "done" in terminal.done("voicemail list --all")


def test_who_listened_stands_in_the_audit(terminal, left: datetime, tmp_path: Path) -> None:
    terminal.done(f"voicemail listen {CODE} --to %{tmp_path}/a.wav --by Ana")
    said = terminal.done("audit list")
    assert "voicemail.heard" in said
    assert "Ana" in said


def test_the_next_program_gets_it_and_nothing_else(terminal, left: datetime) -> None:
    result = terminal(f"voicemail listen {CODE} --to - --by Ana")
    assert result.stdout_bytes == SOUND


@pytest.mark.parametrize(
    "line",
    [
        f"listen {CODE}",
        f"listen {CODE} --to %x.wav",
        f"listen {CODE} --by Ana",
        "listen ffffff --to - --by Ana",
        f"listen {CODE} --to - --by %+12125550123",
        "listen % --to - --by Ana",
        "done nothing --by Ana",
        f"erase {CODE} --yes",
    ],
)
def test_who_does_not_say_who_they_are_or_what_they_mean_hears_nothing(
    terminal, left: datetime, line: str
) -> None:
    assert "RIFF" not in terminal.refused(f"voicemail {line}")
    assert "new" in terminal.done("voicemail list")


def test_a_file_that_is_there_is_not_written_over(terminal, left: datetime, tmp_path: Path) -> None:
    file = tmp_path / "mine.txt"
    file.write_text("mine")
    assert "there already" in terminal.refused(f"voicemail listen {CODE} --to %{file} --by Ana")
    assert file.read_text() == "mine"
    assert "new" in terminal.done("voicemail list")


def test_a_message_can_be_erased_before_its_time(terminal, left: datetime) -> None:
    terminal.done(f"voicemail erase {CODE} --yes --by Sam")
    assert terminal.done("voicemail list") == "No message waits.\n"
    assert "nothing to hear" in terminal.refused(f"voicemail listen {CODE} --to - --by Ana")
    with connect(terminal.given["HELPLINE_DATABASE_URL"]).read() as session:
        assert session.scalars(select(VoicemailSound)).all() == []


def test_a_doctor_says_how_many_wait(terminal, left: datetime) -> None:
    assert "messages: 1 new (helpline voicemail list)" in terminal("doctor").output
    terminal.done(f"voicemail done {CODE} --by Sam")
    assert "messages:" not in terminal("doctor").output
