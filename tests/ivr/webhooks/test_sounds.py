"""Does the phone company get a recording at its address, and nobody anything else?"""

import hashlib
from collections.abc import Iterator
from dataclasses import replace

import pytest
from tones import tone
from werkzeug.test import Client

from ivr import database
from ivr.app import create_app
from ivr.operations import flows
from ivr.runtime import Runtime
from ivr.soundshelf import Soundshelf
from ivr.trial.servers import free_port

HUM = tone(1)
NAME = hashlib.sha256(HUM).hexdigest()
AT = f"/sound/{NAME}.wav"


@pytest.fixture
def spoken_rt(rt: Runtime, folder) -> Runtime:
    """A helpline with one recording published."""
    folder.record("es", "welcome.hello.say", HUM)
    spoken = replace(rt, environment=replace(rt.environment, flows_dir=folder.path))
    flows.publish(spoken)
    return spoken


@pytest.fixture
def web(spoken_rt: Runtime) -> Client:
    return Client(create_app(spoken_rt))


@pytest.fixture
def without_database(spoken_rt: Runtime) -> Iterator[Runtime]:
    """The same helpline once its database is gone: what is on disk is on disk."""
    away = database.connect(f"postgresql+psycopg://nobody@127.0.0.1:{free_port()}/none")
    folder = spoken_rt.environment.var_dir / "sounds"
    yield replace(spoken_rt, db=away, sounds=Soundshelf(away, folder, clock=spoken_rt.clock))
    away.engine.dispose()


def test_whoever_asks_gets_the_sound_and_may_keep_it(web: Client) -> None:
    answer = web.get(AT)
    assert (answer.status_code, answer.data) == (200, HUM)
    assert answer.headers["Content-Type"] == "audio/wav"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert answer.headers["Content-Security-Policy"] == "default-src 'none'"


def test_a_reader_learns_which_sentence_it_is(web: Client) -> None:
    headers = web.get(AT).headers
    assert headers["Content-Language"] == "es"
    assert headers["Content-Disposition"] == 'inline; filename="welcome.hello.say.wav"'


def test_who_has_it_already_need_not_fetch_it_again(web: Client) -> None:
    tag = web.get(AT).headers["ETag"]
    again = web.get(AT, headers={"If-None-Match": tag})
    assert (again.status_code, again.data) == (304, b"")


@pytest.mark.parametrize(
    "path",
    [
        f"/sound/{'0' * 64}.wav",
        f"/sound/{NAME}",
        f"/sound/{NAME.upper()}.wav",
        f"/sound/{NAME[:8]}.wav",
        f"/sound/{NAME}.wav.wav",
        f"/sound/{NAME}%00.wav",
        "/sound/..%2F..%2Fflows%2Flive.wav",
        "/sound/../flows/live.wav",
        "/sound/.wav",
        "/lifeline/live.wav",
        f"/lifeline/{'0' * 64}.wav",
    ],
)
def test_any_other_address_is_not_found(web: Client, path: str) -> None:
    answer = web.get(path)
    assert answer.status_code == 404
    assert HUM not in answer.data
    assert "immutable" not in answer.headers.get("Cache-Control", "")


def test_the_host_of_the_pages_does_not_know_our_recordings(web: Client) -> None:
    assert web.get(AT, base_url="http://pages.test").status_code == 404


def test_nothing_can_be_put_there(web: Client) -> None:
    for method in ("POST", "PUT", "DELETE"):
        assert web.open(AT, method=method, data=b"RIFF").status_code == 405
    assert web.get(AT).data == HUM


def test_it_is_there_while_the_database_is_away(without_database: Runtime) -> None:
    assert Client(create_app(without_database)).get(AT).data == HUM


def test_the_lifeline_has_it_beside_its_documents(web: Client) -> None:
    assert web.get(f"/lifeline/{NAME}.wav").data == HUM


def test_before_anything_is_published_there_is_nothing(rt: Runtime) -> None:
    assert Client(create_app(rt)).get(AT).status_code == 404
