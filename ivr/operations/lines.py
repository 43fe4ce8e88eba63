"""Which numbers are ours, and which flow answers each, by voice and by text?"""

import difflib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from sqlalchemy import Select, func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from ivr import numbers
from ivr.flow.book import Book
from ivr.flow.names import is_name
from ivr.flow.texted import lacks
from ivr.models import Call, Line, LineState, new_id
from ivr.operations import audit
from ivr.operations.audit import Deed, Entry
from ivr.operations.refusals import Refusal
from ivr.runtime import Runtime

__all__ = [
    "Change", "ImpossibleLine", "NewLine",
    "add", "answering", "change", "close", "everyone", "first", "flow_of", "flow_of_line", "strays",
    "texted", "unanswered",
]  # fmt: skip

MAIN: Final = "main"
NEUTRAL: Final = "neutral"
USUAL: Final = "welcome"
"""The flow of the main line, and of a number nobody named."""


class ImpossibleLine(Refusal):
    """Raised for a line that cannot be as somebody asks."""


@dataclass(frozen=True)
class NewLine:
    """A number that should answer, with what; without a text flow texts get a neutral sentence."""

    name: str
    number: str
    flow: str
    text_flow: str | None = None


@dataclass(frozen=True)
class Change:
    """What should be different of a line; None leaves it as it is. Without `answers_texts` texts
    get the neutral sentence again."""

    flow: str | None = None
    text_flow: str | None = None
    answers_texts: bool = True


def everyone(rt: Runtime) -> Sequence[Line]:
    """All lines by name, closed ones last."""
    with rt.db.read() as session:
        return session.scalars(select(Line).order_by(Line.state.desc(), Line.name)).all()


def answering(rt: Runtime, called: str) -> Line | None:
    """The open line of this number; None if it is no line of ours."""
    with rt.db.read() as session:
        return session.scalar(_open().where(Line.number == called))


def flow_of(rt: Runtime, book: Book, called: str) -> tuple[str | None, str]:
    """The id of the line of this number, and the flow it answers with.

    Without a line, and with a flow that this book does not have yet, the main line's flow: nobody
    who calls a number that leads to us is turned away.
    """
    main = rt.environment.number
    with rt.db.read() as session:
        found = session.scalars(_open().where(Line.number.in_((called, main)))).all()
    by_number = {line.number: line for line in found}
    mine = by_number.get(called)
    wanted = (by_number[number].flow for number in (called, main) if number in by_number)
    flow = next((flow for flow in wanted if _answers(book, flow)), _usual(book))
    return (mine.id if mine else None), flow


def flow_of_line(rt: Runtime, session: Session, book: Book, line_id: str | None) -> str:
    """The flow of this line as it stands now; the main line's where there is none, or not in this
    book."""
    main = select(Line.flow).where(Line.number == rt.environment.number)
    mine = select(Line.flow).where(Line.id == line_id)
    wanted = (session.scalar(mine), session.scalar(main))
    return next((flow for flow in wanted if flow and _answers(book, flow)), _usual(book))


def texted(rt: Runtime) -> frozenset[str]:
    """The flows that answer texts."""
    asked = _open().where(Line.text_flow.is_not(None))
    with rt.db.read() as session:
        return frozenset(line.text_flow or "" for line in session.scalars(asked))


def add(rt: Runtime, new: NewLine, who: str) -> Line:
    """This number answers from now on; a closed line of the same number opens again.

    Raises ImpossibleLine.
    """
    signed, number = audit.staff(who), _number(rt, new.number)
    if not is_name(new.name):
        raise ImpossibleLine("A line is called by a name like `local`: small letters, digits, _.")
    _check_flows(rt.books.live(), new.flow, new.text_flow)
    now = rt.now()
    with rt.db.begin() as session:
        audit.lock(session)
        line = session.scalar(select(Line).where(Line.number == number))
        if line is not None and line.state == LineState.OPEN:
            raise ImpossibleLine(f"This number is the line {line.name} already.")
        if line is None:
            line = Line(id=new_id(), number=number, created_at=now)
            session.add(line)
        line.name, line.flow, line.text_flow = new.name, new.flow, new.text_flow
        line.state, line.changed_at = LineState.OPEN, now
        _flush(session, new.name)
        audit.write(session, now, _entry(signed, Deed.LINE_ADDED, line))
    return line


def _flush(session: Session, name: str) -> None:
    try:
        session.flush()
    except IntegrityError:
        raise ImpossibleLine(f"Another line is called {name}: give another name.") from None


def change(rt: Runtime, name: str, wanted: Change, who: str) -> Line:
    """New calls and conversations of this line begin with other flows. Raises ImpossibleLine."""
    signed, now, book = audit.staff(who), rt.now(), rt.books.live()
    with rt.db.begin() as session:
        audit.lock(session)
        line = _found(session, name)
        if line.number == rt.environment.neutral_number:
            raise ImpossibleLine("The neutral number answers with the flow `neutral`, always.")
        line.flow = wanted.flow or line.flow
        line.text_flow = (wanted.text_flow or line.text_flow) if wanted.answers_texts else None
        line.changed_at = now
        _check_flows(book, line.flow, line.text_flow)
        audit.write(session, now, _entry(signed, Deed.LINE_CHANGED, line))
    return line


def close(rt: Runtime, name: str, who: str) -> Line:
    """This number is no line any more: who calls it all the same hears the main line's flow, and
    who texts it the neutral sentence. Raises ImpossibleLine."""
    signed, now = audit.staff(who), rt.now()
    with rt.db.begin() as session:
        audit.lock(session)
        line = _found(session, name)
        if line.number in (rt.environment.number, rt.environment.neutral_number):
            raise ImpossibleLine(
                "This line cannot be closed: it is HELPLINE_NUMBER or HELPLINE_NEUTRAL_NUMBER."
            )
        line.state, line.changed_at = LineState.CLOSED, now
        audit.write(session, now, _entry(signed, Deed.LINE_CLOSED, line))
    return line


def first(rt: Runtime, session: Session, book: Book) -> list[Line]:
    """The lines of HELPLINE_NUMBER and HELPLINE_NEUTRAL_NUMBER, as far as there are none."""
    wanted = {rt.environment.number: (MAIN, _usual(book)),
              rt.environment.neutral_number: (NEUTRAL, NEUTRAL)}  # fmt: skip
    known = set(session.scalars(select(Line.number).where(Line.number.in_(wanted))))
    names = set(session.scalars(select(Line.name)))
    now = rt.now()
    return [
        Line(
            id=new_id(),
            name=_free(name, names),
            number=number,
            flow=flow,
            state=LineState.OPEN,
            created_at=now,
            changed_at=now,
        )
        for number, (name, flow) in wanted.items()
        if number not in known
    ]


def _free(name: str, taken: set[str]) -> str:
    """This name, or with a number behind it when an older line has it."""
    others = (f"{name}_{count}" for count in range(2, len(taken) + 3))
    return next(one for one in (name, *others) if one not in taken)


def unanswered(rt: Runtime, book: Book) -> Iterator[tuple[str, str]]:
    """Each flow that a line needs and this book lacks, with a sentence that says which line."""
    with rt.db.read() as session:
        lines = [*session.scalars(_open()), *first(rt, session, book)]
    for line in lines:
        for flow, how in ((line.flow, ""), (line.text_flow or line.flow, " texts")):
            if not _answers(book, flow):
                lack = "lacks" if flow not in book.flows else "has only as a part of others"
                sentence = f"The line {line.name} answers{how} with the flow {flow}, which this set"
                yield flow, f"{sentence} {lack}."
                break


def strays(rt: Runtime) -> int:
    """How many callers dialled a number that leads to us and is no line, since lines changed."""
    since = select(func.max(Line.changed_at)).scalar_subquery()
    asked = select(func.count()).where(Call.line.is_(None), Call.began_at >= since)
    with rt.db.read() as session:
        return session.scalar(asked.select_from(Call)) or 0


def _open() -> Select[Line]:
    return select(Line).where(Line.state == LineState.OPEN).order_by(Line.name)


def _found(session: Session, name: str) -> Line:
    line = session.scalar(_open().where(Line.name == name))
    if line is None:
        raise ImpossibleLine(f"No line is called {name[:40]}: see `helpline lines list`.")
    return line


def _number(rt: Runtime, text: str) -> str:
    try:
        number = numbers.parse(text, allow_test=rt.environment.allow_test_numbers)
    except numbers.ImpossibleNumber as problem:
        raise ImpossibleLine(f"The number: {problem}.") from None
    if number == rt.environment.neutral_number:
        raise ImpossibleLine("This is HELPLINE_NEUTRAL_NUMBER: it is never published.")
    return number


def _check_flows(book: Book, flow: str, text_flow: str | None) -> None:
    for name in dict.fromkeys((flow, text_flow or flow)):
        if name not in book.flows:
            near = difflib.get_close_matches(name[:40], list(book.flows), n=1)
            hint = f"did you mean {near[0]}?" if near else "see `helpline flows list`."
            raise ImpossibleLine(f"No flow that is live is called {name[:40]}: {hint}")
        if not _answers(book, name):
            raise ImpossibleLine(f"{name} is a part of other flows and answers no number.")
    for sentence in lacks(book, text_flow) if text_flow else ():
        raise ImpossibleLine(f"{text_flow} cannot answer texts: {sentence}")


def _answers(book: Book, flow: str) -> bool:
    return flow in book.flows and not book.flows[flow].exits


def _usual(book: Book) -> str:
    """`welcome`, or the only flow of the set that can answer a published number."""
    others = [name for name in book.flows if name != NEUTRAL and _answers(book, name)]
    return others[0] if len(others) == 1 else USUAL


def _entry(who: str, what: Deed, line: Line) -> Entry:
    details = {"flow": line.flow, "texts": line.text_flow or "", "line": line.id}
    return Entry(who, what, line.name, {name: code for name, code in details.items() if code})
