"""What does somebody see who opens the link in a text, and what does somebody who looks on?"""

import hashlib
import re
from collections.abc import Callable
from datetime import timedelta
from html.parser import HTMLParser

import pytest
from werkzeug.test import Client, TestResponse

from ivr.app import create_app
from ivr.models import Call, Consent, Line, Message, Table, new_id
from ivr.operations.messages import link_hash
from ivr.pages.words import WORDS
from ivr.queries.directory import TOPICS
from ivr.runtime import Runtime

TOKEN, OTHER = "a" * 22, "b" * 22
FORBIDDEN = "police|victim|abuse|violen|crime|helpline|hotline|shelter|policía|víctima|abuso|crimen"
Link = Callable[..., str]


class Page(HTMLParser):
    """What a browser would make of a page."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))

    def each(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.elements if name == tag]


@pytest.fixture
def link(open_rt: Runtime) -> Link:
    """Somebody was texted a link."""

    def make(token: str, *, language: str = "en", hours: int = 72) -> str:
        rt, now = open_rt, open_rt.now()
        with rt.db.begin() as session:
            live = rt.books.live().short
            number = session.query(Line).first()
            assert number is not None
            call = Call(
                id=new_id(),
                sid=new_id(),
                line=number.id,
                revision=live,
                number_hidden=False,
                began_at=now,
            )
            session.add(call)
            session.flush()
            consent = Consent(id=new_id(), call_id=call.id, purpose="text", given_at=now)
            session.add(consent)
            session.flush()
            session.add(
                Message(
                    id=new_id(),
                    call_id=call.id,
                    consent_id=consent.id,
                    template="general_list",
                    language=language,
                    revision=live,
                    promised_at=now,
                    link_hash=link_hash(token),
                    link_until=now + timedelta(hours=hours),
                )
            )
        return f"/l/{token}"

    return make


@pytest.fixture
def browser(open_rt: Runtime) -> Client:
    return Client(create_app(open_rt))


def everything(rt: Runtime) -> str:
    """A hash over every row of every table."""
    with rt.db.read() as session:
        rows = [session.execute(table.select()).all() for table in Table.metadata.sorted_tables]
    return hashlib.sha256(repr(rows).encode()).hexdigest()


def test_a_preview_changes_nothing_and_shows_nothing(
    open_rt: Runtime, browser: Client, link: Link
) -> None:
    url = link(TOKEN)
    before = everything(open_rt)
    for method in ("GET", "HEAD"):
        for _ in range(3):
            assert browser.open(url, method=method).status_code == 200
    assert everything(open_rt) == before
    page = browser.get(url).text
    assert not re.search(FORBIDDEN, page, re.IGNORECASE)
    for topic in TOPICS:
        assert WORDS["en"][topic] not in page


def test_a_link_nobody_ever_made_looks_the_same(browser: Client, link: Link) -> None:
    real = browser.get(link(TOKEN))
    for guess in (OTHER, "short", "x" * 500, "ñ" * 22):
        unknown = browser.get(f"/l/{guess}")
        assert unknown.status_code == real.status_code == 200
        assert without_links(unknown) == without_links(real)
        assert set(unknown.headers.keys()) == set(real.headers.keys())


def without_links(page: TestResponse) -> str:
    return re.sub(r'action="/l/[^"]*"', "", page.text)


def test_one_tap_opens_the_same_list_for_everybody(browser: Client, link: Link) -> None:
    one, other = browser.post(link(TOKEN)), browser.post(link(OTHER))
    assert one.status_code == 200
    assert one.text == other.text
    for topic in TOPICS:
        assert WORDS["en"][topic] in one.text
    assert not re.search(FORBIDDEN, one.text, re.IGNORECASE)


def test_the_page_speaks_the_language_of_the_text(browser: Client, link: Link) -> None:
    url = link(TOKEN, language="es")
    for page in (browser.get(url), browser.post(url)):
        assert Page(page.text).each("html")[0]["lang"] == "es"
        assert WORDS["es"]["leave"] in page.text
        assert WORDS["en"]["leave"] not in page.text


def test_a_language_without_a_page_is_answered_in_english(browser: Client, link: Link) -> None:
    page = browser.post(link(TOKEN, language="so"))
    assert Page(page.text).each("html")[0]["lang"] == "en"


def test_both_languages_say_everything() -> None:
    assert WORDS["en"].keys() == WORDS["es"].keys()
    assert not any(WORDS["en"][name] == WORDS["es"][name] for name in WORDS["en"])


@pytest.mark.parametrize("token", [TOKEN, OTHER, "short", "x" * 500])
def test_a_link_that_is_over_says_so_kindly(browser: Client, link: Link, token: str) -> None:
    link(TOKEN, hours=0)
    page = browser.post(f"/l/{token}")
    assert page.status_code == 410
    assert WORDS["en"]["over"] in page.text
    assert not re.search("error|invalid|failed|wrong", page.text, re.IGNORECASE)
    assert Page(page.text).each("a")[0]["href"] == "/leave"


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_every_page_has_a_way_out_and_names_its_language(
    browser: Client, link: Link, method: str
) -> None:
    page = Page(browser.open(link(TOKEN), method=method).text)
    assert page.elements[[tag for tag, _ in page.elements].index("a")][1]["href"] == "/leave"
    assert page.each("html")[0]["lang"] == "en"
    assert page.each("meta"), "for small screens"
    assert len(page.each("h1")) == 1
    assert len(page.each("title")) == 1


@pytest.mark.parametrize("path", ["/l/" + TOKEN, "/l/" + OTHER, "/leave", "/page.css", "/page.js"])
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_nothing_is_kept_told_elsewhere_or_found_by_search(
    browser: Client, link: Link, path: str, method: str
) -> None:
    link(TOKEN)
    headers = browser.open(path, method=method).headers
    if method == "POST" and "/l/" not in path:
        return
    assert headers["Cache-Control"] == "no-store"
    assert headers["Referrer-Policy"] == "no-referrer"
    assert "noindex" in headers["X-Robots-Tag"]
    assert headers["X-Frame-Options"] == "DENY"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert "default-src 'none'" in headers["Content-Security-Policy"]
    assert "unsafe" not in headers["Content-Security-Policy"]
    for trace in ("Set-Cookie", "ETag", "Last-Modified"):
        assert trace not in headers


def test_a_page_with_all_it_loads_is_small_and_loads_nothing_from_elsewhere(
    browser: Client, link: Link
) -> None:
    link(TOKEN)
    for page in (browser.get(f"/l/{TOKEN}"), browser.post(f"/l/{TOKEN}")):
        read = Page(page.text)
        sources = [
            e[name] for _, e in read.elements for name in ("src", "href", "action") if name in e
        ]
        assert all(source and source.startswith("/") and source[1] != "/" for source in sources)
        loaded = [e["src"] for e in read.each("script")] + [e["href"] for e in read.each("link")]
        total = sum(len(browser.get(url or "").data) for url in loaded) + len(page.data)
        assert 1000 < total < 50_000
        assert not read.each("img")
        assert not read.each("iframe")
        assert "<style" not in page.text, "the policy would refuse it"
        assert " on" not in re.sub(r"(?s)>[^<]*<", "><", page.text), "nor scripts in attributes"


def test_the_page_works_without_any_script(browser: Client, link: Link) -> None:
    (form,) = Page(browser.get(link(TOKEN)).text).each("form")
    assert form["method"] == "post"
    assert browser.post(form["action"] or "").status_code == 200


def test_leaving_takes_the_traces_of_this_site_along(browser: Client) -> None:
    gone = browser.get("/leave")
    assert gone.status_code == 303
    assert gone.headers["Location"].startswith("https://")
    assert "helpline" not in gone.headers["Location"]
    for trace in ('"cache"', '"cookies"', '"storage"'):
        assert trace in gone.headers["Clear-Site-Data"]


@pytest.mark.parametrize(
    "path", ["/l", "/l/", "/l/a/b", "/links", "/page", "/leave/", "/page.html"]
)
def test_what_is_not_a_page_is_not_found(browser: Client, path: str) -> None:
    assert browser.get(path).status_code == 404


def test_a_pages_words_are_never_taken_from_its_address(browser: Client) -> None:
    page = browser.get("/l/%22%3E%3Cscript%3Ealert(1)")
    assert "<script>alert" not in page.text
    assert len(Page(page.text).each("script")) == 1
