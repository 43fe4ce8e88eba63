"""Can everything be said in every offered language, and is it only words?"""

import re
import string
from collections.abc import Iterator, Mapping
from typing import Final

from ivr.flow.checks.settings import TITLED
from ivr.flow.draft import MESSAGES, SETTINGS, Draft, Where, step_at, wording_file
from ivr.flow.finding import Finding
from ivr.flow.flow import Flow
from ivr.flow.kinds.callback import Callback
from ivr.flow.kinds.step import Wording
from ivr.flow.phrases import CALL_ME, CALLED_BACK, PHRASES, TEXTED
from ivr.flow.shape import did_you_mean
from ivr.flow.wording import fingerprint

TEMPLATE: Final = re.compile(r"[{}<>\[\]]|%[a-z(]|\$[a-z(]")
ADDRESS: Final = re.compile(
    r"https?:|www\.|\w@\w|\b[\w-]+\.(?:com|org|net|gov|edu|info|io|us|uk)\b", re.IGNORECASE
)
NUMBER: Final = re.compile(r"(?:[0-9][\s().,+-]*){5,}")
KNOWN: Final = {**PHRASES, **TEXTED, **CALL_ME, **CALLED_BACK}

Piece = tuple[Where, str]


def findings(draft: Draft) -> Iterator[Finding]:
    """Wording in place and translated, phrases, messages and titles."""
    for flow in draft.flows.values():
        yield from _of_flow(draft, flow)
    for language in draft.settings.languages:
        yield from _of_language(draft, language)
    yield from _unknown_words(draft)
    yield from _of_messages(draft)
    for where, words in _titles(draft):
        yield from _only_words(draft, where, words)


def _of_flow(draft: Draft, flow: Flow) -> Iterator[Finding]:
    others = [tag for tag in flow.languages if tag != draft.settings.base_language]
    for name, step in flow.steps.items():
        for wording in step.wording():
            where = step_at(flow.flow, name, wording.path)
            yield from _only_words(draft, where, wording.words)
            key = f"{flow.flow}.{name}.{wording.part}"
            for language in others:
                yield from _translated(draft, language, key, (where, wording))


def _translated(
    draft: Draft, language: str, key: str, source: tuple[Where, Wording]
) -> Iterator[Finding]:
    where, wording = source
    translations = draft.translations.get(language)
    given = translations.words.get(key) if translations else None
    print_ = fingerprint(wording.words)
    if given is None:
        sentence = f"These words have no `{language}`: wording/{language}.yaml needs `{key}`."
        yield draft.finding(where, "not-translated", sentence, f"Its fingerprint is of: {print_}")
    elif given.of != print_:
        there = Where(wording_file(language), ("words", key, "of"))
        sentence = f"The words of `{key}` have changed since they were translated."
        hint = f"Read the translation over, then write of: {print_}"
        yield draft.finding(there, "stale-translation", sentence, hint)


def _of_language(draft: Draft, language: str) -> Iterator[Finding]:
    translations = draft.translations.get(language)
    if translations is None:
        sentence = f"The language `{language}` has no file wording/{language}.yaml."
        yield draft.finding(Where(SETTINGS, ("languages", language)), "no-wording", sentence)
        return
    file = wording_file(language)
    if translations.language != language:
        sentence = f"This file says it is `{translations.language}`, but it is called {file}."
        yield draft.finding(Where(file, ("language",)), "name-differs", sentence)
    yield from _of_phrases(draft, file, translations.phrases)
    for key, translation in translations.words.items():
        where = Where(file, ("words", key, "text"))
        yield from _only_words(draft, where, translation.text)


def _of_phrases(draft: Draft, file: str, phrases: Mapping[str, str]) -> Iterator[Finding]:
    for name in PHRASES.keys() - phrases.keys():
        sentence = f"The phrase `{name}` is missing."
        hint = f"Its placeholders: {_listed(PHRASES[name])}"
        yield draft.finding(Where(file, ("phrases",)), "no-phrase", sentence, hint)
    for name, words in phrases.items():
        where = Where(file, ("phrases", name))
        if name not in KNOWN:
            sentence = f"No phrase is called `{name}`."
            yield draft.finding(where, "unknown-phrase", sentence, did_you_mean(name, KNOWN))
            continue
        yield from _placeholders(draft, where, words, KNOWN[name])
        yield from _only_words(draft, where, re.sub(r"\{[a-z]+\}", "", words))


def _unknown_words(draft: Draft) -> Iterator[Finding]:
    known = {
        f"{flow.flow}.{name}.{wording.part}"
        for flow in draft.flows.values()
        for name, step in flow.steps.items()
        for wording in step.wording()
    }
    for language, translations in draft.translations.items():
        for key in translations.words.keys() - known:
            where = Where(wording_file(language), ("words", key))
            sentence = f"No flow says `{key}`."
            yield draft.finding(where, "words-for-nothing", sentence, did_you_mean(key, known))


def _of_messages(draft: Draft) -> Iterator[Finding]:
    """A text leads to a page, but for one that says that a call comes: nobody is led anywhere."""
    reminders = {
        step.reminder
        for flow in draft.flows.values()
        for step in flow.steps.values()
        if isinstance(step, Callback)
    }
    for name, by_language in draft.messages.items():
        for language in draft.settings.languages.keys() - by_language.keys():
            sentence = f"The message `{name}` has no `{language}`."
            yield draft.finding(Where(MESSAGES, (name,)), "not-translated", sentence)
        for language, words in by_language.items():
            where = Where(MESSAGES, (name, language))
            holds = frozenset() if name in reminders else frozenset({"link"})
            yield from _placeholders(draft, where, words, holds)
            yield from _only_words(draft, where, words.replace("{link}", ""))


def _titles(draft: Draft) -> Iterator[Piece]:
    settings = draft.settings
    for group in TITLED:
        for name, titled in getattr(settings, group).items():
            for language, words in titled.title.items():
                yield Where(SETTINGS, (group, name, "title", language)), words
    for name, tongue in settings.languages.items():
        for language, words in tongue.called.items():
            yield Where(SETTINGS, ("languages", name, "called", language)), words


def _placeholders(
    draft: Draft, where: Where, words: str, expected: frozenset[str]
) -> Iterator[Finding]:
    try:
        found = [name for _, name, spec, conversion in string.Formatter().parse(words)
                 if name is not None and not spec and not conversion]  # fmt: skip
        fields = sum(name is not None for _, name, _, _ in string.Formatter().parse(words))
    except ValueError:
        found, fields = [], -1
    if fields != len(found) or frozenset(found) != expected or len(found) != len(expected):
        sentence = f"This needs exactly these placeholders, once each: {_listed(expected)}."
        yield draft.finding(where, "placeholders-differ", sentence)


def _only_words(draft: Draft, where: Where, words: str) -> Iterator[Finding]:
    if draft.in_braces(where):
        sentence = "Words stand on a line of their own, never inside { } or [ ]."
        yield draft.finding(where, "words-in-braces", sentence)
    if TEMPLATE.search(words):
        sentence = "Words are only words: no braces, brackets, tags or placeholders."
        yield draft.finding(where, "template-syntax", sentence)
    if ADDRESS.search(words):
        sentence = "Addresses are not written into words."
        yield draft.finding(where, "literal-address", sentence)
    if NUMBER.search(words):
        sentence = "Telephone numbers are named in settings.yaml, never written into words."
        hint = "Name it under `services` there, and here write `services: [its_name]`."
        yield draft.finding(where, "literal-number", sentence, hint)


def _listed(placeholders: frozenset[str]) -> str:
    return ", ".join(f"{{{name}}}" for name in sorted(placeholders)) or "none"
