"""Is nothing kept longer than it may be, and is it told when it is?"""

import logging
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import func, select

from ivr.models import (
    Alert,
    Call,
    CallState,
    Consent,
    Effect,
    Lease,
    Leave,
    Leg,
    Message,
    MessageState,
    MonthTotal,
    Offer,
    OfferState,
    PersonKey,
    Remnant,
    Responder,
    Revision,
    Table,
    Typed,
    new_id,
)
from ivr.models.alert import KEPT_TOO_LONG
from ivr.operations import consents, forgetting, past, person_keys, retention
from ivr.operations.consents import Given
from ivr.operations.limits_kept import Kind, Limit
from ivr.operations.retention import KINDS
from ivr.queries.alerts import unseen
from ivr.runtime import Runtime
from routing.moves import What

ANA, KIT = "+12125550111", "+12125550126"


def count(rt: Runtime, table: type[Table]) -> int:
    with rt.db.read() as session:
        return session.scalar(select(func.count()).select_from(table)) or 0


def late(rt: Runtime) -> list[str]:
    return [one.kind.name for one in retention.every(rt) if one.overdue]


def whole_call(rt: Runtime, who: str, revision: str, *, sid: str = "") -> str:
    """A call in which everything happened that leaves a row; its id."""
    now, call_id = rt.now(), new_id()
    with rt.db.begin() as session:
        call = Call(
            id=call_id,
            sid=sid or f"CA{call_id}",
            revision=revision,
            state=CallState.ENDED,
            number_hidden=False,
            language="es",
            need={"specialty": "domestic_abuse"},
            position=b"a place",
            began_at=now,
            ended_at=now,
            ending="talked",
        )
        offer = Offer(id=new_id(), call_id=call_id, responder_id=who, matched="exact", made_at=now)
        offer.state, offer.deadline_at, offer.ended_at = OfferState.FINISHED, now, now
        session.add(call)
        session.flush()
        session.add(offer)
        session.flush()
        until = now + timedelta(hours=2)
        given = Given(KIT, "text", call_id, code="4711", expires_at=until)
        consent = consents.write(rt, session, given)
        leg = Leg(sid=f"CA{new_id()}", call_id=call_id, offer_id=offer.id, began_at=now)
        leg.ended_at = now
        typed = Typed(call_id=call_id, place="p", turn=1, digits=b"sealed", typed_at=now)
        typed.confirmed_at = now
        effect = Effect(call_id=call_id, turn=1, kind="text", at=now)
        alert = Alert(id=new_id(), what=What.LONG_WAIT, call_id=call_id, made_at=now)
        session.add_all([leg, typed, effect, alert, _sent(consent, call_id, revision, now)])
    return call_id


def _sent(consent: Consent, call_id: str, revision: str, now: datetime) -> Message:
    return Message(
        id=new_id(),
        call_id=call_id,
        consent_id=consent.id,
        template="t",
        language="es",
        revision=revision,
        state=MessageState.DELIVERED,
        promised_at=now,
        final_at=now,
        sid=f"SM{new_id()}",
        link_hash=new_id(),
        link_until=now + timedelta(hours=72),
    )


@pytest.fixture
def busy(either_staffed: Runtime) -> tuple[Runtime, str, str]:
    """A helpline with one call behind it; somebody's id and the revision."""
    rt = either_staffed
    with rt.db.begin() as session:
        session.add(Revision(id="r", files={}, note="", created_at=rt.now()))
        who = session.scalars(select(Responder.id).where(Responder.name == "Ana")).one()
    whole_call(rt, who, "r")
    return rt, who, "r"


def test_a_day_later_nothing_leads_to_the_caller(busy, watch) -> None:
    rt, _, _ = busy
    watch.forward(timedelta(hours=23))
    retention.forget_all(rt)
    with rt.db.read() as session:
        assert session.scalars(select(Consent)).one().number is not None
        assert session.scalars(select(Typed)).all() != []
    watch.forward(timedelta(hours=4))
    retention.forget_all(rt)
    with rt.db.read() as session:
        consent, call = session.scalars(select(Consent)).one(), session.scalars(select(Call)).one()
        assert (consent.number, consent.code, consent.person_id) == (None, None, None)
        assert (call.sid, call.position) == (call.id, None)
        assert {row.record for row in session.scalars(select(Remnant))} == {"call", "text"}
    assert [count(rt, table) for table in (Typed, Leg, PersonKey)] == [0, 0, 0]
    assert late(rt) == []


def test_the_number_goes_with_its_consent_and_the_key_with_the_last_of_it(busy, watch) -> None:
    rt, _, _ = busy
    with rt.db.begin() as session:
        until = rt.now() + timedelta(days=7)
        long = consents.write(rt, session, Given(KIT, "series", expires_at=until)).id
    watch.forward(timedelta(days=7, hours=23))
    retention.forget_all(rt)
    with rt.db.read() as session:
        kept = session.get_one(Consent, long)
        assert consents.number_of(rt, kept) == KIT
    watch.forward(timedelta(hours=2))
    retention.forget_all(rt)
    assert count(rt, PersonKey) == 0


def test_after_thirteen_months_only_totals_are_left(busy, watch) -> None:
    rt, who, revision = busy
    whole_call(rt, who, revision)
    watch.forward(timedelta(days=390))
    retention.forget_all(rt)
    assert count(rt, Call) == 2, "not yet thirteen months"
    whole_call(rt, who, revision)
    watch.forward(timedelta(days=8))
    retention.forget_all(rt)
    left = (Call, Offer, Leg, Effect, Message, Alert, Consent, Typed)
    assert [count(rt, table) for table in left] == [1, 1, 0, 1, 1, 1, 1, 0]
    with rt.db.read() as session:
        totals = {(t.month, t.what, t.code): t.times for t in session.scalars(select(MonthTotal))}
    march = date(2027, 3, 1)
    assert totals == {
        (march, "line", "none"): 2,
        (march, "language", "es"): 2,
        (march, "specialty", "domestic_abuse"): 2,
        (march, "ending", "talked"): 2,
        (march, "offer", "finished"): 2,
        (march, "text", "delivered"): 2,
    }
    assert late(rt) == []


def test_it_goes_on_where_somebody_died(busy, watch, monkeypatch: pytest.MonkeyPatch) -> None:
    rt, who, revision = busy
    for _ in range(4):
        whole_call(rt, who, revision)
    for module in (past, forgetting):
        monkeypatch.setattr(module, "BATCH", 2)
    watch.forward(timedelta(days=400))
    counted, rounds = past._codes_of_texts, iter([None, None, KeyboardInterrupt])

    def dies_at_last(*asked):
        if next(rounds) is not None:
            raise KeyboardInterrupt
        return counted(*asked)

    with monkeypatch.context() as patch:
        patch.setattr(past, "_codes_of_texts", dies_at_last)
        with pytest.raises(KeyboardInterrupt):
            past.forget_calls(rt)
    assert count(rt, Call) == 1, "two at a time, whole or not at all"
    past.forget_calls(rt)
    with rt.db.read() as session:
        asked = select(MonthTotal.times).where(MonthTotal.what == "ending")
        assert session.scalars(asked).all() == [5]


def test_several_clocks_do_it_once_an_hour(rt: Runtime, watch, monkeypatch) -> None:
    rounds: list[datetime] = []
    monkeypatch.setattr(retention, "forget_all", lambda rt: rounds.append(rt.now()))
    for _ in range(3):
        retention.forget(rt)
        retention.forget(rt)
        watch.forward(timedelta(hours=1))
    assert len(rounds) == 3
    assert count(rt, Lease) == 1


def test_one_kind_that_breaks_keeps_no_other_from_being_forgotten(
    busy, watch, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    rt, _, _ = busy
    watch.forward(timedelta(days=2))
    first = KINDS[0]

    def breaks(_rt: Runtime) -> None:
        raise OSError

    broken = Kind(**{**vars(first), "forget": breaks})
    monkeypatch.setattr(retention, "KINDS", (broken, *KINDS[1:]))
    with caplog.at_level(logging.ERROR):
        retention.forget_all(rt)
    assert count(rt, Typed) == 0
    assert late(rt) == ["numbers"]
    told = [record.getMessage() for record in caplog.records]
    assert told == ["not forgotten, next time", "kept longer than it may be"]
    retention.forget_all(rt)
    assert [one.what for one in unseen(rt)].count(KEPT_TOO_LONG) == 1


def test_what_nobody_forgets_is_told(busy, watch) -> None:
    rt, _, _ = busy
    assert late(rt) == []
    watch.forward(timedelta(days=6))
    assert set(late(rt)) == {
        *("numbers", "typed", "calls there", "legs there", "texts there", "links")
    }
    watch.forward(timedelta(days=400))
    assert {"calls"} <= set(late(rt))


def test_a_key_is_kept_while_anything_needs_it(rt: Runtime, watch) -> None:
    with rt.db.begin() as session:
        person_keys.of(rt, session, KIT)
    watch.forward(timedelta(hours=25))
    with rt.db.begin() as session:
        person_keys.of(rt, session, KIT)
    assert forgetting.forget_keys(rt) == 0, "it was just asked for"
    watch.forward(timedelta(hours=25))
    assert forgetting.forget_keys(rt) == 1


def test_plans_of_the_past_are_forgotten(busy, watch) -> None:
    rt, who, _ = busy
    now = rt.now()
    with rt.db.begin() as session:
        for days in (0, 300):
            end = now + timedelta(days=days)
            session.add(
                Leave(id=f"{days}", responder_id=who, begins_at=now, ends_at=end, made_at=now)
            )
    watch.forward(timedelta(days=400))
    assert past.forget_plans(rt) == 1


@pytest.mark.parametrize(
    ("limit", "words", "then"),
    [
        (Limit(), "at once", datetime(2027, 3, 31, tzinfo=UTC)),
        (Limit(hours=24), "24 hours", datetime(2027, 3, 30, tzinfo=UTC)),
        (Limit(months=13), "13 months", datetime(2026, 2, 28, tzinfo=UTC)),
    ],
)
def test_limits_are_told_in_words(limit: Limit, words: str, then: datetime) -> None:
    assert (str(limit), limit.reached(datetime(2027, 3, 31, tzinfo=UTC))) == (words, then)


def test_the_names_of_kinds_are_told_apart() -> None:
    names = [kind.name for kind in KINDS]
    assert len(names) == len(set(names))


def test_whatever_belongs_to_a_call_goes_with_it() -> None:
    """Whoever adds a table that points to calls has to forget it with them."""
    pointing = {
        table.name
        for table in Table.metadata.sorted_tables
        if any(key.column.table.name == "call" for key in table.foreign_keys)
    }
    gone = {table.__tablename__ for table in past.OF_A_CALL}
    assert pointing == gone | {"callback"}
