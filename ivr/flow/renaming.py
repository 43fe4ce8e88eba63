"""How does a step get another name, so that every way still leads to it?"""

from collections.abc import Iterator
from typing import Any

from ruamel.yaml.comments import CommentedMap

from ivr.flow.kinds import KINDS
from ivr.flow.kinds.step import Path
from ivr.flow.roundtrip import opened, written

__all__ = ["renamed"]

ROLES = ("starts_at", "person", "danger", "if_anything_breaks")


def renamed(text: str, step: str, called: str) -> str:
    """The flow file with this step under its new name, in the same place, and everything in the
    file that leads to it. Steps must be in their shape."""
    document = opened(text)
    steps = document["steps"]
    for fields in steps.values():
        for path in _exits(fields):
            _follow(fields, path, step, called)
    for role in ROLES:
        if document.get(role) == step:
            document[role] = called
    _rename(steps, step, called)
    return written(document)


def _exits(fields: CommentedMap) -> Iterator[Path]:
    kind = KINDS[str(fields["kind"])]
    yield from (exit_.path for exit_ in kind.model_validate(fields).exits())


def _follow(fields: Any, path: Path, step: str, called: str) -> None:
    part: Any
    for part in path[:-1]:
        fields = fields[part]
    last: Any = path[-1]
    if fields[last] == step:
        fields[last] = called


def _rename(steps: CommentedMap, step: str, called: str) -> None:
    """In its place, with the comments around it."""
    place = list(steps).index(step)
    comments = steps.ca.items.pop(step, None)
    steps.insert(place, called, steps.pop(step))
    if comments is not None:
        steps.ca.items[called] = comments
