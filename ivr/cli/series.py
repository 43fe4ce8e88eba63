"""How are texts that follow each other promised, shown and stopped, from a terminal?"""

from zoneinfo import ZoneInfo

import click

from ivr.cli.ground import kindly, started
from ivr.cli.telling import moment, refused, zone_of
from ivr.flow.hours import Hours
from ivr.operations import audit, moments
from ivr.operations import series as operations
from ivr.operations.series import Every, ImpossibleSeries, NewSeries
from ivr.queries import series as queries
from ivr.runtime import Runtime

__all__ = ["group"]

EVERY = {"week": Every.WEEK, "two-weeks": Every.TWO_WEEKS, "four-weeks": Every.FOUR_WEEKS}
LAST_DIGITS = 3


@click.group("series")
def group() -> None:
    """Texts over some weeks to somebody who asked for them: each asks whether another is wanted."""


@group.command("add")
@click.option(
    "--text", "template", default="list_again", show_default=True, help="Of messages.yaml."
)
@click.option("--language", required=True)
@click.option("--every", type=click.Choice(list(EVERY)), default="week", show_default=True)
@click.option("--first", required=True, help="18:00, or 2027-03-08 18:00, on their clock.")
@click.option("--until", required=True, help="2027-05-01 00:00; within 90 days.")
@click.option("--hours", "safe", help="Hours of settings.yaml that are safe for them.")
@click.option("--by", "who", required=True, help="Who they said yes to.")
@kindly
@refused
def add(
    template: str, language: str, every: str, first: str, until: str, safe: str | None, who: str
) -> None:
    """Somebody said yes to these texts.

    Their number is asked for, never written on the line, and its end is read back.
    """
    rt = started()
    hours = _safe(rt, safe)
    zone = zone_of(rt) if hours is None else hours.zone
    number = click.prompt("Their number, with its country", hide_input=True).strip()
    click.confirm(f"It ends in {number[-LAST_DIGITS:]}. Is that right?", abort=True)
    wanted = NewSeries(
        number=number,
        template=template,
        language=language,
        every=EVERY[every],
        first=moments.later(first, zone, rt.now()),
        ends_at=moments.later(until, zone, rt.now()),
        hours=hours,
    )
    made = operations.promise(rt, wanted, audit.staff(who))
    click.echo(f"Promised. To stop it: helpline series stop {made[: queries.SHOWN]} --by {who}")


def _safe(rt: Runtime, name: str | None) -> Hours | None:
    known = rt.books.live().settings.opening_hours
    if name is not None and name not in known:
        raise ImpossibleSeries(
            f"There are no hours of this name; settings.yaml has: {', '.join(known)}."
        )
    return None if name is None else known[name]


@group.command("list")
@click.option("--all", "everything", is_flag=True, help="Also those that ended.")
@kindly
def listed(everything: bool) -> None:
    """Which series go on, and when the next text comes."""
    rt = started()
    zone = zone_of(rt)
    found = queries.listed(rt, everything=everything)
    for one in found:
        click.echo(
            f"{one.code}  {one.template}  {one.language}  every {one.every_days} days  "
            f"{one.contacts} sent  {_stands(one, zone)}  until {moment(one.ends_at, zone)}"
        )
    if not found:
        click.echo("Nothing is planned.")


def _stands(one: queries.Planned, zone: ZoneInfo) -> str:
    return one.stands if one.next_at is None else f"next {moment(one.next_at, zone)}"


@group.command("stop")
@click.argument("code")
@click.option("--by", "who", required=True, help="Your name, for the audit.")
@kindly
@refused
def stop(code: str, who: str) -> None:
    """Nothing more is sent of the series that begins with CODE."""
    operations.stop(started(), code, audit.staff(who))
    click.echo("Stopped. The number is forgotten within a day.")
