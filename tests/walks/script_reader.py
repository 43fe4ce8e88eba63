"""How is a call script played over the telephone, and what was heard in that call?"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta

from town import CALLER, HELPLINE, NEUTRAL, PHONES, SECOND_CALLER, THIRD_CALLER, Town

from ivr.flow.book import Book
from ivr.flow.kinds.language import Language
from ivr.flow.kinds.line import Line
from ivr.flow.proofs.script import Act, Ends, Script
from ivr.flow.proofs.transcript import OURS, Ending, How, Moment
from ivr.flow.proofs.world import Answer, Person
from ivr.models import CallState
from ivr.operations import switches
from ivr.sandbox import Answers, Declines, NoAnswer

KNOWN_AS = {"Sam": "Ben"}
"""Who lives in the town under another name."""
CLOSED = "closed_today"
CALLS_BACK = ("call_me_back", "will_call", "no_call")
OTHERS = (SECOND_CALLER, THIRD_CALLER)
"""Callers who keep somebody busy."""
LONGEST = 15 * 60
DUTY = ("first duty phone", "second duty phone")

Heard = list[tuple[str, str]]
"""Words and their languages, in order."""


def can_be_played(script: Script) -> bool:
    """True if the town can be as the script has it: its phone company does not fail, and its clock
    stands at one evening. A script that ends with a promised call ends in the line, where the
    telephone goes on: `test_callbacks.py` has those."""
    given = script.given
    calls_back = any(act.hears in CALLS_BACK for act in script.call)
    fits = not given.provider_fails and given.open is not True and given.holiday is None
    return fits and not calls_back and len(given.busy) <= len(OTHERS)


@dataclass
class Reading:
    """One script, played once in this town; `language` answers the language menu first."""

    town: Town
    script: Script
    language: str | None = None

    def plays(self) -> None:
        """From dialling to the last line of the script."""
        self._comes_true()
        to = NEUTRAL if self.script.flow == "neutral" else HELPLINE
        self.leg = self.town.dial("", to=to, withheld=self.script.given.number_hidden)
        self.town.settle()
        self._chooses()
        for act in self.script.call:
            self._does(act)
        if self.ended() is None:
            self._listens()

    @property
    def heard(self) -> Heard:
        """Everything this caller was told, without the words of the line."""
        tags = {one.locale: tag for tag, one in self.book.settings.languages.items()}
        told = [(words, tags[locale]) for words, locale in self.leg.heard]
        return without_the_line(self.book, told)

    @property
    def book(self) -> Book:
        return self.town.rt.books.live()

    def ended(self) -> Ending | None:
        """How the call stands now."""
        now = timedelta(0)
        if self.leg.finished:
            mine = any(event.leg == self.leg.sid for event in self.town.events("hung_up"))
            return Ending(How.HUNG_UP if mine else How.GOODBYE, now)
        company = self.town.company(self.leg) - {CALLER}
        names = [name for name in PHONES if PHONES[name] in company]
        if names:
            known = {ours: theirs for theirs, ours in KNOWN_AS.items()}
            return Ending(How.RINGS, now, known.get(names[0], names[0]))
        bridged = any(e.details["with_"] == self.leg.sid for e in self.town.events("bridged"))
        return Ending(How.DUTY_PHONES, now) if bridged else None

    # -- the world ------------------------------------------------------------------------------

    def _comes_true(self) -> None:
        given, town = self.script.given, self.town
        everybody = given.people()
        busy = [person for person in everybody if not person.is_free]
        for number, person in zip(OTHERS, busy, strict=False):
            self._arrives(person)
            town.together(self._key_of(person.speaks[0]) + "1", number=number)
        for person in everybody:
            if person.is_free:
                self._arrives(person)
        for name in {*given.switches, *([CLOSED] if given.open is False else [])}:
            until = town.clock.now() + timedelta(hours=3)
            switches.turn_on(town.rt, name, until, "Sam")
        town.rt.books._looked = float("-inf")  # a second of the real clock would have to pass
        duty = Answers() if given.duty_phones_answer else NoAnswer()
        for phone in DUTY:
            town.phone(phone).behaves(duty)

    def _arrives(self, person: Person) -> None:
        name, known = KNOWN_AS.get(person.name, person.name), self.book.settings.specialties
        knows = " ".join(person.specialties or known)
        self.town.add(name, speaks=" ".join(person.speaks), knows=knows)
        behaves = {Answer.YES: Answers(), Answer.NO: NoAnswer(), Answer.DECLINES: Declines()}
        self.town.phone(name).behaves(behaves[person.answers])

    def _key_of(self, language: str) -> str:
        flow = self.book.flows["welcome"]
        step = flow.steps[flow.starts_at]
        assert isinstance(step, Language)
        return str(step.offer.index(language) + 1)

    # -- the call -------------------------------------------------------------------------------

    def _chooses(self) -> None:
        if self.language is not None:
            self._presses(self._key_of(self.language))

    def _does(self, act: Act) -> None:
        if act.presses is not None:
            self._presses(act.presses)
        elif act.agrees is not None:
            self._presses("1" if act.agrees else "2")
        elif act.waits is not None:
            self._until(lambda: self._is_waiting() or self._is_silent())
            self.town.wait(act.waits.total_seconds())
        elif act.hangs_up is not None:
            self.leg.hang_up()
            self.town.wait(1)
        elif act.ends_with is not None:
            self._ends(act.ends_with)
        for _ in range(act.stays_silent or 0):
            self._listens()
            told = len(self.leg.heard)
            self._until(lambda told=told: len(self.leg.heard) > told)

    def _presses(self, keys: str) -> None:
        self._listens()
        for key in keys:
            self.leg.press(key)
            self.town.wait(0.2)

    def _listens(self) -> None:
        """Until the words are over and something can be pressed."""
        self._until(self._is_silent)

    def _is_waiting(self) -> bool:
        return self.town.call(self.leg).state == CallState.WAITING

    def _is_silent(self) -> bool:
        newest = [event.kind for event in self.leg.story if event.kind in ("heard", "listening")]
        return bool(self.leg.ears) and newest[-1:] == ["listening"]

    def _until(self, so: Callable[[], bool]) -> None:
        for _ in range(LONGEST):
            if so() or self.leg.finished:
                return
            self.town.wait(0.5)
        raise AssertionError("nothing happened for a quarter of an hour")

    def _ends(self, ends: Ends) -> None:
        if ends.what == "text":
            assert self.town.messages(), "no text was promised"
        elif ends.what == "line":
            self._until(self._is_waiting)
        else:
            self._until(lambda: self.ended() is not None)


def told_in(transcript: list[Moment], book: Book) -> Heard:
    """The same of a call that was played without a telephone."""
    told = [(one.what, one.language) for one in transcript if one.who == OURS and one.language]
    return without_the_line(book, told)


def without_the_line(book: Book, heard: Heard) -> Heard:
    """How long somebody waits is not the same in both calls: what is said meanwhile is left out."""
    meant = {*_of_the_line(book)}
    return [(words, language) for words, language in heard if words not in meant]


def _of_the_line(book: Book) -> Iterator[str]:
    for language in book.settings.languages:
        for name in ("in_line", "connecting", "one_moment"):
            yield book.phrase(name, language)
        for flow in book.flows.values():
            for name, step in flow.steps.items():
                if isinstance(step, Line) and language in flow.languages:
                    yield from _while_waiting(book, (flow.flow, name, language), step)


def _while_waiting(book: Book, place: tuple[str, str, str], step: Line) -> Iterator[str]:
    flow, name, language = place
    if step.while_waiting is not None:
        yield book.words(flow, name, "while_waiting", language)
    for offer in step.offers:
        label = book.words(flow, name, offer.part, language)
        yield book.phrase("menu_choice", language, label=label, key=offer.press)
