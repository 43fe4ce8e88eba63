"""Where do walks take place in which messages are left?"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from typing import Any

from sqlalchemy import select
from town import CALLER, Town

from ivr.environment import ROOT
from ivr.models import Voicemail, VoicemailSound
from ivr.operations import flows, person_keys, retention, sweeps
from ivr.operations.voicemails import PURPOSE
from ivr.sandbox.legs import Leg

SET = ROOT / "callflows" / "examples" / "messages"
MESSAGE, YES, NO = "2", "1", "2"
WORDS = "Please call my sister Maria after six in the evening"
DUTY = "first duty phone"
LEFT = "Thank you. A person here will listen to it."


def publish(town: Town) -> None:
    """Make the example that takes messages live in this town, before its first call."""
    environment = replace(town.rt.environment, flows_dir=SET)
    flows.publish(replace(town.rt, environment=environment))


def at_the_tone(town: Town, *, number: str = CALLER, withheld: bool = False) -> Leg:
    """A caller who agreed to leave a message, and has just heard the tone."""
    leg = town.dial([MESSAGE, YES], number=number, withheld=withheld)
    town.wait_until("recording", number)
    return leg


def leaves(town: Town, words: str = WORDS, key: str = "#", **how: Any) -> Leg:
    """The same, who says this and presses a key."""
    leg = at_the_tone(town, **how)
    leg.speak(words)
    town.wait(8)
    leg.press(key)
    town.settle()
    return leg


def rows(town: Town) -> list[Voicemail]:
    """Every message, oldest first."""
    with town.rt.db.read() as session:
        return list(session.scalars(select(Voicemail).order_by(Voicemail.asked_at)))


def row(town: Town) -> Voicemail:
    """The one message there is."""
    (found,) = rows(town)
    return found


def sounds(town: Town) -> list[bytes]:
    """What can be heard here, opened."""
    with town.rt.db.read() as session:
        kept = session.scalars(select(VoicemailSound)).all()
        seals = [person_keys.by_id(town.rt, session, one.person_id) for one in kept]
    return [
        seal.open(PURPOSE, one.sealed, one.voicemail_id)
        for one, seal in zip(kept, seals, strict=True)
        if seal is not None
    ]


def there(town: Town) -> int:
    """How many recordings the phone company has."""
    return len(town.exchange.recordings)


def texts(town: Town, name: str) -> list[str]:
    """Every text on the phone of this person."""
    return [text.body for text in town.phone(name).inbox]


def passes(town: Town, time: timedelta) -> None:
    """So much time is over, and the clock looks for what must be forgotten."""
    town.clock.advance_to(town.clock.now() + time)
    retention.forget_all(town.rt)
    town.wait(30)


def an_hour_passes(town: Town, times: int = 1) -> None:
    """An hour is over, in which nobody calls; the clock does what is due."""
    for _ in range(times):
        town.clock.advance_to(town.clock.now() + timedelta(hours=1))
        sweeps.sweep_promises(town.rt)
        town.wait(5)


@contextmanager
def dying(town: Town, name: str) -> Iterator[list[str]]:
    """Whoever asks the phone company for this dies when the answer has come."""
    died: list[str] = []
    phone = town.rt.phone

    class Mortal:
        def __getattr__(self, asked: str) -> Any:
            def call(*given: Any) -> Any:
                answer = getattr(phone, asked)(*given)
                if asked == name and not died:
                    died.append(asked)
                    raise Died
                return answer

            return call

    town.rt = town.web.application.extensions["helpline"] = replace(town.rt, phone=Mortal())
    try:
        yield died
    finally:
        town.rt = town.web.application.extensions["helpline"] = replace(town.rt, phone=phone)


class Died(BaseException):
    """The process was killed."""
