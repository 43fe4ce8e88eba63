"""Where can a newcomer be played without touching what the developer runs?"""

import os
import shutil
from collections.abc import Mapping
from pathlib import Path

import pytest

from ivr.trial.servers import free_port

ROOT = Path(__file__).parents[3]


def copy_into(folder: Path) -> Path:
    """The program and its call flows in a folder of their own: no `var`, nobody has run it yet."""
    for name in ("ivr", "routing", "callflows"):
        leave_out = shutil.ignore_patterns("__pycache__")
        shutil.copytree(ROOT / name, folder / name, ignore=leave_out)
    return folder


@pytest.fixture(scope="module")
def fresh_copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A newcomer's folder, for all tests of a file."""
    return copy_into(tmp_path_factory.mktemp("newcomer"))


@pytest.fixture(scope="module")
def idle_copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Another folder, in which nothing runs but what a test starts there."""
    return copy_into(tmp_path_factory.mktemp("idle"))


def surroundings_of(folder: Path, speed: str) -> Mapping[str, str]:
    """The environment in which commands run that copy, on ports of their own."""
    inherited = {k: v for k, v in os.environ.items() if not k.startswith("HELPLINE_")}
    return {
        **inherited,
        "PYTHONPATH": str(folder),
        "HELPLINE_WEB_BIND": f"127.0.0.1:{free_port()}",
        "HELPLINE_SANDBOX_BIND": f"127.0.0.1:{free_port()}",
        "HELPLINE_TIME_SCALE": speed,
    }


@pytest.fixture
def surroundings(idle_copy: Path) -> Mapping[str, str]:
    """For one test in the idle folder, ten times faster than life."""
    return surroundings_of(idle_copy, "10")


@pytest.fixture(scope="module")
def module_surroundings(fresh_copy: Path) -> Mapping[str, str]:
    """For all tests of a file, twenty times faster than life."""
    return surroundings_of(fresh_copy, "20")
