"""The flows as they are shipped."""

from pathlib import Path

import pytest

from ivr.flow.book import Book
from ivr.flow.reader import read_folder, read_set

SHIPPED = Path(__file__).resolve().parents[2] / "callflows"


@pytest.fixture(scope="session")
def files() -> dict[str, str]:
    return read_folder(SHIPPED)


@pytest.fixture(scope="session")
def book(files: dict[str, str]) -> Book:
    return read_set(files, allow_test_numbers=True)
