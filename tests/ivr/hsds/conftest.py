"""What do the tests of other people's directories stand on? Files as others write them."""

import json
import zipfile
from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from babel import Locale

from ivr.hsds.service import Tongue

Written = Callable[[Any], Path]


@pytest.fixture
def english() -> Tongue:
    return Tongue(Locale("en"), date(2027, 3, 5))


@pytest.fixture
def document(tmp_path: Path) -> Written:
    """A JSON file."""

    def write(content: Any) -> Path:
        file = tmp_path / "services.json"
        file.write_text(content if isinstance(content, str) else json.dumps(content), "utf-8")
        return file

    return write


@pytest.fixture
def folder(tmp_path: Path) -> Written:
    """A folder of CSV files by their names."""

    def write(files: Mapping[str, str | bytes]) -> Path:
        made = tmp_path / "directory"
        made.mkdir(exist_ok=True)
        for name, content in files.items():
            (made / name).write_bytes(content if isinstance(content, bytes) else content.encode())
        return made

    return write


@pytest.fixture
def zipped(tmp_path: Path) -> Written:
    """The same in a zip."""

    def write(files: Mapping[str, str | bytes]) -> Path:
        file = tmp_path / "directory.zip"
        with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, content in files.items():
                archive.writestr(name, content)
        return file

    return write
