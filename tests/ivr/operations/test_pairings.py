"""Are the right people brought together, and are the others kept apart as long as they asked?"""

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from ivr.models import Apart, Because, Call, CallState, Conflict, Mentorship, Role
from ivr.operations import pairings, people, profiles
from ivr.operations.calls import Arrival, answer
from ivr.operations.pairings import LONGEST, ImpossiblePair, NewConflict
from ivr.operations.people import NobodyOfThatName
from ivr.operations.profiles import Change
from ivr.queries.profiles import profile
from ivr.runtime import Runtime
from ivr.seal import call_id_of

BY, CALLER = "Sam", "+12125550123"
DAY = timedelta(days=1)


def many(rt: Runtime, table: type) -> int:
    with rt.db.read() as session:
        return session.scalar(select(func.count()).select_from(table)) or 0


def id_of(rt: Runtime, name: str) -> str:
    with rt.db.read() as session:
        return people.find(session, name).id


def apart_from(rt: Runtime, number: str) -> list[str]:
    """Ids of those who are kept apart from this number."""
    with rt.db.read() as session:
        return pairings.kept_apart(session, rt.seal.fingerprints(number), rt.now())


def keep(rt: Runtime, name: str = "Ana", days: float = 30, number: str = CALLER) -> str:
    wanted = NewConflict(name, number, Because.CALLER_ASKED, rt.now() + days * DAY)
    return pairings.conflict(rt, wanted, BY)


# -- mentors --------------------------------------------------------------------------------------


def test_a_trainee_has_one_mentor(either_staffed: Runtime) -> None:
    profiles.change(either_staffed, "Ana", Change(role=Role.MENTOR), BY)
    pairings.learns_from(either_staffed, "Kit", "Sam", BY)
    pairings.learns_from(either_staffed, "Kit", "Ana", BY)
    assert profile(either_staffed, "Kit").mentor == "Ana"
    assert profile(either_staffed, "Ana").trainees == ("Kit",)
    assert profile(either_staffed, "Sam").trainees == ()
    pairings.stops_learning(either_staffed, "Kit", BY)
    assert profile(either_staffed, "Kit").mentor is None


@pytest.mark.parametrize(("one", "other"), [("Ana", "Sam"), ("Kit", "Ana"), ("Sam", "Sam")])
def test_it_takes_a_trainee_and_a_mentor(staffed: Runtime, one: str, other: str) -> None:
    with pytest.raises(ImpossiblePair, match="takes a trainee and a mentor"):
        pairings.learns_from(staffed, one, other, BY)
    assert many(staffed, Mentorship) == 0


@pytest.mark.parametrize(("one", "other"), [("Kit", "Sam"), ("Sam", "Kit")])
def test_who_is_kept_apart_is_not_paired_whoever_was_named_first(
    staffed: Runtime, one: str, other: str
) -> None:
    pairings.learns_from(staffed, "Kit", "Sam", BY)
    pairings.keep_apart(staffed, one, other, BY)
    assert many(staffed, Mentorship) == 0
    with pytest.raises(ImpossiblePair, match="kept apart"):
        pairings.learns_from(staffed, "Kit", "Sam", BY)
    assert profile(staffed, "Kit").apart_from == ("Sam",)
    assert profile(staffed, "Sam").apart_from == ("Kit",)
    pairings.bring_together(staffed, other, one, BY)
    pairings.learns_from(staffed, "Kit", "Sam", BY)


def test_saying_it_twice_is_saying_it_once(staffed: Runtime) -> None:
    for _ in range(2):
        pairings.keep_apart(staffed, "Kit", "Sam", BY)
    assert many(staffed, Apart) == 1
    pairings.bring_together(staffed, "Kit", "Sam", BY)
    with pytest.raises(ImpossiblePair, match="not kept apart"):
        pairings.bring_together(staffed, "Kit", "Sam", BY)
    with pytest.raises(ImpossiblePair, match="themselves"):
        pairings.keep_apart(staffed, "Kit", "Kit", BY)


# -- callers --------------------------------------------------------------------------------------


def test_a_caller_who_asked_is_kept_apart_until_the_day(either_staffed: Runtime, watch) -> None:
    keep(either_staffed, days=30)
    assert apart_from(either_staffed, CALLER) == [id_of(either_staffed, "Ana")]
    assert apart_from(either_staffed, "+12125550124") == []
    watch.forward(30 * DAY)
    assert apart_from(either_staffed, CALLER) == []


def test_asking_again_moves_the_end_and_the_number_is_not_kept(either_staffed: Runtime) -> None:
    first = keep(either_staffed, days=3)
    assert keep(either_staffed, days=60) == first
    (known,) = profile(either_staffed, "Ana").conflicts
    assert (known.id, known.until) == (first, either_staffed.now() + 60 * DAY)
    with either_staffed.db.read() as session:
        row = session.scalars(select(Conflict)).one()
        assert "5550123" not in repr(vars(row))


def test_her_own_phone_is_kept_apart_from_her_without_a_word(staffed: Runtime) -> None:
    assert apart_from(staffed, "+12125550111") == [id_of(staffed, "Ana")]
    profiles.retire(staffed, "Ana", BY)
    assert apart_from(staffed, "+12125550111") == []


@pytest.mark.parametrize("days", [0, -1, 90.1])
def test_a_conflict_lasts_at_most_as_long_as_a_number_may_be_kept(
    staffed: Runtime, days: float
) -> None:
    assert LONGEST == 90 * DAY
    with pytest.raises(ImpossiblePair, match="90 days"):
        keep(staffed, days=days)


@pytest.mark.parametrize("number", ["", "911", "0199", "+1212555", "private"])
def test_what_is_no_number_is_refused_without_repeating_it(staffed: Runtime, number: str) -> None:
    with pytest.raises(ImpossiblePair) as raised:
        keep(staffed, number=number)
    assert not number or number not in str(raised.value)
    assert many(staffed, Conflict) == 0


def test_nobody_of_that_name_has_a_conflict(staffed: Runtime) -> None:
    with pytest.raises(NobodyOfThatName):
        keep(staffed, name="Dana")


def test_an_ended_conflict_leaves_nothing_behind(staffed: Runtime) -> None:
    made = keep(staffed)
    pairings.end_conflict(staffed, made, BY)
    assert many(staffed, Conflict) == 0
    with pytest.raises(ImpossiblePair, match="no such conflict"):
        pairings.end_conflict(staffed, made, BY)


def test_what_is_over_is_erased_and_what_calls_knew_of_it_too(open_staffed: Runtime, watch) -> None:
    rt = open_staffed
    keep(rt, days=1)
    keep(rt, "Sam", days=2)
    for sid in ("CA1", "CA2"):
        answer(rt, Arrival(sid, CALLER, rt.environment.number))
    apart = sorted([id_of(rt, "Ana"), id_of(rt, "Sam")])
    with rt.db.begin() as session:
        over, going_on = (session.get_one(Call, call_id_of(sid)) for sid in ("CA1", "CA2"))
        assert over.kept_apart == going_on.kept_apart == apart
        over.state = CallState.ENDED
    watch.forward(1.5 * DAY)
    pairings.forget_over(rt)
    with rt.db.read() as session:
        assert session.get_one(Call, call_id_of("CA1")).kept_apart is None
        assert session.get_one(Call, call_id_of("CA2")).kept_apart == apart
    assert many(rt, Conflict) == 1


def test_a_withheld_number_is_kept_apart_from_nobody(open_staffed: Runtime) -> None:
    answer(open_staffed, Arrival("CA1", None, open_staffed.environment.number))
    with open_staffed.db.read() as session:
        assert session.get_one(Call, call_id_of("CA1")).kept_apart is None
