"""What can the people who work here do about a promised call, and what are they told?"""

from datetime import timedelta

import pytest
from sqlalchemy import select

from ivr.models import Alert, AuditEntry, Callback, CallbackState, Consent, Door
from ivr.operations import callback_orders, callbacks, erasures
from ivr.operations.callback_orders import NoSuchPromise
from ivr.operations.callbacks import CannotPromise, Wish
from ivr.operations.consents import Given
from ivr.queries.promised import promised
from ivr.runtime import Runtime
from routing.need import Need

KIT = "+12125550123"
WISH = Wish(Given(KIT, "callback", language="en"), Need("en", "domestic_abuse"))


def made(rt: Runtime) -> str:
    with rt.db.begin() as session:
        return callbacks.promise(rt, session, WISH).id


def row(rt: Runtime, callback_id: str) -> Callback:
    with rt.db.read() as session:
        return session.get_one(Callback, callback_id)


def deeds(rt: Runtime) -> list[tuple[str, str]]:
    with rt.db.read() as session:
        return [
            (e.who, e.what) for e in session.scalars(select(AuditEntry)) if "callback" in e.what
        ]


def test_a_responder_promises_a_call_and_the_consent_says_who_wrote_it_down(
    open_staffed: Runtime,
) -> None:
    rt = open_staffed
    found = row(rt, callback_orders.promise(rt, WISH, "Ana"))
    with rt.db.read() as session:
        recorded_by = session.get_one(Consent, found.consent_id).recorded_by
    assert recorded_by not in ("caller", "Ana")
    assert deeds(rt) == [("Ana", "callback.promised")]


def test_nobody_promises_in_the_name_of_a_stranger(open_staffed: Runtime) -> None:
    with pytest.raises(NoSuchPromise):
        callback_orders.promise(open_staffed, WISH, "Nobody")
    assert promised(open_staffed) == []


def test_what_a_responder_may_not_promise_leaves_nothing_behind(open_staffed: Runtime) -> None:
    wish = Wish(Given("+19005550123", "callback"), Need("en"))
    with pytest.raises(CannotPromise):
        callback_orders.promise(open_staffed, wish, "Ana")
    assert (promised(open_staffed), deeds(open_staffed)) == ([], [])


@pytest.mark.parametrize(
    ("do", "state"),
    [
        (callback_orders.hand_over, CallbackState.HANDED_OVER),
        (callback_orders.decline, CallbackState.DECLINED),
        (callback_orders.keep, CallbackState.KEPT),
        (callback_orders.expire, CallbackState.EXPIRED),
    ],
)
def test_a_supervisor_ends_a_promise_once(open_rt: Runtime, do: object, state: str) -> None:
    rt, callback_id = open_rt, made(open_rt)
    do(rt, callback_id, "Sam")  # type: ignore[operator]
    assert (row(rt, callback_id).state, row(rt, callback_id).reason) == (state, "by_staff")
    with pytest.raises(NoSuchPromise):
        do(rt, callback_id, "Sam")  # type: ignore[operator]
    assert len(deeds(rt)) == 1


def test_an_end_is_taken_back_for_ten_minutes_and_only_while_the_yes_stands(
    open_rt: Runtime,
    watch,  # type: ignore[no-untyped-def]
) -> None:
    rt, callback_id, late, gone = open_rt, made(open_rt), made(open_rt), made(open_rt)
    for one in (callback_id, gone):
        callback_orders.decline(rt, one, "Sam")
    callback_orders.reopen(rt, callback_id, "Sam")
    assert [one.id for one in promised(rt) if one.id != late] == [callback_id]
    with pytest.raises(NoSuchPromise):
        callback_orders.reopen(rt, callback_id, "Sam")
    callback_orders.keep(rt, late, "Sam")
    watch.forward(timedelta(minutes=11))
    with pytest.raises(NoSuchPromise):
        callback_orders.reopen(rt, late, "Sam")
    callback_orders.decline(rt, callback_id, "Sam")
    erasures.by_number(rt, KIT, Door.PHONE)
    for one in (gone, callback_id):
        with pytest.raises(NoSuchPromise):
            callback_orders.reopen(rt, one, "Sam")


def test_a_supervisor_is_told_once_that_a_promise_is_late(open_rt: Runtime, watch) -> None:  # type: ignore[no-untyped-def]
    rt, callback_id = open_rt, made(open_rt)
    assert promised(rt, late_only=True) == []
    watch.forward(timedelta(minutes=31))
    assert [one.id for one in promised(rt, late_only=True)] == [callback_id]
    for _ in range(2):
        callback_orders.tell_overdue(rt, callback_id)
    with rt.db.read() as session:
        assert [alert.what for alert in session.scalars(select(Alert))] == ["callback_overdue"]


def test_who_asks_to_be_forgotten_is_not_called(open_rt: Runtime) -> None:
    rt, callback_id = open_rt, made(open_rt)
    erasures.by_number(rt, KIT, Door.PHONE)
    assert row(rt, callback_id).state == CallbackState.DECLINED
