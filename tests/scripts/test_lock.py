"""Does every requirement have its pin, and every pin its hash? Asked without a network."""

import re
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parents[2]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
WANTED = [*PROJECT["dependencies"], *PROJECT["optional-dependencies"]["dev"]]
LOCK = (ROOT / "requirements.lock").read_text()
ENTRIES = re.split(r"\n(?=\S)", LOCK.strip())


@pytest.mark.parametrize("wanted", WANTED)
def test_what_the_project_asks_for_is_pinned_to_a_version_that_fits(wanted: str) -> None:
    requirement = Requirement(wanted)
    pinned = versions_of(canonicalize_name(requirement.name))
    assert pinned, "not in requirements.lock: make it again with scripts/lock"
    assert all(requirement.specifier.contains(version) for version in pinned)


@pytest.mark.parametrize("entry", ENTRIES, ids=lambda entry: entry.split("==")[0])
def test_nothing_is_installed_that_nobody_looked_at(entry: str) -> None:
    assert re.match(r"[A-Za-z0-9._-]+==\S+", entry)
    assert "--hash=sha256:" in entry


def test_the_lock_file_names_no_address_and_no_folder() -> None:
    assert "://" not in LOCK
    assert not re.search(r"^(-|\S+ @)", LOCK, re.MULTILINE)


def versions_of(name: str) -> list[str]:
    pins = (Requirement(entry.split("\\")[0].strip()) for entry in ENTRIES)
    return [
        str(pin.specifier).removeprefix("==") for pin in pins if canonicalize_name(pin.name) == name
    ]
