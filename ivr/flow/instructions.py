"""What should the telephone do now?  Typed instructions, rendered elsewhere."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Literal

from ivr.flow.position import Position
from ivr.flow.recording import Recording
from ivr.flow.wording import seconds_of
from routing.need import Need

Wish = Literal["gender", "area"]
"""What a caller may wish for in a responder beside language and specialty."""


@dataclass(frozen=True, slots=True)
class Say:
    """Speak these words in the voice of this language (`book.settings.languages[...]`)."""

    words: str
    language: str

    @property
    def seconds(self) -> int:
        """Whole seconds it takes, rounded up."""
        return seconds_of(self.words)


@dataclass(frozen=True, slots=True)
class Play(Say):
    """The same words, read aloud by somebody.  Whoever cannot play them may speak them."""

    recording: Recording

    @property
    def seconds(self) -> int:
        """Whole seconds the recording lasts, rounded up."""
        return self.recording.seconds


@dataclass(frozen=True, slots=True)
class Pause:
    """Stay silent for whole seconds."""

    seconds: int


@dataclass(frozen=True, slots=True)
class Listen:
    """Speak `prompt`, then wait for `keys` key presses at most `wait` whole seconds.

    What is pressed, also during the prompt, comes back as Keys at `position`.  Nothing pressed
    comes back as Silence at the same position if this is the last instruction (the rule), and
    falls through to the next one if there is one (only the wait document: Listen, Continue).
    With `finish_on` empty every key counts, `#` included; else that key ends the entry and is not
    part of it.  With `speech`, words are listened for beside keys, in the language of `position`,
    `hints` being the likely ones; they come back as Said.
    """

    prompt: tuple[Say | Pause, ...]
    wait: int
    position: Position
    keys: int = 1
    finish_on: str = ""
    speech: bool = False
    hints: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Continue:
    """Ask again for what comes at `position`: `while_waiting` if it is waiting, else `present`."""

    position: Position


@dataclass(frozen=True, slots=True)
class EnterLine:
    """Put the caller in the waiting line with `need`, or back at their place if they had one.

    `position` is the waiting position: it is stored with the call, goes into the wait address, and
    is resumed with NobodyFree or Failed.  If `patient`, the caller was asked already and chose to
    go on waiting: that nobody on duty could match is no reason to ask again before
    `while_waiting` does.  `agreed` are stages of widening the caller was asked about and agreed
    to; `wishes` the area and the gender they chose, where the step lets them count; `centre` names
    the emergency centre that the responder can bring in; `ring_for` is how long each responder is
    rung, None for the usual time, and `ring_at_once` how many of them at the same time.
    """

    position: Position
    need: Need
    patient: bool = False
    agreed: tuple[str, ...] = ()
    wishes: tuple[tuple[Wish, str], ...] = ()
    centre: str = ""
    ring_for: timedelta | None = None
    ring_at_once: int = 1


@dataclass(frozen=True, slots=True)
class LeaveLine:
    """Take the caller out of the wait document; what comes next is `present` at Reply.position."""


@dataclass(frozen=True, slots=True)
class RingDutyPhones:
    """Ring the duty phones of the settings in turn, each screened by a key press.

    `position` is resumed with NobodyFree if nobody pressed, with Failed if none could be rung.
    """

    position: Position


@dataclass(frozen=True, slots=True)
class TakeMessage:
    """Record what the caller says after a tone, for at most `longest`, until any key.

    `position` is resumed with the key that ended it, with the finish key when the caller stopped
    speaking or the time was over, with Silence when nothing was said, with Failed when it cannot
    be recorded.
    """

    position: Position
    longest: timedelta


@dataclass(frozen=True, slots=True)
class HangUp:
    """End the call.  Only a goodbye does."""


Instruction = (
    Say | Pause | Listen | Continue | EnterLine | LeaveLine | RingDutyPhones | TakeMessage | HangUp
)
