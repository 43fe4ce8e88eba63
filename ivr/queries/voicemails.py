"""Which messages wait to be heard, and what became of those that were left?"""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from ivr.models import Voicemail, VoicemailState
from ivr.operations.voicemail_alerts import SHOWN
from ivr.runtime import Runtime

__all__ = ["Left", "left"]


@dataclass(frozen=True)
class Left:
    """A message as a list shows it. `code` is what a text said of it; `stands` is one of `new`,
    `heard`, `done`, `coming`, `nothing`, `lost`, `erased`."""

    code: str
    at: datetime
    language: str
    seconds: int
    stands: str
    keep_until: datetime


def left(rt: Runtime, *, everything: bool = False) -> list[Left]:
    """The messages that somebody has to see to, the oldest first; with `everything`, also those
    that are done or came to nothing, while anything is known of them."""
    wanted = select(Voicemail).order_by(Voicemail.asked_at, Voicemail.id)
    with rt.db.read() as session:
        found = [_as_left(row) for row in session.scalars(wanted)]
    return [one for one in found if everything or one.stands in ("new", "heard", "lost")]


def _as_left(row: Voicemail) -> Left:
    return Left(
        code=row.id[:SHOWN],
        at=row.asked_at,
        language=row.language,
        seconds=row.seconds or 0,
        stands=_stands(row),
        keep_until=row.keep_until,
    )


def _stands(row: Voicemail) -> str:
    if row.state in (VoicemailState.ASKED, VoicemailState.RECORDED):
        return "coming"
    if row.state != VoicemailState.KEPT:
        return str(row.state)
    if row.done_at is not None:
        return "done"
    return "new" if row.heard_at is None else "heard"
