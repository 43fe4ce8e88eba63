"""How soon does a phone ring, once a caller stands in the line? With everything real but phones."""

import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from sqlalchemy import select

from ivr.database import upgrade
from ivr.models import Call, Offer, Responder
from ivr.models.responder import PHONE
from ivr.operations import duty, flows, people
from ivr.runtime import Runtime, build
from ivr.trial import processes
from ivr.trial.first_call import Kept
from ivr.trial.phone_company import Event, PhoneCompany
from ivr.trial.servers import free_port

__all__ = ["Load", "Rung", "rung"]

IN_LINE = 20.0
"""Seconds for which each keeps one responder's phone ringing, at most."""
CERTIFIED_FOR = timedelta(days=30)
PATIENCE = 45.0
"""Seconds that a caller takes for the menus and a while in the line."""
KEYS = "22"
"""Spanish, then harm from a partner or family: after that they stand in the line."""


@dataclass(frozen=True)
class Load:
    """So many new callers a second, for so many seconds."""

    a_second: float = 20.0
    seconds: float = 30.0

    @property
    def callers(self) -> int:
        """How many call."""
        return int(self.a_second * self.seconds)


@dataclass(frozen=True)
class Rung:
    """One caller for whom a phone was rung. In milliseconds: from entering the line to the offer in
    our tables, and to the request that a phone be rung; of that, the wait for a slot of the
    account's."""

    offered: float
    asked: float
    slot: float


def rung(load: Load, given: Mapping[str, str], folder: Path) -> list[Rung]:
    """Web, worker, clock and sandbox as processes, with an empty database of their own.

    Raises what `processes.together` raises.
    """
    settings = {
        "HELPLINE_CALLS_PER_SECOND": "50",
        **given,
        "HELPLINE_WEB_BIND": f"127.0.0.1:{free_port()}",
        "HELPLINE_SANDBOX_BIND": f"127.0.0.1:{free_port()}",
        "HELPLINE_DATABASE_URL": f"sqlite:///{folder / 'helpline.db'}",
    }
    environment = processes.settings(settings)
    said: list[str] = []
    upgrade(environment.database_url)
    flows.publish(build(environment), "as shipped")
    with processes.together(settings, environment, Kept(said)) as whole:
        rt = build(whole.environment)
        _people_come(rt, int(load.a_second * IN_LINE) + 1)
        with closing(PhoneCompany(whole.note.sandbox)) as company:
            events = _lived_through(company, load, whole.environment.number)
        return list(_measured(rt, events))


def _people_come(rt: Runtime, how_many: int) -> None:
    until = rt.now() + CERTIFIED_FOR
    for number in range(how_many):
        name = f"Responder {number}"
        certified = {"domestic_abuse": until}
        who = people.NewResponder(name, f"+1212556{number:04}", ("es", "en"), certified)
        people.add(rt, who)
        duty.on(rt, name, open_ended=True)


def _lived_through(company: PhoneCompany, load: Load, number: str) -> list[Event]:
    """Everybody calls, at an even pace; what the phone company saw of it."""
    begun, last = time.monotonic(), company.latest()
    dialling = []
    for caller in range(load.callers):
        time.sleep(max(0.0, begun + caller / load.a_second - time.monotonic()))
        dial = threading.Thread(target=_dial, args=(company.address, caller, number))
        dial.start()
        dialling.append(dial)
    for dial in dialling:
        dial.join()
    time.sleep(PATIENCE)
    return company.after(last, 0)


def _dial(address: str, caller: int, number: str) -> None:
    with closing(PhoneCompany(address)) as company:
        company.dial(
            f"+1212557{caller:04}", number, keys=list(KEYS), key_after=0.2, hang_up_after=PATIENCE
        )


def _measured(rt: Runtime, events: list[Event]) -> Iterator[Rung]:
    """For each caller the first phone that was rung for them."""
    wanted = (
        select(Call.id, Call.waiting_since, Responder.phone, Offer.made_at, Offer.reasons)
        .join(Call, Call.id == Offer.call_id)
        .join(Responder, Responder.id == Offer.responder_id)
        .order_by(Offer.made_at)
    )
    with rt.db.read() as session:
        rows = session.execute(wanted).all()
    seen = set[str]()
    for call, entered, sealed, made_at, reasons in rows:
        phone = rt.seal.open(PHONE, sealed or b"").decode()
        ordered = _first(events, "ordered", phone, made_at)
        if call in seen or entered is None or ordered is None:
            continue
        seen.add(call)
        slot = float((reasons or {}).get("slot_in", 0)) * 1000
        yield Rung(_apart(entered, made_at), _apart(entered, ordered.at), slot)


def _apart(first: datetime, second: datetime) -> float:
    return (second - first) / timedelta(milliseconds=1)


def _first(events: list[Event], kind: str, number: str, since: datetime) -> Event | None:
    fits = (e for e in events if e.kind == kind and e.number == number)
    return next((event for event in fits if event.at >= since), None)
