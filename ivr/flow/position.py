"""Where is this caller in the flow, and what must be remembered of the way there?"""

import re
from collections.abc import Collection
from dataclasses import dataclass, replace
from typing import Final

from ivr.flow.names import LANGUAGE, NAME

ARRIVING: Final = ""
WAITING: Final = "waiting"
RINGING: Final = "ringing"
RECORDING: Final = "recording"

NEXT_BEAT: Final = -1
"""In `said` and `asked`: not yet; count from the next beat of the waiting line."""

SAY_AGAIN: Final = -2
"""In `said`: the caller asked to hear everything again at the next beat."""

DANGER: Final = "d:danger"
"""The counter of a caller who was, at some moment of this call, in danger."""

_VERSION: Final = "2"
_OLDER: Final = "1"
"""Without stack and notes: what they say is read as nothing."""
_LONGEST: Final = 2000
_MOST: Final = 10**7

_PLACE = rf"{NAME}\.{NAME}"
_NOTE = rf"{NAME}={NAME}"
_COUNTER = r"[sudlnqy]:[a-z0-9_.]*=[0-9]{1,4}"
_SHAPE: Final = re.compile(
    rf"(?P<revision>[0-9a-f]{{16}})\|(?P<flow>{NAME})\|(?P<step>{NAME})\|(?P<language>{LANGUAGE})"
    rf"\|(?P<phase>[a-z0-9_]{{0,30}})\|(?P<marks>(?:{NAME}(?:,{NAME})*)?)"
    rf"\|(?P<tries>(?:{_COUNTER}(?:,{_COUNTER})*)?)\|(?P<turn>[0-9]{{1,7}})"
    rf"\|(?P<line>(?:{NAME}\.{NAME})?)\|(?P<said>-[12]|[0-9]{{1,7}})\|(?P<asked>-1|[0-9]{{1,7}})"
    rf"\|(?P<stack>(?:{_PLACE}(?:,{_PLACE}){{0,2}})?)\|(?P<notes>(?:{_NOTE}(?:,{_NOTE})*)?)"
)


class UnreadablePosition(ValueError):
    """These bytes were not written by `Position.to_bytes` of a version we know."""


@dataclass(frozen=True, slots=True)
class Position:
    """A place in one revision of the flows.  Holds names and counts, never who or what was pressed.

    `phase` is empty on arrival and while a step listens, `waiting` in the line, `ringing` while
    duty phones ring, `recording` while a message is taken; a step of several questions says there
    which of them it has asked.  `tries` counts per call and step: `s:` silences, `u:` unclear
    answers, `d:` things done once, `n:` times nobody was free, `q:` questions asked in the line,
    `y:` those agreed to, `l:` the whole-call limit.  `turn` is how many inputs have been answered.
    `line` names the connect step whose line the caller last entered (`flow.step`); `said` and
    `asked` are the whole seconds waited when words were last said and when the caller was last
    asked whether to go on waiting.  `stack` are the `flow` steps (`flow.step`) this flow is called
    from, the outermost first; `notes` what a step of several questions has been answered, in
    names, forgotten when the caller leaves the step.
    """

    revision: str
    flow: str
    step: str
    language: str
    phase: str = ARRIVING
    marks: tuple[str, ...] = ()
    tries: tuple[tuple[str, int], ...] = ()
    turn: int = 0
    line: str = ""
    said: int = NEXT_BEAT
    asked: int = 0
    stack: tuple[str, ...] = ()
    notes: tuple[tuple[str, str], ...] = ()

    @property
    def place(self) -> str:
        """`flow.step`, the code under which this step is counted."""
        return f"{self.flow}.{self.step}"

    @property
    def is_waiting(self) -> bool:
        """True while the caller is in the waiting line of this step."""
        return self.phase == WAITING

    @property
    def in_danger(self) -> bool:
        """True if the caller was in danger at some moment of this call."""
        return self.count(DANGER) > 0

    def at(self, step: str) -> "Position":
        """The same caller arriving at another step of the same flow."""
        return replace(self, step=step, phase=ARRIVING, notes=())

    def asked_for(self, phase: str) -> "Position":
        """The same step, having asked this question."""
        return replace(self, phase=phase)

    def noted(self, question: str, answer: str) -> "Position":
        """The same step, with this answer to one of its questions."""
        others = tuple(note for note in self.notes if note[0] != question)
        return replace(self, notes=(*others, (question, answer)))

    def note(self, question: str) -> str:
        """What was answered to this question of the step; empty if nothing was."""
        return dict(self.notes).get(question, "")

    def endangered(self) -> "Position":
        """The same place, of a caller in danger."""
        return self if self.in_danger else self.counted(DANGER)

    def marked(self, name: str, instead_of: Collection[str] = ()) -> "Position":
        """The same place with `name` as the latest mark, without those it takes the place of."""
        others = (m for m in self.marks if m != name and m not in instead_of)
        return replace(self, marks=(*others, name))

    def count(self, counter: str) -> int:
        """How often `counter` was counted in this call."""
        for key, n in self.tries:
            if key == counter:
                return n
        return 0

    def counted(self, counter: str) -> "Position":
        """The same place with `counter` one higher; it stays below ten thousand."""
        higher = min(self.count(counter) + 1, 9999)
        others = tuple(pair for pair in self.tries if pair[0] != counter)
        return replace(self, tries=(*others, (counter, higher)))

    def to_bytes(self) -> bytes:
        """Compact and canonical: equal positions give equal bytes (about 100 of them)."""
        tries = ",".join(f"{counter}={n}" for counter, n in self.tries)
        fields = (
            _VERSION, self.revision, self.flow, self.step, self.language, self.phase,
            ",".join(self.marks), tries, str(min(self.turn, _MOST - 1)), self.line,
            str(min(self.said, _MOST - 1)), str(min(self.asked, _MOST - 1)),
            ",".join(self.stack), ",".join(f"{asked}={answer}" for asked, answer in self.notes),
        )  # fmt: skip
        return "|".join(fields).encode("ascii")

    @classmethod
    def from_bytes(cls, sealed: bytes) -> "Position":
        """The position these bytes were written from; raises UnreadablePosition on anything odd."""
        version, _, rest = sealed[: _LONGEST + 1].decode("ascii", "replace").partition("|")
        written = rest if version == _VERSION else f"{rest}||"
        known = version in (_VERSION, _OLDER) and len(sealed) <= _LONGEST
        shape = _SHAPE.fullmatch(written) if known else None
        if shape is None:
            raise UnreadablePosition("these bytes are not a position of a version we know")
        position = cls(
            revision=shape["revision"],
            flow=shape["flow"],
            step=shape["step"],
            language=shape["language"],
            phase=shape["phase"],
            marks=tuple(shape["marks"].split(",")) if shape["marks"] else (),
            tries=_counters(shape["tries"]),
            turn=int(shape["turn"]),
            line=shape["line"],
            said=int(shape["said"]),
            asked=int(shape["asked"]),
            stack=tuple(shape["stack"].split(",")) if shape["stack"] else (),
            notes=_notes(shape["notes"]),
        )
        if position.to_bytes() != f"{_VERSION}|{written}".encode():
            raise UnreadablePosition("these bytes say a position in another way than we write it")
        return position


def _counters(text: str) -> tuple[tuple[str, int], ...]:
    pairs = (pair.rpartition("=") for pair in text.split(",") if pair)
    return tuple((counter, int(n)) for counter, _, n in pairs)


def _notes(text: str) -> tuple[tuple[str, str], ...]:
    pairs = (pair.partition("=") for pair in text.split(",") if pair)
    return tuple((asked, answer) for asked, _, answer in pairs)
