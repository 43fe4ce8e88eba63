"""Is an answer found in one world used in another only where it is the same?"""

import pytest

from ivr.flow.proofs.answers import Answers, Watched
from ivr.flow.proofs.explore import walk
from ivr.flow.proofs.proof import prove
from ivr.flow.proofs.surroundings import NOON, surroundings


def seen(walked):
    """Everything a walk found out, in a shape that can be compared."""
    ways = {
        place: {move: (answer.reply, answer.position, answer.wrong) for move, answer in on.items()}
        for place, on in walked.ways.items()
    }
    return ways, walked.broken


@pytest.mark.parametrize("flow", ["welcome", "everything"])
def test_a_walk_that_knows_of_other_worlds_finds_what_one_finds_that_knows_nothing(
    sample_book, render, flow
):
    shared = Answers.of(sample_book, render)
    worlds = list(surroundings(sample_book, flow))
    step = max(1, len(worlds) // 5)
    for around in worlds[::step]:
        alone = walk(around, flow, Answers.of(sample_book, render))
        assert seen(walk(around, flow, shared)) == seen(alone), around.name


def test_what_makes_no_difference_is_found_out_once(sample_book, render):
    answers = Answers.of(sample_book, render)
    worlds = list(surroundings(sample_book, "everything"))
    moves = sum(
        len(on) for around in worlds for on in walk(around, "everything", answers).ways.values()
    )
    found = sum(len(known) for on in answers.ways.values() for known in on.values())
    assert found < moves / 2


def test_facts_note_what_of_them_was_looked_at():
    facts = Watched(NOON, number_hidden=True)
    assert facts.looked_at == set()
    assert facts.number_hidden
    assert facts.looked_at == {"number_hidden"}


def test_one_document_is_read_for_all_places_that_hear_the_same(book):
    rendered = []

    def reads(_book, reply) -> str:
        rendered.append(reply)
        return ""

    proof = prove(book, reads)
    assert 20 < len(rendered) < proof.states
    steps = {place for reply in rendered for place in reply.heard}
    assert steps == {f"welcome.{step}" for step in book.flows["welcome"].steps}


def test_how_far_it_has_come_is_told(book, render):
    stages = []
    proof = prove(book, render, (), stages.append)
    assert [stage.world for stage in stages] == sorted(stage.world for stage in stages)
    assert stages[-1].world == stages[-1].worlds == proof.worlds
    assert stages[-1].states == proof.states


def test_a_flow_that_breaks_at_its_first_word_is_told_like_any_other(book, render):
    around = next(surroundings(book, "welcome"))
    answers = Answers.of(book, render)
    broken = walk(around, "nowhere", answers)
    assert [found.place for found in broken.broken] == ["nowhere."]
    assert broken.ways == {}
