"""How is the directory of services kept right, from a terminal?"""

import json
from dataclasses import asdict
from datetime import date, timedelta

import click

from ivr.cli.directories import export, import_
from ivr.cli.ground import kindly, started
from ivr.cli.telling import refused
from ivr.models import Topic
from ivr.operations import resources
from ivr.queries.directory import BASE, Shown, Wanted, listed
from ivr.runtime import Runtime

__all__ = ["group"]

BY = click.option("--by", "who", required=True, help="Your name.")
LANGUAGE = click.option("--language", default=BASE, show_default=True, help="In whose words.")
FORM = click.option("--format", "form", type=click.Choice(["text", "json"]), default="text")
HIDDEN = frozenset({"purpose", "spoken", "host"})
"""Said by other lines of an entry already."""
A_MONTH = timedelta(days=30.44)


@click.group("resources")
def group() -> None:
    """The services that the page behind a link points to.

    \b
    One that tells something about its reader lies one tap deeper on that page:
      helpline resources list
      helpline resources list --older-than 6         what nobody checked for half a year
      helpline resources verify starter_food --by Sam
      helpline resources import services.zip --by Sam --topic health
    """


@group.command("list")
@LANGUAGE
@click.option(
    "--topic",
    type=click.Choice([topic.value for topic in Topic]),
    help="Only this part of the list.",
)
@click.option("--older-than", type=click.IntRange(0, 600), help="Months since it was verified.")
@click.option("--all", "everything", is_flag=True, help="Also what is retired.")
@FORM
@kindly
def listing(
    language: str, topic: str | None, older_than: int | None, form: str, *, everything: bool
) -> None:
    """Every entry, and when somebody last made sure that it is right."""
    rt = started()
    shown = listed(rt, Wanted(language=language, topic=topic, retired=everything))
    if older_than is not None:
        before = rt.now().date() - older_than * A_MONTH
        shown = [one for one in shown if one.verified_on is None or one.verified_on < before]
    if form == "json":
        click.echo(_as_json(shown))
        return
    for one in sorted(shown, key=lambda one: (one.topic, one.id)):
        click.echo(_line(one))
    old = sum(one.is_old for one in shown)
    click.echo(f"{len(shown)} entries" + f"; {old} not verified for half a year" * bool(old) + ".")


def _as_json(shown: list[Shown]) -> str:
    return json.dumps([asdict(one) for one in shown], ensure_ascii=False, indent=2, default=str)


def _line(one: Shown) -> str:
    when = one.verified_on.isoformat() if one.verified_on else "never"
    marks = (
        "deeper" if one.sensitive else "",
        "OLD" if one.is_old else "",
        "retired" if one.is_retired else "",
    )
    told = ", ".join(mark for mark in marks if mark)
    return f"{one.topic:8} {one.id:26} {when:11} {one.name:40.40} {told}".rstrip()


@group.command()
@click.argument("name")
@LANGUAGE
@FORM
@kindly
@refused
def show(name: str, language: str, form: str) -> None:
    """All that the directory says of the entry with the id NAME."""
    one = _one(started(), name, language)
    if form == "json":
        click.echo(json.dumps(asdict(one), ensure_ascii=False, indent=2, default=str))
        return
    for label, value in asdict(one).items():
        text = ", ".join(value) if isinstance(value, tuple) else value
        if text not in ("", None) and label not in HIDDEN:
            click.echo(f"{label.replace('_', ' '):12} {text}")


def _one(rt: Runtime, name: str, language: str) -> Shown:
    every = listed(rt, Wanted(language=language, retired=True))
    found = next((one for one in every if one.id == name), None)
    if found is None:
        raise resources.missing(name)
    return found


@group.command()
@click.argument("names", nargs=-1, required=True)
@BY
@kindly
@refused
def verify(names: tuple[str, ...], who: str) -> None:
    """Somebody rang or looked: all that stands in the entries NAMES is right today."""
    rt = started()
    for name in names:
        back = resources.verify(rt, name, who)
        today: date = rt.now().date()
        click.echo(f"{name}: verified on {today}." + " It is listed again." * back)


@group.command()
@click.argument("name")
@BY
@kindly
@refused
def retire(name: str, who: str) -> None:
    """The entry NAME is not shown any more; verifying it brings it back."""
    resources.retire(started(), name, who)
    click.echo(f"{name} is not shown any more. To bring it back: helpline resources verify {name}")


group.add_command(import_)
group.add_command(export)
