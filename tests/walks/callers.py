"""How does somebody behave who calls a helpline?"""

from collections import deque
from dataclasses import dataclass
from functools import partial

from ivr.sandbox import Event
from ivr.sandbox.legs import Leg


@dataclass
class Habit:
    """Somebody who does not listen to the end of a question, and answers each one once."""

    leg: Leg
    keys: deque[str]
    asked: bool = True

    def sees(self, event: Event) -> bool:
        """Answer what is being asked now. True when the call is over."""
        if event.leg != self.leg.sid:
            return False
        if event.kind == "requested":
            self.asked = True
        elif event.kind in ("heard", "listening") and self.leg.ears and self.asked:
            self.asked = False
            for place, key in enumerate(self.keys.popleft() if self.keys else ""):
                self.leg.after(1 + place / 4, partial(self.leg.press, key))
        return self.leg.finished
