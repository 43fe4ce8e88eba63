"""Does one file have the fields it should have, and what sentence says which are wrong?"""

import difflib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any, Final, TypeVar, get_args

from pydantic import BaseModel, TypeAdapter, ValidationError
from pydantic.fields import FieldInfo
from pydantic_core import ErrorDetails

from ivr.flow.finding import Finding
from ivr.flow.flow import Flow, Frame
from ivr.flow.kinds import KINDS
from ivr.flow.kinds.step import Step
from ivr.flow.source import Path, Plain, Source, step_of
from ivr.flow.values import Strict

MOST_STEPS: Final = 200

EXITS: Final = frozenset(
    {"then", "silent", "unclear", "go", "otherwise", "no_one_free", "if_it_fails", "sent"}
) | {"declined", "agreed", "exits", "tries"}

SENTENCES: Final[Mapping[str, str]] = {
    "string_type": "Here a word or a sentence is expected, not a list or a group of fields.",
    "tuple_type": "Here a list is expected.",
    "dict_type": "Here a group of fields is expected.",
    "model_type": "Here a group of fields is expected.",
    "too_short": "Something is missing here: the list is too short.",
    "too_long": "There is too much here: the list is too long.",
    "string_too_short": "This is too short.",
    "string_too_long": "This is too long.",
    "greater_than_equal": "This number is too small.",
    "less_than_equal": "This number is too large.",
}

M = TypeVar("M", bound=BaseModel)


class Misshapen(ValueError):
    """Raised with all findings of one file."""

    def __init__(self, findings: Iterable[Finding]) -> None:
        self.findings = tuple(findings)
        super().__init__(f"{len(self.findings)} findings")


def shaped(source: Source, model: type[M]) -> M:
    """The file as `model`.  Raises Misshapen."""
    try:
        return model.model_validate(source.plain)
    except ValidationError as problem:
        raise Misshapen(_findings(source, problem, (), model)) from problem


def shaped_as(source: Source, kind: TypeAdapter[Any]) -> Any:
    """The file as what the adapter describes.  Raises Misshapen."""
    try:
        return kind.validate_python(source.plain)
    except ValidationError as problem:
        raise Misshapen(_findings(source, problem, (), None)) from problem


def flow_of(source: Source) -> Flow:
    """The file as a flow with its steps, each of its own kind.  Raises Misshapen."""
    plain = source.plain if isinstance(source.plain, dict) else {}
    written = plain.get("steps")
    if not isinstance(written, dict) or not 0 < len(written) <= MOST_STEPS:
        sentence = f"A flow has between 1 and {MOST_STEPS} steps, under `steps:`."
        raise Misshapen([_at(source, ("steps",), "no-steps", sentence)])
    findings: list[Finding] = []
    steps = _steps(source, written, findings)
    frame = _frame(source, plain, findings)
    if findings or frame is None:
        raise Misshapen(findings)
    return Flow.model_construct(**dict(frame), steps=steps)


def _frame(source: Source, plain: dict[str, Plain], findings: list[Finding]) -> Frame | None:
    fields = {name: value for name, value in plain.items() if name != "steps"}
    try:
        frame = Frame.model_validate(fields)
    except ValidationError as problem:
        findings.extend(_findings(source, problem, (), Frame))
        return None
    if f"{frame.flow}.yaml" != source.file:
        sentence = f"This flow calls itself `{frame.flow}`, but its file is called {source.file}."
        findings.append(_at(source, ("flow",), "name-differs", sentence))
    return frame


def _steps(source: Source, written: dict[str, Plain], findings: list[Finding]) -> dict[str, Step]:
    steps: dict[str, Step] = {}
    for name, fields in written.items():
        try:
            steps[name] = _step(source, name, fields)
        except Misshapen as problem:
            findings.extend(problem.findings)
    return steps


def _step(source: Source, name: str, fields: Plain) -> Step:
    path: Path = ("steps", name)
    kind = fields.get("kind") if isinstance(fields, dict) else None
    if not isinstance(kind, str) or kind not in KINDS:
        raise Misshapen([_unknown_kind(source, path, kind)])
    try:
        return KINDS[kind].model_validate(fields)
    except ValidationError as problem:
        raise Misshapen(_findings(source, problem, path, KINDS[kind])) from problem


def _unknown_kind(source: Source, path: Path, kind: object) -> Finding:
    if not isinstance(kind, str):
        return _at(source, path, "no-kind", "This step does not say of which `kind` it is.")
    sentence = f"There is no kind of step called `{kind}`."
    finding = _at(source, (*path, "kind"), "unknown-kind", sentence)
    return replace(finding, hint=did_you_mean(kind, KINDS))


def _findings(
    source: Source, problem: ValidationError, path: Path, model: type[BaseModel] | None
) -> Iterator[Finding]:
    for error in problem.errors(include_url=False, include_input=True):
        loc = tuple(part for part in error["loc"] if part != "[key]")
        yield _finding(source, (*path, *loc), error, _fields_at(model, loc[:-1]))


def _finding(source: Source, path: Path, error: ErrorDetails, fields: Iterable[str]) -> Finding:
    name, kind = str(path[-1]) if path else "", error["type"]
    if kind == "missing":
        return _missing(source, path, name)
    if kind == "extra_forbidden":
        return _extra(source, path, name, fields)
    if kind in ("literal_error", "enum"):
        return _not_among(source, path, error)
    sentence = SENTENCES.get(kind, error["msg"])
    return _at(source, path, kind.replace("_", "-"), sentence)


def _missing(source: Source, path: Path, name: str) -> Finding:
    if name in EXITS:
        sentence = f"`{name}` is missing: every way out of a step is written down."
        return _at(source, path, "missing-exit", sentence)
    return _at(source, path, "missing-field", f"`{name}` is missing.")


def _extra(source: Source, path: Path, name: str, fields: Iterable[str]) -> Finding:
    spot = source.key_spot(path)
    code, sentence = "unknown-field", f"`{name}` is not a field that belongs here."
    hint = did_you_mean(name, fields)
    return Finding(source.file, spot.line, spot.column, code, sentence, step_of(path), hint)


def _not_among(source: Source, path: Path, error: ErrorDetails) -> Finding:
    expected, given = error.get("ctx", {}).get("expected", ""), str(error["input"])
    return _at(source, path, "unknown-value", f"`{given}` is not one of: {expected}.")


def _at(source: Source, path: Path, code: str, sentence: str) -> Finding:
    spot = source.spot(path)
    return Finding(source.file, spot.line, spot.column, code, sentence, step_of(path))


def did_you_mean(name: str, known: Iterable[str]) -> str:
    """A hint with the nearest known name, empty if none is near."""
    near = difflib.get_close_matches(name[:60], list(known), n=1)
    return f"Did you mean `{near[0]}`?" if near else ""


def _fields_at(model: type[BaseModel] | None, path: tuple[str | int, ...]) -> Iterable[str]:
    for part in path:
        if model is None:
            return ()
        field = _written_fields(model).get(str(part))
        if field is not None:
            model = _model_in(field.annotation)
    return () if model is None else _written_fields(model)


def _written_fields(model: type[BaseModel]) -> Mapping[str, FieldInfo]:
    """The fields of a model as they are called in a file."""
    return {field.alias or name: field for name, field in model.model_fields.items()}


def _model_in(annotation: Any) -> type[BaseModel] | None:
    if isinstance(annotation, type) and issubclass(annotation, Strict):
        return annotation
    inner = (_model_in(argument) for argument in get_args(annotation))
    return next((model for model in inner if model is not None), None)
