"""What answers when all else fails? A few static documents, made from the published settings."""

from collections.abc import Mapping

from ivr.flow.book import Book
from ivr.telephony import verbs
from ivr.telephony.twiml import spoken
from ivr.telephony.voices import Voice, Voices

__all__ = ["FIRST", "LAST_WORDS", "documents", "voices"]

FIRST = "call.xml"
SCREEN = "screen.xml"
TAKEN = "taken.xml"
RINGS_FOR = 25
LAST_WORDS = verbs.document(
    verbs.say(
        "We are sorry. We cannot connect you now. If you are in danger, hang up and dial "
        "your emergency number. Please call us again in a few minutes."
    ),
    verbs.hangup(),
)
"""When not even one flow was ever published."""


def voices(book: Book) -> Voices:
    """The voice of each language of this book."""
    return {
        tag: Voice(language.voice, language.locale)
        for tag, language in book.settings.languages.items()
    }


def documents(book: Book, base: str, shown: str) -> Mapping[str, str]:
    """The lifeline by file name, served from `base` (no final slash) by any static host.

    The first says the emergency sentence in each language, then rings one duty phone after
    another; each hears the screening document first, so that a voicemail never wins. Every method
    is GET. Duty phones are shown the number `shown`, never the caller's. Known limit: when the
    duty person hangs up first, the next phone rings.
    """
    known = voices(book)
    languages = list(book.settings.languages)
    return {
        FIRST: verbs.document(
            *(_say(book, "emergency", tag, known) for tag in languages),
            *(_phone(number, base, shown) for number in book.settings.duty_phones),
            *(_say(book, "not_connected", tag, known) for tag in languages),
            verbs.hangup(),
        ),
        SCREEN: verbs.document(
            verbs.screen(_duty_call(book, known), action=f"{base}/{TAKEN}", wait=8),
        ),
        TAKEN: verbs.document(),
    }


def _say(book: Book, phrase: str, language: str, known: Voices) -> str:
    words = book.phrase(phrase, language, number=book.emergency_number)
    return spoken(words, language, known)


def _duty_call(book: Book, known: Voices) -> str:
    base = book.settings.base_language
    names = " / ".join(book.language_name(tag, base) for tag in book.settings.languages)
    words = f"{book.phrase('duty_call', base, language=names)} {book.phrase('whisper_keys', base)}"
    return spoken(words, base, known)


def _phone(number: str, base: str, shown: str) -> str:
    return verbs.dial(
        verbs.number(number, whisper=f"{base}/{SCREEN}", method="GET"),
        timeout=RINGS_FOR,
        callerId=shown,
    )
