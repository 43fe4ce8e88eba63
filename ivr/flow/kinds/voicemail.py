"""A step that records a message, after the caller heard how long it is kept and agreed."""

from datetime import timedelta
from typing import TYPE_CHECKING, Annotated, Literal

from ivr.flow import instructions
from ivr.flow.effects import RecordingAsked
from ivr.flow.facts import Promise
from ivr.flow.kinds.consent import YES, Consenting, done
from ivr.flow.kinds.step import Exit, Go, How
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

    def agreed_to(self, visit: "Visit") -> Go:
        asked = RecordingAsked(
            visit.position.place,
            self.longest,
            self.keep_for,
            self.alert,
            visit.position.language,
        )
        return Go(self.then, visit.position.counted(done(visit.position)), effects=(asked,))

    def promised_already(self, visit: "Visit") -> Go:
        return Go(self.then, visit.position)

    def exits(self) -> tuple[Exit, ...]:
        return (Exit(How.PRESSED, self.then, ("then",), YES), *super().exits())

    def disclosed(self, visit: "Visit") -> tuple[instructions.Say, ...]:
        if self.keep_for == timedelta(days=1):
            return (visit.phrase("kept_one_day"),)
        return (visit.phrase("kept_days", days=str(self.keep_for.days)),)
