"""How many of the recent calls would end differently with a draft, and how?"""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache

from ivr.flow.book import Book
from ivr.flow.choices import BEGINS
from ivr.flow.counterpart import Counterparts
from ivr.flow.engine import EndlessFlow, NoSuchPlace
from ivr.flow.facts import Facts
from ivr.flow.proofs import path as paths
from ivr.flow.proofs.path import Here, Path, Stand
from ivr.flow.proofs.replayed import Change, Replayed, Unplayed, of_choice

LOST = "Some of what they chose was not recorded."


@dataclass(frozen=True)
class Alike:
    """Calls that made the same choices while the same hours were open."""

    path: Path
    calls: int


class _Gone(Exception):
    """Raised with a sentence when a call cannot be played on a draft."""


def alike(books: Mapping[str, Book], draft: Book, calls: Iterable[Path]) -> list[Alike]:
    """The calls, each kind of them once: what they have in common is played once."""
    hours = {book.short: _clock(book) for book in (*books.values(), draft)}
    found: dict[tuple[object, ...], Path] = {}
    counted = Counter[tuple[object, ...]]()
    for path in calls:
        known = [hours[one](path.began_at) for one in (path.revision, draft.short) if one in hours]
        key = path, *known
        found.setdefault(key, path)
        counted[key] += 1
    return [Alike(path, counted[key]) for key, path in found.items()]


def replayed(books: Mapping[str, Book], draft: Book, calls: Iterable[Alike]) -> Replayed:
    """Plays every call on the draft and compares it with what the caller heard: the book of its
    own revision.  A revision that is not among `books` cannot be read any more."""
    changed, gone = Counter[Change](), Counter[str]()
    same = 0
    known = {name: Counterparts(book, draft) for name, book in books.items()}
    for one in calls:
        try:
            change = _change(known, one.path)
        except _Gone as problem:
            gone[str(problem)] += one.calls
            continue
        if change is None:
            same += one.calls
        else:
            changed[change] += one.calls
    return Replayed(
        calls=same + changed.total(),
        changes=tuple((change, n) for change, n in changed.most_common()),
        unplayed=tuple(Unplayed(why, n) for why, n in gone.most_common()),
    )


def _change(known: Mapping[str, Counterparts], path: Path) -> Change | None:
    """What becomes of a call of this path; None if it ends as it did.  Raises _Gone."""
    between = known.get(path.revision)
    if between is None:
        raise _Gone(f"Revision {path.revision} cannot be read any more.")
    for facts in paths.worlds(between.old, path):
        were = _told(between.old, path, facts)
        if were is not None:
            return _Comparison(between, path, facts, were).change()
    raise _Gone(LOST)


def _told(book: Book, path: Path, facts: Facts) -> tuple[Here, ...] | None:
    try:
        return paths.told(book, path, facts)
    except (NoSuchPlace, EndlessFlow):
        return None


@dataclass
class _Comparison:
    """One call, as it was (`were`, after each choice) and as the draft would have it."""

    between: Counterparts
    path: Path
    facts: Facts
    were: tuple[Here, ...]

    def change(self) -> Change | None:
        """Goes on from choice to choice, past those the draft no longer asks for, for as long as
        the caller is somewhere they were in the call.  Raises _Gone."""
        parted: Change | None = None
        now, n = self._begun(), 0
        while True:
            caught_up = self._caught_up(n, now)
            if self._expected(caught_up) == now.stand:
                parted = None
            else:
                parted = parted or self._parted(n, now.stand)
            n = caught_up
            if n == len(self.path.choices) or self._expected(n).place != now.position.place:
                return parted
            now = self._chose(n, now)
            n += 1

    def _begun(self) -> Here:
        try:
            return paths.begin(self.between.new, self.path.flow, self.facts)
        except NoSuchPlace:
            raise _Gone(f"The flow {self.path.flow} is gone, or answers no calls.") from None

    def _caught_up(self, n: int, now: Here) -> int:
        """The number of the choice after which the caller was where they are now; `n` if they
        never were again."""
        later = range(n, len(self.were))
        return next((m for m in later if self._expected(m).place == now.position.place), n)

    def _chose(self, n: int, now: Here) -> Here:
        choice, question = self.path.choices[n], now.position.phase
        code = self.between.choice(choice.step, question, choice.code)
        found = paths.after(self.between.new, now, code, self.facts) if code else None
        if found is None:
            said = of_choice(self.between.old, choice.step, choice.code, question)
            raise _Gone(f"Who {said} at {choice.step} could choose that no more.")
        return found

    def _expected(self, n: int) -> Stand:
        stand = self.were[n].stand
        return Stand(self.between.place(stand.place), stand.waits_for)

    def _parted(self, n: int, now: Stand) -> Change:
        was = self._expected(n)
        if was.place != now.place:
            was, now = Stand(was.place), Stand(now.place)
        is_gone = was.place not in _places(self.between.new)
        if n == 0:
            return Change(self.path.flow, BEGINS, "", was, now, is_gone)
        choice, question = self.path.choices[n - 1], self.were[n - 1].position.phase
        said = of_choice(self.between.old, choice.step, choice.code, question)
        return Change(choice.step, choice.code, said, was, now, is_gone)


def _places(book: Book) -> frozenset[str]:
    return frozenset(f"{name}.{step}" for name, flow in book.flows.items() for step in flow.steps)


def _clock(book: Book) -> Callable[[datetime], tuple[bool, ...]]:
    """Which of the hours this book looks at are open, and whether it is a holiday."""
    looks, settings = book.looks_at, book.settings
    hours = tuple(settings.opening_hours.values()) if "hours" in looks else ()

    @cache
    def told(now: datetime) -> tuple[bool, ...]:
        is_open = tuple(named.is_open(now) for named in hours)
        return (*is_open, settings.is_holiday(now)) if "holiday" in looks else is_open

    return told
