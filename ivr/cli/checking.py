"""How does a terminal show what is wrong with the flows, and send words to translators?"""

import json
import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Final

import click
from sqlalchemy.exc import SQLAlchemyError

from ivr.cli.ground import kindly, started
from ivr.cli.telling import FROM, refused, summed
from ivr.flow.draft import Draft, wording_file
from ivr.flow.finding import LEVELS, Finding
from ivr.flow.reader import draft_of
from ivr.flow.review import Review, review
from ivr.flow.situation import Situation
from ivr.flow.translations import (
    State,
    UnreadablePo,
    counted,
    from_po,
    merged,
    table,
    to_po,
)
from ivr.operations import flows, folders, sets
from ivr.operations.sets import FilesSet
from ivr.runtime import Runtime

__all__ = ["check", "export_po", "import_po", "translations"]

COLOURS: Final[Mapping[str, str]] = {"M": "red", "S": "yellow", "W": "blue"}
ORDER: Final = "MSW"

language_option = click.option("--language", required=True, help="The other language: es.")


@click.command()
@click.option("--from", "source", default="files", show_default=True, help=FROM)
@click.option("--alone", is_flag=True, help="Ask no database: look at the files alone.")
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text")
@kindly
@refused
def check(source: str, form: str, *, alone: bool) -> None:
    """Say what is wrong with the files: what must be mended before anybody hears them, what should
    be, and what is worth knowing. Ends with 1 if anything must be mended.

    The call scripts are played, and what the database knows is asked: who could take these calls,
    what is live, which numbers need an answer. Without a database the files are looked at alone.
    """
    rt = started()
    began = time.perf_counter()
    why_alone = _why_alone(rt, wished=alone)
    given = sets.named(rt, source)
    seen = _by_themselves(rt, given) if why_alone else flows.reviewed(rt, given.files)
    took = time.perf_counter() - began
    if form == "json":
        click.echo(as_json(seen.findings))
    else:
        basis = f"from the files alone: {why_alone}." if why_alone else _asked(seen.situation)
        click.echo(told(seen.findings, given.files))
        click.echo("\n".join((_played(seen), f"Checked in {took:.2f} s {basis}", _verdict(seen))))
    if any(finding.level == "M" for finding in seen.findings):
        raise click.exceptions.Exit(1)


def _why_alone(rt: Runtime, *, wished: bool) -> str:
    """Why the files are looked at by themselves; empty where a database can be asked."""
    if wished:
        return "no database was to be asked"
    if rt.db.is_unmade:
        return "there is no database yet"
    try:
        current = rt.db.answers()
    except SQLAlchemyError as problem:
        return f"no database answered ({type(problem).__name__})"
    return "" if current else "the database is not of this version (`helpline db upgrade`)"


def _by_themselves(rt: Runtime, given: FilesSet) -> Review:
    allow = rt.environment.allow_test_numbers
    return review(given.files, Situation(rt.now()), allow_test_numbers=allow)


def _asked(situation: Situation) -> str:
    """What the database was asked, and what it does not know."""
    known = {
        "who could take these calls": situation.served is not None,
        "what is live": situation.live is not None,
        "which numbers need an answer": True,
        "which keys callers press": situation.pressed is not None,
    }
    asked = ", ".join(what for what, is_known in known.items() if is_known)
    unknown = ", ".join(what for what, is_known in known.items() if not is_known)
    return f"with this database: {asked}." + f" Not known: {unknown}." * bool(unknown)


def _played(seen: Review) -> str:
    """How the call scripts went."""
    if seen.book is None:
        return "The call scripts are played once the flows can be spoken."
    scripts = {outcome.scripted.source.file for outcome in seen.outcomes}
    wrong = {one.scripted.source.file for one in seen.outcomes if not one.passed}
    went = f"{len(wrong)} did not go as written" if wrong else "all went as written"
    return f"{len(scripts)} call scripts made {len(seen.outcomes)} calls: {went}."


def _verdict(seen: Review) -> str:
    if seen.book is None or any(finding.level == "M" for finding in seen.findings):
        return "What is live stays as it is."
    steps = sum(len(flow.steps) for flow in seen.book.flows.values())
    count = len(seen.book.flows)
    return f"{count} flows with {steps} steps are fit to publish ({seen.book.short})."


@click.command()
@click.option("--language", help="Only this one.")
@click.option("--all", "everything", is_flag=True, help="Also what is ready.")
@kindly
def translations(language: str | None, everything: bool) -> None:
    """Which words are missing, stale, not read over, or recorded in an older form."""
    _, draft = _draft(started())
    others = [tag for tag in draft.settings.languages if tag != draft.settings.base_language]
    for tag in [language] if language else others:
        rows = table(_known(draft, tag), tag)
        states = ", ".join(f"{count} {state}" for state, count in counted(rows).items() if count)
        click.echo(f"{tag}: {states}")
        for row in rows:
            if everything or row.state is not State.READY:
                click.echo(f"  {row.state:16} {row.key}")


@click.command("export-po")
@language_option
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@kindly
def export_po(language: str, file: Path) -> None:
    """Write all words, with what is translated so far, into FILE for a translator."""
    rt = started()
    _, draft = _draft(rt)
    rows = table(_known(draft, language), language)
    file.write_bytes(to_po(rows, language, rt.now()))
    click.echo(f"{len(rows)} pieces are in {file}; what is stale is marked fuzzy.")


@click.command("import-po")
@language_option
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@kindly
def import_po(language: str, file: Path) -> None:
    """Put a translator's words from FILE into wording/LANGUAGE.yaml; its comments stay."""
    rt = started()
    files, draft = _draft(rt)
    known = {row.key for row in table(_known(draft, language), language)}
    try:
        rows = from_po(file.read_bytes(), language)
    except UnreadablePo as problem:
        raise click.ClickException(str(problem)) from None
    taken = [row for row in rows if row.key in known]
    name = wording_file(language)
    text = merged(files.get(name) or f"language: {language}\n", taken)
    (rt.environment.flows_dir / name).write_text(text, encoding="utf-8", newline="")
    click.echo(f"{sum(bool(row.text) for row in taken)} translations are in {name}.")
    if len(rows) > len(taken):
        click.echo(f"{len(rows) - len(taken)} pieces are no longer said; they were left out.")


def as_json(found: Iterable[Finding]) -> str:
    """The findings for tools: a list, in the order of the files."""
    return json.dumps([asdict(finding) for finding in found], ensure_ascii=False, indent=2)


def told(found: Sequence[Finding], files: Mapping[str, str]) -> str:
    """The findings for people, the gravest last, where the eye is; then a sum."""
    by_level = sorted(found, key=lambda finding: -ORDER.index(finding.level))
    parts = [shown(finding, files) for finding in by_level]
    return "\n\n".join([*parts, f"{summed(found)}." if found else "Nothing to mend."])


def shown(finding: Finding, files: Mapping[str, str]) -> str:
    """One finding with its line of the file, and a caret under its column."""
    colour = COLOURS[finding.level]
    step = f" (step {finding.step})" if finding.step else ""
    head = click.style(f"{LEVELS[finding.level]}: {finding.sentence}", fg=colour, bold=True)
    place = f"{finding.file}:{finding.line}:{finding.column}{step} [{finding.code}]"
    lines = files.get(finding.file, "").splitlines()
    number = str(finding.line)
    parts = [head, f" {'':{len(number)}} --> {place}"]
    if 0 < finding.line <= len(lines):
        line = lines[finding.line - 1]
        caret = click.style("^", fg=colour, bold=True)
        blank = "".join("\t" if c == "\t" else " " for c in line[: finding.column - 1])
        parts += [f" {number} | {line}", f" {'':{len(number)}} | {blank}{caret}"]
    notes = [*finding.transcript, *([f"= {finding.hint}"] if finding.hint else [])]
    parts.extend(f" {'':{len(number)}} {note}" for note in notes)
    return "\n".join(parts)


def _draft(rt: Runtime) -> tuple[dict[str, str], Draft]:
    files = folders.read(rt.environment.flows_dir)
    return files, draft_of(files, allow_test_numbers=rt.environment.allow_test_numbers)


def _known(draft: Draft, language: str) -> Draft:
    """The draft, if this is another language of the helpline than the one it is written in."""
    if language not in draft.settings.languages or language == draft.settings.base_language:
        raise click.UsageError(f"`{language}` is not a language to translate into here.")
    return draft
