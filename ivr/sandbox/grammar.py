"""Which TwiML elements are there, what may they carry, and what may stand in them?

A table of our own of the documented elements (https://www.twilio.com/docs/voice/twiml and
https://www.twilio.com/docs/messaging/twiml). Elements that exist but that this phone company
does not play are listed in `NOT_PLAYED`, so that they are refused rather than passed over.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

Check = Callable[[str], bool]

URL = re.compile(r"[^\s<>\"]*")
VERB_METHODS = ("GET", "POST")
CALL_EVENTS = ("initiated", "ringing", "answered", "completed")
ROOM_EVENTS = (
    "start", "end", "join", "leave", "mute", "hold", "modify", "speaker", "announcement",
)  # fmt: skip
RECORDING_EVENTS = ("in-progress", "completed", "absent")
_TONES = (
    "at au bg br be ch cl cn cz de dk ee es fi fr gr hu il in it lt jp mx my nl no nz ph pl pt "
    "ru se sg th uk us us-old tw ve za"
)


def _one_of(*words: str) -> Check:
    return lambda text: text in words


def _some_of(*words: str) -> Check:
    return lambda text: bool(text.split()) and set(text.split()) <= set(words)


def _whole(low: int, high: int) -> Check:
    return lambda text: text.isdecimal() and low <= int(text) <= high


def _anything(_text: str) -> bool:
    return True


def _url(text: str) -> bool:
    return URL.fullmatch(text) is not None


_CHECKS: Mapping[str, Check] = {
    "any": _anything,
    "url": _url,
    "flag": _one_of("true", "false"),
    "method": _one_of(*VERB_METHODS),
    "keys": lambda text: re.fullmatch(r"[0-9*#]*", text) is not None,
    "one-key": lambda text: re.fullmatch(r"[0-9*#]?", text) is not None,
    "tones": lambda text: re.fullmatch(r"[0-9*#wWA-D]+", text) is not None,
    "seconds": _whole(0, 14_400),
    "positive": _whole(1, 14_400),
    "loop": _whole(0, 1000),
    "digits": _whole(1, 1000),
    "inputs": _some_of("dtmf", "speech"),
    "speech-timeout": lambda text: text == "auto" or text.isdecimal(),
    "ring": _whole(1, 600),
    "room-size": _whole(2, 250),
    "line-size": _whole(1, 5000),
    "beep": _one_of("true", "false", "onEnter", "onExit"),
    "call-events": _some_of(*CALL_EVENTS),
    "room-events": _some_of(*ROOM_EVENTS),
    "recording-events": _some_of(*RECORDING_EVENTS),
    "record-dial": _one_of(
        "do-not-record", "record-from-answer", "record-from-ringing",
        "record-from-answer-dual", "record-from-ringing-dual", "true", "false",
    ),
    "record-room": _one_of("do-not-record", "record-from-start", "true", "false"),
    "trim": _one_of("trim-silence", "do-not-trim"),
    "track": _one_of("both", "inbound", "outbound"),
    "jitter": _one_of("large", "medium", "small", "off"),
    "region": _one_of("us1", "us2", "ie1", "sg1", "br1", "au1", "jp1", "de1"),
    "tone": _one_of(*_TONES.split()),
    "reject": _one_of("rejected", "busy"),
    "detection": _one_of("Enable", "DetectMessageEnd"),
    "progress": _one_of("call-progress-event"),
}  # fmt: skip


@dataclass(frozen=True)
class Element:
    """What one element may carry: attributes with their checks, children, text."""

    attributes: Mapping[str, Check]
    children: frozenset[str]
    text: bool


def _element(attributes: str = "", children: str = "", *, text: bool = False) -> Element:
    pairs = (part.split("=") for part in attributes.split())
    checks = {name: _CHECKS[kind] for name, kind in pairs}
    return Element(checks, frozenset(children.split()), text)


_RECORDING = (
    " recordingConfigurationId=any recordingStatusCallback=url"
    " recordingStatusCallbackEvent=recording-events recordingStatusCallbackMethod=method trim=trim"
)
SSML = frozenset(
    {"break", "emphasis", "lang", "p", "phoneme", "prosody", "s", "say-as", "sub", "w"}
)
_NOT_PLAYED = """
Connect Echo Pay Prompt Queue Refer Sms Start Stop Application Client Sim Sip WhatsApp Task
"""
NOT_PLAYED = frozenset(_NOT_PLAYED.split())

VOICE: Mapping[str, Element] = {
    "Response": _element(
        children="Connect Dial Echo Enqueue Gather Hangup Leave Pause Pay Play Prompt Queue Record"
        " Redirect Refer Reject Say Sms Start Stop",
    ),
    "Say": _element("voice=any language=any loop=loop", " ".join(SSML), text=True),
    "Play": _element("digits=tones loop=loop", text=True),
    "Pause": _element("length=positive"),
    "Gather": _element(
        "action=url actionOnEmptyResult=flag bargeIn=flag debug=flag enhanced=flag"
        " finishOnKey=one-key hints=any input=inputs language=any maxSpeechTime=positive"
        " method=method numDigits=digits partialResultCallback=url"
        " partialResultCallbackMethod=method profanityFilter=flag speechModel=any"
        " speechTimeout=speech-timeout timeout=seconds",
        "Say Play Pause",
    ),
    "Redirect": _element("method=method", text=True),
    "Hangup": _element(children="Parameter"),
    "Leave": _element(),
    "Reject": _element("reason=reject", "Parameter"),
    "Record": _element(
        "action=url finishOnKey=keys maxLength=positive method=method playBeep=flag timeout=seconds"
        " transcribe=flag transcribeCallback=url" + _RECORDING,
    ),
    "Enqueue": _element(
        "action=url maxQueueSize=line-size method=method waitUrl=url waitUrlMethod=method"
        " workflowSid=any",
        "Task",
        text=True,
    ),
    "Dial": _element(
        "action=url answerOnBridge=flag callerId=any events=progress hangupOnStar=flag"
        " method=method passports=any record=record-dial recordingTrack=track referMethod=method"
        " referUrl=url ringTone=tone sequential=flag timeLimit=positive timeout=ring" + _RECORDING,
        "Application Client Conference Number Queue Sim Sip WhatsApp",
        text=True,
    ),
    "Number": _element(
        "amdStatusCallback=url amdStatusCallbackMethod=method byoc=any machineDetection=detection"
        " machineDetectionSilenceTimeout=seconds machineDetectionSpeechEndThreshold=seconds"
        " machineDetectionSpeechThreshold=seconds machineDetectionTimeout=seconds method=method"
        " sendDigits=tones statusCallback=url statusCallbackEvent=call-events"
        " statusCallbackMethod=method url=url",
        text=True,
    ),
    "Conference": _element(
        "beep=beep coach=any endConferenceOnExit=flag eventCallbackUrl=url jitterBufferSize=jitter"
        " maxParticipants=room-size muted=flag participantLabel=any record=record-room"
        " region=region startConferenceOnEnter=flag statusCallback=url"
        " statusCallbackEvent=room-events statusCallbackMethod=method waitMethod=method"
        " waitUrl=url" + _RECORDING,
        text=True,
    ),
}

MESSAGING: Mapping[str, Element] = {
    "Response": _element(children="Message Redirect"),
    "Message": _element(
        "action=url from=any method=method statusCallback=url to=any", "Body Media", text=True
    ),
    "Body": _element(text=True),
    "Media": _element(text=True),
    "Redirect": _element("method=method", text=True),
}
