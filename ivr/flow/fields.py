"""Which fields does a form for this kind of step have, and what does a filled form say?"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import Enum, StrEnum
from types import UnionType
from typing import Any, Final, Literal, Union, get_args, get_origin

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from ivr.flow import values
from ivr.flow.draft import Draft
from ivr.flow.flow import Flow
from ivr.flow.kinds import KINDS
from ivr.flow.shape import EXITS
from ivr.flow.source import Plain

__all__ = ["Field", "Known", "Sort", "fields_of", "known_to", "plain_of"]


class Sort(StrEnum):
    """What a field looks like."""

    WORDS = "words"
    LINE = "line"
    ONE_OF = "one_of"
    SOME_OF = "some_of"
    NAMES = "names"
    """Names with commas between them, in their order."""
    FIXED = "fixed"
    """There is only one thing to write."""
    GROUP = "group"
    LIST = "list"
    """Groups, or words, one after another; the last is empty, for one more."""


STEPS: Final = (EXITS - {"silent", "unclear", "tries", "exits"}) | {"text_me", "erased"}
"""Fields that name a step."""
YES_NO: Final = ("yes", "no")
KEYS: Final = tuple(values.KEYS)
GONE: Final = "gone"
"""The box that takes an item out of a list."""


@dataclass(frozen=True)
class Known:
    """What can be chosen: steps (and exits) of the flow, the names of the settings by what they
    name, and the exits of each flow that can be part of others."""

    steps: tuple[str, ...] = ()
    names: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    parts: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


@dataclass(frozen=True)
class Field:
    """One field of a form: `name` is where it stands in the step, with dots; `label` what it is
    called in a file. A group, or an item of a list, has fields of its own."""

    name: str
    label: str
    sort: Sort
    required: bool = False
    value: str = ""
    options: tuple[str, ...] = ()
    fields: tuple["Field", ...] = ()


def known_to(draft: Draft, flow: Flow) -> Known:
    """What the steps of this flow can name."""
    settings = draft.settings
    named = {
        "mark": sorted(settings.marks),
        "specialty": ["marked", "none", *settings.specialties],
        "hours": settings.hours,
        "switch": settings.switches,
        "language": ["callers", *settings.languages],
        "call": settings.emergency_centres,
        "message": draft.messages,
        "services": settings.services,
    }
    parts = {name: one.exits for name, one in draft.flows.items() if one.exits}
    found = {name: tuple(str(one) for one in given) for name, given in named.items()}
    return Known((*flow.steps, *flow.exits), found, parts)


def fields_of(kind: str, plain: Mapping[str, Plain], known: Known) -> tuple[Field, ...]:
    """The form for a step of this kind, filled with what a file says of it, in its order."""
    written = list(plain)
    found = _fields(KINDS[kind], plain, "", _Choices(known, plain))
    last = len(written)
    return tuple(
        sorted(found, key=lambda one: written.index(one.name) if one.name in plain else last)
    )


@dataclass(frozen=True)
class _Choices:
    known: Known
    step: Mapping[str, Plain]

    def of(self, model: type[BaseModel], name: str) -> tuple[str, ...]:
        """What can be chosen for this field; nothing for what is written freely."""
        if name == "press":
            return KEYS
        if name in STEPS and not (name == "sent" and "message" not in model.model_fields):
            return self.known.steps
        if name == "flow":
            return tuple(self.known.parts)
        if name == "when":
            return self.known.names.get("hours", ())
        if name == "language" and "urgency" not in model.model_fields:
            return self.known.names.get("language", ())[1:]
        return () if name == "services" else self.known.names.get(name, ())


def _fields(
    model: type[BaseModel], plain: Mapping[str, Plain], prefix: str, choices: _Choices
) -> tuple[Field, ...]:
    return tuple(
        one
        for name, info in model.model_fields.items()
        for written in [info.alias or name]
        if written not in ("kind", "never_log")
        for one in [_field(model, info, f"{prefix}{written}", plain.get(written), choices)]
    )


def _field(
    model: type[BaseModel], info: FieldInfo, name: str, value: Plain | None, choices: _Choices
) -> Field:
    label, annotation = name.rpartition(".")[2], _bare(info.annotation)
    made = Field(
        name, label, Sort.LINE, info.is_required(), value if isinstance(value, str) else ""
    )
    inner, origin = get_args(annotation), get_origin(annotation)
    if _is_model(annotation):
        given = value if isinstance(value, dict) else {}
        fields = _fields(annotation, given, f"{name}.", choices)
        if not info.is_required():
            fields = tuple(replace(one, required=False) for one in fields)
        return replace(made, sort=Sort.GROUP, fields=fields)
    if origin is dict:
        return replace(made, sort=Sort.GROUP, fields=_exits(name, value, choices))
    if origin is tuple:
        return _many(made, inner[0], value, choices)
    options = _options(annotation, inner) or choices.of(model, label)
    if options:
        # What is written and not known stays where it can be seen.
        more = (made.value,) if made.value and made.value not in options else ()
        return replace(made, sort=Sort.ONE_OF, options=(*options, *more))
    return replace(made, sort=Sort.WORDS) if _is_words(info.metadata, info.annotation) else made


def _options(annotation: Any, inner: tuple[Any, ...]) -> tuple[str, ...]:
    if get_origin(annotation) is Literal:
        return tuple(str(one) for one in inner)
    if annotation is bool:
        return YES_NO
    if isinstance(annotation, type) and issubclass(annotation, Enum):
        return tuple(str(one.value) for one in annotation)
    return ()


def _many(made: Field, item: Any, value: Plain | None, choices: _Choices) -> Field:
    items = value if isinstance(value, list) else []
    one = _bare(item)
    if _is_model(one):
        rows = [given if isinstance(given, dict) else {} for given in items]
        groups = tuple(
            Field(f"{made.name}.{n}", made.label, Sort.GROUP, n < len(rows),
                  fields=_row(one, row, f"{made.name}.{n}.", choices, blank=n >= len(rows)))
            for n, row in enumerate([*rows, {}])
        )  # fmt: skip
        return replace(made, sort=Sort.LIST, fields=groups)
    texts = [given for given in items if isinstance(given, str)]
    if _is_words((), item):
        words = (
            Field(f"{made.name}.{n}", made.label, Sort.WORDS, n < len(texts), text)
            for n, text in enumerate([*texts, ""])
        )
        return replace(made, sort=Sort.LIST, fields=tuple(words))
    options = _options(one, get_args(one))
    if options:
        return replace(made, sort=Sort.SOME_OF, value=" ".join(texts), options=options)
    return replace(
        made,
        sort=Sort.NAMES,
        value=", ".join(texts),
        options=choices.known.names.get(made.label, ()),
    )


def _row(
    model: type[BaseModel], row: Mapping[str, Plain], prefix: str, choices: _Choices, *, blank: bool
) -> tuple[Field, ...]:
    """One item of a list; nothing of an empty one has to be filled in."""
    found = _fields(model, row, prefix, choices)
    return tuple(replace(one, required=False) for one in found) if blank else found


def _exits(name: str, value: Plain | None, choices: _Choices) -> tuple[Field, ...]:
    """The exits of the flow inside, each with the step to go on at."""
    given = value if isinstance(value, dict) else {}
    inner = choices.known.parts.get(str(choices.step.get("flow", "")), ())
    return tuple(
        Field(f"{name}.{one}", one, Sort.ONE_OF, one in inner, str(given.get(one, "")),
              choices.known.steps)
        for one in dict.fromkeys((*inner, *given))
    )  # fmt: skip


def plain_of(kind: str, given: Mapping[str, Sequence[str]]) -> dict[str, Plain]:
    """What the filled form says of the step, as a file would; blank fields and empty groups are
    left out, and so is each item whose `gone` box is ticked."""
    return {"kind": kind, **_said(KINDS[kind], given, "")}


def _said(
    model: type[BaseModel], given: Mapping[str, Sequence[str]], prefix: str
) -> dict[str, Plain]:
    found: dict[str, Plain] = {}
    for name, info in model.model_fields.items():
        written = info.alias or name
        if written != "kind":
            value = _value(info.annotation, given, f"{prefix}{written}")
            if value not in ("", [], {}):
                found[written] = value
    return found


def _value(annotation: Any, given: Mapping[str, Sequence[str]], name: str) -> Plain:
    bare = _bare(annotation)
    if _is_model(bare):
        return _said(bare, given, f"{name}.")
    if get_origin(bare) is dict:
        inner = [key for key in given if key.startswith(f"{name}.") and given[key][0]]
        return {key.removeprefix(f"{name}."): given[key][0] for key in inner}
    if get_origin(bare) is tuple:
        return _items(get_args(bare)[0], given, name)
    return _first(given, name)


def _items(item: Any, given: Mapping[str, Sequence[str]], name: str) -> list[Plain]:
    one = _bare(item)
    if _is_model(one) or _is_words((), item):
        read = (_value(item, given, f"{name}.{n}") for n in _numbers(given, name))
        return [value for value in read if value not in ("", {})]
    if _options(one, get_args(one)):
        return [text for text in given.get(name, ()) if text]
    return [text for part in _first(given, name).split(",") if (text := part.strip())]


def _numbers(given: Iterable[str], name: str) -> list[int]:
    """The items of a list that are there and are to stay."""
    shape = re.compile(rf"{re.escape(name)}\.([0-9]{{1,3}})(?:\.|$)")
    found = {int(match[1]) for key in given if (match := shape.match(key))}
    return [n for n in sorted(found) if f"{name}.{n}.{GONE}" not in given]


def _first(given: Mapping[str, Sequence[str]], name: str) -> str:
    return " ".join(next(iter(given.get(name, ())), "").split())


def _bare(annotation: Any) -> Any:
    """Without Annotated, and without "or nothing"."""
    origin = get_origin(annotation)
    if origin in (Union, UnionType):
        annotation = next(one for one in get_args(annotation) if one is not type(None))
    if hasattr(annotation, "__metadata__"):
        return _bare(annotation.__origin__)
    return annotation


def _is_model(annotation: Any) -> bool:
    return isinstance(annotation, type) and issubclass(annotation, BaseModel)


def _is_words(metadata: Sequence[Any], annotation: Any) -> bool:
    inner = [one for arg in (annotation, *get_args(annotation)) for one in
             getattr(arg, "__metadata__", ())]  # fmt: skip
    return any(getattr(one, "func", None) is values._words for one in (*metadata, *inner))
