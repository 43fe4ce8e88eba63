"""What does somebody read who texts a line that answers with the same flow as by voice?"""

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from ivr.flow.facts import Facts, Promise
from ivr.flow.reader import read_folder, read_set
from ivr.flow.segments import outside, segments
from ivr.flow.texted import Texted, lacks, texted
from ivr.flow.texting import Answer, again, answer, begin, helped, narrow, pieces

CALLFLOWS = Path(__file__).parents[3] / "callflows"
NUMBER = "+1 212 555 0170"
CALL = f"To talk with someone, call {NUMBER}."
EMERGENCY = "If you are in danger now, call 911, if you can."
MORNING = datetime(2026, 3, 2, 15, 0, tzinfo=UTC)
FACTS = Facts(MORNING, number_hidden=False, keeps=frozenset({Promise.TEXT}))
SETS = {
    "welcome": read_set(read_folder(CALLFLOWS), allow_test_numbers=True),
    "hotline": read_set(
        read_folder(CALLFLOWS / "examples" / "two_numbers"), allow_test_numbers=True
    ),
}
READ = {flow: texted(book, NUMBER) for flow, book in SETS.items()}
CALLING = Facts(MORNING, number_hidden=False, keeps=frozenset({Promise.TEXT, Promise.CALLBACK}))
"""A helpline that also calls who writes."""
YES = ["yes", "YES.", "ok", "Sí", "sí, estoy segura", "Sure, that is fine", "1"]
NOT_YES = ["no", "not safe", "yes but not now", "he reads my phone", "", "?", "2", "3", "gracias"]


def texts(flow: str, *bodies: str, facts: Facts = FACTS) -> Answer:
    """The answer to the last of these texts; after a goodbye the next one begins anew."""
    book, said = READ[flow], Answer((), None)
    for body in bodies:
        if said.position is None:
            said = begin(book, flow, body, facts)
        else:
            said = answer(book, said.position, body, facts)
    return said


def read(flow: str, *bodies: str) -> str:
    """The last answer as one text."""
    return "\n".join(texts(flow, *bodies).texts)


def test_choices_are_numbered_lines_and_nobody_is_told_to_press_a_key() -> None:
    assert read("welcome", "hi", "1").splitlines() == [
        "You do not have to give your name. If you are in danger now, text 9 at any time.",
        "1 To talk to someone now",
        "2 If the harm comes from a partner or family",
        "3 If something else happened",
        "4 To hear about your choices",
    ]


@pytest.mark.parametrize("word", ["2", "2.", "Español", "spanish please", "2️⃣", "(2)"])
def test_a_language_is_chosen_by_its_number_or_its_name(word: str) -> None:
    assert texts("hotline", "hi", word).position.language == "es"


@pytest.mark.parametrize("word", ["French", "english or español", "5", "who is this?"])
def test_what_is_no_language_is_asked_again_and_then_goes_on_in_the_first(word: str) -> None:
    assert read("hotline", "hi", word).startswith("Let me say that again.")
    assert texts("hotline", "hi", word, word).position.step == "menu"


@pytest.mark.parametrize("yes", YES)
def test_a_yes_is_understood_however_it_is_written(yes: str) -> None:
    said = texts("hotline", "hi", "1", "1", yes)
    assert [text.template for text in said.promised] == ["general_list"]


@pytest.mark.parametrize("other", NOT_YES)
def test_nothing_is_promised_for_anything_else(other: str) -> None:
    said = texts("hotline", "hi", "1", "1")
    for _ in range(3):
        said = answer(READ["hotline"], said.position, other, FACTS) if said.position else said
        assert said.promised == ()


def test_a_person_cannot_be_had_by_text_and_nothing_else_is_claimed() -> None:
    said = read("hotline", "hi", "1", "1")
    assert said.startswith(f"{CALL} {EMERGENCY} We can text a list of places")
    for words in ("finding someone", "still connected", "in line", "calling someone"):
        assert words not in said


def test_what_is_offered_in_the_line_is_offered_by_text_but_for_what_cannot_be_kept() -> None:
    said = read("welcome", "hi", "1", "1").splitlines()
    assert said == [f"{CALL} {EMERGENCY}", "1 To get a text with a list of places that can help"]
    assert read("welcome", "hi", "1", "1", "1").startswith("We can text a link to this phone.")


def test_the_way_to_a_person_is_told_again_and_then_the_flow_goes_on() -> None:
    told = [texts("welcome", "hi", "1", "1", *["?"] * times) for times in range(4)]
    assert [said.position.step for said in told] == ["person"] * 3 + ["everyone_busy"]


@pytest.mark.parametrize(
    "words", ["9", " 9. ", "911", "DANGER", "I think I am in danger here", "¡Auxilio!", "peligro"]
)
@pytest.mark.parametrize("before", [["hi"], ["hi", "1"], ["hi", "1", "1"], ["hi", "1", "2"]])
def test_danger_is_heard_at_every_step_in_every_language(before: list[str], words: str) -> None:
    assert read("hotline", *before, words) == f"{EMERGENCY} {CALL}"


def test_danger_is_heard_in_the_first_text_and_answered_in_the_language_of_the_line() -> None:
    assert read("hotline", "There is DANGER!") == f"{EMERGENCY} {CALL}"
    assert read("welcome", "emergencia") == f"{EMERGENCY} {CALL}"


def test_who_is_in_danger_is_told_the_same_as_often_as_they_write() -> None:
    said = [read("hotline", "danger", *["?"] * times) for times in range(6)]
    assert set(said[1:]) == {said[0]}


def test_what_is_told_in_parts_goes_on_with_whatever_is_written() -> None:
    parts = [texts("welcome", "hi", "1", "4", "1", *["more"] * times) for times in range(6)]
    assert [said.position.phase for said in parts] == [f"part_{n}" for n in range(1, 7)]
    assert parts[0].texts[0].startswith("You decide whether to tell the police.")
    assert "For more, text more. To talk with someone, text 0." in parts[0].texts[0]


def test_numbers_are_written_as_they_are_dialled() -> None:
    said = read("welcome", "hi", "1", "4", "1", *["more"] * 5)
    assert "1-855-484-2846" in said
    assert "9 1 1" not in read("welcome", "hi", "9")


def test_the_key_for_a_person_and_the_one_to_hear_again_work_by_text() -> None:
    assert CALL in read("welcome", "hi", "1", "4", "0")
    assert read("welcome", "hi", "1", "*") == read("welcome", "hi", "1")


def test_who_asks_for_help_with_the_line_reads_first_whom_to_call() -> None:
    asked = texts("hotline", "hi", "1", "1")
    said = helped(READ["hotline"], again(READ["hotline"], asked.position, FACTS))
    assert said.texts[0].startswith(f"{CALL} {EMERGENCY} We can text a list")
    assert said.position == asked.position


def test_a_text_that_could_not_be_promised_is_not_asked_about() -> None:
    nothing = Facts(MORNING, number_hidden=False, keeps=frozenset())
    said = texts("hotline", "hi", "1", "1", facts=nothing)
    assert "Is it safe" not in " ".join(said.texts)


def calls(flow: str, *bodies: str) -> list[tuple[str, str]]:
    """The hours and the language of every call that was promised for these texts."""
    book, said, found = READ[flow], Answer((), None), []
    for body in bodies:
        if said.position is None:
            said = begin(book, flow, body, CALLING)
        else:
            said = answer(book, said.position, body, CALLING)
        found += [(call.window, call.language) for call in said.calls]
    return found


def test_who_comes_to_a_person_is_offered_a_call_beside_the_number_to_dial() -> None:
    said = texts("hotline", "hi", "1", "1", facts=CALLING)
    assert "\n".join(said.texts).splitlines() == [
        f"{CALL} {EMERGENCY}",
        "1 To be called on this phone",
    ]
    said = texts("welcome", "hi", "1", "2", facts=CALLING)
    assert said.texts[0].splitlines()[1:] == [
        "1 To get a text with a list of places that can help",
        "2 To be called at a safe time",
    ]


def test_before_a_call_is_promised_they_read_what_it_is_like() -> None:
    said = texts("hotline", "hi", "1", "1", "1", facts=CALLING)
    assert said.texts[0].splitlines() == [
        "Someone calls this phone from another number, and says nothing until a key is pressed. "
        "When is it safe? If you are not sure, answer no.",
        "1 As soon as we can, within two hours",
    ]
    assert said.calls == ()


@pytest.mark.parametrize("offer", ["1", "yes", "Yes please", "ok"])
@pytest.mark.parametrize("time", ["1", "yes", "YES.", "as soon as we can, within two hours"])
def test_a_yes_to_the_call_and_to_its_time_promises_one(offer: str, time: str) -> None:
    assert calls("hotline", "hi", "1", "1", offer, time) == [("", "en")]


@pytest.mark.parametrize("yes", ["sí", "Si", "1", "claro que sí"])
def test_in_spanish_too(yes: str) -> None:
    assert calls("hotline", "hola", "2", "1", yes, yes) == [("", "es")]


@pytest.mark.parametrize(
    ("time", "when"),
    [("1", ""), ("2", "mornings"), ("4", "evenings"), ("In the evening, please", "evenings")],
)
def test_where_callers_choose_a_time_who_writes_does_too(time: str, when: str) -> None:
    assert calls("welcome", "hi", "1", "2", "2", time) == [(when, "en")]


@pytest.mark.parametrize(
    "other", ["no", "not safe", "he reads my phone", "", "?", "7", "yes but not now"]
)
def test_nothing_else_promises_a_call_and_who_says_no_goes_on(other: str) -> None:
    assert calls("hotline", "hi", "1", "1", "1", other, other, other) == []
    assert calls("welcome", "hi", "1", "2", "2", other, other, other) == []


def test_a_yes_where_several_times_could_be_meant_is_asked_again() -> None:
    assert calls("welcome", "hi", "1", "2", "2", "yes") == []
    said = texts("welcome", "hi", "1", "2", "2", "yes", facts=CALLING)
    assert "4 In the evening" in said.texts[0]


def test_who_wants_no_call_reads_on_and_whom_it_was_promised_is_not_asked_again() -> None:
    no = texts("hotline", "hi", "1", "1", "no", facts=CALLING)
    assert no.texts[0].startswith("We can text a list of places")
    promised = texts("hotline", "hi", "1", "1", "1", "1", "?", facts=CALLING)
    assert "To be called" not in promised.texts[0]


def test_who_is_in_danger_is_not_asked_to_wait_for_a_call() -> None:
    said = texts("hotline", "hi", "1", "danger", facts=CALLING)
    assert said.texts == (f"{EMERGENCY} {CALL}",)


def test_a_call_that_could_not_be_kept_is_not_offered() -> None:
    assert "called" not in read("hotline", "hi", "1", "1")
    assert read("welcome", "hi", "1", "2", "2") == read("welcome", "hi", "1", "2")


def test_words_that_nobody_wrote_are_not_sent() -> None:
    book = SETS["hotline"]
    silent = {key: words for key, words in book.phrases.items() if not key[0].startswith("call_me")}
    wordless = texted(replace(book, phrases=silent), NUMBER)
    said = begin(wordless, "hotline", "hi", CALLING)
    for body in ("1", "1"):
        said = answer(wordless, said.position, body, CALLING)
    assert "We can text a list of places" in said.texts[0]


def test_a_flow_can_answer_texts_only_with_the_words_for_it() -> None:
    assert list(lacks(SETS["welcome"], "welcome")) == []
    arabic = read_set(read_folder(CALLFLOWS / "examples" / "arabic"), allow_test_numbers=True)
    (english, arabic_words) = lacks(arabic, "welcome")
    assert "wording/ar.yaml lacks" in english + arabic_words
    assert "`texted_call`" in english


def test_the_same_sentence_is_not_written_twice() -> None:
    assert Answer(("One.", "Two.", "One."), None).texts == ("One. Two.",)


def test_accents_are_left_out_only_where_a_text_would_be_cut() -> None:
    short = "Si está en peligro ahora, llame al 911."
    assert Answer((short,), None).texts == (short,)
    (whole,) = Answer((f"{short} " + "Conteste sí, o no. " * 10,), None).texts
    assert outside(whole) == ""
    assert "esta en peligro" in whole


def test_letters_of_another_script_are_never_lost() -> None:
    assert narrow("مرحبا") == "مرحبا"
    assert narrow("ñ é ü ¿ ¡ …“ok”") == 'ñ é ü ¿ ¡ ..."ok"'


@given(some.text(alphabet=some.sampled_from("ab .!?\náéñ🙏م"), max_size=1500))
def test_pieces_are_the_text_and_short_where_its_sentences_are(text: str) -> None:
    cut = list(pieces(text))
    assert "".join("".join(cut).split()) in {
        "".join(text.split()),
        "".join(narrow(text).split()),
    }
    for piece in cut:
        assert piece.strip() == piece != ""
        assert segments(piece) <= 2 or list(pieces(piece)) == [piece], "one long sentence"


WRITES = some.sampled_from(
    ["0", "1", "2", "3", "4", "5", "*", "#", "hi", "", "no", "gracias", "more", "español", "🙏"]
) | some.text(max_size=40)


@pytest.mark.parametrize("flow", sorted(READ))
@given(bodies=some.lists(WRITES, min_size=1, max_size=25))
@settings(max_examples=60, deadline=None)
def test_whatever_is_written_is_answered_in_words_one_can_read(
    flow: str, bodies: list[str]
) -> None:
    book: Texted = READ[flow]
    said = Answer((), None)
    for body in bodies:
        asked = said.position
        said = begin(book, flow, body, FACTS) if asked is None else answer(book, asked, body, FACTS)
        assert said.texts
        assert sum(map(segments, said.texts)) <= 4
        whole = " ".join(said.texts).casefold()
        for spoken in ("press", "oprima", "hang up", "cuelgue", "pound key", "{", "}"):
            assert spoken not in whole
        if said.promised:
            assert asked is not None, "nobody is promised a text for their first words"
            assert book.flows[asked.flow].steps[asked.step].kind == "text"
