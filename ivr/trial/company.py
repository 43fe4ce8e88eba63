"""How is the stand-in phone company told of our account, our numbers and our people?"""

import threading
import time
from datetime import UTC, datetime

from sqlalchemy import select
from sqlalchemy.exc import SQLAlchemyError

from ivr.database import Database, connect
from ivr.environment import Environment
from ivr.models import Line, LineState, Responder
from ivr.models.responder import PHONE
from ivr.sandbox import Account, Exchange, OwnedNumber, RealClock, VirtualClock, serve
from ivr.seal import Seal
from ivr.telephony.addresses import Addresses

__all__ = ["numbers", "serve_company", "tell_of_new_lines"]

LOOK_SECONDS = 2.0
"""How soon a line that is added while the sandbox runs can be called there."""


def serve_company(environment: Environment, speed: float, *, virtual: bool = False) -> None:
    """Run the sandbox at HELPLINE_SANDBOX_BIND until told to end; its time is hurried, or, when
    `virtual`, stands still until /sandbox/time moves it."""
    account = Account(environment.account_sid, environment.auth_tokens[0])
    known, database = people(environment), connect(environment.database_url)
    clock = VirtualClock(datetime.now(UTC)) if virtual else RealClock(speed)

    def keep_up(exchange: Exchange) -> None:
        watch = threading.Thread(target=_keep_up, args=(environment, database, exchange))
        watch.daemon = True
        watch.start()

    ours = numbers(environment, database)
    serve.run(environment.sandbox_bind, account, ours, clock, known, beginning=keep_up)


def numbers(environment: Environment, database: Database) -> list[OwnedNumber]:
    """The numbers we own there, set as `helpline lines add` says to set them at Twilio."""
    addresses = Addresses(environment.public_url, environment.pages_url)
    labels = {environment.number: "the helpline", environment.neutral_number: "the neutral number"}
    for number, name in _lines(database):
        labels.setdefault(number, f"the line {name}")
    return [
        OwnedNumber(
            number,
            addresses.calls,
            addresses.calls_status,
            addresses.texts,
            f"{environment.public_url}/lifeline/call.xml",
            label,
            voice_fallback_method="GET",
        )
        for number, label in labels.items()
    ]


def _lines(database: Database) -> list[tuple[str, str]]:
    """Number and name of each open line; none as long as there are no tables."""
    known = select(Line.number, Line.name).where(Line.state == LineState.OPEN).order_by(Line.name)
    try:
        with database.read() as session:
            return [(row.number, row.name) for row in session.execute(known)]
    except SQLAlchemyError:
        return []


def tell_of_new_lines(environment: Environment, database: Database, exchange: Exchange) -> None:
    """Let the phone company own what it does not own yet."""
    for owned in numbers(environment, database):
        if owned.number not in exchange.numbers:
            exchange.own(owned)


def _keep_up(environment: Environment, database: Database, exchange: Exchange) -> None:
    while True:
        time.sleep(LOOK_SECONDS)
        tell_of_new_lines(environment, database, exchange)


def people(environment: Environment) -> list[tuple[str, str]]:
    """Names for the phones on the page: those of fictional people only, in the embedded database.

    Real responders' numbers are never shown anywhere.
    """
    if not environment.own_database:
        return []
    seal = Seal(environment.key_bytes)
    known = select(Responder.name, Responder.phone).order_by(Responder.name)
    try:
        with connect(environment.database_url).read() as session:
            rows = session.execute(known).all()
        return [(name, seal.open(PHONE, phone).decode()) for name, phone in rows if phone]
    except SQLAlchemyError:
        return []
