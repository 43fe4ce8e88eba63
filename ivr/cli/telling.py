"""How are publishes, moments and refusals told in a terminal?"""

from collections.abc import Callable, Iterable
from datetime import datetime
from functools import wraps
from typing import ParamSpec, TypeVar
from zoneinfo import ZoneInfo

import click

from ivr.flow.checks.readiness import NEEDS_SAFEGUARDING
from ivr.flow.finding import LEVELS, Finding
from ivr.models import Emergency, Manner
from ivr.operations import flows
from ivr.operations.alerts import MISSED
from ivr.operations.flows import Published
from ivr.operations.refusals import Refusal
from ivr.runtime import Runtime

__all__ = [
    "EMERGENCIES",
    "FROM",
    "MANNERS",
    "advised",
    "moment",
    "refused",
    "signed",
    "summed",
    "told",
    "why_benched",
    "zone_of",
]

Given = ParamSpec("Given")
Made = TypeVar("Made")

FROM = "`files`, `live`, `before`, `draft:NAME`, a folder (./DIR), or the start of a revision."

NOT_ALLOWED = ("21215", "21219", "13227")
"""Twilio: the country is not enabled, or the account is on trial."""
EMERGENCIES = tuple(reason.value for reason in Emergency)
MANNERS = {
    Manner.FIRST: "the first publish; no second person was needed",
    Manner.DEVELOPMENT: "in development; no second person was needed",
    Manner.APPROVED: "agreed to by a second person",
    Manner.SCHEDULED: "agreed to by a second person, at its time",
    Manner.EMERGENCY: "an emergency; nobody else agreed, and the audit says so",
    Manner.ROLLED_BACK: "rolled back",
    Manner.EARLIER: "before publications were written down",
}


signed = click.option(
    "--by", "who", default=flows.COMMAND_LINE, show_default=True, help="Your name, for the audit."
)
"""Who does it."""


def refused(command: Callable[Given, Made]) -> Callable[Given, Made]:
    """A command whose refusals end in their sentence and exit code 1."""

    @wraps(command)
    def guarded(*args: Given.args, **named: Given.kwargs) -> Made:
        try:
            return command(*args, **named)
        except Refusal as problem:
            raise click.ClickException(str(problem)) from None

    return guarded


def told(done: Published) -> None:
    """Say what a publish did."""
    if done.changed:
        how = MANNERS[done.manner]
        click.echo(f"Revision {done.revision} published: {how}. New calls hear it.")
    else:
        click.echo(f"Revision {done.revision} is live already.")
    if done.changed and done.replaced:
        click.echo(f"Back to what was live before: helpline flows roll-back {done.replaced}")
    for revision, due_at in done.to_come:
        click.echo(
            f"Revision {revision} will replace it on {due_at:%Y-%m-%d %H:%M} UTC; "
            f"`helpline flows withdraw {revision}` stops that."
        )
    advised(done.advice, done.revision)
    if done.lines:
        click.echo(f"{done.lines} line(s) were made; they answer from now on.")


def summed(found: Iterable[Finding]) -> str:
    """How many of each level: `2 must fix, 1 worth knowing`; empty if there are none."""
    levels = [finding.level for finding in found]
    sums = ((levels.count(level), words) for level, words in LEVELS.items())
    return ", ".join(f"{count} {words}" for count, words in sums if count)


def advised(found: Iterable[Finding], source: str) -> None:
    """Say what should be mended in a set that nothing stopped: in a word where to read it, and in
    full what somebody has to see to."""
    advice = tuple(found)
    for finding in advice:
        if finding.level == "M" or finding.code == NEEDS_SAFEGUARDING:
            click.echo(str(finding))
    if advice:
        click.echo(f"To look at: {summed(advice)} (helpline flows check --from {source})")


def zone_of(rt: Runtime) -> ZoneInfo:
    """The zone of the live settings."""
    return ZoneInfo(rt.books.live().settings.zone)


def moment(at: datetime, zone: ZoneInfo) -> str:
    """A moment on the clocks of a zone."""
    return f"{at.astimezone(zone):%Y-%m-%d %H:%M} {zone.key}"


def why_benched(code: str) -> str:
    """Why somebody is not rung until they come on duty again, for whoever can mend it."""
    if code == MISSED:
        return "let two calls in a row ring"
    if code in NOT_ALLOWED:
        return f"our account may not ring this number ({code})"
    return f"the number cannot be rung ({code})"
