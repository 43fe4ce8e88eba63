"""From a draft to what callers hear in every process, and back: does each step do what it says?"""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import select

from ivr.bookshelf import LOOK_EVERY
from ivr.flow.finding import BrokenFlows
from ivr.models import AuditEntry, Emergency
from ivr.operations import approvals, audit, drafts, flows, folders, sets
from ivr.operations.approvals import Proposal, SamePerson
from ivr.operations.audit import Sound, Tampered
from ivr.runtime import Runtime

SCRIPT = "scripts/who_wants_to_talk.yaml"
CALL = """\
script: Who wants to talk to somebody does
given:
  free: [{name: Ana, speaks: [en, es]}]
in_every_language: yes
call:
  - presses: 1
  - ends_with: {rings: Ana, within: 45s}
must_pass_to_publish: yes
"""
ASTRAY = ("welcome.yaml", "someone now\n        go: person", "someone now\n        go: other_lines")
LONGER = ("welcome.yaml", "wait: 6s", "wait: 9s")

# Its stopwatch shows what is typed into it, in seconds; it answers with what callers hear then.
OTHER_PROCESS = """
import os, sys
from datetime import UTC, datetime
from pathlib import Path
from ivr.bookshelf import Bookshelf
from ivr.database import connect
from ivr.soundshelf import Soundshelf

now = lambda: datetime.now(UTC)
database, folder = connect(os.environ["DATABASE"]), Path(sys.argv[1])
seconds = [0.0]
shelf = Bookshelf(
    database,
    folder,
    sounds=Soundshelf(database, folder / "sounds", clock=now),
    test_numbers=True,
    clock=now,
    stopwatch=lambda: seconds[0],
)
for line in sys.stdin:
    seconds[0] = float(line)
    print(shelf.live().short, flush=True)
"""


class Elsewhere:
    """Another process of the helpline, and what callers who reach it hear."""

    def __init__(self, rt: Runtime, folder: Path) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-c", OTHER_PROCESS, str(folder)],
            env={
                **os.environ,
                "DATABASE": rt.environment.database_url,
                "PYTHONPATH": os.pathsep.join(sys.path),
            },
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        self.seconds = 0.0

    def hears(self, after: float) -> str:
        """The revision a new call begins with, so many seconds later."""
        self.seconds += after
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.write(f"{self.seconds}\n")
        self.process.stdin.flush()
        return self.process.stdout.readline().strip()


@pytest.fixture
def elsewhere(small_rt: Runtime, tmp_path: Path) -> Iterator[Elsewhere]:
    """A process with a disk of its own."""
    other = Elsewhere(small_rt, tmp_path / "elsewhere")
    yield other
    other.process.communicate(timeout=60)


def test_a_set_is_drafted_refused_mended_agreed_to_heard_and_taken_back(
    small_rt: Runtime, folder, written, elsewhere: Elsewhere, tmp_path: Path
) -> None:
    folder.hold({**written(), SCRIPT: CALL})
    first = flows.publish(small_rt, author="Sam").revision
    assert elsewhere.hears(after=0) == first

    astray = {**written(ASTRAY), SCRIPT: CALL}
    drafts.begin(small_rt, "summer", "Sam", astray)
    seen = flows.reviewed(small_rt, drafts.get(small_rt, "summer").files)
    told = [finding for finding in seen.findings if finding.level == "M"]
    assert [(finding.code, finding.file) for finding in told] == [("script-fails", SCRIPT)] * 2
    assert all(finding.transcript for finding in told)
    with pytest.raises(BrokenFlows, match=r"who_wants_to_talk\.yaml:7:"):
        approvals.propose(small_rt, proposal(small_rt))
    assert elsewhere.hears(after=LOOK_EVERY) == first

    drafts.change(small_rt, "summer", "Sam", 1, {**written(LONGER), SCRIPT: CALL})
    asked = approvals.propose(small_rt, proposal(small_rt))
    with pytest.raises(SamePerson):
        approvals.approve(small_rt, asked.revision, "Sam")
    assert elsewhere.hears(after=LOOK_EVERY) == first
    approvals.approve(small_rt, asked.revision, "Ana")
    assert elsewhere.hears(after=LOOK_EVERY - 0.01) == first, "nobody asks for every call"
    assert elsewhere.hears(after=0.01) == asked.revision

    out = tmp_path / "out"
    folders.write(out, sets.named(small_rt, "live").files)
    assert (out / SCRIPT).read_bytes() == CALL.encode()
    assert flows.reviewed(small_rt, folders.read(out)).book == small_rt.books.live()

    assert flows.roll_back(small_rt, "Kit").revision == first
    assert elsewhere.hears(after=LOOK_EVERY) == first
    assert deeds(small_rt) == [
        ("Sam", "flows.published"),
        ("Sam", "draft.opened"),
        ("Sam", "draft.changed"),
        ("Sam", "flows.proposed"),
        ("Ana", "flows.approved"),
        ("Sam", "flows.published"),
        ("Kit", "flows.published"),
    ]


def proposal(rt: Runtime) -> Proposal:
    """Sam asks for what is in the draft."""
    summer = sets.named(rt, "draft:summer")
    return Proposal(summer.files, "Sam", "people need longer", base=summer.base)


def deeds(rt: Runtime) -> list[tuple[str, str]]:
    with rt.db.read() as session:
        rows = session.scalars(select(AuditEntry).order_by(AuditEntry.number))
        return [(row.who, row.what) for row in rows]


def test_an_emergency_stays_in_the_audit_and_whoever_edits_that_is_found_out(
    small_rt: Runtime, folder, written
) -> None:
    flows.publish(small_rt, author="Sam")
    folder.hold({**written(LONGER), SCRIPT: CALL})
    flows.publish(small_rt, author="Sam", emergency=Emergency.UNSAFE_WORDS)
    flows.roll_back(small_rt, "Ana")
    assert isinstance(audit.verify(small_rt), Sound)
    rewritten(small_rt, 'UPDATE audit SET details = \'{"manner":"approved"}\' WHERE number = 2')
    assert audit.verify(small_rt) == Tampered(2, "its content was changed")


def rewritten(rt: Runtime, deed: str) -> None:
    """As somebody would who owns the database and knows about the triggers."""
    with rt.db.begin() as session:
        connection = session.connection()
        if connection.dialect.name == "sqlite":
            connection.exec_driver_sql("DROP TRIGGER audit_no_update")
        else:
            connection.exec_driver_sql("ALTER TABLE audit DISABLE TRIGGER ALL")
        connection.exec_driver_sql(deed)
