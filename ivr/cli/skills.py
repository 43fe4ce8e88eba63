"""How are certificates, languages and PINs written down from a terminal?"""

from datetime import datetime

import click

from ivr.cli.ground import kindly, started
from ivr.cli.telling import refused, signed
from ivr.operations import pins, profiles
from ivr.operations.profiles import Held
from ivr.operations.skills import certificate, last_day
from ivr.queries.profiles import profile

__all__ = ["certify", "languages", "pin", "uncertify"]


@click.command()
@click.argument("name")
@click.argument("certificates", nargs=-1, required=True, metavar="SPECIALTY:LAST-DAY...")
@click.option("--issued", type=click.DateTime(["%Y-%m-%d"]), help="When: 2026-11-01")
@signed
@kindly
@refused
def certify(name: str, certificates: tuple[str, ...], issued: datetime | None, who: str) -> None:
    """NAME holds these certificates, the last day included.

    The names are those of settings.yaml, and `general` for the training everybody needs. A newer
    one takes the place of the older.
    """
    rt = started()
    on = issued.date() if issued else None
    held = [Held(*certificate(text), on) for many in certificates for text in many.split(",")]
    profiles.certify(rt, name, held, who)
    for one in held:
        over = " It is over already." if one.until <= rt.now() else ""
        click.echo(f"{name}: {one.specialty} until {last_day(one.until)}.{over}")


@click.command()
@click.argument("name")
@click.argument("specialty")
@signed
@kindly
@refused
def uncertify(name: str, specialty: str, who: str) -> None:
    """NAME is not certified for SPECIALTY any more, from this moment on."""
    profiles.uncertify(started(), name, specialty, who)
    click.echo(f"{name} is not offered such calls any more.")


@click.command()
@click.argument("name")
@click.argument("tags", nargs=-1, required=True, metavar="TAG[:LEVEL]...")
@signed
@kindly
@refused
def languages(name: str, tags: tuple[str, ...], who: str) -> None:
    """NAME speaks these languages, and no others.

    \b
    A level may follow: basic, fluent (if none is given) or native. Calls in a basic language
    are not theirs, unless it says so:
      helpline people languages Ana es:native en fr:basic pt:basic:routed
    """
    rt = started()
    spoken = [tag.strip() for many in tags for tag in many.split(",")]
    profiles.speaks(rt, name, spoken, who)
    known = profile(rt, name).spoken
    theirs = ", ".join(one.tag for one in known if one.routed) or "none"
    click.echo(f"{name} speaks {' '.join(map(str, known))}. Calls are theirs in: {theirs}.")


@click.command()
@click.argument("name")
@signed
@kindly
@refused
def pin(name: str, who: str) -> None:
    """A new PIN with which NAME comes on duty by telephone; it also ends a lock.

    It is asked for, never written on the line: 4 to 8 digits. From their own phone NAME calls the
    neutral number, types it and presses the pound key.
    """
    digits = click.prompt("PIN", hide_input=True, confirmation_prompt="Again")
    pins.set_pin(started(), name, digits, who)
    click.echo(f"{name} has a new PIN.")
