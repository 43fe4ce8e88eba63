"""A step that records a message, after the caller heard how long it is kept and agreed.

Any key ends the message; those that lead to a person or say danger lead there.  In silence nothing
is kept, and the caller goes on as one who did not want to leave a message.
"""

from datetime import timedelta
from typing import TYPE_CHECKING, Annotated, Literal

from ivr.flow import instructions
from ivr.flow.effects import RecordingAsked
from ivr.flow.facts import Promise
from ivr.flow.inputs import Input, Silence
from ivr.flow.kinds.consent import YES, Consenting, done
from ivr.flow.kinds.step import Exit, Go, How, Outcome, Stop
from ivr.flow.position import RECORDING
from ivr.flow.values import Days, Name, Span, between

if TYPE_CHECKING:
    from ivr.flow.visit import Visit


class Voicemail(Consenting):
    """`kind: voicemail`.  How long the recording is kept is said before the caller agrees."""

    kind: Literal["voicemail"]
    longest: Annotated[Span, between(10, 300)]
    """How long the message can be."""
    alert: Literal["supervisor", "responders"]
    """Who is told that there is one."""
    keep_for: Days
    """After this it is erased; the caller hears it before agreeing."""
    then: Name
    """Where who left a message goes on."""

    def impossible(self, visit: "Visit") -> bool:
        allowed = visit.settings.confidentiality.recording
        return not (allowed and visit.keeps(Promise.RECORDING))

    def agreed_to(self, visit: "Visit") -> Stop:
        position = visit.position.asked_for(RECORDING)
        asked = RecordingAsked(
            visit.position.place,
            self.longest,
            self.keep_for,
            self.alert,
            visit.position.language,
        )
        return Stop((instructions.TakeMessage(position, self.longest),), position, (asked,))

    def answer(self, visit: "Visit", given: Input) -> Outcome:
        """Once the tone was heard: a message was left, or, in silence, none was."""
        if visit.position.phase != RECORDING:
            return super().answer(visit, given)
        if isinstance(given, Silence):
            return Go(self.declined, visit.position)
        return self._was_left(visit)

    def repeat(self, visit: "Visit") -> Outcome:
        """The key to hear it again ends a message, like every other."""
        if visit.position.phase != RECORDING:
            return super().repeat(visit)
        return self._was_left(visit)

    def promised_already(self, visit: "Visit") -> Go:
        return Go(self.then, visit.position)

    def exits(self) -> tuple[Exit, ...]:
        return (Exit(How.PRESSED, self.then, ("then",), YES), *super().exits())

    def _was_left(self, visit: "Visit") -> Go:
        return Go(self.then, visit.position.counted(done(visit.position)))

    def disclosed(self, visit: "Visit") -> tuple[instructions.Say, ...]:
        if self.keep_for == timedelta(days=1):
            return (visit.phrase("kept_one_day"),)
        return (visit.phrase("kept_days", days=str(self.keep_for.days)),)
