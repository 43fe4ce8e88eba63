"""How is somebody answered who texts a line, once for each text, and forgotten a day later?"""

import json
import logging
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Final

from sqlalchemy import ColumnElement, delete, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from ivr import numbers, safety
from ivr.bookshelf import NothingPublished
from ivr.flow import texting
from ivr.flow.book import Book
from ivr.flow.facts import Promise
from ivr.flow.position import Position, UnreadablePosition
from ivr.flow.texted import Texted, texted
from ivr.flow.texting import Answer
from ivr.logs import log
from ivr.models import Conversation, Line, TextAnswer, new_id
from ivr.operations import callback_wishes, callbacks, messages, person_keys
from ivr.operations.callback_wishes import Texter
from ivr.operations.callbacks import CannotPromise
from ivr.operations.facts import looked_up
from ivr.operations.messages import Asked
from ivr.runtime import Runtime
from ivr.seal import BrokenSeal

__all__ = ["KEPT_AFTER", "Incoming", "answer", "delete_where", "erase", "forget"]

POSITION: Final = "conversation position"
TEXTS: Final = "text answer"
KEPT_AFTER: Final = timedelta(hours=24)
"""How long a conversation is remembered after its last text."""
FRESH: Final = timedelta(hours=2)
"""After so long a "yes" is no answer to what was asked: the next text begins anew."""
MOST_ANSWERS: Final = 50
"""To one phone, until it was quiet for KEPT_AFTER; a machine that answers machines ends here."""
MOST_IN_DANGER: Final = 100
"""The same for texts that say danger."""
LONGEST: Final = 1600
"""Characters of a text; networks carry no more."""
TRIES: Final = 10
"""Far more than one person's texts that arrive in the same moment."""


class TooManyAtOnce(RuntimeError):
    """Raised when so many texts of one phone came together that this one was never its turn."""


@dataclass(frozen=True)
class Incoming:
    """One text to a line. `silenced`: the carrier has answered it, so we must not."""

    sid: str
    number: str
    body: str
    silenced: bool = False


NOTHING: Final = Answer((), None)


@dataclass(frozen=True)
class _Turn:
    """One text, where its conversation stood when it was looked at, and what comes of it.

    `answered` counts the answers so far; `position` is None when the conversation begins anew.
    """

    line: Line
    text: Incoming
    conversation_id: str | None
    number: int
    answered: int
    position: Position | None
    said: Answer = NOTHING
    no_calls: bool = False
    """A call was agreed to that cannot be promised after all."""

    @property
    def texts(self) -> tuple[str, ...]:
        """What is texted back."""
        return () if self.text.silenced else self.said.texts


def answer(rt: Runtime, line: Line, text: Incoming) -> tuple[str, ...]:
    """The texts that answer this one. The same text, heard twice, gets the same answer; two at
    once are answered one after the other. Raises TooManyAtOnce."""
    refused = False
    for _ in range(TRIES):
        known = _answered(rt, text)
        if known is not None:
            return known
        turn = replace(_turn(rt, line, text), no_calls=refused)
        turn = replace(turn, said=_said(rt, turn))
        try:
            if _kept(rt, turn):
                return turn.texts
        except CannotPromise as no:
            log("call not promised", code=no.code)
            refused = True
    raise TooManyAtOnce


def _answered(rt: Runtime, text: Incoming) -> tuple[str, ...] | None:
    with rt.db.read() as session:
        found = session.get(TextAnswer, text.sid)
    if found is None:
        return None
    return tuple(json.loads(rt.seal.open(TEXTS, found.texts, text.sid)))


def _turn(rt: Runtime, line: Line, text: Incoming) -> _Turn:
    asked = select(Conversation).where(
        Conversation.line == line.id,
        Conversation.person_id.in_(person_keys.known(rt.seal.fingerprints(text.number))),
    )
    with rt.db.read() as session:
        found = session.scalars(asked.order_by(Conversation.last_text_at.desc())).first()
    if found is None:
        return _Turn(line, text, None, 0, 0, None)
    fresh = found.last_text_at > rt.now() - FRESH
    position = _position(rt, found) if fresh else None
    return _Turn(line, text, found.id, found.turn, found.answered, position)


def _position(rt: Runtime, found: Conversation) -> Position | None:
    """Where it stands; None when it is over, or was written by a version we do not know."""
    if found.position is None or found.person is None:
        return None
    try:
        seal = person_keys.seal(rt, found.person)
        return Position.from_bytes(seal.open(POSITION, found.position, found.id))
    except (BrokenSeal, UnreadablePosition):
        log("conversation begins anew, it could not be read", level=logging.WARNING, id=found.id)
        return None


def _said(rt: Runtime, turn: _Turn) -> Answer:
    """What the flow says, as long as there is no end of saying things."""
    book = texted(_book(rt, turn.position), numbers.written(turn.line.number))
    most = MOST_IN_DANGER if texting.means_danger(book, turn.text.body) else MOST_ANSWERS
    if turn.answered >= most:
        return replace(NOTHING, position=turn.position)
    said = _of_flow(rt, turn, book)
    if turn.text.silenced and not said.promises:
        return replace(NOTHING, position=turn.position)
    last = turn.answered + 1 == most
    return texting.helped(book, said) if last or safety.asks_for_help(turn.text.body) else said


def _of_flow(rt: Runtime, turn: _Turn, book: Texted) -> Answer:
    facts = looked_up(rt, book, number_hidden=False)
    facts = replace(facts, keeps=facts.keeps & _promisable(rt, turn))
    body = turn.text.body[:LONGEST]
    if turn.position is None:
        return texting.begin(book, turn.line.text_flow or "", body, facts)
    if safety.asks_for_help(body):
        return texting.again(book, turn.position, facts)
    return texting.answer(book, turn.position, body, facts)


def _promisable(rt: Runtime, turn: _Turn) -> frozenset[Promise]:
    """What can be promised to this phone: nothing else can be kept for who writes."""
    number = turn.text.number
    calls = not turn.no_calls and callbacks.may_be_called(rt, number)
    kept = {Promise.TEXT: messages.may_be_texted(rt, number), Promise.CALLBACK: calls}
    return frozenset(promise for promise, can in kept.items() if can)


def _book(rt: Runtime, position: Position | None) -> Book:
    """The words this conversation began with, or those of today."""
    try:
        return rt.books.get(position.revision) if position else rt.books.live()
    except NothingPublished:
        return rt.books.live()


def _kept(rt: Runtime, turn: _Turn) -> bool:
    """True once the answer and what it promises are written down; False if another text of the
    same phone was faster, or this very one. Raises CannotPromise."""
    text = turn.text
    try:
        with rt.db.begin() as session:
            conversation_id = _moved(rt, session, turn)
            if conversation_id is None:
                return False
            sealed = rt.seal.close(TEXTS, json.dumps(turn.texts).encode(), text.sid)
            session.add(TextAnswer(sid=text.sid, conversation_id=conversation_id, texts=sealed))
            session.flush()
            for call in turn.said.calls:
                callback_wishes.agreed_by_text(rt, session, _texter(turn), call)
            promised = [messages.promise_at_once(rt, session, one) for one in _promises(turn)]
    except IntegrityError:
        return False
    for message_id in promised:
        rt.later.ask("send", "deliver", message_id)
    return True


def _moved(rt: Runtime, session: Session, turn: _Turn) -> str | None:
    """The id of the conversation, moved on by this text; None if another one moved it before."""
    name, said = turn.conversation_id or new_id(), turn.said.position
    person = person_keys.of(rt, session, turn.text.number)
    seal = person_keys.seal(rt, person)
    values = {
        "person_id": person.id,
        "position": seal.close(POSITION, said.to_bytes(), name) if said else None,
        "turn": turn.number + 1,
        "answered": turn.answered + bool(turn.texts),
        "last_text_at": rt.now(),
    }
    if turn.conversation_id is None:
        session.add(Conversation(id=name, line=turn.line.id, **values))
        session.flush()
        return name
    return session.scalar(
        update(Conversation)
        .where(Conversation.id == name, Conversation.turn == turn.number)
        .values(**values)
        .returning(Conversation.id)
    )


def _texter(turn: _Turn) -> Texter:
    return Texter(turn.text.number, turn.line.id, turn.said.marks, turn.said.revision)


def _promises(turn: _Turn) -> list[Asked]:
    said = turn.said
    return [
        Asked(
            call_id=None,
            turn=turn.number,
            number=turn.text.number,
            template=one.template,
            language=one.language,
            revision=said.revision,
        )
        for one in said.promised
    ]


def erase(rt: Runtime, number: str) -> None:
    """Nothing is left of what this phone texted, with whichever line."""
    known = person_keys.known(rt.seal.fingerprints(number))
    with rt.db.begin() as session:
        delete_where(session, Conversation.person_id.in_(known))


def forget(rt: Runtime) -> None:
    """Erase the conversations in which nothing was texted for KEPT_AFTER."""
    with rt.db.begin() as session:
        delete_where(session, Conversation.last_text_at < rt.now() - KEPT_AFTER)


def delete_where(session: Session, which: ColumnElement[bool]) -> None:
    """These conversations, and what they were answered with, are not here any more."""
    ids = select(Conversation.id).where(which)
    session.execute(delete(TextAnswer).where(TextAnswer.conversation_id.in_(ids)))
    session.execute(delete(Conversation).where(which))
