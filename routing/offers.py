"""What has become of an offer?"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from routing.instants import milliseconds, until
from routing.moves import Moves
from routing.script import Scripts


@dataclass(frozen=True)
class Accepted:
    """What came of saying yes. `won`: the call is theirs, however often they say so."""

    won: bool
    moves: Moves


class Offers:
    """Calls held for responders. An id that is no longer live changes nothing.

    Every event raises `Unbuilt` if Redis has lost its state.
    """

    def __init__(self, scripts: Scripts) -> None:
        self._scripts = scripts

    def ringing(self, offer_id: str, now: datetime) -> bool:
        """The phone rings: the deadline starts again, once. True while the offer is live."""
        return self._scripts.play("ringing", now, {"offer": offer_id}).answer == "live"

    def answered(self, offer_id: str, now: datetime) -> bool:
        """Somebody picked up: the whisper's length is added, once. True while it is live."""
        return self._scripts.play("answered", now, {"offer": offer_id}).answer == "live"

    def accept(self, offer_id: str, now: datetime) -> Accepted:
        """Won by the first who says so, who may say so again; other phones stop ringing.

        Not won if the offer is over or the certificate it was matched by no longer counts; in that
        case the offer is still held, and to be withdrawn.
        """
        change = self._scripts.play("accept", now, {"offer": offer_id})
        return Accepted(change.answer == "won", change.moves)

    def decline(self, offer_id: str, now: datetime) -> Moves:
        """They said no: never again for this call, and they stand at the back."""
        return self._moved("decline", offer_id, now)

    def miss(self, offer_id: str, now: datetime, rang: bool) -> Moves:
        """They did not answer: not this call for a while, and they stand at the back.

        If their phone really `rang` they rest as well, and are off duty the second time in a row.
        """
        return self._moved("miss", offer_id, now, {"rang": rang})

    def withdraw(self, offer_id: str, now: datetime) -> Moves:
        """Taken back, accepted or not: both keep the place they had.

        They are not given to each other again for `Timings.withdrawn_exclusion`.
        """
        return self._moved("withdraw", offer_id, now)

    def finish(self, offer_id: str, now: datetime, busy_until: datetime | None) -> Moves:
        """The call is over and gone; its responder wraps up until then, or is free.

        After hard calls in a row a rest follows. One without a wrap-up does not count: they never
        met.
        """
        facts: dict[str, object] = {"keeps_place": False, "credit": 0}
        return self._moved("finish", offer_id, now, {"rest_until": until(busy_until), **facts})

    def drop(
        self, offer_id: str, now: datetime, busy_until: datetime | None, credit: timedelta
    ) -> Moves:
        """The responder was lost in mid-call: like finish, but the caller's place is remembered.

        The call does not wait until it enters again. It then stands where it stood, or `credit`
        before its arrival if that is earlier, and those who declined it still count.
        """
        facts: dict[str, object] = {"keeps_place": True, "credit": milliseconds(credit)}
        return self._moved("finish", offer_id, now, {"rest_until": until(busy_until), **facts})

    def _moved(
        self, event: str, offer_id: str, now: datetime, facts: dict[str, object] | None = None
    ) -> Moves:
        return self._scripts.play(event, now, {"offer": offer_id, **(facts or {})}).moves
