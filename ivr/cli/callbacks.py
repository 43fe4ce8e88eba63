"""Which calls are promised, and what is done about them: how is it said in a terminal?"""

import click

from ivr.cli.ground import kindly, started
from ivr.cli.telling import refused, signed, zone_of
from ivr.operations import callback_orders
from ivr.queries.promised import promised
from ivr.runtime import Runtime

__all__ = ["group"]

STATES = {
    "promised": "waits for its time",
    "due": "waits for a responder",
    "ringing": "is being rung",
    "answered": "is being asked for a key",
}


@click.group("callbacks")
def group() -> None:
    """Promised calls: ids, codes and times, never a number.

    \b
      helpline callbacks list
      helpline callbacks show-overdue
      helpline callbacks hand-over ID     somebody sees to this person in another way
      helpline callbacks decline ID       the person wants no call any more
    """


@group.command("list")
@kindly
def listing() -> None:
    """Every call that is still to be made, the next first."""
    _told(started(), late_only=False)


@group.command("show-overdue")
@kindly
def late() -> None:
    """Those that should have been made by now. Exit code 1 when there are any."""
    if _told(started(), late_only=True):
        raise SystemExit(1)


def _told(rt: Runtime, *, late_only: bool) -> int:
    found = promised(rt, late_only=late_only)
    zone = zone_of(rt) if found else None
    for one in found:
        begins, ends = one.not_before.astimezone(zone), one.not_after.astimezone(zone)
        tries = f", tried {one.attempts} times ({one.reason})" if one.attempts else ""
        click.echo(
            f"{one.id}  {begins:%a %Y-%m-%d %H:%M} (until {ends:%a %H:%M})  {one.language} "
            f"{one.specialty or 'any'}  {STATES[one.state]}{tries}"
        )
    if not found:
        click.echo("No promised call is overdue." if late_only else "No call is promised.")
    return len(found)


@group.command("hand-over")
@click.argument("callback_id", metavar="ID")
@signed
@kindly
@refused
def hand_over(callback_id: str, who: str) -> None:
    """Nobody here rings this person: somebody sees to them in another way."""
    callback_orders.hand_over(started(), callback_id, who)
    click.echo("Handed over: nobody here rings any more.")


@group.command("decline")
@click.argument("callback_id", metavar="ID")
@signed
@kindly
@refused
def decline(callback_id: str, who: str) -> None:
    """This person wants no call any more."""
    callback_orders.decline(started(), callback_id, who)
    click.echo("Declined: nobody rings any more.")
