"""Can a supervisor read what would change?"""

import pytest

from ivr.flow.difference import Change, of_books, of_files
from ivr.flow.reader import read_set


@pytest.fixture
def told(written):
    """What is said about two versions of the small set, as `where: sentence`."""

    def tell(*edits, before=()):
        books = [read_set(written(*some), allow_test_numbers=True) for some in (before, edits)]
        return [f"{change.where}: {change.sentence}" for change in of_books(*books)]

    return tell


def test_nothing_is_said_about_the_same_set(told) -> None:
    assert told() == []


def test_comments_and_spacing_are_not_noticed(told) -> None:
    assert told(("welcome.yaml", "    wait: 6s\n", "    # be patient\n\n    wait:   6s\n")) == []


WELCOME = "welcome.yaml"


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        (
            "mark: domestic_abuse\n        go: person",
            "mark: domestic_abuse\n        go: duty_phones",
            "Key 2 in main_menu now goes to duty_phones; it went to person.",
        ),
        (
            "wait: 6s\n    silent: {tries: 1, go: person}",
            "wait: 6s\n    silent: {tries: 1, go: duty_phones}",
            "Silence in main_menu now goes to duty_phones; it went to person.",
        ),
        (
            "unclear: {tries: 2, go: person}",
            "unclear: {tries: 2, go: duty_phones}",
            "An unclear answer in main_menu now goes to duty_phones; it went to person.",
        ),
        (
            "ask_again_after: 5m\n    no_one_free: duty_phones",
            "ask_again_after: 5m\n    no_one_free: other_lines",
            "person, no one free, now goes to other_lines; it went to duty_phones.",
        ),
        (
            "    then: main_menu",
            "    then: person",
            "hello now goes to person; it went to main_menu.",
        ),
        ("wait: 6s", "wait: 8s", "main_menu: wait is now 8 s; it was 6 s."),
        (
            "silent: {tries: 1, go: person}",
            "silent: {tries: 2, go: person}",
            "main_menu: silent, tries is now 2; it was 1.",
        ),
        (
            "        mark: domestic_abuse\n",
            "",
            "main_menu: choices, key 2, mark is not set any more; it was domestic_abuse.",
        ),
        (
            "{after: 30s, to: any_specialty}",
            "{after: 20s, to: any_specialty}",
            "person: widen, any specialty, after is now 20 s; it was 30 s.",
        ),
        (
            "danger: in_danger",
            "danger: duty_phones",
            "The danger key now leads to duty_phones; it led to in_danger.",
        ),
        (
            "starts_at: hello",
            "starts_at: main_menu",
            "The flow now starts at main_menu; it started at hello.",
        ),
        (
            "title: First answer",
            "title: The first answer",
            "title is now The first answer; it was First answer.",
        ),
        (
            "          go: other_lines",
            "          go: duty_phones",
            "Key 1 in person now goes to duty_phones; it went to other_lines.",
        ),
    ],
)
def test_one_changed_thing_is_one_sentence(told, old: str, new: str, sentence: str) -> None:
    assert told((WELCOME, old, new)) == [f"welcome: {sentence}"]


def test_changed_words_are_told_in_every_language(told) -> None:
    assert told((WELCOME, "label: If the harm comes from family", "label: For family")) == [
        "welcome: main_menu, key 2, in English, now says “For family”; "
        "it said “If the harm comes from family”.",
        "welcome: main_menu, key 2, in Spanish, now says “es For family”; "
        "it said “es If the harm comes from family”.",
    ]
    assert told((WELCOME, "say: Take care.", "say: Goodbye."))[0] == (
        "welcome: goodbye, in English, now says “Goodbye.”; it said “Take care.”."
    )


ANOTHER = "      - press: 4\n        label: For something else\n        go: other_lines\n    wait"


def test_a_new_choice_and_one_that_is_gone(told) -> None:
    more = (WELCOME, "    wait", ANOTHER)
    assert told(more) == [
        "welcome: Key 4 in main_menu is new and goes to other_lines.",
        "welcome: main_menu, key 4, in English, now says “For something else”.",
        "welcome: main_menu, key 4, in Spanish, now says “es For something else”.",
    ]
    gone = told(before=[more])
    assert gone[0] == "welcome: Key 4 in main_menu is gone; it went to other_lines."
    assert gone[1].endswith("in English, no longer says “For something else”.")


def test_a_choice_put_before_the_others_does_not_make_the_others_look_changed(told) -> None:
    first = "    choices:\n      - press: 5\n        label: For work\n        go: person\n"
    choices = "    choices:\n      - press: 1\n        label: To talk"
    said = told((WELCOME, choices, first + choices.removeprefix("    choices:\n")))
    assert said[0] == "welcome: Key 5 in main_menu is new and goes to person."
    assert said[1] == (
        "welcome: main_menu: choices now stand in this order: key 5, key 1, key 2, key 3."
    )
    assert all("key 5" in sentence for sentence in said[1:])


def test_a_step_that_is_new_and_one_that_is_gone(told) -> None:
    closing = "  sorry:\n    kind: say\n    say: Sorry.\n    then: goodbye\n  goodbye:\n    kind"
    edits = (
        (WELCOME, "  goodbye:\n    kind", closing),
        (WELCOME, "say: No one here is free.", "say: No one."),
        (WELCOME, "yes\n    then: goodbye", "yes\n    then: sorry"),
    )
    assert told(*edits)[:2] == [
        "welcome: The step sorry is new (say).",
        "welcome: other_lines now goes to sorry; it went to goodbye.",
    ]
    assert told(before=edits)[0] == "welcome: The step sorry is gone (say)."
    assert not any("Sorry" in sentence for sentence in told(*edits)), "its words are all new"


def test_a_step_with_only_another_name_is_said_once(told) -> None:
    assert told((WELCOME, "other_lines", "other_places")) == [
        "welcome: The step other_lines is now called other_places."
    ]


def test_a_step_of_another_kind(told) -> None:
    kind = (WELCOME, "say\n    say: No one here is", "goodbye\n    say: No one here is")
    assert told(kind, (WELCOME, "yes\n    then: goodbye", "yes")) == [
        "welcome: other_lines is now of the kind goodbye; it was say.",
        "welcome: The way on from other_lines is gone; it went to goodbye.",
    ]


CHECKED = """\
  look:
    kind: check
    when:
      - {hours: office, go: hello}
      - {number_hidden: yes, go: person}
    otherwise: person
  hello:
"""


def test_lines_of_a_check_go_by_what_they_look_at(told) -> None:
    before = ((WELCOME, "starts_at: hello", "starts_at: look"), (WELCOME, "  hello:\n", CHECKED))
    said = told(*before, (WELCOME, "yes, go: person}", "yes, go: hello}"), before=before)
    assert said == [
        "welcome: look, when, if number hidden yes, now goes to hello; it went to person."
    ]
    turned = (
        WELCOME,
        "      - {hours: office, go: hello}\n      - {number_hidden: yes, go: person}\n",
        "      - {number_hidden: yes, go: person}\n      - {hours: office, go: hello}\n",
    )
    assert told(*before, turned, before=before) == [
        "welcome: look: when now stand in this order: if number hidden yes, if hours office."
    ]


def test_settings_messages_and_phrases_have_their_sentences(told) -> None:
    assert told(
        ("settings.yaml", "weekdays: 09:00-17:00", "weekdays: 09:00-12:00, 13:00-24:00"),
        ("settings.yaml", '["+12125550190"]', '["+12125550191"]'),
        ("settings.yaml", "danger: 9", "danger: 8"),
        ("settings.yaml", "    code: 11\n", "    code: 11\n    protected: yes\n"),
        ("messages.yaml", "Open for 3 days.", "Open for 2 days."),
    ) == [
        "messages: The text general_list, in English, now says “Here's the list you asked for: "
        "{link} Open for 2 days.”; it said “Here's the list you asked for: {link} Open for 3 "
        "days.”.",
        "settings: duty phones is now +12125550191; it was +12125550190.",
        "settings: hours, office, weekdays is now 09:00-12:00, 13:00-24:00; it was 09:00-17:00.",
        "settings: specialties, domestic abuse, protected is now yes; it was no.",
        "settings: universal keys, danger is now 8; it was 9.",
    ]


def test_a_whole_flow_that_is_new_or_gone(written) -> None:
    small = written()
    more = {**small, "more.yaml": small["neutral.yaml"].replace("neutral", "more", 1)}
    spanish = small["wording/es.yaml"]
    lines = spanish[spanish.index("  neutral.") :]
    more["wording/es.yaml"] = spanish + lines.replace("neutral.", "more.")
    one, other = (read_set(files, allow_test_numbers=True) for files in (small, more))
    assert of_books(one, other) == (Change("more", "This flow is new. Steps: 1."),)
    assert of_books(other, one) == (Change("more", "This flow is gone."),)


def test_files_that_cannot_be_read_are_told_by_their_lines() -> None:
    before = {"a.yaml": "one\ntwo\n", "b.yaml": "same\n", "c.yaml": "gone\n", "e.yaml": "x\n"}
    after = {"a.yaml": "one\n2\nthree\n", "b.yaml": "same\n", "d.yaml": "new\n", "e.yaml": "x\r\n"}
    assert [f"{change.where}: {change.sentence}" for change in of_files(before, after)] == [
        "a.yaml: Lines added: 2. Lines taken away: 1.",
        "c.yaml: This file is gone.",
        "d.yaml: This file is new.",
        "e.yaml: Only its line ends changed.",
    ]


def test_every_kind_of_step_can_be_compared_with_itself_and_with_nothing_lost(files) -> None:
    """The set of the flow tests, which has every kind."""
    book = read_set(files, allow_test_numbers=True)
    assert of_books(book, book) == ()
