"""Which words wait for which translator, and how do their words come back?"""

import io
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, Final

from babel.messages.catalog import Catalog
from babel.messages.pofile import PoFileError, read_po, write_po
from ruamel.yaml.comments import CommentedMap
from ruamel.yaml.scalarstring import DoubleQuotedScalarString

from ivr.flow.draft import Draft
from ivr.flow.names import is_language
from ivr.flow.roundtrip import opened, written
from ivr.flow.wording import fingerprint

PHRASE: Final = "phrases."
"""Before the name of a phrase, in the keys of this table."""
OF: Final = "of: "
CHECKED: Final = "checked: "
PO_WIDTH: Final = 100


class State(StrEnum):
    """How far one piece of words is in one language."""

    MISSING = "missing"
    STALE = "stale"
    UNCHECKED = "unchecked"
    RECORDING_STALE = "recording stale"
    READY = "ready"


class UnreadablePo(ValueError):
    """Raised for what is no PO file, or not one of this language."""


@dataclass(frozen=True, slots=True)
class Row:
    """One piece of words: what it says in the base language, and in another."""

    key: str
    """`flow.step.part`, or `phrases.name`."""
    source: str
    text: str
    of: str
    """Fingerprint of the words the text was translated from; empty if there is no text."""
    checked: str
    state: State


def table(draft: Draft, language: str) -> tuple[Row, ...]:
    """Every piece of the flows and every phrase, in the order of the files, with its state."""
    return (*_of_flows(draft, language), *_of_phrases(draft, language))


def to_po(rows: Iterable[Row], language: str, now: datetime) -> bytes:
    """A PO file for a translator: the key as context, stale texts marked fuzzy.  `now` is aware."""
    catalog = Catalog(
        locale=language.replace("-", "_"),
        header_comment=f"# Words callers hear, into {language}. Leave the keys (msgctxt) alone.",
        creation_date=now,
        revision_date=now,
        fuzzy=False,
    )
    for row in rows:
        notes = [f"{OF}{row.of}"] if row.of else []
        readers = [f"{CHECKED}{row.checked}"] if row.checked else []
        flags = ["fuzzy"] if row.state is State.STALE else []
        catalog.add(
            row.source, row.text, context=row.key, flags=flags,
            auto_comments=notes, user_comments=readers,
        )  # fmt: skip
    written = io.BytesIO()
    write_po(written, catalog, width=PO_WIDTH, sort_output=False)
    return written.getvalue()


def from_po(po: bytes, language: str) -> tuple[Row, ...]:
    """What a translator sent back.  A text still marked fuzzy keeps the fingerprint it had, every
    other one carries that of the words beside it.  Raises UnreadablePo."""
    try:
        catalog = read_po(io.BytesIO(po), abort_invalid=True)
    except (PoFileError, ValueError, UnicodeDecodeError) as problem:
        raise UnreadablePo("This is not a PO file that can be read.") from problem
    written = str(catalog.locale or language).replace("_", "-")
    if not is_language(written) or written != language:
        raise UnreadablePo(f"This PO file is in `{written}`, not in `{language}`.")
    return tuple(_row(message) for message in catalog if message.id and message.context)


def merged(text: str, rows: Iterable[Row]) -> str:
    """The wording file with the translator's words; comments and all else stay as they were.

    What did not change is left alone, also who has read it over; who read other words than these
    has not read these.
    """
    document = opened(text)
    for row in rows:
        if row.text and row.key.startswith(PHRASE):
            _put_phrase(document, row)
        elif row.text:
            _put_words(document, row)
    return written(document)


def signed(text: str, recordings: Mapping[str, str]) -> str:
    """The wording file saying of which words these recordings are: their fingerprints by name."""
    document = opened(text)
    if "recordings" not in document:
        document.insert(1 if "language" in document else 0, "recordings", CommentedMap())
    for name, of in recordings.items():
        document["recordings"][name] = DoubleQuotedScalarString(of)
    return written(document)


def counted(rows: Iterable[Row]) -> Mapping[State, int]:
    """How many pieces are in each state."""
    states = [row.state for row in rows]
    return {state: states.count(state) for state in State}


def _of_flows(draft: Draft, language: str) -> Iterator[Row]:
    given = draft.translations.get(language)
    for flow in draft.flows.values():
        for name, step in flow.steps.items():
            for wording in step.wording():
                key = f"{flow.flow}.{name}.{wording.part}"
                found = given.words.get(key) if given else None
                if found is None:
                    yield Row(key, wording.words, "", "", "", State.MISSING)
                    continue
                state = State.READY if found.checked else State.UNCHECKED
                recorded = given.recordings.get(key) if given else None
                if recorded not in (None, fingerprint(found.text)) and not _is_choice(key):
                    state = State.RECORDING_STALE
                if found.of != fingerprint(wording.words):
                    state = State.STALE
                yield Row(key, wording.words, found.text, found.of, found.checked or "", state)


def _is_choice(key: str) -> bool:
    """True for labels, whose recording holds the key, too: their states are the check's."""
    return key.rpartition("_")[2] in {*"0123456789", "star", "hash"} and ".part_" not in key


def _of_phrases(draft: Draft, language: str) -> Iterator[Row]:
    given = draft.translations.get(language)
    base = draft.translations.get(draft.settings.base_language)
    for name, words in base.phrases.items() if base else ():
        text = given.phrases.get(name, "") if given else ""
        state = State.READY if text else State.MISSING
        yield Row(f"{PHRASE}{name}", words, text, "", "", state)


def _row(message: Any) -> Row:
    texts = message.string if isinstance(message.string, str) else ""
    stale = "fuzzy" in message.flags
    before = _after(OF, message.auto_comments)
    of = before if stale else fingerprint(message.id)
    if message.context.startswith(PHRASE):
        of = ""
    state = State.STALE if stale else State.UNCHECKED if texts else State.MISSING
    reader = _after(CHECKED, message.user_comments)
    return Row(message.context, message.id, texts, of if texts else "", reader, state)


def _after(name: str, comments: Iterable[str]) -> str:
    found = (comment.removeprefix(name) for comment in comments if comment.startswith(name))
    return next(found, "")


def _put_phrase(document: CommentedMap, row: Row) -> None:
    phrases = document.setdefault("phrases", CommentedMap())
    name = row.key.removeprefix(PHRASE)
    if " ".join(str(phrases.get(name, "")).split()) != row.text:
        phrases[name] = DoubleQuotedScalarString(row.text)


def _put_words(document: CommentedMap, row: Row) -> None:
    words = document.setdefault("words", CommentedMap())
    entry = words.setdefault(row.key, CommentedMap())
    if str(entry.get("of", "")) != row.of and row.of:
        entry["of"] = DoubleQuotedScalarString(row.of)
    if " ".join(str(entry.get("text", "")).split()) != row.text:
        entry["text"] = DoubleQuotedScalarString(row.text)
        entry.pop("checked", None)
