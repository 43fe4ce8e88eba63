"""Is a rehearsed call kept as a script that can be played again?"""

from ivr.flow.proofs.performance import broken
from ivr.flow.proofs.playing import Played
from ivr.flow.proofs.rehearsal import Rehearsal
from ivr.flow.proofs.world import Answer, Person, World, moment

TIME = "Wednesday 12:00"


def rehearsed(book, *lines: str, people=(), **traits) -> Rehearsal:
    world = World(moment(TIME, book.settings), people, **traits)
    walk = Rehearsal(Played(book, world).begins(), TIME)
    for line in lines:
        walk.does(line)
    return walk


def test_the_walk_to_ana_is_a_script_that_rings_ana(book, script_of):
    walk = rehearsed(book, "2", "1", "", people=(Person("Ana", ("es",), ("harm",)),))
    text = walk.script("A call to Ana")
    assert "rings: Ana" in text
    assert not broken(book, [script_of(text)])


def test_where_a_line_rings_two_phones_the_faster_one_takes_the_call(book_of):
    needs = "needs: {language: callers, specialty: marked}"
    slow = Person("Ana", ("es",), ("harm",), answers=Answer.NO)
    people = (slow, Person("Ben", ("es",), ("harm",)))
    for at_once, ends in ((1, False), (2, True)):
        book = book_of((needs, f"{needs}\n    ring_at_once: {at_once}"))
        walk = rehearsed(book, "2", "1", "", people=people)
        assert ("rings: Ben" in walk.script("Ana does not hear it")) is ends


def test_silence_and_a_wait_in_line_are_kept_too(book, script_of):
    busy = (Person("Ana", ("en",), is_free=False),)
    walk = rehearsed(book, "", "", "", "", "1", "2", "", people=busy)
    assert [next(iter(act)) for act in walk.acts][:3] == ["stays_silent"] * 3
    assert any("waits" in act for act in walk.acts)
    assert not broken(book, [script_of(walk.script("Silence, then a text that is declined"))])


def test_a_saved_walk_fails_once_the_flow_is_another(book, book_of, script_of):
    text = rehearsed(book, "1", "1").script("Nobody on duty")
    other = book_of(("no_one_free: busy", "no_one_free: others"))
    assert not broken(book, [script_of(text)])
    assert broken(other, [script_of(text)])


def test_what_is_new_is_told_once_with_its_language(book):
    walk = rehearsed(book)
    assert walk.news()[0] == "[en] Hello."
    assert walk.news() == []
    walk.does("q")
    assert walk.news() == ["(hangs up)"]
