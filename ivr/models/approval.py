"""Which revision waits for a second person, or for its time?"""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from ivr.models.types import Table, UtcDateTime

__all__ = ["WAITING", "Approval", "ApprovalState"]


class ApprovalState(StrEnum):
    """The life of an approval. The last three are final."""

    ASKED = "asked"
    READY = "ready"
    """A second person agreed; it goes live at its time."""
    PUBLISHED = "published"
    WITHDRAWN = "withdrawn"
    REFUSED = "refused"
    """When its time came, the checks refused it."""


WAITING = (ApprovalState.ASKED, ApprovalState.READY)
_OPEN = "state IN ('asked', 'ready')"
_READY = "state = 'ready'"


class Approval(Table):
    """Somebody asks that a revision goes live; somebody else has to agree. The database lets a
    revision be asked for once at a time."""

    __tablename__ = "approval"
    __table_args__ = (
        Index(
            "uq_approval_open_revision",
            "revision",
            unique=True,
            sqlite_where=text(_OPEN),
            postgresql_where=text(_OPEN),
        ),
        Index(
            "ix_approval_ready", "due_at", sqlite_where=text(_READY), postgresql_where=text(_READY)
        ),
    )

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    revision: Mapped[str] = mapped_column(ForeignKey("revision.id"))
    base: Mapped[str] = mapped_column(ForeignKey("revision.id"))
    """What was live when these changes were begun."""
    state: Mapped[ApprovalState] = mapped_column(String(16), default=ApprovalState.ASKED)
    author: Mapped[str] = mapped_column(String(100))
    note: Mapped[str] = mapped_column(String(500), default="")
    asked_at: Mapped[datetime] = mapped_column(UtcDateTime)
    due_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    """When it should go live; None is as soon as somebody agrees."""
    zone: Mapped[str | None] = mapped_column(String(64))
    """The zone that moment was meant in."""
    approver: Mapped[str | None] = mapped_column(String(100))
    approved_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
