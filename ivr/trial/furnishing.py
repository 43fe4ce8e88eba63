"""What does an empty helpline need to be tried: words to speak, and people?"""

from sqlalchemy import func, select

from ivr.models import Responder, Revision
from ivr.operations import duty, flows, people
from ivr.runtime import Runtime
from ivr.trial.ledger import resting
from ivr.trial.people import DEMO_PEOPLE


def furnish(rt: Runtime) -> None:
    """Publish the shipped flows and put the demo people on duty, where there are none at all."""
    with rt.db.read() as session:
        published = session.scalar(select(func.count()).select_from(Revision))
        known = session.scalar(select(func.count()).select_from(Responder))
    if not published:
        flows.publish(rt, "as shipped")
    if not known:
        _introduce(rt)


def _introduce(rt: Runtime) -> None:
    for person in DEMO_PEOPLE:
        certificates = person.certificates(rt.now())
        new = people.NewResponder(person.name, person.phone, person.languages, certificates)
        people.add(rt, new)
        duty.on(rt, person.name)


def refresh(rt: Runtime) -> None:
    """End the rests and wrap-ups of an earlier try, so that they do not decide the next one."""
    for name in resting(rt):
        duty.off(rt, name)
        duty.on(rt, name)
