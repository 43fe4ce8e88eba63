"""Which browsers is somebody signed in with, and who guesses?"""

from datetime import datetime

from sqlalchemy import ForeignKey, String, false
from sqlalchemy.orm import Mapped, mapped_column

from ivr.models.types import Table, UtcDateTime

__all__ = ["Miss", "SignIn"]


class SignIn(Table):
    """One browser, from signing in to signing out. What it holds is kept as a hash only."""

    __tablename__ = "sign_in"

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    hash: Mapped[str] = mapped_column(String(64), unique=True)
    account_id: Mapped[str] = mapped_column(ForeignKey("account.id"), index=True)
    browser: Mapped[str] = mapped_column(String(40))
    """A kind, such as Firefox on Linux: enough to know one's own again."""
    began_at: Mapped[datetime] = mapped_column(UtcDateTime)
    seen_at: Mapped[datetime] = mapped_column(UtcDateTime)
    """To the minute."""
    proved_at: Mapped[datetime] = mapped_column(UtcDateTime)
    """When the second factor was last shown."""
    by_provider: Mapped[bool] = mapped_column(default=False, server_default=false())
    """The organisation's own sign-in vouched for them, and is asked when it is asked again."""
    until: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
    """Whatever happens, it is over then."""


class Miss(Table):
    """How often one name, known or not, or one address was tried in vain."""

    __tablename__ = "miss"

    key: Mapped[str] = mapped_column(String(64), primary_key=True)
    """A keyed hash of the name or of the address."""
    count: Mapped[int]
    last_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
    not_before: Mapped[datetime] = mapped_column(UtcDateTime)
    """Until then nothing is looked at."""
