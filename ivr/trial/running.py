"""Is a helpline running on this machine already, and where?"""

import contextlib
import json
import os
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from http import HTTPStatus
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from urllib.parse import urlsplit

from ivr.environment import Environment

ANSWER_SECONDS = 2


@dataclass(frozen=True)
class Running:
    """What whoever started the parts wrote down about them."""

    pid: int
    web: str
    sandbox: str
    time_scale: float
    parts: Mapping[str, int] = field(default_factory=dict)

    def is_alive(self) -> bool:
        """True when that process lives and both its addresses answer: a leftover note is not."""
        return (
            _lives(self.pid)
            and answers(f"{self.web}/readyz")
            and answers(f"{self.sandbox}/sandbox/numbers")
        )


def note(file: Path, running: Running) -> None:
    """Write down what runs, for other commands in this folder to find."""
    file.parent.mkdir(parents=True, exist_ok=True)
    draft = file.with_suffix(f".{os.getpid()}")
    draft.write_text(json.dumps(asdict(running), indent=2) + "\n", encoding="utf-8")
    draft.replace(file)


def find(file: Path) -> Running | None:
    """What runs here, or None. A note nobody stands behind any more counts for nothing."""
    try:
        found = Running(**json.loads(file.read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError):
        return None
    return found if found.is_alive() else None


def answers(address: str) -> bool:
    """True when this address answers that all is well."""
    parts = urlsplit(address)
    asked = HTTPConnection(parts.netloc, timeout=ANSWER_SECONDS)
    with contextlib.closing(asked), contextlib.suppress(OSError, HTTPException):
        asked.request("GET", parts.path)
        return asked.getresponse().status == HTTPStatus.OK
    return False


def with_sandbox(environment: Environment) -> bool:
    """True when the phone company is our own: no other was named."""
    return environment.twilio_api_url == f"http://{environment.sandbox_bind}"


def address_of(bind: str) -> str:
    """How this machine itself reaches what listens at host:port."""
    host, _, port = bind.rpartition(":")
    here = {"0.0.0.0": "127.0.0.1", "[::]": "[::1]"}.get(host, host)  # noqa: S104
    return f"http://{here}:{port}"


def _lives(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
