"""What does somebody need to know who has just started a helpline?"""

from sqlalchemy import select

from ivr import numbers
from ivr.database import connect
from ivr.environment import Environment
from ivr.models import Account, Presence, Responder
from ivr.trial import running
from ivr.trial.people import DEMO_PASSWORD, DEMO_STAFF


def words(environment: Environment) -> str:
    """Where it is, what to dial, who would answer and what to try: a few lines."""
    sandbox = running.address_of(environment.sandbox_bind)
    health = running.address_of(environment.web_bind) + "/readyz"
    rows = [
        ("Dial", numbers.written(environment.number)),
        ("On a phone at", f"{sandbox}/" if running.with_sandbox(environment) else "any phone"),
        ("On duty", on_duty(environment)),
        ("Console", f"{environment.console_url}/console/"),
        *sign_in(environment),
        ("Health", health),
        ("Try", "scripts/first-call   in another terminal: one whole call, told"),
        ("", f"{sandbox}/   pick up a phone, dial, be answered"),
    ]
    lines = [f"  {name:<15}{value}" for name, value in rows]
    return "\n".join(["", "The helpline is ready.", "", *lines, "", "Ctrl-C ends all of it.", ""])


def sign_in(environment: Environment) -> list[tuple[str, str]]:
    """How the demo staff gets into the console, where there is one."""
    known = select(Account.name).where(Account.name.in_(DEMO_STAFF), Account.closed_at.is_(None))
    with connect(environment.database_url).read() as session:
        names = list(session.scalars(known.order_by(Account.name.desc())))
    if not names or not environment.own_database:
        return [("", "let somebody in: helpline people invite NAME --may supervisor")]
    return [
        ("", f"{' or '.join(names)}, password: {DEMO_PASSWORD}"),
        ("", f"and the code of .venv/bin/helpline people code {names[0]}"),
    ]


def on_duty(environment: Environment) -> str:
    """Names and languages of the people on duty, as the database has them."""
    wanted = select(Responder).join(Presence).where(Presence.on_duty)
    with connect(environment.database_url).read() as session:
        people = session.scalars(wanted.order_by(Responder.name)).all()
        names = [f"{who.name} ({', '.join(who.languages)})" for who in people]
    return ", ".join(names) or "nobody yet: helpline duty on NAME"
