"""Who takes calls now, and who should: how is it said in a terminal?"""

from zoneinfo import ZoneInfo

import click

from ivr.cli.ground import kindly, started
from ivr.cli.telling import refused, why_benched
from ivr.models.alert import (
    BENCHED,
    CALLBACK_OVERDUE,
    KEPT_TOO_LONG,
    OUR_ACCOUNT,
    WANTS_HELP,
    WANTS_TO_TALK,
)
from ivr.models.responder import RUNG
from ivr.operations import alerts
from ivr.operations import duty as duties
from ivr.operations.skills import published
from ivr.queries.alerts import Open, unseen
from ivr.queries.floor import Here, floor
from ivr.queries.profiles import profile
from routing.moves import What

__all__ = ["duty"]

ALERTS = {
    What.AWAY: "let two calls ring, and is off duty",
    What.LAST_ON_DUTY: "should not be rung, and is: nobody else is on duty",
    What.DANGER_WAITS: "is in danger and talks to nobody",
    What.OTHER_HELP: "waits so long that other help was offered",
    What.LONG_WAIT: "waits very long",
    BENCHED: "cannot be rung, and is off duty",
    CALLBACK_OVERDUE: "was promised a call that is overdue: helpline callbacks show-overdue",
    OUR_ACCOUNT: "can ring nobody: look at the account of the phone company",
    WANTS_HELP: "is in a call, and asks for a supervisor",
    WANTS_TO_TALK: "would like somebody to talk to, after a call",
    KEPT_TOO_LONG: "is kept longer than it may be: helpline retention says what",
}


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
    width = max([20, *(len(one.name) for one in people)])
    for one in people:
        click.echo(f"{one.name:{width}} {_told(one, zone)}")
    if not any(one.on_duty for one in people):
        click.echo("Nobody is on duty: helpline duty on NAME")


@duty.command("alerts")
@click.option("--seen", is_flag=True, help="They are seen to, and not shown again.")
@kindly
def shown(seen: bool) -> None:
    """What a supervisor should look at, newest first: who cannot be rung, who waits too long."""
    rt = started()
    settings = published(rt)
    zone = ZoneInfo(settings.zone if settings else "UTC")
    found = unseen(rt)
    for one in found:
        about = one.name or (f"call {one.call_id[:8]}" if one.call_id else "the helpline")
        click.echo(f"{one.made_at.astimezone(zone):%a %H:%M}  {about:20} {_alerted(one)}")
    if not found:
        click.echo("Nothing that nobody has seen.")
    if seen:
        alerts.see(rt)


def _alerted(one: Open) -> str:
    because = f": {why_benched(one.because)}" if one.because and one.what == BENCHED else ""
    return f"{ALERTS.get(one.what, one.what)}{because}"


def _told(one: Here, zone: ZoneInfo) -> str:
    planned = one.due and (
        f"planned {one.due.begins_at.astimezone(zone):%a %H:%M} to "
        f"{one.due.ends_at.astimezone(zone):%a %H:%M}"
    )
    if one.benched_for is not None and one.since is not None:
        since = one.since.astimezone(zone)
        return f"BENCHED   since {since:%H:%M}: {why_benched(one.benched_for)}; duty on brings back"
    if one.is_missing:
        return f"MISSING   {planned}"
    told = ["on duty "]
    if one.paused_until is not None:
        told.append(f"paused until {one.paused_until.astimezone(zone):%H:%M},")
    told.append(planned or "without a shift")
    if planned and not one.leaves:
        told.append("and stays after it")
    return " ".join(told)
