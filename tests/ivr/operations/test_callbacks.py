"""Is a call promised only where it can be kept, and remembered with all that makes it safe?"""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError

from ivr.flow.windows import next_opening
from ivr.models import Callback, CallbackState, Consent
from ivr.operations import callbacks, consents, needs, opt_outs
from ivr.operations.callbacks import CannotPromise, Wish
from ivr.operations.consents import Given
from ivr.runtime import Runtime
from routing.need import Need, Urgency

KIT = "+12125550123"
NEED = Need("es", "domestic_abuse", hard=True, gender="woman", agreed=frozenset({"any_gender"}))


def given(rt: Runtime, **more: object) -> Given:
    mornings = rt.books.live().settings.opening_hours["mornings"]
    usual = {"number": KIT, "purpose": "callback", "hours": mornings, "language": "es"}
    return Given(**{**usual, **more})  # type: ignore[arg-type]


def promised(rt: Runtime, wish: Wish) -> Callback:
    with rt.db.begin() as session:
        return callbacks.promise(rt, session, wish)


def written(rt: Runtime) -> int:
    with rt.db.read() as session:
        rows = [session.scalar(select(func.count()).select_from(t)) for t in (Callback, Consent)]
    return sum(count or 0 for count in rows)


def test_a_promise_is_a_row_with_its_consent_its_need_and_its_time(open_rt: Runtime) -> None:
    rt = open_rt
    code = given(rt, code="4711", voicemail=True, recorded_by="web")
    row = promised(rt, Wish(code, NEED, place_since=rt.now() - timedelta(minutes=3)))
    assert row.state == CallbackState.PROMISED
    assert row.not_before == datetime(2027, 3, 6, 14, 0, tzinfo=UTC), "nine in New York"
    assert row.not_after == rt.now() + timedelta(days=7)
    assert needs.read(row.need) == NEED
    with rt.db.read() as session:
        consent = session.get_one(Consent, row.consent_id)
        assert consents.number_of(rt, consent) == KIT
        assert (consent.purpose, consent.voicemail) == ("callback", True)
        assert (consent.recorded_by, consent.expires_at) == ("web", row.not_after)
        assert consent.code is not None
        assert b"4711" not in consent.code


def test_who_was_in_danger_when_they_asked_is_not_rung_as_if_they_still_were(
    open_rt: Runtime,
) -> None:
    row = promised(open_rt, Wish(given(open_rt), Need("es", urgency=Urgency.DANGER)))
    assert needs.read(row.need).urgency is Urgency.NORMAL, "nobody in danger waits behind them"


def test_a_time_in_which_the_clock_is_put_forward_is_the_one_on_the_wall(open_rt: Runtime) -> None:
    rt = open_rt
    row = promised(rt, Wish(given(rt), NEED))
    with rt.db.read() as session:
        hours = consents.hours_of(session.get_one(Consent, row.consent_id))
    assert hours is not None
    # The clocks of New York are put forward on Sunday, 14 March 2027.
    before, after = (datetime(2027, 3, day, 4, 0, tzinfo=UTC) for day in (13, 14))
    assert next_opening(hours, before) == datetime(2027, 3, 13, 14, 0, tzinfo=UTC)
    assert next_opening(hours, after) == datetime(2027, 3, 14, 13, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("number", "code"),
    [
        ("911", "number_emergency"),
        ("+1911", "number_emergency"),
        ("112", "number_emergency"),
        ("+19005550123", "number_premium"),
        ("+1900555", "number_impossible"),
        ("1" * 300, "number_impossible"),
        ("", "number_forgotten"),
        ("+12125550100", "number_ours"),
        ("+12125550190", "number_ours"),
        ("+442079460000", "number_abroad"),
        ("+18769221234", "number_abroad"),
        ("anonymous", "number_impossible"),
    ],
)
def test_a_number_nobody_should_ring_is_refused_and_nothing_is_written(
    open_rt: Runtime, number: str, code: str
) -> None:
    with pytest.raises(CannotPromise) as refused:
        promised(open_rt, Wish(given(open_rt, number=number), NEED))
    assert refused.value.code == code
    assert written(open_rt) == 0
    assert not number or number not in str(refused.value)


@pytest.mark.parametrize("code", ["", "1", "12345", "12a4", "١٢٣٤", "12 4"])
def test_a_code_word_is_four_keys(open_rt: Runtime, code: str) -> None:
    with pytest.raises(CannotPromise, match="4 keys"):
        promised(open_rt, Wish(given(open_rt, code=code), NEED))


def test_a_phone_that_said_stop_is_promised_nothing(open_rt: Runtime) -> None:
    opt_outs.record(open_rt, KIT)
    with pytest.raises(CannotPromise) as refused:
        promised(open_rt, Wish(given(open_rt), NEED))
    assert refused.value.code == "opted_out"


def test_a_yes_that_ends_before_it_is_safe_is_no_promise(open_rt: Runtime) -> None:
    soon = open_rt.now() + timedelta(hours=1)
    with pytest.raises(CannotPromise) as refused:
        promised(open_rt, Wish(given(open_rt, expires_at=soon), NEED))
    assert refused.value.code == "no_time"


def test_one_ring_at_a_time_for_a_phone(open_rt: Runtime) -> None:
    first, second = (promised(open_rt, Wish(given(open_rt), NEED)).id for _ in range(2))
    with open_rt.db.begin() as session:
        session.get_one(Callback, first).ringing = "print"
    with pytest.raises(IntegrityError), open_rt.db.begin() as session:
        session.get_one(Callback, second).ringing = "print"


def test_the_need_of_somebody_who_is_not_on_the_phone_is_the_one_of_the_flow(
    open_rt: Runtime,
) -> None:
    book = open_rt.books.live()
    need = needs.of_flow(book, "welcome", "es", ("child", "woman", "no such mark|"))
    assert (need.language, need.specialty, need.protected) == ("es", "child", True)
    assert needs.read(needs.kept(need)) == need
