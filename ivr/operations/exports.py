"""Who took which figures out of the house?"""

from datetime import date

from ivr.operations import audit
from ivr.operations.audit import Deed, Entry
from ivr.runtime import Runtime

__all__ = ["report_taken"]


def report_taken(rt: Runtime, first: date, last: date, who: str) -> None:
    """Somebody takes the report of these days with them: written down before they have it."""
    with rt.db.begin() as session:
        entry = Entry(audit.staff(who), Deed.REPORT_EXPORTED, f"report:{first}:{last}")
        audit.write(session, rt.now(), entry)
