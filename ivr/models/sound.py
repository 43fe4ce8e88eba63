"""Which sound files do revisions and drafts name?"""

from datetime import datetime

from sqlalchemy import LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from ivr.models.types import Table, UtcDateTime

__all__ = ["Sound"]


class Sound(Table):
    """One sound file under the hash of its content: kept once, however many sets name it, and
    its content never changed, which the database itself sees to."""

    __tablename__ = "sound"

    name: Mapped[str] = mapped_column(String(64), primary_key=True)
    """SHA-256 of the file, in hex."""
    content: Mapped[bytes] = mapped_column(LargeBinary)
    kept_at: Mapped[datetime] = mapped_column(UtcDateTime)
    named_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
    """When a draft, or a set that is live or asked for, was last seen to name it."""
