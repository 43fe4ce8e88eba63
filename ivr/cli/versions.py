"""How do two people agree in a terminal on what callers will hear, and how is it undone?"""

import click

from ivr.cli.ground import kindly, started
from ivr.cli.telling import FROM, MANNERS, advised, moment, refused, told, zone_of
from ivr.models import ApprovalState
from ivr.operations import approvals, flows, moments, sets
from ivr.operations.approvals import Proposal
from ivr.queries import versions

__all__ = ["approve", "difference", "listing", "propose", "roll_back", "withdraw"]


@click.command("list")
@kindly
def listing() -> None:
    """What each number answers with, what was live when, and what waits."""
    shown = versions.history(started())
    for number, flow in shown.lines:
        click.echo(f"{number}  answers with {flow}")
    for entry in shown.waiting:
        click.echo(_waiting(entry))
    for place, made in enumerate(shown.publications):
        live = "live" if place == 0 else "    "
        people = made.author if not made.approver else f"{made.author}, {made.approver} agreed"
        why = f" ({made.reason})" if made.reason else ""
        click.echo(
            f"{live}  {made.revision}  {made.published_at:%Y-%m-%d %H:%M} UTC  "
            f"{people or 'nobody signed'}: {MANNERS[made.manner]}{why}  {made.note}".rstrip()
        )
    if not shown.publications:
        click.echo("Nothing is published yet: helpline flows publish")


def _waiting(entry: versions.Waiting) -> str:
    when = f" for {entry.due_at:%Y-%m-%d %H:%M} UTC" if entry.due_at else ""
    if entry.state is ApprovalState.REFUSED:
        why = f", {entry.refused_for}" if entry.refused_for else ""
        more = f"helpline flows check --from {entry.revision}"
        state = f"was refused by the checks{when}{why}; {entry.approver} had agreed ({more})"
    elif entry.state is ApprovalState.READY:
        state = f"waits for its time{when}; {entry.approver} agreed"
    else:
        state = f"waits for a second person{when}"
    return f"wait  {entry.revision}  {entry.author}: {state}  {entry.note}".rstrip()


@click.command("diff")
@click.argument("before", default="live")
@click.argument("after", default="files")
@kindly
@refused
def difference(before: str, after: str) -> None:
    """Say in sentences what is different in AFTER (the files) from BEFORE (what is live).

    Each is `files`, `live`, `before`, `draft:NAME`, a folder (./DIR), or the start of a
    revision's name.
    """
    rt = started()
    one, other = sets.named(rt, before), sets.named(rt, after)
    found = sets.difference(rt, one, other)
    where = ""
    if found.by_file and found.changes:
        click.echo("No step, word or setting can be compared; by file:")
    for change in found.changes:
        if change.where != where:
            where = change.where
            click.echo(f"{where}:")
        click.echo(f"  {change.sentence}")
    if not found.changes:
        click.echo(f"Nothing: {other.title} and {one.title} are the same.")


@click.command()
@click.option("--author", required=True, help="Your name.")
@click.option("--note", required=True, help="Why, in a few words; never about a caller.")
@click.option("--from", "source", default="files", show_default=True, help=FROM)
@click.option("--at", "at", help='When it should go live: "2027-03-08 06:00", or 06:00.')
@click.option("--zone", help="The zone --at is meant in; the one of the live settings otherwise.")
@click.option("--anyway", is_flag=True, help="Also if it undoes what went live meanwhile.")
@kindly
@refused
def propose(
    author: str, note: str, source: str, at: str | None, zone: str | None, *, anyway: bool
) -> None:
    """Ask that these files go live; somebody else then runs `helpline flows approve`."""
    rt = started()
    given = sets.brought(rt, source)
    there = moments.zone_named(zone) if zone else zone_of(rt)
    due = moments.later(at, there, rt.now()) if at else None
    asked = approvals.propose(
        rt,
        Proposal(
            files=given.files,
            author=author,
            note=note,
            base=given.base,
            due_at=due,
            zone=there.key if due else None,
            anyway=anyway,
        ),
    )
    when = "" if due is None else f" on {moment(due, there)}"
    name = asked.revision
    click.echo(f"Revision {name} can go live{when} when somebody else agrees:")
    for rest in (f"diff {asked.live} {name}", f"check --from {name}", f"approve {name} --by NAME"):
        click.echo(f"  helpline flows {rest}")
    advised(asked.advice, name)


@click.command()
@click.argument("revision")
@click.option("--by", "who", required=True, help="Your name; not the author's.")
@click.option("--anyway", is_flag=True, help="Also if it undoes what went live meanwhile.")
@kindly
@refused
def approve(revision: str, who: str, *, anyway: bool) -> None:
    """Agree to REVISION: it goes live at once, or at the time its author gave."""
    rt = started()
    agreed = approvals.approve(rt, revision, who, anyway=anyway)
    if agreed.published is not None:
        told(agreed.published)
    elif agreed.due_at is not None:
        there = moments.zone_named(agreed.zone) if agreed.zone else zone_of(rt)
        when = moment(agreed.due_at, there)
        click.echo(f"Revision {agreed.revision} goes live on {when}.")
        click.echo(f"  helpline flows withdraw {agreed.revision} --by NAME   stops it")
        advised(agreed.advice, agreed.revision)


@click.command()
@click.argument("revision")
@click.option("--by", "who", required=True, help="Your name.")
@kindly
@refused
def withdraw(revision: str, who: str) -> None:
    """Take back REVISION, which waits for a second person or for its time."""
    click.echo(f"Revision {approvals.withdraw(started(), revision, who)} does not wait any more.")


@click.command("roll-back")
@click.argument("revision", required=False)
@click.option("--by", "who", default=flows.COMMAND_LINE, help="Your name.")
@kindly
@refused
def roll_back(revision: str | None, who: str) -> None:
    """Make live again what was live before this, or REVISION, which was live at some time.

    It was agreed to once, so nobody has to agree again. Calls that go on keep their words.
    """
    told(flows.roll_back(started(), who, revision))
