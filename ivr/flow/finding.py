"""What is wrong in a flow file, where, and how is it mended?"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final, Literal

Level = Literal["M", "S", "W"]
"""Must fix, should fix, worth knowing."""

LEVELS: Final[Mapping[Level, str]] = {"M": "must fix", "S": "should fix", "W": "worth knowing"}


@dataclass(frozen=True, slots=True, order=True)
class Finding:
    """One plain sentence about one place in a file.  `line` and `column` count from 1."""

    file: str
    line: int
    column: int
    code: str
    sentence: str
    step: str = ""
    hint: str = ""
    level: Level = "M"
    transcript: tuple[str, ...] = ()
    """The call in which it showed, line by line, where a call was played."""

    def __str__(self) -> str:
        where = f"{self.file}:{self.line}:{self.column}:"
        step = f" step {self.step}:" if self.step else ""
        more = "".join(f"\n    {line}" for line in (*self.transcript, self.hint) if line)
        return f"{where}{step} {self.sentence} [{self.code}, {LEVELS[self.level]}]{more}"


class BrokenFlows(ValueError):
    """Raised with every finding that must be fixed before a set can be published."""

    def __init__(self, findings: Iterable[Finding]) -> None:
        self.findings = tuple(sorted(findings))
        super().__init__("\n".join(str(finding) for finding in self.findings))
