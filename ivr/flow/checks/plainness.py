"""Does everybody understand it, and can those be reached who do not hear or speak?"""

from collections.abc import Iterator
from typing import Final

from ivr.flow.checks.candidate import Candidate, Piece
from ivr.flow.checks.lexicon import lexicon
from ivr.flow.draft import MESSAGES, SETTINGS, Where, file_of
from ivr.flow.finding import Finding
from ivr.flow.grade import grade
from ivr.flow.segments import outside, segments

HIGHEST_GRADE: Final = 6
MOST_WORDS: Final = 25
LONGEST_WORD: Final = 20
"""Letters of a word, where no formula serves a language."""
MOST_SEGMENTS: Final = 2
LINK: Final = "https://" + "x" * 52
"""As long as our links are: a host of its own and 22 characters."""
WIDE: Final = frozenset({"ar", "fa", "he", "zh", "ja", "ko", "ru", "uk", "hi", "th", "vi", "am"})
"""Languages, among others, whose texts never fit the narrow alphabet."""


def findings(candidate: Candidate) -> Iterator[Finding]:
    """Reading grade, length, jargon, other ways than a voice, the length of texts."""
    for piece in candidate.pieces():
        if not piece.wording.part.startswith("heard_"):
            yield from _of_piece(candidate, piece)
    yield from _hard(candidate)
    yield from _unknown_languages(candidate)
    yield from _other_ways(candidate)
    yield from _texts(candidate)


def _of_piece(candidate: Candidate, piece: Piece) -> Iterator[Finding]:
    count = len(piece.words.split())
    if count > MOST_WORDS:
        sentence = f"These are {count} words in one go; at most {MOST_WORDS} are remembered."
        yield candidate.should(piece.where, "too-long-to-hear", sentence)
    known = lexicon(piece.language)
    jargon = known.jargon.search(piece.words) if known else None
    if jargon:
        sentence = f"“{jargon[0]}” is a word of the trade; say it plainly."
        yield candidate.should(piece.where, "jargon", sentence)


def _hard(candidate: Candidate) -> Iterator[Finding]:
    """The grade of all words of a step together: a formula says nothing about a few words."""
    steps: dict[tuple[str, str, str], list[Piece]] = {}
    for piece in candidate.pieces():
        if not piece.wording.part.startswith("heard_"):
            steps.setdefault((piece.flow, piece.step, piece.language), []).append(piece)
    for (_, _, language), pieces in steps.items():
        words = ". ".join(piece.words.rstrip(".") for piece in pieces) + "."
        years = grade(words, language)
        if years is not None and years > HIGHEST_GRADE:
            sentence = f"This takes {years:.0f} years of school; {HIGHEST_GRADE} at most."
            hint = "Use shorter words and sentences."
            yield candidate.should(pieces[0].where, "hard-to-read", sentence, hint)


def _unknown_languages(candidate: Candidate) -> Iterator[Finding]:
    for language in candidate.book.settings.languages:
        if lexicon(language) is None:
            sentence = f"The words of `{language}` cannot be checked here for tone and safety."
            hint = "Let a second person who speaks it read them for that, too."
            where = Where(SETTINGS, ("languages", language))
            yield candidate.worth(where, "words-not-checked", sentence, hint)


def _other_ways(candidate: Candidate) -> Iterator[Finding]:
    """Each flow that answers a number says, in its words, how else we can be reached."""
    for flow in candidate.lines:
        for language in flow.languages:
            known = lexicon(language)
            words = [
                piece.words
                for piece in candidate.pieces()
                if piece.language == language and piece.wording.part != "ask_first"
            ]
            if known and not any(known.other_ways.search(said) for said in words):
                sentence = (
                    f"In `{language}` nobody hears how to reach us without hearing or speaking."
                )
                hint = "Say that you can be reached by text or by relay."
                where = Where(file_of(flow.flow), ("languages",))
                yield candidate.should(where, "no-other-way", sentence, hint)


def _texts(candidate: Candidate) -> Iterator[Finding]:
    for name, by_language in candidate.book.messages.items():
        for language, template in by_language.items():
            words, where = template.replace("{link}", LINK), Where(MESSAGES, (name, language))
            parts, odd = segments(words), outside(words)
            if parts > MOST_SEGMENTS:
                sentence = f"This text goes out in {parts} parts; {MOST_SEGMENTS} at most."
                yield candidate.should(where, "text-too-long", sentence)
            if odd and language.split("-")[0] not in WIDE:
                sentence = f"{' '.join(odd)} make this text twice as long as it looks."
                yield candidate.should(where, "wide-alphabet", sentence)
