"""Two people press publish at the same moment, each in a process of their own: what is live?"""

import itertools
import os
import subprocess
import sys
from pathlib import Path

import pytest
from sqlalchemy import select

from ivr.models import Publication
from ivr.operations import audit, flows, revisions
from ivr.operations.audit import Sound
from ivr.runtime import Runtime, build

PUBLISH = """
import os, sys, time
from ivr.environment import read
from ivr.operations import flows
from ivr.models import Emergency
from ivr.runtime import build
rt = build(read(os.environ))
print("ready", flush=True)
sys.stdin.readline()
for _ in range(3):
    done = flows.publish(rt, author=sys.argv[1], emergency=Emergency.WRONG_WORDS)
    flows.roll_back(rt, sys.argv[1])
print(flows.publish(rt, author=sys.argv[1], emergency=Emergency.WRONG_WORDS).revision)
"""
FIRST = """
import os, sys
from ivr.environment import read
from ivr.operations import flows
from ivr.runtime import build
rt = build(read(os.environ))
print("ready", flush=True)
sys.stdin.readline()
print(flows.publish(rt, author=sys.argv[1]).changed)
"""


def started(rt: Runtime, program: str, name: str, flows_dir: Path) -> subprocess.Popen[str]:
    environment = {
        **{key: value for key, value in os.environ.items() if not key.startswith("HELPLINE_")},
        "HELPLINE_DATABASE_URL": rt.environment.database_url,
        "HELPLINE_FLOWS_DIR": str(flows_dir),
        "HELPLINE_SECRET_KEYS": "a key for tests",
        "HELPLINE_TWILIO_AUTH_TOKENS": "token",
        "PYTHONPATH": os.pathsep.join(sys.path),
    }
    return subprocess.Popen(
        [sys.executable, "-c", program, name],
        env=environment,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )


def together(running: list[subprocess.Popen[str]]) -> list[str]:
    """Let all of them go at once; the last line of each."""
    for one in running:
        assert one.stdout is not None
        assert one.stdout.readline() == "ready\n"
    for one in running:
        assert one.stdin is not None
        one.stdin.write("go\n")
        one.stdin.flush()
    said = [one.communicate(timeout=60)[0].split()[-1] for one in running]
    assert [one.returncode for one in running] == [0] * len(running)
    return said


@pytest.fixture
def both_sets(tmp_path: Path, written) -> dict[str, Path]:
    """What Sam wants to publish, and what Ana wants."""
    folders = {}
    for name, wait in (("Sam", "9s"), ("Ana", "5s")):
        folders[name] = tmp_path / name
        (folders[name] / "wording").mkdir(parents=True)
        for file, words in written(("welcome.yaml", "wait: 6s", f"wait: {wait}")).items():
            (folders[name] / file).write_text(words, encoding="utf-8")
    return folders


def test_one_after_the_other_and_every_process_agrees_on_the_last(
    small_rt: Runtime, both_sets: dict[str, Path]
) -> None:
    flows.publish(small_rt)
    said = together([started(small_rt, PUBLISH, *both) for both in both_sets.items()])
    with small_rt.db.read() as session:
        live = revisions.live(session)
        made = session.scalars(select(Publication).order_by(Publication.number)).all()
    assert live in said
    assert [one.number for one in made] == list(range(1, len(made) + 1))
    assert all(one.revision != two.revision for one, two in itertools.pairwise(made))
    assert isinstance(audit.verify(small_rt), Sound)
    fresh = build(small_rt.environment)
    assert fresh.books.live().short == live
    fresh.db.engine.dispose()
    fresh.redis.close()


def test_two_first_publishes_of_one_set_are_one(small_rt: Runtime, folder) -> None:
    said = together([started(small_rt, FIRST, name, folder.path) for name in ("Sam", "Ana")])
    assert sorted(said) == ["False", "True"]
    found = audit.verify(small_rt)
    assert isinstance(found, Sound)
    assert found.entries == 1
