"""What is wrong in a flow file, where, and how is it mended?"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

Level = Literal["M", "S", "W"]
"""Must fix, should fix, worth knowing."""

LEVELS = {"M": "must fix", "S": "should fix", "W": "worth knowing"}


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

    def __str__(self) -> str:
        where = f"{self.file}:{self.line}:{self.column}:"
        step = f" step {self.step}:" if self.step else ""
        hint = f"\n    {self.hint}" if self.hint else ""
        return f"{where}{step} {self.sentence} [{self.code}, {LEVELS[self.level]}]{hint}"


class BrokenFlows(ValueError):
    """Raised with every finding that must be fixed before a set can be published."""

    def __init__(self, findings: Iterable[Finding]) -> None:
        self.findings = tuple(sorted(findings))
        super().__init__("\n".join(str(finding) for finding in self.findings))
