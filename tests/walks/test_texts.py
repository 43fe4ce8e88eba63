"""How does the list reach a caller who asked for it, and never anybody else?"""

from datetime import timedelta
from urllib.parse import urlsplit

import pytest
from town import CALLER, HELPLINE, NEUTRAL, PHONES, Town

from ivr.sandbox.phones import Text

YES, NO, LIST = "1", "2", "1"
ASKS_FOR_IT = ["2", "1", LIST, YES]
KEEP_WAITING = "1"


def asked_for(town: Town, keys: list[str] | None = None) -> None:
    """A Spanish caller who keeps waiting, asks for the list and agrees, and still waits."""
    leg = town.dial(keys or ["2", "1", KEEP_WAITING, LIST, YES])
    town.wait(35)
    assert leg.status == "in-progress"


def hang_up(town: Town) -> None:
    """The caller hangs up, and a few seconds pass."""
    town.leg(CALLER).hang_up()
    town.wait(5)


def inbox(town: Town) -> list[Text]:
    """The texts on the caller's phone."""
    return town.phone(CALLER).inbox


def link_in(text: Text) -> str:
    """The path of the link in a text."""
    return urlsplit(next(word for word in text.body.split() if "/l/" in word)).path


def test_the_text_comes_once_after_the_call_from_the_neutral_number(either_town: Town) -> None:
    town = either_town
    asked_for(town)
    assert town.phrase("text_promised", "es") in town.heard(town.leg(CALLER))
    assert inbox(town) == []
    hang_up(town)
    town.wait(60)
    (text,) = inbox(town)
    assert text.from_ == NEUTRAL
    (message,) = town.messages()
    assert (message.state, message.language) == ("delivered", "es")


def test_it_is_in_the_callers_language_and_says_nothing_about_us(town: Town) -> None:
    asked_for(town)
    hang_up(town)
    (text,) = inbox(town)
    words = town.rt.books.live().messages["general_list"]["es"].partition("{")[0]
    assert text.body.startswith(words)
    assert not [w for w in ("helpline", "police", "policía", HELPLINE) if w in text.body.lower()]


def test_the_link_shows_nothing_until_it_is_opened_and_then_the_same_list_for_all(
    town: Town,
) -> None:
    asked_for(town)
    hang_up(town)
    path = link_in(inbox(town)[0])
    before = town.messages()
    shown = [town.web.get(path).text for _ in range(3)]
    assert shown[0] == shown[1] == shown[2]
    assert "Banco de alimentos" not in shown[0]
    opened = town.web.post(path)
    assert (opened.status_code, "Banco de alimentos" in opened.text) == (200, True)
    assert [m.state for m in town.messages()] == [m.state for m in before]


def test_the_link_works_for_three_days_and_no_longer(town: Town) -> None:
    asked_for(town)
    hang_up(town)
    path = link_in(inbox(town)[0])
    town.clock.advance_to(town.clock.now() + timedelta(hours=71))
    assert town.web.post(path).status_code == 200
    town.clock.advance_to(town.clock.now() + timedelta(hours=2))
    assert town.web.post(path).status_code == 404
    town.clock_works = False


def test_whoever_closes_the_link_gets_nothing_more_that_was_promised(either_town: Town) -> None:
    town = either_town
    asked_for(town)
    hang_up(town)
    path = link_in(inbox(town)[0])
    asked_for(town)
    assert town.web.post(path, data={"page": "stop"}).status_code == 200
    hang_up(town)
    town.wait(60)
    assert len(inbox(town)) == 1
    assert {(m.state, m.reason) for m in town.messages()} == {
        ("delivered", None),
        ("refused", "consent_withdrawn"),
    }
    for asked in (town.web.get, town.web.post):
        assert asked(path).status_code == 404


def test_the_caller_keeps_the_place_in_line_while_agreeing(town: Town) -> None:
    asked_for(town)
    assert town.phrase("back_in_line", "es") in town.heard(town.leg(CALLER))
    entered = town.call().waiting_since
    town.add("Ana")
    town.wait_until("joined", CALLER)
    assert town.call().waiting_since == entered


@pytest.mark.parametrize("answer", [NO, "", "7", "77"])
def test_only_the_key_that_says_yes_is_a_yes(town: Town, answer: str) -> None:
    asked_for(town, ["2", "1", KEEP_WAITING, LIST, *(answer or [""]), "", ""])
    hang_up(town)
    town.wait(60)
    assert (town.messages(), inbox(town)) == ([], [])


def test_who_is_answered_while_being_asked_is_not_sent_anything(town: Town) -> None:
    town.add("Ana")
    town.phone("Ana").behaves(town.presses("1", after=12))
    leg = town.dial(["2", "2", LIST, ""])
    town.wait_until("joined", CALLER)
    asked = town.words("text_me", "ask_first", "es")
    assert any(asked in words for words in town.heard(leg))
    assert town.in_one_room(leg, "Ana")
    hang_up(town)
    town.wait(30)
    assert (town.messages(), inbox(town)) == ([], [])


def test_who_agrees_while_the_responder_is_joining_gets_both(town: Town) -> None:
    town.add("Ana")
    town.phone("Ana").behaves(town.presses("1", after=14))
    leg = town.dial(["2", "2", LIST])
    town.wait_until("pressed", "Ana")
    town.next_presses(leg)
    leg.press(YES)
    town.wait_until("joined", CALLER)
    assert town.events("pressed", CALLER)[-1].details["listened_for"]
    assert town.in_one_room(leg, "Ana")
    hang_up(town)
    town.wait(10)
    assert len(inbox(town)) == 1


def test_asking_twice_in_one_call_promises_one_text(town: Town) -> None:
    asked_for(town, ["2", "1", KEEP_WAITING, LIST, YES, LIST, YES, LIST])
    town.wait(60)
    hang_up(town)
    town.wait(30)
    assert len(town.messages()) == len(inbox(town)) == 1


def test_the_yes_heard_twice_promises_one_text(town: Town) -> None:
    town.post.doubles = True
    asked_for(town)
    hang_up(town)
    town.wait(30)
    assert len(town.messages()) == len(inbox(town)) == 1
    assert town.post.differing == []


def test_it_is_sent_after_a_long_talk_too(town: Town) -> None:
    asked_for(town)
    town.add("Ana")
    town.wait_until("joined", CALLER)
    town.wait(180)
    assert inbox(town) == []
    hang_up(town)
    assert len(inbox(town)) == 1


def test_two_hours_after_the_call_the_consent_is_over(town: Town) -> None:
    town.worker_works = town.clock_works = False
    asked_for(town, ["2", "1", KEEP_WAITING, LIST, YES])
    hang_up(town)
    town.wait(2 * 3600)
    town.later.jobs.clear()
    town.worker_works = town.clock_works = True
    town.wait(30)
    assert inbox(town) == []
    assert [(m.state, m.reason) for m in town.messages()] == [("refused", "consent_expired")]


def test_just_before_that_it_is_still_sent(town: Town) -> None:
    town.worker_works = town.clock_works = False
    asked_for(town)
    hang_up(town)
    town.wait(2 * 3600 - 120)
    town.worker_works = town.clock_works = True
    town.wait(30)
    assert len(inbox(town)) == 1


def test_a_text_that_might_arrive_too_late_is_not_sent_at_all(town: Town) -> None:
    """The carrier may hold a text a minute: then somebody else may hold the phone."""
    town.worker_works = town.clock_works = False
    asked_for(town)
    hang_up(town)
    town.wait(2 * 3600 - 40)
    town.worker_works = town.clock_works = True
    town.wait(30)
    assert inbox(town) == []
    assert [(m.state, m.reason) for m in town.messages()] == [("expired", "outside_window")]


@pytest.mark.parametrize("word", ["STOP", "stop.", "Alto", "¡BASTA!", "Stop!"])
def test_stop_before_sending_is_final(town: Town, word: str) -> None:
    asked_for(town)
    town.phone(CALLER).text(NEUTRAL, word)
    town.wait(1)
    hang_up(town)
    town.wait(30)
    assert [text.body for text in inbox(town) if "/l/" in text.body] == []
    assert [(m.state, m.reason) for m in town.messages()] == [("refused", "opted_out")]


def test_who_said_stop_is_told_that_nothing_can_be_sent(town: Town) -> None:
    town.phone(CALLER).text(NEUTRAL, "Alto")
    town.wait(1)
    asked_for(town)
    assert town.words("no_text", language="es") in town.heard(town.leg(CALLER))
    hang_up(town)
    assert town.messages() == []


def test_start_lets_us_be_asked_again_but_brings_no_consent_back(town: Town) -> None:
    asked_for(town)
    for word in ("Alto", "Empezar"):
        town.phone(CALLER).text(NEUTRAL, word)
        town.wait(1)
    hang_up(town)
    town.wait(30)
    assert inbox(town) == []
    asked_for(town)
    hang_up(town)
    assert len(inbox(town)) == 1


@pytest.mark.long
def test_three_texts_a_day_are_enough(town: Town) -> None:
    for _ in range(4):
        asked_for(town)
        hang_up(town)
        town.wait(3700)
    assert len(inbox(town)) == 3


def test_a_second_text_waits_until_an_hour_after_the_first(town: Town) -> None:
    for _ in range(2):
        asked_for(town)
        hang_up(town)
        town.wait(60)
    assert len(inbox(town)) == 1
    town.wait(3600)
    assert len(inbox(town)) == 2


def test_nobody_but_the_caller_gets_a_text(town: Town) -> None:
    town.add("Ana")
    asked_for(town, ["2", "2", LIST, YES])
    hang_up(town)
    town.wait(30)
    assert [town.phone(number).inbox for number in PHONES.values()] == [[]] * len(PHONES)
