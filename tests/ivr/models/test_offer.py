"""Does the database itself keep one responder on one call, and one call with one responder?"""

from datetime import timedelta

import pytest
from sqlalchemy.exc import IntegrityError

from ivr.models import Call, Line, Offer, OfferState, Responder, Revision
from ivr.models.offer import ENDED, LIVE, UNDECIDED
from ivr.runtime import Runtime

ENDS = [state.value for state in ENDED]


@pytest.fixture
def floor(either_rt: Runtime) -> Runtime:
    """Two calls wait; Ana and Sam could take them."""
    now = either_rt.now()
    with either_rt.db.begin() as session:
        session.add_all(
            [
                Line(
                    id="+1", name="+1", number="+1", flow="welcome", created_at=now, changed_at=now
                ),
                Revision(id="r", files={}, note="", created_at=now),
                *(_responder(either_rt, name) for name in ("ana", "sam")),
            ]
        )
        session.flush()
        session.add_all(
            Call(id=name, sid=name, line="+1", revision="r", number_hidden=False, began_at=now)
            for name in ("c1", "c2")
        )
    return either_rt


def _responder(rt: Runtime, name: str) -> Responder:
    return Responder(
        id=name,
        name=name,
        phone=b"x",
        phone_fingerprint=name,
        created_at=rt.now(),
    )


def offer(rt: Runtime, call: str, responder: str, state: str) -> None:
    with rt.db.begin() as session:
        session.add(
            Offer(
                id=f"{call}{responder}{state}",
                call_id=call,
                responder_id=responder,
                state=OfferState(state),
                matched="exact",
                made_at=rt.now(),
                deadline_at=rt.now() + timedelta(seconds=18),
            )
        )


def test_every_state_is_live_or_over() -> None:
    assert set(LIVE) | set(ENDED) == set(OfferState)
    assert not set(LIVE) & set(ENDED)
    assert set(LIVE) - set(UNDECIDED) == {OfferState.HELD, OfferState.ACCEPTED}


def test_ana_is_never_rung_for_two_calls(floor: Runtime) -> None:
    offer(floor, "c1", "ana", "made")
    for state in LIVE:
        with floor.db.begin() as session:
            session.get_one(Offer, "c1anamade").state = state
        for second in ("made", "accepted"):
            with pytest.raises(IntegrityError):
                offer(floor, "c2", "ana", second)
    offer(floor, "c2", "sam", "made")


def test_two_who_accept_one_call_are_told_apart(floor: Runtime) -> None:
    offer(floor, "c1", "ana", "accepted")
    offer(floor, "c1", "sam", "answered")
    with pytest.raises(IntegrityError), floor.db.begin() as session:
        session.get_one(Offer, "c1samanswered").state = OfferState.ACCEPTED
    with floor.db.read() as session:
        assert session.get_one(Offer, "c1samanswered").state == OfferState.ANSWERED


def test_what_is_over_stands_in_nobodys_way(floor: Runtime) -> None:
    for state in ENDS:
        offer(floor, "c1", "ana", state)
        offer(floor, "c2", "ana", state)
    offer(floor, "c1", "ana", "accepted")
