"""Where is this caller in the flow, and what must be remembered of the way there?"""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ivr.flow.position import NEXT_BEAT, Position, UnreadablePosition

NAMES = st.from_regex(r"[a-z][a-z0-9_]{0,39}", fullmatch=True)
COUNTERS = st.builds("{}:{}.{}".format, st.sampled_from("sudnqy"), NAMES, NAMES)
SECONDS = st.integers(NEXT_BEAT, 10**7 - 1)

POSITIONS = st.builds(
    Position,
    revision=st.text("0123456789abcdef", min_size=16, max_size=16),
    flow=NAMES,
    step=NAMES,
    language=st.sampled_from(["en", "es", "pt-BR", "zh-Hant", "haw"]),
    phase=st.sampled_from(["", "waiting", "ringing", "part_2", "typing_number"]),
    marks=st.lists(NAMES, max_size=4).map(tuple),
    tries=st.lists(st.tuples(COUNTERS, st.integers(0, 9999)), max_size=5).map(tuple),
    turn=st.integers(0, 10**7 - 1),
    line=st.just("") | st.builds("{}.{}".format, NAMES, NAMES),
    said=SECONDS,
    asked=SECONDS,
    stack=st.lists(st.builds("{}.{}".format, NAMES, NAMES), max_size=3).map(tuple),
    notes=st.lists(st.tuples(NAMES, NAMES), max_size=3).map(tuple),
)


@given(POSITIONS)
def test_a_position_comes_back_from_its_bytes(position):
    assert Position.from_bytes(position.to_bytes()) == position


@given(st.binary(max_size=300))
def test_bytes_of_another_kind_are_refused_and_never_break_anything(raw):
    with pytest.raises(UnreadablePosition):
        Position.from_bytes(raw)


@given(POSITIONS, st.data())
def test_a_changed_byte_is_refused_or_is_another_position(position, data):
    raw = bytearray(position.to_bytes())
    place = data.draw(st.integers(0, len(raw) - 1))
    raw[place] = data.draw(st.integers(0, 255).filter(lambda byte: byte != raw[place]))
    try:
        other = Position.from_bytes(bytes(raw))
    except UnreadablePosition:
        return
    assert other != position
    assert other.to_bytes() == bytes(raw)


@pytest.mark.parametrize(
    "odd",
    [
        b"",
        b"1",
        b"2|0123456789abcdef|welcome|hello|en||||0||-1|0",
        b"3|0123456789abcdef|welcome|hello|en||||0||-1|0||",
        b"1|0123456789abcdef|welcome|hello|en||||0||-1|0||",
        b"2|0123456789abcdef|welcome|hello|en||||0||-1|0|welcome|",
        b"2|0123456789abcdef|welcome|hello|en||||0||-1|0|a.b,a.b,a.b,a.b|",
        b"2|0123456789abcdef|welcome|hello|en||||0||-1|0||number=555 0100",
        b"1|0123456789abcdef|welcome|hello|en||||007||-1|0",
        b"1|0123456789abcdef|welcome|hello|en||||0||-1|0\n",
        b"1|0123456789ABCDEF|welcome|hello|en||||0||-1|0",
        b"1|0123456789abcdef|welcome|hello|en|Talking|||0||-1|0",
        b"1|0123456789abcdef|welcome|hello|en||||0||-3|0",
        b"1|0123456789abcdef|welcome|hello|en||||\xd9\xa1||-1|0",
        b"1|" + b"a" * 5000,
    ],
)
def test_what_we_would_never_write_is_refused(odd):
    with pytest.raises(UnreadablePosition):
        Position.from_bytes(odd)


def test_a_usual_position_is_short():
    position = Position(
        revision="0123456789abcdef",
        flow="welcome",
        step="person",
        language="es",
        phase="waiting",
        marks=("domestic_abuse", "may_be_unable_to_speak"),
        tries=(("s:welcome.main_menu", 1), ("d:welcome.text_me", 1)),
        turn=6,
        line="welcome.person",
        said=125,
        asked=0,
    )
    assert len(position.to_bytes()) < 200


def test_counters_stay_small_enough_to_be_written():
    position = Position("0" * 16, "welcome", "hello", "en", tries=(("s:welcome.hello", 9999),))
    counted = position.counted("s:welcome.hello")
    assert Position.from_bytes(counted.to_bytes()).count("s:welcome.hello") == 9999


def test_marking_twice_keeps_one_mark_and_makes_it_the_latest():
    position = Position("0" * 16, "welcome", "hello", "en", marks=("harm", "child"))
    assert position.marked("harm").marks == ("child", "harm")


def test_a_mark_can_take_the_place_of_others():
    position = Position("0" * 16, "welcome", "where", "en", marks=("city", "harm"))
    assert position.marked("towns", instead_of=("city", "towns")).marks == ("harm", "towns")


def test_a_position_written_before_flows_could_be_nested_is_still_read():
    older = (
        b"1|0123456789abcdef|welcome|person|es|waiting|harm|s:welcome.hello=1|3|welcome.person|9|0"
    )
    position = Position.from_bytes(older)
    assert (position.step, position.is_waiting, position.stack, position.notes) == (
        "person",
        True,
        (),
        (),
    )
    assert position.to_bytes() == b"2" + older[1:] + b"||"


def test_what_a_step_was_answered_is_forgotten_when_the_caller_leaves_it():
    position = Position("0" * 16, "welcome", "call_me", "en").noted("window", "mornings")
    assert position.noted("window", "evenings").note("window") == "evenings"
    assert position.at("person").notes == ()
