"""Who is on duty, and who of them is free?"""

from collections.abc import Iterable
from datetime import datetime

from routing.instants import instant, until
from routing.moves import Moves
from routing.responder import Lately, OnDuty, Presence, Responder
from routing.script import Scripts

NOTHING_LATELY = Lately()


class Roster:
    """The people on duty. Every event raises `Unbuilt` if Redis has lost its state."""

    def __init__(self, scripts: Scripts) -> None:
        self._scripts = scripts

    def arrive(
        self,
        responder: Responder,
        now: datetime,
        idle_since: datetime | None = None,
        lately: Lately = NOTHING_LATELY,
    ) -> Moves:
        """On duty and free, idle since now unless said otherwise.

        For somebody already on duty only what they can do is renewed; state and place stay.
        """
        facts = on_duty_facts(OnDuty(responder, idle_since or now, lately=lately))
        return self._scripts.play("arrive", now, {"responder": facts}).moves

    def depart(self, responder_id: str, now: datetime) -> Moves:
        """Off duty: at once, or when the call they are in is over.

        An offer they had is over and among the expired; its call is offered on.
        """
        return self._scripts.play("depart", now, {"responder": responder_id}).moves

    def bench(self, responder_id: str, now: datetime) -> Moves:
        """Their number failed: off duty, unless nobody else is there, which is then told."""
        return self._scripts.play("bench", now, {"responder": responder_id}).moves

    def pause(self, responder_id: str, ends: datetime, now: datetime) -> Moves:
        """No offers until then; an offer or call they have goes on first."""
        return self._rest(responder_id, Presence.PAUSED, ends, now)

    def wrap_up(self, responder_id: str, ends: datetime, now: datetime) -> Moves:
        """Wrapping up until then, which may be longer or shorter than it was."""
        return self._rest(responder_id, Presence.WRAPPING_UP, ends, now)

    def ready(self, responder_id: str, now: datetime) -> Moves:
        """A pause or wrap-up ends now, and they count as idle from now. A rest they need goes on,
        or begins."""
        return self._scripts.play("ready", now, {"responder": responder_id}).moves

    def state(self, responder_id: str) -> Presence | None:
        """Where they stand; None for off duty. A rest that ran out ends with the next event."""
        answer = self._scripts.ask("stands", {"responder": responder_id})
        return Presence(answer) if answer else None

    def _rest(self, responder_id: str, why: Presence, ends: datetime, now: datetime) -> Moves:
        facts = {"responder": responder_id, "why": why.value, "rest_until": instant(ends)}
        return self._scripts.play("rest", now, facts).moves


def on_duty_facts(person: OnDuty) -> dict[str, object]:
    """A responder as the scripts read them."""
    who, lately = person.responder, person.lately
    return {
        "id": who.id,
        "idle_since": instant(person.idle_since),
        "certificates": {name: instant(ends) for name, ends in who.certificates.items()},
        "skills": {
            "languages": _list(who.languages),
            "specialties": _list(who.certificates),
            "areas": _list(who.areas),
            "mentors": _list(who.mentors),
            "gender": who.gender or "",
        },
        "lately": {
            "run": lately.hard_calls,
            "run_at": until(lately.hard_until),
            "misses": lately.missed,
        },
        "talking": person.talking,
        "why": person.busy_with.value,
        "rest_until": until(person.busy_until),
    }


def _list(names: Iterable[str]) -> str:
    return ",".join(sorted(names))
