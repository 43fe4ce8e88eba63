"""How is a flow rehearsed in a terminal, without any telephone?"""

import sys
import textwrap
from pathlib import Path

import click

from ivr.cli.ground import kindly, settings
from ivr.flow.book import Book
from ivr.flow.engine import NoSuchPlace
from ivr.flow.proofs.performance import told
from ivr.flow.proofs.playing import Played
from ivr.flow.proofs.rehearsal import Rehearsal
from ivr.flow.proofs.world import NotAMoment, Person, World, moment
from ivr.flow.reader import read_folder, read_set

__all__ = ["rehearse"]

WIDTH = 80


class Somebody(click.ParamType[Person]):
    """`Ana:es,en` or `Ana:es,en:domestic_abuse,legal`."""

    name = "NAME:LANGUAGES[:SPECIALTIES]"

    def convert(
        self, value: object, param: click.Parameter | None, ctx: click.Context | None
    ) -> Person:
        """One responder who is free."""
        name, _, rest = str(value).partition(":")
        languages, _, specialties = rest.partition(":")
        if not (name and languages):
            self.fail("Write it like Ana:es,en or Ana:es,en:domestic_abuse.", param, ctx)
        trained = tuple(specialties.split(",")) if specialties else ()
        return Person(name, tuple(languages.split(",")), trained)


@click.command()
@click.argument("flow", default="welcome")
@click.option("--at", "time", default="Wednesday 12:00", show_default=True, help="When it is.")
@click.option("--language", help="Begin in this language.")
@click.option("--free", "people", type=Somebody(), multiple=True, help="Somebody free.")
@click.option("--nobody", is_flag=True, help="Nobody is on duty.")
@click.option("--hidden", is_flag=True, help="The caller withholds their number.")
@click.option("--save", type=click.Path(dir_okay=False, path_type=Path), help="Keep the walk here.")
@kindly
def rehearse(
    flow: str,
    time: str,
    language: str | None,
    people: tuple[Person, ...],
    nobody: bool,
    hidden: bool,
    save: Path | None,
) -> None:
    """Be the caller: read what is said, type keys. An empty line is silence, q hangs up."""
    found = settings("rehearse")
    book = read_set(read_folder(found.flows_dir), allow_test_numbers=found.allow_test_numbers)
    everybody = Person("Ana", tuple(book.settings.languages))
    free = () if nobody else (people or (everybody,))
    try:
        world = World(moment(time, book.settings), free, number_hidden=hidden)
        call = Played(book, world, flow, _offered(book, flow, language)).begins()
    except NotAMoment:
        raise click.ClickException(
            "Write --at like `Friday 22:30` or `2026-12-24 22:30`."
        ) from None
    except NoSuchPlace:
        known = ", ".join(name for name, one in book.flows.items() if not one.exits)
        raise click.ClickException(f"No flow that answers is called {flow}: {known}.") from None
    walk = Rehearsal(call, time)
    _walked(walk)
    if save is not None:
        save.parent.mkdir(parents=True, exist_ok=True)
        save.write_text(walk.script(f"{flow}, {time}"), encoding="utf-8")
        click.echo(f"Kept as a call script: {save}")


def _offered(book: Book, flow: str, language: str | None) -> str | None:
    spoken = book.flows[flow].languages if flow in book.flows else ()
    if language is not None and spoken and language not in spoken:
        raise click.ClickException(f"{flow} is spoken in {', '.join(spoken)}.")
    return language


def _walked(walk: Rehearsal) -> None:
    """Line by line until the call is over, or nothing more is typed."""
    _show(walk)
    while walk.call.ending is None:
        click.echo(_prompt(walk.call), nl=False)
        line = sys.stdin.readline()
        if not line:
            click.echo()
            break
        if not sys.stdin.isatty():
            click.echo(line.strip() or "(silence)")
        walk.does(line)
        _show(walk)
    click.echo(f"In the end {told(walk.call)}.")


def _prompt(call: Played) -> str:
    seconds = int(call.passed.total_seconds())
    return f"{seconds // 60}:{seconds % 60:02d} {call.place}> "


def _show(walk: Rehearsal) -> None:
    for news in walk.news():
        click.echo(textwrap.fill(news, WIDTH, initial_indent="  ", subsequent_indent="       "))
