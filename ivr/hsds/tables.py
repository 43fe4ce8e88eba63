"""Which rows of which tables belong to one service?"""

import csv
import io
from collections.abc import Iterable, Mapping
from typing import Any

from ivr.hsds.opening import Unreadable
from ivr.hsds.record import Ignored, Problem, Reading, Record

__all__ = ["TABLES", "joined", "rows_of", "table_of"]

MOST_ROWS = 50_000
GUARDED = ("=", "+", "-", "@", "\t", "\r")
"""A cell that begins so is a formula to a spreadsheet: an apostrophe in front makes it words."""
Row = dict[str, Any]
OWNERS = ("service", "service_at_location", "location", "organization")
CHILDREN = {
    "phones": OWNERS,
    "schedules": ("service", "service_at_location", "location"),
    "languages": ("service", "location"),
    "service_areas": ("service", "service_at_location"),
    "cost_options": ("service",),
    "accessibility": ("location",),
}
"""Table → whose rows these may be, the nearest to a service first."""
TABLES = frozenset(
    {"services", "organizations", "service_at_locations", "locations", "attributes"}
    | {"taxonomy_terms", *CHILDREN}
)
JOINED = TABLES | {"organization", "location", "taxonomy_term"}
"""What a row gets from other tables, and never brings itself."""


def table_of(name: str) -> str | None:
    """The table that a file or a list of this name holds; None for one we have no use for."""
    bare = name.lower().removesuffix(".csv")
    return next((table for table in (bare, f"{bare}s") if table in TABLES), None)


def rows_of(file: str, content: bytes, reading: Reading) -> list[Row]:
    """The rows of a CSV file, each knowing its own number. Raises Unreadable."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise Unreadable(f"{file} is not in UTF-8: save it again as “CSV UTF-8”.") from None
    try:
        lines = list(csv.reader(io.StringIO(text, newline="")))
    except csv.Error as problem:
        raise Unreadable(f"{file} is not a CSV file: {problem}.") from None
    if len(lines) > MOST_ROWS:
        raise Unreadable(f"{file} has more than {MOST_ROWS} rows.")
    header = [cell.strip().lower() for cell in lines[0]] if lines else []
    if "id" not in header:
        raise Unreadable(f"{file}: the first row names the columns, and one of them is `id`.")
    if len(set(header)) < len(header):
        raise Unreadable(f"{file}: two columns have the same name.")
    return list(_rows(file, header, lines[1:], reading))


def _rows(file: str, header: list[str], lines: list[list[str]], reading: Reading) -> Iterable[Row]:
    for number, cells in enumerate(lines, start=2):
        place = f"{file} row {number}"
        if not any(cell.strip() for cell in cells):
            continue
        if len(cells) > len(header):
            sentence = f"has {len(cells)} cells, and there are {len(header)} columns"
            reading.problems.append(Problem(place, f"{sentence}: put quotes around commas."))
            continue
        named = zip(header, cells, strict=False)
        yield {"_place": place, **{name: _unguarded(cell) for name, cell in named if cell.strip()}}


def _unguarded(cell: str) -> str:
    guarded = cell.startswith("'") and cell.lstrip("'").startswith(GUARDED)
    return cell[1:] if guarded else cell


def joined(tables: Mapping[str, list[Row]], reading: Reading) -> list[Record]:
    """Each service with everything the other tables say of it, in the shape it has as JSON."""
    tables = {name: [_bare(row) for row in rows] for name, rows in tables.items()}
    by_id = {
        "service": _by_id(tables, "services"),
        "organization": _by_id(tables, "organizations"),
        "location": _by_id(tables, "locations"),
        "service_at_location": _by_id(tables, "service_at_locations"),
    }
    for table, owners in CHILDREN.items():
        for row in tables.get(table, ()):
            _give(row, table, [(owner, by_id[owner]) for owner in owners], reading.ignored)
    for row in tables.get("service_at_locations", ()):
        row["location"] = by_id["location"].get(_id(row, "location_id"), {})
        _give(row, "service_at_locations", [("service", by_id["service"])], reading.ignored)
    _classify(tables, by_id["service"], reading.ignored)
    for row in tables.get("services", ()):
        row["organization"] = by_id["organization"].get(_id(row, "organization_id"), {})
    return [Record(row.pop("_place"), row) for row in tables.get("services", ())]


def _bare(row: Row) -> Row:
    return {name: value for name, value in row.items() if name not in JOINED}


def _by_id(tables: Mapping[str, list[Row]], table: str) -> dict[str, Row]:
    return {_id(row, "id"): row for row in reversed(tables.get(table, []))}


def _id(row: Row, name: str) -> str:
    return str(row.get(name) or "").strip()


def _give(row: Row, table: str, owners: list[tuple[str, dict[str, Row]]], ignored: Ignored) -> None:
    """Hand this row to the nearest of its owners that is here."""
    for owner, known in owners:
        found = known.get(_id(row, f"{owner}_id"))
        if found is not None:
            found.setdefault(table, []).append(row)
            return
    ignored[f"rows of {table} that belong to no service here"] += 1


def _classify(tables: Mapping[str, list[Row]], services: dict[str, Row], ignored: Ignored) -> None:
    terms = _by_id(tables, "taxonomy_terms")
    for row in tables.get("attributes", ()):
        named = _id(row, "taxonomy_term_id")
        row["taxonomy_term"] = terms.get(named, {"code": named})
        row.setdefault("service_id", row.get("link_id"))
        _give(row, "attributes", [("service", services)], ignored)
