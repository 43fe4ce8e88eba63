"""Can whoever holds the phone end it all in two taps, and is then really nothing more sent?"""

from collections.abc import Callable
from datetime import timedelta

from browsing import Reader
from sqlalchemy import select
from werkzeug.test import Client

from ivr.models import Consent, Message, MessageState, OptOut
from ivr.operations.messages import link_hash
from ivr.pages.words import WORDS
from ivr.runtime import Runtime

TOKEN, OTHER = "a" * 22, "b" * 22
Link = Callable[..., str]


def standing(rt: Runtime) -> list[bool]:
    """Of each yes, whether it stands."""
    with rt.db.read() as session:
        withdrawn = session.scalars(select(Consent.withdrawn_at).order_by(Consent.given_at))
        return [moment is None for moment in withdrawn]


def test_two_taps_from_the_first_page_close_the_link_and_withdraw_the_yes(
    open_rt: Runtime, browser: Client, link: Link
) -> None:
    reader = Reader(browser, link(TOKEN))
    reader.tap("stopping")
    assert standing(open_rt) == [True], "one tap only asks"
    assert WORDS["en"]["stopping_says"] in reader.text
    reader.tap("stop")
    assert WORDS["en"]["closed"] in reader.text
    assert standing(open_rt) == [False]
    for again in (browser.get(reader.url), browser.post(reader.url, data={"page": "stop"})):
        assert again.status_code == 404


def test_the_way_to_it_is_on_the_list_and_deeper_too(browser: Client, link: Link) -> None:
    reader = Reader(browser, link(TOKEN))
    for tap in ("list", "housing"):
        assert "stopping" in reader.tap(tap).page.values("button")


def test_what_was_promised_to_the_same_phone_is_not_sent_and_its_other_links_are_over(
    open_rt: Runtime, browser: Client, link: Link
) -> None:
    one = Reader(browser, link(TOKEN, phone="f" * 64))
    same, stranger = link(OTHER, phone="f" * 64), link("c" * 22, phone="e" * 64)
    with open_rt.db.begin() as session:
        sent = session.scalars(select(Message).where(Message.link_hash == link_hash(TOKEN))).one()
        sent.state = MessageState.DELIVERED
    one.tap("stopping").tap("stop")
    assert browser.get(same).status_code == 404
    assert browser.get(stranger).status_code == 200
    with open_rt.db.read() as session:
        found = {m.link_hash: (m.state, m.reason) for m in session.scalars(select(Message))}
    assert found == {
        link_hash(TOKEN): ("delivered", None),
        link_hash(OTHER): ("refused", "consent_withdrawn"),
        link_hash("c" * 22): ("promised", None),
    }


def test_a_tap_of_somebody_else_does_not_silence_the_caller_for_ever(
    open_rt: Runtime, browser: Client, link: Link
) -> None:
    Reader(browser, link(TOKEN, phone="f" * 64)).tap("stopping").tap("stop")
    with open_rt.db.read() as session:
        assert session.scalars(select(OptOut)).all() == []
    assert browser.get(link(OTHER, phone="f" * 64)).status_code == 200, "a new yes is a new yes"


def test_a_link_outlives_the_number_and_can_still_be_closed(
    open_rt: Runtime, browser: Client, link: Link, watch: Callable[..., object]
) -> None:
    forgotten, other = link(TOKEN, phone=None), link(OTHER, phone=None)
    Reader(browser, forgotten).tap("stopping").tap("stop")
    assert browser.get(forgotten).status_code == 404
    assert browser.get(other).status_code == 200, "two forgotten numbers are not one phone"


def test_no_get_closes_a_link_whatever_it_asks(
    open_rt: Runtime, browser: Client, link: Link
) -> None:
    url = link(TOKEN)
    for asked in ("?page=stop", "?page=stopping&page=stop", "/stop", "/close"):
        browser.get(f"{url}{asked}")
        browser.head(f"{url}{asked}")
    assert browser.get(url).status_code == 200
    assert standing(open_rt) == [True]


def test_a_link_that_is_over_withdraws_nothing(
    open_rt: Runtime, browser: Client, link: Link
) -> None:
    url = link(TOKEN, hours=1)
    with open_rt.db.begin() as session:
        session.scalars(select(Message)).one().link_until = open_rt.now() - timedelta(seconds=1)
    assert browser.post(url, data={"page": "stop"}).status_code == 404
    assert standing(open_rt) == [True]
