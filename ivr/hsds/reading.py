"""Which services does a directory hold?"""

from collections.abc import Iterator
from pathlib import Path

from ivr.hsds.documents import records_of
from ivr.hsds.opening import Opened, Unreadable, opened
from ivr.hsds.record import Problem, Reading, Record
from ivr.hsds.service import Service, Tongue, service_of
from ivr.hsds.tables import joined, rows_of, table_of

__all__ = ["MOST_SERVICES", "read"]

MOST_SERVICES = 5_000


def read(path: Path, tongue: Tongue) -> tuple[list[Service], Reading]:
    """Every service that lies there, in its order, and what came up.

    A service of which something has to be mended is among the problems only. Raises Unreadable.
    """
    found, reading = opened(path), Reading()
    for name in found.others:
        reading.ignored[f"the file {name}"] += 1
    records = _records(found, reading)
    if len(records) > MOST_SERVICES:
        raise Unreadable(f"There are more than {MOST_SERVICES} services: this is for a small list.")
    services = [service_of(record, tongue, reading.ignored) for record in records]
    reading.problems.extend(_problems(services))
    bad = {problem.place for problem in reading.problems}
    return [service for service in services if service.place not in bad], reading


def _records(found: Opened, reading: Reading) -> list[Record]:
    tables = {}
    for name, content in found.files.items():
        table = table_of(name) if name.endswith(".csv") else None
        if table is not None:
            tables[table] = rows_of(name, content, reading)
        elif name.endswith(".csv"):
            reading.ignored[f"the file {name[:80]}"] += 1
    if "services" in tables:
        return joined(tables, reading)
    documents = [name for name in found.files if name.endswith(".json")]
    if not documents:
        raise Unreadable("There is no services.csv and no .json file: nothing says which services.")
    return [record for name in documents for record in records_of(name, found.files[name], reading)]


def _problems(services: list[Service]) -> Iterator[Problem]:
    seen: dict[str, str] = {}
    for service in services:
        for sentence in service.odd:
            yield Problem(service.place, sentence)
        first = seen.setdefault(service.id, service.place)
        if service.id and first != service.place:
            yield Problem(service.place, f"has the same id as {first}: {service.id[:64]}.")
