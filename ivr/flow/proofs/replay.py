"""How many of the recent calls would end differently with a draft?"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from ivr.flow.book import Book
from ivr.flow.engine import EndlessFlow, NoSuchPlace
from ivr.flow.inputs import Failed, Keys, NobodyFree
from ivr.flow.proofs.playing import Played
from ivr.flow.proofs.trace import NOBODY, SILENT, Taken, input_of
from ivr.flow.proofs.world import World


@dataclass(frozen=True)
class Path:
    """One call as codes of choices: which step was answered, and what the answer meant there
    (see trace.code_of).  Tells no key, number or word."""

    flow: str
    choices: tuple[Taken, ...]
    language: str | None = None


@dataclass(frozen=True)
class Changed:
    """Calls that ended in one place and would now end in another."""

    before: str
    after: str
    calls: int


@dataclass(frozen=True)
class Replayed:
    """What a draft would change: of `calls`, those that would end differently."""

    calls: int
    changed: tuple[Changed, ...]

    @property
    def differently(self) -> int:
        """How many would end differently."""
        return sum(change.calls for change in self.changed)

    def __str__(self) -> str:
        return f"{self.differently} of {self.calls} calls would now end differently."


def replay(live: Book, draft: Book, paths: Iterable[Path], world: World) -> Replayed:
    """Plays every path on what is live and on the draft, in the same world."""
    calls, ends = 0, Counter[tuple[str, str]]()
    for path in paths:
        calls += 1
        before, after = end_of(live, path, world), end_of(draft, path, world)
        if before != after:
            ends[before, after] += 1
    changed = (Changed(before, after, n) for (before, after), n in ends.most_common())
    return Replayed(calls, tuple(changed))


def end_of(book: Book, path: Path, world: World) -> str:
    """Where a call of these choices ends, as words: "welcome.person, in the line".

    Choices that cannot be made where the caller then is end the path there.
    """
    call = Played(book, world, path.flow, path.language)
    try:
        call.begins()
        for choice in path.choices:
            if call.ending is not None:
                break
            if call.place != choice.place:
                return f"{call.place}, not {choice.place}"
            if not _made(call, choice):
                return f"{call.place}, where {choice.exit} means nothing"
    except (NoSuchPlace, EndlessFlow) as problem:
        return f"nowhere ({type(problem).__name__})"
    if call.ending is not None:
        who = f" {call.ending.name}" if call.ending.name else ""
        return f"{call.place}, {call.ending.how.value}{who}"
    return f"{call.place}, in the line" if call.line is not None else call.place


def _made(call: Played, choice: Taken) -> bool:
    """Makes one choice; False if nothing here means it."""
    given = input_of(call.book, call.position, choice.exit)
    if isinstance(given, Keys):
        call.presses(given.digits)
    elif choice.exit == SILENT:
        call.stays_silent()
    elif choice.exit == NOBODY or isinstance(given, Failed | NobodyFree):
        call.is_left()
    return given is not None
