"""What has a supervisor turned on for a while, such as the message that we are closed today?"""

import difflib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, delete, select
from sqlalchemy.orm import Session

from ivr.models import Switch
from ivr.operations import audit
from ivr.operations.audit import Deed, Entry
from ivr.operations.refusals import Refusal
from ivr.runtime import Runtime

__all__ = ["NoSuchSwitch", "Shown", "listing", "on", "turn_off", "turn_on"]


class NoSuchSwitch(Refusal):
    """Raised when no flow could know a switch of this name, or it is not on."""


@dataclass(frozen=True)
class Shown:
    """A switch as a list shows it; `until` is None when it is off."""

    name: str
    title: str
    until: datetime | None
    set_by: str


def on(rt: Runtime) -> frozenset[str]:
    """The switches that are on now. Known without a question to the database most of the time,
    and as they last were while it is away."""
    return rt.books.switches_on(rt.now())


def listing(rt: Runtime) -> list[Shown]:
    """Every switch of the live settings, and any other that is on, by name."""
    titles = _titles(rt)
    with rt.db.read() as session:
        known = {row.name: row for row in session.scalars(_unexpired(rt.now()))}
    return [
        Shown(name, titles.get(name, ""), row.until if row else None, row.set_by if row else "")
        for name in sorted({*titles, *known})
        for row in (known.get(name),)
    ]


def turn_on(rt: Runtime, name: str, until: datetime, who: str) -> None:
    """On until this moment, or until somebody turns it off; turning it on again moves the moment.

    Every process knows within a second. Raises NoSuchSwitch for one the live settings do not name.
    """
    signed, now = audit.staff(who), rt.now()
    _refuse_unknown(name, _titles(rt))
    with rt.db.begin() as session:
        audit.lock(session)
        row = session.get(Switch, name) or _new(session, name)
        row.until, row.set_by, row.set_at = until, signed, now
        details = {"until": until.isoformat(timespec="minutes")}
        audit.write(session, now, Entry(signed, Deed.SWITCH_ON, name, details))


def _new(session: Session, name: str) -> Switch:
    row = Switch(name=name)
    session.add(row)
    return row


def turn_off(rt: Runtime, name: str, who: str) -> None:
    """Off from now on. Raises NoSuchSwitch when it is not on."""
    signed = audit.staff(who)
    with rt.db.begin() as session:
        audit.lock(session)
        row = session.scalar(_unexpired(rt.now()).where(Switch.name == name))
        if row is None:
            raise NoSuchSwitch(f"No switch called {name[:40]} is on: see `helpline switch list`.")
        session.execute(delete(Switch).where(Switch.name == name))
        audit.write(session, rt.now(), Entry(signed, Deed.SWITCH_OFF, name))


def _unexpired(now: datetime) -> Select[Switch]:
    return select(Switch).where(Switch.until > now)


def _titles(rt: Runtime) -> Mapping[str, str]:
    """What the live settings call each switch."""
    known = rt.books.live().settings.switches
    return {name: switch.title for name, switch in known.items()}


def _refuse_unknown(name: str, known: Mapping[str, str]) -> None:
    if name in known:
        return
    near = difflib.get_close_matches(name[:40], list(known), n=1)
    hint = f"did you mean {near[0]}?" if near else "see `helpline switch list`."
    raise NoSuchSwitch(f"The live settings know no switch called {name[:40]}: {hint}")
