"""Which single values does a part of a flow file hold, each under a path that survives moving?"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import fields, is_dataclass
from datetime import time, timedelta
from enum import Enum
from typing import Any

from pydantic import BaseModel

from ivr.flow.kinds.step import Path
from ivr.flow.values import KEY_NAMES

__all__ = ["Leaves", "Place", "key_of", "leaves", "orders"]

Place = tuple[str, ...]
"""Field names; an item of a list goes by its key, its name or its condition, not by its number."""

Leaves = dict[Place, str]
"""Each value as it would be read aloud. What is not set is not there."""


def leaves(of: object) -> Leaves:
    """Every value in a model or mapping."""
    return dict(_leaves(of, ()))


def key_of(of: BaseModel, path: Path) -> Place:
    """The place that a path with numbers in it leads to; a list of plain values is one place."""
    place: list[str] = []
    value: Any = of
    for part in path:
        if isinstance(part, int):
            if not _is_list(value):
                break
            place.append(_names(value)[part])
            value = value[part]
        else:
            place.append(part)
            value = dict(_inside(value)).get(part)
    return tuple(place)


def orders(of: BaseModel) -> dict[Place, list[str]]:
    """The items of every list, in their order."""
    return dict(_orders(of, ()))


def _leaves(value: object, place: Place) -> Iterator[tuple[Place, str]]:
    for name, inner in _inside(value):
        yield from _leaves(inner, (*place, name))
    if not _holds_more(value) and value is not None and value not in ((), ""):
        yield place, _read(value)


def _orders(value: object, place: Place) -> Iterator[tuple[Place, list[str]]]:
    if _is_list(value):
        yield place, [name for name, _ in _inside(value)]
    for name, inner in _inside(value):
        yield from _orders(inner, (*place, name))


def _inside(value: object) -> Iterable[tuple[str, object]]:
    if isinstance(value, BaseModel):
        known = type(value).model_fields.items()
        return [(field.alias or name, getattr(value, name)) for name, field in known]
    if isinstance(value, Mapping):
        return [(str(name), inner) for name, inner in value.items()]
    if _is_list(value):
        items = list(value)  # type: ignore[call-overload]
        return list(zip(_names(items), items, strict=True))
    return ()


def _is_list(value: object) -> bool:
    """True for a list of groups of fields; a list of plain values is one value."""
    return isinstance(value, tuple) and bool(value) and isinstance(value[0], BaseModel)


def _holds_more(value: object) -> bool:
    return isinstance(value, BaseModel | Mapping) or _is_list(value)


def _names(items: Iterable[BaseModel]) -> list[str]:
    """What the items go by; one that has nothing of its own, or shares it, goes by its number."""
    given = [_name(item) for item in items]
    return [
        name if name and given.count(name) == 1 else f"{name} {number}".strip()
        for number, name in enumerate(given, 1)
    ]


def _name(item: BaseModel) -> str:
    press = getattr(item, "press", None)
    if press is not None:
        return f"key {KEY_NAMES.get(press, press)}"
    stage = getattr(item, "to", None)
    if stage is not None:
        return _read(stage)
    if "go" in type(item).model_fields:
        looked_at = [place for place in leaves(item).items() if place[0] != ("go",)]
        return "if " + ", ".join(f"{' '.join(path)} {value}" for path, value in looked_at)
    return ""


def _read(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, timedelta):
        return f"{value.total_seconds():g} s"
    if isinstance(value, time):
        return f"{value:%H:%M}"
    if isinstance(value, Enum):
        return str(value.value)
    if isinstance(value, tuple | list | frozenset):
        return ", ".join(_read(item) for item in value)
    if is_dataclass(value) and not isinstance(value, type):
        parts = [getattr(value, field.name) for field in fields(value)]
        midnight = ["24:00"] if isinstance(parts[0], time) and parts[-1] is None else []
        return "-".join([_read(part) for part in parts if part is not None] + midnight)
    return str(value)
