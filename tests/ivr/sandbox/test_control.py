"""How are phones used from the page, from scripts, and with no JavaScript at all?"""

import re

import pytest
from werkzeug.test import Client

from ivr.sandbox import OwnedNumber, create_app

SENTENCE = '<Gather numDigits="1" action="/got"><Say language="es-US">Oprima el dos.</Say></Gather>'


@pytest.fixture
def page(town):
    town.on("/voice", SENTENCE)
    town.on("/got", '<Enqueue waitUrl="/wait">l</Enqueue>')
    town.on("/wait", '<Say voice="Polly.Zeina">مرحبا</Say><Pause length="9"/>')
    app = create_app(town.exchange, people=[("Ana", town.ANA)])
    return Client(app, use_cookies=False)


def use(page, number, act, **wishes):
    return page.post(f"/sandbox/phones/{number}/{act}", json=wishes, base_url="http://localhost")


def get(page, path):
    return page.get(path, base_url="http://127.0.0.1:8001")


def test_a_phone_is_used_by_a_script(town, page):
    leg = use(page, town.CALLER, "dial", to=town.HELPLINE).json["leg"]
    town.wait(2)
    assert use(page, town.CALLER, "press", key="2").json == {"ok": True}
    town.wait(2)
    state = get(page, "/sandbox/state").json
    caller = next(phone for phone in state["phones"] if phone["number"] == town.CALLER)
    assert caller["call"]["leg"] == leg
    assert caller["call"]["shown"] == "waiting"
    assert caller["call"]["pressed"] == ["2"]
    assert caller["call"]["heard"][0] == {"words": "Oprima el dos.", "language": "es-US"}
    use(page, town.CALLER, "hang-up")
    town.wait(1)
    assert town.exchange.calls.all[leg].status == "completed"


def test_a_script_may_say_everything_beforehand(town, page):
    wishes = {"to": town.HELPLINE, "keys": ["2"], "hang_up_after": 20, "withheld": True}
    use(page, town.CALLER, "dial", **wishes)
    town.wait(25)
    assert town.hooks("/got")[0]["Digits"] == "2"
    assert town.hooks("/got")[0]["From"] == "+266696687"
    assert town.hooks("/voice/status")[0]["CallStatus"] == "completed"


def test_a_ringing_phone_is_answered_or_declined(town, page):
    town.on("/leg", "<Say>Duty call.</Say>")
    first = town.ring(town.ANA)
    town.wait(2)
    assert use(page, town.ANA, "answer").status_code == 200
    town.wait(5)
    second = town.ring(town.ANA)
    town.wait(2)
    use(page, town.ANA, "decline")
    town.wait(1)
    assert (first.status, second.status) == ("completed", "busy")


@pytest.mark.parametrize(
    ("act", "wishes", "status"),
    [
        ("press", {"key": "1"}, 409),
        ("hang-up", {}, 409),
        ("answer", {}, 409),
        ("decline", {}, 409),
        ("behaviour", {"behaviour": "dances"}, 400),
        ("behaviour", {"behaviour": "answers", "after": "soon"}, 400),
        ("fly", {}, 404),
    ],
)
def test_what_a_phone_cannot_do_is_refused(town, page, act, wishes, status):
    response = use(page, town.CALLER, act, **wishes)
    assert response.status_code == status
    assert response.json["error"]


def test_a_key_that_is_not_on_a_phone_is_refused(town, page):
    use(page, town.CALLER, "dial", to=town.HELPLINE)
    for key in ("A", "12", ""):
        assert use(page, town.CALLER, "press", key=key).status_code == 400


def test_a_behaviour_can_be_set_and_read_back(town, page):
    use(page, town.ANA, "behaviour", behaviour="answers", after=2, keys=["1", ""])
    phones = get(page, "/sandbox/state").json["phones"]
    ana = next(phone for phone in phones if phone["number"] == town.ANA)
    assert ana["behaviour"]["behaviour"] == "answers"
    assert (ana["behaviour"]["after"], ana["behaviour"]["keys"]) == (2, ["1", ""])
    again = use(page, town.ANA, "behaviour", **ana["behaviour"])
    assert again.json == ana["behaviour"]


def test_the_record_goes_on_where_one_left_off(town, page):
    first = get(page, "/sandbox/record?after=0&wait=0").json
    use(page, town.CALLER, "dial", to=town.HELPLINE)
    town.wait(3)
    new = get(page, f"/sandbox/record?after={first['last']}").json
    assert [event["id"] for event in new["events"]] == list(
        range(first["last"] + 1, new["last"] + 1)
    )
    assert {"dialled", "ringing", "requested", "heard"} <= {e["kind"] for e in new["events"]}


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1.evil.example", "10.0.0.7:8001"])
def test_a_foreign_name_pointing_here_sees_nothing(page, host):
    for path in ("/", "/sandbox/state", "/sandbox/record"):
        assert page.get(path, headers={"Host": host}).status_code == 403


@pytest.mark.parametrize("host", ["127.0.0.1:8001", "localhost", "[::1]:8001", "box.localhost"])
def test_this_machine_by_any_name_is_let_in(page, host):
    assert page.get("/sandbox/state", headers={"Host": host}).status_code == 200


@pytest.mark.parametrize(
    "headers",
    [{"Origin": "https://evil.example"}, {"Origin": "null"}, {"Sec-Fetch-Site": "cross-site"},
     {"Sec-Fetch-Site": "same-site"}, {"Origin": "http://localhost:9999"}],
)  # fmt: skip
def test_another_sites_page_cannot_use_the_phones(town, page, headers):
    response = page.post(
        f"/sandbox/phones/{town.CALLER}/dial", data={"to": town.HELPLINE},
        base_url="http://localhost", headers=headers,
    )  # fmt: skip
    assert response.status_code == 403
    assert town.happened("dialled") == []


def form(page, path, **fields):
    """Submit a form as a browser without JavaScript does, and follow where it leads."""
    headers = {"Origin": "http://localhost", "Accept": "text/html"}
    base = "http://localhost"
    answer = page.post(path, data=fields, base_url=base, headers=headers)
    assert answer.status_code == 303
    return page.get(answer.headers["Location"].partition("#")[0], base_url=base).text


def test_a_whole_call_without_javascript(town, page):
    text = form(page, f"/sandbox/phones/{town.CALLER}/dial", to=town.HELPLINE)
    assert 'class="handset caller busy"' in text
    town.wait(2)
    form(page, f"/sandbox/phones/{town.CALLER}/press", key="2")
    town.wait(1)
    text = get(page, "/").text
    assert '<q lang="es-US" dir="ltr">Oprima el dos.</q>' in text
    assert '<q lang="arb" dir="rtl">مرحبا</q>' in text
    town.on("/leg", "<Say>Duty call.</Say>")
    town.ring(town.ANA)
    town.wait(2)
    assert f"/sandbox/phones/{town.ANA}/answer" in get(page, "/").text
    form(page, f"/sandbox/phones/{town.ANA}/answer")
    town.wait(0.2)
    assert "Duty call." in get(page, "/").text
    form(page, f"/sandbox/phones/{town.CALLER}/hang-up")
    assert "The call has ended." in get(page, "/").text


def test_a_problem_is_said_on_the_page(town, page):
    text = form(page, f"/sandbox/phones/{town.CALLER}/press", key="1")
    assert "That phone is not on a call right now." in text
    assert "That is not a telephone number." in form(page, "/sandbox/phones", number="hello")


def test_a_phone_can_be_added(town, page):
    text = form(page, "/sandbox/phones", number="+12125550126", label="A <b>third</b> caller")
    assert "A &lt;b&gt;third&lt;/b&gt; caller" in text


def test_links_in_texts_can_be_followed_and_nothing_else_is_markup(town, page):
    phone = town.exchange.phone(town.CALLER)
    town.exchange.messages.send(
        town.NEUTRAL, phone.number, "<i>Here</i>: https://pages.test/l/8Kq3 Open for 3 days."
    )
    town.wait(3)
    text = get(page, "/").text
    assert '<a href="https://pages.test/l/8Kq3"' in text
    assert "<i>Here" not in text


def test_the_page_brings_nothing_inline_and_nothing_from_elsewhere(page):
    response = get(page, "/")
    policy = response.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert not re.search(r"<script(?![^>]*src=)|<style|\sstyle=|\son\w+=", response.text)
    addresses = re.findall(r'(?:src|href)="([^"]+)"', response.text)
    assert addresses
    assert all(address.startswith(("/", "#")) for address in addresses)
    for address in addresses:
        if address.startswith("/sandbox/static"):
            with get(page, address) as static:
                assert static.status_code == 200


def test_every_field_and_button_has_a_name(page):
    text = get(page, "/").text
    labelled = set(re.findall(r'<label[^>]* for="([^"]+)"', text))
    for tag in re.findall(r"<(?:input|select)[^>]*>", text):
        named = re.search(r'id="([^"]+)"', tag)
        wrapped = 'type="checkbox"' in tag
        assert wrapped or "aria-label" in tag or (named and named[1] in labelled), tag
    identities = re.findall(r'\sid="([^"]+)"', text)
    assert len(identities) == len(set(identities))


def test_the_changing_part_says_how_far_it_goes(town, page):
    answer = get(page, "/sandbox/view?after=0") if len(town.exchange.record) else None
    assert answer is None
    use(page, town.CALLER, "dial", to=town.HELPLINE)
    town.wait(1)
    answer = get(page, "/sandbox/view?after=0")
    assert answer.headers["X-Last-Event"] == str(len(town.exchange.record))
    assert "<html" not in answer.text


def test_what_is_heard_again_and_again_is_one_line(town, page):
    town.on("/voice", '<Say loop="3">Please stay.</Say>', "<Say>Goodbye.</Say>")
    use(page, town.CALLER, "dial", to=town.HELPLINE)
    town.wait(10)
    text = get(page, "/").text
    assert text.count("Please stay.") == 1
    assert "heard 3 times" in text


def test_people_in_one_conversation_see_each_others_names(town, page):
    town.on("/voice", "<Dial><Conference>r</Conference></Dial>")
    town.on("/leg", "<Dial><Conference>r</Conference></Dial>")
    use(page, town.CALLER, "dial", to=town.HELPLINE)
    town.ring(town.ANA)
    town.wait(2)
    assert "alone on the line" in get(page, "/").text
    use(page, town.ANA, "answer")
    town.wait(1)
    assert re.search(r"talking with\s+Ana", get(page, "/").text)


def test_the_page_says_which_of_our_numbers_a_text_went_to(town, page):
    late = OwnedNumber("+12125550177", "", "", f"{town.HOST}/text", label="the line local")
    town.on("/text", "<Message>Two choices:\n1 English\n2 español</Message>")
    town.exchange.own(late)
    use(page, town.CALLER, "text", to=late.number, body="Hello?")
    town.wait(3)
    shown = get(page, "/").text
    assert shown.count("(212) 555-0177 · the line local</option>") >= 2, "to call and to text"
    texts = re.findall(r"<small>([^<]*) · [0-9:]{8}</small>", shown)
    assert texts == ["(212) 555-0177 · the line local"] * 2
    assert "1 English\n2 español" in shown


def test_a_message_is_left_without_javascript(town, page):
    town.on("/voice", '<Say>After the tone.</Say><Record action="/got"/>')
    town.on("/got", "<Say>Thank you.</Say><Hangup/>")
    text = form(page, f"/sandbox/phones/{town.CALLER}/dial", to=town.HELPLINE)
    assert f"/sandbox/phones/{town.CALLER}/speak" not in text
    town.wait(3)
    assert f"/sandbox/phones/{town.CALLER}/speak" in get(page, "/").text
    form(page, f"/sandbox/phones/{town.CALLER}/speak", words="Call my sister <b>now</b>")
    town.wait(10)
    text = get(page, "/").text
    assert "Call my sister &lt;b&gt;now&lt;/b&gt;" in text
    assert "Thank you." in text
    assert f"/sandbox/phones/{town.CALLER}/speak" not in text
    assert len(town.exchange.recordings) == 1
