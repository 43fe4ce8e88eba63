"""Can every language be heard, is it read over, and does somebody speak it?"""

from collections.abc import Iterator

from ivr.flow.checks.candidate import Candidate
from ivr.flow.draft import SETTINGS, Where, file_of, wording_file
from ivr.flow.finding import Finding
from ivr.flow.proofs.proof import offers_people
from ivr.flow.recording import path_of
from ivr.flow.sentences import sentences
from ivr.flow.wording import fingerprint


def findings(candidate: Candidate) -> Iterator[Finding]:
    """Voices, recordings, second readers, and people who speak each offered language."""
    offered = {str(tag) for flow in candidate.lines for tag in flow.languages}
    yield from _base_voice(candidate)
    for language in candidate.book.settings.languages:
        yield from _recordings(candidate, language)
        yield from _unsigned(candidate, language)
        yield from _checked(candidate, language)
        if language in offered:
            yield from _voice(candidate, language)
    yield from _people(candidate)
    yield from _of_no_language(candidate)
    yield from _same(candidate)


def _base_voice(candidate: Candidate) -> Iterator[Finding]:
    base = candidate.book.settings.base_language
    if not candidate.book.settings.languages[base].has_voice:
        sentence = f"Responders hear `{base}`, with words no recording can hold: it needs a voice."
        hint = "Write the flows in a language with a voice, and this one as a translation."
        where = Where(SETTINGS, ("languages", base, "voice"))
        yield candidate.must(where, "base-language-without-voice", sentence, hint)


def _voice(candidate: Candidate, language: str) -> Iterator[Finding]:
    """A language without a voice has a fresh recording of every sentence."""
    book = candidate.book
    if book.settings.languages[language].has_voice or language == book.settings.base_language:
        return
    silent = [
        name
        for name, words in sentences(book, language).items()
        if (language, words) not in book.recorded
    ]
    if silent:
        sentence = f"No voice speaks `{language}`, and {len(silent)} sentences are not recorded."
        hint = (
            f"The first is {path_of(language, silent[0])}; "
            f"`helpline flows recordings --language {language}` lists them all."
        )
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
            sentence = "The words have changed since they were recorded: they are not played."
            hint = f"Record them again, then write {name}: {fingerprint(known[name])}"
            yield candidate.should(where, "recording-stale", sentence, hint)
        if path_of(language, name) not in candidate.draft.recordings:
            sentence = f"There is no file {path_of(language, name)}."
            yield candidate.must(where, "missing-audio", sentence)


def _unsigned(candidate: Candidate, language: str) -> Iterator[Finding]:
    """A file is played once somebody has said of which words it is."""
    given = candidate.draft.translations[language].recordings
    where = Where(wording_file(language), ("recordings",))
    for path, recording in candidate.draft.recordings.items():
        if recording.language == language and recording.name not in given:
            sentence = f"Nobody has signed {path}: it is not played."
            hint = (
                "Listen to it, then run "
                f"`helpline flows recordings --language {language} --sign {recording.name}`"
            )
            yield candidate.should(where, "recording-unsigned", sentence, hint)


def _of_no_language(candidate: Candidate) -> Iterator[Finding]:
    for path, recording in candidate.draft.recordings.items():
        if recording.language not in candidate.book.settings.languages:
            sentence = f"{path} is in a language this helpline does not have."
            where = Where(SETTINGS, ("languages",))
            yield candidate.should(where, "recording-for-nothing", sentence)


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
