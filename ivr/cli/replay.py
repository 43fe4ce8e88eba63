"""How is it told, in a terminal, what a draft would change for recent callers?"""

import json
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import click

from ivr.cli.ground import kindly, started
from ivr.cli.telling import refused
from ivr.flow.book import Book
from ivr.flow.proofs.path import Path, Stand
from ivr.flow.proofs.replay import alike, replayed
from ivr.flow.proofs.replayed import Change, Replayed
from ivr.flow.reader import read_set
from ivr.operations import sets
from ivr.queries import paths
from ivr.runtime import Runtime

__all__ = ["replay"]

FEW = 5
"""Fewer callers than this could be told apart: in production nobody is told how many they were.
Source: rule 25 of our safety rules."""
UNITS = {"h": "hours", "d": "days", "w": "weeks"}


class Span(click.ParamType[timedelta]):
    """A span of time: 36h, 7d or 2w."""

    name = "span"

    def convert(
        self, value: Any, param: click.Parameter | None, context: click.Context | None
    ) -> timedelta:
        """The span, between an hour and 13 months."""
        match = re.fullmatch("([1-9][0-9]{0,3})([hdw])", str(value))
        span = timedelta(**{UNITS[match[2]]: int(match[1])}) if match else timedelta()
        if not timedelta() < span <= timedelta(days=400):
            self.fail(f"“{value}” is not a span: write 36h, 7d or 2w.", param, context)
        return span


@click.command()
@click.argument("which", default="files")
@click.option("--last", default="7d", show_default=True, type=Span(), help="36h, 7d, 2w.")
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text")
@kindly
@refused
def replay(which: str, last: timedelta, form: str) -> None:
    """Play the calls of the last days on a draft, and say how many would end differently.

    WHICH is `files` (the folder HELPLINE_FLOWS_DIR), `draft:NAME`, a folder (./DIR), `live`,
    `before`, or the start of a revision's name. Every call is compared with what that caller
    heard. What is known of a call are the choices, as codes: no number, no key, no word.
    """
    rt = started()
    chosen = sets.named(rt, which)
    draft = read_set(chosen.files, allow_test_numbers=rt.environment.allow_test_numbers)
    until = rt.now()
    told = _Told(rt.environment.production, chosen.title, until - last, until)
    with rt.db.read() as session:
        calls = list(paths.paths(session, told.since, until))
        newest = paths.last_call(session)
    if not calls and form == "text":
        click.echo(_nothing(newest))
        return
    found = _played(rt, draft, calls)
    click.echo(told.as_json(found) if form == "json" else "\n".join(told.lines(found)))


def _played(rt: Runtime, draft: Book, calls: list[Path]) -> Replayed:
    books = rt.books.readable({call.revision for call in calls})
    with click.progressbar(
        alike(books, draft, calls),
        label="Playing the calls again",
        file=sys.stderr,
        hidden=not sys.stderr.isatty(),
    ) as groups:
        return replayed(books, draft, groups)


def _nothing(newest: datetime | None) -> str:
    if newest is None:
        return (
            "No calls are recorded yet. Every call leaves its choices, as codes; a running "
            "`helpline clock` keeps them within seconds."
        )
    return f"No call began in this time; the newest is of {newest:%Y-%m-%d}: try --last 4w."


@dataclass(frozen=True)
class _Told:
    """How many is told to the number, or, of callers in production, not if they are few."""

    in_production: bool
    title: str
    since: datetime
    until: datetime

    def lines(self, found: Replayed) -> Iterator[str]:
        """What a supervisor reads."""
        yield f"Calls since {self.since:%Y-%m-%d %H:%M} UTC, played on {self.title}:"
        yield f"{self._many(found.differently)} of {found.calls} calls would now end differently."
        for change, calls in found.changes:
            yield f"  {change.sentence(self._many(calls), one=self._is_one(calls))}"
        if found.unplayed:
            calls = found.not_played
            yield f"{self._calls(calls)} could not be played:"
        for one in found.unplayed:
            yield f"  {self._calls(one.calls)}: {one.why}"

    def as_json(self, found: Replayed) -> str:
        """The same for a program; "<5" where the number is not told."""
        return json.dumps(
            {
                "set": self.title,
                "since": self.since.isoformat(),
                "until": self.until.isoformat(),
                "calls": found.calls,
                "differently": self._number(found.differently),
                "changes": [self._change(change, calls) for change, calls in found.changes],
                "not_played": [
                    {"calls": self._number(one.calls), "why": one.why} for one in found.unplayed
                ],
            },
            ensure_ascii=False,
            indent=2,
        )

    def _change(self, change: Change, calls: int) -> dict[str, object]:
        return {
            "calls": self._number(calls),
            "step": change.step,
            "choice": change.choice,
            "before": _stand(change.before),
            "after": _stand(change.after),
            "sentence": change.sentence(self._many(calls), one=self._is_one(calls)),
        }

    def _is_hidden(self, calls: int) -> bool:
        return self.in_production and 0 < calls < FEW

    def _is_one(self, calls: int) -> bool:
        return calls == 1 and not self.in_production

    def _number(self, calls: int) -> int | str:
        return f"<{FEW}" if self._is_hidden(calls) else calls

    def _many(self, calls: int) -> str:
        return f"Fewer than {FEW}" if self._is_hidden(calls) else str(calls)

    def _calls(self, calls: int) -> str:
        return f"{self._many(calls)} {'call' if self._is_one(calls) else 'calls'}"


def _stand(stand: Stand) -> dict[str, object]:
    return {"step": stand.place, "waits_for": list(stand.waits_for)}
