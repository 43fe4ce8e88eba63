"""Who picks up the phones of a first call, and when do they press what?"""

import contextlib
import time
from collections.abc import Iterator
from dataclasses import dataclass, field

from ivr.trial.ledger import Person
from ivr.trial.phone_company import NobodyThere, PhoneCompany
from ivr.trial.witness import Witness

PICKS_UP_AFTER = 4.0
"""Seconds of life a phone rings before somebody takes it, ..."""

WAITS_FOR_CALLER = 18.0
"""... or so long while the caller is still answering a question. A phone rings for 23."""

THINKS = 1.0
BEHAVIOURS = {
    "no_answer": "no_answer",
    "busy": "busy",
    "voicemail": "voicemail",
    "decline": "declines",
}


@dataclass
class Hands:
    """The responders' hands: they pick up, listen to the whisper and press 1.

    `first` is what the first phone that is rung does instead.
    """

    company: PhoneCompany
    witness: Witness
    people: list[Person]
    keys: str
    first: str | None = None
    _rang: dict[str, float] = field(default_factory=dict)
    _picked_up: set[str] = field(default_factory=set)

    @contextlib.contextmanager
    def on_the_phones(self) -> Iterator[None]:
        """Within the block these phones are in our hands; then they do again what they did."""
        before = {one.phone: self.company.behaviour_of(one.phone) for one in self.people}
        for person in self.people:
            self._behave(person, self.first or "by_hand")
        self.witness.each_look = self.look
        try:
            yield
        finally:
            for phone, behaviour in before.items():
                self.company.behave(phone, **(behaviour or {"behaviour": "by_hand"}))

    def look(self) -> None:
        """Do what is to be done now: called after each look of the witness."""
        for event in self.witness.by_responder("ringing"):
            leg = str(event.leg)
            if leg not in self._rang:
                self._rang[leg] = time.monotonic()
                self._free_the_others()
        # Whoever hung up a moment ago is simply not there any more.
        with contextlib.suppress(NobodyThere):
            for leg in self._rang:
                self._act(leg)

    def _act(self, leg: str) -> None:
        phone = self.witness.people[leg].phone
        if leg not in self._picked_up:
            if self._is_ours(leg) and self._is_time(leg):
                self._picked_up.add(leg)
                self.company.answer(phone)
        elif self._is_asked(leg):
            time.sleep(THINKS / self.witness.speed)
            self.company.press(phone, "1")

    def _behave(self, person: Person, behaviour: str) -> None:
        self.company.behave(person.phone, BEHAVIOURS.get(behaviour, behaviour))

    def _free_the_others(self) -> None:
        """Once the first phone rings, all others are answered."""
        if self.first is not None and len(self._rang) == 1:
            rung = self.witness.people[next(iter(self._rang))]
            for person in self.people:
                if person.id != rung.id:
                    self._behave(person, "by_hand")

    def _is_ours(self, leg: str) -> bool:
        return self.first is None or leg != next(iter(self._rang))

    def _is_time(self, leg: str) -> bool:
        over = leg in {event.leg for event in self.witness.by_responder("ended")}
        patience = PICKS_UP_AFTER if self._caller_is_settled() else WAITS_FOR_CALLER
        return not over and self._life_since(self._rang[leg]) >= patience

    def _life_since(self, moment: float) -> float:
        return (time.monotonic() - moment) * self.witness.speed

    def _caller_is_settled(self) -> bool:
        """True when the caller has pressed all they meant to, and stands in line."""
        pressed = len(self.witness.by_caller("pressed"))
        in_line = len(self.witness.by_caller("queued")) > len(self.witness.by_caller("left_line"))
        return in_line and pressed >= len(self.keys)

    def _is_asked(self, leg: str) -> bool:
        """True when a key is waited for: in the first whisper, which is said twice, only if the
        caller is ready; later always."""
        own = [event.kind for event in self.witness.events if event.leg == leg]
        moments = own.count("listening")
        heard = [kind for kind in own if kind in ("heard", "listening", "pressed")]
        if not heard or heard[-1] != "listening":
            return False
        return moments > 1 or self._caller_is_settled()
