"""Would Twilio carry out this document without a warning?

Our own table of the elements we write: their attributes, what may stand in them and inside them.
Source: Twilio's TwiML reference for voice and messaging.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from xml.etree import ElementTree

LARGEST = 64 * 1024
"""Bytes of a whole document."""

LONGEST_SAY = 3000
"""Characters of one Say in a Polly voice."""

Fits = Callable[[str], bool]


def matching(pattern: str) -> Fits:
    shape = re.compile(pattern, re.ASCII)
    return lambda value: shape.fullmatch(value) is not None


def listed(*words: str) -> Fits:
    return lambda value: bool(value.split()) and set(value.split()) <= set(words)


url = matching(r"https?://[^\s<>\"{}|\\^`]+")
method = matching("GET|POST")
flag = matching("true|false")
count = matching("[1-9][0-9]{0,3}")
tag = matching(r"[a-z]{2,3}-[A-Z]{2}|arb")
anything = matching(r"[\s\S]+")


@dataclass(frozen=True)
class Element:
    """One element: what it may hold, and what it cannot do without."""

    attributes: Mapping[str, Fits] = field(default_factory=dict)
    needs: frozenset[str] = frozenset()
    inside: frozenset[str] = frozenset()
    text: Fits | None = None


def names(words: str) -> frozenset[str]:
    return frozenset(words.split())


TABLE: Mapping[str, Element] = {
    "Response": Element(
        inside=names("Say Play Pause Gather Redirect Enqueue Dial Record Leave Hangup Message"),
    ),
    "Say": Element(
        {
            "voice": matching(r"(Polly|Google)\.[A-Za-z0-9-]+|alice|man|woman"),
            "language": tag,
        },
        text=lambda words: 0 < len(words) <= LONGEST_SAY,
    ),
    "Play": Element(text=url),
    "Pause": Element({"length": count}),
    "Gather": Element(
        {
            "input": listed("dtmf", "speech"),
            "numDigits": count,
            "finishOnKey": matching("[0-9*#]?"),
            "timeout": count,
            "actionOnEmptyResult": flag,
            "action": url,
            "method": method,
            "language": tag,
            "hints": lambda words: len(words) <= 500,
            "speechTimeout": listed("auto"),
            "profanityFilter": flag,
        },
        needs=names("input numDigits finishOnKey timeout action method"),
        inside=names("Say Play Pause"),
    ),
    "Redirect": Element({"method": method}, needs=names("method"), text=url),
    "Enqueue": Element(
        {"action": url, "method": method, "waitUrl": url, "waitUrlMethod": method},
        needs=names("action waitUrl"),
        text=matching("[A-Za-z0-9_-]{1,64}"),
    ),
    "Dial": Element(
        {
            "action": url,
            "method": method,
            "timeout": count,
            "hangupOnStar": flag,
            "callerId": matching(r"\+[1-9][0-9]{6,14}"),
        },
        inside=names("Conference Number"),
    ),
    "Conference": Element(
        {
            "startConferenceOnEnter": flag,
            "endConferenceOnExit": flag,
            "beep": matching("true|false|onEnter|onExit"),
            "participantLabel": matching("[A-Za-z0-9_-]{1,64}"),
            "statusCallback": url,
            "statusCallbackMethod": method,
            "statusCallbackEvent": listed("start", "end", "join", "leave", "mute", "hold"),
        },
        needs=names("endConferenceOnExit beep statusCallback statusCallbackEvent"),
        text=matching("[A-Za-z0-9_-]{1,128}"),
    ),
    "Number": Element(
        {"url": url, "method": method}, needs=names("url"), text=matching(r"\+[1-9][0-9]{6,14}")
    ),
    "Record": Element(
        {
            "action": url,
            "method": method,
            "maxLength": count,
            "timeout": count,
            "finishOnKey": matching(r"[0-9*#]+"),
            "playBeep": flag,
            "trim": listed("trim-silence", "do-not-trim"),
            "transcribe": matching("false"),
            "recordingStatusCallback": url,
            "recordingStatusCallbackMethod": method,
            "recordingStatusCallbackEvent": listed("in-progress", "completed", "absent"),
        },
        needs=names("action maxLength finishOnKey transcribe recordingStatusCallback"),
    ),
    "Leave": Element(),
    "Hangup": Element(),
    "Message": Element(text=lambda words: 0 < len(words) <= 1600),
}
FINAL = names("Redirect Enqueue Leave Hangup")
"""After these nothing of the same document is ever carried out."""


def tree(document: str) -> ElementTree.Element:
    """The root of a document of ours. Raises ParseError."""
    return ElementTree.fromstring(document.encode())  # noqa: S314 - written by ourselves


def problems_of(document: str) -> list[str]:
    """Everything Twilio would not do as it is written; empty for a good document."""
    found = []
    if len(document.encode()) > LARGEST:
        found.append("larger than 64 kB")
    try:
        root = tree(document)
    except ElementTree.ParseError as problem:
        return [*found, f"not XML: {problem}"]
    if root.tag != "Response":
        found.append(f"the root is {root.tag}")
    verbs = [child.tag for child in root]
    found += [f"nothing comes after {verb}" for verb in verbs[:-1] if verb in FINAL]
    return found + list(_problems(root))


def verbs_of(document: str) -> list[str]:
    """The names of the verbs of a document, in order."""
    return [child.tag for child in tree(document)]


def _problems(element: ElementTree.Element) -> Iterator[str]:
    known = TABLE.get(element.tag)
    if known is None:
        yield f"{element.tag} is not TwiML"
        return
    for name, value in element.attrib.items():
        fits = known.attributes.get(name)
        if fits is None or not fits(value):
            yield f"{element.tag} {name}={value!r}"
    yield from (f"{element.tag} lacks {name}" for name in known.needs - element.attrib.keys())
    yield from _problems_inside(element, known)


def _problems_inside(element: ElementTree.Element, known: Element) -> Iterator[str]:
    text = "".join([element.text or "", *(child.tail or "" for child in element)])
    if known.text is None and text.strip():
        yield f"{element.tag} holds words"
    if known.text is not None and not known.text(text):
        yield f"{element.tag} does not hold what it should"
    for child in element:
        if child.tag not in known.inside:
            yield f"{child.tag} inside {element.tag}"
        yield from _problems(child)
