"""Where does somebody stand who texts a line?"""

from datetime import datetime

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from ivr.models.person_key import PersonKey
from ivr.models.types import Table, UtcDateTime

__all__ = ["Conversation", "TextAnswer"]


class Conversation(Table):
    """One phone and one line that text each other. Erased a day after the last text, or with STOP;
    the number itself is never written down."""

    __tablename__ = "conversation"
    __table_args__ = (UniqueConstraint("line", "person_id"),)

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    line: Mapped[str] = mapped_column(ForeignKey("line.id"))
    person_id: Mapped[str] = mapped_column(String(32), index=True)
    position: Mapped[bytes | None]
    """Sealed by their own key; None when a goodbye has ended it, and the next text begins anew."""
    turn: Mapped[int]
    """Counts the texts, so that two at once are answered one after the other."""
    answered: Mapped[int]
    """How many of them got an answer: machines that answer each other come to an end."""
    last_text_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
    person: Mapped[PersonKey | None] = relationship(
        primaryjoin="foreign(Conversation.person_id) == PersonKey.id", lazy="selectin"
    )


class TextAnswer(Table):
    """What one text was answered with, so that the phone company can ask again."""

    __tablename__ = "text_answer"

    sid: Mapped[str] = mapped_column(String(64), primary_key=True)
    conversation_id: Mapped[str] = mapped_column(ForeignKey("conversation.id"), index=True)
    texts: Mapped[bytes]
    """Sealed: the words of the flow."""
