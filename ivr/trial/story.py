"""What must happen on a first call, in which order?"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

from ivr.trial.ledger import Person, Written
from ivr.trial.phone_company import NobodyThere
from ivr.trial.signs import Sign, happened, pressed, spoken_in, words_heard
from ivr.trial.witness import CallerGone, Leaving, Missing, Witness

TALK_SECONDS = 20.0
LINE_WITHIN = 150.0
"""Seconds of life: a caller who presses nothing is in line within 45; one who tries everything
needs longer."""
RING_WITHIN = 90.0
"""Longest widening of the shipped flows, and some."""
SETTLE_WITHIN = 60.0
TEXT_WITHIN = 60.0
QUIET = 5.0

LANGUAGES = {"en": "English", "es": "Spanish"}


@dataclass(frozen=True)
class Course:
    """How this call is meant to go.

    answers: what the first phone does, None if it is simply answered. leaves: the caller hangs up
    of their own accord. language: what must be heard, None for any. text: whether one must be
    agreed to, None for either.
    """

    answers: str | None = None
    leaves: bool = False
    language: str | None = None
    text: bool | None = None


class Story:
    """One call from the first ring to the text that follows."""

    def __init__(self, witness: Witness, course: Course, phone: str) -> None:
        self.witness, self.course, self.phone = witness, course, phone
        self.taken_by: Person | None = None
        witness.on_ring = self._known
        witness.first_is_a_machine = course.answers == "voicemail"

    def tell(self) -> str:
        """Follow the call to its end; returns a sentence on how it went. Raises Missing."""
        try:
            self._menus()
            self._ring()
            self._meet()
            self._talk()
        except CallerGone:
            pass  # as they meant to; how it went on is told below
        self._after()
        return self._sum()

    def _menus(self) -> None:
        witness = self.witness
        witness.expect("the helpline answers", self._caller("in_progress"), 30)
        witness.expect("the caller hears words", words_heard(witness.sid), 30)
        witness.expect("the caller is in line", self._caller("queued"), LINE_WITHIN)
        self._check_keys()
        call = self._written()
        wanted = self.course.language
        if wanted is not None and call.language != wanted:
            raise self._missing(f"our database knows that the caller speaks {wanted}")
        language = call.language or ""
        witness.expect(
            f"the caller is spoken to in {_named(language)}", spoken_in(witness.sid, language)
        )

    def _check_keys(self) -> None:
        """The keys of the menus were pressed, and somebody listened."""
        for event in self.witness.by_caller("pressed"):
            if not event.details["listened_for"]:
                raise self._missing(f"somebody listens for key {event.details['key']}")

    def _ring(self) -> None:
        """Follow the phones that are rung; the first of them may be lost."""
        first = self._rung_after([])
        if self.course.answers is not None:
            self._lose(first, self.course.answers)
            self._rung_after([first])

    def _rung_after(self, before: Sequence[str]) -> str:
        people = self.witness.people
        rung = self.witness.expect(
            "the phone of another responder is rung" if before else "a responder is rung",
            lambda event: (
                event.kind == "ringing" and event.leg in people and event.leg not in before
            ),
            RING_WITHIN,
        )
        return str(rung.leg)

    def _check_person(self, person: Person, call: Written) -> None:
        if call.language not in person.languages:
            raise self._missing(f"{person.name}, who was rung, speaks {_named(call.language)}")
        if not self.witness.ledger.is_certified(person, call):
            raise self._missing(f"{person.name}, who was rung, has a valid certificate")

    def _known(self, person: Person) -> list[str]:
        """What the database knows of a call and the person who is rung for it."""
        call = self._written()
        spoken = " and ".join(_named(language) for language in person.languages)
        held = ", ".join(
            f"{name} until {until:%-d %B %Y}"
            for name, until in person.certificates.items()
            if call.specialty not in person.certificates or name == call.specialty
        )
        known = f"{person.name} speaks {spoken}; certified for {held}"
        if len(self.witness.people) > 1:
            return [known]
        topic = f" and is certified for {call.specialty}" if call.specialty else ""
        needed = f"the caller needs somebody who speaks {_named(call.language)}{topic}"
        return [needed, known]

    def _lose(self, leg: str, how: str) -> None:
        """The first phone does something else: the call goes on to the next responder."""
        name = self.witness.people[leg].name
        witness = self.witness
        if how == "decline":
            witness.expect(f"{name} presses 2", pressed(leg, "2"), SETTLE_WITHIN)
        elif how == "voicemail":
            witness.expect(f"the voicemail of {name} is spoken to", words_heard(leg))
        ended = witness.expect(f"the ring at {name} ends", happened(leg, "ended"), SETTLE_WITHIN)
        wanted = {"no_answer": "no-answer", "busy": "busy"}.get(how, "completed")
        if ended.details["status"] != wanted:
            raise self._missing(f"the phone company reports the ring at {name} as {wanted}")

    def _meet(self) -> None:
        witness = self.witness
        key = witness.expect("a responder presses 1", witness.is_taken, RING_WITHIN)
        leg = str(key.leg)
        person = self.taken_by = witness.people[leg]
        self._check_person(person, self._written())
        whisper = witness.expect(f"{person.name} hears the whisper", words_heard(leg))
        if whisper.id > key.id:
            raise self._missing(f"{person.name} hears the whisper before the key")
        room = happened(leg, "joined")
        first = witness.expect(f"{person.name} is in the room", room, SETTLE_WITHIN)
        second = witness.expect("the caller is in the room", self._caller("joined"), SETTLE_WITHIN)
        if not key.id < first.id < second.id:
            raise self._missing("the caller is moved only once the responder is in the room")
        if first.details["conference"] != second.details["conference"]:
            raise self._missing("both are in the same room")
        witness.wait_until("our database knows that both are on the line", self._is_connected)
        witness.add("both are on the line")

    def _talk(self) -> None:
        self.witness.pass_time(TALK_SECONDS)
        if not self.course.leaves:
            self._hang_up()
        limit = LINE_WITHIN * 10 if self.course.leaves else SETTLE_WITHIN
        self.witness.leaving = Leaving.DONE
        self.witness.expect("the caller hangs up", self._caller("hung_up"), limit)

    def _hang_up(self) -> None:
        try:
            self.witness.company.hang_up(self.phone)
        except NobodyThere:
            raise self._missing(f"they can talk for {TALK_SECONDS:.0f} seconds") from None

    def _after(self) -> None:
        witness = self.witness
        witness.leaving = Leaving.DONE
        witness.expect("the caller's call is over", self._caller("ended"), SETTLE_WITHIN)
        witness.wait_until("the database has closed the call", self._is_closed, SETTLE_WITHIN)
        witness.wait_until("every phone is down", lambda: not witness.open_legs(), SETTLE_WITHIN)
        self._check_free()
        witness.add(f"the call has ended, “{self._written().ending}”")
        promised = witness.ledger.text() is not None
        if self.course.text not in (None, promised):
            raise self._missing(f"our database knows {'a' if self.course.text else 'no'} text")
        if promised:
            self._text()
        else:
            self._no_text()

    def _check_free(self) -> None:
        """Whoever talked, or was being rung, can be rung again; who missed it rests a minute."""
        ledger = self.witness.ledger
        people = {person.id: person for person in self.witness.people.values()}
        for responder, state in ledger.offers():
            person = people.get(responder)
            if person is not None and state in ("finished", "withdrawn", "declined"):
                self.witness.wait_until(
                    f"{person.name} is free for the next call",
                    partial(ledger.is_free, person),
                    SETTLE_WITHIN,
                )
                self.witness.add(f"{person.name} is free for the next call")

    def _text(self) -> None:
        witness = self.witness
        witness.wait_until("the text arrives on the caller's phone", witness.texts, TEXT_WITHIN)
        if witness.texts()[0].id < witness.by_caller("ended")[0].id:
            raise self._missing("the text waits until the call is over")
        if "http" not in witness.texts()[0].details["body"]:
            raise self._missing("the text leads to the list")
        delivered = "our database knows that the text was delivered"
        witness.wait_until(delivered, lambda: witness.ledger.text() == "delivered", TEXT_WITHIN)
        witness.add("the text was delivered")

    def _no_text(self) -> None:
        self.witness.pass_time(QUIET)
        if self.witness.texts():
            raise self._missing("no text arrives, because none was agreed to")
        self.witness.add("no text was agreed to; none came")

    def _sum(self) -> str:
        text = "A text was agreed to and arrived." if self.witness.texts() else "No text was due."
        if self.taken_by is None:
            return f"The caller left before anybody took the call; no phone rings on. {text}"
        return f"{self.taken_by.name} took the call, and is free for the next one. {text}"

    def _is_connected(self) -> bool:
        return self._written().state == "connected"

    def _is_closed(self) -> bool:
        return self._written().state == "ended"

    def _written(self) -> Written:
        call = self.witness.ledger.call()
        if call is None:
            raise self._missing("our database knows this call")
        return call

    def _missing(self, expected: str) -> Missing:
        return Missing(expected, self.witness.lines)

    def _caller(self, kind: str) -> Sign:
        return happened(self.witness.sid, kind)


def _named(language: str | None) -> str:
    return LANGUAGES.get(language or "", language or "no language we know of")
