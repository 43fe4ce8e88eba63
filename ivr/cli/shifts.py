"""How are shifts and leave planned from a terminal?"""

from datetime import date
from zoneinfo import ZoneInfo

import click

from ivr.cli.ground import kindly, started
from ivr.cli.telling import refused, signed
from ivr.flow.hours import DAYS
from ivr.operations import planning, swaps
from ivr.operations.planning import Away, NewShift, day_named
from ivr.operations.skills import published
from ivr.operations.swaps import Asked
from ivr.queries.profiles import profile
from ivr.queries.rota import Planned, planned

__all__ = ["group"]

SHORT = tuple(day[:3] for day in DAYS)
NAMED = {tuple(range(7)): "every day", tuple(range(5)): "weekdays", (5, 6): "weekends"}


@click.group("shifts")
def group() -> None:
    """When people are planned to be on duty.

    \b
      helpline shifts add Ana --every mon,tue --at 22:00-06:00
      helpline shifts add Ana --on 2026-12-24 --at 18:00-23:00 --zone America/Chicago
      helpline shifts leave Ana --from 2026-12-27 --until 2027-01-02
      helpline shifts hand-over 1a2b Ben --on 2026-12-24
      helpline shifts list
      helpline routing coverage        which hours of next week have nobody

    A night belongs to the day it begins on. When clocks change it has the hours that really pass:
    a time that comes twice means the first, one that is skipped means the moment of the jump.
    """


@group.command()
@click.argument("name")
@click.option("--every", default="", help="mon,tue,fri, weekdays, weekends or every_day")
@click.option("--on", default="", help="One date instead: 2026-12-24")
@click.option("--at", "hours", required=True, help="22:00-06:00")
@click.option("--zone", default="", help="Whose clocks: America/Chicago. Usually their own.")
@click.option("--from", "first", default="", help="The first day; today, if none is given.")
@click.option("--until", "last", default="", help="The last day, included.")
@click.option("--not-on-holidays", is_flag=True, help="Not on the holidays of settings.yaml.")
@signed
@kindly
@refused
def add(name: str, who: str, not_on_holidays: bool, **given: str) -> None:
    """NAME is planned at these hours, every week or on one date."""
    rt = started()
    wanted = NewShift(responder=name, not_on_holidays=not_on_holidays, **given)
    made = planning.add(rt, wanted, who)
    (shift,) = [one for one in planned(rt, name).shifts if one.id == made]
    told = _hours(shift, rt.now().date())
    click.echo(f"Planned: {name} {told}. To take it back: helpline shifts remove {made[:8]}")


@group.command()
@click.argument("name")
@click.option("--from", "begins", required=True, help='2026-12-27, or "2026-12-27 14:00"')
@click.option("--until", "ends", required=True, help="The same; a date counts whole.")
@signed
@kindly
@refused
def leave(name: str, begins: str, ends: str, who: str) -> None:
    """No shift of NAME counts in that time."""
    made = planning.take_leave(started(), Away(name, begins, ends), who)
    click.echo(f"{name} is away. To take it back: helpline shifts remove {made[:8]}")


@group.command()
@click.argument("id")
@click.option("--on", "day", help="Only on this day: 2026-12-24. The others stay.")
@signed
@kindly
@refused
def remove(id: str, day: str | None, who: str) -> None:  # noqa: A002
    """The shift ID is not planned any more, from today on; or the leave ID is taken back."""
    if day is not None:
        planning.skip(started(), id, day_named(day), who)
        click.echo(f"It does not begin on {day}; its other days stay.")
        return
    planning.remove(started(), id, who)
    click.echo("Taken back.")


@group.command("hand-over")
@click.argument("id")
@click.argument("name")
@click.option("--on", "day", required=True, help="Only the turn that begins on it: 2026-12-24")
@signed
@kindly
@refused
def hand_over(id: str, name: str, day: str, who: str) -> None:  # noqa: A002
    """NAME takes one turn of the shift ID; its other days stay with whom they were."""
    rt = started()
    shift = next((one.id for one in planned(rt).shifts if one.id.startswith(id)), id)
    swaps.hand_over(rt, Asked(shift, day_named(day), profile(rt, name).id), who)
    click.echo(f"{name} takes it on {day}.")


@group.command("list")
@click.argument("name", required=False)
@kindly
@refused
def listing(name: str | None) -> None:
    """Everybody's shifts and leave, or those of NAME, with their ids."""
    rt = started()
    settings = published(rt)
    zone = ZoneInfo(settings.zone if settings else "UTC")
    plan = planned(rt, name)
    for shift in plan.shifts:
        click.echo(f"{shift.id[:8]}  {shift.name:16} {_hours(shift, rt.now().date())}")
    for leave_ in plan.leave:
        begins, ends = (at.astimezone(zone) for at in (leave_.begins_at, leave_.ends_at))
        told = f"away {begins:%Y-%m-%d %H:%M} to {ends:%Y-%m-%d %H:%M}"
        click.echo(f"{leave_.id[:8]}  {leave_.name:16} {told}")
    if not plan.shifts and not plan.leave:
        click.echo("Nothing is planned: helpline shifts add --help")


def _hours(shift: Planned, today: date) -> str:
    ends = "24:00" if shift.is_till_midnight else f"{shift.ends:%H:%M}"
    told = [_days(shift), f"{shift.starts:%H:%M}-{ends}", shift.zone]
    if shift.last_day != shift.first_day:
        told += [f"from {shift.first_day}"] if shift.first_day > today else []
        told += [f"to {shift.last_day}"] if shift.last_day else []
    if shift.not_on_holidays:
        told.append("not on holidays")
    if shift.skipped:
        told.append(f"but not {', '.join(shift.skipped)}")
    return " ".join(told)


def _days(shift: Planned) -> str:
    if shift.last_day == shift.first_day:
        return f"{shift.first_day:%a %Y-%m-%d}"
    if shift.weekdays in NAMED:
        return NAMED[shift.weekdays]
    return ",".join(SHORT[day] for day in shift.weekdays)
