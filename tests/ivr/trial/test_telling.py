"""Can somebody who was not there follow a call that is told?"""

import io
import json
from datetime import timedelta

from ivr.trial.telling import Events, Line, Transcript, plainly

WELCOME = "You have reached people who can help. You do not have to give your name. Take your time."
LINK = "http://127.0.0.1:18000/l/" + "x" * 60


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def heard(words: str, *, who: str = "Caller", after: float = 65.9) -> Line:
    return Line(timedelta(seconds=after), who, "hears", words, "en")


def test_a_long_sentence_stays_within_eighty_columns_and_under_its_speaker() -> None:
    paper = io.StringIO()
    Transcript(paper).tell(heard(WELCOME))
    first, second = paper.getvalue().splitlines()
    assert first.startswith("  1:05  Caller    hears “You have reached")
    assert second.startswith(" " * 20)
    assert len(first) <= 80


def test_who_speaks_is_named_once_until_somebody_else_does() -> None:
    paper = io.StringIO()
    transcript = Transcript(paper)
    for who in ("Caller", "Caller", "Ana"):
        transcript.tell(heard("Hello.", who=who))
    assert [line.split("hears")[0].split()[1:] for line in paper.getvalue().splitlines()] == [
        ["Caller"],
        [],
        ["Ana"],
    ]


def test_a_link_stays_in_one_piece_so_that_it_can_be_opened() -> None:
    paper = io.StringIO()
    Transcript(paper).tell(heard(f"Here's the list you asked for: {LINK} Open for 3 days."))
    assert any(LINK in line for line in paper.getvalue().splitlines())


def test_colours_are_for_terminals_only() -> None:
    paper, terminal = io.StringIO(), Terminal()
    for output in (paper, terminal):
        transcript = Transcript(output)
        transcript.headline("They meet")
        transcript.tell(heard("Hello."))
        transcript.close("All is well.", well=True)
    assert "\x1b" not in paper.getvalue()
    assert "\x1b" in terminal.getvalue()


def test_a_program_reads_one_object_a_line() -> None:
    paper = io.StringIO()
    events = Events(paper)
    events.headline("The caller rings")
    events.tell(heard("¡Hola!", after=1.2345))
    events.close("Expected: a ring.", well=False)
    part, line, ending = [json.loads(row) for row in paper.getvalue().splitlines()]
    assert part == {"part": "The caller rings"}
    assert (line["after"], line["words"], line["source"]) == (1.234, "¡Hola!", "record")
    assert ending == {"well": False, "ending": "Expected: a ring."}


def test_what_was_seen_last_fits_in_a_list() -> None:
    assert plainly(heard("Hello.")) == "1:05 Caller hears “Hello.”"
