"""Is who asked for it told before a call, once, at a safe time, and only while the call comes?"""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from ivr.models import Call, Callback, CallbackState, CallState, Consent, Door, Message
from ivr.operations import (
    callback_ends,
    callback_orders,
    callback_sweeps,
    callbacks,
    consents,
    erasures,
    messages,
    opt_outs,
    retention,
    sweeps,
)
from ivr.operations.callbacks import Wish
from ivr.operations.caller_reminders import Reminder
from ivr.operations.consents import Given
from ivr.runtime import Runtime
from ivr.telephony.phone import Text, TextFacts, Unanswered
from routing.need import Need

KIT = "+12125550123"
NINE = datetime(2027, 3, 6, 14, 0, tzinfo=UTC)
"""The first morning in New York."""
HALF_AN_HOUR = timedelta(minutes=30)


@dataclass
class Carrier:
    """A phone company that takes every text, and may lose its answer."""

    loses_answers: bool = False
    texts: list[Text] = field(default_factory=list)

    def send(self, text: Text) -> str:
        """Take this text."""
        self.texts.append(text)
        if self.loses_answers:
            raise Unanswered
        return f"SM{len(self.texts)}"

    def texts_to(self, number: str, since: datetime) -> Sequence[TextFacts]:
        """Everything that was sent there."""
        assert since < NINE + HALF_AN_HOUR
        return [TextFacts("SM1", "sent", text.words) for text in self.texts if text.to == number]


@pytest.fixture
def phone() -> Carrier:
    """Nothing was handed over yet."""
    return Carrier()


@pytest.fixture
def rt(open_rt: Runtime, phone: Carrier) -> Runtime:
    """A helpline that calls back, at this phone company."""
    return replace(open_rt, phone=phone)  # type: ignore[arg-type]


def promises(rt: Runtime, hours: str | None = "mornings", **more: object) -> Callback:
    """Somebody wants a call, and a text before it."""
    book = rt.books.live()
    when = None if hours is None else book.settings.opening_hours[hours]
    usual = {"number": KIT, "purpose": "callback", "hours": when, "language": "es"}
    given = Given(**{**usual, **more})  # type: ignore[arg-type]
    wish = Wish(given, Need("es"), reminder=Reminder("soon", book.short))
    with rt.db.begin() as session:
        return callbacks.promise(rt, session, wish)


def reminders(rt: Runtime) -> list[Message]:
    with rt.db.read() as session:
        return list(session.scalars(select(Message)))


def reminder(rt: Runtime) -> Message:
    (found,) = reminders(rt)
    return found


def how(rt: Runtime) -> tuple[str, str | None]:
    """How the one text stands, and why."""
    return str(reminder(rt).state), reminder(rt).reason


def sends(rt: Runtime, watch, at: datetime) -> None:
    """Then it is time, and everything that is due is looked at."""
    watch.forward(at - rt.now())
    sweeps.sweep_promises(rt)


def texted(phone) -> list[tuple[str, str, str]]:
    return [(text.to, text.sender, text.words) for text in phone.texts]


def test_it_comes_when_the_safe_time_begins_and_the_call_half_an_hour_later(
    rt: Runtime, watch, phone
) -> None:
    row = promises(rt, code="4711", voicemail=True)
    assert (row.not_before, reminder(rt).not_before) == (NINE + HALF_AN_HOUR, NINE)
    sends(rt, watch, NINE - timedelta(seconds=1))
    assert phone.texts == []
    sends(rt, watch, NINE)
    words = rt.books.live().text("soon", "es", "")
    assert texted(phone) == [(KIT, rt.environment.neutral_number, words)]
    assert phone.texts[0].valid_seconds <= HALF_AN_HOUR.total_seconds(), "never after the call"
    sends(rt, watch, NINE + timedelta(minutes=5))
    assert len(phone.texts) == 1


def test_its_yes_is_a_consent_of_its_own_that_knows_no_code_word(rt: Runtime) -> None:
    row = promises(rt, code="4711", voicemail=True)
    with rt.db.read() as session:
        own = session.get_one(Consent, reminder(rt).consent_id)
        call = session.get_one(Consent, row.consent_id)
        assert consents.number_of(rt, own) == KIT
    assert (own.purpose, call.purpose) == ("reminder", "callback")
    assert (own.code, own.voicemail, own.window) == (None, False, call.window)
    assert own.expires_at == row.not_before + HALF_AN_HOUR


def test_a_yes_to_a_call_is_no_yes_to_a_text(rt: Runtime) -> None:
    hours = rt.books.live().settings.opening_hours["mornings"]
    wish = Wish(Given(KIT, "callback", hours=hours), Need("es"))
    with rt.db.begin() as session:
        assert callbacks.promise(rt, session, wish).not_before == NINE
    assert reminders(rt) == []


def test_it_holds_no_link_and_none_is_kept(rt: Runtime, watch, phone) -> None:
    promises(rt)
    sends(rt, watch, NINE)
    assert "/l/" not in phone.texts[0].words
    assert (reminder(rt).link_hash, reminder(rt).link_until) == (None, None)


@pytest.mark.parametrize("hours", [None, "evenings"])
def test_a_call_that_comes_at_once_is_told_by_no_text(rt: Runtime, watch, hours) -> None:
    watch.forward(NINE + timedelta(hours=9) - rt.now())  # six in the evening
    assert promises(rt, hours).not_before == rt.now()
    assert reminders(rt) == []


def test_a_phone_that_was_texted_often_today_gets_the_call_without_a_text(
    rt: Runtime, watch, phone
) -> None:
    for number in range(3):
        watch.forward(timedelta(seconds=number))
        promises(rt)
    with rt.db.begin() as session:
        for text in session.scalars(select(Message)):
            text.asked_at = rt.now()
    assert promises(rt).not_before == NINE
    assert len(reminders(rt)) == 3


def ends(row: Callback, state: CallbackState):
    def change(rt: Runtime) -> None:
        with rt.db.begin() as session:
            callback_ends.end(session.get_one(Callback, row.id), state, "talked", rt.now())

    return change


@pytest.mark.parametrize("state", [CallbackState.KEPT, CallbackState.EXPIRED])
def test_a_call_that_is_over_is_told_by_no_text(rt: Runtime, watch, phone, state) -> None:
    row = promises(rt)
    ends(row, state)(rt)
    sends(rt, watch, NINE)
    assert (phone.texts, how(rt)) == ([], ("refused", "call_moved"))


def test_nor_one_that_was_put_off_or_handed_over(rt: Runtime, watch, phone) -> None:
    row = promises(rt)
    with rt.db.begin() as session:
        later = rt.now() + timedelta(days=2)
        callback_ends.put_off(session, session.get_one(Callback, row.id), later, rt.now())
    sends(rt, watch, NINE)
    callback_orders.hand_over(rt, row.id, "Sam")
    sends(rt, watch, NINE + timedelta(days=2))
    assert (phone.texts, how(rt)) == ([], ("refused", "call_moved"))


def test_the_sweep_ends_it_and_its_yes_with_the_call(rt: Runtime) -> None:
    row = promises(rt)
    callback_orders.decline(rt, row.id, "Sam")
    callback_sweeps.sweep_promised(rt)
    assert how(rt) == ("refused", "call_moved")
    with rt.db.read() as session:
        assert session.get_one(Consent, reminder(rt).consent_id).expires_at == rt.now()


def test_it_never_comes_after_the_phone_was_rung(rt: Runtime, watch, phone) -> None:
    row = promises(rt)
    with rt.db.begin() as session:
        session.get_one(Callback, row.id).attempts = 1
    sends(rt, watch, NINE)
    assert (phone.texts, how(rt)) == ([], ("refused", "call_moved"))


def test_nor_late_when_nobody_could_send_it_in_time(rt: Runtime, watch, phone) -> None:
    promises(rt)
    sends(rt, watch, NINE + HALF_AN_HOUR)
    assert (phone.texts, how(rt)) == ([], ("expired", "outside_window"))


def test_who_talks_with_us_at_that_moment_is_not_told(rt: Runtime, watch, phone) -> None:
    row = promises(rt)
    with rt.db.begin() as session:
        call = Call(
            id="c", sid="CA1", revision=rt.books.live().short, state=CallState.WAITING,
            number_hidden=False, began_at=rt.now(), heartbeat_at=rt.now(),
        )  # fmt: skip
        session.add(call)
        session.flush()
        session.get_one(Callback, row.id).heard_in_id = call.id
    sends(rt, watch, NINE)
    assert (phone.texts, how(rt)) == ([], ("refused", "on_the_phone"))


def test_stop_a_closed_link_and_a_wish_to_be_forgotten_end_it(rt: Runtime, watch, phone) -> None:
    promises(rt)
    opt_outs.record(rt, KIT)
    assert how(rt)[0] == "refused"
    other = "+12125550124"
    promises(rt, number=other)
    assert erasures.by_number(rt, other, Door.STAFF).consents == 2
    third = promises(rt, number="+12125550125")
    with rt.db.begin() as session:
        call = session.get_one(Consent, third.consent_id)
        consents.withdraw(session, consents.of_same_phone(rt, session, call), rt.now())
    sends(rt, watch, NINE)
    assert phone.texts == []
    assert {text.state for text in reminders(rt)} == {"refused"}


def test_its_number_is_forgotten_a_day_after_the_call_and_its_row_with_the_others(
    rt: Runtime, watch
) -> None:
    promises(rt)
    watch.forward(NINE + timedelta(hours=26) - rt.now())
    sweeps.sweep_promises(rt)
    retention.forget_all(rt)
    with rt.db.read() as session:
        assert session.get_one(Consent, reminder(rt).consent_id).number is None
    watch.forward(timedelta(days=9))
    callback_sweeps.sweep_promised(rt)
    watch.forward(timedelta(days=420))
    retention.forget_all(rt)
    assert reminders(rt) == []
    with rt.db.read() as session:
        assert session.scalars(select(Callback)).all() == []


def test_one_whose_answer_was_lost_is_known_by_its_words(rt: Runtime, watch, phone) -> None:
    phone.loses_answers = True
    promises(rt)
    watch.forward(NINE - rt.now())
    messages.deliver(rt, reminder(rt).id)
    phone.loses_answers = False
    sends(rt, watch, NINE + timedelta(minutes=2))
    assert (len(phone.texts), how(rt)[0]) == (1, "sent")
