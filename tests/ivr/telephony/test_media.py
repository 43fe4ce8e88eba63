"""Is a sound fetched whole, bounded, and by nobody who has not signed in?"""

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
import requests

from ivr.telephony.media import NotThere, Sounds
from ivr.telephony.phone import AskLater, Gone, Refused, TooLong, Unanswered
from ivr.telephony.twilio import TwilioPhone

SOUND = b"RIFF" + bytes(range(256)) * 1000
SID = "RE" + "0" * 32


class Company(BaseHTTPRequestHandler):
    """Somebody at the other end, who answers as the path says."""

    def do_GET(self) -> None:
        seen.append((self.path, self.headers.get("Authorization")))
        name = self.path.rpartition("/")[2]
        if name.isdigit():
            self.send_response(int(name))
            self.send_header("Content-Length", "0")
            self.end_headers()
            return
        self.send_response(200)
        cut = len(SOUND) // 2 if name == "cut" else len(SOUND)
        self.send_header("Content-Length", str(len(SOUND)))
        self.end_headers()
        self.wfile.write(SOUND[:cut])

    def log_message(self, *_words: object) -> None:
        """Nothing is printed."""


seen: list[tuple[str, str | None]] = []


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Company)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture
def sounds(address: str) -> Sounds:
    seen.clear()
    return Sounds(address, "AC1", "token")


def test_a_sound_comes_byte_for_byte_to_who_signs_in(sounds: Sounds) -> None:
    assert sounds("/sound", len(SOUND)) == SOUND
    ((path, signed_in),) = seen
    assert (path, (signed_in or "").partition(" ")[0]) == ("/sound", "Basic")


def test_what_is_longer_than_asked_for_is_left_there(sounds: Sounds) -> None:
    with pytest.raises(TooLong):
        sounds("/sound", len(SOUND) - 1)


def test_half_a_sound_is_none(sounds: Sounds) -> None:
    with pytest.raises(requests.RequestException):
        sounds("/cut", len(SOUND))


@pytest.mark.parametrize("status", [404, 401, 429, 500, 503, 204])
def test_any_other_answer_is_no_sound(sounds: Sounds, status: int) -> None:
    with pytest.raises(NotThere) as problem:
        sounds(f"/{status}", 1000)
    assert problem.value.status == status


@pytest.mark.parametrize(
    ("status", "problem"), [(404, Gone), (401, Refused), (429, AskLater), (500, Unanswered)]
)
def test_the_phone_says_in_our_words_why_there_is_none(
    address: str, status: int, problem: type[Exception]
) -> None:
    fetch = Sounds(address, "AC1", "token")
    phone = TwilioPhone("AC1", "token", address, sounds=lambda _, most: fetch(f"/{status}", most))
    with pytest.raises(problem):
        phone.recorded_sound(SID, 1000)


def test_a_phone_company_that_is_away_is_asked_later(address: str) -> None:
    phone = TwilioPhone("AC1", "token", "http://127.0.0.1:1")
    with pytest.raises(AskLater):
        phone.recorded_sound(SID, 1000)
