"""Is a sound fetched as Twilio would, and played for as long as it lasts?"""

import threading
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest
from tones import A_LAW, PLAIN, riff, tone

from ivr.sandbox import HttpTransport
from ivr.sandbox.delivery import LARGEST_SOUND, Outgoing
from ivr.sandbox.sounds import TYPES, UNTOLD_SECONDS
from ivr.sandbox.view import lines_of

RAIN = "<Play>/rain.wav</Play>"


def played(town, leg):
    return [(sound["name"], sound["seconds"]) for sound in town.happened("played", leg)]


def test_a_sound_lasts_as_long_as_it_is(town):
    town.sounds_at("/rain.wav", tone(7))
    town.on("/voice", RAIN, "<Say>b</Say>")
    leg = town.dial()
    town.wait(6.9)
    assert played(town, leg) == [("rain.wav", 7.0)]
    assert leg.heard == []
    town.wait(0.2)
    assert leg.heard == [("b", "en-US")]


@pytest.mark.parametrize(
    "sound",
    [tone(3), tone(3, coding=A_LAW), tone(3, coding=PLAIN, bits=16),
     tone(3, coding=PLAIN, bits=16, rate=44_100, channels=2)],
)  # fmt: skip
def test_every_coding_a_telephone_line_knows_is_played(town, sound):
    town.sounds_at("/rain.wav", sound)
    town.on("/voice", RAIN)
    leg = town.dial()
    town.wait(4)
    assert played(town, leg) == [("rain.wav", 3.0)]


@pytest.mark.parametrize("content_type", sorted(TYPES - {"audio/wav", "audio/wave", "audio/x-wav"}))
def test_what_we_cannot_measure_is_played_all_the_same(town, content_type):
    town.sounds_at("/rain.mp3", b"an mp3, we trust", content_type)
    town.on("/voice", "<Play>rain.mp3</Play>")
    leg = town.dial()
    town.wait(1)
    assert played(town, leg) == [("rain.mp3", UNTOLD_SECONDS)]


def test_a_sound_is_asked_for_by_get_with_nothing_about_the_call(town):
    town.sounds_at("/rain.wav", tone(1))
    town.on("/voice", RAIN)
    town.dial()
    town.wait(1)
    ((path, parameters), headers) = town.asked[1], town.headers[1]
    assert (path, parameters, headers["method"]) == ("/rain.wav", {}, "GET")
    assert not any("Twilio-Signature" in name for name in headers)
    (fetched,) = town.happened("fetched")
    assert (fetched["status"], fetched["bytes"]) == (200, len(tone(1)))
    assert "body" not in fetched


def test_the_page_shows_which_sentence_it_was_in_which_language(town):
    town.sounds_at(
        "/5f3a.wav", tone(1), Content_Language="so",
        Content_Disposition='inline; filename="welcome.hello.say.wav"',
    )  # fmt: skip
    town.on("/voice", "<Play>5f3a.wav</Play>")
    leg = town.dial()
    town.wait(1)
    (line,) = [line for line in lines_of(leg) if line.kind == "sound"]
    assert (line.words, line.language) == ("♪ welcome.hello.say.wav", "so")
    page = town.api.get("/", base_url="http://127.0.0.1").text
    assert "Heard a recording in so:</span> <span>♪ welcome.hello.say.wav</span>" in page


MISSING = ("/gone.wav", b"", "audio/wav", 11200)
PAGE = ("/rain.wav", b"<html>", "text/html", 13420)
LIES = ("/rain.wav", b"<html>", "audio/wav", 13420)
SHORT = ("/rain.wav", tone(1)[:20], "audio/wav", 13420)


@pytest.mark.parametrize(("path", "body", "content_type", "code"), [MISSING, PAGE, LIES, SHORT])
def test_without_its_sound_a_call_goes_to_the_fallback(town, path, body, content_type, code):
    town.sounds_at(path, body, content_type)
    town.on("/voice", RAIN, "<Say>never</Say>")
    town.on("/spare", "<Say>the spare one</Say>")
    leg = town.exchange.phone(town.CALLER).dial(town.NEUTRAL)
    town.wait(2)
    assert code in town.warned()
    assert [words for words, _ in leg.heard] == ["the spare one"]
    assert town.hooks("/spare")[0]["ErrorCode"] == str(code)


def test_in_a_gather_the_wrong_type_has_a_number_of_its_own(town):
    town.sounds_at("/rain.wav", b"<html>", "text/html")
    town.on("/voice", f'<Gather action="/got">{RAIN}</Gather>')
    town.dial()
    town.wait(1)
    assert town.warned() == [13325]


def test_a_key_ends_a_sound(town):
    town.sounds_at("/rain.wav", tone(60))
    town.on("/voice", f'<Gather numDigits="1" action="/got">{RAIN}</Gather>')
    leg = town.dial()
    town.wait(1)
    leg.press("5")
    town.wait(1)
    assert town.hooks("/got")[0]["Digits"] == "5"


def test_who_hangs_up_while_a_sound_plays_is_gone(town):
    town.sounds_at("/rain.wav", tone(60))
    town.on("/voice", RAIN, "<Say>b</Say>")
    leg = town.dial()
    town.wait(10)
    leg.hang_up()
    town.wait(120)
    assert (leg.status, leg.heard) == ("completed", [])


def test_a_line_hears_sounds_too_and_stays_a_line(town):
    town.sounds_at("/rain.wav", tone(4))
    town.on("/voice", '<Enqueue action="/left" waitUrl="/wait">line</Enqueue>')
    town.on("/wait", RAIN)
    leg = town.dial()
    town.wait(9)
    assert played(town, leg) == [("rain.wav", 4.0)] * 3
    assert leg.doing != ""


def test_a_file_in_many_pieces_is_measured(town):
    form = tone(1, coding=PLAIN, bits=16)[20:36]
    town.sounds_at(
        "/rain.wav", riff((b"fmt ", form), (b"LIST", b"by Ana"), (b"data", b"ab" * 8000))
    )
    town.on("/voice", RAIN)
    leg = town.dial()
    town.wait(1)
    assert played(town, leg) == [("rain.wav", 1.0)]


class TooMuch(BaseHTTPRequestHandler):
    """A server that never comes to an end."""

    def do_GET(self):
        self.send_response(200)
        self.send_header("Content-Type", "audio/wav")
        self.end_headers()
        try:
            while True:
                self.wfile.write(b"x" * 65_536)
        except OSError:
            return

    def log_message(self, *_words):
        return


def test_no_more_is_read_than_a_sound_can_be():
    with HTTPServer(("127.0.0.1", 0), TooMuch) as server:
        thread = threading.Thread(target=server.handle_request)
        thread.start()
        url = f"http://127.0.0.1:{server.server_port}/rain.wav"
        reply = HttpTransport().send(Outgoing(url, "GET", None, {}, 5, 15, LARGEST_SOUND))
        thread.join(15)
    assert LARGEST_SOUND < len(reply.body) < LARGEST_SOUND + 65_536
