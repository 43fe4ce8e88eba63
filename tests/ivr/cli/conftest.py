"""What do the tests of the command line stand on? Commands as they are typed."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from ivr import environment
from ivr.cli.root import root
from ivr.environment import ROOT
from ivr.trial.servers import free_port


@dataclass
class Terminal:
    """Runs commands as somebody would type them."""

    given: Mapping[str, str]
    answers: str = ""
    """What is typed where a command asks."""

    def __call__(self, line: str, **more: str) -> Result:
        """The words of one line, split at spaces; `_` stands for a space inside a word."""
        words = [word.replace("_", " ") if "%" not in word else word[1:] for word in line.split()]
        changed = {f"HELPLINE_{name}": value for name, value in more.items()}
        return CliRunner(env={**self.given, **changed}).invoke(root, words, input=self.answers)

    def types(self, *answers: str) -> "Terminal":
        """The same terminal, where somebody answers what they are asked."""
        return Terminal(self.given, "".join(f"{answer}\n" for answer in answers))

    def done(self, line: str, **more: str) -> str:
        """What it prints when it goes well."""
        result = self(line, **more)
        assert result.exit_code == 0, result.output
        return result.output

    def refused(self, line: str, **more: str) -> str:
        """What it prints when it does not; a sentence, never a traceback."""
        result = self(line, **more)
        assert result.exit_code in (1, 2), result.output
        assert isinstance(result.exception, SystemExit)
        assert "Traceback" not in result.output
        return result.output


@pytest.fixture
def terminal(
    sqlite_url: str,
    redis_url: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    logging_restored: None,
) -> Terminal:
    """A terminal on a fresh database. Nothing in it touches the `var` of whoever runs the tests."""
    monkeypatch.setitem(environment.read.__kwdefaults__, "root", tmp_path)
    return Terminal(
        {
            "HELPLINE_DATABASE_URL": sqlite_url,
            "HELPLINE_REDIS_URL": redis_url,
            "HELPLINE_FLOWS_DIR": str(ROOT / "callflows"),
            "HELPLINE_TWILIO_API_URL": f"http://127.0.0.1:{free_port()}",
        }
    )
