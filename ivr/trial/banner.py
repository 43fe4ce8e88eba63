"""What does somebody need to know who has just started a helpline?"""

from ivr import numbers
from ivr.environment import Environment
from ivr.runtime import build
from ivr.trial import running
from ivr.trial.ledger import everybody


def words(environment: Environment) -> str:
    """Where it is, what to dial, who would answer and what to try: a few lines."""
    sandbox = running.address_of(environment.sandbox_bind)
    health = running.address_of(environment.web_bind) + "/readyz"
    rows = [
        ("Dial", numbers.written(environment.number)),
        ("On a phone at", f"{sandbox}/" if running.with_sandbox(environment) else "any phone"),
        ("On duty", on_duty(environment)),
        ("Health", health),
        ("Try", "scripts/first-call   in another terminal: one whole call, told"),
        ("", f"{sandbox}/   pick up a phone, dial, be answered"),
    ]
    lines = [f"  {name:<15}{value}" for name, value in rows]
    return "\n".join(["", "The helpline is ready.", "", *lines, "", "Ctrl-C ends all of it.", ""])


def on_duty(environment: Environment) -> str:
    """Names and languages of the people on duty, as the database has them."""
    rt = build(environment)
    people = everybody(rt, on_duty=True)
    rt.db.engine.dispose()
    names = [f"{person.name} ({', '.join(person.languages)})" for person in people]
    return ", ".join(names) or "nobody yet: helpline duty on NAME"
