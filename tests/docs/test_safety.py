"""Is every rule of docs/safety.md kept by code that is there, and watched by tests that are?"""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
TABLE = (ROOT / "docs" / "safety.md").read_text(encoding="utf-8")
RULES = [
    [cell.strip() for cell in line.strip("|").split(" | ")]
    for line in TABLE.splitlines()
    if line.startswith("| ") and "`tests/" in line
]
TEST = re.compile(r"^def (test_\w+)", re.MULTILINE)


def there(named: str) -> bool:
    """True for a module, a folder or a file of ours, and for a name in one."""
    path, _, name = named.partition(".")
    found = [ROOT / "ivr" / f"{path}.py", ROOT / "ivr" / path, ROOT / "ivr" / named, ROOT / named]
    module = found[0]
    if name and module.is_file():
        return re.search(rf"\b{name.rpartition('.')[2]}\b", module.read_text()) is not None
    return any(one.exists() for one in found) or "*" in named


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule[0][:60])
def test_a_rule_is_kept_by_something_and_watched_by_tests(rule: list[str]) -> None:
    sentence, kept_by, watched_by = rule
    assert sentence.endswith(".")
    assert kept_by
    assert [name for name in re.findall(r"`([^`]+)`", kept_by) if not there(name)] == []
    tests = [ROOT / name for name in re.findall(r"`([^`]+)`", watched_by)]
    assert tests
    for file in tests:
        assert file.is_dir() or TEST.search(file.read_text(encoding="utf-8")), file


@pytest.mark.parametrize("named", re.findall(r"`(test_\w+)`", TABLE))
def test_a_test_that_is_named_is_there(named: str) -> None:
    tests = (file.read_text(encoding="utf-8") for file in (ROOT / "tests").rglob("test_*.py"))
    assert any(named in TEST.findall(text) for text in tests)
