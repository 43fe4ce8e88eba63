"""How does somebody wait, and how do they get out?"""

import pytest

from ivr.sandbox import Whims


def enqueue(town, *wait, extra=""):
    town.on("/voice", f'<Enqueue action="/out" waitUrl="/wait" {extra}>line</Enqueue><Say>x</Say>')
    town.on("/wait", *(wait or ("<Say>Please stay.</Say>", '<Pause length="4"/>')))
    town.on("/out", "<Say>Out.</Say>")


def results(town):
    return [hook["QueueResult"] for hook in town.hooks("/out")]


def test_the_wait_document_is_asked_for_again_whenever_it_ends(town):
    enqueue(town)
    town.dial()
    town.wait(20)
    assert [hook["QueueTime"] for hook in town.hooks("/wait")] == ["0", "4", "9", "14", "19"]


def test_a_wait_document_that_takes_no_time_is_not_asked_for_without_end(town):
    enqueue(town, "<Redirect>/wait</Redirect>")
    town.dial()
    town.wait(10)
    assert len(town.hooks("/wait")) <= 121


def test_leave_asks_the_action_and_its_answer_goes_on(town):
    enqueue(town, "<Say>Please stay.</Say>", "<Leave/>", "<Say>never</Say>")
    leg = town.dial()
    town.wait(5)
    assert results(town) == ["leave"]
    assert [words for words, _ in leg.heard] == ["Please stay.", "Out."]
    assert town.hooks("/out")[0]["QueueSid"].startswith("QU")


def test_leave_without_an_action_goes_on_with_the_next_verb(town):
    town.on("/voice", '<Enqueue waitUrl="/wait">line</Enqueue><Say>Next.</Say>')
    town.on("/wait", "<Leave/>")
    leg = town.dial()
    town.wait(2)
    assert leg.heard == [("Next.", "en-US")]


def test_leave_where_nobody_waits_is_passed_by(town):
    town.on("/voice", "<Leave/>", "<Say>Hello.</Say>")
    leg = town.dial()
    town.wait(2)
    assert leg.heard == [("Hello.", "en-US")]


def test_keys_pressed_while_waiting_reach_the_action_in_the_line(town):
    enqueue(town, '<Gather numDigits="1" action="/offer"><Say>Press 1.</Say></Gather>')
    town.on("/offer", "<Leave/>")
    town.dial("1")
    town.wait(5)
    hook = town.hooks("/offer")[0]
    assert (hook["Digits"], hook["QueuePosition"]) == ("1", "1")
    assert results(town) == ["leave"]


def test_after_an_offer_the_first_wait_document_comes_again(town):
    enqueue(town, '<Gather numDigits="1" action="/offer" timeout="2"/>')
    town.on("/offer", "<Say>Very well.</Say>")
    town.dial("1")
    town.wait(3)
    assert town.paths()[:4] == ["/voice", "/wait", "/offer", "/wait"]


@pytest.mark.parametrize(
    "verb",
    ["<Dial>+12125550111</Dial>", "<Record/>", "<Enqueue>other</Enqueue>", "<Reject/>"],
)
def test_who_waits_can_neither_dial_record_nor_enqueue(town, verb):
    enqueue(town, verb)
    town.dial()
    town.wait(2)
    assert results(town) == ["error"]
    assert town.warned() == [12200]


def test_a_broken_wait_document_is_an_error_for_the_action(town):
    enqueue(town)
    town.answers["/wait"] = ("", 500)
    leg = town.dial()
    town.wait(2)
    assert results(town) == ["error"]
    assert leg.heard == [("Out.", "en-US")]


def test_a_hang_up_is_told_to_the_action_unless_it_is_not(town):
    for dropped, told in ((False, ["hangup"]), (True, [])):
        there = type(town)().open(whims=Whims(drop_queue_hangup=dropped))
        enqueue(there)
        there.dial(hang_up_after=7)
        there.wait(10)
        assert results(there) == told
        assert there.hooks("/voice/status")[0]["CallStatus"] == "completed"


def test_a_hang_up_said_by_the_wait_document_ends_the_call(town):
    enqueue(town, "<Hangup/>")
    leg = town.dial()
    town.wait(1)
    assert results(town) == ["hangup"]
    assert leg.status == "completed"


@pytest.mark.parametrize("first", [True, False])
def test_after_a_redirect_the_old_action_comes_before_or_after_and_changes_nothing(town, first):
    town = type(town)().open(whims=Whims(old_action_first=first))
    enqueue(town)
    town.on("/elsewhere", "<Say>Elsewhere.</Say>")
    leg = town.dial()
    town.wait(3)
    town.redirect(leg, "/elsewhere")
    town.wait(5)
    assert results(town) == ["redirected"]
    asked = [path for path in town.paths() if path in ("/out", "/elsewhere")]
    assert asked == (["/out", "/elsewhere"] if first else ["/elsewhere", "/out"])
    assert leg.heard[-1] == ("Elsewhere.", "en-US")


def test_a_full_line_sends_people_away_at_once(town):
    enqueue(town, extra='maxQueueSize="1"')
    town.dial()
    town.wait(1)
    second = town.exchange.phone("+12125550124").dial(town.HELPLINE)
    town.wait(1)
    assert results(town) == ["queue-full"]
    assert second.heard == [("Out.", "en-US")]


def test_the_second_in_line_is_told_so_and_moves_up(town):
    enqueue(town)
    first = town.dial()
    town.wait(1)
    second = town.exchange.phone("+12125550124").dial(town.HELPLINE)
    town.wait(1)
    assert town.hooks("/wait")[-1]["QueuePosition"] == "2"
    assert town.hooks("/wait")[-1]["CurrentQueueSize"] == "2"
    first.hang_up()
    town.wait(6)
    mine = [hook for hook in town.hooks("/wait") if hook["CallSid"] == second.sid]
    assert mine[-1]["QueuePosition"] == "1"


def test_without_a_wait_document_there_is_music(town):
    town.on("/voice", "<Enqueue>line</Enqueue>")
    leg = town.dial()
    town.wait(100)
    assert town.happened("played", leg) == [{"url": "hold music"}]
    assert leg.doing == "waiting"
