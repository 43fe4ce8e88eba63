"""Does the flow do what a call script says, and where does it first do something else?"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from itertools import takewhile
from typing import Final

from ivr.flow.book import Book
from ivr.flow.effects import CallbackPromised, ErasureAsked, RecordingAsked, TextPromised
from ivr.flow.engine import EndlessFlow, NoSuchPlace
from ivr.flow.finding import Finding
from ivr.flow.kinds.consent import NO, YES, Consenting
from ivr.flow.kinds.language import Language
from ivr.flow.proofs.invariants import step_at
from ivr.flow.proofs.playing import Played
from ivr.flow.proofs.script import Act, Ends, Script, Scripted
from ivr.flow.proofs.trace import Taken
from ivr.flow.proofs.transcript import OURS, THEIRS, How, Moment, lines_of
from ivr.flow.proofs.world import NotAMoment, World, moment

LONGEST: Final = timedelta(minutes=15)
"""How long an ending without `within` is waited for."""

EMERGENCY: Final = "emergency"
"""What a script calls the emergency number."""

PROMISES: Final = {
    "text": TextPromised,
    "callback": CallbackPromised,
    "voicemail": RecordingAsked,
    "erasure": ErasureAsked,
}


class NotSo(Exception):
    """Raised with one sentence where a call does something else than its script says."""


@dataclass(frozen=True)
class Outcome:
    """One script played once.  `finding` is None if the call was as written."""

    scripted: Scripted
    language: str | None
    played: Played | None
    finding: Finding | None

    @property
    def passed(self) -> bool:
        """True if the call was as written."""
        return self.finding is None


def perform_all(book: Book, scripts: Iterable[Scripted]) -> tuple[Outcome, ...]:
    """Plays every script, in order."""
    return tuple(outcome for scripted in scripts for outcome in perform(book, scripted))


def perform(book: Book, scripted: Scripted) -> tuple[Outcome, ...]:
    """Plays a script: once, or once in each language of its flow."""
    script = scripted.script
    known = book.flows.get(script.flow)
    languages = known.languages if known and script.in_every_language else (None,)
    return tuple(_performed(book, scripted, language) for language in languages)


def broken(book: Book, scripts: Iterable[Scripted]) -> tuple[Outcome, ...]:
    """Those of the scripts that the book does not keep."""
    return tuple(outcome for outcome in perform_all(book, scripts) if not outcome.passed)


def covered(outcomes: Iterable[Outcome]) -> frozenset[Taken]:
    """The exits that were taken in these calls."""
    return frozenset(
        exit_ for outcome in outcomes if outcome.played for exit_ in outcome.played.exits
    )


def world_of(script: Script, book: Book) -> World:
    """The world a script is given.  Raises NotAMoment."""
    given = script.given
    return World(
        begins_at=moment(given.time, book.settings),
        people=given.people(),
        number_hidden=given.number_hidden,
        is_open=given.open,
        is_holiday=given.holiday,
        switches_on=frozenset(given.switches),
        failing=frozenset(given.provider_fails),
        duty_phones_answer=given.duty_phones_answer,
    )


def _performed(book: Book, scripted: Scripted, language: str | None) -> Outcome:
    script = scripted.script
    try:
        call = Played(book, world_of(script, book), script.flow, language)
    except NotAMoment:
        sentence = "A time is written like `Friday 22:30` or `2026-12-24 22:30`."
        finding = scripted.finding(("given", "time"), "not-a-moment", sentence)
        return Outcome(scripted, language, None, finding)
    path, sentence = _gone_wrong(call, script, language)
    if not sentence:
        return Outcome(scripted, language, call, None)
    spoken = f" (in {language})" if language else ""
    finding = scripted.finding(path, "script-fails", sentence + spoken)
    transcript = tuple(lines_of(call.transcript))
    return Outcome(scripted, language, call, replace(finding, transcript=transcript))


def _gone_wrong(
    call: Played, script: Script, language: str | None
) -> tuple[tuple[str | int, ...], str]:
    """Plays the whole call: where in the script it first did something else, and what; no words
    if it never did."""
    path: tuple[str | int, ...] = ("flow",)
    try:
        call.begins()
        _chosen(call, language)
        for n, act in enumerate(script.call):
            path = ("call", n)
            _done(call, act)
        path = ("never",)
        _kept(call, script)
    except (NotSo, NoSuchPlace, EndlessFlow, RecursionError) as problem:
        return path, str(problem) if isinstance(problem, NotSo) else _why(problem)
    return path, ""


def _why(problem: Exception) -> str:
    if isinstance(problem, NoSuchPlace):
        return f"No flow answers calls that is called {problem}."
    return "The call goes round without end."


def _chosen(call: Played, language: str | None) -> None:
    """Answers a language menu at the start of a call that is played in one language."""
    step = step_at(call.book, call.place)
    if language is not None and isinstance(step, Language) and language in step.offer:
        call.presses(str(step.offer.index(language) + 1))


def _done(call: Played, act: Act) -> None:
    """The caller does this line, or it is looked at.  Raises NotSo."""
    if act.hears is not None:
        _heard(call, act.hears, act.language)
    elif act.hears_of is not None:
        _heard_of(call, act.hears_of)
    elif act.ends_with is not None:
        _ended(call, act.ends_with)
    elif call.ending is not None:
        raise NotSo(f"The call is over before this: {told(call)}.")
    else:
        does(call, act)


def does(call: Played, act: Act) -> None:
    """What the caller does in this line. Raises NotSo where nothing can be agreed to."""
    if act.agrees is not None:
        _agrees(call, yes=act.agrees)
    elif act.presses is not None:
        call.presses(act.presses)
    elif act.says is not None:
        call.says(act.says)
    elif act.waits is not None:
        call.waits(act.waits)
    elif act.hangs_up is not None:
        call.hangs_up()
    else:
        for _ in range(act.stays_silent or 0):
            call.stays_silent()


def _agrees(call: Played, *, yes: bool) -> None:
    if not isinstance(step_at(call.book, call.place), Consenting):
        raise NotSo(f"Nothing is asked here that can be agreed to: the call is at {call.place}.")
    call.presses(YES if yes else NO)


def _heard(call: Played, step: str, language: str | None) -> None:
    names = [place.partition(".")[2] for place in (*call.heard, call.place)]
    if step not in names:
        raise NotSo(f"`{step}` is not heard here, but {', '.join(dict.fromkeys(names))}.")
    spoken = {call.position.language, *(moment.language for moment in _since_last_act(call))}
    if language is not None and language not in spoken:
        raise NotSo(f"This is heard in {call.position.language}, not in {language}.")


def _heard_of(call: Played, name: str) -> None:
    services = call.book.settings.services
    if name not in (EMERGENCY, *services):
        raise NotSo(f"`{name}` is not a service of the settings, nor `{EMERGENCY}`.")
    number = call.book.emergency_number
    if name != EMERGENCY:
        number = call.book.service(name, call.position.language)[1]
    if not any(number in moment.what for moment in _since_last_act(call)):
        raise NotSo(f"The number of `{name}` is not said here.")


def _since_last_act(call: Played) -> Iterator[Moment]:
    """What was said since the caller last did something, or nothing when they were asked."""
    ours = takewhile(lambda moment: moment.who != THEIRS, reversed(call.transcript))
    return (moment for moment in ours if moment.who == OURS)


def _ended(call: Played, ends: Ends) -> None:
    """Waits for the ending, doing nothing.  Raises NotSo."""
    if ends.what in PROMISES:
        kept = [effect for effect in call.effects if isinstance(effect, PROMISES[ends.what])]
        if not kept:
            raise NotSo(f"No {ends.what} was promised: {told(call)}.")
        if ends.when and ends.when not in {getattr(effect, "window", "") for effect in kept}:
            raise NotSo(f"The call is not promised for `{ends.when}`.")
        return
    if ends.what == "line":
        if call.line is None or call.ending is not None:
            raise NotSo(f"The caller is not in the line: {told(call)}.")
        return
    began = _last_act(call)
    left = began + (ends.within or LONGEST) - call.passed
    call.waits(max(left, timedelta(0)))
    if call.ending is None or not _is(call, ends):
        raise NotSo(f"The call does not end with {ends.rings or ends.what}: {told(call)}.")
    if ends.within is not None and call.ending.at - began > ends.within:
        late = int((call.ending.at - began).total_seconds())
        raise NotSo(f"This takes {late} seconds.")


def _is(call: Played, ends: Ends) -> bool:
    ending = call.ending
    if ending is None:
        return False
    if ends.rings is not None:
        return ending.how is How.RINGS and ending.name == ends.rings
    return ending.how.value == ends.what


def _last_act(call: Played) -> timedelta:
    """When the caller last did something, or the call began."""
    acts = (moment.at for moment in reversed(call.transcript) if moment.what.startswith("presses"))
    return next(acts, timedelta(0))


def _kept(call: Played, script: Script) -> None:
    for rule, sentence in call.broken:
        if rule in script.never:
            raise NotSo(f"`{rule}` happens: {sentence}")


def told(call: Played) -> str:
    """How a call stands, in a few words."""
    if call.ending is None:
        waiting = "in the line of" if call.line is not None else "at"
        return f"the caller is {waiting} {call.place}"
    who = f" {call.ending.name}" if call.ending.name else ""
    return {
        How.RINGS: f"it rings{who}",
        How.DUTY_PHONES: "a duty phone answers",
        How.GOODBYE: f"it ends at {call.place}",
        How.HUNG_UP: "the caller hung up",
    }[call.ending.how]
