"""How do several people work on one draft at a time, each finding their work in it afterwards?"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import select

from ivr.flow.merging import Clash, Place, merged, settled
from ivr.models import Draft, DraftChange
from ivr.operations import drafts, revisions, sets
from ivr.operations.drafts import ChangedMeanwhile, Kept
from ivr.operations.refusals import Refusal
from ivr.runtime import Runtime

__all__ = ["Clashing", "NothingToUndo", "Saved", "Work", "as_of", "catch_up", "history", "save",
           "undo"]  # fmt: skip

TRIES = 5
"""Somebody else may be faster once, or twice."""


@dataclass(frozen=True)
class Work:
    """Which draft somebody changes, and the version of it they had before them."""

    draft: str
    who: str
    seen: int


@dataclass(frozen=True)
class Saved:
    """The draft with the change in it; `beside` are those whose changes since then it holds too."""

    kept: Kept
    beside: tuple[str, ...] = ()


class Clashing(Refusal):
    """Raised when somebody changed the same step meanwhile: nothing was changed, and whoever asked
    chooses for each clash, of which `version` has theirs."""

    def __init__(self, clashes: Sequence[Clash], version: int, by: Sequence[str]) -> None:
        super().__init__(f"{', '.join(by) or 'What went live'} changed the same meanwhile.")
        self.clashes, self.version, self.by = tuple(clashes), version, tuple(by)


class NothingToUndo(Refusal):
    """Raised when there is no change left that could be taken back."""


def save(rt: Runtime, work: Work, files: Mapping[str, str]) -> Saved:
    """Put these files, which began with version `seen`, into the draft, with whatever others did
    since. Raises Clashing, ImpossibleDraft, and ChangedMeanwhile when `seen` is too old to tell."""
    for _ in range(TRIES):
        now = drafts.get(rt, work.draft)
        since = _since(rt, now, work.seen)
        mine, by = files, tuple(dict.fromkeys(one.who for one in since))
        if since:
            found = merged(_before(now, since), files, now.files)
            if found.clashes:
                raise Clashing(found.clashes, now.version, by)
            mine = found.files
        if dict(mine) == now.files:
            return Saved(Kept(now.name, now.version, now.base), by)
        try:
            kept = drafts.change(rt, now.name, work.who, now.version, mine)
            return Saved(kept, tuple(name for name in by if name != work.who))
        except ChangedMeanwhile:
            continue
    raise ChangedMeanwhile(f"Too many people change the draft {work.draft} at once: try again.")


def undo(rt: Runtime, work: Work) -> Kept:
    """Take the newest change back, if it is the one they saw. Raises NothingToUndo,
    ChangedMeanwhile, ImpossibleDraft."""
    now = drafts.get(rt, work.draft)
    last = next(iter(history(rt, work.draft, 1)), None)
    if last is None or last.version != now.version:
        raise NothingToUndo(f"No change of the draft {work.draft} can be taken back.")
    return drafts.change(rt, now.name, work.who, work.seen, _before(now, [last]))


def catch_up(rt: Runtime, work: Work, ours: Mapping[Place, bool] | None = None) -> Saved:
    """Bring what went live since the draft was begun into it; `ours` says for each place that both
    changed whether the draft keeps its own. Raises Clashing, ImpossibleDraft, ChangedMeanwhile."""
    now = drafts.get(rt, work.draft)
    with rt.db.read() as session:
        live = revisions.live(session) or ""
    base = sets.named(rt, now.base).files if now.base else {}
    found = merged(base, now.files, sets.named(rt, "live").files)
    chosen = ours or {}
    left = [one for one in found.clashes if one.place not in chosen]
    if left:
        raise Clashing(left, now.version, ())
    files = settled(found, [place for place, keep in chosen.items() if keep])
    return Saved(drafts.change(rt, now.name, work.who, work.seen, files, base=live))


def history(rt: Runtime, draft: str, most: int = 20) -> list[DraftChange]:
    """The newest changes of this draft, the newest first."""
    one = DraftChange
    newest = select(one).where(one.draft == draft).order_by(one.version.desc()).limit(most)
    with rt.db.read() as session:
        return list(session.scalars(newest))


def as_of(rt: Runtime, draft: str, version: int) -> dict[str, str]:
    """The files as they were in this version. Raises ImpossibleDraft, ChangedMeanwhile."""
    now = drafts.get(rt, draft)
    return _before(now, _since(rt, now, version))


def _since(rt: Runtime, now: Draft, version: int) -> list[DraftChange]:
    """Every change after this version, the newest first."""
    wanted = now.version - version
    found = history(rt, now.name, max(wanted, 0))
    if wanted < 0 or len(found) != wanted:
        raise ChangedMeanwhile(
            f"The draft {now.name} was changed too often since then: load it again."
        )
    return found


def _before(now: Draft, changes: Sequence[DraftChange]) -> dict[str, str]:
    files = dict(now.files)
    for change in changes:
        for name, text in change.before.items():
            if text is None:
                files.pop(name, None)
            else:
                files[name] = text
    return files
