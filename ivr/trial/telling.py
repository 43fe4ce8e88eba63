"""How is a call told so that somebody who was not there can follow it?"""

import json
import os
import sys
import textwrap
from dataclasses import asdict, dataclass
from datetime import timedelta
from typing import Protocol, TextIO

WIDTH = 80
INDENT = 18
GREY, BOLD, CYAN, GREEN, RED = "2", "1", "36", "32", "31"


@dataclass(frozen=True)
class Line:
    """One thing that happened, so long after the caller dialled.

    source: `record` (the sandbox's) or `database` (ours). language: of words that were heard.
    """

    after: timedelta
    who: str
    what: str
    words: str = ""
    language: str = ""
    source: str = "record"


class Teller(Protocol):
    """Somebody who passes on what happened."""

    def headline(self, words: str) -> None:
        """A part of the story begins."""
        ...

    def tell(self, line: Line) -> None:
        """One thing happened."""
        ...

    def close(self, words: str, *, well: bool) -> None:
        """The story is over, well or not."""
        ...


class Transcript:
    """Lines for people: 80 columns, colours on a terminal only."""

    def __init__(self, output: TextIO | None = None) -> None:
        self.output = output or sys.stdout
        self.in_colour = self.output.isatty() and "NO_COLOR" not in os.environ
        self._who = ""

    def headline(self, words: str) -> None:
        self._who = ""
        self._print("\n" + self._in(BOLD, words) + "\n")

    def tell(self, line: Line) -> None:
        who = line.who if line.who != self._who else ""
        self._who = line.who
        minutes, seconds = divmod(int(line.after.total_seconds()), 60)
        paint = {"Caller": CYAN, "Helpline": GREY}.get(line.who, GREEN)
        start = f"{self._in(GREY, f'{minutes:3}:{seconds:02}')}  {self._in(paint, f'{who:<8}')}  "
        first, *rest = _wrapped(line)
        self._print(start + first)
        for more in rest:
            self._print(" " * INDENT + more)

    def close(self, words: str, *, well: bool) -> None:
        self._print("")
        for paragraph in words.splitlines():
            hang = "    " if paragraph.startswith(" ") else ""
            for row in textwrap.wrap(paragraph, WIDTH, subsequent_indent=hang) or [""]:
                self._print(self._in(GREEN if well else RED, row))

    def _in(self, paint: str, words: str) -> str:
        return f"\x1b[{paint}m{words}\x1b[0m" if self.in_colour and words else words

    def _print(self, words: str) -> None:
        print(words.rstrip(), file=self.output, flush=True)


class Events:
    """The same for programs: one JSON object a line."""

    def __init__(self, output: TextIO | None = None) -> None:
        self.output = output or sys.stdout

    def headline(self, words: str) -> None:
        self._print({"part": words})

    def tell(self, line: Line) -> None:
        self._print({**asdict(line), "after": round(line.after.total_seconds(), 3)})

    def close(self, words: str, *, well: bool) -> None:
        self._print({"well": well, "ending": words})

    def _print(self, what: object) -> None:
        print(json.dumps(what, ensure_ascii=False), file=self.output, flush=True)


def plainly(line: Line) -> str:
    """One line as one line, for a list of what was seen."""
    minutes, seconds = divmod(int(line.after.total_seconds()), 60)
    words = f" “{line.words}”" if line.words else ""
    return f"{minutes}:{seconds:02} {line.who} {line.what}{words}"


def _wrapped(line: Line) -> list[str]:
    words = f" “{line.words}”" if line.words else ""
    tag = f" ({line.language})" if line.language else ""
    # An address that is broken into pieces cannot be opened.
    return textwrap.wrap(
        line.what + words + tag,
        WIDTH - INDENT,
        subsequent_indent="  ",
        break_long_words=False,
        break_on_hyphens=False,
    )
