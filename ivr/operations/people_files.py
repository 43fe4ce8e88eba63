"""How do the people of a helpline travel to a spreadsheet, and back?"""

import csv
import difflib
import io
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from ivr.models import Responder, Role
from ivr.operations import audit, duty, people, profiles, skills
from ivr.operations.audit import Deed, Entry
from ivr.operations.people import About, NewResponder
from ivr.operations.profiles import Change, Held
from ivr.operations.refusals import Refusal
from ivr.operations.skills import ImpossiblePerson, Spoken
from ivr.runtime import Runtime

__all__ = [
    "COLUMNS",
    "ImpossibleFile",
    "Problem",
    "TakenIn",
    "export",
    "safe",
    "take_in",
]

COLUMNS = ("name", "role", "languages", "certificates", "gender", "areas", "zone", "phone")
FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""What a spreadsheet would calculate instead of show."""
MOST_ROWS = 5000


@dataclass(frozen=True)
class Problem:
    """What is not so in one line of a file, 0 for all of it; `about` as a Refusal has it."""

    line: int
    sentence: str
    about: str = ""

    def told(self, file: str) -> str:
        """As a terminal shows it: the file, the line, the sentence."""
        return f"{file}:{self.line}: {self.sentence}" if self.line else f"{file}: {self.sentence}"


class ImpossibleFile(Refusal):
    """Raised with every problem of a file, each with its line; nothing was changed."""

    def __init__(self, file: str, by_line: list[Problem]) -> None:
        self.by_line = by_line
        self.problems = [one.told(file) for one in by_line]
        super().__init__("\n".join(self.problems))


@dataclass
class TakenIn:
    """Who came new and who was changed by a file, by name."""

    added: list[str] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)


def export(rt: Runtime) -> str:
    """Everybody who is here as CSV, without a number: the column for phones is there to be filled
    in, and stays empty. No cell is one that a spreadsheet would calculate."""
    wanted = select(Responder).where(Responder.retired_at.is_(None)).order_by(Responder.name)
    written = io.StringIO()
    table = csv.writer(written, lineterminator="\n")
    table.writerow(COLUMNS)
    with rt.db.read() as session:
        for who in session.scalars(wanted):
            table.writerow(safe(cell) for cell in _cells(who))
    return written.getvalue()


def _cells(who: Responder) -> Iterator[str]:
    yield from (who.name, who.role)
    yield " ".join(str(Spoken(one.tag, one.level, one.routed)) for one in who.spoken)
    yield " ".join(
        f"{held.specialty}:{skills.last_day(held.valid_until)}" for held in who.certifications
    )
    yield from (who.gender or "", " ".join(who.areas), who.zone or "", "")


def safe(cell: str) -> str:
    """The same for a spreadsheet to show: what it would calculate begins with an apostrophe.
    (OWASP, CSV injection.)"""
    return f"'{cell}" if cell.lstrip("'").startswith(FORMULA) else cell


def _plain(cell: str | None) -> str:
    """What `safe` wrote, or somebody's spreadsheet."""
    text = (cell or "").strip()
    guarded = text[:1] == "'" and text.lstrip("'").startswith(FORMULA)
    return text[1:] if guarded else text


def take_in(rt: Runtime, text: str, file: str, by: str) -> TakenIn:
    """Add who is new, change who is known by name: all of the file, or nothing of it.

    An empty cell leaves what is known. Languages take the place of those known, certificates are
    added or renewed, and none is taken away. Raises ImpossibleFile.
    """
    with rt.db.begin() as session:
        taking, problems = _Taking(rt, session, by), list[Problem]()
        for line, row in _rows(text, file):
            try:
                with session.begin_nested():
                    taking.take(row)
            except Refusal as problem:
                problems.append(Problem(line, str(problem), problem.about))
        if problems:
            raise ImpossibleFile(file, problems)
    for responder_id in taking.touched:
        duty.renew(rt, responder_id)
    return taking.done


def _rows(text: str, file: str) -> Iterator[tuple[int, Mapping[str, str]]]:
    """Each row with its line. Raises ImpossibleFile for a file that is not such a table."""
    head = text.lstrip("\ufeff").split("\n", 1)[0]
    separator = ";" if head.count(";") > head.count(",") else ","
    try:
        table = csv.reader(io.StringIO(text.lstrip("\ufeff")), delimiter=separator, strict=True)
        columns = [name.strip().lower() for name in next(table, [])]
        _refuse_columns(columns, file)
        for place, row in enumerate(table):
            if place == MOST_ROWS:
                many = Problem(0, f"more than {MOST_ROWS} people are in this file.", "file_long")
                raise ImpossibleFile(file, [many])
            if any(cell.strip() for cell in row):
                cells = dict(zip(columns, map(_plain, row), strict=False))
                yield table.line_num, cells
    except csv.Error as problem:
        odd = Problem(0, f"this cannot be read as CSV ({problem}).", "file_odd")
        raise ImpossibleFile(file, [odd]) from None


def _refuse_columns(columns: list[str], file: str) -> None:
    problems = []
    for name in columns:
        if name not in COLUMNS:
            near = difflib.get_close_matches(name, COLUMNS, n=1)
            hint = f"did you mean {near[0]}?" if near else f"there are: {', '.join(COLUMNS)}."
            problems.append(Problem(1, f"“{name[:40]}” is no column; {hint}", "file_column"))
    if "name" not in columns:
        problems.append(Problem(1, "the column “name” is missing.", "file_name"))
    if problems:
        raise ImpossibleFile(file, problems)


@dataclass
class _Taking:
    """One file on its way in."""

    rt: Runtime
    session: Session
    by: str
    done: TakenIn = field(default_factory=TakenIn)
    touched: list[str] = field(default_factory=list)

    def take(self, row: Mapping[str, str]) -> None:
        """Add or change this person. Raises ImpossiblePerson."""
        name = people.name_of(row["name"])
        if name in self.done.added or name in self.done.changed:
            raise ImpossiblePerson(f"{name} stands in the file twice.", "twice")
        who = self.session.scalar(select(Responder).where(Responder.name == name))
        if who is None:
            people.listed(self.rt, self.session, _new(name, row), self.by)
            self.done.added.append(name)
            return
        if who.retired_at is not None:
            raise ImpossiblePerson(f"{name} was here and has left; give another name.", "left")
        self._change(who, row)
        self.done.changed.append(name)
        self.touched.append(who.id)

    def _change(self, who: Responder, row: Mapping[str, str]) -> None:
        profiles.apply(self.rt, self.session, who, _wanted(row))
        if row.get("languages"):
            profiles.set_languages(self.session, who, _words(row, "languages"))
        for name, until in _certificates(row).items():
            profiles.hold(self.rt, who, Held(name, until))
        told = Entry(self.by, Deed.PEOPLE_CHANGED, who.id, {"by": "file"})
        audit.write(self.session, self.rt.now(), told)


def _new(name: str, row: Mapping[str, str]) -> NewResponder:
    return NewResponder(
        name=name,
        phone=row.get("phone", ""),
        speaks=tuple(_words(row, "languages")),
        certified=_certificates(row),
        role=_role(row) or Role.RESPONDER,
        about=About(
            gender=row.get("gender") or None,
            areas=tuple(_words(row, "areas")),
            zone=row.get("zone") or None,
        ),
    )


def _wanted(row: Mapping[str, str]) -> Change:
    return Change(
        phone=row.get("phone") or None,
        role=_role(row),
        gender=row.get("gender") or None,
        areas=tuple(_words(row, "areas")) or None,
        zone=row.get("zone") or None,
    )


def _role(row: Mapping[str, str]) -> Role | None:
    try:
        return Role(row["role"].lower()) if row.get("role") else None
    except ValueError:
        raise ImpossiblePerson(f"A role is one of: {', '.join(Role)}.", "role") from None


def _words(row: Mapping[str, str], column: str) -> Iterable[str]:
    return row.get(column, "").replace(",", " ").split()


def _certificates(row: Mapping[str, str]) -> dict[str, datetime]:
    return dict(skills.certificate(text) for text in _words(row, "certificates"))
