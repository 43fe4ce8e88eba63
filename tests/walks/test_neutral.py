"""What does somebody learn who calls or texts the neutral number?"""

import pytest
from sqlalchemy import select
from town import CALLER, HELPLINE, NEUTRAL, SECOND_CALLER, Town

from ivr.models import NeutralReply
from ivr.operations import neutral_replies, opt_outs

NAMING = ("help", "police", "victim", "abuse", "ayuda", "policía", "violence")


def answers(town: Town) -> list[str]:
    """What our side has texted to the caller's phone."""
    return [text.body for text in town.phone(CALLER).inbox if text.from_ == NEUTRAL]


def test_who_calls_hears_a_goodbye_that_names_nothing(town: Town) -> None:
    leg = town.dial("", to=NEUTRAL)
    town.wait_until("ended", CALLER)
    book = town.rt.books.live()
    assert town.heard(leg)[-2:] == [
        book.words("neutral", "goodbye", "say", language) for language in ("en", "es")
    ]
    assert not [word for word in town.heard(leg) if "help" in word.lower()]
    assert not [word for word in NAMING if word in " ".join(town.heard(leg)).lower()]


def test_who_calls_is_not_connected_to_anybody_whatever_they_press(town: Town) -> None:
    town.add("Ana")
    leg = town.dial(["9", "0", "1"], to=NEUTRAL)
    leg.press("9")
    town.wait(60)
    assert (leg.finished, town.rung()) == (True, [])


@pytest.mark.parametrize("words", ["Who is this?", "please make him stop", "stop him now", "¿?"])
def test_a_text_is_answered_with_one_neutral_sentence(town: Town, words: str) -> None:
    town.phone(CALLER).text(NEUTRAL, words)
    town.wait(5)
    assert answers(town) == [town.phrase("neutral_text_reply")]
    assert not [word for word in NAMING if word in answers(town)[0].lower()]


def test_it_is_the_same_sentence_for_who_has_called_us(town: Town) -> None:
    town.dial().hang_up()
    town.phone(CALLER).text(NEUTRAL, "Did I call you?")
    town.wait(5)
    assert answers(town) == [town.phrase("neutral_text_reply")]


def test_make_him_stop_is_no_opt_out(town: Town) -> None:
    town.phone(CALLER).text(NEUTRAL, "make him stop")
    town.wait(5)
    assert not opt_outs.has_stopped(town.rt, CALLER)


@pytest.mark.parametrize("word", ["STOP", "Quit", "end"])
def test_to_a_word_the_carrier_answers_we_add_nothing(town: Town, word: str) -> None:
    town.phone(CALLER).text(NEUTRAL, word)
    town.wait(5)
    assert len(answers(town)) == 1
    assert answers(town)[0] != town.phrase("neutral_text_reply")


@pytest.mark.parametrize("word", ["Alto", "PARAR", "basta!"])
def test_a_spanish_stop_is_obeyed_in_silence(town: Town, word: str) -> None:
    town.phone(CALLER).text(NEUTRAL, word)
    town.phone(CALLER).text(NEUTRAL, "hello?")
    town.wait(5)
    assert answers(town) == []


def test_help_is_answered_by_the_carrier_alone(town: Town) -> None:
    town.phone(CALLER).text(NEUTRAL, "HELP")
    town.wait(5)
    assert len(answers(town)) == 1


def test_a_text_to_the_published_number_is_answered_just_as_neutrally(town: Town) -> None:
    town.phone(CALLER).text(HELPLINE, "I need you")
    town.wait(5)
    bodies = [text.body for text in town.phone(CALLER).inbox]
    assert bodies == [town.phrase("neutral_text_reply")]


def test_a_text_without_a_number_is_not_answered(town: Town) -> None:
    answer = town.posts("/text/messages", MessageSid="SM1", From="", To=NEUTRAL, Body="hello")
    assert "<Message" not in answer.text


def test_emoji_and_a_very_long_text_do_no_harm(town: Town) -> None:
    town.phone(CALLER).text(NEUTRAL, "🙏" * 500)
    town.wait(5)
    assert answers(town) == [town.phrase("neutral_text_reply")]


def test_two_machines_do_not_answer_each_other_without_end(either_town: Town) -> None:
    town = either_town
    phone = town.phone(CALLER)
    for _ in range(20):
        phone.text(NEUTRAL, "I am away. I will answer on Monday.")
        town.wait(30)
    assert answers(town) == [town.phrase("neutral_text_reply")] * neutral_replies.MOST
    town.phone(SECOND_CALLER).text(NEUTRAL, "Who is this?")
    town.wait(5)
    assert [text.from_ for text in town.phone(SECOND_CALLER).inbox] == [NEUTRAL]


def test_who_asks_again_an_hour_later_is_answered_again(town: Town) -> None:
    for _ in range(neutral_replies.MOST + 1):
        town.phone(CALLER).text(NEUTRAL, "Who is this?")
        town.wait(5)
    town.wait(3600)
    town.phone(CALLER).text(NEUTRAL, "Who is this?")
    town.wait(5)
    assert len(answers(town)) == neutral_replies.MOST + 1


def test_who_texted_the_neutral_number_is_forgotten_within_two_hours(town: Town) -> None:
    town.phone(CALLER).text(NEUTRAL, "Who is this?")
    town.wait(5)
    assert counted(town) == [town.rt.seal.fingerprint(CALLER)]
    town.wait(2 * 3600)
    assert counted(town) == []


def counted(town: Town) -> list[str]:
    """Whose texts are counted."""
    with town.rt.db.read() as session:
        return list(session.scalars(select(NeutralReply.fingerprint)))
