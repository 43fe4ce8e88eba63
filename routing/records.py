"""What stands in a record, in which order, and how do scripts read and write it?

A record is one text: its fields with `;` between. To read it whole takes a server a third of the
work that a hash takes. Names never hold a `;` (`routing.skills.fit`).
"""

from collections.abc import Iterator
from typing import Final

RECORDS: Final = {
    "state": "built? clock count pace",
    "offer": "call responder matched deadline hard? accepted? | mentor? rang? answered?",
    "responder": "certificates n idle_since inside score serves? offer? talking? rest? rest_until?"
    " | mentors? listens? owes? run? run_at? misses? tired_until? leaving? trainees?",
    "cells": "cells",
    "skills": "languages areas gender able",
    "call": "offers cells told specialty language? rings? since? base? score? taken?"
    " | danger? known? unspoken? apart?",
    "need": "gender area after_area after_gender after_specialty after_interpreter after_other_help"
    " after_long_wait hard? interpreters? | known_from? ring?",
    "place": "since base told",
}
"""The fields of each kind, in order; those with a `?` may be missing. Those after the `|` mostly
are, and are left out together."""


def fields(kind: str, text: str) -> dict[str, str]:
    """A stored record by its fields; those that are missing are left out."""
    usual, _, seldom = RECORDS[kind].partition(" | ")
    names, values = usual.split() + seldom.split(), text.split(";")
    values += [""] * (len(names) - len(values))
    named = zip(names, values, strict=True)
    return {
        name.removesuffix("?"): value for name, value in named if value or not name.endswith("?")
    }


def lua() -> str:
    """How scripts read and write each kind."""
    return "\n\n".join(["local reads, writes = {}, {}", *map(_kind, RECORDS)])


def _kind(kind: str) -> str:
    usual, _, seldom = (part.split() for part in RECORDS[kind].partition(" | "))
    pattern = ";".join(["([^;]*)"] * len(usual))
    made = ", ".join(_read(name, f"f{number}") for number, name in enumerate(usual))
    read = [
        f"reads.{kind} = function(key, id, text)",
        f"  local {_several('f', usual)}, more = text:match('^{pattern}(.*)$')",
        f"  local it = {{kind = '{kind}', key = key, id = id, {made}}}",
        *_read_seldom(seldom),
        "  return it",
        "end",
    ]
    said = " .. ';' .. ".join(map(_said, usual))
    write = [
        f"writes.{kind} = function(it)",
        *_said_seldom(seldom),
        f"  return {said} .. more",
        "end",
    ]
    return "\n".join([*read, "", *write])


def _read_seldom(names: list[str]) -> Iterator[str]:
    if names:
        pattern = ";([^;]*)" * len(names)
        given = "; ".join(f"it.{_read(name, f's{number}')}" for number, name in enumerate(names))
        yield "  if more ~= '' then"
        yield f"    local {_several('s', names)} = more:match('^{pattern}$')"
        yield f"    {given}"
        yield "  end"


def _said_seldom(names: list[str]) -> Iterator[str]:
    said = " .. ';' .. ".join(map(_said, names)) or "''"
    nothing = ";" * (len(names) - 1)
    yield f"  local more = {said}"
    yield f"  more = more == '{nothing}' and '' or ';' .. more"


def _several(letter: str, names: list[str]) -> str:
    return ", ".join(f"{letter}{number}" for number in range(len(names)))


def _read(name: str, value: str) -> str:
    if name.endswith("?"):
        return f"{name[:-1]} = {value} ~= '' and {value} or nil"
    return f"{name} = {value}"


def _said(name: str) -> str:
    return f"(it.{name[:-1]} or '')" if name.endswith("?") else f"it.{name}"
