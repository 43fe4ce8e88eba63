"""Can people work on call flows together without losing each other's work?"""

from pathlib import Path

import pytest

from ivr.operations import approvals, drafts, flows, folders, sets
from ivr.operations.approvals import Proposal, StaleBase
from ivr.operations.drafts import ChangedMeanwhile, ImpossibleDraft
from ivr.operations.folders import UnsuitableFolder
from ivr.operations.sets import NoSuchSet
from ivr.runtime import Runtime

LONGER = ("welcome.yaml", "wait: 6s", "wait: 9s")
SHORTER = ("welcome.yaml", "wait: 6s", "wait: 5s")


def test_a_draft_begins_with_what_is_live(small_rt: Runtime, written) -> None:
    first = flows.publish(small_rt)
    kept = drafts.begin(small_rt, "summer", "Sam")
    assert (kept.version, kept.base) == (1, first.revision)
    assert drafts.get(small_rt, "summer").files == written()


def test_a_draft_may_be_broken_and_nobody_hears_it(small_rt: Runtime, written) -> None:
    first = flows.publish(small_rt)
    drafts.begin(small_rt, "summer", "Sam", {"welcome.yaml": "flow: ["})
    assert sets.named(small_rt, "live").title.startswith(f"revision {first.revision}")
    assert drafts.get(small_rt, "summer").files == {"welcome.yaml": "flow: ["}


def test_who_changes_what_somebody_else_just_changed_is_told_so(small_rt: Runtime, written) -> None:
    flows.publish(small_rt)
    drafts.begin(small_rt, "summer", "Sam")
    assert drafts.change(small_rt, "summer", "Ana", 1, written(LONGER)).version == 2
    with pytest.raises(ChangedMeanwhile, match=r"Ana changed the draft summer .* version 2"):
        drafts.change(small_rt, "summer", "Sam", 1, written(SHORTER))
    assert drafts.get(small_rt, "summer").files == written(LONGER)
    assert drafts.change(small_rt, "summer", "Sam", 2, written(SHORTER)).version == 3


def test_who_proposes_a_draft_begun_before_the_last_publish_is_told_so(
    small_rt: Runtime, written
) -> None:
    flows.publish(small_rt)
    drafts.begin(small_rt, "summer", "Sam", written(SHORTER))
    flows_of_ana = approvals.propose(small_rt, Proposal(written(LONGER), "Ana", "")).revision
    approvals.approve(small_rt, flows_of_ana, "Sam")
    summer = sets.named(small_rt, "draft:summer")
    with pytest.raises(StaleBase):
        approvals.propose(small_rt, Proposal(summer.files, "Sam", "", base=summer.base))


@pytest.mark.parametrize("name", ["", "Summer", "a b", "../x", "x" * 41])
def test_impossible_names_of_drafts(small_rt: Runtime, written, name: str) -> None:
    with pytest.raises(ImpossibleDraft):
        drafts.begin(small_rt, name, "Sam", written())


def test_drafts_that_are_not_there_or_there_already(small_rt: Runtime, written) -> None:
    with pytest.raises(ImpossibleDraft, match="Nothing is live"):
        drafts.begin(small_rt, "summer", "Sam")
    drafts.begin(small_rt, "summer", "Sam", written())
    with pytest.raises(ImpossibleDraft, match="already"):
        drafts.begin(small_rt, "summer", "Ana", written())
    with pytest.raises(ImpossibleDraft, match="no draft"):
        drafts.change(small_rt, "winter", "Ana", 1, written())
    drafts.close(small_rt, "summer", "Sam")
    with pytest.raises(ImpossibleDraft):
        drafts.close(small_rt, "summer", "Sam")
    assert drafts.everyone(small_rt) == []


ODD = "# été — “quoted” 🙂\r\nflow: welcome\r\n\r\n\tnot: yaml   \nlast line without an end"


def test_files_come_back_from_the_database_to_the_byte(
    small_rt: Runtime, folder, written, tmp_path: Path
) -> None:
    files = {**written(), "welcome.yaml": ODD, "neutral.yaml": "\ufeff# with a mark\nflow: x\n"}
    folder.hold(files)
    drafts.begin(small_rt, "odd", "Sam", folders.read(folder.path))
    out = tmp_path / "out"
    folders.write(out, drafts.get(small_rt, "odd").files)
    written_out = {file.relative_to(out).as_posix(): file.read_bytes() for file in files_in(out)}
    assert written_out == {name: text.encode() for name, text in files.items()}
    assert folders.read(out) == files


def files_in(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


def test_a_folder_in_use_is_not_written_over(tmp_path: Path, written) -> None:
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "notes.txt").write_text("mine", encoding="utf-8")
    with pytest.raises(UnsuitableFolder, match="not empty"):
        folders.write(tmp_path / "mine", written())
    assert [path.name for path in files_in(tmp_path / "mine")] == ["notes.txt"]


@pytest.mark.parametrize("name", ["../evil.yaml", "/evil.yaml", "a/../../evil.yaml", "evil.sh"])
def test_a_set_cannot_write_outside_its_folder(tmp_path: Path, name: str) -> None:
    with pytest.raises(UnsuitableFolder):
        folders.write(tmp_path / "out", {"settings.yaml": "x", name: "x"})
    assert files_in(tmp_path) == []


def test_sets_by_their_names(small_rt: Runtime, folder, written) -> None:
    with pytest.raises(NoSuchSet):
        sets.named(small_rt, "live")
    first = flows.publish(small_rt)
    with pytest.raises(NoSuchSet):
        sets.named(small_rt, "before")
    assert sets.named(small_rt, first.revision[:5]).files == written()
    assert sets.named(small_rt, "files").files == written()
    assert sets.named(small_rt, str(folder.path)).files == written()


def test_what_changed_is_told_by_sentence_or_else_by_file(small_rt: Runtime, written) -> None:
    one = sets.FilesSet("one", written())
    spaced = {**one.files, "welcome.yaml": one.files["welcome.yaml"] + "\n# a comment\n"}
    broken = {**one.files, "welcome.yaml": "flow: welcome\n"}
    told = {
        name: sets.difference(small_rt, one, sets.FilesSet(name, files))
        for name, files in {
            "same": one.files,
            "longer": written(LONGER),
            "spaced": spaced,
            "broken": broken,
        }.items()
    }
    assert told["same"].changes == ()
    assert [change.sentence for change in told["longer"].changes] == [
        "main_menu: wait is now 9 s; it was 6 s."
    ]
    assert not told["longer"].by_file
    assert [change.where for change in told["spaced"].changes] == ["welcome.yaml"]
    assert told["spaced"].by_file
    assert told["broken"].by_file
