"""Does an editor that knows our schema underline what the reader would refuse, and nothing else?"""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from ivr.flow import schema
from ivr.flow.kinds import KINDS
from ivr.flow.source import read

ROOT = Path(__file__).resolve().parents[3]
KEPT = ROOT / "docs" / "callflow.schema.json"
SHIPPED = [
    file
    for file in sorted((ROOT / "callflows").glob("*.yaml"))
    if file.name not in ("settings.yaml", "messages.yaml")
]
TYPES: dict[str, type | tuple[type, ...]] = {
    "object": dict,
    "array": list,
    "string": str,
    "integer": int,
}
UNDERSTOOD = {
    "$ref", "$schema", "$defs", "title", "description", "type", "const", "enum", "pattern",
    "properties", "patternProperties", "required", "additionalProperties", "propertyNames",
    "items", "minItems", "maxItems", "minProperties", "maxProperties", "oneOf",
}  # fmt: skip


@pytest.fixture(scope="module")
def whole() -> dict[str, Any]:
    return schema.schema()


def faults(value: Any, part: Any, whole: dict[str, Any]) -> Iterator[str]:
    """What JSON Schema 2020-12 says against this value, for the words our schema uses."""
    if part is True:
        return
    if part is False:
        yield "nothing may stand here"
        return
    assert part.keys() <= UNDERSTOOD, part.keys() - UNDERSTOOD
    if "$ref" in part:
        yield from faults(value, whole["$defs"][part["$ref"].rsplit("/", 1)[1]], whole)
    if "oneOf" in part:
        fitting = [kind for kind in part["oneOf"] if not [*faults(value, kind, whole)]]
        if len(fitting) != 1:
            yield f"{len(fitting)} kinds fit"
    yield from _plain_faults(value, part)
    if isinstance(value, list):
        for item in value:
            yield from faults(item, part.get("items", True), whole)
    if isinstance(value, dict):
        yield from _field_faults(value, part, whole)


def _plain_faults(value: Any, part: dict[str, Any]) -> Iterator[str]:
    wanted = part.get("type", [])
    types = tuple(TYPES[name] for name in ([wanted] if isinstance(wanted, str) else wanted))
    if types and not isinstance(value, types):
        yield f"{value!r} is not {wanted}"
    if "const" in part and value != part["const"]:
        yield f"{value!r} is not {part['const']!r}"
    if "enum" in part and value not in part["enum"]:
        yield f"{value!r} is none of {part['enum']}"
    if isinstance(value, str) and not re.search(part.get("pattern", ""), value):
        yield f"{value!r} is not like {part['pattern']}"
    for shortest, longest in (("minItems", "maxItems"), ("minProperties", "maxProperties")):
        if isinstance(value, list if "Items" in shortest else dict) and not (
            part.get(shortest, 0) <= len(value) <= part.get(longest, 10**6)
        ):
            yield f"{len(value)} is too few or too many"


def _field_faults(
    value: dict[str, Any], part: dict[str, Any], whole: dict[str, Any]
) -> Iterator[str]:
    yield from (f"{name} is missing" for name in part.get("required", ()) if name not in value)
    for name, inner in value.items():
        yield from faults(name, part.get("propertyNames", True), whole)
        known = part.get("properties", {})
        alike = [of for like, of in part.get("patternProperties", {}).items()
                 if re.search(like, name)]  # fmt: skip
        if name in known:
            yield from faults(inner, known[name], whole)
        elif alike:
            yield from faults(inner, alike[0], whole)
        else:
            yield from faults(inner, part.get("additionalProperties", True), whole)


def of(text: str, whole: dict[str, Any]) -> list[str]:
    return [*faults(read("flow.yaml", text).plain, whole, whole)]


def test_the_kept_schema_is_the_one_the_models_make():
    assert KEPT.read_text(encoding="utf-8") == schema.text(), "write it again: ivr.flow.schema.text"


@pytest.mark.parametrize("file", SHIPPED, ids=[file.name for file in SHIPPED])
def test_the_shipped_flows_fit_and_name_the_schema(file, whole):
    text = file.read_text(encoding="utf-8")
    assert of(text, whole) == []
    first = text.splitlines()[0]
    assert first == "# yaml-language-server: $schema=../docs/callflow.schema.json"
    assert (file.parent / first.rsplit("=", 1)[1]).resolve() == KEPT


@pytest.mark.parametrize("name", ["welcome.yaml", "everything.yaml", "rights.yaml"])
def test_every_kind_of_step_fits(files, whole, name):
    assert of(files[name], whole) == []


def test_the_sample_has_every_kind_there_is(sample_book):
    kinds = {step.kind for flow in sample_book.flows.values() for step in flow.steps.values()}
    assert kinds == set(KINDS)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("kind: digits", "kind: digit"),
        ("    length: 4-10\n", ""),
        ("length: 4-10", "length: some"),
        ("read_back: yes", "read_back: true"),
        ("never_log: yes", "never_log: no"),
        ("press: 1\n        label: For your rights", "press: 12\n        label: For your rights"),
        ("    silent: {tries: 1, go: person}\n", ""),
        ("silent: {tries: 1, go: person}", "silent: {tries: 0, go: person}"),
        ("silent: {tries: 1, go: person}", "silent: person"),
        ("keep_for: 7d", "keep_for: 168h"),
        ("alert: supervisor", "alert: everybody"),
        ("what: code_word", "what: birthday"),
        ("      done: what\n", "      Done now: what\n      done: [what]\n"),
        ("wishes: [area]", "wishes: [weather]"),
        ("every: 25s", "every: 25"),
        ("    otherwise: what\n", ""),
        ("{holiday: yes, go", "{holiday: any, go"),
        ("starts_at: look", "starts_at: Look here"),
        ("title: Every other kind of step", "titel: Every other kind of step"),
        ("steps:\n  look:\n", "steps:\n  Look here:\n"),
    ],
)
def test_what_the_reader_refuses_is_underlined(files, whole, old, new):
    assert files["everything.yaml"].count(old) >= 1
    assert of(files["everything.yaml"].replace(old, new, 1), whole)


def test_numbers_as_an_editor_reads_them_fit_too(whole):
    menu = {
        "kind": "menu",
        "choices": [{"press": 1, "label": "Hello", "go": "person"}],
        "silent": {"tries": 1, "go": "person"},
        "unclear": {"tries": 2, "go": "person"},
    }
    steps = whole["properties"]["steps"]["additionalProperties"]
    assert [*faults(menu, steps, whole)] == []
    assert [*faults({**menu, "silent": {"tries": 10, "go": "person"}}, steps, whole)]


def test_every_kind_says_what_it_is_for(whole):
    for definition in whole["$defs"].values():
        if "properties" in definition:
            assert definition["description"]
    digits = whole["$defs"]["Digits"]["properties"]
    assert all(field.get("description") for name, field in digits.items() if name != "kind")


def test_nothing_points_outside_the_file(whole):
    text = schema.text()
    assert set(re.findall(r'"\$ref": "(#/\$defs/\w+)"', text)) == {
        f"#/$defs/{name}" for name in whole["$defs"]
    }
    assert re.findall(r"https?://[^\"]+", text) == [schema.DRAFT]
