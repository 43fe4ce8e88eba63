"""How does a supervisor see in a terminal who would be rung, and why not the others?"""

import json
from collections.abc import Iterator
from zoneinfo import ZoneInfo

import click

from ivr.cli.ground import kindly, started
from ivr.cli.telling import refused, why_benched
from ivr.operations import moments
from ivr.queries.profiles import profile
from ivr.queries.whom import Answer, Question, whom
from routing.policy import Reason

__all__ = ["command"]

WHY = {
    Reason.OFFERED: "is being rung for somebody else",
    Reason.TALKING: "is talking",
    Reason.PAUSED: "is on a pause",
    Reason.WRAPPING_UP: "is wrapping up",
    Reason.RESTING: "rests after hard calls; only danger asks them",
    Reason.CONFLICT: "must not meet this caller",
    Reason.DECLINED: "declined this call",
    Reason.MISSED: "missed this call a moment ago",
    Reason.MENTOR: "is a trainee, and no mentor is free to listen",
    Reason.HELD: "the call is kept a moment for somebody the caller knows",
    Reason.LANGUAGE: "does not speak the language",
    Reason.CERTIFICATE: "has no certificate for it",
    Reason.EXPIRED: "has a certificate that does not count any more",
    Reason.NEEDS_BREAK: "needs a break from hard calls",
    Reason.GENDER: "is not of the gender the caller wishes for",
    Reason.AREA: "does not know the area",
    Reason.STRANGER: "is not the one the caller knows",
}


@click.command("who")
@click.option("--language", required=True, help="A language tag of the settings: so")
@click.option("--specialty", help="A specialty of the settings; none asks any trained person.")
@click.option("--danger", is_flag=True, help="Somebody is in danger.")
@click.option("--gender", help="A wish of the caller.")
@click.option("--area", help="Where the caller is.")
@click.option("--known", help="The responder the caller knows, by name.")
@click.option("--at", "when", help="“Fri 22:30”, “22:30” or “2027-03-08 06:00”; now otherwise.")
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text")
@kindly
@refused
def command(when: str | None, form: str, **asked: str | None) -> None:
    """Who would be rung for a call like this, in order, at each stage of the wait, and why not
    the others. Now, by who is on duty; at another time, by who is planned then."""
    rt = started()
    zone = ZoneInfo(rt.books.live().settings.zone)
    found = whom(
        rt,
        Question(
            language=str(asked["language"]),
            specialty=asked["specialty"],
            danger=bool(asked["danger"]),
            gender=asked["gender"],
            area=asked["area"],
            known=profile(rt, asked["known"]).id if asked["known"] else None,
            at=moments.of_week(when, zone, rt.now()) if when else None,
        ),
    )
    if form == "json":
        click.echo(json.dumps(_as_json(found), ensure_ascii=False, indent=2))
        return
    basis = "who is on duty now" if found.is_now else "who is planned then, as if all were free"
    click.echo(f"{found.at.astimezone(zone):%A %d %B %Y %H:%M} {zone.key}, by {basis}:\n")
    click.echo("\n".join(_told(found)))


def _told(found: Answer) -> Iterator[str]:
    place = 0
    for wave in found.waves:
        seconds = wave.after.total_seconds()
        begins = "at once" if not seconds else f"after {seconds:.0f} s"
        for one in wave.rung:
            place += 1
            beside = f", joined by {one.beside}" if one.beside else ""
            yield f"{begins:<12} {place:>3}  {one.name:<20} {one.match.value}{beside}"
            begins = ""
    if not place:
        yield "Nobody would be rung: callers hear what the flow says when nobody is free."
    for name, reason in found.never.items():
        yield f"{'not':<12}      {name:<20} {WHY.get(reason, reason.value)}"
    for name, code in found.benched.items():
        yield f"{'not':<12}      {name:<20} is off duty: {why_benched(code)}"


def _as_json(found: Answer) -> object:
    return {
        "stages": [
            {
                "after": wave.after.total_seconds(),
                "opens": list(wave.opens),
                "rung": [
                    {"name": one.name, "match": one.match, "joined_by": one.beside}
                    for one in wave.rung
                ],
            }
            for wave in found.waves
        ],
        "not": dict(found.never),
    }
