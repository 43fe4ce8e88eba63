"""What would people who decide want to know of a simulated day?"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta

from ivr.trial.evening.day import Caller, Day, Worker

__all__ = ["Group", "Summary", "columns", "summary"]

SHORT = timedelta(seconds=5)
"""Who hangs up sooner than this may have dialled wrongly; danger is never left out."""
WITHIN = timedelta(seconds=20)
"""NENA-STA-020.1 asks for 95 % within 20 seconds."""
CLOSE = ("known", "exact")
WHOLE, IN_SHORT = ("everybody", "in danger"), (0, 1, 4)
"""Who is told of in full, and which lines are kept for each language."""


@dataclass(frozen=True)
class Group:
    """How some of the callers fared: all of them, those of one language, those in danger."""

    name: str
    callers: Sequence[Caller]

    @property
    def joined(self) -> list[Caller]:
        return [one for one in self.callers if one.joined_at is not None]

    @property
    def service_level(self) -> float | None:
        """Joined within 20 s, of those who entered less short abandons; None of nobody."""
        counted = [one for one in self.callers if not _short(one)]
        soon = [one for one in self.joined if one.waited <= WITHIN]
        return len(soon) / len(counted) if counted else None

    @property
    def joined_share(self) -> float | None:
        """Reached a person at all, of everybody who entered."""
        return len(self.joined) / len(self.callers) if self.callers else None

    @property
    def exact_share(self) -> float | None:
        """Of those who reached somebody: trained for just this, in their language."""
        close = [one for one in self.joined if one.matched in CLOSE]
        return len(close) / len(self.joined) if self.joined else None

    def wait(self, share: float) -> timedelta | None:
        """So many of those who reached somebody waited no longer than this."""
        waits = sorted(one.waited for one in self.joined)
        return waits[min(int(share * len(waits)), len(waits) - 1)] if waits else None


@dataclass(frozen=True)
class Summary:
    """A whole day in figures."""

    groups: Sequence[Group]
    workers: Sequence[Worker]

    @property
    def occupancies(self) -> list[float]:
        """Of everybody on duty, the least busy first."""
        return sorted(worker.occupancy for worker in self.workers)

    @property
    def gini(self) -> float:
        """0 when everybody had as many calls, near 1 when one person had them all."""
        calls = sorted(worker.calls for worker in self.workers)
        whole = len(calls) * sum(calls)
        if not whole:
            return 0.0
        weighted = sum((2 * rank - len(calls) - 1) * n for rank, n in enumerate(calls, 1))
        return weighted / whole


def _short(caller: Caller) -> bool:
    return caller.joined_at is None and caller.waited < SHORT and not caller.arrival.need.in_danger


def summary(day: Day) -> Summary:
    """Everybody, those in danger, and each language, the most spoken first."""
    everybody = list(day.callers.values())
    languages: dict[str, list[Caller]] = {}
    for one in everybody:
        languages.setdefault(one.arrival.need.language, []).append(one)
    most_first = sorted(languages.items(), key=lambda item: -len(item[1]))
    groups = [
        Group("everybody", everybody),
        Group("in danger", [one for one in everybody if one.arrival.need.in_danger]),
        *(Group(language, callers) for language, callers in most_first),
    ]
    return Summary([group for group in groups if group.callers], list(day.workers.values()))


def columns(days: Mapping[str, Summary]) -> Iterator[str]:
    """The days side by side, one figure a line."""
    names = list(days)
    wide = max(12, *(len(name) + 2 for name in names))
    yield " " * 34 + "".join(name.rjust(wide) for name in names)
    groups = dict.fromkeys(group.name for day in days.values() for group in day.groups)
    for group in groups:
        found = [_named(day.groups, group) for day in days.values()]
        lines = list(_lines_of(found))
        for title, figures in lines if group in WHOLE else [lines[n] for n in IN_SHORT]:
            yield f"{group:<12.12} {title:<20} " + "".join(figure.rjust(wide) for figure in figures)
    for title, figures in _work(list(days.values())):
        yield f"{'on duty':<12} {title:<20} " + "".join(figure.rjust(wide) for figure in figures)


def _named(groups: Iterable[Group], name: str) -> Group:
    return next((group for group in groups if group.name == name), Group(name, ()))


def _lines_of(found: Sequence[Group]) -> Iterator[tuple[str, list[str]]]:
    yield "called", [str(len(group.callers)) for group in found]
    yield "reached a person", [_percent(group.joined_share) for group in found]
    yield "within 20 s", [_percent(group.service_level) for group in found]
    yield "half waited", [_seconds(group.wait(0.5)) for group in found]
    yield "nine of ten waited", [_seconds(group.wait(0.9)) for group in found]
    yield "by just the right one", [_percent(group.exact_share) for group in found]


def _work(days: Sequence[Summary]) -> Iterator[tuple[str, list[str]]]:
    yield "people", [str(len(day.workers)) for day in days]
    yield "least busy", [_percent(min(day.occupancies, default=None)) for day in days]
    yield "most busy", [_percent(max(day.occupancies, default=None)) for day in days]
    yield "calls unevenly (Gini)", [f"{day.gini:.2f}" for day in days]
    yield "rests after hard calls", [str(sum(one.rests for one in day.workers)) for day in days]


def _percent(share: float | None) -> str:
    return "–" if share is None else f"{100 * share:.1f} %"


def _seconds(span: timedelta | None) -> str:
    return "–" if span is None else f"{span.total_seconds():.0f} s"
