"""When all else fails, does every caller still hear what to do, and does a person's phone ring?"""

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree

import pytest
from elements import problems_of, tree, verbs_of

from ivr import lifeline
from ivr.flow.book import Book
from ivr.flow.reader import read_folder, read_set
from ivr.flow.recording import Recording

SHOWN = "+12125550100"
BASE = "https://static.example.org/lifeline"


@pytest.fixture(scope="module")
def book() -> Book:
    return read_set(read_folder(Path(__file__).parents[2] / "callflows"), allow_test_numbers=True)


@pytest.fixture(scope="module")
def documents(book: Book) -> Mapping[str, str]:
    return lifeline.documents(book, BASE, SHOWN, nothing)


def nothing(_sound: str) -> bool:
    """No sound can be had."""
    return False


def everything(_sound: str) -> bool:
    """Every sound can be had."""
    return True


def first(documents: Mapping[str, str]) -> ElementTree.Element:
    return tree(documents[lifeline.FIRST])


def test_twilio_carries_out_every_document(documents: Mapping[str, str]) -> None:
    assert len(documents) == 3
    for document in (*documents.values(), lifeline.LAST_WORDS):
        assert problems_of(document) == []


def test_the_emergency_sentence_comes_first_in_every_language(
    documents: Mapping[str, str], book: Book
) -> None:
    verbs = list(first(documents))
    for verb, (tag, language) in zip(verbs, book.settings.languages.items(), strict=False):
        assert verb.text == book.phrase("emergency", tag, number=book.emergency_number)
        assert verb.get("voice") == language.voice
        assert verb.get("language") == language.locale
        assert book.emergency_number in (verb.text or "")


def test_each_duty_phone_rings_in_turn_and_is_asked_for_a_key(
    documents: Mapping[str, str], book: Book
) -> None:
    dials = first(documents).findall("Dial")
    assert [dial.findtext("Number") for dial in dials] == list(book.settings.duty_phones)
    for dial in dials:
        assert len(dial) == 1, "two numbers in one Dial would let a voicemail win"
        number = dial.find("Number")
        assert number is not None
        assert number.get("url") == f"{BASE}/{lifeline.SCREEN}"
        assert dial.get("action") is None, "the next verb rings the next phone"


def test_a_voicemail_that_picks_up_is_hung_up_on(documents: Mapping[str, str]) -> None:
    screen = documents[lifeline.SCREEN]
    assert verbs_of(screen) == ["Gather", "Hangup"]
    assert f'action="{BASE}/{lifeline.TAKEN}"' in screen
    assert verbs_of(documents[lifeline.TAKEN]) == [], "after the key: connected"


def test_the_duty_phone_is_told_nothing_about_the_caller(documents: Mapping[str, str]) -> None:
    for word in ("police", "abuse", "victim", "violence", "crime"):
        assert word not in documents[lifeline.SCREEN].lower()


def test_when_nobody_takes_it_the_caller_hears_so_before_the_end(
    documents: Mapping[str, str], book: Book
) -> None:
    last = list(first(documents))[-3:]
    assert [verb.tag for verb in last] == ["Say", "Say", "Hangup"]
    assert last[0].text == book.phrase("not_connected", "en", number=book.emergency_number)
    assert last[1].text == book.phrase("not_connected", "es", number=book.emergency_number)


def test_any_static_host_can_serve_it(documents: Mapping[str, str]) -> None:
    """Such hosts know GET only, and nothing of ours is asked while it is carried out."""
    for document in documents.values():
        for element in tree(document).iter():
            urls = [value for value in element.attrib.values() if "://" in value]
            assert all(url.startswith(f"{BASE}/") for url in urls)
            assert all(url.removeprefix(f"{BASE}/") in documents for url in urls)
            assert element.get("method") == ("GET" if urls else None)


def test_it_stays_the_same_when_asked_again(documents: Mapping[str, str], book: Book) -> None:
    assert lifeline.documents(book, BASE, SHOWN, nothing) == documents


def test_even_before_anything_was_published_something_is_said() -> None:
    assert verbs_of(lifeline.LAST_WORDS) == ["Say", "Hangup"]
    assert "emergency number" in lifeline.LAST_WORDS


def test_a_duty_phone_is_never_shown_the_callers_number(documents: Mapping[str, str]) -> None:
    dials = documents[lifeline.FIRST].count("<Dial ")
    assert dials > 0
    assert documents[lifeline.FIRST].count(f'callerId="{SHOWN}"') == dials


@pytest.fixture
def recorded(book: Book) -> Book:
    """A helpline whose Spanish has no voice, and whose Spanish emergency sentence was recorded."""
    words = book.phrase("emergency", "es", number=book.emergency_number)
    somebody = Recording("es", "phrase.emergency", "5f" * 32, 8000, 1000)
    languages = book.settings.languages
    mute = {**languages, "es": languages["es"].model_copy(update={"voice": "none"})}
    settings = book.settings.model_copy(update={"languages": mute})
    return replace(book, settings=settings, recorded={("es", words): somebody})


def test_a_language_without_a_voice_is_heard_from_its_recording(recorded: Book) -> None:
    made = lifeline.documents(recorded, BASE, SHOWN, everything)
    (name,) = lifeline.sounds(recorded)
    verbs = list(first(made))
    assert [verb.tag for verb in verbs[:3]] == ["Say", "Play", "Dial"]
    assert verbs[1].text == f"{BASE}/{name}.wav"
    for document in made.values():
        assert problems_of(document) == []


def test_what_neither_voice_nor_recording_says_is_left_out(recorded: Book) -> None:
    made = lifeline.documents(recorded, BASE, SHOWN, nothing)
    assert "<Play" not in made[lifeline.FIRST]
    assert [verb.tag for verb in list(first(made))] == ["Say", "Dial", "Dial", "Say", "Hangup"]
