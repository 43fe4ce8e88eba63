"""What answers when all else fails? A few static documents, made from the published settings."""

from collections.abc import Callable, Iterator, Mapping

from ivr.flow.book import Book
from ivr.flow.instructions import Play, Say
from ivr.telephony import verbs
from ivr.telephony.twiml import Speaker
from ivr.telephony.voices import Voice, Voices

__all__ = ["FIRST", "LAST_WORDS", "documents", "sounds", "voices"]

FIRST = "call.xml"
SCREEN = "screen.xml"
TAKEN = "taken.xml"
RINGS_FOR = 25
SENTENCES = ("emergency", "not_connected")
LAST_WORDS = verbs.document(
    verbs.say(
        "We are sorry. We cannot connect you now. If you are in danger, hang up and dial "
        "your emergency number. Please call us again in a few minutes."
    ),
    verbs.hangup(),
)
"""When not even one flow was ever published."""


def voices(book: Book) -> Voices:
    """The voice of each language of this book that has one."""
    return {
        tag: Voice(language.voice, language.locale)
        for tag, language in book.settings.languages.items()
        if language.has_voice
    }


def documents(book: Book, base: str, shown: str, has: Callable[[str], bool]) -> Mapping[str, str]:
    """The lifeline by file name, served from `base` (no final slash) by any static host.

    The first says the emergency sentence in each language, then rings one duty phone after
    another; each hears the screening document first, so that a voicemail never wins. Every method
    is GET. Duty phones are shown the number `shown`, never the caller's. Recordings that `has`
    says are there lie beside the documents. Known limit: when the duty person hangs up first, the
    next phone rings.
    """
    speaker = Speaker(voices(book), has, lambda name: f"{base}/{name}.wav")
    return {
        FIRST: verbs.document(
            *_in_each_language(book, "emergency", speaker),
            *(_phone(number, base, shown) for number in book.settings.duty_phones),
            *_in_each_language(book, "not_connected", speaker),
            verbs.hangup(),
        ),
        SCREEN: verbs.document(
            verbs.screen(speaker.says(_duty_call(book)), action=f"{base}/{TAKEN}", wait=8),
        ),
        TAKEN: verbs.document(),
    }


def sounds(book: Book) -> frozenset[str]:
    """The recordings these documents play, by the hash of their sound."""
    told = (_said(book, name, tag) for name in SENTENCES for tag in book.settings.languages)
    return frozenset(said.recording.sound for said in told if isinstance(said, Play))


def _in_each_language(book: Book, phrase: str, speaker: Speaker) -> Iterator[str]:
    """Also in those that no flow offers; not where neither voice nor recording is understood."""
    for tag in book.settings.languages:
        said = _said(book, phrase, tag)
        if speaker.is_understood(said):
            yield speaker.says(said)


def _said(book: Book, phrase: str, language: str) -> Say:
    words = book.phrase(phrase, language, number=book.emergency_number)
    return book.aloud(words, language)


def _duty_call(book: Book) -> Say:
    base = book.settings.base_language
    names = " / ".join(book.language_name(tag, base) for tag in book.settings.languages)
    words = f"{book.phrase('duty_call', base, language=names)} {book.phrase('whisper_keys', base)}"
    return Say(words, base)


def _phone(number: str, base: str, shown: str) -> str:
    return verbs.dial(
        verbs.number(number, whisper=f"{base}/{SCREEN}", method="GET"),
        timeout=RINGS_FOR,
        callerId=shown,
    )
