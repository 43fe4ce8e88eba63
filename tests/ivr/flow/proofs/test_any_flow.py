"""Does any set of flows that may be published, however it was put together, let no caller fall?"""

import sys
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path

from hypothesis import HealthCheck, Phase, assume, event, given, settings
from hypothesis import strategies as st

sys.path.insert(0, str(Path(__file__).parent))  # how sets of flows are put together by chance

from any_flow import sets_of_flows

from ivr.cli.proofs import document
from ivr.flow import engine
from ivr.flow.book import Book
from ivr.flow.engine import Reply
from ivr.flow.inputs import Failed, Keys, NobodyFree, Said, Silence
from ivr.flow.instructions import (
    Continue,
    EnterLine,
    HangUp,
    LeaveLine,
    Listen,
    RingDutyPhones,
    TakeMessage,
)
from ivr.flow.kinds.callback import Callback
from ivr.flow.kinds.consent import Consenting
from ivr.flow.kinds.voicemail import Voicemail
from ivr.flow.position import RINGING, Position
from ivr.flow.proofs.answers import Answers
from ivr.flow.proofs.explore import walk
from ivr.flow.proofs.gist import gist
from ivr.flow.proofs.invariants import broken_by, step_at
from ivr.flow.proofs.proof import prove
from ivr.flow.proofs.surroundings import FEW, NOON, Surroundings, surroundings
from ivr.flow.review import review
from ivr.flow.situation import Situation

PATIENT = 60
"""So many answers of nothing bring everybody to somebody, or to a goodbye."""

ACTS = st.one_of(
    st.sampled_from([*"0123456789*#", *"12121212", "silence", "silence", "nobody", "failed"]),
    st.text("0123456789*#", min_size=1, max_size=20),
    st.sampled_from(["said yes", "said no", "said one thing", "said nothing we know", "said 9"]),
    st.integers(0, 400),
)
MANY = settings(
    max_examples=25,
    deadline=None,
    phases=[Phase.explicit, Phase.reuse, Phase.generate],
    suppress_health_check=[
        HealthCheck.too_slow, HealthCheck.filter_too_much, HealthCheck.function_scoped_fixture
    ],
)  # fmt: skip


def fit_to_publish(files: dict[str, str]) -> Book:
    """The book, if the checks leave nothing that must be mended."""
    seen = review(files, Situation(NOON), allow_test_numbers=True)
    must = sorted({finding.code for finding in seen.findings if finding.level == "M"})
    event("refused" if must else "fit to publish")
    assume(not must and seen.book is not None)
    return seen.book


@MANY
@given(sets_of_flows())
def test_in_a_set_that_may_be_published_nobody_is_stranded(files):
    proof = prove(fit_to_publish(files), document)
    assert proof.counterexamples == ()
    assert proof.states > 20


@dataclass
class Someone:
    """A caller who does whatever they like, and what must hold after everything they do."""

    book: Book
    around: Surroundings
    reply: Reply
    waited: int = 0
    before: Position | None = None

    @property
    def position(self) -> Position:
        """Where they stand: the place a listening step will hear them at."""
        last = next((i for i in self.reply.instructions if isinstance(i, Listen)), None)
        return last.position if last else self.reply.position

    @property
    def is_gone(self) -> bool:
        return any(isinstance(i, HangUp) for i in self.reply.instructions)

    @property
    def is_helped(self) -> bool:
        """With somebody, being rung for, or asked for a message or a call."""
        step = step_at(self.book, self.position.place)
        sought = self.position.is_waiting or self.position.phase == RINGING
        return sought or isinstance(step, Voicemail | Callback)

    def does(self, act: str | int) -> None:
        """One thing, if it can happen where they are."""
        here, facts = self.position, self.around.facts
        given = self._given(act)
        if isinstance(given, int):
            self.waited += given
            waited = timedelta(seconds=self.waited)
            self._hears(engine.while_waiting(self.book, here, waited, facts), NobodyFree())
        elif given is not None:
            self._hears(engine.resume(self.book, here, given, facts), given)

    def _given(self, act: str | int) -> object:
        here = self.position
        if isinstance(act, int):
            return act if here.is_waiting else None
        if act in ("nobody", "failed"):
            able = here.is_waiting or here.phase == RINGING
            able = able or (act == "failed" and self._is_asked_to_agree())
            return (NobodyFree() if act == "nobody" else Failed()) if able else None
        if here.phase == RINGING:
            return None
        if act == "silence":
            return Silence()
        return Said(act.removeprefix("said ")) if act.startswith("said ") else Keys(act)

    def _is_asked_to_agree(self) -> bool:
        return isinstance(step_at(self.book, self.position.place), Consenting)

    def _hears(self, reply: Reply, given: object) -> None:
        wrong = list(broken_by(self.book, self.position, given, reply))
        assert wrong == []
        self.reply = reply
        self._goes_on(reply)
        if isinstance(reply.instructions[-1], LeaveLine):
            out = engine.present(self.book, reply.position, self.around.facts)
            assert list(broken_by(self.book, self.position, given, out)) == []
            self.reply = out
            self._goes_on(out)
        if any(isinstance(i, EnterLine) for i in self.reply.instructions):
            self.waited = 0

    def _goes_on(self, reply: Reply) -> None:
        """The document can be read, the place written down, and something follows."""
        document(self.book, reply)
        for position in (reply.position, self.position):
            assert Position.from_bytes(position.to_bytes()) == position
        follows = (Listen, EnterLine, LeaveLine, RingDutyPhones, TakeMessage, HangUp, Continue)
        assert any(isinstance(i, follows) for i in reply.instructions)


def somebody_calls(book: Book, around: Surroundings) -> Someone:
    reply = engine.start(around.book, "welcome", around.facts, around.language)
    return Someone(around.book, around, reply)


@MANY
@given(sets_of_flows(), st.lists(ACTS, max_size=80), st.integers(0, 50))
def test_whatever_a_caller_does_they_are_with_somebody_or_were_told_goodbye(files, acts, world):
    book = fit_to_publish(files)
    worlds = [around for around in surroundings(book, "welcome") if around.facts.keeps != FEW]
    caller = somebody_calls(book, worlds[world % len(worlds)])
    for act in acts:
        if caller.is_gone:
            break
        caller.does(act)
    for _ in range(PATIENT):
        if caller.is_gone or caller.is_helped:
            break
        caller.does("silence")
    assert caller.is_helped or caller.is_gone
    if caller.is_gone:
        assert step_at(book, caller.position.place).kind == "goodbye"


@MANY
@given(sets_of_flows(), st.lists(ACTS, max_size=40))
def test_a_walk_has_been_wherever_a_caller_comes(files, acts):
    book = fit_to_publish(files)
    around = next(surroundings(book, "welcome"))
    answers = Answers.of(book, lambda _book, _reply: "")
    known = walk(around, "welcome", answers)
    caller = somebody_calls(book, around)
    for act in acts:
        if caller.is_gone:
            break
        caller.does(act)
        if caller.position.turn < book.settings.limits.turns and not caller.is_gone:
            here = gist(answers.matters, caller.position)
            assert replace(here, revision=book.short) in known.ways, here
