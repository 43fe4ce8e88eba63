"""Does the phone company read what the flow decided, wherever a caller goes?"""

import itertools
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import get_args

import pytest
from elements import problems_of, tree, verbs_of

from ivr import lifeline
from ivr.flow import engine
from ivr.flow.book import Book
from ivr.flow.engine import Facts, Reply
from ivr.flow.inputs import Failed, Keys, NobodyFree, Silence
from ivr.flow.instructions import (
    Continue,
    EnterLine,
    Instruction,
    LeaveLine,
    Listen,
    Pause,
    Play,
    RingDutyPhones,
    Say,
    TakeMessage,
)
from ivr.flow.position import Position
from ivr.flow.reader import read_folder, read_set
from ivr.flow.recording import Recording
from ivr.seal import Seal
from ivr.telephony.addresses import Addresses
from ivr.telephony.twiml import Pen, Speaker, render, spoken
from ivr.telephony.voices import Voice
from routing.need import Need

NOW = datetime(2027, 3, 5, 22, 30, tzinfo=UTC)
INPUTS = (*(Keys(key) for key in "0123456789*#"), Keys("1234567890123456"), Silence())
MOST = 3
"""How often one step is gone through in one language and phase: counters differ, words do not."""


@pytest.fixture(scope="module")
def book() -> Book:
    return read_set(read_folder(Path(__file__).parents[3] / "callflows"), allow_test_numbers=True)


@pytest.fixture(scope="module")
def pen(book: Book) -> Pen:
    seal = Seal([b"a key for tests"])
    addresses = Addresses("https://helpline.test", "https://pages.test")
    return Pen(
        addresses,
        lambda position: seal.close_text("position", position.to_bytes(), "call"),
        Speaker(lifeline.voices(book), lambda _: True, addresses.sound),
    )


@pytest.fixture(scope="module")
def replies(book: Book) -> list[Reply]:
    """Everything a caller of any flow can be answered with."""
    found, seen = [], Counter[object]()
    facts = [Facts(NOW, number_hidden=hidden) for hidden in (False, True)]
    doors = [name for name, flow in book.flows.items() if not flow.exits]
    ahead = [(engine.start(book, flow, known), known) for flow in doors for known in facts]
    while ahead:
        reply, known = ahead.pop(0)
        place = reply.position
        hidden, last = known.number_hidden, type(reply.instructions[-1])
        key = (place.place, place.language, place.phase, hidden, last)
        seen[key] += 1
        if seen[key] <= MOST:
            found.append(reply)
            ahead += [(after, known) for after in what_follows(book, reply, known)]
    return found


def what_follows(book: Book, reply: Reply, facts: Facts) -> Iterator[Reply]:
    for instruction in reply.instructions:
        match instruction:
            case Listen(position=position):
                for given in INPUTS:
                    yield engine.resume(book, position, given, facts)
            case Continue(position=position) if not position.is_waiting:
                yield engine.present(book, position, facts)
            case Continue(position=position) | EnterLine(position=position):
                for seconds in (0, 30, 700):
                    waited = timedelta(seconds=seconds)
                    yield engine.while_waiting(book, position, waited, facts)
                yield engine.resume(book, position, NobodyFree(), facts)
                yield engine.resume(book, position, Failed(), facts)
            case RingDutyPhones(position=position):
                yield engine.resume(book, position, NobodyFree(), facts)
                yield engine.resume(book, position, Failed(), facts)
            case LeaveLine():
                yield engine.present(book, reply.position, facts)


def kinds(replies: list[Reply]) -> set[type[Instruction]]:
    return {type(one) for reply in replies for one in reply.instructions}


def test_wherever_a_caller_goes_the_document_is_one_twilio_carries_out(
    replies: list[Reply], pen: Pen
) -> None:
    assert len(replies) > 100
    assert kinds(replies) | {Pause, TakeMessage} == set(get_args(Instruction))
    for reply in replies:
        assert problems_of(render(reply.instructions, pen)) == [], reply.heard


def test_the_same_decision_is_the_same_document_however_often_it_is_asked_for(
    replies: list[Reply], pen: Pen
) -> None:
    for reply in replies[:50]:
        assert render(reply.instructions, pen) == render(reply.instructions, pen)


def test_a_waiting_caller_is_never_dialled_recorded_or_put_in_line_again(
    replies: list[Reply], pen: Pen
) -> None:
    """Twilio refuses these verbs in the document that is heard while waiting."""
    allowed = {"Say", "Pause", "Gather", "Redirect", "Leave"}
    waiting = [reply for reply in replies if heard_in_line(reply)]
    assert len(waiting) > 10
    for reply in waiting:
        assert set(verbs_of(render(reply.instructions, pen))) <= allowed


def heard_in_line(reply: Reply) -> bool:
    return any(
        isinstance(one, LeaveLine) or (isinstance(one, Continue) and one.position.is_waiting)
        for one in reply.instructions
    )


def test_a_waiting_caller_who_presses_nothing_is_asked_for_once_a_document(
    replies: list[Reply], pen: Pen
) -> None:
    listening = [reply for reply in replies if heard_in_line(reply) and len(reply.instructions) > 1]
    gathers = 0
    for reply in listening:
        elements = list(tree(render(reply.instructions, pen)))
        for gather, after in itertools.pairwise(elements):
            if gather.tag == "Gather":
                gathers += 1
                assert gather.get("actionOnEmptyResult") is None
                assert after.tag == "Redirect"
                assert not (after.text or "").endswith("/key")
    assert gathers > 0


def test_every_document_ends_in_a_next_thing_or_a_goodbye(replies: list[Reply], pen: Pen) -> None:
    for reply in replies:
        last = verbs_of(render(reply.instructions, pen))[-1]
        assert last in ("Redirect", "Enqueue", "Leave", "Hangup")


def test_nothing_we_write_has_more_than_half_of_what_twilio_takes(
    replies: list[Reply], pen: Pen
) -> None:
    longest = max(len(render(reply.instructions, pen).encode()) for reply in replies)
    assert longest < 32 * 1024


PLACE = Position("0" * 16, "welcome", "person", "es")
IN_LINE = Position("0" * 16, "welcome", "person", "es", phase="waiting")


def test_keys_pressed_in_line_go_to_another_address_than_keys_in_a_menu(pen: Pen) -> None:
    def action(position: Position) -> str:
        document = render([Listen((Say("1?", "es"),), 5, position), Continue(position)], pen)
        return tree(document)[0].get("action") or ""

    assert "/voice/steps/" in action(PLACE)
    assert action(IN_LINE).endswith("/key")
    assert "/voice/line/" in action(IN_LINE)


def test_callers_wait_with_those_of_their_language(pen: Pen) -> None:
    need = Need(language="es")
    document = render([EnterLine(IN_LINE, need)], pen)
    enqueue = tree(document)[0]
    assert enqueue.text == "line-es"
    assert (enqueue.get("action") or "").endswith("/left")


def test_words_are_spoken_in_the_voice_of_their_language(pen: Pen) -> None:
    said = spoken("Hola", "es", {"es": Voice("Polly.Lupe-Neural", "es-US")})
    assert said == '<Say voice="Polly.Lupe-Neural" language="es-US">Hola</Say>'
    assert spoken("Waa ku maqlayaa", "so", {}) == "<Say>Waa ku maqlayaa</Say>"


HELLO = Recording("es", "welcome.hello.say", "5f" * 32, 8000, 1000)
HELLO_AT = f"<Play>https://helpline.test/sound/{HELLO.sound}.wav</Play>"


def test_a_recording_is_played_beside_a_voice_also_while_we_listen(pen: Pen) -> None:
    said = Play("Hola", "es", HELLO)
    document = render([said, Listen((said, Say("¿Sí?", "es")), 5, PLACE)], pen)
    assert problems_of(document) == []
    assert verbs_of(document) == ["Play", "Gather", "Redirect"]
    assert document.count(HELLO_AT) == 2
    assert ">¿Sí?</Say></Gather>" in document


def test_a_sound_that_cannot_be_had_is_spoken_instead(pen: Pen) -> None:
    """At Twilio a call breaks off when a sound is missing."""
    without = replace(pen, speaker=replace(pen.speaker, has=lambda _: False))
    document = render([Play("Hola", "es", HELLO), Continue(PLACE)], without)
    assert "<Play" not in document
    assert '<Say voice="Polly.Lupe-Neural" language="es-US">Hola</Say>' in document


def test_a_waiting_caller_hears_recordings_too(pen: Pen) -> None:
    said = Play("Sigue", "es", HELLO)
    document = render([Listen((said,), 5, IN_LINE), Continue(IN_LINE)], pen)
    assert problems_of(document) == []
    assert f"{HELLO_AT}</Gather><Redirect" in document


def test_no_address_says_where_the_caller_is_or_what_they_pressed(
    replies: list[Reply], pen: Pen
) -> None:
    steps = {reply.position.step for reply in replies}
    for reply in replies[:100]:
        for element in tree(render(reply.instructions, pen)).iter():
            said = [element.get("action"), element.get("waitUrl")]
            addresses = [url for url in said if url] + (
                [element.text or ""] if element.tag == "Redirect" else []
            )
            assert not any(f"/{step}" in url for url in addresses for step in steps)


def test_a_message_is_taken_after_a_tone_until_any_key_and_silence_goes_on(pen: Pen) -> None:
    document = render([TakeMessage(IN_LINE, timedelta(minutes=3))], pen)
    assert problems_of(document) == []
    assert verbs_of(document) == ["Record", "Redirect"]
    record, redirect = tree(document)
    assert record.attrib["action"] == redirect.text
    assert (record.attrib["maxLength"], record.attrib["playBeep"]) == ("180", "true")
    assert record.attrib["finishOnKey"] == "0123456789*#"
    assert record.attrib["transcribe"] == "false"
