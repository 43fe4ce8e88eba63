"""How is a message such as "closed today" turned on for a while, from a terminal?"""

import click

from ivr.cli.ground import kindly, started
from ivr.cli.telling import moment, refused, zone_of
from ivr.operations import moments, switches

__all__ = ["group"]


@click.group("switch")
def group() -> None:
    """What is true only for a while, without touching a flow.

    \b
    Switches are named in settings.yaml and asked for by `check` steps:
      helpline switch on closed_today --until 18:00 --by Sam
      helpline switch off closed_today --by Sam
    """


@group.command("on")
@click.argument("name")
@click.option("--until", required=True, help='18:00, or "2027-03-08 06:00", in your own zone.')
@click.option("--by", "who", required=True, help="Your name.")
@kindly
@refused
def turn_on(name: str, until: str, who: str) -> None:
    """NAME is on for every call from now, and goes off by itself."""
    rt = started()
    zone = zone_of(rt)
    end = moments.later(until, zone, rt.now())
    switches.turn_on(rt, name, end, who)
    click.echo(f"{name} is on until {moment(end, zone)}.")


@group.command("off")
@click.argument("name")
@click.option("--by", "who", required=True, help="Your name.")
@kindly
@refused
def turn_off(name: str, who: str) -> None:
    """NAME is off from now on."""
    switches.turn_off(started(), name, who)
    click.echo(f"{name} is off.")


@group.command("list")
@kindly
def listing() -> None:
    """Every switch, and until when it is on."""
    rt = started()
    zone = zone_of(rt)
    shown = switches.listing(rt)
    for one in shown:
        state = f"on until {moment(one.until, zone)} ({one.set_by})" if one.until else "off"
        click.echo(f"{one.name:20}  {state:48}  {one.title}".rstrip())
    if not shown:
        click.echo("The live settings name no switches.")
