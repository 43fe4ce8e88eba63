"""What happens in a call that is played without a telephone, in a world of our making?"""

from dataclasses import dataclass, field
from datetime import timedelta
from typing import Final

from ivr.flow import engine
from ivr.flow.book import Book
from ivr.flow.effects import (
    CallbackPromised,
    Effect,
    ErasureAsked,
    RecordingAsked,
    TextPromised,
)
from ivr.flow.facts import Facts
from ivr.flow.inputs import Failed, Input, Keys, NobodyFree, Said, Silence
from ivr.flow.instructions import (
    Continue,
    EnterLine,
    HangUp,
    Instruction,
    LeaveLine,
    Listen,
    Pause,
    RingDutyPhones,
    Say,
    TakeMessage,
)
from ivr.flow.position import Position
from ivr.flow.proofs.invariants import broken_by
from ivr.flow.proofs.ringing import Line
from ivr.flow.proofs.trace import Heard, Taken, taken
from ivr.flow.proofs.transcript import AROUND, OURS, THEIRS, Ending, How, Moment
from ivr.flow.proofs.world import Answer, Failing, World, book_of, cells_of, on_duty
from ivr.flow.wording import seconds_of
from routing.need import WaitingCall

SECOND: Final = timedelta(seconds=1)
MESSAGE: Final = timedelta(seconds=20)
"""How long somebody speaks who leaves a message."""


@dataclass
class Played:
    """One call.  Time passes only as words are said and as somebody waits, and keys are pressed
    when the words are over; `given` are the answers so far, and `heard` the steps of the last
    reply."""

    book: Book
    world: World
    flow: str = "welcome"
    language: str | None = None
    passed: timedelta = timedelta(0)
    transcript: list[Moment] = field(default_factory=list)
    effects: list[Effect] = field(default_factory=list)
    exits: list[Taken] = field(default_factory=list)
    heard: list[str] = field(default_factory=list)
    broken: list[tuple[str, str]] = field(default_factory=list)
    """Which of the things that never happen did, and what happened."""
    ending: Ending | None = None
    listening: Listen | None = None
    line: Line | None = None
    entered_at: timedelta = timedelta(0)
    _asked: tuple[Position, Input] | None = None

    def begins(self) -> "Played":
        """The phone is picked up.  Raises engine.NoSuchPlace for a flow that answers no calls."""
        self.book = book_of(self.book, self.world)
        people = self.world.people
        self._people = {f"r{n}": person for n, person in enumerate(people)}
        self._responders = on_duty(people, self.book.settings)
        self._known: Line | None = None
        self._take(engine.start(self.book, self.flow, self.facts, self.language))
        return self

    @property
    def facts(self) -> Facts:
        """What is true now."""
        free = (self._responders[one] for one, who in self._people.items() if who.is_free)
        return self.world.facts(self.world.begins_at + self.passed, cells_of(free))

    @property
    def place(self) -> str:
        """`flow.step` the caller stands at."""
        return self.position.place

    def presses(self, keys: str) -> None:
        """Keys, all at once if the step takes several."""
        self._note(THEIRS, f"presses {keys}")
        self._give(Keys(keys))

    def says(self, words: str) -> None:
        """Words, where the step listens for them; elsewhere they are silence to the telephone."""
        self._note(THEIRS, f"says “{words}”")
        if self.listening is not None and self.listening.speech:
            self._give(Said(words))
        else:
            self.stays_silent()

    def hangs_up(self) -> None:
        """The caller is gone."""
        self._note(THEIRS, "hangs up")
        self._end(How.HUNG_UP)

    def stays_silent(self) -> None:
        """Until the step no longer listens; in the line, until the next words there."""
        if self.line is not None:
            self._beat()
        elif self.listening is not None:
            self.passed += SECOND * self.listening.wait
            self._note(THEIRS, "says and presses nothing")
            self._give(Silence())

    def is_left(self) -> None:
        """Out of the line, because nobody could be found in it."""
        if self.line is not None:
            reply = engine.leave(self.book, self.position, NobodyFree(), self.facts)
            self._leave(reply, NobodyFree())

    def waits(self, span: timedelta) -> None:
        """Does nothing for so long, and as often as it takes."""
        until = self.passed + span
        while self.ending is None and self.passed < until:
            rest = int((until - self.passed).total_seconds())
            if self.line is None and (self.listening is None or self.listening.wait > rest):
                self.passed = until
                return
            self.stays_silent()

    def _give(self, given: Input) -> None:
        if self.ending is not None:
            return
        before = self.position
        self.listening = None
        self._take(engine.resume(self.book, before, given, self.facts), before, given)

    def _take(
        self,
        reply: engine.Reply,
        before: Position | None = None,
        given: Input | None = None,
    ) -> None:
        """Do what the reply says; one whose promise cannot be kept is thrown away."""
        if before is not None and self._cannot(reply):
            self._note(AROUND, "this cannot be promised now")
            reply, given = engine.resume(self.book, before, Failed(), self.facts), Failed()
        self.broken.extend(broken_by(self.book, before, given, reply))
        self.position = reply.position
        self.effects.extend(reply.effects)
        self.exits.extend(taken(self.book, Heard(reply, before, given), self.facts))
        if reply.heard:
            self.heard = list(reply.heard)
        for instruction in reply.instructions:
            self._do(instruction)

    def _cannot(self, reply: engine.Reply) -> bool:
        promises: tuple[tuple[type[Effect], Failing], ...] = (
            (TextPromised, Failing.TEXT),
            (CallbackPromised, Failing.CALLBACK),
            (RecordingAsked, Failing.RECORDING),
            (ErasureAsked, Failing.ERASURE),
        )
        return any(
            failing in self.world.failing and any(isinstance(e, kind) for e in reply.effects)
            for kind, failing in promises
        )

    def _do(self, instruction: Instruction) -> None:
        match instruction:
            case _ if self.ending is not None:
                return
            case Say() | Pause():
                self._hear(instruction)
            case Listen():
                self._listen(instruction)
            case EnterLine():
                self._enter(instruction)
            case LeaveLine():
                self.line, self.listening = None, None
                self._note(AROUND, "out of the line, keeping the place")
                self._take(engine.present(self.book, self.position, self.facts))
            case RingDutyPhones(position):
                self._ring_duty_phones(position)
            case TakeMessage(position):
                self._leave_message(position)
            case Continue(position):
                self.position = position
            case HangUp():
                self._note(OURS, "hangs up")
                self._end(How.GOODBYE)

    def _listen(self, listen: Listen) -> None:
        for part in listen.prompt:
            self._hear(part)
        self.listening, self.position = listen, listen.position

    def _hear(self, part: Say | Pause) -> None:
        if isinstance(part, Pause):
            self._lasts(part.seconds)
            return
        if self.ending is None:
            place = self.position.place
            moment = Moment(self.passed, OURS, part.words, part.language, place)
            self.transcript.append(moment)
        self._lasts(seconds_of(part.words))

    def _enter(self, entry: EnterLine) -> None:
        now = self.world.begins_at + self.passed
        if Failing.LINE in self.world.failing:
            self._note(AROUND, "the line cannot be entered")
            self._take_instead(entry.position, Failed())
            return
        if self._known is None:
            call = WaitingCall("played", entry.need, now)
            self._known = Line(self._people, self._responders, call)
        self._known.needs(entry)
        if not (self._known.has_hope(now) or entry.patient):
            self._note(AROUND, "nobody on duty could take this call")
            self._take_instead(entry.position, NobodyFree())
            return
        self.line, self.position, self.entered_at = self._known, entry.position, self.passed
        self._note(AROUND, f"in the line for {entry.need.specialty or 'anybody'}")
        self._ring()

    def _take_instead(self, position: Position, given: Failed | NobodyFree) -> None:
        reply = engine.resume(self.book, position, given, self.facts)
        self._take(reply, position, given)

    def _beat(self) -> None:
        """One document of the line, and the time it lasts."""
        if self.line is None or self.ending is not None:
            return
        now = self.world.begins_at + self.passed
        hopeless = not (self.line.has_hope(now) or self.position.count(f"n:{self.place}"))
        if hopeless:
            reply = engine.leave(self.book, self.position, NobodyFree(), self.facts)
            self._note(AROUND, "nobody on duty could take this call any more")
            self._leave(reply, NobodyFree())
            return
        waited = self.passed - self.entered_at
        reply = engine.while_waiting(self.book, self.position, waited, self.facts)
        if any(isinstance(i, LeaveLine) for i in reply.instructions):
            self._leave(reply, NobodyFree())
            return
        self._take(reply)
        listened = self.listening
        if listened is not None:
            self._lasts(listened.wait)

    def _leave_message(self, position: Position) -> None:
        """Who agreed to be recorded says something, and stops."""
        self.position = position
        self._note(THEIRS, "leaves a message")
        self.passed += MESSAGE
        self._give(Keys(self.book.settings.universal_keys.finish))

    def _leave(self, reply: engine.Reply, given: Input) -> None:
        before = self.position
        self.line = None
        self._take(reply, before, given)

    def _lasts(self, seconds: int) -> None:
        """Time passes, and in the line phones ring meanwhile."""
        for _ in range(seconds):
            if self.ending is not None:
                return
            self.passed += SECOND
            self._ring()

    def _ring(self) -> None:
        if self.line is None:
            return
        now = self.world.begins_at + self.passed
        done = self.line.settled(now)
        if done is not None:
            name = self._people[done.responder].name
            if done.answer is Answer.YES:
                self._note(AROUND, f"{name} answers")
                self._end(How.RINGS, name)
                return
            missed = done.answer is Answer.NO
            self._note(AROUND, f"{name} is missed" if missed else f"{name} declines")
        rung = self.line.rings_next(now)
        if rung is not None:
            self._note(AROUND, f"the phone of {self._people[rung].name} rings")

    def _ring_duty_phones(self, position: Position) -> None:
        self._note(AROUND, "the duty phones ring")
        if Failing.DUTY_PHONES in self.world.failing:
            self._take_instead(position, Failed())
        elif self.world.duty_phones_answer:
            self._end(How.DUTY_PHONES)
        else:
            self.passed += 20 * SECOND
            self._note(AROUND, "nobody presses 1 on a duty phone")
            self._take_instead(position, NobodyFree())

    def _end(self, how: How, name: str = "") -> None:
        if self.ending is None:
            self.ending = Ending(how, self.passed, name)
        self.listening = None

    def _note(self, who: str, what: str) -> None:
        self.transcript.append(Moment(self.passed, who, what))
