"""What stands anywhere in the stores of a helpline, and is any of it this telephone number?"""

import base64
from collections.abc import Iterator
from pathlib import Path

from sqlalchemy import inspect, text
from test_privacy import everything_in
from town import Town

SPELLED = (
    ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"],
    ["cero", "uno", "dos", "tres", "cuatro", "cinco", "seis", "siete", "ocho", "nueve"],
)


def forms(town: Town, number: str) -> set[bytes]:
    """Every form in which this number could be written down."""
    digits, national = number[1:], number[2:]
    area, office, last = national[:3], national[3:6], national[6:]
    written = {digits, national, national[::-1], f"{office}{last}", f"{office}-{last}"}
    written |= {f"{area}-{office}-{last}", f"({area}) {office}-{last}", f"{area}.{office}.{last}"}
    written |= {f"{area} {office} {last}", f"{int(national):x}", f"{int(digits):x}"}
    for names in SPELLED:
        spelled = [names[int(digit)] for digit in f"{office}{last}"]
        written |= {" ".join(spelled), "-".join(spelled), ", ".join(spelled)}
    written |= {" ".join(national), ", ".join(national), ". ".join(national)}
    plain = {one.encode() for one in written}
    plain |= {bytes.fromhex(one) for one in town.rt.seal.fingerprints(number)}
    plain |= {one.encode() for one in town.rt.seal.fingerprints(number)}
    plain |= {number.encode("utf-16-le"), national.encode("utf-16-be")}
    return plain | {coded for one in (number, digits, national) for coded in _coded(one.encode())}


def _coded(plain: bytes) -> Iterator[bytes]:
    yield plain.hex().encode()
    yield plain.hex().upper().encode()
    yield base64.b32encode(plain).rstrip(b"=")
    for start in range(3):  # base64 looks otherwise at each place it may begin
        whole = base64.b64encode(b"\0" * start + plain)
        inside = whole[4 if start else 0 : -4]
        yield inside
        yield inside.translate(bytes.maketrans(b"+/", b"-_"))


def stores(town: Town, log: str) -> dict[str, bytes]:
    """Everything that is written down anywhere, by where it stands."""
    found = {"log": log.encode(), "redis": everything_in(town.rt.redis).encode()}
    found |= dict(_tables(town))
    for file in sorted(town.rt.environment.var_dir.rglob("*")):
        if file.is_file():
            found[file.name] = file.read_bytes()
    found["the account at the phone company"] = _account(town)
    return found


def _tables(town: Town) -> Iterator[tuple[str, bytes]]:
    """Each table, row by row, as a backup has it; SQLite's files are read as they are, too."""
    with town.rt.db.engine.connect() as connection:
        for name in inspect(connection).get_table_names():
            rows = connection.execute(text(f'SELECT * FROM "{name}"')).all()  # noqa: S608
            yield f"table {name}", b"\n".join(_plain(value) for row in rows for value in row)
    if town.rt.db.engine.dialect.name == "sqlite":
        file = Path(str(town.rt.db.engine.url.database))
        for part in (file, *file.parent.glob(f"{file.name}-*")):
            yield part.name, part.read_bytes()


def _plain(value: object) -> bytes:
    return bytes(value) if isinstance(value, bytes | memoryview) else str(value).encode()


def _account(town: Town) -> bytes:
    """Every resource of the account, as its API tells."""
    http = town.rest
    told = []
    for kind in ("Calls", "Messages", "Conferences", "Queues"):
        path = f"/2010-04-01/Accounts/{town.rt.environment.account_sid}/{kind}.json?PageSize=1000"
        answer = http.request("GET", path, auth=(town.rt.environment.account_sid, "token"))
        assert answer.status_code == 200
        told.append(answer.text)
    return "\n".join(told).encode()


def betrayed(town: Town, number: str, log: str) -> list[str]:
    """Where this number stands, in whatever form."""
    wanted = forms(town, number)
    return [
        f"{place}: {form!r}"
        for place, content in stores(town, log).items()
        for form in wanted
        if form in content
    ]
