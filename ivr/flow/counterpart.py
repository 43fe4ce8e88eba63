"""Which choice of another set of flows means what this one meant?"""

from dataclasses import dataclass, field
from operator import getitem
from typing import Any, Final

from ivr.flow.book import Book
from ivr.flow.choices import item_of, presses_of
from ivr.flow.difference import renamings
from ivr.flow.kinds.step import Press, Step

MEANING: Final = ("go", "mark", "when", "code")
"""What a choice does, beside the words it is offered with."""


@dataclass
class Counterparts:
    """From one book to another: steps that have another name now, choices that were moved.

    A choice is still the same if it is offered with the same words, whatever it does now; or if it
    does the same, whatever the words are now.  Its key and its place in the file mean nothing.
    """

    old: Book
    new: Book
    _places: dict[str, str] = field(default_factory=dict)
    _choices: dict[tuple[str, str, str], str | None] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for name, flow in self.old.flows.items():
            other = self.new.flows.get(name)
            renamed = renamings(flow, other) if other else {}
            self._places |= {f"{name}.{step}": f"{name}.{to}" for step, to in renamed.items()}

    def place(self, old: str) -> str:
        """What the step of this place (`flow.step`) is called now, whether it is there or not."""
        return self._places.get(old, old)

    def step(self, old: str) -> Step | None:
        """The step of the new book that this place means; None if it is gone."""
        flow, _, name = self.place(old).partition(".")
        return self.new.flows[flow].steps.get(name) if flow in self.new.flows else None

    def choice(self, place: str, question: str, code: str) -> str | None:
        """The code that this choice of a step, in one of its questions, has now; None if it is
        gone.  Silence, a key that means nothing, and keys that mean one thing everywhere stay."""
        key = place, question, code
        if key not in self._choices:
            self._choices[key] = self._found(*key)
        return self._choices[key]

    def offered(self, place: str) -> dict[str, str]:
        """The choices that this step of the old book offers, by the code they have now."""
        codes = presses_of(_step(self.old, place), "")
        found = {self.choice(place, "", code): code for code in codes}
        return {now: code for now, code in found.items() if now is not None}

    def _found(self, place: str, question: str, code: str) -> str | None:
        step, new = _step(self.old, place), self.step(place)
        press = presses_of(step, question).get(code)
        if press is None or new is None:
            return None if new is None else code
        now = presses_of(new, question)
        if not _is_one_of_several(press):
            return code if code in now else None
        return _alike(step, press, code, _Others(new, now))


def label_of(step: Step, press: Press) -> str:
    """The words a choice is offered with, or the language it is."""
    item = _item(step, press)
    return str(getattr(item, "label", item))


@dataclass(frozen=True)
class _Others:
    """The choices of a question of the other step, by code."""

    step: Step
    presses: dict[str, Press]

    def labels(self) -> dict[str, str]:
        several = self.presses.items()
        return {c: label_of(self.step, p) for c, p in several if _is_one_of_several(p)}

    def meaning(self, code: str) -> tuple[object, ...]:
        return _meaning(_item(self.step, self.presses[code]))


def _alike(step: Step, press: Press, code: str, others: _Others) -> str | None:
    labels, label = others.labels(), label_of(step, press)
    called = [one for one, other in labels.items() if other == label]
    if called:
        return called[0]
    known = {label_of(step, other) for other in step.presses() if _is_one_of_several(other)}
    meaning = _meaning(_item(step, press))
    new = [one for one, other in labels.items() if other not in known]
    does = [one for one in new if meaning and others.meaning(one) == meaning]
    return code if code in does else (does[0] if len(does) == 1 else None)


def _is_one_of_several(press: Press) -> bool:
    return isinstance(item_of(press)[-1], int)


def _meaning(item: object) -> tuple[object, ...]:
    return tuple(getattr(item, name) for name in MEANING if hasattr(item, name))


def _item(step: Step, press: Press) -> Any:
    found: Any = step
    for part in item_of(press):
        found = getitem(found, part) if isinstance(part, int) else getattr(found, part)
    return found


def _step(book: Book, place: str) -> Step:
    flow, _, step = place.partition(".")
    return book.flows[flow].steps[step]
