"""Which general help does the page behind a link list?"""

from collections.abc import Mapping

from sqlalchemy import select

from ivr.models import Message, Resource
from ivr.runtime import Runtime

__all__ = ["TOPICS", "Entry", "general_list", "language_of_link"]

TOPICS = ("health", "housing", "money", "rights")
Entry = Mapping[str, str]


def general_list(rt: Runtime, language: str) -> dict[str, list[Entry]]:
    """The list everybody sees, by topic, in this language where it is written, else in English.

    What is sensitive is not on it: a glance at it says nothing about its reader.
    """
    wanted = select(Resource).where(~Resource.sensitive).order_by(Resource.id)
    with rt.db.read() as session:
        found = session.scalars(wanted).all()
    listed: dict[str, list[Entry]] = {topic: [] for topic in TOPICS}
    for resource in found:
        words = resource.words.get(language) or resource.words.get("en")
        if words is not None and resource.topic in listed:
            listed[resource.topic].append(words)
    return listed


def language_of_link(rt: Runtime, hashed: str) -> str | None:
    """The language of the text this link was in; None when the link is unknown or over."""
    asked = select(Message.language).where(
        Message.link_hash == hashed, Message.link_until > rt.now()
    )
    with rt.db.read() as session:
        return session.scalar(asked)
