"""What may an editor know of a flow file, to complete it and to underline what is wrong?"""

import json
from collections.abc import Mapping
from typing import Any, Final

from pydantic import BaseModel
from pydantic.json_schema import models_json_schema

from ivr.flow.flow import Frame
from ivr.flow.kinds import KINDS
from ivr.flow.names import NAME
from ivr.flow.shape import MOST_STEPS

DRAFT: Final = "https://json-schema.org/draft/2020-12/schema"
NAMED: Final = ("properties", "$defs")
"""Where the keys are names of ours, not words of JSON Schema."""
DROPPED: Final = ("title", "default")
"""Titles repeat the names; defaults are shown as they are kept, not as they are written."""

Json = dict[str, Any]


def schema() -> Json:
    """The shape of one flow file, in JSON Schema 2020-12, with the sentences of our own models.

    Whatever the reader accepts is accepted, also with numbers that an editor does not read as
    words.  What only the set as a whole tells (does this step exist?) is left to the reader.
    """
    models: list[type[BaseModel]] = [Frame, *KINDS.values()]
    references, whole = models_json_schema([(model, "validation") for model in models])
    found: Json = _plain({"$defs": whole["$defs"]})
    definitions = found["$defs"]
    frame = definitions.pop(_name_of(references, Frame))
    kinds = [{"$ref": f"#/$defs/{_name_of(references, kind)}"} for kind in KINDS.values()]
    steps = {
        "type": "object",
        "description": "The steps, each under its name.",
        "minProperties": 1,
        "maxProperties": MOST_STEPS,
        "propertyNames": {"pattern": f"^(?:{NAME})$"},
        "additionalProperties": {"oneOf": kinds},
    }
    return {
        "$schema": DRAFT,
        "title": "Call flow",
        **frame,
        "properties": {**frame["properties"], "steps": steps},
        "required": [*frame["required"], "steps"],
        "$defs": definitions,
    }


def text() -> str:
    """The schema as it stands in `docs/callflow.schema.json`."""
    return json.dumps(schema(), indent=2, ensure_ascii=False) + "\n"


def _name_of(references: Mapping[Any, Json], model: type[BaseModel]) -> str:
    return str(references[model, "validation"]["$ref"]).rsplit("/", 1)[1]


def _plain(part: Any) -> Any:
    """The same schema without what an editor does not need."""
    if isinstance(part, list):
        return [_plain(item) for item in part]
    if not isinstance(part, dict):
        return part
    plain = {
        key: {name: _plain(value) for name, value in inner.items()}
        if key in NAMED
        else _plain(inner)
        for key, inner in part.items()
        if key not in DROPPED
    }
    return _written(plain)


def _written(part: Json) -> Json:
    """A field that may be left out is still never written as nothing."""
    choices = [choice for choice in part.get("anyOf", ()) if choice != {"type": "null"}]
    if len(choices) != 1:
        return part
    rest = {key: value for key, value in part.items() if key != "anyOf"}
    return {**choices[0], **rest}
