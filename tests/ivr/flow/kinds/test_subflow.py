"""Does a flow within another keep the caller's way back, and is it always found again?"""

from dataclasses import replace

import pytest

from ivr.flow import engine
from ivr.flow.inputs import Keys, Silence
from ivr.flow.position import Position
from ivr.flow.reader import read_set


@pytest.fixture
def inside(anna):
    """A caller who hears about their rights, in a flow within the one that answered."""
    return anna.presses("1")


def test_the_way_back_travels_with_the_caller(inside):
    assert inside.position.place == "rights.tell"
    assert inside.position.stack == ("everything.rights",)
    assert Position.from_bytes(inside.position.to_bytes()) == inside.position


def test_the_flow_within_speaks_the_callers_language(new_caller, anna):
    caller = new_caller(responders_free=anna.facts.responders_free)
    caller.calls("everything", "es").presses("1")
    assert {say.language for say in caller.heard} == {"es"}
    assert caller.words.startswith("es You have rights.")


def test_an_exit_goes_on_where_the_flow_around_says(inside):
    inside.presses("#").stays_silent()
    assert inside.position.place == "everything.what"
    assert inside.position.stack == ()


def test_a_mark_made_inside_is_kept_outside(inside):
    inside.presses("#", "1")
    assert inside.position.place == "everything.person"
    assert inside.need.need.specialty == "harm"


@pytest.mark.parametrize(("key", "place"), [("0", "everything.person"),
                                            ("9", "everything.emergency")])  # fmt: skip
def test_the_universal_keys_lead_out_through_the_flows_doors(inside, key, place):
    inside.presses(key)
    assert (inside.position.place, inside.position.stack) == (place, ())


def test_past_the_limit_the_person_outside_is_found(inside):
    inside.presses(*["*"] * 21)
    assert inside.position.place == "everything.person"


def test_what_breaks_inside_goes_on_outside(inside):
    assert inside.is_failed().position.place == "everything.person"


def test_a_flow_that_is_only_part_of_others_answers_no_call(sample_book, anna):
    with pytest.raises(engine.NoSuchPlace):
        engine.start(sample_book, "rights", anna.facts)


def test_the_steps_heard_are_named_with_their_flow(anna):
    reply = engine.resume(anna.book, anna.position, Keys("1"), anna.facts)
    assert reply.heard == ("everything.rights", "rights.tell")


def older(position: Position) -> Position:
    return replace(position, revision="0" * 16)


def test_a_new_revision_with_the_same_flows_changes_nothing(inside):
    told = older(inside.presses("#").position)
    reply = engine.resume(inside.book, told, Silence(), inside.facts)
    assert reply.position.place == "everything.what"


def test_a_part_that_was_told_is_told_again_in_a_new_revision_not_guessed_at(inside):
    reply = engine.resume(inside.book, older(inside.position), Silence(), inside.facts)
    assert reply.heard == ("rights.tell",)
    assert reply.position.phase == "part_1"


@pytest.mark.parametrize(("key", "place"), [("0", "everything.person"),
                                            ("9", "everything.emergency")])  # fmt: skip
def test_the_universal_keys_are_honoured_from_an_older_revision(inside, key, place):
    reply = engine.resume(inside.book, older(inside.position), Keys(key), inside.facts)
    assert reply.position.place == place


def test_a_key_to_an_older_question_never_consents_to_a_newer_one(anna):
    anna.presses("3", "1", "1")
    reply = engine.resume(anna.book, older(anna.position), Keys("1"), anna.facts)
    assert (reply.position.step, reply.position.phase) == ("call_me", "")
    assert reply.effects == ()


@pytest.mark.parametrize(
    "change",
    [
        {"stack": ("everything.gone",)},
        {"stack": ("everything.what",)},
        {"flow": "gone"},
        {"stack": ("everything.rights", "gone.rights")},
    ],
)
def test_a_way_back_that_is_gone_becomes_the_outermost_flows_person(inside, change):
    lost = replace(older(inside.position), **change)
    reply = engine.present(inside.book, lost, inside.facts)
    assert (reply.position.place, reply.position.stack) == ("everything.person", ())


def test_a_step_that_is_gone_inside_becomes_the_flows_person(inside):
    lost = replace(older(inside.position), step="gone")
    reply = engine.present(inside.book, lost, inside.facts)
    assert reply.position.place == "everything.person"


def test_a_way_back_into_nowhere_is_said_so(inside):
    lost = replace(older(inside.position), stack=("gone.rights",))
    with pytest.raises(engine.NoSuchPlace):
        engine.present(inside.book, lost, inside.facts)


def test_a_language_a_flow_no_longer_speaks_becomes_its_first(inside):
    lost = replace(older(inside.position), language="so")
    assert engine.present(inside.book, lost, inside.facts).position.language == "en"


def test_three_flows_deep_and_back(files, anna):
    """The innermost exit leads through two others to the flow that answered."""
    inner = files["rights.yaml"]
    middle = (
        "flow: {name}\ntitle: Between\nstarts_at: go_in\nperson: person\ndanger: danger\n"
        "if_anything_breaks: person\nexits: [done, person, danger]\nlanguages: [en, es]\n"
        "steps:\n  go_in:\n    kind: flow\n    flow: {inner}\n"
        "    exits:\n      done: done\n      person: person\n      danger: danger\n"
    )
    changed = {
        **files,
        "rights.yaml": middle.format(name="rights", inner="deeper"),
        "deeper.yaml": middle.format(name="deeper", inner="deepest"),
        "deepest.yaml": inner.replace("flow: rights", "flow: deepest"),
        "wording/es.yaml": files["wording/es.yaml"].replace("  rights.", "  deepest."),
    }
    anna.book = read_set(changed, allow_test_numbers=True)
    anna.calls("everything").presses("1")
    assert anna.position.stack == ("everything.rights", "rights.go_in", "deeper.go_in")
    assert len(anna.position.to_bytes()) < 250
    anna.presses("0")
    assert (anna.position.place, anna.position.stack) == ("everything.person", ())
