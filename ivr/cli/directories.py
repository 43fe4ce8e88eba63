"""How does a whole directory come in and go out, from a terminal?"""

import json
import zipfile
from collections import Counter
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path

import click

from ivr.cli.ground import kindly, started
from ivr.cli.telling import refused
from ivr.hsds.opening import Unreadable
from ivr.hsds.writing import as_csv, as_json
from ivr.models import Purpose, Topic
from ivr.operations import imports
from ivr.operations.imports import Became, Manner, Taken
from ivr.queries.directory import BASE

__all__ = ["export", "import_"]

MOST_SHOWN = 50
"""Problems of one file that are told; whoever mends these sees the next ones."""
WRITTEN_IN = click.option(
    "--language", default=BASE, show_default=True, help="What its texts are written in."
)


@click.command("import")
@click.argument("path", type=click.Path(exists=True, path_type=Path))
@click.option("--by", "who", required=True, help="Your name.")
@WRITTEN_IN
@click.option(
    "--topic",
    type=click.Choice([topic.value for topic in Topic]),
    help="For services that say none.",
)
@click.option(
    "--for",
    "purposes",
    type=click.Choice([purpose.value for purpose in Purpose]),
    multiple=True,
    help="The same.",
)
@click.option(
    "--verified",
    type=click.DateTime(["%Y-%m-%d"]),
    help="The day you made sure of those that say none: 2027-03-05.",
)
@click.option("--skip-bad", is_flag=True, help="Take what needs no mending.")
@click.option("--try", "trial", is_flag=True, help="Only say what would happen.")
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text")
@kindly
@refused
def import_(path: Path, who: str, form: str, verified: datetime | None, **chosen: object) -> None:
    """Take in the services of PATH: Open Referral HSDS 3, as a .json file, or as .csv files in a
    folder or a .zip (services.csv and what belongs to it). It ends with 1 if anything must be
    mended; then nothing is taken in.

    A service whose id is here is changed. Each lies one tap deeper unless the file says
    helpline/general of it. Addresses are never kept.
    """
    day = verified.date() if verified else None
    manner = Manner(who=who, verified_on=day, **chosen)  # type: ignore[arg-type]
    try:
        taken = imports.take(started(), path, manner)
    except Unreadable as problem:
        raise click.ClickException(str(problem)) from None
    click.echo(_taken_as_json(taken) if form == "json" else _told(taken))
    if taken.problems:
        raise click.exceptions.Exit(1)


def _taken_as_json(taken: Taken) -> str:
    said = {
        "written": taken.written,
        "services": {name: one.name.lower() for name, one in taken.became.items()},
        "problems": [problem._asdict() for problem in taken.problems],
        "ignored": taken.ignored,
    }
    return json.dumps(said, ensure_ascii=False, indent=2)


def _told(taken: Taken) -> str:
    lines = [f"{problem.place}: {problem.sentence}" for problem in taken.problems[:MOST_SHOWN]]
    more = len(taken.problems) - MOST_SHOWN
    if more > 0:
        lines.append(f"and {more} more")
    left = [f"  {count} × {what}" for what, count in sorted(taken.ignored.items()) if count]
    lines += ["Not used:", *left] if left else []
    return "\n".join([*lines, _verdict(taken)])


def _verdict(taken: Taken) -> str:
    counted = Counter(taken.became.values())
    sums = ", ".join(f"{counted[one]} {one}" for one in Became if counted[one]) or "no service"
    if taken.written:
        return f"Taken in: {sums}."
    if taken.problems:
        rest = f", or take the rest with --skip-bad: {sums}" if taken.became else ""
        count = len(taken.problems)
        return f"{count} to mend; nothing was taken in. Mend that and run it again{rest}."
    return f"Nothing was taken in. It would be: {sums}."


@click.command()
@click.argument("path", type=click.Path(path_type=Path))
@WRITTEN_IN
@kindly
@refused
def export(path: Path, language: str) -> None:
    """Write every entry into PATH as Open Referral HSDS 3: a new .json file, a new .zip of .csv
    files, or a new folder of them. What it writes can be taken in again."""
    if path.exists():
        raise click.ClickException(f"{path} is there already: name something new.")
    services = imports.give(started(), language)
    if not services:
        raise click.ClickException(f"No entry has words in {language}.")
    if path.suffix == ".json":
        path.write_bytes(as_json(services))
    elif path.suffix == ".zip":
        _zip(path, as_csv(services))
    else:
        _folder(path, as_csv(services))
    click.echo(f"{len(services)} entries are in {path}.")


def _zip(path: Path, files: Mapping[str, bytes]) -> None:
    with zipfile.ZipFile(path, "x", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)


def _folder(path: Path, files: Mapping[str, bytes]) -> None:
    path.mkdir(parents=True)
    for name, content in files.items():
        (path / name).write_bytes(content)
