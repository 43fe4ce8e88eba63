"""Can every language be heard, is it read over, and does somebody speak it?"""

from collections.abc import Iterator

from ivr.flow.checks.candidate import Candidate
from ivr.flow.draft import SETTINGS, Where, file_of, wording_file
from ivr.flow.finding import Finding
from ivr.flow.proofs.proof import offers_people
from ivr.flow.recordings import LARGEST, LONGEST, NO_VOICE, path_of, sentences
from ivr.flow.wording import fingerprint


def findings(candidate: Candidate) -> Iterator[Finding]:
    """Voices, recordings, second readers, and people who speak each offered language."""
    offered = {str(tag) for flow in candidate.lines for tag in flow.languages}
    for language in candidate.book.settings.languages:
        yield from _recordings(candidate, language)
        yield from _checked(candidate, language)
        if language in offered:
            yield from _voice(candidate, language)
    yield from _people(candidate)
    yield from _same(candidate)


def _voice(candidate: Candidate, language: str) -> Iterator[Finding]:
    """A language without a voice has a fresh recording of every sentence."""
    if candidate.book.settings.languages[language].voice != NO_VOICE:
        return
    silent = [
        name
        for name, words in sentences(candidate.book, language).items()
        if (language, words) not in candidate.book.recorded
    ]
    if silent:
        sentence = f"No voice speaks `{language}`, and {len(silent)} sentences are not recorded."
        hint = f"The first is audio/{path_of(language, silent[0])}."
        where = Where(SETTINGS, ("languages", language, "voice"))
        yield candidate.must(where, "no-voice-no-recording", sentence, hint)


def _recordings(candidate: Candidate, language: str) -> Iterator[Finding]:
    given = candidate.draft.translations[language].recordings
    known = sentences(candidate.book, language) if given else {}
    for name, of in given.items():
        where = Where(wording_file(language), ("recordings", name))
        if name not in known:
            sentence = f"Nobody ever says `{name}`."
            yield candidate.should(where, "recording-for-nothing", sentence)
            continue
        if of != fingerprint(known[name]):
            sentence = "The words have changed since they were recorded: the voice speaks them now."
            hint = f"Record them again, then write {name}: {fingerprint(known[name])}"
            yield candidate.should(where, "recording-stale", sentence, hint)
        yield from _sound(candidate, where, path_of(language, name))


def _sound(candidate: Candidate, where: Where, path: str) -> Iterator[Finding]:
    recorded = candidate.situation.recordings.get(path)
    if recorded is None:
        yield candidate.must(where, "missing-audio", f"There is no file audio/{path}.")
    elif recorded.bytes > LARGEST or (recorded.seconds or 0) > LONGEST:
        sentence = f"This recording is longer than {LONGEST:.0f} s or larger than 4 MB."
        yield candidate.must(where, "audio-too-long", sentence)
    elif recorded.seconds is None:
        sentence = "This file is no sound the telephone can play."
        hint = "Save it as WAV: PCM, or the telephone's own µ-law, 8 kHz, one channel."
        yield candidate.must(where, "unplayable-audio", sentence, hint)


def _checked(candidate: Candidate, language: str) -> Iterator[Finding]:
    words = candidate.draft.translations[language].words
    unread = [key for key, translation in words.items() if translation.checked is None]
    if unread:
        sentence = f"{len(unread)} of {len(words)} translations have no second reader."
        hint = "`helpline flows translations` lists them; a reader signs with `checked:`."
        where = Where(wording_file(language), ("words", unread[0]))
        yield candidate.should(where, "unchecked-translation", sentence, hint)


def _people(candidate: Candidate) -> Iterator[Finding]:
    """Languages in which a caller can come to a person, and nobody who counts speaks them."""
    served = candidate.situation.served
    if served is None:
        return
    spoken = {language for language, _ in served} | candidate.situation.interpreters
    offering = [flow for flow in candidate.lines if offers_people(candidate.book, flow.flow)]
    offered = {str(tag): flow.flow for flow in offering for tag in flow.languages}
    for language in sorted(offered.keys() - spoken):
        sentence = f"`{language}` is offered, and neither a responder nor an interpreter speaks it."
        hint = "Only who holds a certificate that is valid today counts: `helpline people list`."
        where = Where(file_of(offered[language]), ("languages",))
        yield candidate.must(where, "nobody-speaks", sentence, hint)


def _same(candidate: Candidate) -> Iterator[Finding]:
    base = candidate.book.settings.base_language
    for piece in candidate.pieces():
        if piece.language != base and piece.words == piece.wording.words:
            sentence = "These words are the same as in the language they were translated from."
            yield candidate.should(piece.where, "not-really-translated", sentence)
