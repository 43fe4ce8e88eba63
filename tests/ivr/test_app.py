"""Does the web process say how it is, and answer any request at all without breaking?"""

import io
from collections.abc import Iterator
from dataclasses import replace

import pytest
from elements import problems_of
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some
from werkzeug.test import Client, TestResponse

from ivr import database, lifeline
from ivr.app import LARGEST_REQUEST, create_app
from ivr.bookshelf import Bookshelf
from ivr.runtime import Runtime, redis_at
from ivr.soundshelf import Soundshelf
from ivr.trial.servers import free_port

METHODS = ("GET", "HEAD", "POST", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "BREW")


@pytest.fixture
def web(open_rt: Runtime) -> Client:
    return Client(create_app(open_rt))


@pytest.fixture
def nowhere(open_rt: Runtime) -> Iterator[Runtime]:
    """The helpline when its database and Redis are gone, after a restart without flows on disk."""
    away = database.connect(f"postgresql+psycopg://nobody@127.0.0.1:{free_port()}/none")
    folder = open_rt.environment.var_dir / "empty"
    redis = redis_at(f"redis://127.0.0.1:{free_port()}/0")
    sounds = Soundshelf(away, folder / "sounds", clock=open_rt.clock)
    shelf = Bookshelf(away, folder, sounds=sounds, test_numbers=True, clock=open_rt.clock)
    yield replace(open_rt, db=away, redis=redis, books=shelf, sounds=sounds)
    away.engine.dispose()
    redis.close()


def test_a_process_that_is_there_says_so_without_asking_anybody(nowhere: Runtime) -> None:
    answer = Client(create_app(nowhere)).get("/healthz")
    assert (answer.status_code, answer.json) == (200, {"status": "ok"})


def test_a_helpline_that_has_all_it_needs_is_ready(web: Client) -> None:
    answer = web.get("/readyz")
    assert answer.status_code == 200
    assert answer.json == {"status": "ready", "database": "ok", "redis": "ok", "flows": "ok"}
    assert answer.headers["Cache-Control"] == "no-store"


def test_what_is_missing_is_named(rt: Runtime, nowhere: Runtime) -> None:
    missing = Client(create_app(nowhere)).get("/readyz")
    assert missing.status_code == 503
    assert missing.json == {
        "status": "degraded",
        "database": "missing",
        "redis": "missing",
        "flows": "missing",
    }


def test_an_unpublished_helpline_says_which_part_is_missing(rt: Runtime) -> None:
    answer = Client(create_app(rt)).get("/readyz")
    assert answer.status_code == 503
    assert answer.json == {
        "status": "degraded",
        "database": "ok",
        "redis": "ok",
        "flows": "missing",
    }


def test_old_tables_are_not_ready(open_rt: Runtime) -> None:
    with open_rt.db.engine.begin() as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '0'")
    answer = Client(create_app(open_rt)).get("/readyz")
    assert answer.json is not None
    assert answer.json["database"] == "missing"


@pytest.mark.parametrize("path", ["/healthz", "/readyz", "/leave", "/page.css", "/voice/calls"])
def test_a_method_nobody_should_use_is_refused_kindly(web: Client, path: str) -> None:
    for method in METHODS:
        status = web.open(path, method=method).status_code
        assert status < 500, method
        if method in ("PUT", "DELETE", "PATCH", "TRACE", "BREW"):
            assert status in (403, 405), method


HUGE = {
    "a long field": b"Digits=" + b"1" * (LARGEST_REQUEST + 1),
    "many fields": b"&".join(b"a%d=1" % i for i in range(20_000)),
    "a field of one megabyte": b"a=" + b"%00" * 350_000,
    "no form at all": b"\x00\xff" * 100_000,
}


@pytest.mark.parametrize("what", HUGE)
@pytest.mark.parametrize(
    "path", ["/voice/calls", "/text/messages", "/l/" + "a" * 22, "/lifeline/x"]
)
def test_a_huge_request_is_refused_and_never_breaks_anything(
    web: Client, path: str, what: str
) -> None:
    for kind in ("application/x-www-form-urlencoded", "multipart/form-data", "application/json"):
        headers = {"X-Twilio-Signature": "x" * 28}
        answer = web.post(path, data=HUGE[what], content_type=kind, headers=headers)
        assert 400 <= answer.status_code < 500


class Stream(io.RawIOBase):
    """Four megabytes of a form, sent without saying how many there will be."""

    left = 4 * 1024 * 1024

    def readable(self) -> bool:
        return True

    def readinto(self, into: bytearray) -> int:
        room = memoryview(into)
        size = min(len(room), self.left)
        room[:size] = b"1" * size
        self.left -= size
        return size


def test_a_request_that_does_not_say_its_size_is_not_read_to_its_end(web: Client) -> None:
    stream = Stream()
    answer = web.post(
        "/voice/calls",
        content_type="application/x-www-form-urlencoded",
        headers={"X-Twilio-Signature": "x" * 28},
        environ_overrides={
            "HTTP_TRANSFER_ENCODING": "chunked",
            "wsgi.input_terminated": True,
            "wsgi.input": stream,
        },
    )
    assert 400 <= answer.status_code < 500
    assert 0 < Stream.left - stream.left <= LARGEST_REQUEST


paths = some.text(some.characters(exclude_categories=["Cs"]), max_size=60)
known = some.sampled_from(["/l/", "/voice/", "/voice/steps/", "/text/", "/lifeline/", "/", "//"])


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(known, paths, some.sampled_from(METHODS))
def test_no_address_of_any_kind_breaks_anything(
    web: Client, start: str, rest: str, method: str
) -> None:
    answer: TestResponse = web.open(
        "/",
        method=method,
        environ_overrides={"PATH_INFO": (start + rest).encode().decode("latin-1")},
    )
    assert answer.status_code < 500


def test_what_is_nowhere_is_not_found_and_names_nobody(web: Client) -> None:
    for path in ("/", "/admin", "/l", "/l/", "/static/x", "/lifeline/", "/lifeline/none.xml"):
        answer = web.get(path)
        assert answer.status_code == 404
        for word in ("helpline", "police", "victim"):
            assert word not in answer.text.lower()


def test_no_page_or_webhook_sets_a_cookie(web: Client) -> None:
    for path in ("/healthz", "/readyz", "/leave", "/l/" + "a" * 22, "/lifeline/call.xml"):
        assert "Set-Cookie" not in web.get(path).headers


def test_the_lifeline_is_served_to_everybody_by_get_and_by_post(web: Client) -> None:
    """Twilio asks a number's fallback URL by POST unless the number says otherwise."""
    for name in (lifeline.FIRST, lifeline.SCREEN, lifeline.TAKEN):
        for method in ("GET", "POST"):
            answer = web.open(f"/lifeline/{name}", method=method)
            assert answer.status_code == 200
            assert answer.mimetype == "text/xml"
            assert problems_of(answer.text) == []


def test_without_anything_published_the_lifeline_still_speaks(nowhere: Runtime) -> None:
    web = Client(create_app(nowhere))
    answer = web.post(f"/lifeline/{lifeline.FIRST}")
    assert answer.status_code == 200
    assert answer.text == lifeline.LAST_WORDS
    assert web.get(f"/lifeline/{lifeline.SCREEN}").status_code == 404


def test_the_app_answers_each_path_once(open_rt: Runtime) -> None:
    app: Flask = create_app(open_rt)
    rules = [
        (rule.rule, method)
        for rule in app.url_map.iter_rules()
        for method in (rule.methods or set()) - {"OPTIONS"}
    ]
    assert len(rules) == len(set(rules))
