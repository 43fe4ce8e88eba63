"""How does somebody ask for a call at a safe time, and what became of it?"""

from collections.abc import Sequence
from datetime import timedelta

from sqlalchemy import select
from town import CALLER, SECOND_CALLER, Town

from ivr.models import Callback, Consent
from ivr.operations import callbacks, needs
from ivr.operations.callbacks import Wish
from ivr.operations.consents import Given
from ivr.sandbox.legs import Leg

MORNING, AFTERNOON, EVENING = "1", "2", "3"
SAFE = "+12125550144"
ENGLISH, FAMILY, CALL_ME = "1", "2", "2"
YES, NO, SKIP = "1", "2", "#"


def engaged(town: Town) -> Leg:
    """Ana talks with somebody else: the next caller waits. That call."""
    town.add("Ana")
    return town.together([ENGLISH, FAMILY], number=SECOND_CALLER)


def asks_for_a_call(
    town: Town,
    when: str,
    *,
    number: Sequence[str] = (YES,),
    message: str = NO,
    code: str = SKIP,
    remind: str = NO,
    withheld: bool = False,
) -> Leg:
    """Somebody in the line answers every question about a call at a safe time, and waits on."""
    keys = [ENGLISH, FAMILY, CALL_ME, YES, *number, when, message, code, remind]
    leg = town.dial(keys, withheld=withheld)
    town.wait(100)
    return leg


def promises(
    town: Town,
    number: str = CALLER,
    *,
    when: str | None = "evenings",
    voicemail: bool = False,
    code: str | None = None,
) -> str:
    """Somebody was promised a call on a page; its id. Without a time it is any time."""
    book = town.rt.books.live()
    given = Given(
        number=number,
        purpose="callback",
        recorded_by="web",
        language="en",
        hours=None if when is None else book.settings.opening_hours[when],
        voicemail=voicemail,
        code=code,
    )
    need = needs.of_flow(book, "welcome", "en", ("domestic_abuse",))
    with town.rt.db.begin() as session:
        return callbacks.promise(town.rt, session, Wish(given, need)).id


def promised(town: Town) -> list[Callback]:
    """Every promised call, in order."""
    with town.rt.db.read() as session:
        return list(session.scalars(select(Callback).order_by(Callback.promised_at)))


def promise(town: Town) -> Callback:
    """The one promised call."""
    (found,) = promised(town)
    return found


def how(town: Town) -> tuple[str, str | None]:
    """How the one promise stands, and why."""
    return str(promise(town).state), promise(town).reason


def consent(town: Town) -> Consent:
    """The yes it was promised with."""
    with town.rt.db.read() as session:
        return session.get_one(Consent, promise(town).consent_id)


def hello(town: Town, language: str = "en") -> str:
    """The one line that whoever picks up hears first."""
    return town.phrase("promised_hello", language, yes=YES, no=NO)


def rings(town: Town, number: str = CALLER) -> int:
    """How often we rang this phone."""
    return len(town.events("ordered", number))


def later(town: Town, **span: float) -> None:
    """Hours or days in which nobody calls go by at once; then what fell due is done."""
    town.settle()
    town.clock.advance_to(town.clock.now() + timedelta(**span))
    town.wait(12)
