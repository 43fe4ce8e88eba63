"""What is kept of a call in a test? The codes that the shell would keep."""

from datetime import UTC, datetime

from ivr.flow import engine
from ivr.flow.book import Book
from ivr.flow.choices import arrived, begun, chosen
from ivr.flow.engine import Facts, Reply
from ivr.flow.inputs import Input, Keys, NobodyFree, Silence
from ivr.flow.instructions import EnterLine, LeaveLine, Listen, RingDutyPhones, TakeMessage
from ivr.flow.proofs.path import Choice, Path

WEDNESDAY_NOON = datetime(2026, 3, 4, 17, 0, tzinfo=UTC)  # 12:00 in New York
SUNDAY_NIGHT = datetime(2026, 3, 2, 4, 0, tzinfo=UTC)


class Recorded:
    """A caller of the flow `welcome`, whose choices are noted as they are made."""

    def __init__(self, book: Book, now: datetime = WEDNESDAY_NOON, *, hidden: bool = False) -> None:
        self.book = book
        self.facts = Facts(now, hidden)
        reply = engine.start(book, "welcome", self.facts)
        self.first = begun(book, reply, number_hidden=hidden)
        self.choices: list[Choice] = []
        self._take(reply)

    def gives(self, *given: str | Input) -> "Recorded":
        """Presses these keys, "" being silence."""
        for one in given:
            keys = (Keys(one) if one else Silence()) if isinstance(one, str) else one
            reply = engine.resume(self.book, self.position, keys, self.facts)
            for choice in chosen(self.book, reply):
                self.choices.append(Choice(choice.step, choice.choice, choice.to))
            self._take(reply)
        return self

    def finds_nobody(self) -> "Recorded":
        """Out of the line, because nobody could take the call."""
        return self.gives(NobodyFree())

    @property
    def path(self) -> Path:
        """What is kept of this call."""
        choices = tuple(self.choices)
        hidden, now = self.facts.number_hidden, self.facts.now
        return Path(self.book.short, "welcome", hidden, self.first.to, choices, now)

    def _take(self, reply: Reply) -> None:
        self.position = reply.position
        for one in reply.instructions:
            if isinstance(one, Listen | EnterLine | RingDutyPhones | TakeMessage):
                self.position = one.position
            elif isinstance(one, LeaveLine):
                there = engine.present(self.book, reply.position, self.facts)
                for choice in arrived(reply.position, there):
                    last = self.choices.pop()
                    self.choices.append(Choice(last.step, last.code, choice.to))
                self._take(there)
