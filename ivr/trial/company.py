"""How is the stand-in phone company told of our account, our numbers and our people?"""

from datetime import UTC, datetime

from sqlalchemy import select
from sqlalchemy.exc import SQLAlchemyError

from ivr.database import connect
from ivr.environment import Environment
from ivr.models import Responder
from ivr.models.responder import PHONE
from ivr.sandbox import Account, OwnedNumber, RealClock, VirtualClock, serve
from ivr.seal import Seal

__all__ = ["numbers", "serve_company"]


def serve_company(environment: Environment, speed: float, *, virtual: bool = False) -> None:
    """Run the sandbox at HELPLINE_SANDBOX_BIND until told to end; its time is hurried, or, when
    `virtual`, stands still until /sandbox/time moves it."""
    account = Account(environment.account_sid, environment.auth_tokens[0])
    known = people(environment)
    clock = VirtualClock(datetime.now(UTC)) if virtual else RealClock(speed)
    serve.run(environment.sandbox_bind, account, numbers(environment), clock, known)


def numbers(environment: Environment) -> list[OwnedNumber]:
    """The two numbers we own there, set as `docs/running.md` says to set them at Twilio."""
    base = environment.public_url
    return [
        OwnedNumber(
            number,
            f"{base}/voice/calls",
            f"{base}/voice/calls/status",
            f"{base}/text/messages",
            f"{base}/lifeline/call.xml",
            voice_fallback_method="GET",
        )
        for number in (environment.number, environment.neutral_number)
    ]


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
