"""How are the words of a step changed where they are read, in each language callers hear?"""

from collections.abc import Mapping
from datetime import date

from werkzeug.wrappers import Response

from ivr.console import sorry
from ivr.console.access import Visit
from ivr.console.flow_reading import reading
from ivr.console.flow_saving import save
from ivr.console.flow_sets import Shown, chosen, of_draft, of_flow, of_set, only, show, shown, typed
from ivr.console.naming import tongue
from ivr.flow.cards import measured
from ivr.flow.draft import wording_file
from ivr.flow.editing import put
from ivr.flow.finding import Finding
from ivr.flow.flow import Flow
from ivr.flow.hearing import SEPARATOR
from ivr.flow.kinds.step import Wording
from ivr.flow.source import Plain
from ivr.flow.translations import Row, State, merged, table
from ivr.flow.values import LONGEST_WORDS
from ivr.flow.wording import fingerprint

__all__ = ["PAGES"]

OTHERS = frozenset({"not-translated", "stale-translation"})
"""Findings that changing the words of one language brings about in the others."""


def change(visit: Visit, one: Shown, flow: Flow) -> Response:
    """The words of one step in one language, where they are only words; else what is in the way,
    beside the field, with everything that was typed."""
    name, language = visit.request.form.get("step", ""), chosen(visit, one, flow)
    if name not in flow.steps:
        return sorry.nothing_here(visit)
    given = {
        wording.part: " ".join(typed(visit, f"w_{wording.part}").split())
        for wording in flow.steps[name].wording()
    }
    wrong = _unsaid(visit, given, needed=language == one.languages[0])
    changed = _with(one, (flow, name), language, given) if not wrong else one.files
    wrong = wrong or _wrong(visit, one, (flow, name), changed)
    if wrong:
        return reading(visit, one, flow, open_card=name, typed=given, wrong=wrong)
    back = f"{one.path}/flow/{flow.flow}?in={language}"
    return save(visit, one, changed, back, to=f"step-{name}")


def _unsaid(visit: Visit, given: Mapping[str, str], *, needed: bool) -> dict[str, str]:
    """What is too long, or is said in the first language and nothing is written."""
    wrong = {part: visit.words["words_too_long"].format(n=LONGEST_WORDS)
             for part, words in given.items() if len(words) > LONGEST_WORDS}  # fmt: skip
    empty = [part for part, words in given.items() if needed and not words]
    return wrong | dict.fromkeys(empty, visit.words["words_missing"])


def _with(
    one: Shown, at: tuple[Flow, str], language: str, given: Mapping[str, str]
) -> dict[str, str]:
    """The files with these words: in the flow itself, or in the translation."""
    flow, name = at
    files, pieces = dict(one.files), flow.steps[name].wording()
    if language == one.languages[0]:
        file = f"{flow.flow}.yaml"
        for piece in pieces:
            if given[piece.part] != piece.words:
                path = ("steps", name, *piece.path)
                files[file] = put(files[file], path, _written(piece, given[piece.part]))
        return files
    file = wording_file(language)
    known = one.draft.translations.get(language)
    rows = []
    for piece in pieces:
        key = f"{flow.flow}.{name}.{piece.part}"
        old = known.words.get(key) if known else None
        of, words = fingerprint(piece.words), given[piece.part]
        # Whoever leaves the words of a stale translation as they are has looked at them now.
        if words and (old is None or old.text != words or old.of != of):
            rows.append(Row(key, piece.words, words, of, "", State.UNCHECKED))
    if rows:
        files[file] = merged(files.get(file, f"language: {language}\n"), rows)
    return files


def _written(piece: Wording, words: str) -> Plain:
    """As it stands in the file: what is listened for is a list."""
    if piece.path[-1] == "heard_as":
        return [part.strip() for part in words.split(SEPARATOR) if part.strip()]
    return words


def _wrong(
    visit: Visit, one: Shown, at: tuple[Flow, str], files: Mapping[str, str]
) -> dict[str, str]:
    """What the checks say against these words, by the part it is about."""
    after, before = shown(visit, one, files), set(one.problems)
    said = {(f.code, f.sentence) for f in before}
    fresh = [f for f in after.problems if (f.code, f.sentence) not in said and f.code not in OTHERS]
    flow, name = at
    parts = flow.steps[name].wording()
    return {_part(after, at, parts, finding): finding.sentence for finding in fresh}


def _part(after: Shown, at: tuple[Flow, str], parts: tuple[Wording, ...], finding: Finding) -> str:
    flow, name = at
    if after.read is not None and finding.file in after.read.sources:
        source = after.read.sources[finding.file]
        for piece in parts:
            key = f"{flow.flow}.{name}.{piece.part}"
            paths = (("steps", name, *piece.path), ("words", key, "text"))
            spots = [source.spots[path] for path in paths if path in source.spots]
            if any((s.line, s.column) == (finding.line, finding.column) for s in spots):
                return piece.part
    return parts[0].part if parts else ""


def translations(visit: Visit, one: Shown) -> Response:
    """Every sentence in every language, side by side, with how far each of them is."""
    if one.read is None:
        return show(visit, "flow_unread.html", one, at="translations")
    wanted = visit.request.args.get("state", "")
    others = one.languages[1:]
    tables = {tag: {row.key: row for row in table(one.draft, tag)} for tag in others}
    keys = list(next(iter(tables.values()), {}))
    rows = [(key, {tag: rows[key] for tag, rows in tables.items()}) for key in keys]
    if wanted:
        rows = [(k, by) for k, by in rows if any(r.state.value == wanted for r in by.values())]
    return show(
        visit,
        "flow_translations.html",
        one,
        at="translations",
        rows=rows,
        others=others,
        wanted=wanted,
        states=[state.value for state in State],
        tongue=lambda tag: tongue(visit, tag),
        measured=measured,
        split=lambda key: key.split("."),
    )


def agree(visit: Visit, one: Shown) -> Response:
    """Whoever read these translations over signs them, each that is as it was on their page."""
    files, today = dict(one.files), date.isoformat(visit.rt.now().astimezone(visit.zone).date())
    for ticked in visit.request.form.getlist("sign"):
        language, _, key = ticked.partition(".")
        known = one.read.translations.get(language) if one.read else None
        if known is not None and key in known.words and language in one.languages:
            path = ("words", key, "checked")
            file = wording_file(language)
            files[file] = put(files[file], path, f"{visit.known.name}, {today}")
    return save(visit, one, files, f"{one.path}/translations")


PAGES = (
    only("/<of>/flow/<flow>", "flow_words", of_draft(of_flow(change)), "POST"),
    only("/<of>/translations", "flow_translations", of_set(translations)),
    only("/<of>/translations", "flow_sign", of_draft(agree), "POST"),
)
