"""Is a choice recognised in another set of flows, whatever its key and its place there?"""

import pytest

from ivr.flow import reader
from ivr.flow.counterpart import Counterparts

MESSAGE = "      - what: may_we_leave_a_message\n        say: May we leave a message?\n"


@pytest.fixture
def between(sample_book, files):
    """From the sample to the sample with changes in `everything.yaml`."""

    def make(*changes: tuple[str, str]) -> Counterparts:
        for old, new in changes:
            assert files["everything.yaml"].count(old) == 1, old
            files["everything.yaml"] = files["everything.yaml"].replace(old, new)
        # Without the checks: the Spanish of what was reworded is stale, which is nothing here.
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(reader, "all_findings", lambda _draft: ())
            return Counterparts(sample_book, reader.read_set(files, allow_test_numbers=True))

    return make


def test_where_nothing_changed_every_choice_is_itself(between, sample_book):
    same = between()
    for name, flow in sample_book.flows.items():
        for step in flow.steps:
            assert all(now == code for now, code in same.offered(f"{name}.{step}").items())


def test_a_time_to_be_called_is_known_by_its_words_where_the_questions_moved(between):
    moved = between(
        (MESSAGE, ""),
        ("    ask:\n      - what: safe_number", f"    ask:\n{MESSAGE}      - what: safe_number"),
    )
    place = "everything.call_me"
    assert moved.choice(place, "safe_time", "ask.1.choices.1") == "ask.2.choices.1"


def test_a_time_in_other_words_is_known_by_what_it_does(between):
    early = "          - press: 1\n            label: In office hours\n            when: office\n"
    late = "          - press: 2\n            label: At night\n            when: nights\n"
    reworded = between((early + late, late.replace("At night", "After dark") + early))
    assert reworded.choice("everything.call_me", "safe_time", "ask.1.choices.1") == (
        "ask.1.choices.0"
    )


def test_a_choice_in_other_words_that_does_something_else_is_gone(between):
    gone = between(
        ("label: For the north\n        mark: north", "label: For the south"),
    )
    assert gone.choice("everything.what", "", "choices.3") is None


def test_silence_and_universal_keys_stay_what_they_are(between):
    same = between()
    for code in ("silent", "unclear", "person", "danger", "hear_again", "typed"):
        assert same.choice("everything.what", "", code) == code
