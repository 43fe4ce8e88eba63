"""How is a call walked by hand, one line at a time, and kept as a call script?"""

from dataclasses import dataclass, field
from io import StringIO
from typing import Final

from ruamel.yaml import YAML

from ivr.flow.proofs.playing import Played
from ivr.flow.proofs.transcript import How
from ivr.flow.proofs.world import Answer
from ivr.flow.values import KEY_NAMES

HANG_UP: Final = ("q", "quit", "hang up")


@dataclass
class Rehearsal:
    """A played call and what was done in it, as the lines of a call script."""

    call: Played
    time: str
    acts: list[dict[str, object]] = field(default_factory=list)
    _shown: int = 0

    def does(self, line: str) -> None:
        """One line typed: keys, words, nothing for silence, `q` to hang up."""
        typed = line.strip()
        if typed in HANG_UP:
            self._act("hangs_up", "yes")
            self.call.hangs_up()
        elif not typed:
            self._silent()
        elif all(c in "0123456789*#" for c in typed):
            self._act("presses", KEY_NAMES.get(typed, typed))
            self.call.presses(typed)
        else:
            self._act("says", typed)
            self.call.says(typed)

    def news(self) -> list[str]:
        """What was heard and happened since this was last asked, ready to be printed."""
        fresh = self.call.transcript[self._shown :]
        self._shown = len(self.call.transcript)
        return [
            f"[{one.language}] {one.what}" if one.language else f"({one.what})" for one in fresh
        ]

    def script(self, title: str) -> str:
        """The walk as a call script, with how it ended, or where it stands, as what must be."""
        given: dict[str, object] = {"time": self.time}
        world = self.call.world
        for group, is_free in (("free", True), ("busy", False)):
            people = [one for one in world.people if one.is_free == is_free]
            if people:
                given[group] = [_person(one.name, one.speaks, one.specialties) for one in people]
        if world.number_hidden:
            given["number_hidden"] = "yes"
        if any(one.answers is not Answer.YES for one in world.people):
            given["responder_answers"] = world.people[0].answers.value
        written = {
            "script": title,
            "why": "Saved from a rehearsal.",
            "flow": self.call.flow,
            "given": given,
            "call": [*self.acts, *self._end()],
            "never": ["cut_off", "other_language", "texts_without_consent"],
        }
        page, yaml = StringIO(), YAML()
        yaml.indent(mapping=2, sequence=4, offset=2)
        yaml.dump(written, page)
        return page.getvalue()

    def _silent(self) -> None:
        before, in_line = self.call.passed, self.call.line is not None
        self.call.stays_silent()
        if in_line:
            seconds = max(1, int((self.call.passed - before).total_seconds()))
            self._act("waits", f"{seconds}s")
        else:
            self._act("stays_silent", "1")

    def _act(self, what: str, value: str) -> None:
        self.acts.append({what: value})

    def _end(self) -> list[dict[str, object]]:
        ending = self.call.ending
        if ending is None:
            return [{"hears": self.call.position.step, "in": self.call.position.language}]
        if ending.how is How.RINGS:
            return [{"ends_with": {"rings": ending.name}}]
        return [{"ends_with": ending.how.value}]


def _person(name: str, speaks: tuple[str, ...], specialties: tuple[str, ...]) -> dict[str, object]:
    person: dict[str, object] = {"name": name, "speaks": list(speaks)}
    return person | ({"specialties": list(specialties)} if specialties else {})
