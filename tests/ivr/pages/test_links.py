"""What does somebody see who opens the link in a text, and what does somebody who looks on?"""

import hashlib
import re
from collections.abc import Callable
from dataclasses import replace
from itertools import pairwise

import pytest
from browsing import FORBIDDEN, Page, Reader
from sqlalchemy.exc import OperationalError
from werkzeug.test import Client

from ivr.app import create_app
from ivr.models import Table, Topic
from ivr.pages.words import WORDS
from ivr.runtime import Runtime

TOKEN, OTHER = "a" * 22, "b" * 22
Link = Callable[..., str]


def everything(rt: Runtime) -> str:
    """A hash over every row of every table."""
    with rt.db.read() as session:
        rows = [session.execute(table.select()).all() for table in Table.metadata.sorted_tables]
    return hashlib.sha256(repr(rows).encode()).hexdigest()


def test_a_preview_opened_a_hundred_times_changes_nothing_and_shows_nothing(
    open_rt: Runtime, browser: Client, link: Link
) -> None:
    url = link(TOKEN)
    before = everything(open_rt)
    for method in ("GET", "HEAD"):
        for _ in range(50):
            assert browser.open(url, method=method).status_code == 200
    assert everything(open_rt) == before
    page = browser.get(url).text
    assert not re.search(FORBIDDEN, page, re.IGNORECASE)
    for topic in Topic:
        assert WORDS["en"][topic] not in page


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_unknown_over_and_closed_links_are_one_and_the_same_page(
    browser: Client, link: Link, method: str
) -> None:
    link(TOKEN, language="es", hours=0)
    closed = Reader(browser, link(OTHER, language="ar"))
    closed.tap("stopping").tap("stop")
    unknown = browser.open(f"/l/{'c' * 22}", method=method)
    assert unknown.status_code == 404
    for guess in (TOKEN, OTHER, "short", "x" * 500, "ñ" * 22, "%00", "' OR 1=1 --"):
        seen = browser.open(f"/l/{guess}", method=method)
        assert (seen.status_code, seen.data) == (unknown.status_code, unknown.data)
        assert seen.headers == unknown.headers


def test_a_link_that_is_over_says_so_kindly_in_the_language_of_the_browser(
    browser: Client,
) -> None:
    for asked, language in (("es-MX,en;q=0.5", "es"), ("ar", "ar"), ("so", "en"), ("", "en")):
        page = browser.get(f"/l/{TOKEN}", headers={"Accept-Language": asked})
        assert WORDS[language]["over"] in page.text
        assert Page(page.text).each("html")[0]["lang"] == language
        assert not re.search("error|invalid|failed|wrong", page.text, re.IGNORECASE)


def test_the_page_speaks_the_language_of_the_text(browser: Client, link: Link) -> None:
    url = link(TOKEN, language="es")
    for page in (browser.get(url), browser.post(url)):
        assert Page(page.text).each("html")[0]["lang"] == "es"
        assert WORDS["es"]["leave"] in page.text
        assert WORDS["en"]["leave"] not in page.text


def test_a_language_without_a_page_is_answered_in_english(browser: Client, link: Link) -> None:
    page = browser.post(link(TOKEN, language="so"))
    assert Page(page.text).each("html")[0]["lang"] == "en"


def test_a_language_of_one_country_is_read_in_that_language(browser: Client, link: Link) -> None:
    assert Page(browser.get(link(TOKEN, language="es-MX")).text).each("html")[0]["lang"] == "es"


def test_who_reads_another_language_gets_there_with_one_tap(browser: Client, link: Link) -> None:
    reader = Reader(browser, link(TOKEN, language="es"))
    (arabic,) = [b for b in reader.page.each("button") if b["value"] == "ar"]
    assert (arabic["lang"], arabic["dir"]) == ("ar", "rtl")
    reader.tap("ar")
    assert WORDS["ar"]["list"] in reader.text
    assert reader.page.each("html")[0] == {"lang": "ar", "dir": "rtl"}
    assert reader.tap("housing").page.each("html")[0]["lang"] == "ar", "and it stays so"


def test_every_language_says_everything() -> None:
    for language, words in WORDS.items():
        assert words.keys() == WORDS["en"].keys()
        if language != "en":
            assert not [name for name in words if words[name] == WORDS["en"][name]]
        assert not [said for said in words.values() if not said.strip()]


@pytest.mark.parametrize("language", list(WORDS))
def test_what_is_seen_before_a_second_tap_names_nothing(
    browser: Client, link: Link, language: str
) -> None:
    reader = Reader(browser, link(TOKEN, language=language))
    for shown in (reader.text, Reader(browser, reader.url).tap("stopping").text):
        assert not re.search(FORBIDDEN, shown, re.IGNORECASE)
    assert not re.search(FORBIDDEN, reader.tap("list").text, re.IGNORECASE)


@pytest.mark.parametrize(
    "taps", [(), ("list",), ("list", "housing"), ("stopping",), ("stopping", "stop")]
)
def test_every_page_has_a_way_out_on_top_and_names_its_language(
    browser: Client, link: Link, taps: tuple[str, ...]
) -> None:
    reader = Reader(browser, link(TOKEN))
    for tap in taps:
        reader.tap(tap)
    page = reader.page
    first = next(a for tag, a in page.elements if tag in ("a", "button", "input", "select"))
    assert (first["id"], first["href"]) == ("leave", "/leave")
    assert page.each("html")[0] == {"lang": "en", "dir": "ltr"}
    assert {"width=device-width, initial-scale=1"} <= set(page.values("meta", "content"))
    assert len(page.each("h1")) == len(page.each("title")) == len(page.each("main")) == 1
    assert "<title>Information</title>" in reader.text
    assert page.values("link", "href") == ["/page.svg", "/page.css"]


@pytest.mark.parametrize("taps", [("list",), ("list", "health"), ("list", "rights")])
def test_headings_go_down_one_step_at_a_time(
    browser: Client, link: Link, taps: tuple[str, ...]
) -> None:
    reader = Reader(browser, link(TOKEN))
    for tap in taps:
        reader.tap(tap)
    levels = [int(tag[1]) for tag, _ in reader.page.elements if re.fullmatch("h[1-6]", tag)]
    assert levels[0] == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))


@pytest.mark.parametrize(
    "path", ["/l/" + TOKEN, "/l/" + OTHER, "/leave", "/page.css", "/page.js", "/page.svg"]
)
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


def test_the_whole_way_works_without_any_script_and_without_a_cookie(
    browser: Client, link: Link
) -> None:
    reader = Reader(browser, link(TOKEN))
    for tap in ("list", "money", "list", "stopping", "list", "rights", "stopping", "stop"):
        assert reader.tap(tap).shown.status_code == 200
    assert not browser._cookies


def test_leaving_takes_the_traces_of_this_site_along(browser: Client) -> None:
    gone = browser.get("/leave")
    assert gone.status_code == 303
    assert gone.headers["Location"].startswith("https://")
    assert "helpline" not in gone.headers["Location"]
    for trace in ('"cookies"', '"storage"'):
        assert trace in gone.headers["Clear-Site-Data"]


@pytest.mark.parametrize(
    "path", ["/", "/l", "/l/", "/l/a/b", "/links", "/page", "/leave/", "/voice/calls", "/healthz"]
)
def test_on_the_host_of_the_pages_everything_else_is_the_page_that_is_not_there(
    browser: Client, path: str
) -> None:
    unknown = browser.get(f"/l/{TOKEN}", base_url="http://pages.test")
    seen = browser.get(path, base_url="http://pages.test")
    assert (seen.status_code, seen.data, seen.headers) == (404, unknown.data, unknown.headers)


def test_a_pages_words_are_never_taken_from_its_address(browser: Client) -> None:
    page = browser.get("/l/%22%3E%3Cscript%3Ealert(1)")
    assert "<script>alert" not in page.text
    assert len(Page(page.text).each("script")) == 1


def test_a_form_full_of_nonsense_opens_the_list(browser: Client, link: Link) -> None:
    url = link(TOKEN)
    usual = browser.post(url).text
    odd = {"page": "../etc", "language": "xx", "speaks": "<b>", "area": "a'b", "read_in": "zz"}
    assert browser.post(url, data=odd).text == usual
    many = {f"f{number}": "x" * 1000 for number in range(150)}
    assert browser.post(url, data=many).text == usual
    assert browser.post(url, data=b"\xff\xfe", content_type="text/plain").text == usual
    assert browser.post(url, data={"page": "x" * 300_000}).status_code == 404, "more than we read"
    for start in ("-1", "99999999", "٣", "9999"):
        assert browser.post(url, data={"page": f"housing.{start}"}).status_code == 200


def test_when_the_database_is_away_the_page_says_so_kindly_and_the_log_names_no_link(
    open_rt: Runtime, link: Link, caplog: pytest.LogCaptureFixture
) -> None:
    link(TOKEN)

    class Away:
        def read(self) -> None:
            raise OperationalError("SELECT", {}, Exception(TOKEN))

    page = Client(create_app(replace(open_rt, db=Away()))).get(f"/l/{TOKEN}")  # type: ignore[arg-type]
    assert page.status_code == 503
    assert WORDS["en"]["sorry"] in page.text
    assert page.headers["Cache-Control"] == "no-store"
    assert [record.getMessage() for record in caplog.records] == ["page broke"]
    assert not re.search(FORBIDDEN, page.text, re.IGNORECASE)
