"""Is it told how many recent calls would end differently?"""

from ivr.flow.proofs.playing import Played
from ivr.flow.proofs.replay import Path, replay
from ivr.flow.proofs.world import Person, World, moment


def world_of(book) -> World:
    return World(moment("Wednesday 12:00", book.settings), (Person("Ana", ("en",)),))


def path_of(book, *keys: str) -> Path:
    call = Played(book, world_of(book)).begins()
    for key in keys:
        call.presses(key) if key else call.stays_silent()
    return Path("welcome", tuple(call.choices))


def test_a_path_tells_no_key(book):
    path = path_of(book, "1", "2")
    assert [(one.place, one.exit) for one in path.choices] == [
        ("welcome.hello", "offer.0"),
        ("welcome.choices", "choices.1"),
    ]


def test_the_same_flow_ends_every_call_as_it_did(book):
    paths = [path_of(book, *keys) for keys in (["1", "1"], ["1", "2"], ["", "", ""], ["2", "9"])]
    assert replay(book, book, paths, world_of(book)).differently == 0


def test_calls_that_a_draft_sends_elsewhere_are_counted(book, book_of):
    draft = book_of(("mark: fraud\n        go: person", "mark: fraud\n        go: others"))
    paths = [path_of(book, "1", "1"), *[path_of(book, "1", "2")] * 3]
    replayed = replay(book, draft, paths, world_of(book))
    assert str(replayed) == "3 of 4 calls would now end differently."
    (change,) = replayed.changed
    assert (change.before, change.after) == ("welcome.person, in the line", "welcome.others")


def test_a_key_that_moved_keeps_its_meaning(book, book_of):
    draft = book_of(
        ("press: 2\n        label: For money", "press: 3\n        label: For money"),
    )
    assert replay(book, draft, [path_of(book, "1", "2")], world_of(book)).differently == 0
