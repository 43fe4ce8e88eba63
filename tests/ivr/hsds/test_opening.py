"""Can a file that somebody sends do any harm before it is even read?"""

import struct
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from ivr.hsds.opening import LARGEST_FILE, Unreadable, opened

Written = Callable[[Any], Path]


def test_names_in_a_zip_lead_nowhere(zipped: Written, tmp_path: Path) -> None:
    before = sorted(tmp_path.rglob("*"))
    found = opened(
        zipped({"../../etc/services.csv": "id\n", "/root/phones.csv": "id\n", "a/b/x.exe": "MZ"})
    )
    assert found.files == {"services.csv": b"id\n", "phones.csv": b"id\n"}
    assert found.others == ["x.exe"]
    assert sorted(path for path in tmp_path.rglob("*") if path.suffix != ".zip") == before


def test_what_lies_beside_a_directory_is_not_read(zipped: Written) -> None:
    found = opened(
        zipped(
            {
                "services.csv": "id\n",
                "__MACOSX/._services.csv": "junk",
                ".services.csv": "junk",
                "datapackage.json": "{}",
                "logo.png": b"\x89PNG",
            }
        )
    )
    assert list(found.files) == ["services.csv"]
    assert set(found.others) == {"._services.csv", ".services.csv", "datapackage.json", "logo.png"}


def test_a_small_zip_that_unpacks_to_a_mountain_is_refused(zipped: Written) -> None:
    bomb = zipped({"services.csv": b"0" * (LARGEST_FILE + 1)})
    assert bomb.stat().st_size < 50_000
    with pytest.raises(Unreadable, match=r"services\.csv is larger than 20 MB"):
        opened(bomb)


def test_a_zip_that_lies_about_its_size_is_refused(zipped: Written) -> None:
    size = LARGEST_FILE + 2**20
    bomb = zipped({"services.csv": b"0" * size})
    content = bomb.read_bytes()
    bomb.write_bytes(content.replace(struct.pack("<I", size), struct.pack("<I", 10)))
    with pytest.raises(Unreadable):
        opened(bomb)


def test_many_files_that_are_too_much_together_are_refused(zipped: Written) -> None:
    with pytest.raises(Unreadable, match="together"):
        opened(zipped({f"{n}.csv": b"x" * (LARGEST_FILE - 1) for n in range(4)}))
    with pytest.raises(Unreadable, match="more than 200 files"):
        opened(zipped({f"{n}.txt": "" for n in range(201)}))
    with pytest.raises(Unreadable, match=r"two files called services\.csv"):
        opened(zipped({"a/services.csv": "", "b/services.csv": ""}))


def test_a_broken_or_locked_zip_is_told_in_a_sentence(zipped: Written) -> None:
    file = zipped({"services.csv": "id\n" + "x" * 1000})
    whole = file.read_bytes()
    file.write_bytes(whole[:40] + b"\x00\xff" * 3 + whole[46:])
    with pytest.raises(Unreadable, match="cannot be unpacked"):
        opened(file)
    locked = bytearray(whole)
    central = locked.find(b"PK\x01\x02")
    locked[6] |= 1
    locked[central + 8] |= 1
    file.write_bytes(bytes(locked))
    with pytest.raises(Unreadable, match="cannot be unpacked"):
        opened(file)


def test_a_nested_zip_is_not_opened(zipped: Written, tmp_path: Path) -> None:
    inner = zipped({"services.csv": "id\n"}).read_bytes()
    with zipfile.ZipFile(tmp_path / "outer.zip", "w") as outer:
        outer.writestr("inner.zip", inner)
    with pytest.raises(Unreadable, match=r"no \.csv"):
        opened(tmp_path / "outer.zip")


def test_another_kind_of_file_is_named(tmp_path: Path) -> None:
    (tmp_path / "list.xlsx.txt").write_text("PK")
    with pytest.raises(Unreadable, match="neither a folder"):
        opened(tmp_path / "list.xlsx.txt")
    with pytest.raises(Unreadable, match="cannot be read"):
        opened(tmp_path / "gone.json")
