"""How is a real browser asked to open, tap and photograph a page?"""

import base64
import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from ivr.trial.binaries import NothingToRun

__all__ = ["Browser", "Look", "opened"]

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
OPTIONS = (
    *("--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars", "--no-first-run"),
    *("--remote-debugging-pipe", "--disable-extensions", "--force-color-profile=srgb"),
)

BECOME = """
import fcntl, os, sys
pipes = [fcntl.fcntl(int(number), fcntl.F_DUPFD, 10) for number in sys.argv[1:3]]
for place, pipe in enumerate(pipes, 3):
    os.dup2(pipe, place)
os.execv(sys.argv[3], sys.argv[3:])
"""
"""A program that becomes another one whose files 3 and 4 are these: a shell need not know numbers
of two digits."""
KEYS: dict[str, dict[str, Any]] = {
    "Enter": {"text": "\r", "windowsVirtualKeyCode": 13},
    "Tab": {"windowsVirtualKeyCode": 9},
    " ": {"code": "Space", "text": " ", "windowsVirtualKeyCode": 32},
}
"""What a keyboard sends with these keys, without which they do nothing."""


class Look:
    """The screen a page is looked at on: a small phone, held in a hand, unless told otherwise."""

    def __init__(self, width: int = 360, height: int = 640, *, dark: bool = False) -> None:
        self.width, self.height, self.dark = width, height, dark


class Browser:
    """A Chromium that is told what to do through two pipes, in the words of its own tools."""

    def __init__(self, commands: int, answers: int) -> None:
        self._commands, self._answers = commands, os.fdopen(answers, "rb")
        self._last, self._session, self._rest = 0, "", b""

    def attach(self) -> None:
        """Take one tab in hand."""
        target = self._ask("Target.createTarget", url="about:blank")["targetId"]
        attached = self._ask("Target.attachToTarget", targetId=target, flatten=True)
        self._session = attached["sessionId"]
        self._ask("Page.enable")

    def let_go(self) -> None:
        """Close the pipes: nothing more is said."""
        os.close(self._commands)
        self._answers.close()

    def open(self, url: str, look: Look, *, scripts: bool = False) -> None:
        """Open this address on such a screen, without scripts: the pages must do without."""
        self._ask("Emulation.setScriptExecutionDisabled", value=not scripts)
        self._ask(
            "Emulation.setDeviceMetricsOverride",
            width=look.width,
            height=look.height,
            deviceScaleFactor=1,
            mobile=True,
        )
        self._ask("Emulation.setTouchEmulationEnabled", enabled=True)
        scheme = {"name": "prefers-color-scheme", "value": "dark" if look.dark else "light"}
        hand = {"name": "hover", "value": "none"}
        self._ask("Emulation.setEmulatedMedia", features=[scheme, hand])
        self._ask("Page.navigate", url=url)
        self._until("Page.loadEventFired")

    def tap(self, selector: str) -> None:
        """Press what this CSS selector finds, and wait for the page that follows."""
        root = self._ask("DOM.getDocument")["root"]["nodeId"]
        node = self._ask("DOM.querySelector", nodeId=root, selector=selector)["nodeId"]
        self._ask("DOM.focus", nodeId=node)
        self.submit()

    def press(self, key: str) -> None:
        """Press this key and let it go."""
        known = KEYS.get(key, {})
        for way in ("keyDown" if "text" in known else "rawKeyDown", "keyUp"):
            self._ask("Input.dispatchKeyEvent", **{"type": way, "key": key, "code": key, **known})

    def submit(self) -> None:
        """Press Enter where the focus is, and wait for the page that follows."""
        self.press("Enter")
        self._until("Page.loadEventFired")

    def write(self, text: str) -> None:
        """Type this where the focus is."""
        self._ask("Input.insertText", text=text)

    def value(self, asked: str) -> Any:
        """What this expression is in the page, whose own scripts may be off."""
        return self._ask("Runtime.evaluate", expression=asked)["result"].get("value")

    def keep(self, url: str, name: str, value: str) -> None:
        """Hold this cookie for this address."""
        self._ask("Network.setCookie", url=url, name=name, value=value)

    def html(self) -> str:
        """What is in the page now."""
        # In one question: a page may be on its way out.
        return str(self.value("document.body ? document.body.innerHTML : ''"))

    def picture(self) -> bytes:
        """What the screen shows, as PNG."""
        shown = self._ask("Page.captureScreenshot", format="png", optimizeForSpeed=False)
        return base64.b64decode(shown["data"])

    def _ask(self, method: str, **parameters: Any) -> dict[str, Any]:
        self._last += 1
        message: dict[str, Any] = {"id": self._last, "method": method, "params": parameters}
        if self._session:
            message["sessionId"] = self._session
        os.write(self._commands, json.dumps(message).encode() + b"\0")
        while (said := self._next()).get("id") != self._last:
            pass
        if "error" in said:
            raise RuntimeError(f"the browser refused {method}: {said['error'].get('message')}")
        result: dict[str, Any] = said["result"]
        return result

    def _until(self, event: str) -> None:
        while self._next().get("method") != event:
            pass

    def _next(self) -> dict[str, Any]:
        while b"\0" not in self._rest:
            read = self._answers.read1()
            if not read:
                raise RuntimeError("the browser ended by itself")
            self._rest += read
        said, _, self._rest = self._rest.partition(b"\0")
        message: dict[str, Any] = json.loads(said)
        return message


@contextmanager
def opened() -> Iterator[Browser]:
    """A browser for as long as the block lasts. Raises NothingToRun."""
    program = next((found for name in NAMES if (found := shutil.which(name))), None)
    if program is None:
        raise NothingToRun(
            "There is no Chromium on this machine: install it (Debian and Ubuntu: apt install"
            " chromium; macOS: brew install --cask chromium)."
        )
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as profile:
        yield from _started(program, Path(profile))


def _started(program: str, profile: Path) -> Iterator[Browser]:
    """It reads from file 3 and writes to file 4: that is where it looks for its pipes."""
    hears, commands = os.pipe()
    answers, says = os.pipe()
    process = subprocess.Popen(
        [
            *(sys.executable, "-I", "-S", "-c", BECOME, str(hears), str(says)),
            *(program, *OPTIONS, f"--user-data-dir={profile}"),
        ],
        pass_fds=(hears, says),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    os.close(hears)
    os.close(says)
    browser = Browser(commands, answers)
    try:
        browser.attach()
        yield browser
    finally:
        process.terminate()
        process.wait(timeout=10)
        browser.let_go()
