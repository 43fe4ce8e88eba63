"""Is ON understood as it is written on an old telephone, and nothing else?"""

from pathlib import Path

import hypothesis.strategies as st
import pytest
from hypothesis import HealthCheck, given, settings

from ivr import safety
from ivr.flow.book import Book
from ivr.flow.hearing import phrases, plain
from ivr.flow.reader import read_folder, read_set
from ivr.operations import duty_texts
from ivr.operations.duty_texts import Command, Understood, understood

ROOT = Path(__file__).parents[3] / "callflows"
NAMING = ("help", "duty", "call", "police", "ayuda", "turno", "llamada", "víctima")
FOLDERS = (ROOT, ROOT / "examples" / "arabic", ROOT / "examples" / "two_numbers")


@pytest.fixture(scope="module")
def book() -> Book:
    return read_set(read_folder(ROOT), allow_test_numbers=True)


@pytest.fixture(scope="module", params=FOLDERS, ids=lambda folder: folder.name)
def any_book(request: pytest.FixtureRequest) -> Book:
    return read_set(read_folder(request.param), allow_test_numbers=True)


@pytest.mark.parametrize(
    ("body", "meant"),
    [
        ("ON", (Command.ON, "en")),
        (" On. ", (Command.ON, "en")),
        ("on!!", (Command.ON, "en")),
        ("OFF", (Command.OFF, "en")),
        ("not available", (Command.OFF, "en")),
        ("status?", (Command.STATUS, "en")),
        ("Estado", (Command.STATUS, "es")),
        ("¡DISPONIBLE!", (Command.ON, "es")),
        ("No disponible", (Command.OFF, "es")),
        ("Pausa", (Command.PAUSE, "es")),
    ],
)
def test_case_and_punctuation_do_not_matter(
    book: Book, body: str, meant: tuple[Command, str]
) -> None:
    found = understood(body, book)
    assert found is not None
    assert (found.command, found.language) == meant


@pytest.mark.parametrize(
    ("body", "minutes"),
    [
        ("PAUSE", 15),
        ("Pause 30", 30),
        ("pause, 45 min", 45),
        ("PAUSE 15min.", 15),
        ("pausa 60 minutos", 60),
        ("pause30", 30),
        ("PAUSE ٣٠", 30),
    ],
)
def test_a_pause_says_for_how_long(book: Book, body: str, minutes: int) -> None:
    found = understood(body, book)
    assert found is not None
    assert (found.command, found.minutes) == (Command.PAUSE, minutes)


@pytest.mark.parametrize(
    "body",
    ["", " ", "on my way", "turn it off", "on 15", "15", "pause 15 30", "pause for lunch 15 min",
     "I am on", "STOP", "pause 12345", "n o", "on" * 40, "🙏", "o\u200bn please", "-15"],
)  # fmt: skip
def test_anything_else_is_just_a_text(book: Book, body: str) -> None:
    assert understood(body, book) is None


@given(st.text(max_size=80))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_whatever_is_texted_is_understood_or_not(book: Book, body: str) -> None:
    found = understood(body, book)
    assert found is None or isinstance(found, Understood)


def test_the_four_words_are_understood_in_every_helpline(any_book: Book) -> None:
    for command in Command:
        found = understood(command.value.upper(), any_book)
        assert found is not None
        assert found.command is command


def test_no_word_means_two_things_and_none_stops_texts(any_book: Book) -> None:
    meant: dict[str, Command] = {}
    for command in Command:
        for language in any_book.settings.languages:
            for words in phrases(any_book.phrase(f"duty_words_{command}", language)):
                assert meant.setdefault(plain(words), command) is command, words
                assert not safety.is_opt_out(words), words
                assert not safety.is_opt_in(words), words
                assert not any(c.isdigit() for c in words), words


def test_what_is_answered_names_nobody(any_book: Book) -> None:
    for language in any_book.settings.languages:
        for state in ("on", "off", "paused"):
            told = any_book.phrase(f"duty_state_{state}", language)
            for name in ("duty_done", "duty_now"):
                words = any_book.phrase(name, language, state=told.replace("{time}", "22:45"))
                assert len(words) <= 70
                assert not [word for word in NAMING if word in words.lower()]


def test_only_numbers_that_were_never_published_are_for_staff(open_rt) -> None:
    environment = open_rt.environment
    assert duty_texts.is_for_staff(open_rt, environment.neutral_number)
    for number in (environment.number, "+12125550177", ""):
        assert not duty_texts.is_for_staff(open_rt, number)
