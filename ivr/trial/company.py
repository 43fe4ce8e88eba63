"""How is the stand-in phone company told of our account, our numbers and our people?"""

import threading
import time
from datetime import UTC, datetime

from sqlalchemy import select
from sqlalchemy.exc import SQLAlchemyError

from ivr.environment import Environment
from ivr.models import LineState, Responder
from ivr.operations import lines
from ivr.operations.people import phone_of
from ivr.runtime import Runtime, build
from ivr.sandbox import Account, Exchange, OwnedNumber, RealClock, VirtualClock, serve

__all__ = ["numbers", "serve_company", "tell_of_new_lines"]

LOOK_SECONDS = 2.0
"""How soon a line that is added while the sandbox runs can be called there."""


def serve_company(environment: Environment, speed: float, *, virtual: bool = False) -> None:
    """Run the sandbox at HELPLINE_SANDBOX_BIND until told to end; its time is hurried, or, when
    `virtual`, stands still until /sandbox/time moves it."""
    account = Account(environment.account_sid, environment.auth_tokens[0])
    rt = build(environment)

    def keep_up(exchange: Exchange) -> None:
        watch = threading.Thread(target=_keep_up, args=(rt, exchange), daemon=True)
        watch.start()

    clock = VirtualClock(datetime.now(UTC)) if virtual else RealClock(speed)
    serve.run(environment.sandbox_bind, account, numbers(rt), clock, people(rt), beginning=keep_up)


def numbers(rt: Runtime) -> list[OwnedNumber]:
    """The numbers we own there, set as `helpline lines add` says to set them at Twilio."""
    found = rt.environment
    labels = {found.number: "the helpline", found.neutral_number: "the neutral number"}
    for number, name in _lines(rt):
        labels.setdefault(number, f"the line {name}")
    return [
        OwnedNumber(
            number,
            rt.addresses.calls,
            rt.addresses.calls_status,
            rt.addresses.texts,
            f"{found.public_url}/lifeline/call.xml",
            label,
            voice_fallback_method="GET",
        )
        for number, label in labels.items()
    ]


def _lines(rt: Runtime) -> list[tuple[str, str]]:
    """Number and name of each open line; none as long as there are no tables."""
    try:
        known = lines.everyone(rt)
    except SQLAlchemyError:
        return []
    return [(line.number, line.name) for line in known if line.state == LineState.OPEN]


def tell_of_new_lines(rt: Runtime, exchange: Exchange) -> None:
    """Let the phone company own what it does not own yet."""
    for owned in numbers(rt):
        if owned.number not in exchange.numbers:
            exchange.own(owned)


def _keep_up(rt: Runtime, exchange: Exchange) -> None:
    while True:
        time.sleep(LOOK_SECONDS)
        tell_of_new_lines(rt, exchange)


def people(rt: Runtime) -> list[tuple[str, str]]:
    """Names for the phones on the page: those of fictional people only, in the embedded database.

    Real responders' numbers are never shown anywhere.
    """
    if not rt.environment.own_database:
        return []
    try:
        with rt.db.read() as session:
            known = session.scalars(select(Responder).order_by(Responder.name)).all()
            return [(person.name, phone_of(rt, person)) for person in known]
    except SQLAlchemyError:
        return []
