"""Where do walks take place in which numbers are typed, and callers are asked how it was?"""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

from sqlalchemy import event, select
from sqlalchemy.exc import OperationalError
from town import CALLER, Town

from ivr.operations import flows, typed
from ivr.sandbox.legs import Leg

HERE = Path(__file__).parent / "typing"
PHRASES = Path(__file__).parents[2] / "callflows" / "wording" / "en.yaml"
CASE, EXTENSION = "welcome.case", "welcome.extension"
NUMBER = "20264471"
SPOKEN = "2 0 2, 6 4 4, 7 1"
RIGHT, AGAIN, SKIP = "1", "2", "#"


def publish(town: Town, folder: Path) -> None:
    """Make a small set live in this town, before its first call; the system says what it does
    in the shipped one."""
    written = folder / "typing"
    shutil.copytree(HERE, written)
    (written / "wording").mkdir()
    phrases = PHRASES.read_text(encoding="utf-8").partition("\nwords:")[0]
    (written / "wording" / "en.yaml").write_text(phrases + "\n", encoding="utf-8")
    environment = replace(town.rt.environment, flows_dir=written)
    flows.publish(replace(town.rt, environment=environment))


def rows(town: Town, table: type[Any]) -> list[Any]:
    """Every row of this table."""
    with town.rt.db.read() as session:
        return list(session.scalars(select(table)))


def kept(town: Town, place: str = CASE) -> str:
    """What the helpline itself can read of what was typed there."""
    return typed.read(town.rt, town.call().id, place)


def after(town: Town, *keys: str) -> Leg:
    """A caller who has pressed these at one question after another, and is being asked the next."""
    leg = town.dial(list(keys))
    town.wait_until("gathered", CALLER)
    for _ in keys[1:]:
        town.wait_until("gathered", CALLER)
    town.wait(3)
    return leg


def goes_on(town: Town, *keys: str) -> None:
    """The caller presses the first of these now, and the others one at each question to come."""
    leg = town.leg(CALLER)
    town.next_presses(leg, *keys[1:])
    for key in keys[0]:
        leg.press(key)


@contextmanager
def breaking(town: Town, *words: str) -> Iterator[None]:
    """No statement in which one of these words stands is carried out."""

    def refuses(_c: object, _u: object, statement: str, parameters: object, *_more: object) -> None:
        if any(word in statement for word in words):
            raise OperationalError(statement, parameters, Exception("the database is away"))

    event.listen(town.rt.db.engine, "before_cursor_execute", refuses)
    try:
        yield
    finally:
        event.remove(town.rt.db.engine, "before_cursor_execute", refuses)
