"""How is somebody let into the console from a terminal?"""

import click
from sqlalchemy.orm import Session

from ivr.cli.ground import kindly, started
from ivr.cli.telling import refused, signed
from ivr.models import Grant
from ivr.operations import accounts, factors
from ivr.queries import accounts as known
from ivr.runtime import Runtime

__all__ = ["close", "code", "invite", "listing"]

GRANTS = tuple(grant.value for grant in Grant)


@click.command()
@click.argument("name")
@click.option(
    "--may",
    multiple=True,
    type=click.Choice(GRANTS),
    help="What they may see and do, as often as needed; in place of what they could before.",
)
@click.option("--responder", help="Whose desk it opens, if the responder has another name.")
@signed
@kindly
@refused
def invite(name: str, may: tuple[str, ...], responder: str | None, who: str) -> None:
    """Let NAME into the console: prints a link that works once, for 48 hours.

    Whoever opens it chooses a password and adds an authenticator app. A responder of this name is
    the same person there. For somebody who lost their phone, or forgot the password: the same
    again; what they have goes on until the link is used.

    \b
      helpline people invite Ana
      helpline people invite "Ana M." --responder Ana
      helpline people invite Sam --may supervisor --may flow_editor
      helpline people invite Rosa --may administrator
    """
    rt = started()
    token = accounts.invite(rt, name, [Grant(one) for one in may] if may else None, who)
    if responder is not None:
        accounts.link(rt, name, responder, who)
    grants = next((one.grants for one in known.accounts(rt) if _is(one.name, name)), ())
    click.echo(f"Give this link to {name}, and nobody else. It works once, for 48 hours:")
    click.echo(link(rt, token))
    click.echo(f"{name} may then be: {', '.join(grants) or 'nothing yet; say it with --may'}.")


def _is(one: str, other: str) -> bool:
    return accounts.known_as(one) == accounts.known_as(other)


def link(rt: Runtime, token: str) -> str:
    """Where an invitation is accepted."""
    return f"{rt.environment.console_url}/console/invited/{token}"


@click.command("accounts")
@kindly
def listing() -> None:
    """Who may use the console, as what, and who is signed in."""
    for one in known.accounts(started()):
        grants = ", ".join(one.grants) or "may see nothing"
        signed_in = f"  signed in ({one.signed_in})" if one.signed_in else ""
        click.echo(f"{one.state:8} {one.name:20} {grants}{signed_in}")


@click.command("close-account")
@click.argument("name")
@signed
@click.confirmation_option(prompt="They cannot sign in any more. Go on?")
@kindly
@refused
def close(name: str, who: str) -> None:
    """NAME cannot sign in any more, and is signed out everywhere at once."""
    accounts.close(started(), name, who)
    click.echo(f"The account of {name} is closed.")


@click.command()
@click.argument("name")
@kindly
@refused
def code(name: str) -> None:
    """In development: what NAME's authenticator app would show now, for trying without a phone."""
    rt = started()
    if rt.environment.production:
        raise click.ClickException("In production a second factor stays with its owner.")
    with rt.db.read() as session:
        click.echo(_code(rt, session, name))


def _code(rt: Runtime, session: Session, name: str) -> str:
    secret = factors.open_secret(rt, accounts.find(session, name))
    if secret is None:
        raise click.ClickException(f"{name} has not accepted the invitation yet.")
    return factors.now_code(secret, rt.now())
