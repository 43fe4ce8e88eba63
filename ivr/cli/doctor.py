"""What is missing, and how is it mended? And what answers when all else fails?"""

from collections import Counter
from pathlib import Path

import click
from sqlalchemy.exc import SQLAlchemyError

from ivr import lifeline as lifelines
from ivr.cli.ground import kindly, started
from ivr.cli.lines import shown
from ivr.oidc import Provider, ProviderAway
from ivr.operations import lines, pacing
from ivr.queries import voicemails
from ivr.queries.missing import missing
from ivr.runtime import Runtime
from ivr.telephony.phone import AskLater, Refused, Unanswered

__all__ = ["doctor", "lifeline"]

SENTENCES = {
    "no_database": "cannot be reached: is HELPLINE_DATABASE_URL right, and the server running?",
    "old_tables": "has old tables: run `helpline db upgrade`.",
    "no_redis": "none is running: `scripts/server` starts one, or set HELPLINE_REDIS_URL.",
    "redis_away": "does not answer: is the server of HELPLINE_REDIS_URL running?",
    "no_flows": "are not published: run `helpline flows publish`.",
    "no_sounds": "lack {n} recordings ({first}): publish their folder again.",
    "strays": (
        "{n} call(s) came to a number that is no line, and heard what the main line says: "
        "helpline lines add --help"
    ),
    "nobody": "nobody is here: helpline people add --help",
    "nobody_there": "nobody is on duty: helpline duty on NAME",
    "kept_too_long": "is behind ({kinds}): is the clock running? See `helpline retention`.",
    "unread": "could not be read; mend the database first.",
}
"""What is missing, and how it is mended, by the code of `queries/missing`."""
WAITING = ("new", "coming", "lost")
"""How a message stands that nobody has heard yet."""


@click.command()
@kindly
def doctor() -> None:
    """Look at everything the helpline depends on, and say how to mend what is missing."""
    rt = started("doctor")
    found: list[tuple[str, str | None]] = [("settings", None)]
    for part, gap in missing(rt).items():
        found.append((part, SENTENCES[gap.code].format(**gap.told) if gap else None))
    found.append(("phone company", _phone_company(rt)))
    if rt.oidc is not None:
        found.append(("sign-in", _provider(rt, rt.oidc)))
    for name, problem in found:
        click.echo(
            f"{'ok     ' if problem is None else 'MISSING'}  {name:14} {problem or ''}".rstrip()
        )
    for line in (*_answering(rt), *_pace(rt), *_messages(rt)):
        click.echo(f"{'':9}{line}")
    if any(problem for _, problem in found):
        raise SystemExit(1)


def _answering(rt: Runtime) -> list[str]:
    """Each line, to compare with the numbers at the phone company."""
    try:
        return [shown(line) for line in lines.everyone(rt)]
    except SQLAlchemyError:
        return []


def _pace(rt: Runtime) -> list[str]:
    """How fast phones are begun to ring, and how many wait for their moment."""
    try:
        stands = pacing.pace(rt)
    except SQLAlchemyError:
        return []
    told = f"rings: {rt.environment.calls_per_second:g} a second (HELPLINE_CALLS_PER_SECOND)"
    if stands.last is None:
        return [told]
    seconds = (stands.last - rt.now()).total_seconds()
    return [f"{told}; {stands.waiting} wait, the last for {seconds:.1f} s"]


def _messages(rt: Runtime) -> list[str]:
    """How many messages of callers somebody has to see to."""
    try:
        stands = Counter(one.stands for one in voicemails.left(rt, everything=True))
    except SQLAlchemyError:
        return []
    told = ", ".join(f"{stands[name]} {name}" for name in WAITING if stands[name])
    return [f"messages: {told} (helpline voicemail list)"] if told else []


def _provider(rt: Runtime, oidc: Provider) -> str | None:
    """Whether whoever else vouches for the staff is there."""
    try:
        oidc.begin(rt.now())
    except ProviderAway:
        return "the provider of HELPLINE_OIDC_ISSUER does not answer, or names itself otherwise."
    return None


def _phone_company(rt: Runtime) -> str | None:
    try:
        rt.phone.in_room("doctor")
    except (AskLater, Unanswered):
        return "does not answer: start the sandbox, or see HELPLINE_TWILIO_API_URL."
    except Refused:
        return "turned us away: check the account's SID and HELPLINE_TWILIO_AUTH_TOKENS."
    return None


@click.command()
@click.option(
    "--out",
    type=click.Path(file_okay=False, path_type=Path),
    default=Path("lifeline"),
    show_default=True,
    help="The folder to write the documents to.",
)
@click.option("--url", required=True, help="Where that folder will be served: https://...")
@kindly
def lifeline(out: Path, url: str) -> None:
    """Write the documents that answer when this whole helpline is down.

    Put them on any static host, and give call.xml there as the number's fallback URL (GET).
    """
    rt = started()
    out.mkdir(parents=True, exist_ok=True)
    book, number = rt.books.live(), rt.environment.number
    sounds = {f"{name}.wav": rt.sounds.get(name) for name in lifelines.sounds(book)}
    made = lifelines.documents(book, url.rstrip("/"), number, rt.sounds.has)
    written = {name: f"{document}\n".encode() for name, document in made.items()}
    for name, content in {**written, **sounds}.items():
        if content is not None:
            (out / name).write_bytes(content)
            click.echo(f"wrote {out / name}")
