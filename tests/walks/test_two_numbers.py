"""What happens on two published numbers that share their people, one of which answers texts?"""

from datetime import timedelta
from io import StringIO

import pytest
from sqlalchemy import select, update
from test_privacy import betrayed, written
from town import CALLER, HELPLINE, LOCAL, NEUTRAL, SECOND_CALLER, THIRD_CALLER, Town

from ivr.models import Conversation, Line, TextAnswer
from ivr.operations import conversations, lines, opt_outs
from ivr.operations.lines import Change
from ivr.sandbox.phones import Text

__all__ = ["written"]

ENGLISH, SPANISH, SOMEBODY, NURSE = "1", "2", "1", "3"
SAFE = ["hola", SPANISH, SOMEBODY, "no"]
"""What, with a no to a call, brings a Spanish texter to the question whether a text is safe."""


def line_of(town: Town, number: str) -> str:
    """The id of the line of this number."""
    with town.rt.db.read() as session:
        return session.scalars(select(Line.id).where(Line.number == number)).one()


def texts(town: Town, *bodies: str, number: str = CALLER, to: str = LOCAL) -> list[str]:
    """Somebody texts these, one after the other; what the line has answered so far."""
    for body in bodies:
        town.phone(number).text(to, body)
        town.wait(3)
    return answers(town, number, to)


def answers(town: Town, number: str = CALLER, line: str = LOCAL) -> list[str]:
    """What this line has texted to that phone."""
    return [text.body for text in town.phone(number).inbox if text.from_ == line]


def links(town: Town, number: str = CALLER) -> list[Text]:
    """The texts with a link on that phone."""
    return [text for text in town.phone(number).inbox if "/l/" in text.body]


def said(town: Town, step: str, part: str, language: str = "en") -> str:
    """What a step of the flow says."""
    return town.rt.books.live().words("hotline", step, part, language)


# -- calls ------------------------------------------------------------------------------------


@pytest.mark.parametrize("number", [HELPLINE, LOCAL])
def test_either_number_is_answered_and_the_call_knows_its_line(
    two_numbers: Town, number: str
) -> None:
    town = two_numbers
    town.add("Ana", knows="advocacy")
    leg = town.dial([ENGLISH, SOMEBODY], to=number)
    town.wait_until("joined", CALLER)
    assert said(town, "hello", "say") in town.heard(leg)
    assert town.in_one_room(leg, "Ana")
    assert town.call(leg).line == line_of(town, number)


def test_a_nurse_who_presses_3_is_answered_before_an_earlier_caller(two_numbers: Town) -> None:
    town = two_numbers
    town.add("Ana", knows="advocacy")
    town.phone("Ana").behaves(town.presses("1", "1"))  # and ready again as soon as she is asked
    talking = town.together([ENGLISH, SOMEBODY])
    earlier = town.dial([ENGLISH, SOMEBODY], number=SECOND_CALLER)
    town.wait(20)
    nurse = town.dial([ENGLISH, NURSE], number=THIRD_CALLER, to=LOCAL)
    town.wait(20)
    assert town.call(nurse).waiting_since > town.call(earlier).waiting_since
    talking.hang_up()
    town.wait_until("joined", THIRD_CALLER, within=200)
    assert town.in_one_room(nurse, "Ana")
    assert town.call(earlier).connected_at is None
    nurse.hang_up()
    town.wait_until("joined", SECOND_CALLER, within=200)
    assert town.in_one_room(earlier, "Ana")


def test_a_spanish_caller_hears_spanish_and_reaches_somebody_who_speaks_it(
    two_numbers: Town,
) -> None:
    town = two_numbers
    town.add("Ben", knows="advocacy", speaks="en")
    town.add("Carmen", knows="advocacy", speaks="es")
    leg = town.dial([SPANISH, SOMEBODY], to=LOCAL)
    town.wait_until("joined", CALLER)
    menu = said(town, "menu", "label_1", "es")
    assert any(menu in words for words in town.heard(leg))
    assert town.rung() == ["Carmen"]


def test_a_number_nobody_named_is_answered_all_the_same_and_noticed(two_numbers: Town) -> None:
    town = two_numbers
    town.add("Ana", knows="advocacy")
    lines.close(town.rt, "local", "Sam")
    town.wait(1)
    leg = town.dial([ENGLISH, SOMEBODY], to=LOCAL)
    town.wait_until("joined", CALLER)
    assert town.in_one_room(leg, "Ana")
    assert (town.call(leg).line, lines.strays(town.rt)) == (None, 1)
    assert texts(town, "hello", number=SECOND_CALLER) == [town.phrase("neutral_text_reply")]


# -- texts ------------------------------------------------------------------------------------


def test_a_first_text_is_answered_with_the_first_choices_in_both_languages(
    two_numbers: Town,
) -> None:
    (first,) = texts(two_numbers, "is anybody there")
    assert first.splitlines() == [
        "This is not an emergency service.",
        "1 English",
        "Este no es un servicio de emergencias.",
        "2 español",
    ]


@pytest.mark.parametrize("yes", ["Sí, estoy segura", "ok", "SI", "Yes, please", "¡Claro!"])
def test_who_says_yes_is_sent_the_list_at_once_from_the_neutral_number(
    two_numbers: Town, yes: str
) -> None:
    town = two_numbers
    told, asked = texts(town, *SAFE)[-2:]
    assert "+1 212 555 0170" in told
    assert "¿Es seguro mandarla?" in asked
    assert links(town) == []
    answer = texts(town, yes)[-1]
    assert answer.startswith("Gracias.")
    town.wait(10)
    (link,) = links(town)
    assert link.from_ == NEUTRAL
    assert link.body.startswith("Esta es la lista solicitada")
    assert town.messages()[0].call_id is None


@pytest.mark.parametrize("word", ["yes", "YES"])
@pytest.mark.parametrize("carrier_takes_it_for_start", [True, False])
def test_a_yes_that_the_carrier_answers_itself_is_heard_all_the_same(
    two_numbers: Town, word: str, carrier_takes_it_for_start: bool
) -> None:
    town = two_numbers
    texts(town, *SAFE)
    fields = {"OptOutType": "START"} if carrier_takes_it_for_start else {}
    answer = town.posts(
        "/text/messages", MessageSid="SM9", From=CALLER, To=LOCAL, Body=word, **fields
    )
    assert ("<Message" in answer.text) is not carrier_takes_it_for_start
    town.wait(10)
    assert len(links(town)) == 1


def test_who_says_nothing_is_never_texted(two_numbers: Town) -> None:
    town = two_numbers
    before = texts(town, *SAFE)
    town.wait(600)
    assert (answers(town), links(town), town.messages()) == (before, [], [])


@pytest.mark.parametrize("no", ["no", "No es seguro", "sí pero ahora no", "he reads my phone", ""])
def test_who_does_not_say_yes_is_sent_no_list(two_numbers: Town, no: str) -> None:
    town = two_numbers
    texts(town, *SAFE, no, no, no)
    town.wait(30)
    assert (links(town), town.messages()) == ([], [])


def test_a_yes_after_hours_is_no_answer_to_what_was_asked(two_numbers: Town) -> None:
    town = two_numbers
    texts(town, *SAFE)
    town.clock.advance_to(town.clock.now() + timedelta(hours=3))
    assert "1 English" in texts(town, "sí")[-1]
    assert town.messages() == []


def test_who_chooses_a_person_is_told_honestly_to_call_and_nobody_is_rung(
    two_numbers: Town,
) -> None:
    town = two_numbers
    town.add("Ana", knows="advocacy")
    told = texts(town, "hi", "english", SOMEBODY)[-1]
    assert told.startswith(
        "To talk with someone, call +1 212 555 0170. If you are in danger now, call 911"
    )
    assert town.rung() == []


@pytest.mark.parametrize("words", ["9", "911", "I am in DANGER", "¡peligro!", "es una emergencia"])
def test_who_is_in_danger_reads_the_emergency_sentence_first(two_numbers: Town, words: str) -> None:
    first = texts(two_numbers, "hi", ENGLISH, words)[-1]
    assert first.startswith("If you are in danger now, call 911")
    assert "+1 212 555 0170" in first


def test_danger_in_the_very_first_text_is_heard(two_numbers: Town) -> None:
    (first,) = texts(two_numbers, "danger. he is coming")
    assert first.startswith("If you are in danger now, call 911")


def test_after_a_goodbye_the_next_text_begins_anew(two_numbers: Town) -> None:
    said_last, begun = texts(two_numbers, "hi", ENGLISH, SOMEBODY, "no", "no", "hello?")[-2:]
    assert "Please call again soon" in said_last
    assert "1 English" in begun


def test_stop_is_final_and_erases_the_conversation(two_numbers: Town) -> None:
    town = two_numbers
    before = texts(town, *SAFE)
    assert texts(town, "Alto", "sí", "hola", "danger") == before
    assert (links(town), kept(town)) == ([], 0)
    assert opt_outs.has_stopped(town.rt, CALLER)


def test_to_help_the_carrier_answers_alone_and_elsewhere_we_say_whom_to_call(
    two_numbers: Town,
) -> None:
    town = two_numbers
    texts(town, *SAFE)
    before = len(answers(town))
    assert len(texts(town, "HELP")) == before + 1
    told = texts(town, "ayuda")[-1]
    assert told.startswith("Para hablar con alguien, llame al +1 212 555 0170")
    assert told.endswith("Conteste si, o no si tiene dudas.")
    texts(town, "sí")
    town.wait(10)
    assert len(links(town)) == 1


def test_a_text_heard_twice_is_answered_the_same_and_promises_once(two_numbers: Town) -> None:
    town = two_numbers
    town.post.doubles = True
    texts(town, *SAFE, "sí")
    town.wait(30)
    assert town.post.differing == []
    assert len(town.messages()) == len(links(town)) == 1


def test_two_texts_in_one_breath_are_both_answered(two_numbers: Town) -> None:
    town = two_numbers
    town.phone(CALLER).text(LOCAL, "hi")
    town.phone(CALLER).text(LOCAL, ENGLISH)
    town.wait(5)
    first, second = answers(town)
    assert "1 English" in first
    assert second.startswith("1 To talk to someone")


def test_each_phone_has_a_conversation_of_its_own(two_numbers: Town) -> None:
    town = two_numbers
    texts(town, *SAFE)
    texts(town, *SAFE, number=SECOND_CALLER)
    texts(town, "sí", number=SECOND_CALLER)
    town.wait(10)
    assert (len(links(town)), len(links(town, SECOND_CALLER))) == (0, 1)


def test_machines_that_answer_each_other_come_to_an_end(two_numbers: Town) -> None:
    town = two_numbers
    for _ in range(conversations.MOST_ANSWERS + 10):
        town.phone(CALLER).text(LOCAL, "I am driving and will answer later.")
        town.wait(1)
    assert len(answers(town)) == conversations.MOST_ANSWERS
    assert answers(town)[-1].startswith("To talk with someone, call")
    assert texts(town, "danger")[-1].startswith("If you are in danger now")


def test_a_day_after_the_last_text_nothing_is_left(two_numbers: Town) -> None:
    town = two_numbers
    texts(town, *SAFE)
    town.clock.advance_to(town.clock.now() + timedelta(hours=23))
    conversations.forget(town.rt)
    assert kept(town) == 5
    town.clock.advance_to(town.clock.now() + timedelta(hours=2))
    conversations.forget(town.rt)
    assert kept(town) == 0
    town.clock_works = False


def kept(town: Town) -> int:
    """How many rows remember what was texted."""
    with town.rt.db.read() as session:
        return session.query(Conversation).count() + session.query(TextAnswer).count()


def test_nothing_that_is_kept_shows_a_number_or_a_word(two_numbers: Town) -> None:
    town = two_numbers
    texts(town, *SAFE, "mi nombre es Maria")
    with town.rt.db.read() as session:
        rows = [vars(row) for table in (Conversation, TextAnswer) for row in session.query(table)]
    for row in rows:
        shown = " ".join(str(value) for name, value in row.items() if name[0] != "_")
        assert not [word for word in (CALLER, CALLER[1:], "Maria", "hotline") if word in shown]


def test_a_conversation_nobody_can_read_begins_anew_and_the_log_says_nothing_of_it(
    two_numbers: Town, written: StringIO
) -> None:
    town = two_numbers
    texts(town, *SAFE, "me llamo Maria")
    with town.rt.db.begin() as session:
        session.execute(update(Conversation).values(position=b"broken"))
    assert "1 English" in texts(town, "my name is Maria")[-1]
    log = written.getvalue()
    assert "begins anew" in log
    assert betrayed(log) == []


def test_the_neutral_number_stays_neutral_and_so_does_a_line_without_a_text_flow(
    two_numbers: Town,
) -> None:
    town = two_numbers
    neutral = town.phrase("neutral_text_reply")
    assert texts(town, "hi", "1", to=NEUTRAL) == [neutral, neutral]
    assert texts(town, "hi", "1", to=HELPLINE) == [neutral, neutral]
    lines.change(town.rt, "main", Change(text_flow="hotline"), "Sam")
    assert "1 English" in texts(town, "hi", to=HELPLINE)[-1]
