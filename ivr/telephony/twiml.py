"""What does the phone company read for what the flow decided?"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from ivr.flow.instructions import (
    Continue,
    EnterLine,
    HangUp,
    Instruction,
    LeaveLine,
    Listen,
    Pause,
    Play,
    RingDutyPhones,
    Say,
    TakeMessage,
)
from ivr.flow.position import Position
from ivr.telephony import verbs
from ivr.telephony.addresses import Addresses
from ivr.telephony.voices import Voices

__all__ = ["Pen", "Speaker", "render", "spoken"]

LONGEST_HINT = 100
"""Characters Twilio takes of one thing that is likely to be said."""


@dataclass(frozen=True)
class Speaker:
    """What a sentence is heard from: its recording where it can be had, else a voice."""

    voices: Voices
    has: Callable[[str], bool]
    """True if the sound of this name can be given to whoever asks in a moment: a call breaks off
    at Twilio when a sound is missing."""
    address: Callable[[str], str]
    """Where the sound of this name is fetched."""

    def says(self, said: Say) -> str:
        """One Play or Say."""
        if isinstance(said, Play) and self.has(said.recording.sound):
            return verbs.play(self.address(said.recording.sound))
        return spoken(said.words, said.language, self.voices)

    def is_understood(self, said: Say) -> bool:
        """True if there is a voice for these words, or a recording that can be had."""
        return said.language in self.voices or (
            isinstance(said, Play) and self.has(said.recording.sound)
        )


@dataclass(frozen=True)
class Pen:
    """What it takes to write a document for one call: addresses, a seal for positions, and what
    sentences are heard from."""

    addresses: Addresses
    seal: Callable[[Position], str]
    speaker: Speaker


def render(instructions: Iterable[Instruction], pen: Pen) -> str:
    """The whole document; the same instructions give the same document."""
    told = tuple(instructions)
    return verbs.document(
        *(_written(each, pen, last=each is told[-1]) for each in told),
    )


def spoken(words: str, language: str, voices: Voices) -> str:
    """One Say in the voice of its language; without a known voice Twilio's own default speaks."""
    voice = voices.get(language)
    if voice is None:
        return verbs.say(words)
    return verbs.say(words, voice=voice.name, language=voice.language)


def _written(instruction: Instruction, pen: Pen, *, last: bool = False) -> str:
    match instruction:
        case Say():
            return pen.speaker.says(instruction)
        case Pause(seconds):
            return verbs.pause(seconds)
        case Listen():
            return _listen(instruction, pen, verbs.gather if last else verbs.overhear)
        case Continue(position):
            sealed = pen.seal(position)
            addresses = pen.addresses
            return verbs.redirect(
                addresses.wait(sealed) if position.is_waiting else addresses.at(sealed)
            )
        case EnterLine(position):
            return _enqueue(position, pen)
        case LeaveLine():
            return verbs.leave()
        case RingDutyPhones(position):
            return verbs.redirect(pen.addresses.duty_phone(pen.seal(position), 0))
        case TakeMessage(position, longest):
            sealed = pen.seal(position)
            return verbs.record(
                action=pen.addresses.voicemail(sealed, "after"),
                notices=pen.addresses.voicemail(sealed, "notice"),
                longest=int(longest.total_seconds()),
            )
        case HangUp():
            return verbs.hangup()


def _listen(listen: Listen, pen: Pen, gather: Callable[..., str]) -> str:
    sealed = pen.seal(listen.position)
    waiting = listen.position.is_waiting
    action = pen.addresses.wait_key(sealed) if waiting else pen.addresses.step(sealed)
    prompt = "".join(_written(part, pen) for part in listen.prompt)
    return gather(
        prompt,
        action=action,
        wait=listen.wait,
        keys=listen.keys,
        finish_on=listen.finish_on,
        **_speech(listen, pen.speaker.voices),
    )


def _speech(listen: Listen, voices: Voices) -> dict[str, verbs.Attribute]:
    """What makes a Gather listen for words beside keys, never instead of them.

    The profanity filter is off: it would star out what somebody who was harmed says. A language
    without a voice is not listened for either: another one would be heard in its words.
    """
    voice = voices.get(listen.position.language)
    if not listen.speech or voice is None:
        return {}
    hints = (" ".join(hint.replace(",", " ").split())[:LONGEST_HINT] for hint in listen.hints)
    return {
        "input": "dtmf speech",
        "language": voice.language,
        "hints": ",".join(hints) or None,
        "speechTimeout": "auto",
        "profanityFilter": False,
    }


def _enqueue(position: Position, pen: Pen) -> str:
    sealed = pen.seal(position)
    return verbs.enqueue(
        # One queue a language: a Twilio queue holds 1,000 callers.
        f"line-{position.language}",
        action=pen.addresses.left_line(sealed),
        wait=pen.addresses.wait(sealed),
    )
