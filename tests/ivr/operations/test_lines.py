"""Does each published number answer with its flow, and is no number ever left without one?"""

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select

from ivr.flow.finding import BrokenFlows
from ivr.models import AuditEntry, Call, Line
from ivr.operations import audit, calls, flows, lines, people
from ivr.operations.audit import Sound
from ivr.operations.calls import Arrival
from ivr.operations.lines import Change, ImpossibleLine, NewLine
from ivr.operations.people import ImpossiblePerson, NewResponder
from ivr.runtime import Runtime, build

LOCAL, OTHER = "+12125550170", "+12125550171"
TEXTED = (
    "texted_consent_keys", "texted_info_keys", "texted_info_part_keys", "texted_text_promised",
    "heard_danger",
)  # fmt: skip
NUMBERED = ("texted_call", "texted_emergency")
KEYED = ("texted_key_danger", "texted_key_person", "texted_info_text")


@pytest.fixture
def sam(rt: Runtime, folder, written: Callable[..., dict[str, str]]) -> Runtime:
    """A helpline in development whose set has a second flow for a second number."""
    folder.hold(with_dispatch(written()))
    developing = replace(rt, environment=replace(rt.environment, flows_dir=folder.path))
    flows.publish(developing)
    return developing


@pytest.fixture
def elsewhere(sam: Runtime) -> Iterator[Runtime]:
    """The same helpline in a process that has not looked at what is live yet."""
    other = build(sam.environment)
    yield replace(other, clock=sam.clock, later=sam.later)
    other.db.engine.dispose()
    other.redis.close()


def with_dispatch(files: dict[str, str]) -> dict[str, str]:
    """The set with a second flow, which says what the first one says."""
    spanish = files["wording/es.yaml"]
    words = spanish[spanish.index("  welcome.") :].partition("  neutral.")[0]
    return {
        **files,
        "dispatch.yaml": files["welcome.yaml"].replace("flow: welcome", "flow: dispatch"),
        "wording/es.yaml": spanish + words.replace("  welcome.", "  dispatch."),
    }


def dialled(rt: Runtime, number: str, sid: str = "CA1") -> tuple[Call, str]:
    """The call somebody makes to this number, and the flow that answers it."""
    caller, _, reply = calls.answer(rt, Arrival(sid, None, number))
    with rt.db.read() as session:
        return session.get_one(Call, caller.call_id), reply.position.flow


def named(rt: Runtime) -> dict[str, tuple[str, str | None, str]]:
    """Every line by its name: its flow, its text flow, its state."""
    return {line.name: (line.flow, line.text_flow, line.state) for line in lines.everyone(rt)}


def deeds(rt: Runtime) -> list[tuple[str, str, str]]:
    """What the audit says of lines, the last last."""
    asked = select(AuditEntry).where(AuditEntry.what.startswith("line.")).order_by("number")
    with rt.db.read() as session:
        return [(row.who, row.what, row.subject) for row in session.scalars(asked)]


def test_a_newcomer_has_a_line_for_each_of_the_two_numbers(sam: Runtime) -> None:
    assert named(sam) == {"main": ("welcome", None, "open"), "neutral": ("neutral", None, "open")}


def test_another_number_answers_with_its_own_flow_and_the_call_keeps_the_line(
    sam: Runtime,
) -> None:
    line = lines.add(sam, NewLine("local", "+1 212 555 0170", "dispatch"), "Sam")
    call, flow = dialled(sam, LOCAL)
    assert (line.number, call.line, flow) == (LOCAL, line.id, "dispatch")
    main, flow = dialled(sam, sam.environment.number, "CA2")
    assert flow == "welcome"
    assert main.line != line.id


def test_what_was_done_to_a_line_is_in_the_audit_without_its_number(sam: Runtime) -> None:
    lines.add(sam, NewLine("local", LOCAL, "dispatch"), "Sam")
    lines.change(sam, "local", Change(flow="welcome"), "Ana")
    lines.close(sam, "local", "Sam")
    assert deeds(sam) == [
        ("Sam", "line.added", "local"),
        ("Ana", "line.changed", "local"),
        ("Sam", "line.closed", "local"),
    ]
    assert isinstance(audit.verify(sam), Sound)
    with sam.db.read() as session:
        assert not [row for row in session.scalars(select(AuditEntry)) if "2125550" in row.details]


IMPOSSIBLE = {
    "no number": (NewLine("local", "911", "dispatch"), "a number is written +"),
    "nobody's number": (NewLine("local", "+12120000000", "dispatch"), "no telephone has"),
    "the neutral number": (NewLine("local", "+12125550101", "dispatch"), "NEUTRAL_NUMBER"),
    "a line already": (NewLine("local", "+12125550100", "dispatch"), "the line main already"),
    "an odd name": (NewLine("Our line", LOCAL, "dispatch"), "small letters"),
    "a name of another": (NewLine("main", LOCAL, "dispatch"), "Another line is called main"),
    "a flow nobody knows": (NewLine("local", LOCAL, "dispach"), "did you mean dispatch"),
    "texts by no flow": (NewLine("local", LOCAL, "dispatch", "none"), "No flow that is live"),
    "no words for texts": (
        NewLine("local", LOCAL, "dispatch", "dispatch"),
        "dispatch cannot answer texts: wording/en.yaml lacks",
    ),
}


def test_what_cannot_be_a_line_is_refused_in_a_sentence(sam: Runtime) -> None:
    for new, sentence in IMPOSSIBLE.values():
        with pytest.raises(ImpossibleLine, match=re.escape(sentence)) as refused:
            lines.add(sam, new, "Sam")
        assert LOCAL not in str(refused.value)
    assert (named(sam).keys(), deeds(sam)) == ({"main", "neutral"}, [])


def test_a_flow_that_is_a_part_of_others_answers_no_number(open_rt: Runtime) -> None:
    with pytest.raises(ImpossibleLine, match="a part of other flows"):
        lines.add(open_rt, NewLine("local", LOCAL, "medical"), "Sam")


def test_a_line_is_changed_bit_by_bit(open_rt: Runtime) -> None:
    lines.change(open_rt, "main", Change(text_flow="welcome"), "Sam")
    assert lines.texted(open_rt) == {"welcome"}
    assert named(open_rt)["main"] == ("welcome", "welcome", "open")
    lines.change(open_rt, "main", Change(answers_texts=False), "Sam")
    assert (lines.texted(open_rt), named(open_rt)["main"][1]) == (frozenset(), None)
    with pytest.raises(ImpossibleLine, match="No line is called mian"):
        lines.change(open_rt, "mian", Change(flow="welcome"), "Sam")


def test_the_neutral_number_answers_neutrally_for_good(open_rt: Runtime) -> None:
    with pytest.raises(ImpossibleLine, match="always"):
        lines.change(open_rt, "neutral", Change(flow="welcome"), "Sam")
    with pytest.raises(ImpossibleLine, match="cannot be closed"):
        lines.close(open_rt, "neutral", "Sam")
    assert named(open_rt)["neutral"] == ("neutral", None, "open")


def test_the_main_line_cannot_be_closed(open_rt: Runtime) -> None:
    with pytest.raises(ImpossibleLine, match="HELPLINE_NUMBER"):
        lines.close(open_rt, "main", "Sam")


def test_who_calls_a_number_nobody_named_hears_what_the_main_line_says(sam: Runtime, watch) -> None:
    watch.forward(timedelta(minutes=1))
    call, flow = dialled(sam, LOCAL)
    assert (call.line, flow, lines.strays(sam)) == (None, "welcome", 1)
    watch.forward(timedelta(minutes=1))
    lines.add(sam, NewLine("local", LOCAL, "dispatch"), "Sam")
    assert lines.strays(sam) == 0


def test_a_closed_number_is_answered_and_can_be_opened_again(sam: Runtime) -> None:
    first = lines.add(sam, NewLine("local", LOCAL, "dispatch"), "Sam")
    lines.close(sam, "local", "Sam")
    assert dialled(sam, LOCAL)[1] == "welcome"
    again = lines.add(sam, NewLine("county", LOCAL, "dispatch"), "Sam")
    assert (again.id, named(sam)["county"][2]) == (first.id, "open")
    assert dialled(sam, LOCAL, "CA2")[1] == "dispatch"


def test_a_set_that_lacks_the_flow_of_a_line_is_refused_by_the_lines_name(
    sam: Runtime, folder, written
) -> None:
    lines.add(sam, NewLine("local", LOCAL, "dispatch"), "Sam")
    folder.hold(written())
    sentence = "The line local answers with the flow dispatch, which this set lacks"
    with pytest.raises(BrokenFlows, match=sentence):
        flows.publish(sam)
    lines.change(sam, "local", Change(flow="welcome"), "Sam")
    assert flows.publish(sam).changed


def test_a_closed_line_needs_no_flow(sam: Runtime, folder, written) -> None:
    lines.add(sam, NewLine("local", LOCAL, "dispatch"), "Sam")
    lines.close(sam, "local", "Sam")
    folder.hold(written())
    assert flows.publish(sam).changed


def test_a_set_whose_text_flow_lost_its_words_for_texts_is_refused(
    sam: Runtime, elsewhere: Runtime, folder, written
) -> None:
    without = with_dispatch(written())
    wording = {name: with_texts(text) for name, text in without.items() if "/" in name}
    folder.hold({**without, **wording})
    flows.publish(sam)
    lines.add(elsewhere, NewLine("local", LOCAL, "dispatch", "dispatch"), "Sam")
    folder.hold(without)
    with pytest.raises(BrokenFlows, match="A line answers texts with this flow"):
        flows.publish(sam)


def with_texts(wording: str) -> str:
    """The same wording with the phrases a text line says."""
    said = "".join(f'  {name}: "{name}"\n' for name in TEXTED)
    said += "".join(f'  {name}: "{name} {{number}}"\n' for name in NUMBERED)
    said += "".join(f'  {name}: "{name} {{key}}"\n' for name in KEYED)
    said = said.replace('"texted_info_keys"', '"for {person}"')
    said = said.replace('"texted_info_part_keys"', '"more, or {person}"')
    return wording.replace("phrases:\n", f"phrases:\n{said}")


def test_a_set_with_one_flow_of_any_name_is_published_for_the_main_number(
    either_rt: Runtime,
) -> None:
    example = either_rt.environment.flows_dir / "examples" / "two_numbers"
    rt = replace(either_rt, environment=replace(either_rt.environment, flows_dir=example))
    assert flows.publish(rt).lines == 2
    assert named(rt)["main"][0] == "hotline"
    assert dialled(rt, rt.environment.number)[1] == "hotline"


def test_another_main_number_gets_a_line_of_its_own_and_the_old_one_stays(sam: Runtime) -> None:
    moved = replace(sam, environment=replace(sam.environment, number=OTHER))
    assert flows.publish(moved).lines == 1
    assert named(moved)["main_2"] == ("welcome", None, "open")
    assert dialled(moved, sam.environment.number)[1] == "welcome"


def test_a_call_heard_twice_is_answered_from_the_words_it_began_with(
    sam: Runtime, elsewhere: Runtime, folder, written
) -> None:
    lines.add(sam, NewLine("local", LOCAL, "dispatch"), "Sam")
    began, _ = dialled(sam, LOCAL)
    lines.change(sam, "local", Change(flow="welcome"), "Sam")
    folder.hold(written())
    assert flows.publish(sam).revision != began.revision
    _, _, reply = calls.answer(elsewhere, Arrival("CA1", None, LOCAL))
    assert reply.position.revision == began.revision


def test_nobody_is_rung_at_a_number_that_is_a_line(sam: Runtime) -> None:
    lines.add(sam, NewLine("local", LOCAL, "dispatch"), "Sam")
    with pytest.raises(ImpossiblePerson, match="own number"):
        people.add(sam, NewResponder("Ana", LOCAL, ("en",), {}))


def test_lines_are_told_apart_by_number_and_by_name(sam: Runtime) -> None:
    lines.add(sam, NewLine("local", LOCAL, "dispatch"), "Sam")
    with sam.db.read() as session:
        numbers = session.scalars(select(Line.number)).all()
    assert len(numbers) == len(set(numbers)) == 3
