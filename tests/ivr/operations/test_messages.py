"""Is a promised text sent only while it is safe, whatever changes between the promise and then?"""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy.exc import IntegrityError

from ivr.flow.hours import Hours, openings, week
from ivr.models import Call, CallState, Consent, Message, MessageState, new_id
from ivr.operations import consents, messages, opt_outs
from ivr.operations.consents import Given
from ivr.operations.messages import Asked
from ivr.runtime import Runtime
from ivr.telephony.phone import Text

KIT = "+12125550123"
NEW_YORK = ZoneInfo("America/New_York")
SPRING = datetime(2027, 3, 14, 12, 0, tzinfo=UTC)
"""The day on which New York puts its clocks forward, from two to three in the morning."""


@dataclass
class Carrier:
    """A phone company that takes every text; `meanwhile` happens before it answers."""

    meanwhile: Callable[[], object] = lambda: None
    taken: list[Text] = field(default_factory=list)

    def send(self, text: Text) -> str:
        """Take this text."""
        self.taken.append(text)
        self.meanwhile()
        return f"SM{len(self.taken)}"


@pytest.fixture
def carrier() -> Carrier:
    """Nothing was handed over yet."""
    return Carrier()


@pytest.fixture
def sends(open_rt: Runtime, carrier: Carrier) -> Runtime:
    """A helpline with the shipped flows, at this phone company."""
    return replace(open_rt, phone=carrier)  # type: ignore[arg-type]


def promised(rt: Runtime, *, number: str = KIT, hours: Hours | None = None) -> str:
    """A text for this number, due at once, in these hours of the next week."""
    yes = Given(number, "text", hours=hours, expires_at=rt.now() + timedelta(days=7))
    with rt.db.begin() as session:
        text = Message(
            id=new_id(),
            consent_id=consents.write(rt, session, yes).id,
            template="general_list",
            language="en",
            revision=rt.books.live().short,
            promised_at=rt.now(),
            not_before=rt.now(),
        )
        session.add(text)
    return text.id


def row(rt: Runtime, message_id: str) -> Message:
    with rt.db.read() as session:
        return session.get_one(Message, message_id)


def every_day(line: str, zone: ZoneInfo = NEW_YORK) -> Hours:
    return Hours(zone, week({"every_day": openings(line)}))


def test_a_text_whose_safe_time_has_closed_waits_for_the_next(sends, carrier, watch) -> None:
    watch.time = datetime(2027, 3, 8, 22, 0, tzinfo=UTC)
    message = promised(sends, hours=every_day("16:00-18:00"))
    watch.forward(timedelta(hours=1))
    messages.deliver(sends, message)
    assert carrier.taken == []
    waits = row(sends, message)
    assert (waits.state, waits.reason) == (MessageState.PROMISED, "outside_window")
    assert waits.not_before == datetime(2027, 3, 9, 21, 0, tzinfo=UTC)
    watch.time = waits.not_before
    messages.deliver(sends, message)
    assert [text.to for text in carrier.taken] == [KIT]


def test_the_carrier_may_not_hold_it_beyond_the_safe_time(sends, carrier, watch) -> None:
    watch.time = datetime(2027, 3, 8, 22, 45, tzinfo=UTC)
    messages.deliver(sends, promised(sends, hours=every_day("16:00-18:00")))
    assert [text.valid_seconds for text in carrier.taken] == [15 * 60]


@pytest.mark.parametrize(
    ("line", "opens"),
    [
        ("09:00-10:00", datetime(2027, 3, 14, 13, 0, tzinfo=UTC)),
        ("02:30-04:00", datetime(2027, 3, 14, 7, 0, tzinfo=UTC)),
    ],
    ids=["nine is an hour earlier by our clock", "half past two does not exist: it is three"],
)
def test_clocks_put_forward_between_promise_and_time(sends, carrier, watch, line, opens) -> None:
    watch.time = SPRING - timedelta(days=1)
    message = promised(sends, hours=every_day(line))
    watch.time = SPRING.replace(hour=5)
    messages.deliver(sends, message)
    assert row(sends, message).not_before == opens
    watch.time = opens - timedelta(seconds=1)
    messages.deliver(sends, message)
    assert carrier.taken == []
    watch.time = opens
    messages.deliver(sends, message)
    assert len(carrier.taken) == 1


def test_where_the_clock_is_put_back_the_hour_that_comes_twice_is_safe_twice(
    sends, carrier, watch
) -> None:
    second_half_past_one = datetime(2027, 11, 7, 6, 30, tzinfo=UTC)
    watch.time = second_half_past_one
    messages.deliver(sends, promised(sends, hours=every_day("01:00-02:00")))
    assert [text.valid_seconds for text in carrier.taken] == [30 * 60]


def test_a_yes_taken_back_before_it_is_sent_is_no_yes(sends, carrier) -> None:
    message = promised(sends)
    with sends.db.begin() as session:
        consent = session.get_one(Message, message).consent_id
        session.get_one(Consent, consent).withdrawn_at = sends.now()
    messages.deliver(sends, message)
    assert (carrier.taken, row(sends, message).reason) == ([], "consent_withdrawn")


def test_stop_while_it_is_being_sent_ends_everything_that_was_to_follow(sends, carrier) -> None:
    first, second = promised(sends), promised(sends)
    carrier.meanwhile = lambda: opt_outs.record(sends, KIT)
    messages.deliver(sends, first)
    messages.deliver(sends, second)
    assert len(carrier.taken) == 1
    assert row(sends, first).state == MessageState.SENT, "what is handed over cannot be called back"
    assert (row(sends, second).state, row(sends, second).reason) == ("refused", "opted_out")


NOBODYS = {
    "911": "number_emergency",
    "+1911": "number_emergency",
    "+19005550123": "number_premium",
    "+1212555012": "number_impossible",
    "+١٢١٢٥٥٥٠١٢٣": "number_impossible",
    "+" + "1" * 299: "number_impossible",
    "+12125550123;+12125550199": "number_impossible",
    "client:anonymous": "number_impossible",
}


def test_what_is_no_number_of_a_person_is_never_handed_over(sends, carrier) -> None:
    for number, reason in NOBODYS.items():
        message = promised(sends, number=number)
        messages.deliver(sends, message)
        assert row(sends, message).reason == reason
    assert carrier.taken == []


def called(rt: Runtime) -> str:
    """The id of a call that goes on."""
    with rt.db.begin() as session:
        book = rt.books.live().short
        session.add(
            Call(
                id="c",
                sid="CA1",
                revision=book,
                number_hidden=False,
                began_at=rt.now(),
                state=CallState.OPEN,
                room=1,
                credit_seconds=0,
            )
        )
    return "c"


def asked(rt: Runtime, call_id: str, number: str = KIT) -> Asked:
    return Asked(call_id, 3, number, "general_list", "en", rt.books.live().short)


def test_the_same_yes_heard_twice_promises_one_text(sends) -> None:
    call = called(sends)
    assert messages.promise(sends, asked(sends, call))
    assert messages.promise(sends, asked(sends, call))
    with sends.db.read() as session:
        assert session.query(Message).count() == 1


def test_what_could_not_be_written_down_is_never_said_to_be_promised(sends) -> None:
    """The phone company asks about a call we do not know: no row, no promise."""
    with pytest.raises(IntegrityError):
        messages.promise(sends, asked(sends, "nobody"))


ABROAD, FREE = "+447400123456", "+18005551234"


@pytest.mark.parametrize(("number", "why"), [(ABROAD, "number_abroad"), (FREE, "number_landline")])
def test_no_text_goes_where_none_may_be_sent_or_none_arrives(sends, carrier, number, why) -> None:
    assert not messages.may_be_texted(sends, number)
    message = promised(sends, number=number)
    messages.deliver(sends, message)
    assert (carrier.taken, row(sends, message).reason) == ([], why)
    assert row(sends, message).state == MessageState.REFUSED
