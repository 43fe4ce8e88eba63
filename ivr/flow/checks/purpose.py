"""Does every step, mark and hour serve somebody?"""

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from ivr.flow.checks.candidate import Candidate
from ivr.flow.checks.paths import map_of, reached
from ivr.flow.draft import SETTINGS, Where, step_at
from ivr.flow.finding import Finding
from ivr.flow.hours import DAYS, GROUPS, Opening
from ivr.flow.kinds.check import CONDITIONS, Check, Condition
from ivr.flow.kinds.emergency import Emergency
from ivr.flow.kinds.line import MARKED, Line
from ivr.flow.settings import OpenHours
from ivr.flow.visit import MAY_BE_UNABLE_TO_SPEAK

WISHES: Final = {"areas": "area", "genders": "gender"}
"""Groups of marks, and the wish that makes them count."""


def findings(candidate: Candidate) -> Iterator[Finding]:
    """Steps nobody reaches, conditions that never hold, marks and hours with gaps."""
    yield from _unreachable(candidate)
    for flow, name, step in candidate.steps():
        if isinstance(step, Check):
            yield from _impossible(candidate, flow, name, step)
        if isinstance(step, Emergency):
            yield from _alone(candidate, flow, name, step)
    yield from _marks(candidate)
    for hours, open_hours in candidate.book.settings.hours.items():
        yield from _hours(candidate, hours, open_hours)
    yield from _holidays(candidate)


def _unreachable(candidate: Candidate) -> Iterator[Finding]:
    flows = candidate.book.flows.values()
    doors = [
        (flow.flow, door)
        for flow in flows
        for door in (flow.starts_at, flow.person, flow.danger, flow.if_anything_breaks)
        if door in flow.steps
    ]
    found = reached(map_of(candidate.book), doors, lambda _: True)
    for flow, name, _ in candidate.steps():
        if (flow, name) not in found:
            sentence = "No caller ever comes to this step."
            yield candidate.should(step_at(flow, name), "unreachable-step", sentence)


def _alone(candidate: Candidate, flow: str, name: str, emergency: Emergency) -> Iterator[Finding]:
    centres = ", ".join(candidate.book.settings.emergency_centres)
    if centres and emergency.call is None:
        sentence = "Who takes this call cannot bring in an emergency centre."
        hint = f"Name one of the settings: `call: ` {centres}."
        yield candidate.should(step_at(flow, name), "no-centre-to-call", sentence, hint)


def _impossible(candidate: Candidate, flow: str, name: str, check: Check) -> Iterator[Finding]:
    seen: list[Condition] = []
    for i, line in enumerate(check.when):
        if any(_covers(earlier, line) for earlier in seen) or _all_said(seen, line):
            sentence = "This never holds: a line above it takes everybody it could be true for."
            where = step_at(flow, name, ("when", i))
            yield candidate.must(where, "impossible-condition", sentence)
        seen.append(line)


def _covers(earlier: Condition, later: Condition) -> bool:
    """True if whatever makes the later line true has made the earlier one true."""
    what = later.looks_at
    if earlier.looks_at != what:
        return False
    same = getattr(earlier, what) == getattr(later, what)
    return same or (later.responders_free, earlier.responders_free) == ("same_language", "yes")


def _all_said(seen: list[Condition], line: Condition) -> bool:
    """True if both answers to a question of yes and no stand above."""
    if line.looks_at not in CONDITIONS:
        return False
    given = {getattr(each, line.looks_at) for each in seen if each.looks_at == line.looks_at}
    return {True, False} <= given or {"yes", "no"} <= given


def _marks(candidate: Candidate) -> Iterator[Finding]:
    settings = candidate.book.settings
    steps = [step for _, _, step in candidate.steps()]
    tested = {line.mark for step in steps if isinstance(step, Check) for line in step.when}
    lines = [step.wanted for step in steps if isinstance(step, Line)]
    used = set(settings.specialties) if any(w.specialty == MARKED for w in lines) else set()
    wishes = {wish for wanted in lines for wish in wanted.wishes}
    for group, wish in WISHES.items():
        used |= set(getattr(settings, group)) if wish in wishes else set()
    made: set[str] = {MAY_BE_UNABLE_TO_SPEAK}
    for flow, name, step in candidate.steps():
        if isinstance(step, Check):
            continue
        for mention in step.mentions():
            if mention.of == "mark":
                made.add(mention.name)
                if mention.name not in used | tested:
                    sentence = f"The mark `{mention.name}` changes nothing for anybody."
                    where = step_at(flow, name, mention.path)
                    yield candidate.should(where, "unused-mark", sentence)
    yield from _never_set(candidate, made)


def _never_set(candidate: Candidate, made: set[str]) -> Iterator[Finding]:
    for flow, name, step in candidate.steps():
        for mention in step.mentions() if isinstance(step, Check) else ():
            if mention.of == "mark" and mention.name not in made:
                sentence = f"No choice sets the mark `{mention.name}`."
                where = step_at(flow, name, mention.path)
                yield candidate.should(where, "mark-never-set", sentence)


def _hours(candidate: Candidate, name: str, hours: OpenHours) -> Iterator[Finding]:
    where = Where(SETTINGS, ("hours", name))
    lines: Mapping[str, object] = {group: getattr(hours, group) for group in GROUPS}
    unnamed = [
        day for day in DAYS if not any(day in GROUPS[g] and lines[g] is not None for g in GROUPS)
    ]
    if unnamed:
        sentence = f"Nothing is said of {', '.join(unnamed)}, which counts as closed."
        hint = "Write `closed` for a day on which nobody answers."
        yield candidate.should(where, "hours-leave-gaps", sentence, hint)
    week = hours.hours(candidate.book.settings.zone)
    if not any(week.week):
        sentence = "These hours never come: who is told of them waits for nobody."
        yield candidate.should(where, "hours-never-come", sentence)
    if any(_in_the_change(o, at) for at in _changes(candidate, week.zone)
           for o in week.week[at.weekday()]):  # fmt: skip
        sentence = "On the day the clocks change, an opening begins or ends in the changed hour."
        hint = "Begin and end at least an hour before or after it."
        yield candidate.should(where, "hours-clock-change", sentence, hint)


def _changes(candidate: Candidate, zone: ZoneInfo) -> Iterator[datetime]:
    """The local hours, in the coming year, before which or in which the clock is changed."""
    start = candidate.situation.now.astimezone(ZoneInfo("UTC")).replace(minute=0, second=0)
    before = start.astimezone(zone)
    for day in range(1, 367):
        after = (start + timedelta(days=day)).astimezone(zone)
        if after.utcoffset() != before.utcoffset():
            yield _change(start + timedelta(days=day - 1), zone)
        before = after


def _change(day_before: datetime, zone: ZoneInfo) -> datetime:
    """The first hour on the wall that is changed, looked for hour by hour."""
    for hour in range(25):
        here = (day_before + timedelta(hours=hour)).astimezone(zone)
        then = (day_before + timedelta(hours=hour + 1)).astimezone(zone)
        if here.utcoffset() != then.utcoffset():
            return min(then, here + timedelta(hours=1), key=lambda at: at.replace(tzinfo=None))
    return day_before.astimezone(zone)


def _in_the_change(opening: Opening, change: datetime) -> bool:
    times = [opening.opens, opening.closes]
    return any(at is not None and at.hour == change.hour and at.hour > 0 for at in times)


def _holidays(candidate: Candidate) -> Iterator[Finding]:
    """Own holidays written with a year reach into the next year."""
    holidays = candidate.book.settings.holidays
    years = {day.year for day in holidays.own if day.year is not None}
    next_year = candidate.situation.now.year + 1
    if years and max(years) < next_year and "holiday" in candidate.book.looks_at:
        sentence = f"The holidays of our own end in {max(years)}; those of {next_year} are missing."
        yield candidate.should(Where(SETTINGS, ("holidays", "own")), "holidays-run-out", sentence)
