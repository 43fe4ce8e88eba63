"""How does a supervisor try other settings of routing on a day, before anybody calls?"""

import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import click

from ivr.cli.ground import kindly, started
from ivr.cli.telling import refused
from ivr.flow.settings import Settings
from ivr.runtime import Runtime, redis_at
from ivr.trial.evening import recorded, team
from ivr.trial.evening.arrivals import Arrival, Crowd, arrivals
from ivr.trial.evening.day import Worker, live_through
from ivr.trial.evening.report import Summary, columns, summary
from ivr.trial.evening.settings import AS_IT_IS, Plan, UnknownSetting, changed
from ivr.trial.servers import PrivateRedis
from routing.match import Routing
from routing.shifts import Stretch, first_showing

__all__ = ["command"]

A_DAY = timedelta(days=1)
PATIENCE = 5.0
"""Seconds a private Redis may take for one event, however busy this machine is."""
MAIN_LANGUAGE = 0.7
NO_SPECIALTY = 0.25


@dataclass(frozen=True)
class Wish:
    """What is to be simulated: which day, how many made-up calls, or those of so many days."""

    day: Stretch
    calls: int
    days_recorded: int
    seed: int


@click.command("simulate")
@click.option("--day", type=click.DateTime(["%Y-%m-%d"]), help="Whose shifts count; tomorrow.")
@click.option("--calls", default=200, show_default=True, type=click.IntRange(1, 20_000))
@click.option("--recorded", "days", default=0, type=click.IntRange(0, 90),
              help="Instead: the calls of so many days, as they came.")  # fmt: skip
@click.option("--team", "size", default=0, type=click.IntRange(0, 5000),
              help="So many made-up people instead of those planned.")  # fmt: skip
@click.option("--set", "wishes", multiple=True, metavar="NAME=SECONDS",
              help="Tried beside how it is: any_specialty=60")  # fmt: skip
@click.option("--seed", default=1, show_default=True, help="Another one is another day.")
@kindly
@refused
def command(
    day: datetime | None, calls: int, days: int, size: int, wishes: tuple[str, ...], seed: int
) -> None:
    """Live through a day with the real routing, in seconds: who reaches whom, and how soon.

    Calls are made up from the shares of the settings, or taken from what was recorded; people are
    those planned for that day. Change a setting with --set and compare before changing it.
    """
    rt = started()
    wish = Wish(_recently(rt, days) if days else _day(rt, day), calls, days, seed)
    plans = {"as it is": AS_IT_IS}
    if wishes:
        try:
            plans[", ".join(wishes)[:30]] = changed(AS_IT_IS, wishes)
        except UnknownSetting as problem:
            raise click.ClickException(str(problem)) from None
    settings = rt.books.live().settings
    people = _people(rt, settings, wish, size)
    click.echo(_said(wish, people, made_up=size > 0))
    with tempfile.TemporaryDirectory(prefix="helpline-") as folder, \
            PrivateRedis(Path(folder) / "redis") as redis:  # fmt: skip
        lived = {
            name: _lived(rt, settings, plan, (wish, people, redis.url, number))
            for number, (name, plan) in enumerate(plans.items())
        }
    for line in columns(lived):
        click.echo(line)


def _day(rt: Runtime, day: datetime | None) -> Stretch:
    zone = ZoneInfo(rt.books.live().settings.zone)
    first = day.date() if day else rt.now().astimezone(zone).date() + timedelta(days=1)
    midnight, next_one = (
        first_showing(datetime.combine(first + timedelta(days=n), time()), zone) for n in (0, 1)
    )
    return Stretch(midnight, next_one)


def _recently(rt: Runtime, days: int) -> Stretch:
    """The days whose calls were recorded, up to now: who was planned then is there again."""
    now = rt.now()
    return Stretch(now - timedelta(days=days), now)


def _people(rt: Runtime, settings: Settings, wish: Wish, size: int) -> list[Worker]:
    if size:
        starts = wish.day.begins_at
        kinds = list(settings.specialties)
        return [
            one
            for day in range(max(wish.days_recorded, 1))
            for one in team.made_up(size, _languages(settings), kinds, starts + day * A_DAY, day)
        ]
    people = team.planned(rt, wish.day)
    if not people:
        raise click.ClickException(
            "There is nobody to take a call: add people (helpline people add), or try with "
            "--team 10 made-up ones."
        )
    return people


def _said(wish: Wish, people: Sequence[Worker], *, made_up: bool) -> str:
    calls = (
        f"the calls of {wish.days_recorded} days"
        if wish.days_recorded
        else f"about {wish.calls} made-up calls"
    )
    kind = "made-up people" if made_up else "shifts as planned"
    return f"{wish.day.begins_at:%A %d %B %Y}: {calls}, {len(people)} {kind}.\n"


def _lived(
    rt: Runtime, settings: Settings, plan: Plan, how: tuple[Wish, Sequence[Worker], str, int]
) -> Summary:
    wish, people, url, number = how
    prefix = f"{{evening}}:{number}"
    routing = Routing(redis_at(url, patience=PATIENCE), timings=plan.timings, prefix=prefix)
    fresh = [Worker(one.responder, one.starts, one.ends) for one in people]
    callers = _callers(rt, settings, plan, wish)
    if not callers:
        raise click.ClickException("Nobody entered the line in that time: try made-up calls.")
    with click.progressbar(callers, label="Living through it", show_eta=False) as shown:
        day = live_through(routing, list(shown), fresh, seed=wish.seed)
    return summary(day)


def _callers(rt: Runtime, settings: Settings, plan: Plan, wish: Wish) -> list[Arrival]:
    if not wish.days_recorded:
        crowd = Crowd(
            calls=wish.calls,
            languages=_languages(settings),
            specialties=_specialties(settings),
            widen=plan.widen,
            hard=frozenset(name for name, one in settings.specialties.items() if one.hard),
            protected=frozenset(n for n, one in settings.specialties.items() if one.protected),
        )
        return list(arrivals(crowd, wish.day.begins_at, wish.seed))
    with rt.db.read() as session:
        return list(recorded.recorded(session, wish.day.begins_at, wish.day.ends_at))


def _languages(settings: Settings) -> dict[str, float]:
    """The base language's share, and the others' alike: a guess until calls were recorded."""
    others = [tag for tag in settings.languages if tag != settings.base_language]
    share = (1 - MAIN_LANGUAGE) / len(others) if others else 0.0
    return {settings.base_language: MAIN_LANGUAGE, **dict.fromkeys(others, share)}


def _specialties(settings: Settings) -> dict[str | None, float]:
    share = (1 - NO_SPECIALTY) / max(len(settings.specialties), 1)
    return {None: NO_SPECIALTY, **dict.fromkeys(settings.specialties, share)}
