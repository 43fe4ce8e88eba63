"""Is a connection that nobody needs any more ended, and never asked about for ever?"""

from dataclasses import dataclass, field, replace

import pytest

from ivr.models import Call, CallState, Leg
from ivr.operations import legs
from ivr.runtime import Runtime


@dataclass
class Company:
    """A phone company at which some legs still go on."""

    going_on: set[str]
    asked: list[str] = field(default_factory=list)

    def hang_up(self, sid: str) -> bool:
        """End this leg."""
        self.asked.append(sid)
        return sid in self.going_on


@pytest.fixture
def company() -> Company:
    """One leg goes on there."""
    return Company({"CA-rings"})


@pytest.fixture
def rt(open_rt: Runtime, company: Company) -> Runtime:
    """A helpline that placed two legs, of which the ends were not reported."""
    rt = replace(open_rt, phone=company)  # type: ignore[arg-type]
    with rt.db.begin() as session:
        session.add(
            Call(
                id="c", sid="c", outbound=True, revision=rt.books.live().short,
                state=CallState.ENDED, number_hidden=False, began_at=rt.now(),
                heartbeat_at=rt.now(),
            )
        )  # fmt: skip
    for sid in ("CA-rings", "CA-gone"):
        legs.began(rt, sid, "c")
    return rt


def leg(rt: Runtime, sid: str) -> Leg:
    with rt.db.read() as session:
        return session.get_one(Leg, sid)


def test_a_leg_that_rings_is_ended_and_its_report_awaited(rt: Runtime) -> None:
    legs.let_go(rt, "CA-rings")
    assert (leg(rt, "CA-rings").asked_to_end_at, leg(rt, "CA-rings").ended_at) == (rt.now(), None)


def test_a_leg_that_the_phone_company_does_not_know_any_more_is_over_here_too(rt: Runtime) -> None:
    legs.let_go(rt, "CA-gone")
    assert leg(rt, "CA-gone").ended_at == rt.now()
    with rt.db.read() as session:
        assert [one.sid for one in legs.of_person(session, "c")] == ["CA-rings"]
