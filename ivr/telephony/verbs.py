"""How is one TwiML verb written, so that Twilio never has to guess?"""

import re
from xml.sax.saxutils import escape, quoteattr

__all__ = [
    "Attribute",
    "conference",
    "dial",
    "document",
    "enqueue",
    "gather",
    "hangup",
    "leave",
    "message",
    "number",
    "overhear",
    "pause",
    "play",
    "record",
    "redirect",
    "say",
    "screen",
    "verb",
]

# XML 1.0 forbids these even escaped; Twilio answers them with error 12100.
FORBIDDEN = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
LONGEST_SAY = 3000
PAUSE_IN_A_MESSAGE = 10
"""Seconds of silence that end a message: who is shaken looks for words."""
Attribute = str | int | bool | None


def verb(name: str, body: str = "", **attributes: Attribute) -> str:
    """One element; None leaves an attribute out, booleans become true and false. A trailing
    underscore in an attribute's name is dropped (`from_`)."""
    written = "".join(
        f" {key.rstrip('_')}={quoteattr(_plain(value))}"
        for key, value in attributes.items()
        if value is not None
    )
    return f"<{name}{written}>{body}</{name}>" if body else f"<{name}{written}/>"


def _plain(value: Attribute) -> str:
    return str(value).lower() if isinstance(value, bool) else FORBIDDEN.sub("", str(value))


def words(text: str) -> str:
    """Text as XML character data, without what XML forbids."""
    return escape(FORBIDDEN.sub("", text))


def document(*verbs: str) -> str:
    """A whole TwiML document."""
    return f'<?xml version="1.0" encoding="UTF-8"?><Response>{"".join(verbs)}</Response>'


def say(text: str, *, voice: str | None = None, language: str | None = None) -> str:
    """Words spoken; never more than a Polly voice takes (3,000 characters)."""
    return verb("Say", words(text[:LONGEST_SAY]), voice=voice, language=language)


def play(url: str) -> str:
    """A sound, fetched from this address by GET."""
    return verb("Play", words(url))


def pause(seconds: int) -> str:
    """Silence."""
    return verb("Pause", length=seconds)


def gather(
    prompt: str,
    *,
    action: str,
    wait: int,
    keys: int = 1,
    finish_on: str = "",
    **speech: Attribute,
) -> str:
    """Listen for keys while the prompt is heard and `wait` seconds after it.

    `speech` is what listening for words beside the keys takes. Silence is posted too, and a
    Redirect follows in case it is not.
    """
    heard = _gather(
        prompt,
        **speech,
        numDigits=keys,
        finishOnKey=finish_on,
        timeout=wait,
        actionOnEmptyResult=True,
        action=action,
        method="POST",
    )
    return heard + redirect(action)


def overhear(
    prompt: str,
    *,
    action: str,
    wait: int,
    keys: int = 1,
    finish_on: str = "",
    **speech: Attribute,
) -> str:
    """Like `gather`, but silence falls through to the next verb, which must be there."""
    return _gather(
        prompt,
        **speech,
        numDigits=keys,
        finishOnKey=finish_on,
        timeout=wait,
        action=action,
        method="POST",
    )


def _gather(prompt: str, **attributes: Attribute) -> str:
    return verb("Gather", prompt, **({"input": "dtmf"} | attributes))


def screen(prompt: str, *, action: str, wait: int) -> str:
    """Let a key pass and end the leg without one: for static documents, so everything is a GET."""
    heard = _gather(prompt, numDigits=1, finishOnKey="", timeout=wait, action=action, method="GET")
    return heard + hangup()


def redirect(url: str) -> str:
    """Go on at another document."""
    return verb("Redirect", words(url), method="POST")


def record(*, action: str, notices: str, longest: int) -> str:
    """Record for `longest` seconds at most, after a tone, until any key or a long silence, and
    never written down by a machine.

    A Record in which nothing was said posts nothing, so a Redirect follows.
    """
    heard = verb(
        "Record",
        action=action,
        method="POST",
        maxLength=longest,
        timeout=PAUSE_IN_A_MESSAGE,
        finishOnKey="0123456789*#",
        playBeep=True,
        trim="trim-silence",
        transcribe=False,
        recordingStatusCallback=notices,
        recordingStatusCallbackMethod="POST",
        recordingStatusCallbackEvent="completed absent",
    )
    return heard + redirect(action)


def enqueue(queue: str, *, action: str, wait: str) -> str:
    """Wait in a queue; the document at `wait` is heard again and again."""
    return verb(
        "Enqueue", words(queue), action=action, method="POST", waitUrl=wait, waitUrlMethod="POST"
    )


def dial(body: str, *, action: str | None = None, **attributes: Attribute) -> str:
    """Connect this leg with what `body` names."""
    return verb("Dial", body, action=action, method="POST" if action else None, **attributes)


def conference(
    room: str, *, label: str, notices: str, ends_with_me: bool, muted: bool = False
) -> str:
    """A room. The first who enters decides where its notices go, so all name the same address.
    Who is `muted` hears the others, and nobody hears them."""
    return verb(
        "Conference",
        words(room),
        startConferenceOnEnter=True,
        endConferenceOnExit=ends_with_me,
        beep=False,
        muted=muted or None,
        participantLabel=label,
        statusCallback=notices,
        statusCallbackMethod="POST",
        statusCallbackEvent="start end join leave hold",
    )


def number(to: str, *, whisper: str, method: str = "POST") -> str:
    """A phone to ring; it hears the whisper document before it is connected."""
    return verb("Number", words(to), url=whisper, method=method)


def leave() -> str:
    """Out of the queue."""
    return verb("Leave")


def hangup() -> str:
    """The end of this leg."""
    return verb("Hangup")


def message(text: str, *, receipt: str | None = None) -> str:
    """A text sent in answer to a text; the carrier's word on it goes to `receipt`."""
    return verb("Message", words(text), statusCallback=receipt)
