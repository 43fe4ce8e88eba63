"""How does a supervisor see in a terminal who would be rung, and why not the others?"""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import click

from ivr.cli.ground import kindly, started
from ivr.cli.telling import refused, why_benched
from ivr.flow.hours import DAYS
from ivr.flow.settings import Settings
from ivr.operations import explanations, interpreters, moments, needs, people
from ivr.queries import planned
from ivr.queries.floor import floor
from ivr.queries.profiles import profile
from routing.explanation import Asked, Step
from routing.match import Match
from routing.need import Need, Urgency, WaitingCall
from routing.policy import Reason

__all__ = ["command"]

WEEKDAY = re.compile(r"([A-Za-z]{3,9})\s+([0-9]{1,2}:[0-9]{2})")
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
    settings = rt.books.live().settings
    wanted = _need(settings, asked)
    joined = interpreters.joiners(rt, wanted.language) if when is None else {}
    need = needs.scaled(rt, wanted, interpreted=wanted.in_danger or bool(joined))
    if asked["known"] is not None:
        need = replace(need, known=profile(rt, asked["known"]).id)
    zone = ZoneInfo(settings.zone)
    at = rt.now() if when is None else _moment(when, zone, rt.now())
    call = WaitingCall("somebody", need, at)
    steps = explanations.stages(rt, call) if when is None else planned.stages(rt, call, at)
    names = {one.id: one.name for one in people.everybody(rt)}
    room = Room(names, joined, has_to_wait=not wanted.in_danger)
    if form == "json":
        click.echo(json.dumps(_as_json(steps, room), ensure_ascii=False, indent=2))
        return
    basis = "who is on duty now" if when is None else "who is planned then, as if all were free"
    click.echo(f"{at.astimezone(zone):%A %d %B %Y %H:%M} {zone.key}, by {basis}:\n")
    click.echo("\n".join(_told(steps, room)))
    for one in floor(rt) if when is None else ():
        if one.benched_for is not None:
            why = why_benched(one.benched_for)
            click.echo(f"{'not':<12}      {one.name:<20} is off duty: {why}")


def _need(settings: Settings, asked: Mapping[str, str | None]) -> Need:
    language, specialty = str(asked["language"]), asked["specialty"]
    _known("language", language, settings.languages)
    if specialty is not None:
        _known("specialty", specialty, settings.specialties)
    harm = settings.specialties.get(specialty) if specialty else None
    return Need(
        language=language,
        specialty=specialty,
        urgency=Urgency.DANGER if asked["danger"] else Urgency.NORMAL,
        protected=harm is not None and harm.protected,
        hard=harm is not None and harm.hard,
        widen=settings.stages,
        agreed=frozenset(stage.to for stage in settings.stages if stage.asks),
        gender=asked["gender"],
        area=asked["area"],
    )


def _known(what: str, name: str, known: Mapping[str, object]) -> None:
    if name not in known:
        raise click.ClickException(
            f"{name!r} is no {what} of the settings; there are {', '.join(known)}."
        )


def _moment(text: str, zone: ZoneInfo, now: datetime) -> datetime:
    """“Fri 22:30” is the next Friday on which it is so late. Raises ImpossibleMoment."""
    match = WEEKDAY.fullmatch(text.strip())
    days = [n for n, day in enumerate(DAYS) if match and day.startswith(match[1].lower())]
    if match is None or len(days) != 1:
        return moments.later(text, zone, now)
    today = now.astimezone(zone).date()
    wanted = today + timedelta(days=(days[0] - today.weekday()) % 7)
    hour = match[2].zfill(5)
    if wanted == today and hour <= f"{now.astimezone(zone):%H:%M}":
        wanted += timedelta(days=7)
    return moments.later(f"{wanted} {hour}", zone, now)


@dataclass(frozen=True)
class Room:
    """Names by id, who would join whom, and whether an interpreter has to be there first."""

    names: Mapping[str, str]
    joined: Mapping[str, str]
    has_to_wait: bool

    def asked(self, step: Step) -> list[Asked]:
        """Whom this step asks: without a common language only those whom somebody can join."""
        return [
            one
            for one in step.asks.asked
            if one.match is not Match.INTERPRETER
            or not self.has_to_wait
            or one.responder_id in self.joined
        ]

    def beside(self, one: Asked) -> str | None:
        """The name of who would join them."""
        joining = self.joined.get(one.responder_id)
        return self.names[joining] if joining else None


def _told(steps: Sequence[Step], room: Room) -> Iterator[str]:
    place = 0
    for step in steps:
        seconds = step.after.total_seconds()
        begins = "at once" if not seconds else f"after {seconds:.0f} s"
        for one in room.asked(step):
            place += 1
            beside = f", joined by {room.beside(one)}" if room.beside(one) else ""
            name = room.names[one.responder_id]
            yield f"{begins:<12} {place:>3}  {name:<20} {one.match.value}{beside}"
            begins = ""
    if not place:
        yield "Nobody would be rung: callers hear what the flow says when nobody is free."
    for who, reason in _never(steps, room).items():
        yield f"{'not':<12}      {room.names[who]:<20} {WHY.get(reason, reason.value)}"


def _never(steps: Sequence[Step], room: Room) -> dict[str, Reason]:
    """Whom no stage asks, with the reason of the last one that could."""
    asked = {one.responder_id for step in steps for one in room.asked(step)}
    never = {one.responder_id: Reason.LANGUAGE for step in steps for one in step.asks.asked}
    never |= steps[-1].asks.why_not if steps else {}
    return {who: reason for who, reason in never.items() if who not in asked}


def _as_json(steps: Sequence[Step], room: Room) -> object:
    return {
        "stages": [
            {
                "after": step.after.total_seconds(),
                "opens": list(step.stages),
                "rung": [
                    {
                        "name": room.names[one.responder_id],
                        "match": one.match,
                        "joined_by": room.beside(one),
                    }
                    for one in room.asked(step)
                ],
            }
            for step in steps
        ],
        "not": {room.names[who]: reason for who, reason in _never(steps, room).items()},
    }
