"""How are call flows checked and published from a terminal?"""

import click

from ivr.cli import answers, checking, drafts, proofs, recordings, replay, versions
from ivr.cli.ground import kindly, started
from ivr.cli.telling import EMERGENCIES, refused, told
from ivr.models import Emergency
from ivr.operations import flows

__all__ = ["group"]


@click.group("flows")
def group() -> None:
    """The words and menus callers hear.

    \b
    They are written in files (the folder HELPLINE_FLOWS_DIR) and heard once they are published.
    A published set is a revision: it never changes, and can be made live again.

    \b
    Alone, to try things out, or the first time:
      helpline flows check          is anything wrong with the files?
      helpline flows publish        make them live for new calls

    \b
    In production two people agree:
      helpline flows diff                               what would change, in sentences
      helpline flows replay                             for how many recent callers, and how
      helpline flows propose --author Sam --note "New words for closing time"
      helpline flows approve REVISION --by Ana          live now, or at the time Sam gave
      helpline flows roll-back --by Sam                 what was live before, at once
    """


@group.command()
@click.option("--note", default="", help="Why, in a few words; never about a caller.")
@click.option("--author", default=flows.COMMAND_LINE, help="Your name.")
@click.option(
    "--emergency",
    type=click.Choice(EMERGENCIES),
    help="In production: why no second person can be waited for. It is kept in the audit.",
)
@kindly
@refused
def publish(note: str, author: str, emergency: str | None) -> None:
    """Make the files live for new calls. A broken file changes nothing.

    The very first publish and development need nobody else. In production a second person agrees
    (see `propose`), unless --emergency says why that cannot wait; then --author is needed too.
    """
    if emergency and author == flows.COMMAND_LINE:
        raise click.UsageError("An emergency is signed: add --author YOUR-NAME.")
    reason = Emergency(emergency) if emergency else None
    told(flows.publish(started(), note, author=author, emergency=reason))


for command in (
    checking.check,
    checking.translations,
    checking.export_po,
    checking.import_po,
    recordings.recordings,
    proofs.scripts,
    proofs.explore,
    proofs.mutate,
    proofs.bench,
    replay.replay,
    answers.answers,
    versions.listing,
    versions.difference,
    versions.propose,
    versions.approve,
    versions.withdraw,
    versions.roll_back,
    drafts.export,
    drafts.take_in,
    drafts.group,
):
    group.add_command(command)
