"""How are responders added, looked at and changed from a terminal?"""

from datetime import datetime

import click

from ivr.cli import accounts, pairings, people_files, skills
from ivr.cli.ground import kindly, started
from ivr.cli.telling import refused, signed, why_benched
from ivr.models import Role
from ivr.operations import people as responders
from ivr.operations import profiles
from ivr.operations.people import About, NewResponder
from ivr.operations.profiles import Change
from ivr.operations.skills import certificate, last_day, published
from ivr.queries.profiles import SOON, Certificate, Profile, everybody, profile, remarks
from ivr.runtime import Runtime

__all__ = ["people"]

ROLES = tuple(role.value for role in Role)


@click.group()
def people() -> None:
    """The responders.

    \b
      helpline people add --name Ana --phone +1... --speaks es:native,en \\
                          --certified domestic_abuse:2027-12-31
      helpline people certify Ana legal:2028-06-30
      helpline people pin Ana               so that she can come on duty by telephone
      helpline people show Ana
      helpline people invite Ana            into the console, by a link that works once
    """


@people.command()
@click.option("--name", required=True)
@click.option("--phone", required=True, help="+12125550123; kept sealed, shown to nobody.")
@click.option(
    "--speaks", required=True, help="Language tags: es:native,en,fr:basic. Basic is not routed."
)
@click.option(
    "--certified",
    multiple=True,
    help="specialty:last-day, as often as needed or with commas: domestic_abuse:2027-12-31",
)
@click.option("--role", type=click.Choice(ROLES), default=Role.RESPONDER.value, show_default=True)
@click.option("--gender", default="", help="A name from settings.yaml, for callers' wishes.")
@click.option("--areas", default="", help="Names from settings.yaml: city,towns")
@click.option("--zone", default="", help="America/Chicago, if it is not the helpline's own.")
@signed
@kindly
@refused
def add(who: str, certified: tuple[str, ...], **given: str) -> None:
    """Add a responder, off duty at first."""
    rt, name = started(), given["name"]
    person = NewResponder(
        name=name,
        phone=given["phone"],
        speaks=_parts(given["speaks"]),
        certified=dict(certificate(text) for many in certified for text in many.split(",")),
        role=Role(given["role"]),
        about=About(given["gender"] or None, _names(given["areas"]), given["zone"] or None),
    )
    responders.add(rt, person, who)
    click.echo(f"{name} is here. When they can take calls: helpline duty on {name}")
    _remark(rt, name)


def _parts(text: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in text.split(","))


def _names(text: str) -> tuple[str, ...]:
    return tuple(part for part in _parts(text) if part)


def _remark(rt: Runtime, name: str) -> None:
    """Say what a supervisor should know about somebody."""
    for remark in remarks(profile(rt, name), published(rt), rt.now()):
        click.echo(f"Note: {name.strip()} {remark}.", err=True)


@people.command("change")
@click.argument("name")
@click.option("--name", "new_name", help="Another name.")
@click.option("--phone", help="Another number; kept sealed, shown to nobody.")
@click.option("--role", type=click.Choice(ROLES))
@click.option("--gender", help='A name from settings.yaml; "" for none.')
@click.option("--areas", help='Names from settings.yaml: city,towns; "" for none.')
@click.option("--zone", help='America/Chicago; "" for the helpline\'s own.')
@signed
@kindly
@refused
def change(name: str, who: str, new_name: str | None, areas: str | None, **given: str) -> None:
    """Change what is known about NAME; what is not named stays."""
    rt = started()
    wanted = Change(
        name=new_name,
        phone=given["phone"],
        role=Role(given["role"]) if given["role"] else None,
        gender=given["gender"],
        areas=None if areas is None else _names(areas),
        zone=given["zone"],
    )
    if wanted == Change():
        raise click.UsageError("Say what changes: helpline people change --help")
    profiles.change(rt, name, wanted, who)
    click.echo(f"{name} is changed.")
    _remark(rt, new_name or name)


@people.command()
@click.argument("name")
@signed
@click.confirmation_option(prompt="Their number, PIN and plans are erased. Go on?")
@kindly
@refused
def retire(name: str, who: str) -> None:
    """NAME is here no more. Their number is erased; their name stays in the past."""
    profiles.retire(started(), name, who)
    click.echo(f"{name} has left. Thank you, {name}.")


@people.command("list")
@kindly
def listing() -> None:
    """Everybody, with languages, certificates and duty; never a number."""
    rt = started()
    for known in everybody(rt):
        state = "on duty " if known.on_duty else "BENCHED " if known.benched_for else "off duty"
        proofs = ", ".join(_proof(held, rt.now()) for held in known.certificates)
        spoken = ",".join(one.tag for one in known.spoken if one.routed)
        role = "" if known.role is Role.RESPONDER else f"  ({known.role})"
        click.echo(f"{state}  {known.name:20} {spoken:10} {proofs or 'no certificate'}{role}")


def _proof(held: Certificate, now: datetime) -> str:
    told = f"{held.specialty} until {last_day(held.valid_until)}"
    if not held.counts(now):
        return f"{told} (expired)"
    days = (held.valid_until - now).days
    return told if held.valid_until - now > SOON else f"{told} ({days} days left)"


@people.command()
@click.argument("name")
@kindly
@refused
def show(name: str) -> None:
    """All about NAME but the number, and what needs looking at."""
    rt = started()
    known = profile(rt, name)
    rows = dict(_told(known, rt.now()))
    for title, text in rows.items():
        click.echo(f"{title:14} {text}")
    for remark in remarks(known, published(rt), rt.now()):
        click.echo(f"Note: {known.name} {remark}.")


def _told(known: Profile, now: datetime) -> list[tuple[str, str]]:
    conflicts = "; ".join(
        f"{one.id} ({one.because}) until {one.until:%Y-%m-%d}" for one in known.conflicts
    )
    rows = [
        ("name", known.name),
        ("role", known.role.value),
        ("presence", _presence(known)),
        ("languages", " ".join(str(one) for one in known.spoken)),
        ("certificates", ", ".join(_certificate(held, now) for held in known.certificates)),
        ("gender", known.gender or ""),
        ("areas", ", ".join(known.areas)),
        ("zone", known.zone or ""),
        ("mentor", known.mentor or ""),
        ("trainees", ", ".join(known.trainees)),
        ("never pairs", ", ".join(known.apart_from)),
        ("conflicts", conflicts),
        ("PIN", known.pin),
    ]
    return [(title, text) for title, text in rows if text]


def _presence(known: Profile) -> str:
    if known.benched_for:
        return f"off duty, because {why_benched(known.benched_for)}"
    return "on duty" if known.on_duty else "off duty"


def _certificate(held: Certificate, now: datetime) -> str:
    issued = f", issued {held.issued_on}" if held.issued_on else ""
    protected = ", protected" if held.is_protected else ""
    return f"{_proof(held, now)}{issued}{protected}"


for command in (
    accounts.invite,
    accounts.listing,
    accounts.close,
    accounts.code,
    skills.certify,
    skills.uncertify,
    skills.languages,
    skills.pin,
    pairings.mentor,
    pairings.apart,
    pairings.conflict,
    people_files.export,
    people_files.take_in,
):
    people.add_command(command)
