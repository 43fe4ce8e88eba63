"""How does a terminal show what is wrong with the flows, and send words to translators?"""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Final

import click
from sqlalchemy.exc import SQLAlchemyError

from ivr.cli.ground import kindly, started
from ivr.flow.draft import Draft, wording_file
from ivr.flow.finding import LEVELS, Finding
from ivr.flow.reader import draft_of, read_set
from ivr.flow.recordings import found_in
from ivr.flow.review import review
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
from ivr.operations import folders, lines
from ivr.runtime import Runtime

__all__ = ["check", "export_po", "import_po", "translations"]

COLOURS: Final[Mapping[str, str]] = {"M": "red", "S": "yellow", "W": "blue"}
ORDER: Final = "MSW"

language_option = click.option("--language", required=True, help="The other language: es.")


@click.command()
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text")
@kindly
def check(form: str) -> None:
    """Read the files and say what is wrong with them: what must be mended before anybody hears
    them, what should be, and what is worth knowing. Ends with 1 if anything must be mended."""
    rt = started()
    files = folders.read(rt.environment.flows_dir)
    recordings = found_in(rt.environment.flows_dir / "audio")
    found = review(
        files,
        Situation(rt.now(), recordings=recordings, texted=_texted(rt)),
        allow_test_numbers=rt.environment.allow_test_numbers,
    )
    broken = any(finding.level == "M" for finding in found)
    if form == "json":
        click.echo(as_json(found))
    else:
        click.echo(told(found, files))
        click.echo("What is live stays as it is." if broken else _fit(rt, files))
    if broken:
        raise click.exceptions.Exit(1)


def _texted(rt: Runtime) -> frozenset[str]:
    """The flows that answer texts, as far as a database says so: files are checked without one."""
    try:
        return lines.texted(rt)
    except SQLAlchemyError:
        return frozenset()


def _fit(rt: Runtime, files: Mapping[str, str]) -> str:
    book = read_set(files, allow_test_numbers=rt.environment.allow_test_numbers)
    steps = sum(len(flow.steps) for flow in book.flows.values())
    return f"{len(book.flows)} flows with {steps} steps are fit to publish ({book.short})."


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
    levels = [finding.level for finding in found]
    sums = [f"{levels.count(level)} {LEVELS[level]}" for level in ORDER if level in levels]
    return "\n\n".join([*parts, ", ".join(sums) + "." if sums else "Nothing to mend."])


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
    if finding.hint:
        parts.append(f" {'':{len(number)}} = {finding.hint}")
    return "\n".join(parts)


def _draft(rt: Runtime) -> tuple[dict[str, str], Draft]:
    files = folders.read(rt.environment.flows_dir)
    return files, draft_of(files, allow_test_numbers=rt.environment.allow_test_numbers)


def _known(draft: Draft, language: str) -> Draft:
    """The draft, if this is another language of the helpline than the one it is written in."""
    if language not in draft.settings.languages or language == draft.settings.base_language:
        raise click.UsageError(f"`{language}` is not a language to translate into here.")
    return draft
