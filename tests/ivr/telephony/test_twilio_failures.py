"""Do we understand every way in which Twilio can fail, and never tell it with a number?"""

import json
import logging
import socket
import threading
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest

from ivr.telephony import twilio
from ivr.telephony.phone import AskLater, Gone, Refused, Ring, Text, Unanswered
from ivr.telephony.twilio import TwilioPhone
from ivr.trial.servers import free_port

ANA, CALLER = "+12125550111", "+12125550123"
HOST = "http://helpline.test"
RING = Ring(ANA, "+12125550100", f"{HOST}/whisper", f"{HOST}/notice", 18)
TEXT = Text(CALLER, "+12125550101", "Here's the list.", f"{HOST}/receipt", 7200)
SID = "CA" + "0" * 32

Act = Callable[[socket.socket], None]


def resets(connection: socket.socket) -> None:
    """The connection is torn down, as by a crash."""
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")


def closes(connection: socket.socket) -> None:
    """The connection ends politely, without a word."""


def stops_halfway(connection: socket.socket) -> None:
    connection.sendall(b"HTTP/1.1 201 Created\r\nContent-Length: 500\r\n\r\n{")


def says(status: int, body: str) -> Act:
    def act(connection: socket.socket) -> None:
        head = f"HTTP/1.1 {status} X\r\nContent-Length: {len(body)}\r\nConnection: close\r\n\r\n"
        connection.sendall((head + body).encode())

    return act


def error(status: int, code: int | None) -> Act:
    said = {"code": code, "message": f"no, not {ANA} nor {CALLER}", "status": status}
    return says(status, json.dumps(said))


def hangs(connection: socket.socket) -> None:
    connection.recv(1)  # until the other side has had enough


@contextmanager
def server(act: Act) -> Iterator[str]:
    """A server that reads one request and then does this."""
    with socket.create_server(("127.0.0.1", 0)) as listener:

        def serve() -> None:
            connection, _ = listener.accept()
            connection.settimeout(5)
            with connection:
                while b"\r\n\r\n" not in connection.recv(65536):
                    pass
                act(connection)

        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
        thread.join(5)
        assert not thread.is_alive(), "nobody asked"


def phone_at(url: str) -> TwilioPhone:
    """Our phone with less patience than it has in life."""
    http = twilio._Elsewhere(url)
    assert http.timeout == 5, "in life: five seconds, not for ever"
    http.timeout = 0.3
    return TwilioPhone("AC" + "5a" * 16, "token", url, http=http)


FAILURES: dict[str, tuple[Act, type[Exception]]] = {
    "hangs": (hangs, Unanswered),
    "resets the connection": (resets, Unanswered),
    "closes without a word": (closes, Unanswered),
    "stops halfway": (stops_halfway, Unanswered),
    "says something that is not JSON": (says(201, "<html>"), Unanswered),
    "says nothing at all": (says(201, ""), Unanswered),
    "breaks": (error(500, 20500), Unanswered),
    "is overloaded behind a proxy": (says(503, "<html>busy</html>"), Unanswered),
    "is asked too often": (error(429, 20429), AskLater),
    "is asked too often behind a proxy": (says(429, "<html>slow down</html>"), AskLater),
    "is asked too often in other words": (error(400, 20429), AskLater),
    "knows that they said stop": (error(400, 21610), Refused),
    "refuses without a code": (error(403, None), Refused),
}


@pytest.fixture
def log(capsys: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture) -> Callable[[], str]:
    """Everything that any library wrote, as a process of ours is configured."""
    for name in ("twilio", "twilio.http_client", "urllib3"):
        caplog.set_level(logging.WARNING, name)
    caplog.set_level(logging.DEBUG)
    return lambda: "".join(capsys.readouterr()) + caplog.text


@pytest.mark.parametrize("what", FAILURES)
def test_every_failure_is_told_in_our_words_and_never_with_a_number(
    what: str, log: Callable[[], str]
) -> None:
    act, expected = FAILURES[what]
    for ask in (lambda phone: phone.ring(RING), lambda phone: phone.send(TEXT)):
        with server(act) as url, pytest.raises(expected) as raised:
            ask(phone_at(url))
        told = "".join(traceback.format_exception(raised.value)) + log()
        assert "5550111" not in told
        assert "5550123" not in told


def test_a_code_is_kept_and_a_status_stands_for_it_where_there_is_none() -> None:
    for act, code in ((error(400, 21610), 21610), (error(403, None), 403), (says(400, "no"), 400)):
        with server(act) as url, pytest.raises(Refused) as raised:
            phone_at(url).send(TEXT)
        assert raised.value.code == code
        assert str(raised.value) == f"refused with code {code}"


def test_when_nobody_listens_nothing_was_asked_and_asking_again_is_safe() -> None:
    phone = phone_at(f"http://127.0.0.1:{free_port()}")
    for ask in (lambda: phone.ring(RING), lambda: phone.send(TEXT)):
        with pytest.raises(AskLater):
            ask()


def test_a_call_that_is_over_is_gone_on_a_real_connection_too() -> None:
    for act in (error(400, 21220), error(404, 20404), says(404, "<html>")):
        with server(act) as url, pytest.raises(Gone):
            phone_at(url).redirect(SID, f"{HOST}/again")
        with server(act) as url:
            phone_at(url).hang_up(SID)


def test_a_list_that_is_asked_for_too_often_is_asked_for_later() -> None:
    for act, expected in ((error(429, 20429), AskLater), (error(500, 20500), Unanswered)):
        with server(act) as url, pytest.raises(expected):
            phone_at(url).in_room("c1-1")
