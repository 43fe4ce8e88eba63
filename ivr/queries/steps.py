"""How often was each choice made, which was never made, and at which step did callers leave?"""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from ivr.bookshelf import Bookshelf
from ivr.flow.book import Book
from ivr.flow.choices import ARRIVES, BEGINNINGS, meanings_of
from ivr.flow.counterpart import Counterparts
from ivr.models import StepHeard

__all__ = ["LeftAt", "Pressed", "keys_pressed", "left_at", "pressed"]

EVER = datetime.max.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Pressed:
    """In how many calls a choice was made. The codes are those of this revision (16 hex digits)."""

    revision: str
    step: str
    choice: str
    calls: int


def pressed(session: Session, since: datetime, until: datetime = EVER) -> list[Pressed]:
    """In how many calls each choice of each step was made in this time (aware; the start is in,
    the end is not): `choices.1`, `silent`, `person`, … A choice nobody made is not there.

    Numbers below five are about somebody: show them as "<5" to whoever asks for a report.
    """
    one = StepHeard
    calls = func.count(one.path.distinct())
    wanted = (
        select(one.revision, one.step, one.choice, calls)
        .where(one.at >= since, one.at < until, one.choice.not_in((*BEGINNINGS, ARRIVES)))
        .group_by(one.revision, one.step, one.choice)
    )
    return [Pressed(*row) for row in session.execute(wanted)]


def keys_pressed(
    session: Session, books: Bookshelf, draft: Book, since: datetime
) -> dict[str, frozenset[str]] | None:
    """For `Situation.pressed`: by `flow.step` of the draft, the keys of those of its choices that
    callers made since then (aware), wherever a choice stood and whatever its key was.

    None if nothing is known from before `since`: what was not recorded may have been pressed. A
    step is missing that nobody answered, and a choice that was not offered all the time counts as
    pressed: of neither can it be said that nobody wants it.
    """
    first = session.scalar(select(func.min(StepHeard.at)))
    if first is None or first > since:
        return None
    made: dict[tuple[str, str], set[str]] = defaultdict(set)
    for one in pressed(session, since):
        made[one.revision, one.step].add(one.choice)
    read = books.readable({revision for revision, _ in made})
    between = {revision: Counterparts(book, draft) for revision, book in read.items()}
    return _by_step({key: codes for key, codes in made.items() if key[0] in between}, between)


def _by_step(
    made: Mapping[tuple[str, str], set[str]], between: Mapping[str, Counterparts]
) -> dict[str, frozenset[str]]:
    found: dict[str, frozenset[str]] = defaultdict(frozenset)
    for (revision, place), codes in made.items():
        step = between[revision].step(place)
        if step is not None:
            offered = between[revision].offered(place)
            found[between[revision].place(place)] |= {
                key
                for code, key in meanings_of(step, "").items()
                if code not in offered or offered[code] in codes
            }
    return dict(found)


@dataclass(frozen=True, slots=True)
class LeftAt:
    """How many calls came to a step (`flow.step`), and for how many it was the last one."""

    step: str
    reached: int
    left: int


def left_at(session: Session, since: datetime, until: datetime) -> list[LeftAt]:
    """For each step at which callers of this time (aware) were asked something or waited: how many
    calls reached it, and how many ended there, the most reached first.

    Who ends at a waiting line may have been brought to a person: the calls themselves know. For
    numbers below five see `pressed`.
    """
    one = StepHeard
    within = (one.at >= since, one.at < until)
    newest = select(func.max(one.id)).where(*within).group_by(one.path)
    reached = select(one.led_to, func.count(one.path.distinct())).where(*within)
    left = select(one.led_to, func.count()).where(one.id.in_(newest))
    ended = dict(session.execute(left.group_by(one.led_to)).all())
    rows = session.execute(reached.group_by(one.led_to)).all()
    most_first = sorted(rows, key=lambda row: (-row[1], row[0]))
    return [LeftAt(step, calls, ended.get(step, 0)) for step, calls in most_first]
