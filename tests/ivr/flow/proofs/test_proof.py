"""Is it noticed wherever a flow would strand somebody?"""

from pathlib import Path

import pytest

from ivr.flow.engine import Facts, resume, start
from ivr.flow.inputs import Failed, Keys
from ivr.flow.proofs.proof import heard_after, prove
from ivr.flow.proofs.surroundings import NOON, surroundings

SMALL = Path(__file__).parent / "small"
FACTS = Facts(NOON, number_hidden=False)


def sentences(proof) -> str:
    return " ".join(found.sentence for found in proof.counterexamples)


def test_a_good_flow_holds_in_every_world(book, render):
    proof = prove(book, render)
    assert proof.holds, proof.counterexamples
    assert proof.states > 100
    assert proof.worlds == len(list(surroundings(book, "welcome"))) == 4


BREAKS = {
    "who does nothing is let go": (
        [
            ("silent: {tries: 2, go: person}", "silent: {tries: 2, go: others}"),
        ],
        "Who does nothing meets no person",
    ),
    "silence ends the call": (
        [("silent: {tries: 1, go: duty_phones}\n    unclear: {tries: 2, go: person}",
          "silent: {tries: 1, go: goodbye}\n    unclear: {tries: 2, go: person}")],
        "straight after silence",
    ),
    "a failure ends the call": (
        [("no_one_free: others", "no_one_free: goodbye")],
        "straight after silence or after something that failed",
    ),
    "the person key tells of others": (
        [("person: person\n", "person: others\n")],
        "The person key leads to no person",
    ),
    "danger is not announced": (
        [("  choices:\n    kind: menu\n    say_keys: [danger]\n", "  choices:\n    kind: menu\n")],
        "a caller in danger hears of no way",
    ),
    "danger leads to an ordinary line, and is not marked as danger": (
        [("say: Hello.", "say: " + "Hello to you and to everybody who is with you today. " * 4)],
        "a caller in danger hears of no way",
    ),
}  # fmt: skip


@pytest.mark.parametrize("broken", BREAKS)
def test_a_flow_that_strands_somebody_is_shown_with_the_way_there(broken, book_of, render):
    changes, sentence = BREAKS[broken]
    proof = prove(book_of(*changes), render)
    assert not proof.holds
    assert sentence in sentences(proof)


def test_the_shortest_way_comes_first_as_keys_and_words(book_of, render):
    proof = prove(book_of(("no_one_free: others", "no_one_free: goodbye")), render)
    found = next(c for c in proof.counterexamples if "straight after" in c.sentence)
    assert found.place == "welcome.goodbye"
    assert found.way[-1] == "at welcome.duty_phones: nobody is free"
    assert "press" in found.way[0]
    assert len(found.way) <= 4


def test_a_document_that_cannot_be_read_is_a_counterexample(book):
    def refuses(_book, reply) -> str:
        if reply.position.step == "busy":
            raise ValueError("too long")
        return ""

    proof = prove(book, refuses)
    assert {found.place for found in proof.counterexamples} == {"welcome.busy"}
    assert "could not read this reply: too long" in sentences(proof)


def test_the_digits_of_a_number_do_not_announce_a_key(book):
    hello = start(book, "welcome", FACTS)
    assert heard_after(hello, "2") is not None
    assert heard_after(hello, "9") is None
    pressed = resume(book, hello.position, Keys("0"), FACTS)
    failed = resume(book, pressed.position, Failed(), FACTS)
    others = resume(book, failed.position, Failed(), FACTS)
    assert others.heard == ("welcome.others",)
    assert heard_after(others, "0") is not None  # the sentence about keys names it
    assert heard_after(others, "5") is None
    assert heard_after(others, "8") is None


def test_a_flow_that_offers_nobody_is_not_asked_for_a_person(render, book_of):
    quiet = (
        "flow: welcome\ntitle: Nobody answers here\nstarts_at: bye\nperson: bye\ndanger: bye\n"
        "if_anything_breaks: bye\nlanguages: [en, es]\nsteps:\n  bye:\n    kind: goodbye\n"
        "    say: Thank you for calling.\n"
    )
    whole = (SMALL / "welcome.yaml").read_text(encoding="utf-8")
    assert prove(book_of((whole, quiet)), render).holds
