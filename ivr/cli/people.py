"""How are responders added, and put on duty, from a terminal?"""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import click

from ivr.cli.ground import kindly, started
from ivr.operations import duty as duties
from ivr.operations import people as responders
from ivr.operations.duty import NobodyOfThatName
from ivr.operations.people import ImpossiblePerson, NewResponder
from ivr.runtime import Runtime

__all__ = ["duty", "people"]

A_DAY = timedelta(days=1)


@click.group()
def people() -> None:
    """The responders."""


@people.command()
@click.option("--name", required=True)
@click.option("--phone", required=True, help="+12125550123; kept sealed, shown to nobody.")
@click.option("--speaks", required=True, help="Language tags: es,en")
@click.option(
    "--certified",
    multiple=True,
    help="specialty:last-day, as often as needed or with commas: domestic_abuse:2027-12-31",
)
@kindly
def add(name: str, phone: str, speaks: str, certified: tuple[str, ...]) -> None:
    """Add a responder, off duty at first."""
    person = NewResponder(
        name=name,
        phone=phone,
        speaks=tuple(tag.strip() for tag in speaks.split(",")),
        certified=dict(_certificate(text) for many in certified for text in many.split(",")),
    )
    try:
        responders.add(started(), person)
    except ImpossiblePerson as problem:
        raise click.ClickException(str(problem)) from None
    click.echo(f"{name} is here. When they can take calls: helpline duty on {name}")


def _certificate(text: str) -> tuple[str, datetime]:
    """The last day counts whole: it runs out at the following midnight, UTC."""
    name, _, day = text.strip().partition(":")
    try:
        last = date.fromisoformat(day)
        if last > date.max - A_DAY:
            raise ValueError(day)
    except ValueError:
        raise click.ClickException(
            "A certificate is written specialty:last-day, like domestic_abuse:2027-12-31."
        ) from None
    return name, datetime(last.year, last.month, last.day, tzinfo=UTC) + A_DAY


def _last_day(until: datetime) -> date:
    """The day as it was given: the one before the midnight at which the certificate runs out."""
    return (until - timedelta.resolution).astimezone(UTC).date()


@people.command("list")
@kindly
def listing() -> None:
    """Everybody, with languages, certificates and duty; never a number."""
    rt = started()
    for known in responders.everybody(rt):
        state = "on duty " if known.on_duty else "off duty"
        proofs = ", ".join(
            f"{specialty} until {_last_day(until)}" + ("" if until > rt.now() else " (expired)")
            for specialty, until in known.certified.items()
        )
        spoken = ",".join(known.languages)
        click.echo(f"{state}  {known.name:20} {spoken:10} {proofs or 'no certificate'}")


@click.group()
def duty() -> None:
    """Who takes calls now."""


@duty.command("on")
@click.argument("name")
@kindly
def on(name: str) -> None:
    """NAME takes calls from now on."""
    _change(duties.on, name)
    click.echo(f"{name} is on duty.")


@duty.command("off")
@click.argument("name")
@kindly
def off(name: str) -> None:
    """NAME is not rung any more; a call they are on goes on."""
    _change(duties.off, name)
    click.echo(f"{name} is off duty.")


def _change(change: Callable[[Runtime, str], None], name: str) -> None:
    try:
        change(started(), name)
    except NobodyOfThatName as problem:
        raise click.ClickException(str(problem)) from None
