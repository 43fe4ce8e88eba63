"""Who takes calls now, and who should: how is it said in a terminal?"""

from zoneinfo import ZoneInfo

import click

from ivr.cli.ground import kindly, started
from ivr.cli.telling import refused
from ivr.models.responder import RUNG
from ivr.operations import duty as duties
from ivr.operations.skills import published
from ivr.queries.floor import Here, floor
from ivr.queries.profiles import profile

__all__ = ["duty"]


@click.group()
def duty() -> None:
    """Who takes calls now.

    A shift is a plan: nobody is on duty before they say so, here, by telephone or by text. When
    the shift is over they are off duty by themselves.
    """


@duty.command("on")
@click.argument("name")
@click.option("--stays", is_flag=True, help="Also when their shift is over.")
@kindly
@refused
def on(name: str, stays: bool) -> None:
    """NAME takes calls from now on."""
    rt = started()
    duties.on(rt, name, open_ended=stays)
    click.echo(f"{name} is on duty.")
    role = profile(rt, name).role
    if role not in RUNG:
        click.echo(f"As {role} they are not rung alone.")


@duty.command("off")
@click.argument("name")
@kindly
@refused
def off(name: str) -> None:
    """NAME is not rung any more; a call they are on goes on."""
    duties.off(started(), name)
    click.echo(f"{name} is off duty.")


@duty.command("list")
@kindly
def listing() -> None:
    """Who is here, until when, and who is missing."""
    rt = started()
    settings = published(rt)
    zone = ZoneInfo(settings.zone if settings else "UTC")
    people = floor(rt)
    for one in people:
        click.echo(f"{one.name:20} {_told(one, zone)}")
    if not any(one.on_duty for one in people):
        click.echo("Nobody is on duty: helpline duty on NAME")


def _told(one: Here, zone: ZoneInfo) -> str:
    planned = one.due and (
        f"planned {one.due.begins_at.astimezone(zone):%a %H:%M} to "
        f"{one.due.ends_at.astimezone(zone):%a %H:%M}"
    )
    if one.is_missing:
        return f"MISSING   {planned}"
    told = ["on duty "]
    if one.paused_until is not None:
        told.append(f"paused until {one.paused_until.astimezone(zone):%H:%M},")
    told.append(planned or "without a shift")
    if planned and not one.leaves:
        told.append("and stays after it")
    return " ".join(told)
