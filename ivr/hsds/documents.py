"""Which services are in a JSON document?"""

import json
from collections.abc import Iterator, Mapping
from typing import Any

from ivr.hsds.opening import Unreadable
from ivr.hsds.record import Problem, Reading, Record
from ivr.hsds.tables import joined, table_of

__all__ = ["records_of"]

LISTS = ("contents", "services", "organizations")


def records_of(file: str, content: bytes, reading: Reading) -> list[Record]:
    """Each service of the document: a list, a page of a list (`contents`), one by itself, within
    organizations, or as the tables of a data package. Raises Unreadable."""
    given = _parsed(file, content)
    if isinstance(given, dict):
        tables = None if "id" in given else _tables(file, given)
        if tables is not None:
            return joined(tables, reading)
        given = _listed(given)
    if not isinstance(given, list):
        raise Unreadable(f"{file} holds neither a list of services nor a service.")
    return list(_services(file, given, reading))


def _listed(given: Mapping[str, Any]) -> Any:
    """The list in this object; an object with an id is a service, or an organization."""
    if "id" in given:
        return [given]
    return next((given[name] for name in LISTS if name in given), given)


def _parsed(file: str, content: bytes) -> Any:
    try:
        return json.loads(content.decode("utf-8-sig"))
    except UnicodeDecodeError:
        raise Unreadable(f"{file} is not in UTF-8.") from None
    except json.JSONDecodeError as problem:
        raise Unreadable(f"{file}:{problem.lineno}: not JSON: {problem.msg}.") from None
    except (ValueError, RecursionError):
        raise Unreadable(f"{file} is too deep, or has numbers too long, to be read.") from None


def _tables(file: str, given: Mapping[str, Any]) -> dict[str, list[dict[str, Any]]] | None:
    """The tables of a data package written as one document; None if it is none."""
    if isinstance(given.get("resources"), list):
        resources = [part for part in given["resources"] if isinstance(part, dict)]
        named = {str(part.get("name")): part.get("data") for part in resources}
        if not any(isinstance(data, list) for data in named.values()):
            raise Unreadable(f"{file} only names other files: give the folder they lie in.")
    else:
        named = dict(given)
    found = {
        table: _rows(f"{file} {table}", rows)
        for name, rows in named.items()
        if (table := table_of(name)) is not None and isinstance(rows, list)
    }
    return found if "services" in found and len(found) > 1 else None


def _rows(place: str, rows: list[Any]) -> list[dict[str, Any]]:
    return [
        {**row, "_place": f"{place} {number}"}
        for number, row in enumerate(rows, start=1)
        if isinstance(row, dict)
    ]


def _services(file: str, given: list[Any], reading: Reading) -> Iterator[Record]:
    for number, item in enumerate(given, start=1):
        place = f"{file} item {number}"
        if not isinstance(item, dict):
            reading.problems.append(Problem(place, "is not a service."))
        elif isinstance(item.get("services"), list):
            organization = {name: value for name, value in item.items() if name != "services"}
            for inner, service in enumerate(item["services"], start=1):
                if isinstance(service, dict):
                    yield Record(f"{place}.{inner}", {"organization": organization, **service})
        else:
            yield Record(place, item)
