"""Which texts wait, and which did not arrive?"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import or_, select

from ivr.models import Message, MessageState
from ivr.runtime import Runtime

__all__ = ["FAILED", "Text", "to_look_at"]

WAITING = (MessageState.PROMISED, MessageState.SENDING)
FAILED = (
    *(MessageState.UNDELIVERED, MessageState.REFUSED),
    *(MessageState.EXPIRED, MessageState.UNKNOWN),
)
LATELY = timedelta(days=7)
AT_ONCE = 200


@dataclass(frozen=True)
class Text:
    """One text in codes: which template, what is so, why, and since when. Nobody's number, and no
    word of it."""

    template: str
    language: str
    state: str
    reason: str | None
    promised_at: datetime
    not_before: datetime | None

    @property
    def failed(self) -> bool:
        """True for one that will not arrive, as far as anybody knows."""
        return self.state in FAILED


def to_look_at(rt: Runtime) -> list[Text]:
    """Those that wait, and those that did not arrive within a week; the newest first."""
    lately = Message.state.in_(FAILED) & (Message.promised_at >= rt.now() - LATELY)
    wanted = (
        select(Message)
        .where(or_(Message.state.in_(WAITING), lately))
        .order_by(Message.promised_at.desc())
        .limit(AT_ONCE)
    )
    with rt.db.read() as session:
        return [
            Text(
                row.template,
                row.language,
                str(row.state),
                row.reason,
                row.promised_at,
                row.not_before,
            )
            for row in session.scalars(wanted)
        ]
