"""Which words and menus were ever ready to be published?"""

from datetime import datetime

from sqlalchemy import JSON, String
from sqlalchemy.orm import Mapped, mapped_column

from ivr.models.types import Table, UtcDateTime

__all__ = ["Revision"]


class Revision(Table):
    """The whole set of call-flow files under the hash of its content: never changed, which the
    database itself sees to. Whether and when it was live says `Publication`."""

    __tablename__ = "revision"

    id: Mapped[str] = mapped_column(String(64), primary_key=True)
    """The content hash of the set."""
    files: Mapped[dict[str, str]] = mapped_column(JSON)
    author: Mapped[str] = mapped_column(String(100), default="")
    """Who first brought this set; empty when nobody said so."""
    note: Mapped[str] = mapped_column(String(500), default="")
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
