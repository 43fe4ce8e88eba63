"""What does one set of call flows say or do that another did not, in sentences?"""

import difflib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from ivr.flow.book import Book
from ivr.flow.flow import Flow, Frame
from ivr.flow.kinds.step import Exit, How, Step
from ivr.flow.values import KEY_NAMES
from ivr.flow.written import Leaves, Place, key_of, leaves, orders

__all__ = ["Change", "of_books", "of_files", "renamings", "settings_of"]

SETTINGS: Final = "settings"
MESSAGES: Final = "messages"
PHRASES: Final = "phrases"
RECORDINGS: Final = "recordings"
UNSET: Final = "not set"


@dataclass(frozen=True, slots=True)
class Change:
    """One sentence about one flow, the settings, the messages, the phrases, or a file."""

    where: str
    sentence: str


def of_books(before: Book, after: Book) -> tuple[Change, ...]:
    """Everything callers, responders or the helpline could notice; empty if there is nothing.

    Comments, and how the files are laid out, are not noticed.
    """
    return (
        *_flows(before, after),
        *_messages(before, after),
        *_phrases(before, after),
        *_recordings(before, after),
        *_settings(before, after),
    )


def of_files(before: Mapping[str, str], after: Mapping[str, str]) -> tuple[Change, ...]:
    """Which files are new, gone or changed, and by how many lines."""
    return tuple(
        Change(name, sentence)
        for name in sorted({*before, *after})
        if (sentence := _file(before.get(name), after.get(name)))
    )


def _file(before: str | None, after: str | None) -> str:
    if before == after:
        return ""
    if before is None or after is None:
        return "This file is new." if before is None else "This file is gone."
    lines = list(difflib.ndiff(before.splitlines(), after.splitlines()))
    added, taken = (sum(line.startswith(sign) for line in lines) for sign in "+-")
    if not added and not taken:
        return "Only its line ends changed."
    return f"Lines added: {added}. Lines taken away: {taken}."


def _flows(before: Book, after: Book) -> Iterator[Change]:
    for name in sorted({*before.flows, *after.flows}):
        old, new = before.flows.get(name), after.flows.get(name)
        if old is None and new is not None:
            yield Change(name, f"This flow is new. Steps: {len(new.steps)}.")
        elif new is None:
            yield Change(name, "This flow is gone.")
        elif old is not None:
            renamed = renamings(old, new)
            told = (*_frame(old, new, renamed), *_steps(old, new, renamed))
            yield from (Change(name, sentence) for sentence in told)
            yield from _words(_Pair(before, after, old, new), renamed)


ROLES: Final[Mapping[str, str]] = {
    "starts_at": "The flow now starts at {new}; it started at {old}.",
    "person": "The person key now leads to {new}; it led to {old}.",
    "danger": "The danger key now leads to {new}; it led to {old}.",
    "if_anything_breaks": "If anything breaks, callers now go to {new}; they went to {old}.",
    "languages": "It is now offered in {new}; it was offered in {old}.",
}


def _frame(old: Flow, new: Flow, renamed: Mapping[str, str]) -> Iterator[str]:
    fields = [name for name in Frame.model_fields if name != "flow"]
    were, are = (leaves({name: getattr(flow, name) for name in fields}) for flow in (old, new))
    for path in sorted({*were, *are}):
        was, now = were.get(path, UNSET), are.get(path, UNSET)
        if now not in (was, renamed.get(was)):
            sentence = ROLES.get(path[0]) if len(path) == 1 else None
            yield (sentence or _value(path, was, now)).format(old=was, new=now)


def renamings(old: Flow, new: Flow) -> dict[str, str]:
    """Steps that have only another name now: old name → new name."""
    gone = [name for name in old.steps if name not in new.steps]
    come = [name for name in new.steps if name not in old.steps]
    found: dict[str, str] = {}
    for name in gone:
        alike = [other for other in come if new.steps[other] == old.steps[name]]
        if alike:
            found[name] = alike[0]
            come.remove(alike[0])
    return found


def _steps(old: Flow, new: Flow, renamed: Mapping[str, str]) -> Iterator[str]:
    for name, step in old.steps.items():
        if name in renamed:
            yield f"The step {name} is now called {renamed[name]}."
        elif name not in new.steps:
            yield f"The step {name} is gone ({step.kind})."
    for name, step in new.steps.items():
        if name not in old.steps and name not in renamed.values():
            yield f"The step {name} is new ({step.kind})."
    for name, step in new.steps.items():
        if name in old.steps:
            yield from _step(name, old.steps[name], step, renamed)


def _step(name: str, old: Step, new: Step, renamed: Mapping[str, str]) -> Iterator[str]:
    if old == new:
        return
    if old.kind != new.kind:
        yield f"{name} is now of the kind {new.kind}; it was {old.kind}."
    yield from _exits(name, old, new, renamed)
    if old.kind == new.kind:
        yield from _rest(name, old, new)


def _exits(name: str, old: Step, new: Step, renamed: Mapping[str, str]) -> Iterator[str]:
    were, are = _by_place(old), _by_place(new)
    for place, exit_ in are.items():
        subject, was = _subject(name, place, exit_), were.get(place)
        if was is None:
            yield f"{_way(subject, name)} is new and goes to {exit_.to}."
        elif exit_.to not in (was.to, renamed.get(was.to)):
            yield f"{subject} now goes to {exit_.to}; it went to {was.to}."
    for place, exit_ in were.items():
        if place not in are:
            yield f"{_way(_subject(name, place, exit_), name)} is gone; it went to {exit_.to}."


def _way(subject: str, name: str) -> str:
    return f"The way on from {name}" if subject == name else subject


def _by_place(step: Step) -> dict[Place, Exit]:
    return {key_of(step, exit_.path): exit_ for exit_ in step.exits()}


def _subject(name: str, place: Place, exit_: Exit) -> str:
    if exit_.press and place[-1] == "go":
        return f"Key {KEY_NAMES.get(exit_.press, exit_.press)} in {name}"
    if exit_.how is How.SILENT and place[-1] == "go":
        return f"Silence in {name}"
    if exit_.how is How.UNCLEAR and place[-1] == "go":
        return f"An unclear answer in {name}"
    if place == ("then",):
        return name
    return f"{name}, {_said(place if place[-1] != 'go' else place[:-1])},"


def _rest(name: str, old: Step, new: Step) -> Iterator[str]:
    were, are = settings_of(old), settings_of(new)
    for path in sorted({*were, *are}):
        was, now = were.get(path, UNSET), are.get(path, UNSET)
        if was != now:
            yield f"{name}: {_value(path, was, now)}"
    lists_before, lists_now = orders(old), orders(new)
    for path, names in lists_now.items():
        kept = [item for item in lists_before.get(path, ()) if item in names]
        if kept and names[: len(kept)] != kept:
            yield f"{name}: {_said(path)} now stand in this order: {_said(names)}."


def settings_of(step: Step) -> Leaves:
    """What a step has besides its exits and its words."""
    told = {key_of(step, exit_.path) for exit_ in step.exits()}
    told |= {key_of(step, wording.path) for wording in step.wording()}
    found = leaves(step)
    return {
        path: value
        for path, value in found.items()
        if path not in told and path[-1] not in ("press", "kind", "go")
    }


@dataclass(frozen=True)
class _Pair:
    """The same flow in two books."""

    before: Book
    after: Book
    old: Flow
    new: Flow


def _words(pair: _Pair, renamed: Mapping[str, str]) -> Iterator[Change]:
    flow = pair.new.flow
    were, are = _spoken(pair.before, flow), _spoken(pair.after, flow)
    were = {(renamed.get(step, step), *rest): words for (step, *rest), words in were.items()}
    steps = {renamed.get(step, step) for step in pair.old.steps} & {*pair.new.steps}
    languages = {*pair.old.languages} & {*pair.new.languages}
    for place in sorted({*were, *are}):
        step, part, language = place
        was, now = were.get(place), are.get(place)
        if step in steps and language in languages and was != now:
            subject = f"{step}{_part(part)}, in {_called(pair.after, language)},"
            yield Change(flow, _says(subject, was, now))


def _spoken(book: Book, flow: str) -> dict[tuple[str, ...], str]:
    return {place[1:]: words for place, words in book.spoken.items() if place[0] == flow}


def _says(subject: str, was: str | None, now: str | None) -> str:
    if now is None:
        return f"{subject} no longer says “{was}”."
    return f"{subject} now says “{now}”" + (f"; it said “{was}”." if was is not None else ".")


def _part(part: str) -> str:
    kind, _, key = part.partition("_")
    if kind in ("label", "offer") and key in KEY_NAMES.values():
        return f", key {key}" + (" while waiting" if kind == "offer" else "")
    return "" if part == "say" else f", {_said((part,))}"


def _called(book: Book, language: str) -> str:
    known = book.settings.languages.get(language)
    return language if known is None else book.language_name(language, book.settings.base_language)


def _messages(before: Book, after: Book) -> Iterator[Change]:
    were, are = _texts(before), _texts(after)
    for name, language in sorted({*were, *are}):
        was, now = were.get((name, language)), are.get((name, language))
        if was != now:
            subject = f"The text {name}, in {_called(after, language)},"
            yield Change(MESSAGES, _says(subject, was, now))


def _texts(book: Book) -> dict[tuple[str, str], str]:
    return {
        (name, language): words
        for name, by_language in book.messages.items()
        for language, words in by_language.items()
    }


def _phrases(before: Book, after: Book) -> Iterator[Change]:
    common = {*before.settings.languages} & {*after.settings.languages}
    for name, language in sorted({*before.phrases, *after.phrases}):
        was, now = (book.phrases.get((name, language)) for book in (before, after))
        if was != now and language in common:
            subject = f"{name}, in {_called(after, language)},"
            yield Change(PHRASES, _says(subject, was, now))


def _recordings(before: Book, after: Book) -> Iterator[Change]:
    were, are = (
        {(one.language, one.name): one.sound for one in book.recorded.values()}
        for book in (before, after)
    )
    for language, name in sorted({*were, *are}):
        was, now = were.get((language, name)), are.get((language, name))
        if was != now:
            how = "heard from a recording now" if now else "not heard from a recording any more"
            how = how.replace("a recording", "another recording") if was and now else how
            yield Change(RECORDINGS, f"{name}, in {_called(after, language)}, is {how}.")


def _settings(before: Book, after: Book) -> Iterator[Change]:
    were, are = leaves(before.settings), leaves(after.settings)
    base = before.settings.base_language, after.settings.base_language
    if base[0] != base[1]:
        yield Change(SETTINGS, f"The flows are now written in {base[1]}; they were in {base[0]}.")
    for path in sorted({*were, *are}):
        was, now = were.get(path, UNSET), are.get(path, UNSET)
        if was != now:
            yield Change(SETTINGS, _value(path, was, now))


def _value(path: Iterable[str], was: str, now: str) -> str:
    if now == UNSET:
        return f"{_said(path)} is not set any more; it was {was}."
    return f"{_said(path)} is now {now}; it was {was}."


def _said(path: Iterable[str]) -> str:
    return ", ".join(str(part).replace("_", " ") for part in path)
