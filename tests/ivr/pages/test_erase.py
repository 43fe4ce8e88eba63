"""Can whoever holds the phone have everything about it forgotten, in two taps and no fewer?"""

from collections.abc import Callable

import pytest
from browsing import Reader
from sqlalchemy import select
from werkzeug.test import Client

from ivr.models import Consent, Erasure, Message, PersonKey
from ivr.operations import consents
from ivr.operations.consents import Given
from ivr.pages.words import WORDS
from ivr.runtime import Runtime

TOKEN = "a" * 22
CALLER = "+12125550123"
Link = Callable[..., str]


@pytest.fixture
def given(open_rt: Runtime, link: Link) -> str:
    """The link that Kit was sent after saying yes."""
    url = link(TOKEN)
    with open_rt.db.begin() as session:
        yes = consents.write(open_rt, session, Given(CALLER, "text"))
        session.scalars(select(Message)).one().consent_id = yes.id
    return url


def numbers(rt: Runtime) -> list[str | None]:
    """Every number that is kept."""
    with rt.db.read() as session:
        found = session.scalars(select(Consent)).all()
        return [number for one in found if (number := consents.number_of(rt, one))]


def test_two_taps_erase_what_is_kept(open_rt: Runtime, browser: Client, given: str) -> None:
    reader = Reader(browser, given)
    reader.tap("erasing")
    assert WORDS["en"]["erasing_says"] in reader.text
    assert numbers(open_rt) == [CALLER], "one tap only asks"
    reader.tap("erase")
    assert WORDS["en"]["erased"] in reader.text
    assert numbers(open_rt) == []
    with open_rt.db.read() as session:
        assert session.scalars(select(PersonKey.fingerprint)).all() == [None]
        assert len(session.scalars(select(Erasure)).all()) == 1
    assert browser.get(given).status_code == 404


@pytest.mark.parametrize("language", sorted(WORDS))
def test_it_is_asked_in_every_language(browser: Client, given: str, language: str) -> None:
    form = {"page": "erasing", "language": language}
    asked = browser.post(given, data=form).text
    assert WORDS[language]["erasing_says"] in asked
    assert len(asked.encode()) < 10_000
    assert WORDS[language]["erased"] in browser.post(given, data={**form, "page": "erase"}).text


def test_no_get_erases(open_rt: Runtime, browser: Client, given: str) -> None:
    for asked in ("?page=erase", "?page=erasing", "/erase"):
        browser.get(f"{given}{asked}")
    assert numbers(open_rt) == [CALLER]


def test_a_link_that_is_over_erases_nothing(open_rt: Runtime, browser: Client, given: str) -> None:
    with open_rt.db.begin() as session:
        session.scalars(select(Message)).one().link_until = open_rt.now()
    assert browser.post(given, data={"page": "erase"}).status_code == 404
    assert numbers(open_rt) == [CALLER]
