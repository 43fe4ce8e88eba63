"""By which key is everything sealed that we keep of one person, and whose is it?"""

from datetime import datetime

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from ivr.models.types import Table, UtcDateTime

__all__ = ["PersonKey"]


class PersonKey(Table):
    """One phone that we keep something of. Here, and nowhere else, stands its fingerprint; here,
    and nowhere else, the key of what is kept. Whoever deletes this row has erased the person, in
    every backup that was made without this table.

    No other table has a foreign key to this one, so that a backup without it is a whole backup.
    """

    __tablename__ = "person_key"

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    """Chance; what other tables say of somebody carries this, and nothing else."""
    fingerprint: Mapped[str | None] = mapped_column(String(64), unique=True)
    """None while this person is being erased: nobody finds them by their number any more."""
    key: Mapped[bytes | None]
    """Chance, sealed by us. None for who was known before there were such keys: what is kept of
    them is sealed by our own."""
    used_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
    """When this person last gave us something to keep."""
