"""Does a publish make the words live, and does a broken one change nothing?"""

import shutil
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from ivr.environment import ROOT
from ivr.flow.finding import BrokenFlows
from ivr.models import Line, Resource, Revision
from ivr.operations import flows, folders
from ivr.operations.directory import GENERAL_LIST
from ivr.queries.versions import history
from ivr.runtime import Runtime


@pytest.fixture
def edited(either_rt: Runtime, tmp_path: Path) -> Runtime:
    """A helpline whose files can be edited."""
    folder = tmp_path / "callflows"
    shutil.copytree(ROOT / "callflows", folder)
    return replace(either_rt, environment=replace(either_rt.environment, flows_dir=folder))


def edit(rt: Runtime, name: str, words: str) -> None:
    path = rt.environment.flows_dir / name
    path.write_text(path.read_text(encoding="utf-8") + words, encoding="utf-8")


def heard(rt: Runtime) -> list[str]:
    """What was ever made live, the last first."""
    return [made.revision for made in history(rt).publications]


def later(rt: Runtime, minutes: int) -> Runtime:
    at = rt.now() + timedelta(minutes=minutes)
    return replace(rt, clock=lambda: at)


def count(rt: Runtime, table: type) -> int:
    with rt.db.read() as session:
        return session.query(table).count()


def test_a_first_publish_makes_lines_and_resources_that_are_missing(edited: Runtime) -> None:
    done = flows.publish(edited, "first")
    assert done.changed
    assert done.lines == 2
    shown = history(edited)
    assert dict(shown.lines) == {
        edited.environment.number: "welcome",
        edited.environment.neutral_number: "neutral",
    }
    (made,) = shown.publications
    assert (made.revision, made.published_at, made.note) == (done.revision, edited.now(), "first")
    assert count(edited, Resource) == len(GENERAL_LIST)


def test_of_a_long_note_the_beginning_is_kept(edited: Runtime) -> None:
    flows.publish(edited, "why " * 300)
    (made,) = history(edited).publications
    assert made.note.startswith("why why")
    assert len(made.note) == 500


def test_publishing_again_adds_nothing(edited: Runtime) -> None:
    first = flows.publish(edited)
    again = flows.publish(edited)
    assert again.revision == first.revision
    assert not again.changed
    assert again.lines == 0
    assert (count(edited, Line), count(edited, Revision)) == (2, 1)
    assert count(edited, Resource) == len(GENERAL_LIST)


def test_what_a_supervisor_changed_in_the_directory_is_left_alone(edited: Runtime) -> None:
    flows.publish(edited)
    with edited.db.begin() as session:
        session.get_one(Resource, GENERAL_LIST[0].id).sensitive = True
        session.query(Line).filter_by(flow="welcome").update({"flow": "neutral"})
    flows.publish(edited)
    with edited.db.read() as session:
        assert session.get_one(Resource, GENERAL_LIST[0].id).sensitive
        main = session.query(Line).filter_by(number=edited.environment.number).one()
        assert main.flow == "neutral"


def test_the_newest_publish_is_live_and_an_old_one_can_be_again(edited: Runtime) -> None:
    first = flows.publish(edited)
    original = (edited.environment.flows_dir / "neutral.yaml").read_text(encoding="utf-8")
    edit(edited, "neutral.yaml", "# changed\n")
    second = flows.publish(later(edited, 1), "changed")
    assert heard(edited) == [second.revision, first.revision]
    (edited.environment.flows_dir / "neutral.yaml").write_text(original, encoding="utf-8")
    back = flows.publish(later(edited, 2))
    assert back.revision == first.revision
    assert heard(edited) == [first.revision, second.revision, first.revision]
    assert count(edited, Revision) == 2


BROKEN = {
    "an exit to nowhere": (
        "welcome.yaml",
        "\n  extra:\n    kind: say\n    say: Hi.\n    then: gone\n",
    ),
    "a key said twice": ("settings.yaml", "\nemergency_number: 112\n"),
    "not YAML": ("welcome.yaml", "\n\t- {"),
    "an unknown word": ("neutral.yaml", "\ncolour: blue\n"),
}


@pytest.mark.parametrize("what", BROKEN)
def test_a_broken_file_is_refused_by_line_and_what_is_live_stays(
    rt: Runtime, tmp_path: Path, what: str
) -> None:
    shutil.copytree(ROOT / "callflows", tmp_path / "callflows")
    folder = tmp_path / "callflows"
    rt = replace(rt, environment=replace(rt.environment, flows_dir=folder))
    live = flows.publish(rt).revision
    name, words = BROKEN[what]
    edit(rt, name, words)
    with pytest.raises(BrokenFlows) as raised:
        flows.publish(rt)
    said = [str(finding) for finding in raised.value.findings]
    assert said
    assert any(name in sentence for sentence in said)
    assert heard(rt) == [live]
    assert rt.books.live().short == live


def test_an_empty_folder_is_refused(rt: Runtime, tmp_path: Path) -> None:
    empty = replace(rt, environment=replace(rt.environment, flows_dir=tmp_path / "none"))
    with pytest.raises(BrokenFlows):
        flows.publish(empty)
    assert heard(empty) == []


def test_looking_at_a_set_writes_nothing(rt: Runtime) -> None:
    seen = flows.reviewed(rt, folders.read(rt.environment.flows_dir))
    assert seen.book is not None
    assert {"welcome", "neutral"} <= seen.book.flows.keys()
    assert not [finding for finding in seen.findings if finding.level == "M"]
    assert heard(rt) == []


def test_fictional_duty_phones_are_refused_where_they_are_not_allowed(rt: Runtime) -> None:
    strict = replace(rt, environment=replace(rt.environment, allow_test_numbers=False))
    with pytest.raises(BrokenFlows):
        flows.publish(strict)
    assert heard(strict) == []
