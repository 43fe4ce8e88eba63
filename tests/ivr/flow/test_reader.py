"""Is a hostile or broken file answered quickly, with one sentence, and nothing else?"""

import time

import pytest

from ivr.flow.reader import BrokenFlows, findings_of, read_folder, read_set
from ivr.flow.source import LARGEST

ALIAS_BOMB = "a: &a [x, x, x, x, x, x, x, x, x]\n" + "".join(
    f"{chr(98 + i)}: &{chr(98 + i)} [{', '.join(['*' + chr(97 + i)] * 9)}]\n" for i in range(9)
)
HOSTILE = {
    "alias bomb": ALIAS_BOMB,
    "deep list": "[" * 100_000,
    "deep mapping": "{a: " * 50_000,
    "deep block": "".join(f"{' ' * i}a:\n" for i in range(600)),
    "deep dashes": "- " * 100_000,
    "question marks": "? " * 100_000,
    "long list": "[" + "x," * 120_000 + "]",
    "long mapping": "".join(f"k{i}: v\n" for i in range(25_000)),
    "long line": "a: " + "x" * 250_000,
    "long quotes": 'a: "' + "\\u0041" * 40_000 + '"',
    "open quotes": "'" * 200_001,
    "many tags": "!a " * 80_000,
    "many anchors": "&a " * 80_000,
    "colons": ":" * 250_000,
    "nul": "a: \x00",
    "surrogate": "a: \ud800",
    "escape beyond unicode": 'a: "\\UFFFFFFFF"',
    "odd directive": "%YAML 9.9\n---\na: b",
    "tag directive": "%TAG ! tag:x,2000:\n---\na: !b c",
    "empty": "",
    "only a remark": "# nothing here\n",
    "only words": "hello",
    "a list": "- a\n- b",
    "tabs": "\ta: b",
    "too large": "a" * (LARGEST + 1),
    "fifty megabytes": "a: b\n" * 10_000_000,
}


@pytest.mark.parametrize("name", HOSTILE)
@pytest.mark.parametrize("file", ["welcome.yaml", "settings.yaml"])
def test_a_hostile_file_is_refused_within_moments(files, name, file):
    files[file] = HOSTILE[name]
    began = time.perf_counter()
    findings = findings_of(files, allow_test_numbers=True)
    assert time.perf_counter() - began < 5
    assert any(finding.file == file and finding.level == "M" for finding in findings)


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("alias bomb", "alias"),
        ("deep list", "too-deep"),
        ("deep block", "too-deep"),
        ("long list", "too-long"),
        ("long mapping", "too-long"),
        ("too large", "too-large"),
        ("fifty megabytes", "too-large"),
        ("nul", "not-yaml"),
        ("escape beyond unicode", "not-yaml"),
        ("empty", "empty-file"),
    ],
)
def test_each_limit_is_named(files, name, code):
    files["welcome.yaml"] = HOSTILE[name]
    codes = [finding.code for finding in findings_of(files, allow_test_numbers=True)]
    assert codes == [code]


def test_a_folder_is_read_by_the_paths_inside_it(tmp_path, files):
    (tmp_path / "wording").mkdir()
    for name, text in files.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    (tmp_path / "README.md").write_text("not read")
    (tmp_path / "scripts").mkdir()
    (tmp_path / "scripts" / "night.yaml").write_text("script: A call at night")
    (tmp_path / "scripts" / "notes.txt").write_text("not read")
    assert read_folder(tmp_path) == {**files, "scripts/night.yaml": "script: A call at night"}


def test_settings_are_looked_for_in_the_folder_itself(tmp_path):
    (tmp_path / "scripts").mkdir()
    (tmp_path / "scripts" / "settings.yaml").write_text("script: A call")
    with pytest.raises(BrokenFlows, match="no-settings"):
        read_folder(tmp_path)


@pytest.mark.parametrize(
    ("raw", "code"),
    [
        ("flow: welcome".encode("utf-16"), "not-text"),
        (b"\xff\xfe\x00", "not-text"),
        (b"x" * (LARGEST + 1), "too-large"),
    ],
)
def test_a_file_that_is_no_text_is_named(tmp_path, raw, code):
    (tmp_path / "settings.yaml").write_bytes(b"languages: {}")
    (tmp_path / "welcome.yaml").write_bytes(raw)
    with pytest.raises(BrokenFlows) as refused:
        read_folder(tmp_path)
    found = [(finding.file, finding.code) for finding in refused.value.findings]
    assert found == [("welcome.yaml", code)]


def test_a_byte_order_mark_does_no_harm(tmp_path):
    (tmp_path / "settings.yaml").write_bytes(b"\xef\xbb\xbfzone: x")
    assert read_folder(tmp_path) == {"settings.yaml": "zone: x"}


def test_a_folder_that_is_not_there_is_said_so(tmp_path):
    with pytest.raises(BrokenFlows) as refused:
        read_folder(tmp_path / "nowhere")
    assert "There is no" in str(refused.value)


def test_a_fifty_megabyte_file_is_not_even_opened(tmp_path):
    (tmp_path / "settings.yaml").write_text("languages: {}")
    with (tmp_path / "welcome.yaml").open("wb") as file:
        file.truncate(50_000_000)
    began = time.perf_counter()
    with pytest.raises(BrokenFlows):
        read_folder(tmp_path)
    assert time.perf_counter() - began < 1


def test_of_too_many_files_in_a_folder_it_is_said_so(tmp_path, files):
    for name in ("settings.yaml", "messages.yaml", *(f"flow{i:03}.yaml" for i in range(101))):
        (tmp_path / name).write_text(files.get(name, "flow: x"), encoding="utf-8")
    with pytest.raises(BrokenFlows, match="too-many-files"):
        read_set(read_folder(tmp_path), allow_test_numbers=True)


def test_a_hundred_flows_are_enough(files):
    files |= {f"flow{i}.yaml": "flow: x" for i in range(100)}
    codes = [finding.code for finding in findings_of(files, allow_test_numbers=True)]
    assert codes == ["too-many-files"]
