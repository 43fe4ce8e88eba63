"""Is it told how many recent calls would end differently, how, and which cannot be played?"""

import sys
from datetime import timedelta
from pathlib import Path as Folder

from hypothesis import given
from hypothesis import strategies as st

sys.path.insert(0, str(Folder(__file__).parent))  # how calls are recorded in tests

from recorded import SUNDAY_NIGHT, Recorded

from ivr.flow.book import Book
from ivr.flow.inputs import Failed
from ivr.flow.proofs.path import Choice, Path
from ivr.flow.proofs.replay import LOST, alike, replayed
from ivr.flow.proofs.replayed import Replayed

MONEY = "        mark: fraud\n        go: person"


def play(draft: Book, *calls: Recorded) -> Replayed:
    """These calls on a draft."""
    books = {call.book.short: call.book for call in calls}
    return replayed(books, draft, alike(books, draft, [call.path for call in calls]))


def sentences(found: Replayed) -> list[str]:
    """What changed, as a supervisor reads it."""
    return [change.sentence(str(calls), one=calls == 1) for change, calls in found.changes]


def test_a_path_tells_no_key(book):
    path = Recorded(book).gives("1", "2").path
    assert path.choices == (
        Choice("welcome.hello", "offer.0", "welcome.choices"),
        Choice("welcome.choices", "choices.1", "welcome.person"),
    )


def test_the_same_flow_ends_every_call_as_it_did(book):
    ways = (["1", "1"], ["1", "2", "1", "1"], ["", "", ""], ["2", "9"], ["1", "7", "7"], [])
    calls = [Recorded(book).gives(*keys) for keys in ways]
    calls += [Recorded(book, SUNDAY_NIGHT).gives("1", "1")]
    calls += [Recorded(book, hidden=True).gives("1", "1", "1")]
    assert play(book, *calls) == Replayed(len(calls), ())


KEYS = st.sampled_from(["", "1", "2", "3", "0", "9", "*", "#", "7"])


@given(keys=st.lists(KEYS, max_size=12), hidden=st.booleans(), hours=st.integers(0, 400))
def test_whatever_a_caller_does_the_same_flow_ends_their_call_as_it_did(
    shared_book, keys, hidden, hours
):
    call = Recorded(shared_book, SUNDAY_NIGHT + timedelta(hours=hours), hidden=hidden).gives(*keys)
    assert play(shared_book, call) == Replayed(1, ())


def test_calls_that_a_draft_sends_elsewhere_are_counted_and_told(book, book_of):
    draft = book_of((MONEY, MONEY.replace("person", "others")))
    calls = [Recorded(book).gives("1", "1"), *[Recorded(book).gives("1", "2")] * 3]
    found = play(draft, *calls)
    assert (found.differently, found.calls) == (3, 4)
    assert sentences(found) == [
        "3 calls that chose “For money” at welcome.choices now reach welcome.others; they reached "
        "welcome.person."
    ]


def test_one_call_is_told_as_one(book, book_of):
    draft = book_of((MONEY, MONEY.replace("person", "others")))
    (said,) = sentences(play(draft, Recorded(book).gives("1", "2")))
    assert said.startswith("1 call that chose “For money” at welcome.choices now reaches")
    assert said.endswith("; it reached welcome.person.")


def test_who_would_wait_for_somebody_else_ends_differently(book, book_of):
    draft = book_of((MONEY, MONEY.replace("fraud", "harm")))
    assert sentences(play(draft, *[Recorded(book).gives("2", "2")] * 2)) == [
        "2 calls that chose “For money” at welcome.choices now wait for es, harm at "
        "welcome.person; they waited for es, fraud."
    ]


def test_silence_and_nobody_free_are_told_in_words(book, book_of):
    draft = book_of(
        ("    silent: {tries: 2, go: person}", "    silent: {tries: 2, go: duty_phones}"),
        ("    no_one_free: busy", "    no_one_free: others"),
    )
    silent = Recorded(book).gives("1", "", "")
    nobody = Recorded(book).gives("1", "1").finds_nobody()
    assert sorted(sentences(play(draft, silent, nobody))) == [
        "1 call that found nobody free at welcome.person now reaches welcome.others; it reached "
        "welcome.busy.",
        "1 call that pressed nothing at welcome.choices now reaches welcome.duty_phones; it "
        "reached welcome.person.",
    ]


def test_a_key_that_moved_keeps_its_meaning(book, book_of):
    draft = book_of(("press: 2\n        label: For money", "press: 3\n        label: For money"))
    assert play(draft, Recorded(book).gives("1", "2")).differently == 0


NEW_FIRST = (
    "      - press: 1\n        label: For harm",
    "      - press: 3\n        label: To hear of others\n        go: others\n"
    "      - press: 1\n        label: For harm",
)


def test_a_choice_that_another_was_put_before_keeps_its_meaning(book, book_of):
    assert play(book_of(NEW_FIRST), Recorded(book).gives("1", "2")).differently == 0


def test_a_choice_in_other_words_keeps_its_meaning_while_it_does_the_same(book, book_of):
    draft = book_of(NEW_FIRST, ("label: For money", "label: About your money"))
    assert play(draft, Recorded(book).gives("1", "2")) == Replayed(1, ())


def test_a_language_keeps_its_meaning_by_its_name(book, book_of):
    draft = book_of(("offer: [en, es]", "offer: [es, en]"))
    assert play(draft, Recorded(book).gives("2", "1")) == Replayed(1, ())


def test_a_choice_that_is_gone_cannot_be_played(book, book_of):
    draft = book_of(
        (
            "      - press: 2\n        label: For money\n        mark: fraud\n        go: person\n",
            "",
        )
    )
    found = play(draft, *[Recorded(book).gives("1", "2")] * 2, Recorded(book).gives("1", "1"))
    assert (found.calls, found.differently, found.not_played) == (1, 0, 2)
    (one,) = found.unplayed
    assert one.why == "Who chose “For money” at welcome.choices could choose that no more."


def test_a_step_that_only_has_another_name_now_changes_nothing(book, book_of):
    draft = book_of(
        ("  busy:\n", "  all_taken:\n"), ("no_one_free: busy", "no_one_free: all_taken")
    )
    call = Recorded(book).gives("1", "1").finds_nobody().gives("2")
    assert play(draft, call) == Replayed(1, ())


def test_a_step_that_is_gone_is_told_unless_it_only_stood_in_the_way(book, book_of):
    draft = book_of(("    otherwise: closed\n", "    otherwise: duty_phones\n"), (CLOSED, ""))
    left_there, went_on = (Recorded(book, SUNDAY_NIGHT).gives(*keys) for keys in ("1", "11"))
    found = play(draft, left_there, went_on)
    assert found.calls == 2
    assert sentences(found) == [
        "1 call that chose English at welcome.hello now reaches welcome.duty_phones; it reached "
        "welcome.closed, which is gone."
    ]


CLOSED = """\
  closed:
    kind: menu
    say: We are closed.
    say_keys: [danger]
    choices:
      - press: 1
        label: To ring who is on duty
        go: duty_phones
    silent: {tries: 1, go: duty_phones}
    unclear: {tries: 2, go: duty_phones}
"""


def test_who_is_no_longer_asked_and_ends_where_they_did_ends_as_they_did(book, book_of):
    draft = book_of(("starts_at: hello", "starts_at: open_now"))
    spoke_english, spoke_spanish = (Recorded(book).gives(key, "1") for key in "12")
    found = play(draft, spoke_english, spoke_spanish)
    assert found.differently == 1
    (said,) = sentences(found)
    assert said.endswith("now waits for en, harm at welcome.person; it waited for es, harm.")


def test_a_call_begins_elsewhere(book, book_of):
    draft = book_of(("starts_at: hello", "starts_at: others"))
    assert sentences(play(draft, *[Recorded(book)] * 6)) == [
        "6 calls now begin at welcome.others; they began at welcome.hello."
    ]


def test_a_call_of_the_night_is_played_at_night(book, book_of):
    draft = book_of(("otherwise: closed", "otherwise: choices"))
    night, noon = Recorded(book, SUNDAY_NIGHT).gives("1"), Recorded(book).gives("1")
    assert [call.path.end for call in (night, noon)] == ["welcome.closed", "welcome.choices"]
    assert play(draft, night, noon, noon).differently == 1


def test_what_could_not_be_promised_then_is_not_promised_now(book, book_of):
    withheld = Recorded(book, hidden=True).gives("1", "1", "1")
    assert withheld.path.end == "welcome.person"
    assert play(book_of(("if_it_fails: no_text", "if_it_fails: others")), withheld).differently == 1


def test_a_line_that_failed_then_fails_now(book, book_of):
    failed = Recorded(book).gives("1", "1", Failed())
    fails = "no_one_free: busy\n    if_it_fails: "
    draft = book_of((f"{fails}duty_phones", f"{fails}others"))
    assert sentences(play(draft, failed)) == [
        "1 call that could not be given what they asked for at welcome.person now reaches "
        "welcome.others; it reached welcome.duty_phones."
    ]


def test_a_call_of_which_a_part_is_lost_is_not_guessed_at(book):
    call = Recorded(book).gives("1", "1")
    del call.choices[0]
    found = play(book, call)
    assert (found.calls, found.not_played) == (0, 1)
    assert found.unplayed[0].why == LOST


def test_a_revision_that_cannot_be_read_any_more_is_told(book):
    path = Recorded(book).path
    found = replayed({}, book, alike({}, book, [path]))
    assert found.unplayed[0].why == f"Revision {path.revision} cannot be read any more."


def test_calls_alike_are_played_once(book):
    paths = [Recorded(book).gives("1", "1").path for _ in range(50)]
    later = [Recorded(book, SUNDAY_NIGHT).gives("1", "1").path for _ in range(3)]
    groups = alike({book.short: book}, book, [*paths, *later])
    assert sorted(group.calls for group in groups) == [3, 50]


def test_equal_paths_are_equal_whenever_they_were(book):
    one, other = Recorded(book).path, Recorded(book, SUNDAY_NIGHT).path
    assert one == other
    assert isinstance(one, Path)
    assert hash(one) == hash(other)
