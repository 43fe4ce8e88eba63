"""Which message was left, and where is it now?"""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from ivr.models.types import Table, UtcDateTime

__all__ = ["Voicemail", "VoicemailSound", "VoicemailState"]


class VoicemailState(StrEnum):
    """The life of a message. The last three are final."""

    ASKED = "asked"
    """The caller agreed and hears the tone; what came of it nobody has said yet."""
    RECORDED = "recorded"
    """The phone company has it, and we do not yet."""
    KEPT = "kept"
    """It is with us, sealed."""
    NOTHING = "nothing"
    """Nothing was said, or less than a second."""
    LOST = "lost"
    """It was recorded, and can be had from nobody."""
    ERASED = "erased"
    """Its days are over."""


class Voicemail(Table):
    """One message: the row comes first, the recording after it. Codes and times; what was said
    stands in `voicemail_sound` and nowhere else."""

    __tablename__ = "voicemail"

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    """Derived from the call and the answer that agreed, so that any process knows it."""
    call_id: Mapped[str] = mapped_column(ForeignKey("call.id"), index=True)
    place: Mapped[str] = mapped_column(String(128))
    """`flow.step` at which it was asked for."""
    language: Mapped[str] = mapped_column(String(16))
    alert: Mapped[str] = mapped_column(String(16))
    """Who is told of it: `supervisor` or `responders`."""
    longest: Mapped[int]
    """Seconds."""
    state: Mapped[VoicemailState] = mapped_column(String(16), default=VoicemailState.ASKED)
    asked_at: Mapped[datetime] = mapped_column(UtcDateTime)
    keep_until: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
    """As the caller heard it before they agreed."""
    leg: Mapped[str | None] = mapped_column(String(64))
    """The caller's leg at the phone company, which forgets nothing of itself: the recording is
    looked for there when no report names it."""
    sid: Mapped[str | None] = mapped_column(String(64), unique=True)
    """What the phone company calls it."""
    seconds: Mapped[int | None]
    try_at: Mapped[datetime | None] = mapped_column(UtcDateTime, index=True)
    """When something is next to be done about it at the phone company; None when nothing is."""
    lease_until: Mapped[datetime | None] = mapped_column(UtcDateTime)
    gone_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    """When the phone company said that it has no copy any more."""
    alert_at: Mapped[datetime | None] = mapped_column(UtcDateTime, index=True)
    """When somebody is next told of it; None when nobody need be."""
    alerts: Mapped[int] = mapped_column(default=0)
    heard_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    done_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    """When somebody said that what it asks for is done."""


class VoicemailSound(Table):
    """What was said, sealed for this message: here once, and never without its row."""

    __tablename__ = "voicemail_sound"

    voicemail_id: Mapped[str] = mapped_column(ForeignKey("voicemail.id"), primary_key=True)
    sealed: Mapped[bytes] = mapped_column(LargeBinary)
    person_id: Mapped[str | None] = mapped_column(String(32), index=True)
    """Whose key opens it: one that is for this message alone, and goes with it. None: our own."""
