"""Where do translations go when a step changes its key, its name, or is gone?"""

from collections.abc import Mapping
from typing import Final

from ruamel.yaml.comments import CommentedMap

from ivr.flow.draft import Draft
from ivr.flow.flow import Flow
from ivr.flow.roundtrip import opened, written

__all__ = ["followed"]

GROUPS: Final = ("words", "recordings")


def followed(
    files: Mapping[str, str], before: Draft, after: Flow, renamed: Mapping[str, str] | None = None
) -> dict[str, str]:
    """The files with each translation of this flow beside the words it translates; those of words
    that are gone are taken away. `renamed` are steps that have another name now, by the old one."""
    old, new = _pieces(before.flows[after.flow]), _pieces(after)
    moves = _moves(old, new, renamed or {})
    found = dict(files)
    for name, text in files.items():
        if name.startswith("wording/") and any(key in text for key in moves):
            found[name] = _moved(text, moves)
    return found


def _pieces(flow: Flow) -> dict[str, str]:
    return {
        f"{flow.flow}.{name}.{wording.part}": wording.words
        for name, step in flow.steps.items()
        for wording in step.wording()
    }


def _moves(
    old: Mapping[str, str], new: Mapping[str, str], renamed: Mapping[str, str]
) -> dict[str, str]:
    """For each key that says nothing any more, or something that moved, its new key; empty if
    there is none."""
    found: dict[str, str] = {}
    taken: set[str] = set()
    for key, words in old.items():
        if new.get(key) == words:
            continue
        flow, step, part = key.split(".")
        home = f"{flow}.{renamed.get(step, step)}."
        same = f"{home}{part}"
        moved = (
            other
            for other, said in new.items()
            if said == words and old.get(other) != words and other not in taken
            and other.startswith(home)
        )  # fmt: skip
        to = next(moved, same if same in new else "")
        if to != key:
            found[key] = to
            taken.add(to)
    return found


def _moved(text: str, moves: Mapping[str, str]) -> str:
    document = opened(text)
    for group in GROUPS:
        known = document.get(group)
        if isinstance(known, CommentedMap):
            _shift(known, moves)
    return written(document)


def _shift(known: CommentedMap, moves: Mapping[str, str]) -> None:
    """All at once, so that two that change places do not meet."""
    carried = {}
    for key, to in moves.items():
        if key in known:
            place = list(known).index(key)
            value = known.pop(key)
            if to:
                carried[to] = (place, value)
    for to, (place, value) in sorted(carried.items(), key=lambda one: one[1][0]):
        known.pop(to, None)
        known.insert(min(place, len(known)), to, value)
