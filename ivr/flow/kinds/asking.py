"""What happens when a question is met with silence, or with a key that means nothing?"""

from abc import abstractmethod
from typing import TYPE_CHECKING, ClassVar

from ivr.flow.instructions import Say
from ivr.flow.kinds.step import After, Exit, Go, How, Outcome, Step, Stop

if TYPE_CHECKING:
    from ivr.flow.visit import Visit


class Asking(Step):
    """A step that asks kindly again, and after so many silences or unclear keys goes on."""

    listens: ClassVar[bool] = True

    silent: After
    """Taken at the Nth silence of this call; before it the question comes again."""
    unclear: After
    """Likewise for answers that mean nothing here, counted apart."""

    @abstractmethod
    def prompt(self, visit: "Visit", first: tuple[Say, ...] = ()) -> Stop:
        """The question, after the words in `first`."""

    def arrive(self, visit: "Visit") -> Outcome:
        return self.prompt(visit)

    def repeat(self, visit: "Visit") -> Outcome:
        return self.prompt(visit)

    def unasked(self, visit: "Visit") -> Outcome:
        return Go(self.silent.go, visit.position, unanswered=True)

    def exits(self) -> tuple[Exit, ...]:
        return (
            Exit(How.SILENT, self.silent.go, ("silent", "go")),
            Exit(How.UNCLEAR, self.unclear.go, ("unclear", "go")),
        )

    def met_silence(self, visit: "Visit") -> Outcome:
        """The Nth silence of this call takes the exit; before it the question comes again."""
        position = visit.position.counted(f"s:{visit.position.place}")
        if position.count(f"s:{position.place}") < self.silent.tries:
            return self.prompt(visit.at(position), (visit.phrase("silent_again"),))
        return Go(self.silent.go, position, unanswered=True)

    def not_understood(self, visit: "Visit") -> Outcome:
        """Likewise for keys that mean nothing here; silence is counted apart."""
        position = visit.position.counted(f"u:{visit.position.place}")
        if position.count(f"u:{position.place}") < self.unclear.tries:
            return self.prompt(visit.at(position), (visit.phrase("unclear_again"),))
        return Go(self.unclear.go, position, unanswered=True)
