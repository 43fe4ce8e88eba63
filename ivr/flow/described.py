"""What does each field of a flow file mean, in the words that stand below it in our models?"""

import ast
import inspect
from itertools import pairwise
from textwrap import dedent
from typing import Any

from pydantic import BaseModel

__all__ = ["describe", "descriptions"]


def describe(schema: dict[str, Any], model: type[BaseModel]) -> None:
    """Put the words into the JSON Schema of this model."""
    for field, words in descriptions(model).items():
        written = model.model_fields[field].alias or field
        schema["properties"][written]["description"] = words


def descriptions(model: type[BaseModel]) -> dict[str, str]:
    """The words below each field of this model, by the field's name.

    Pydantic can read them whenever a class is made (`use_attribute_docstrings`), but reads the
    source for it, which was an eighth of what starting any of our processes cost.
    """
    found: dict[str, str] = {}
    for kind in reversed(model.__mro__):
        if issubclass(kind, BaseModel) and kind is not BaseModel:
            below = _below_fields(kind)
            found = {field: words for field, words in found.items() if field not in below}
            found |= {field: words for field, words in below.items() if words is not None}
    return {field: words for field, words in found.items() if field in model.model_fields}


def _below_fields(kind: type) -> dict[str, str | None]:
    """Each field that this class itself declares, with its words."""
    (definition,) = ast.parse(dedent(inspect.getsource(kind))).body
    body = definition.body if isinstance(definition, ast.ClassDef) else []
    return {
        field.target.id: _words(below)
        for field, below in pairwise([*body, ast.Pass()])
        if isinstance(field, ast.AnnAssign) and isinstance(field.target, ast.Name)
    }


def _words(statement: ast.stmt) -> str | None:
    if isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant):
        value = statement.value.value
        return inspect.cleandoc(value) if isinstance(value, str) else None
    return None
