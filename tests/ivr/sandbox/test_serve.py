"""Does it run as a process: real sockets, real time, a slow application?"""

import os
import signal
import socket
import subprocess
import sys
import threading
import time
from datetime import UTC, datetime

import pytest
import requests
from werkzeug.serving import make_server

from ivr.sandbox import Account, Answers, OwnedNumber, PhoneCompany, RealClock, VirtualClock


@pytest.fixture
def served(town):
    """The scripted application on a real port."""
    server = make_server("127.0.0.1", 0, town.application(), threaded=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()
    thread.join(5)


@pytest.fixture
def company(town, served):
    numbers = [OwnedNumber(town.HELPLINE, f"{served}/voice", f"{served}/voice/status", "")]
    account = Account(town.SID, town.TOKEN)
    running = PhoneCompany("127.0.0.1:0", account, numbers, clock=RealClock(20))
    running.start()
    yield running
    running.stop()


def eventually(true, seconds=8.0):
    deadline = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < deadline, "it did not happen in time"
        time.sleep(0.02)


def test_a_call_over_real_http(town, served, company):
    town.on("/voice", '<Gather numDigits="1" action="/menu"><Say>Press 1.</Say></Gather>')
    town.on("/menu", '<Dial action="/after"><Conference>r</Conference></Dial>')
    town.on("/leg", "<Dial><Conference>r</Conference></Dial>")
    with requests.Session() as web:
        web.trust_env = False
        dial = f"{company.address}/sandbox/phones/{town.CALLER}/dial"
        wishes = {"to": town.HELPLINE, "keys": ["1"]}
        leg = web.post(dial, json=wishes, timeout=5).json()["leg"]
        company.exchange.phone(town.ANA).behaves(Answers())
        made = web.post(
            f"{company.address}/2010-04-01/Accounts/{town.SID}/Calls.json",
            data={"To": town.ANA, "From": town.HELPLINE, "Url": f"{served}/leg"},
            auth=(town.SID, town.TOKEN),
            timeout=5,
        )
        assert made.status_code == 201
        eventually(lambda: any(e.kind == "conference_started" for e in company.exchange.record))
        web.post(f"{company.address}/sandbox/phones/{town.CALLER}/hang-up", timeout=5)
        eventually(lambda: town.hooks("/voice/status"))
        events = web.get(f"{company.address}/sandbox/record?after=0", timeout=5).json()["events"]
    assert town.hooks("/voice/status")[0]["CallSid"] == leg
    assert any(event["kind"] == "requested" and event["details"]["ms"] > 0 for event in events)


def test_a_slow_application_keeps_nobody_else_waiting(town, company):
    def voice(hook):
        if hook["From"] == town.CALLER:
            time.sleep(1.5)
        return "<Response><Say>Hello.</Say></Response>"

    town.answers["/voice"] = voice
    slow = company.exchange.phone(town.CALLER).dial(town.HELPLINE)
    quick = company.exchange.phone("+12125550124").dial(town.HELPLINE)
    eventually(lambda: quick.finished, 1.2)
    assert slow.status == "ringing"
    eventually(lambda: slow.finished)


def test_an_application_that_is_down_is_apologised_for(town, company):
    line = company.exchange.numbers[town.HELPLINE]
    line.voice_url = "http://127.0.0.1:9/nothing"
    leg = company.exchange.phone(town.CALLER).dial(town.HELPLINE)
    eventually(lambda: leg.finished)
    assert "application error" in leg.heard[0][0]


def test_time_can_be_hurried_while_it_runs(company):
    with requests.Session() as web:
        web.trust_env = False
        answer = web.post(f"{company.address}/sandbox/speed", json={"times": 200}, timeout=5)
    assert answer.json() == {"speed": 200.0}
    assert company.clock.speed == 200


def test_the_page_hears_of_news_as_it_happens(town, company):
    town.on("/voice", '<Say>Hello.</Say><Pause length="60"/>')
    with requests.Session() as web:
        web.trust_env = False
        threading.Timer(
            0.3, lambda: company.exchange.phone(town.CALLER).dial(town.HELPLINE)
        ).start()
        started = time.monotonic()
        view = web.get(f"{company.address}/sandbox/view?after=0", timeout=10)
    assert view.status_code == 200
    assert 0.2 < time.monotonic() - started < 5


def answers(web, address):
    try:
        return web.post(address, json={}, timeout=5).status_code == 200
    except requests.ConnectionError:
        return False


@pytest.mark.parametrize("ending", [signal.SIGTERM, signal.SIGINT])
def test_it_ends_when_asked_and_says_nothing_of_numbers(ending):
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    program = (
        f"from ivr.sandbox import *; run('127.0.0.1:{port}', Account('AC1', 't'),"
        " [OwnedNumber('+12125550100', 'http://127.0.0.1:9/', '', '')])"
    )
    process = subprocess.Popen(
        [sys.executable, "-c", program],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        env={**os.environ, "PYTHONUNBUFFERED": "1"},
    )
    with requests.Session() as web:
        web.trust_env = False
        dial = f"http://127.0.0.1:{port}/sandbox/phones/+12125550123/dial"
        eventually(lambda: answers(web, dial), 20)
    process.send_signal(ending)
    output, _ = process.communicate(timeout=5)
    assert process.returncode == 0
    assert output == b""


def test_virtual_time_is_moved_over_http_and_everything_on_the_way_happens(town, served):
    """Real sockets in both directions, and half an hour in a moment."""
    town.on("/voice", '<Pause length="900"/><Redirect>/later</Redirect>')
    town.on("/later", '<Pause length="900"/><Say>Good morning.</Say>')
    numbers = [OwnedNumber(town.HELPLINE, f"{served}/voice", f"{served}/voice/status", "")]
    clock = VirtualClock(datetime(2027, 3, 5, 22, 30, tzinfo=UTC))
    company = PhoneCompany("127.0.0.1:0", Account(town.SID, town.TOKEN), numbers, clock=clock)
    company.start()
    try:
        with requests.Session() as web:
            web.trust_env = False
            phone = f"{company.address}/sandbox/phones/{town.CALLER}/dial"
            web.post(phone, json={"to": town.HELPLINE}, timeout=5)
            moved = web.post(f"{company.address}/sandbox/time", json={"wait": 1830}, timeout=20)
        assert moved.json()["now"].startswith("2027-03-05T23:00:30")
        assert town.paths()[-2:] == ["/later", "/voice/status"]
    finally:
        company.stop()


def test_the_api_hangs_up_on_a_real_client(town, company):
    with requests.Session() as web:
        web.trust_env = False
        fault = {"how": "hang_up", "where": "/Calls.json", "times": 1}
        web.post(f"{company.address}/sandbox/faults", json=fault, timeout=5)
        address = f"{company.address}/2010-04-01/Accounts/{town.SID}/Calls.json"
        with pytest.raises(requests.ConnectionError):
            web.post(address, data={}, auth=(town.SID, town.TOKEN), timeout=5)
        assert web.get(address, auth=(town.SID, town.TOKEN), timeout=5).status_code == 200
