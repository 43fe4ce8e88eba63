"""Do two people agree before callers hear something new, now or at its time?"""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from sqlalchemy import select

from ivr.flow.finding import BrokenFlows
from ivr.models import Approval, AuditEntry, Emergency, Line, Manner, Publication
from ivr.operations import approvals, flows, revisions
from ivr.operations.approvals import (
    AlreadyAsked,
    NothingToAgreeTo,
    NothingToChange,
    Proposal,
    SamePerson,
    StaleBase,
)
from ivr.operations.audit import ImpossibleName, ImpossibleNote
from ivr.runtime import Runtime

LONGER = ("welcome.yaml", "wait: 6s", "wait: 9s")
SHORTER = ("welcome.yaml", "wait: 6s", "wait: 5s")
TOMORROW = timedelta(days=1)


def live(rt: Runtime) -> str | None:
    with rt.db.read() as session:
        return revisions.live(session)


def deeds(rt: Runtime) -> list[tuple[str, str]]:
    with rt.db.read() as session:
        rows = session.scalars(select(AuditEntry).order_by(AuditEntry.number))
        return [(row.who, row.what) for row in rows]


def publications(rt: Runtime) -> list[Publication]:
    with rt.db.read() as session:
        return list(session.scalars(select(Publication).order_by(Publication.number)))


@pytest.fixture
def first(small_rt: Runtime) -> str:
    """The revision that is live when the test begins."""
    return flows.publish(small_rt).revision


@pytest.fixture
def sam_asks(small_rt: Runtime, first: str, written):
    """Sam proposes the small set with an edit."""

    def ask(edit=LONGER, **more: object) -> str:
        proposal = Proposal(written(edit), "Sam", "people need longer", **more)
        return approvals.propose(small_rt, proposal).revision

    return ask


def test_what_sam_proposes_is_heard_once_ana_agrees(small_rt: Runtime, first, sam_asks) -> None:
    revision = sam_asks()
    assert live(small_rt) == first
    agreed = approvals.approve(small_rt, revision, "Ana")
    assert agreed.published is not None
    assert agreed.published.manner is Manner.APPROVED
    assert live(small_rt) == revision
    made = publications(small_rt)[-1]
    assert (made.author, made.approver, made.note) == ("Sam", "Ana", "people need longer")
    assert deeds(small_rt)[1:] == [
        ("Sam", "flows.proposed"),
        ("Ana", "flows.approved"),
        ("Sam", "flows.published"),
    ]


@pytest.mark.parametrize("same", ["Sam", "sam", "  SAM "])
def test_sam_cannot_be_the_second_person_too(small_rt: Runtime, first, sam_asks, same: str) -> None:
    revision = sam_asks()
    with pytest.raises(SamePerson):
        approvals.approve(small_rt, revision, same)
    assert live(small_rt) == first


@pytest.mark.parametrize("nobody", ["", " ", "a\x07b", "x" * 101, "+1 212 555 01234 12345"])
def test_only_a_name_can_agree(small_rt: Runtime, first, sam_asks, nobody: str) -> None:
    revision = sam_asks()
    with pytest.raises(ImpossibleName):
        approvals.approve(small_rt, revision, nobody)
    assert live(small_rt) == first


def test_what_is_agreed_to_or_taken_back_cannot_be_agreed_to_again(
    small_rt: Runtime, first, sam_asks
) -> None:
    revision = sam_asks()
    approvals.withdraw(small_rt, revision, "Sam")
    with pytest.raises(NothingToAgreeTo):
        approvals.approve(small_rt, revision, "Ana")
    with pytest.raises(NothingToAgreeTo):
        approvals.withdraw(small_rt, revision, "Sam")
    assert sam_asks() == revision, "it can be asked for anew"
    approvals.approve(small_rt, revision, "Ana")
    with pytest.raises(NothingToAgreeTo):
        approvals.approve(small_rt, revision, "Ana")
    assert len(publications(small_rt)) == 2


def test_the_same_set_waits_once(small_rt: Runtime, first, sam_asks) -> None:
    sam_asks()
    with pytest.raises(AlreadyAsked, match="Sam asked for it"):
        sam_asks()


def test_there_is_nothing_to_propose_before_the_first_publish_or_without_a_change(
    small_rt: Runtime, written
) -> None:
    with pytest.raises(NothingToChange, match="flows publish"):
        approvals.propose(small_rt, Proposal(written(), "Sam", ""))
    flows.publish(small_rt)
    with pytest.raises(NothingToChange, match="live already"):
        approvals.propose(small_rt, Proposal(written(), "Sam", ""))


def test_a_broken_set_cannot_even_be_proposed(small_rt: Runtime, first, written) -> None:
    with pytest.raises(BrokenFlows):
        approvals.propose(
            small_rt, Proposal({**written(), "welcome.yaml": "flow: welcome\n"}, "Sam", "")
        )
    assert len(deeds(small_rt)) == 1


def test_of_two_people_the_second_is_told_what_went_live_meanwhile(
    small_rt: Runtime, first, sam_asks
) -> None:
    longer, shorter = sam_asks(LONGER), sam_asks(SHORTER)
    approvals.approve(small_rt, longer, "Ana")
    with pytest.raises(StaleBase, match=f"diff {first} {longer}"):
        approvals.approve(small_rt, shorter, "Ana")
    assert live(small_rt) == longer
    approvals.approve(small_rt, shorter, "Ana", anyway=True)
    assert live(small_rt) == shorter


def test_who_began_with_what_is_not_live_any_more_is_told_when_they_propose(
    small_rt: Runtime, first, sam_asks
) -> None:
    approvals.approve(small_rt, sam_asks(LONGER), "Ana")
    with pytest.raises(StaleBase):
        sam_asks(SHORTER, base=first)
    sam_asks(SHORTER, base=first, anyway=True)


def test_what_is_agreed_to_for_tomorrow_is_heard_tomorrow_and_once(
    small_rt: Runtime, watch, first, sam_asks
) -> None:
    revision = sam_asks(due_at=small_rt.now() + TOMORROW, zone="America/New_York")
    agreed = approvals.approve(small_rt, revision, "Ana")
    assert agreed.published is None
    approvals.publish_due(small_rt)
    assert live(small_rt) == first
    watch.forward(TOMORROW)
    approvals.publish_due(small_rt)
    assert live(small_rt) == revision
    flows.roll_back(small_rt, "Ana")
    approvals.publish_due(small_rt)
    assert live(small_rt) == first, "it does not come back by itself"
    assert [made.manner for made in publications(small_rt)] == [
        Manner.FIRST,
        Manner.SCHEDULED,
        Manner.ROLLED_BACK,
    ]


def test_without_a_second_person_its_time_passes(small_rt: Runtime, watch, first, sam_asks) -> None:
    revision = sam_asks(due_at=small_rt.now() + TOMORROW, zone="America/New_York")
    watch.forward(2 * TOMORROW)
    approvals.publish_due(small_rt)
    assert live(small_rt) == first
    approvals.approve(small_rt, revision, "Ana")
    assert live(small_rt) == revision, "agreed to late, it is heard at once"


def test_a_time_missed_because_nothing_ran_is_made_good_once(
    small_rt: Runtime, watch, first, sam_asks
) -> None:
    revision = sam_asks(due_at=small_rt.now() + TOMORROW, zone="America/New_York")
    approvals.approve(small_rt, revision, "Ana")
    watch.forward(7 * TOMORROW)
    approvals.publish_due(small_rt)
    approvals.publish_due(small_rt)
    assert [made.revision for made in publications(small_rt)] == [first, revision]


def test_what_is_taken_back_before_its_time_is_never_heard(
    small_rt: Runtime, watch, first, sam_asks
) -> None:
    revision = sam_asks(due_at=small_rt.now() + TOMORROW, zone="America/New_York")
    approvals.approve(small_rt, revision, "Ana")
    approvals.withdraw(small_rt, revision, "Sam")
    watch.forward(TOMORROW)
    approvals.publish_due(small_rt)
    assert live(small_rt) == first


def test_what_the_checks_refuse_at_its_time_is_given_up_and_told(
    small_rt: Runtime, watch, first, sam_asks
) -> None:
    """Between Monday and Tuesday a number began to answer with a flow this set does not have."""
    revision = sam_asks(due_at=small_rt.now() + TOMORROW, zone="America/New_York")
    approvals.approve(small_rt, revision, "Ana")
    with small_rt.db.begin() as session:
        session.add(
            Line(
                id="local",
                name="local",
                number="+12125550155",
                flow="dispatch",
                created_at=small_rt.now(),
                changed_at=small_rt.now(),
            )
        )
    watch.forward(TOMORROW)
    approvals.publish_due(small_rt)
    approvals.publish_due(small_rt)
    assert live(small_rt) == first
    assert deeds(small_rt)[-1] == ("the clock", "flows.refused")
    with small_rt.db.read() as session:
        assert session.scalars(select(Approval.state)).all() == ["refused"]


def test_two_that_are_due_go_live_in_the_order_of_their_times(
    small_rt: Runtime, watch, first, sam_asks
) -> None:
    later = sam_asks(LONGER, due_at=small_rt.now() + 2 * TOMORROW)
    sooner = sam_asks(SHORTER, due_at=small_rt.now() + TOMORROW)
    for revision in (later, sooner):
        approvals.approve(small_rt, revision, "Ana")
    watch.forward(3 * TOMORROW)
    approvals.publish_due(small_rt)
    assert [made.revision for made in publications(small_rt)] == [first, sooner, later]


def test_who_publishes_in_an_emergency_is_told_what_was_planned(
    small_rt: Runtime, first, sam_asks, folder, written
) -> None:
    due = small_rt.now() + TOMORROW
    planned = sam_asks(due_at=due)
    approvals.approve(small_rt, planned, "Ana")
    folder.hold(written(SHORTER))
    done = flows.publish(small_rt, author="Sam", emergency=Emergency.OUTSIDE_EVENT)
    assert done.to_come == ((planned, due),)


def at_once(deed: Callable[[], object]) -> list[object]:
    """Four people, or clocks, do it at the same moment: what each of them gets."""
    together = Barrier(4)

    def one(_number: int) -> object:
        together.wait()
        try:
            return deed()
        except NothingToAgreeTo as problem:
            return problem

    with ThreadPoolExecutor(4) as people:
        return list(people.map(one, range(4)))


def test_of_two_clocks_one_publishes(small_rt: Runtime, watch, first, sam_asks) -> None:
    revision = sam_asks(due_at=small_rt.now() + TOMORROW)
    approvals.approve(small_rt, revision, "Ana")
    watch.forward(TOMORROW)
    at_once(lambda: approvals.publish_due(small_rt))
    assert [made.revision for made in publications(small_rt)] == [first, revision]


def test_of_four_who_agree_at_the_same_moment_one_makes_it_live(
    small_rt: Runtime, first, sam_asks
) -> None:
    revision = sam_asks()
    found = at_once(lambda: approvals.approve(small_rt, revision, "Ana"))
    assert sum(isinstance(one, NothingToAgreeTo) for one in found) == 3
    assert [made.revision for made in publications(small_rt)] == [first, revision]


@pytest.mark.parametrize(
    "note", ["she rang from +1 212", "call 2125550123", "(212) 555-0123", "a\x00b"]
)
def test_a_note_is_words_and_never_about_a_caller(small_rt: Runtime, first, written, note) -> None:
    with pytest.raises(ImpossibleNote):
        approvals.propose(small_rt, Proposal(written(LONGER), "Sam", note))


def test_what_went_live_by_emergency_before_its_time_is_not_published_twice(
    small_rt: Runtime, watch, first, sam_asks, folder, written
) -> None:
    revision = sam_asks(due_at=small_rt.now() + TOMORROW)
    approvals.approve(small_rt, revision, "Ana")
    folder.hold(written(LONGER))
    done = flows.publish(small_rt, author="Sam", emergency=Emergency.OUTSIDE_EVENT)
    assert done.revision == revision
    watch.forward(TOMORROW)
    approvals.publish_due(small_rt)
    assert [made.manner for made in publications(small_rt)] == [Manner.FIRST, Manner.EMERGENCY]
