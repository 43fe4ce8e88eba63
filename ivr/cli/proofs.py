"""What do call scripts, walks and deliberate breaks show of the flows, from a terminal?"""

import gc
import platform
import time
from collections import Counter
from datetime import UTC, datetime
from typing import Final
from xml.etree import ElementTree as Xml

import click

from ivr.cli.ground import kindly, settings
from ivr.cli.progress import along
from ivr.flow.book import Book
from ivr.flow.engine import Reply
from ivr.flow.proofs.mutate import Witnesses, mutants
from ivr.flow.proofs.performance import covered, perform_all
from ivr.flow.proofs.proof import Stage, prove
from ivr.flow.proofs.script import read_scripts
from ivr.flow.proofs.trace import exits_of
from ivr.flow.proofs.transcript import lines_of
from ivr.flow.reader import findings_of, read_folder, read_set
from ivr.flow.situation import Situation
from ivr.lifeline import voices
from ivr.telephony.addresses import Addresses
from ivr.telephony.twiml import Pen, Speaker, render

__all__ = ["COMMANDS", "explore", "mutate", "scripts"]

LARGEST: Final = 64 * 1024
"""Characters of a document the phone company still reads."""
NOWHERE: Final = Addresses("https://calls.example.org", "https://pages.example.org")


def document(book: Book, reply: Reply) -> str:
    """The document of a reply; raises ValueError if it is no XML or too long to be read."""
    speaker = Speaker(voices(book), lambda _: True, NOWHERE.sound)
    written = render(reply.instructions, Pen(NOWHERE, lambda _: "x" * 380, speaker))
    if len(written) > LARGEST:
        raise ValueError("the document is longer than 64 kB")
    try:
        Xml.fromstring(written)  # noqa: S314 - we wrote it a moment ago
    except Xml.ParseError as problem:
        raise ValueError(f"the document is no XML: {problem}") from problem
    return written


def _files() -> tuple[dict[str, str], bool]:
    found = settings("flows")
    return read_folder(found.flows_dir), found.allow_test_numbers


@click.command()
@click.option("-v", "--verbose", is_flag=True, help="Show every call, not only those that fail.")
@kindly
def scripts(verbose: bool) -> None:
    """Play the call scripts in callflows/scripts, and count the exits they take."""
    files, allow = _files()
    book, found = read_set(files, allow_test_numbers=allow), read_scripts(files)
    began = time.perf_counter()
    outcomes = perform_all(book, found)
    took = time.perf_counter() - began
    for outcome in outcomes:
        spoken = f" ({outcome.language})" if outcome.language else ""
        mark = "fine    " if outcome.passed else "not so  "
        click.echo(f"{mark}{outcome.scripted.script.script}{spoken}")
        if outcome.played is not None and outcome.passed and verbose:
            click.echo("\n".join(lines_of(outcome.played.transcript)))
        if outcome.finding is not None:
            click.echo(f"  {outcome.finding}")
    everything = exits_of(book)
    taken = covered(outcomes) & everything
    percent = 100 * len(taken) // max(1, len(everything))
    click.echo(
        f"{len(outcomes)} calls in {took:.2f} s; "
        f"{len(taken)} of {len(everything)} exits ({percent} %)."
    )
    if not all(outcome.passed for outcome in outcomes):
        raise click.exceptions.Exit(1)


@click.command()
@click.argument("flows", nargs=-1)
@kindly
def explore(flows: tuple[str, ...]) -> None:
    """Walk every key and every silence in every world, and prove that nobody is stranded."""
    files, allow = _files()
    book = read_set(files, allow_test_numbers=allow)
    unknown = [flow for flow in flows if flow not in book.flows or book.flows[flow].exits]
    if unknown:
        raise click.ClickException(f"No flow that answers is called {unknown[0]}.")
    gc.freeze()  # what was read stays: nobody need look whether it can be forgotten
    began = time.perf_counter()
    proof = prove(book, document, flows, _stage)
    took = time.perf_counter() - began
    along("")
    for found in proof.counterexamples:
        click.echo(f"{found.place}: {found.sentence}\n  In this world: {found.world}")
        click.echo("".join(f"  {n}. {step}\n" for n, step in enumerate(found.way, 1)))
    click.echo(
        f"{proof.states} states and {proof.moves} moves of {', '.join(proof.flows)} "
        f"in {proof.worlds} worlds, in {took:.1f} s ({1000 * took / proof.states:.2f} ms a state)."
    )
    if not proof.holds:
        raise click.exceptions.Exit(1)
    click.echo("Nobody is stranded, whatever they press and however long they say nothing.")


def _stage(stage: Stage) -> None:
    along(f"world {stage.world} of {stage.worlds}, {stage.states} states")


@click.command()
@click.option("--every", default=1, show_default=True, help="Only every so manieth break.")
@click.option("-v", "--verbose", is_flag=True, help="Show who noticed each break.")
@kindly
def mutate(every: int, verbose: bool) -> None:
    """Break the flows on purpose, one thing at a time, and list what nothing noticed."""
    files, allow = _files()
    witnesses = Witnesses(Situation(datetime.now(UTC)), document, allow).used_to(files)
    gc.freeze()
    broken = list(mutants(files))[::every]
    counted = Counter[str]()
    for n, mutant in enumerate(broken, 1):
        along(f"break {n} of {len(broken)}, {counted['nothing']} not noticed")
        by = witnesses.judge(mutant).by
        counted[by.split()[0].rstrip(":") if by else "nothing"] += 1
        if verbose or not by:
            along("")
            click.echo(f"{by or 'not noticed'}: {mutant}")
    along("")
    told = ", ".join(f"{n} by {what}" for what, n in counted.most_common())
    click.echo(f"{len(broken)} breaks: noticed {told}.")


@click.command("bench-flows")
@kindly
def bench() -> None:
    """How long do the checks and the walk take, on these flows and on one of 200 steps?"""
    files, allow = _files()
    click.echo(f"{platform.machine()}, {platform.system()}, Python {platform.python_version()}")
    for name, given in (("these flows", files), ("200 steps", two_hundred_steps(files))):
        began = time.perf_counter()
        findings_of(given, allow_test_numbers=allow)
        checked = time.perf_counter()
        proof = prove(read_set(given, allow_test_numbers=allow), document)
        walked = time.perf_counter()
        click.echo(
            f"{name:<12} check {checked - began:6.2f} s   explore {walked - checked:6.2f} s   "
            f"({proof.states} states, {proof.moves} moves, {proof.worlds} worlds)"
        )


def two_hundred_steps(files: dict[str, str]) -> dict[str, str]:
    """A generated flow of 200 steps, in the first language, with the settings of these files."""
    language = next(iter(read_set(files, allow_test_numbers=True).settings.languages))
    rows = [
        f"  menu_{n}:\n    kind: menu\n    say_keys: [danger]\n    choices:\n"
        f"      - press: 1\n        label: To go on to {n + 1}\n        go: menu_{n + 1}\n"
        f"      - press: 2\n        label: To talk to someone\n        go: person\n"
        "    silent: {tries: 1, go: person}\n    unclear: {tries: 2, go: person}\n"
        for n in range(196)
    ]
    phrases = {
        name: text.split("\nwords:")[0] + "\n"
        for name, text in files.items()
        if name.startswith("wording/")
    }
    kept = {name: files[name] for name in KEPT}
    return {**kept, **phrases} | {"long.yaml": LONG.format(language=language, rows="".join(rows))}


KEPT: Final = ("settings.yaml", "messages.yaml")
LONG: Final = """\
flow: long
title: A long flow
starts_at: menu_0
person: person
danger: danger
if_anything_breaks: person
languages: [{language}]
steps:
{rows}
  menu_196:
    kind: say
    say: That is all.
    then: person
  person:
    kind: connect
    to: duty_phones
    say: I am calling someone for you.
    no_one_free: bye
    if_it_fails: bye
  danger:
    kind: emergency
    say: I am calling someone for you now.
    while_waiting:
      say: You are still connected.
      every: 20s
    no_one_free: person
    if_it_fails: person
  bye:
    kind: goodbye
    say: Take care.
    say_emergency: yes
"""

COMMANDS: Final = (scripts, explore, mutate, bench)
"""For `helpline flows`."""
