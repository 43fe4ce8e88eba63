"""What does an empty helpline need to be tried: words to speak, and people?"""

from datetime import timedelta
from pathlib import Path

from sqlalchemy import func, select, update

from ivr.bookshelf import NothingPublished
from ivr.models import Account, Offer, OfferState, Resource, Responder, Revision
from ivr.operations import accounts, duty, factors, flows, imports, people, pins, planning
from ivr.operations.accounts import Chosen
from ivr.operations.audit import THE_SYSTEM
from ivr.runtime import Runtime
from ivr.trial.ledger import idle, resting
from ivr.trial.people import DEMO_PASSWORD, DEMO_PEOPLE, DEMO_PIN, DEMO_STAFF, Person

DEMO_SERVICES = "starter_"
"""How the ids of the services in `directory/` begin."""


def furnish(rt: Runtime) -> None:
    """Publish the shipped flows, put the demo people on duty, list the demo services and let the
    demo staff into the console, where there are none at all; flows that this version cannot read
    any more count as none."""
    with rt.db.read() as session:
        published = session.scalar(select(func.count()).select_from(Revision))
        known = session.scalar(select(func.count()).select_from(Responder))
        staff = session.scalar(select(func.count()).select_from(Account))
        demo = Resource.id.startswith(DEMO_SERVICES, autoescape=True)
        listed = session.scalar(select(func.count()).select_from(Resource).where(demo))
    # What is live is looked at once a second: who finds nothing there would find nothing after.
    if not published or not _speaks(rt):
        flows.publish(rt, "as shipped")
    if not known:
        _introduce(rt)
    if not listed:
        list_demo_services(rt)
    if not staff:
        _let_in(rt)


def _let_in(rt: Runtime) -> None:
    """The demo staff, with accounts that are open."""
    for name, grants in DEMO_STAFF.items():
        token = accounts.invite(rt, name, grants, "Setup")
        secret = factors.fresh()
        # The code of half a minute ago: that of now is still good for signing in at once.
        code = factors.now_code(secret, rt.now() - timedelta(seconds=30))
        accounts.accept(rt, token, Chosen(DEMO_PASSWORD, secret, code))


def _speaks(rt: Runtime) -> bool:
    try:
        return bool(rt.books.live().flows)
    except NothingPublished:
        return False


def list_demo_services(rt: Runtime) -> None:
    """A dozen services that do not exist, in each language they are written in."""
    for file in sorted((Path(__file__).parent / "directory").glob("*.json")):
        manner = imports.Manner(file.stem, "Setup", verified_on=rt.now().date())
        imports.take(rt, file, manner)


def _introduce(rt: Runtime) -> None:
    """The demo people with what they can do and when; on duty until somebody says otherwise, so
    that a try does not depend on the time of day."""
    for person in DEMO_PEOPLE:
        people.add(
            rt,
            people.NewResponder(
                name=person.name,
                phone=person.phone,
                speaks=person.languages,
                certified=person.certificates(rt.now()),
                about=_about(rt, person),
            ),
        )
        pins.set_pin(rt, person.name, DEMO_PIN, THE_SYSTEM)
        for days, hours in person.shifts.items():
            planning.add(rt, planning.NewShift(person.name, hours, every=days))
        duty.on(rt, person.name, open_ended=True)


def _about(rt: Runtime, person: Person) -> people.About:
    """What callers can wish for, as far as the settings still name it."""
    settings = rt.books.live().settings
    return people.About(
        gender=person.gender if person.gender in settings.genders else None,
        areas=tuple(area for area in person.areas if area in settings.areas),
    )


def refresh(rt: Runtime) -> None:
    """End the rests and wrap-ups of an earlier try, and let its calls tire nobody, so that they do
    not decide the next one."""
    with rt.db.begin() as session:
        session.execute(
            update(Offer).where(Offer.state == OfferState.FINISHED).values(joined_at=None)
        )
    for name in {*resting(rt), *idle(rt)}:
        duty.off(rt, name)
        duty.on(rt, name, open_ended=True)
