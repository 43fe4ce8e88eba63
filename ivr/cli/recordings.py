"""How does a terminal show what is recorded, and take somebody's word for it?"""

from collections.abc import Iterable

import click

from ivr.cli.ground import kindly, started
from ivr.flow.book import Book
from ivr.flow.draft import Draft, wording_file
from ivr.flow.reader import draft_of, read_set
from ivr.flow.readings import Reading, State, counted, table
from ivr.flow.translations import signed
from ivr.operations import folders
from ivr.runtime import Runtime

__all__ = ["recordings"]


@click.command()
@click.option("--language", required=True, help="Which one: so.")
@click.option("--all", "everything", is_flag=True, help="Also what is ready, or has a voice.")
@click.option("--sign", "names", multiple=True, help="Say that this one has today's words.")
@click.option("--sign-all", is_flag=True, help="Say it of every file that is there.")
@kindly
def recordings(language: str, names: tuple[str, ...], *, everything: bool, sign_all: bool) -> None:
    """Which sentences callers hear are recorded, and under which name the others belong.

    Put each file under its name, a WAV file of at most 2 MB and 120 s; listen to it; then --sign
    it: only then is it played. When the words change later, the signature does not hold for them.
    """
    rt = started()
    book, draft = _read(rt)
    if language not in book.settings.languages:
        known = ", ".join(map(str, book.settings.languages))
        raise click.UsageError(f"`{language}` is not a language of this helpline: {known}.")
    found = table(book, draft, language)
    chosen = _chosen(found, names, sign_all=sign_all)
    if chosen:
        _sign(rt, language, chosen)
        found = table(*_read(rt), language)
    states = ", ".join(f"{count} {state}" for state, count in counted(found).items() if count)
    click.echo(f"{language}: {states}")
    mute = not book.settings.languages[language].has_voice
    for reading in found:
        open_still = reading.state in (State.UNSIGNED, State.STALE)
        if everything or open_still or (mute and reading.state is State.MISSING):
            _tell(reading)


def _read(rt: Runtime) -> tuple[Book, Draft]:
    files, allow = folders.read(rt.environment.flows_dir), rt.environment.allow_test_numbers
    book = read_set(files, allow_test_numbers=allow)
    return book, draft_of(files, allow_test_numbers=allow)


def _tell(reading: Reading) -> None:
    length = "" if reading.seconds is None else f"  {reading.seconds} s"
    click.echo(f"  {reading.state:12}  {reading.path}{length}")
    click.echo(f"                {reading.words}")


def _chosen(found: Iterable[Reading], names: Iterable[str], *, sign_all: bool) -> dict[str, str]:
    known = {reading.name: reading for reading in found}
    for name in names:
        if name not in known:
            raise click.UsageError(f"Nobody ever says `{name}`: leave out --sign to see the names.")
        if known[name].state is State.MISSING:
            raise click.UsageError(f"There is no file {known[name].path} to sign.")
    there = [name for name, one in known.items() if one.state is not State.MISSING]
    return {name: known[name].of for name in (there if sign_all else names)}


def _sign(rt: Runtime, language: str, chosen: dict[str, str]) -> None:
    file = rt.environment.flows_dir / wording_file(language)
    text = signed(file.read_bytes().decode("utf-8"), chosen)
    file.write_text(text, encoding="utf-8", newline="")
    click.echo(f"{len(chosen)} recordings are signed in {wording_file(language)}.")
