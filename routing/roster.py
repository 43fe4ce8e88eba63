"""Who is on duty, and who of them is free?"""

from datetime import datetime

from routing.moves import Moves
from routing.responder import Presence, Responder
from routing.script import Scripts, instant


class Roster:
    """The people on duty. Every event raises `Unbuilt` if Redis has lost its state."""

    def __init__(self, scripts: Scripts) -> None:
        self._scripts = scripts

    def arrive(
        self, responder: Responder, now: datetime, idle_since: datetime | None = None
    ) -> Moves:
        """On duty and free, idle since now unless said otherwise.

        For somebody already on duty only languages and certificates are renewed; state and place
        stay.
        """
        facts = responder_facts(responder, idle_since or now)
        return self._scripts.play("arrive", now, {"responder": facts}).moves

    def depart(self, responder_id: str, now: datetime) -> Moves:
        """Off duty: at once, or when the call they are in is over.

        An offer they had is over and among the expired; its call is offered on.
        """
        return self._scripts.play("depart", now, {"responder": responder_id}).moves

    def pause(self, responder_id: str, until: datetime, now: datetime) -> None:
        """No offers until then; an offer or call they have goes on first."""
        self._rest(responder_id, Presence.PAUSED, until, now)

    def wrap_up(self, responder_id: str, until: datetime, now: datetime) -> None:
        """Wrapping up until then, which may be longer or shorter than it was."""
        self._rest(responder_id, Presence.WRAPPING_UP, until, now)

    def ready(self, responder_id: str, now: datetime) -> Moves:
        """A pause or wrap-up ends now, and they count as idle from now."""
        return self._scripts.play("ready", now, {"responder": responder_id}).moves

    def state(self, responder_id: str) -> Presence | None:
        """Where they stand; None for off duty. A rest that ran out ends with the next event."""
        answer = self._scripts.ask("stands", {"responder": responder_id})
        return Presence(answer) if answer else None

    def _rest(self, responder_id: str, why: Presence, until: datetime, now: datetime) -> None:
        facts = {"responder": responder_id, "why": why.value, "rest_until": instant(until)}
        self._scripts.play("rest", now, facts)


def responder_facts(responder: Responder, idle_since: datetime) -> dict[str, object]:
    """A responder as the scripts read them."""
    held = sorted(responder.certificates.items())
    return {
        "id": responder.id,
        "languages": sorted(responder.languages),
        "certificates": [[specialty, instant(valid_until)] for specialty, valid_until in held],
        "idle_since": instant(idle_since),
    }
