"""How is one value of a file changed, with every comment around it kept?"""

import textwrap
from collections.abc import Iterable
from itertools import pairwise
from typing import Any, Final

from ruamel.yaml.comments import CommentedMap, CommentedSeq
from ruamel.yaml.scalarstring import FoldedScalarString

from ivr.flow.roundtrip import opened, written
from ivr.flow.source import Path, Plain

__all__ = ["fragment", "fragment_of", "graft", "put", "take_away"]

LONGEST_LINE: Final = 88
"""Signs of words on one line; longer ones are folded."""
NAMED_BY: Final = ("press", "to", "name", "what")
"""What an item of a list goes by, when it moved."""


def put(text: str, path: Path, value: Plain) -> str:
    """The file with this value there; what stands there already and is the same is not touched.
    Raises LookupError when there is nothing to put it into."""
    document = opened(text)
    around: Any = _at(document, path[:-1])
    last: Any = path[-1]
    known = last in around if isinstance(around, dict) else last < len(around)
    if known:
        around[last] = _changed(around[last], value)
    elif isinstance(around, CommentedMap):
        is_step = len(path) == 2 and path[0] == "steps"
        around[last] = _fresh(value)
        if is_step:
            around.yaml_set_comment_before_after_key(last, before="\n")
    else:
        around.append(_fresh(value))
    return written(document)


def take_away(text: str, path: Path) -> str:
    """The file without this value. Raises LookupError when it is not there."""
    document = opened(text)
    del _at(document, path[:-1])[path[-1]]
    return written(document)


def fragment(text: str, path: Path) -> str:
    """What is written at this path, with its comments, as a file of its own; empty if nothing."""
    try:
        found = _at(opened(text), path)
    except LookupError:
        return ""
    return written(CommentedMap({str(path[-1]): found})).strip("\n") + "\n"


def fragment_of(name: str, value: Plain) -> str:
    """The same for a value that stands in no file yet."""
    return written(CommentedMap({name: _fresh(value)}))


def graft(text: str, path: Path, piece: str) -> str:
    """The file with a fragment in this place; without the place if the fragment is empty."""
    document = opened(text)
    around = _at(document, path[:-1], make=bool(piece))
    if piece:
        around[path[-1]] = opened(piece)[str(path[-1])]
    else:
        around.pop(path[-1], None)
    return written(document)


def _at(document: Any, path: Path, *, make: bool = False) -> Any:
    """What stands at this path. Raises LookupError."""
    part: Any
    for part in path:
        if make and isinstance(document, dict) and part not in document:
            document[part] = CommentedMap()
        if not isinstance(document, dict | list):
            raise LookupError(part)
        document = document[part]
    return document


def _changed(old: Any, new: Plain) -> Any:
    """The same node where it can be kept, so that its comments are."""
    if isinstance(old, CommentedMap) and isinstance(new, dict):
        for name in [name for name in old if name not in new]:
            del old[name]
        for name, value in new.items():
            old[name] = _changed(old[name], value) if name in old else _fresh(value)
        return old
    if isinstance(old, CommentedSeq) and isinstance(new, list):
        return _list(old, new)
    same = not isinstance(old, dict | list) and _said(old) == _said(new)
    return old if same else _fresh(new)


def _list(old: CommentedSeq, new: list[Plain]) -> CommentedSeq:
    """Each item keeps its node; in another order the comments between them are lost."""
    origins = _origins(old, new)
    kept = [origin for origin in origins if origin is not None]
    nodes = {origin: old[origin] for origin in kept}
    if any(later < earlier for earlier, later in pairwise(kept)):
        del old[:]
    else:
        for origin in reversed(range(len(old))):
            if origin not in nodes:
                del old[origin]
    for place, (kept_from, value) in enumerate(zip(origins, new, strict=True)):
        if kept_from is None or len(old) <= place:
            node = _fresh(value) if kept_from is None else _changed(nodes[kept_from], value)
            old.insert(place, node)
        else:
            old[place] = _changed(nodes[kept_from], value)
    return old


def _origins(old: CommentedSeq, new: list[Plain]) -> list[int | None]:
    """For each new item the old one it is: the same, or one of its name, or one of its place."""
    free = dict(enumerate(old))
    found: list[int | None] = [None] * len(new)
    for same in (_is, _has_name_of, _any):
        for place, value in enumerate(new):
            if found[place] is None:
                near = (at for at, item in free.items() if same(item, value))
                origin = next(near, None)
                if origin is not None and (same is not _any or origin == place):
                    found[place] = origin
                    del free[origin]
    return found


def _is(old: Any, new: Plain) -> bool:
    return bool(old == new)


def _has_name_of(old: Any, new: Plain) -> bool:
    if not (isinstance(old, dict) and isinstance(new, dict)):
        return False
    return any(name in old and old[name] == new.get(name) for name in NAMED_BY)


def _any(_old: Any, _new: Plain) -> bool:
    return True


def _fresh(value: Plain) -> Any:
    if isinstance(value, dict):
        return CommentedMap({name: _fresh(inner) for name, inner in value.items()})
    if isinstance(value, list):
        made = CommentedSeq([_fresh(inner) for inner in value])
        if not any(isinstance(inner, dict | list) or " " in inner for inner in value):
            made.fa.set_flow_style()
        return made
    words = " ".join(value.split())
    return words if len(words) <= LONGEST_LINE else _folded(words)


def _folded(words: str) -> Any:
    found: Any = FoldedScalarString(words)
    found.fold_pos = list(_breaks(textwrap.wrap(words, LONGEST_LINE)))
    return found


def _breaks(lines: Iterable[str]) -> Iterable[int]:
    place = -1
    for line in list(lines)[:-1]:
        place += len(line) + 1
        yield place


def _said(value: Any) -> str:
    return " ".join(str(value).split())
