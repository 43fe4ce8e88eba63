"""How is a directory given to somebody else?"""

import csv
import io
import json
from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from ivr.hsds.service import CODE, Service
from ivr.hsds.tables import GUARDED

__all__ = ["as_csv", "as_json"]

Rows = dict[str, list[dict[str, str]]]


def as_json(services: Iterable[Service]) -> bytes:
    """A list of services as HSDS 3 has it, to be read back by `reading.read`."""
    listed = [_document(service) for service in services]
    return (json.dumps(listed, ensure_ascii=False, indent=2) + "\n").encode()


def as_csv(services: Iterable[Service]) -> dict[str, bytes]:
    """The files of an HSDS 3 data package. No cell in them is a formula to a spreadsheet."""
    tables: Rows = defaultdict(list)
    for service in services:
        for table, row in _rows(service):
            tables[table].append(row)
    terms = {row["id"]: row for row in tables.get("taxonomy_terms", [])}
    tables["taxonomy_terms"] = list(terms.values())
    return {f"{table}.csv": _file(rows) for table, rows in sorted(tables.items()) if rows}


def _file(rows: list[dict[str, str]]) -> bytes:
    text = io.StringIO(newline="")
    columns = list(dict.fromkeys(name for row in rows for name in row))
    writer = csv.DictWriter(text, columns, restval="")
    writer.writeheader()
    writer.writerows({name: _guarded(cell) for name, cell in row.items()} for row in rows)
    # The mark in front tells spreadsheets that this is UTF-8.
    return text.getvalue().encode("utf-8-sig")


def _guarded(cell: str) -> str:
    """One apostrophe more, also before words that begin with one: reading takes one away."""
    return f"'{cell}" if cell.lstrip("'").startswith(GUARDED) else cell


def _id(service: Service, part: str) -> str:
    """The same at every export, as HSDS likes ids to be."""
    return str(uuid5(NAMESPACE_URL, f"{service.id}/{part}"))


def _core(service: Service) -> dict[str, str]:
    verified = service.verified_on.isoformat() if service.verified_on else ""
    core = {
        "id": service.id,
        "name": service.name,
        "description": service.about,
        "url": service.url,
        "status": "active" if service.active else "inactive",
        "fees_description": service.cost,
        "eligibility_description": service.eligibility,
        "assured_date": verified,
    }
    return {name: value for name, value in core.items() if value}


def _children(service: Service) -> dict[str, list[dict[str, str]]]:
    """What HSDS keeps beside a service, by table."""
    phones = [{"number": service.phone, "type": "voice"}] if service.phone else []
    schedules = [{"description": service.hours}] if service.hours else []
    rows = {
        "phones": phones,
        "schedules": schedules,
        "languages": [{"code": tag} for tag in service.languages],
        "service_areas": [{"name": name} for name in service.areas],
    }
    return {
        table: [{"id": _id(service, f"{table}/{n}"), **row} for n, row in enumerate(given)]
        for table, given in rows.items()
        if given
    }


def _organization(service: Service) -> dict[str, str]:
    """HSDS wants one for every service; ours are known by the service alone."""
    return {"id": _id(service, "organization"), "name": service.name}


def _term(code: str) -> dict[str, str]:
    whole = f"{CODE}{code}"
    return {"id": str(uuid5(NAMESPACE_URL, whole)), "code": whole, "name": code.rsplit("/")[-1]}


def _document(service: Service) -> Mapping[str, Any]:
    attributes = [
        {"id": _id(service, code), "link_entity": "service", "taxonomy_term": _term(code)}
        for code in service.codes
    ]
    made: dict[str, Any] = {**_core(service), **_children(service), "attributes": attributes}
    if service.access:
        accessible = {"id": _id(service, "accessibility"), "description": service.access}
        location = {"id": _id(service, "location"), "accessibility": [accessible]}
        made["service_at_locations"] = [{"id": _id(service, "there"), "location": location}]
    made["organization"] = _organization(service)
    return made


def _rows(service: Service) -> Iterable[tuple[str, dict[str, str]]]:
    organization = _organization(service)
    yield "organizations", organization
    yield "services", {**_core(service), "organization_id": organization["id"]}
    for table, rows in _children(service).items():
        for row in rows:
            yield table, {**row, "service_id": service.id}
    for code in service.codes:
        term = _term(code)
        yield "taxonomy_terms", term
        link = {"link_id": service.id, "link_entity": "service", "taxonomy_term_id": term["id"]}
        yield "attributes", {"id": _id(service, code), **link}
    if service.access:
        place, there = _id(service, "location"), _id(service, "there")
        yield "locations", {"id": place, "location_type": "virtual"}
        yield (
            "service_at_locations",
            {"id": there, "service_id": service.id, "location_id": place},
        )
        accessible = {"id": _id(service, "accessibility"), "location_id": place}
        yield "accessibility", {**accessible, "description": service.access}
