"""What did the staff do?"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, select

from ivr.models import AuditEntry
from ivr.runtime import Runtime

__all__ = ["Done", "Sought", "codes_of", "deeds", "names", "sought"]


@dataclass(frozen=True)
class Done:
    """One entry of the audit as a list shows it."""

    number: int
    at: datetime
    who: str
    what: str
    subject: str
    details: Mapping[str, str]


@dataclass(frozen=True)
class Sought:
    """Which entries: of whom, of which deed or family of deeds (`flows`), about which id, between
    which moments, before which number. None is any."""

    who: str | None = None
    what: str | None = None
    subject: str | None = None
    since: datetime | None = None
    until: datetime | None = None
    before: int | None = None


def deeds(rt: Runtime, last: int) -> list[Done]:
    """The newest entries of the audit, newest first."""
    return sought(rt, Sought(), last)


def sought(rt: Runtime, wanted: Sought, most: int) -> list[Done]:
    """The newest entries that are so, newest first."""
    chosen = _chosen(wanted).order_by(AuditEntry.number.desc()).limit(most)
    with rt.db.read() as session:
        return [
            Done(row.number, row.at, row.who, row.what, row.subject, codes_of(row.details))
            for row in session.scalars(chosen)
        ]


def _chosen(wanted: Sought) -> Select[AuditEntry]:
    chosen = select(AuditEntry)
    if wanted.who is not None:
        chosen = chosen.where(AuditEntry.who == wanted.who)
    if wanted.what is not None:
        family = AuditEntry.what.startswith(f"{wanted.what}.", autoescape=True)
        chosen = chosen.where((AuditEntry.what == wanted.what) | family)
    if wanted.subject is not None:
        chosen = chosen.where(AuditEntry.subject == wanted.subject)
    if wanted.since is not None:
        chosen = chosen.where(AuditEntry.at >= wanted.since)
    if wanted.until is not None:
        chosen = chosen.where(AuditEntry.at < wanted.until)
    if wanted.before is not None:
        chosen = chosen.where(AuditEntry.number < wanted.before)
    return chosen


def names(rt: Runtime) -> list[str]:
    """Everybody who stands in the audit."""
    with rt.db.read() as session:
        return sorted(session.scalars(select(AuditEntry.who).distinct()))


def codes_of(details: str) -> dict[str, str]:
    """The details of an entry, by name."""
    try:
        return {str(name): str(code) for name, code in json.loads(details).items()}
    except (ValueError, AttributeError):  # whoever tampers is shown, not helped to hide the rest
        return {"unreadable": "yes"}
