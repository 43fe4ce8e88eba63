"""Is STOP final for every purpose, and does START give nothing back?"""

from dataclasses import replace

import pytest

from ivr.models import Call, Consent, Line, Message, MessageState, Revision
from ivr.operations import opt_outs, person_keys
from ivr.runtime import Runtime
from ivr.seal import Seal

KIT, ANA = "+12125550123", "+12125550111"


@pytest.fixture
def asked(either_rt: Runtime) -> Runtime:
    """Kit and Ana have each agreed to a text; Kit was sent one before."""
    rt, now = either_rt, either_rt.now()
    with rt.db.begin() as session:
        session.add(
            Line(id="+1", name="+1", number="+1", flow="welcome", created_at=now, changed_at=now)
        )
        session.add(Revision(id="r", files={}, note="", created_at=now))
        session.flush()
        session.add(
            Call(id="c", sid="s", line="+1", revision="r", number_hidden=False, began_at=now)
        )
        session.flush()
        for who, number in (("kit", KIT), ("ana", ANA)):
            person = person_keys.of(rt, session, number)
            session.add(Consent(id=who, call_id="c", purpose="text", person=person, given_at=now))
        session.flush()
        states = (("kit", "promised"), ("kit", "delivered"), ("ana", "promised"))
        for who, state in states:
            session.add(
                Message(
                    id=f"{who}-{state}",
                    call_id="c",
                    consent_id=who,
                    template="t",
                    language="en",
                    revision="r",
                    state=MessageState(state),
                    promised_at=now,
                )
            )
    return rt


def states(rt: Runtime) -> dict[str, tuple[str, str | None]]:
    with rt.db.read() as session:
        found = session.query(Message).all()
        return {message.id: (str(message.state), message.reason) for message in found}


def withdrawn(rt: Runtime, who: str) -> bool:
    with rt.db.read() as session:
        return session.get_one(Consent, who).withdrawn_at is not None


def test_stop_cancels_what_waits_and_withdraws_every_consent(asked: Runtime) -> None:
    opt_outs.record(asked, KIT)
    assert opt_outs.has_stopped(asked, KIT)
    assert withdrawn(asked, "kit")
    assert states(asked)["kit-promised"] == ("refused", "opted_out")
    assert states(asked)["kit-delivered"] == ("delivered", None), "what arrived has arrived"


def test_nobody_else_is_stopped(asked: Runtime) -> None:
    opt_outs.record(asked, KIT)
    assert not opt_outs.has_stopped(asked, ANA)
    assert not withdrawn(asked, "ana")
    assert states(asked)["ana-promised"] == ("promised", None)


def test_stop_may_be_said_again(asked: Runtime) -> None:
    for _ in range(3):
        opt_outs.record(asked, KIT)
    assert opt_outs.has_stopped(asked, KIT)


def test_start_allows_asking_again_and_brings_no_consent_back(asked: Runtime) -> None:
    opt_outs.record(asked, KIT)
    opt_outs.lift(asked, KIT)
    assert not opt_outs.has_stopped(asked, KIT)
    assert withdrawn(asked, "kit")
    assert states(asked)["kit-promised"] == ("refused", "opted_out")
    opt_outs.lift(asked, KIT)


def test_a_stop_outlives_the_change_of_keys(asked: Runtime) -> None:
    old = asked.seal.fingerprint(KIT)
    opt_outs.record(asked, KIT)
    newer = replace(asked, seal=Seal([b"this year's key", b"a key for tests"]))
    assert newer.seal.fingerprint(KIT) != old
    assert opt_outs.has_stopped(newer, KIT)
    opt_outs.lift(newer, KIT)
    assert not opt_outs.has_stopped(newer, KIT)


def test_a_stop_after_the_change_of_keys_reaches_consents_from_before(asked: Runtime) -> None:
    newer = replace(asked, seal=Seal([b"this year's key", b"a key for tests"]))
    opt_outs.record(newer, KIT)
    assert withdrawn(newer, "kit")
    assert states(newer)["kit-promised"] == ("refused", "opted_out")


def test_somebody_we_never_spoke_with_can_say_stop(rt: Runtime) -> None:
    opt_outs.record(rt, "+12125550199")
    assert opt_outs.has_stopped(rt, "+12125550199")
