"""How are messages that callers left heard, from a terminal?"""

import os
import sys
from pathlib import Path

import click

from ivr.cli.ground import kindly, started
from ivr.cli.telling import moment, refused, signed, zone_of
from ivr.operations import audit, voicemail_ends
from ivr.queries import voicemails

__all__ = ["group"]

STANDARD_OUTPUT = "-"


@click.group("voicemail")
def group() -> None:
    """Messages that callers left: only a person who says who they are hears one."""


@group.command("list")
@click.option(
    "--all", "everything", is_flag=True, help="Also those that are done or came to nothing."
)
@kindly
def listed(everything: bool) -> None:
    """Which messages wait. What stands first is what a text said of it."""
    rt = started()
    zone = zone_of(rt)
    found = voicemails.left(rt, everything=everything)
    for one in found:
        click.echo(
            f"{one.code}  {moment(one.at, zone)}  {one.language}  {one.seconds:>3} s  "
            f"{one.stands:<7}  until {moment(one.keep_until, zone)}"
        )
    if not found:
        click.echo("No message waits.")


@group.command("listen")
@click.argument("code")
@click.option(
    "--to", "target", required=True, help="A file that is not there yet, or - for the next program."
)
@click.option("--by", "who", required=True, help="Your name: that you listened is written down.")
@kindly
@refused
def listen(code: str, target: str, who: str) -> None:
    """Write the message that begins with CODE to a WAV file. Delete it when you have heard it."""
    name = audit.staff(who)
    if target == STANDARD_OUTPUT and sys.stdout.isatty():
        raise click.ClickException("A terminal plays no sounds: name a file, or the next program.")
    if target != STANDARD_OUTPUT and Path(target).exists():
        raise click.ClickException(f"{target} is there already.")
    _write(target, voicemail_ends.listen(started(), code, name))


def _write(target: str, sound: bytes) -> None:
    """To a new file that only its owner can read, or to the next program."""
    if target == STANDARD_OUTPUT:
        sys.stdout.buffer.write(sound)
        return
    try:
        handle = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except OSError as problem:
        raise click.ClickException(f"{target} cannot be written: {problem.strerror}.") from None
    with os.fdopen(handle, "wb") as file:
        file.write(sound)
    click.echo(f"Written to {target}. Delete it when you have heard it.")


@group.command("done")
@click.argument("code")
@signed
@kindly
@refused
def done(code: str, who: str) -> None:
    """What the message that begins with CODE asks for was done."""
    voicemail_ends.done(started(), code, audit.staff(who))
    click.echo("Done. It stays until its days are over, as its caller was told.")


@group.command("erase")
@click.argument("code")
@click.confirmation_option(prompt="Nobody can hear it after this. Erase it?")
@click.option("--by", "who", required=True, help="Your name, for the audit.")
@kindly
@refused
def erase(code: str, who: str) -> None:
    """Erase the message that begins with CODE before its time."""
    voicemail_ends.erase(started(), code, audit.staff(who))
    click.echo("Erased here; the phone company's copy, if any, follows.")
