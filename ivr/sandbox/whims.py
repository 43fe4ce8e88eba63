"""What does Twilio leave open, and how does it turn out this time?"""

import random
from dataclasses import dataclass


@dataclass
class Whims:
    """Orders and omissions Twilio does not promise.

    None lets the seed decide each time; True or False forces the outcome, for a test.

    drop_queue_hangup: the Enqueue action is not requested when the caller hangs up waiting.
    old_action_first: after a REST redirect the old verb's action is requested before the new URL.
    notice_before_action: a hang-up is reported by the status callback before the verb's action.
    """

    drop_queue_hangup: bool | None = None
    old_action_first: bool | None = None
    notice_before_action: bool | None = None


class Chance:
    """Seeded coin tosses, overruled by whims."""

    def __init__(self, seed: int, whims: Whims) -> None:
        self._random = random.Random(f"chance {seed}")  # noqa: S311 - play, not secrets
        self.whims = whims

    def drops_queue_hangup(self) -> bool:
        return self._decide(self.whims.drop_queue_hangup, 0.25)

    def old_action_first(self) -> bool:
        return self._decide(self.whims.old_action_first, 0.5)

    def notice_before_action(self) -> bool:
        return self._decide(self.whims.notice_before_action, 0.5)

    def _decide(self, forced: bool | None, odds: float) -> bool:
        tossed = self._random.random() < odds
        return tossed if forced is None else forced
