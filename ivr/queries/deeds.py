"""What did the staff do lately?"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from ivr.models import AuditEntry
from ivr.runtime import Runtime

__all__ = ["Done", "codes_of", "deeds"]


@dataclass(frozen=True)
class Done:
    """One entry of the audit as a list shows it."""

    number: int
    at: datetime
    who: str
    what: str
    subject: str
    details: Mapping[str, str]


def deeds(rt: Runtime, last: int) -> list[Done]:
    """The newest entries of the audit, newest first."""
    wanted = select(AuditEntry).order_by(AuditEntry.number.desc()).limit(last)
    with rt.db.read() as session:
        return [
            Done(row.number, row.at, row.who, row.what, row.subject, codes_of(row.details))
            for row in session.scalars(wanted)
        ]


def codes_of(details: str) -> dict[str, str]:
    """The details of an entry, by name."""
    try:
        return {str(name): str(code) for name, code in json.loads(details).items()}
    except (ValueError, AttributeError):  # whoever tampers is shown, not helped to hide the rest
        return {"unreadable": "yes"}
