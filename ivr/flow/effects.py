"""What did the caller's choice change beyond what they hear?"""

from dataclasses import dataclass, field
from datetime import timedelta
from typing import Literal


@dataclass(frozen=True, slots=True)
class Marked:
    """The call now carries this mark: a specialty, area or wish, or `may_be_unable_to_speak`."""

    name: str


@dataclass(frozen=True, slots=True)
class LanguageChosen:
    """The caller chose this language."""

    language: str


@dataclass(frozen=True, slots=True)
class TextPromised:
    """The caller heard what a text means and pressed the key that agrees to it.

    If the text is refused, discard the reply and resume the same position with Failed.
    """

    template: str
    language: str


@dataclass(frozen=True, slots=True)
class DigitsGiven:
    """The caller typed these digits: the only place where they are ever told.

    `place` is `flow.step`, in a callback `flow.step.safe_number` or `flow.step.code_word`.  Keep
    them encrypted under the call and the place, the last ones typed; what was not confirmed
    counts for nothing.  `digits` are never shown when printed.
    """

    place: str
    digits: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class DigitsConfirmed:
    """The caller heard the end of what they typed at `place` read back and said it is right, or
    typed it where nothing is read back."""

    place: str


@dataclass(frozen=True, slots=True)
class DigitsTakenBack:
    """The caller heard the end of what they typed at `place` and did not say that it is right:
    forget it, they are asked again."""

    place: str


@dataclass(frozen=True, slots=True)
class CallbackPromised:
    """The caller agreed to a call at a safe time.

    `number` says whether to ring the number they call from, or the one they typed (the confirmed
    DigitsGiven of `place.safe_number`).  `window` names hours of the settings; empty for who
    writes and would be called as soon as possible.  `message`: a
    message may be left on a machine.  `code_word`: they chose keys to be asked for
    (`place.code_word`).  `reminder`: the text they want before the call, empty for none.  If it is
    refused, discard the reply and resume the same position with Failed.
    """

    place: str
    number: Literal["callers", "typed"]
    window: str
    message: bool
    code_word: bool
    language: str
    reminder: str = ""


@dataclass(frozen=True, slots=True)
class RecordingAsked:
    """The caller agreed to be recorded, having heard how long the recording is kept.  The message
    is taken next (`instructions.TakeMessage`).

    If it cannot be recorded, discard the reply and resume the same position with Failed.
    """

    place: str
    longest: timedelta
    keep_for: timedelta
    alert: Literal["supervisor", "responders"]
    language: str


@dataclass(frozen=True, slots=True)
class ErasureAsked:
    """The caller agreed to have everything forgotten that is kept about the phone they call from.

    If it cannot be done now, or they chose a code word once and did not type it in this call,
    discard the reply and resume the same position with Failed.
    """


@dataclass(frozen=True, slots=True)
class Answered:
    """The caller answered a question of a survey with the choice of this code."""

    question: str
    choice: str


@dataclass(frozen=True, slots=True)
class WideningAgreed:
    """The caller was asked in the line and agrees to this stage of widening."""

    stage: str


@dataclass(frozen=True, slots=True)
class DangerPressed:
    """The caller pressed the danger key, or typed an emergency number."""


Effect = (
    Marked
    | LanguageChosen
    | TextPromised
    | DigitsGiven
    | DigitsConfirmed
    | DigitsTakenBack
    | CallbackPromised
    | RecordingAsked
    | ErasureAsked
    | Answered
    | WideningAgreed
    | DangerPressed
)
