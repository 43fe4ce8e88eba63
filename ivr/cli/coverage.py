"""How does a supervisor see in a terminal which hours of a week have nobody?"""

import json
from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import click

from ivr.cli.ground import kindly, started
from ivr.cli.telling import refused
from ivr.queries.coverage import Coverage, Gap, coverage, week_named

__all__ = ["command"]

AN_HOUR = timedelta(hours=1)
SHOWN = 7
"""Gaps told one by one; of more, how many."""


@click.command("coverage")
@click.option("--week", help="2026-W48, as calendars number them; next week, if none is given.")
@click.option("--during", help="Only in these hours of settings.yaml: our_hours")
@click.option(
    "--format", "form", type=click.Choice(["table", "json"]), default="table", show_default=True
)
@kindly
@refused
def command(week: str | None, during: str | None, form: str) -> None:
    """Which hours of a week have nobody for a language, or for a specialty.

    Counted are the shifts of responders and mentors, less leave and holidays, and only as long as
    their certificates count: a language needs somebody with any certificate, a specialty somebody
    with its own.
    """
    rt = started()
    settings = rt.books.live().settings
    today = rt.now().astimezone(ZoneInfo(settings.zone)).date()
    found = coverage(rt, week_named(week, today), during)
    if form == "json":
        click.echo(json.dumps(_as_json(found), ensure_ascii=False, indent=2))
        return
    protected = {name for name, one in settings.specialties.items() if one.protected}
    for line in _as_table(found, protected):
        click.echo(line)


def _as_json(found: Coverage) -> Mapping[str, object]:
    return {
        "week": _week(found),
        "zone": found.zone.key,
        "gaps": [
            {
                "kind": gap.kind,
                "name": gap.name,
                "from": _local(gap.begins_at, found.zone),
                "until": _local(gap.ends_at, found.zone),
            }
            for gap in found.gaps
        ],
        "hours": [
            {
                "from": _local(slot.begins_at, found.zone),
                "until": _local(slot.ends_at, found.zone),
                "languages": dict(slot.languages),
                "specialties": dict(slot.specialties),
            }
            for slot in found.slots
        ],
    }


def _local(at: datetime, zone: ZoneInfo) -> str:
    return at.astimezone(zone).isoformat(timespec="minutes")


def _week(found: Coverage) -> str:
    year, week, _day = found.first_day.isocalendar()
    return f"{year}-W{week:02}"


def _as_table(found: Coverage, protected: set[str]) -> Iterator[str]:
    last = found.first_day + timedelta(days=6)
    yield f"{_week(found)}, {found.first_day} to {last} ({found.zone.key})"
    if not found.slots:
        yield "No hour of this week is looked at."
        return
    gaps = found.gaps
    for kind, names in (
        ("language", found.slots[0].languages),
        ("specialty", found.slots[0].specialties),
    ):
        for name in names:
            empty = [gap for gap in gaps if (gap.kind, gap.name) == (kind, name)]
            title = f"{name} (protected)" if name in protected else name
            yield f"  {kind:10} {title:28} {_told(empty, found)}"


def _told(empty: list[Gap], found: Coverage) -> str:
    if not empty:
        return "covered"
    total = sum(((gap.ends_at - gap.begins_at) for gap in empty), timedelta()) / AN_HOUR
    whole = sum(((slot.ends_at - slot.begins_at) for slot in found.slots), timedelta()) / AN_HOUR
    if total == whole:
        return "NOBODY at all"
    spans = ", ".join(_span(gap, found.zone) for gap in empty[:SHOWN])
    more = f", and {len(empty) - SHOWN} more" if len(empty) > SHOWN else ""
    return f"nobody in {total:g} of {whole:g} hours: {spans}{more}"


def _span(gap: Gap, zone: ZoneInfo) -> str:
    begins, ends = gap.begins_at.astimezone(zone), gap.ends_at.astimezone(zone)
    if (ends - timedelta.resolution).date() == begins.date():
        till = "24:00" if ends.date() != begins.date() else f"{ends:%H:%M}"
        return f"{begins:%a %H:%M}-{till}"
    return f"{begins:%a %H:%M} to {ends:%a %H:%M}"
