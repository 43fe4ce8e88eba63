"""What do our pages look like on a phone? Pictures for the documentation."""

import secrets
import sys
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

from werkzeug.serving import make_server

from ivr import logs
from ivr.app import create_app
from ivr.database import upgrade
from ivr.environment import ROOT, read
from ivr.models import Call, Consent, Line, Message, new_id
from ivr.operations import flows
from ivr.operations.messages import link_hash
from ivr.pages.reading import BASE
from ivr.runtime import Runtime, build
from ivr.trial import browser
from ivr.trial.binaries import NothingToRun
from ivr.trial.browser import Browser, Look
from ivr.trial.furnishing import list_demo_services
from ivr.trial.servers import free_port

__all__ = ["helpline", "main", "served"]

OUT = ROOT / "docs" / "pictures"
LARGEST = 60_000
LONG = Look(height=760)
PICTURES = (
    ("en", "first", Look(), ()),
    ("en", "list", LONG, ("list",)),
    ("en", "housing", LONG, ("list", "housing")),
    ("en", "dark", Look(dark=True), ("list", "housing")),
    ("es", "first", Look(), ()),
    ("es", "list", LONG, ("list",)),
    ("ar", "first", Look(), ()),
    ("ar", "list", LONG, ("list",)),
    ("en", "stop", Look(), ("stopping",)),
)
"""The language of the text, what is shown, on which screen, after which taps."""
ASKING = (
    ("en", "ask", LONG),
    ("es", "ask", LONG),
    ("ar", "ask", LONG),
    ("en", "ask-dark", Look(height=760, dark=True)),
)
"""The same of the page on which a call is asked for."""


def main() -> int:
    """Write `docs/pictures/page-*.png`; 0 when all of them are small enough, and pressing Shift
    three times takes the list from the screen."""
    logs.configure("pictures", as_json=False)
    try:
        with tempfile.TemporaryDirectory() as folder, browser.opened() as chromium:
            made, leaves = _made(chromium, Path(folder))
    except NothingToRun as problem:
        print(problem, file=sys.stderr)
        return 1
    for file in made:
        print(f"{file.relative_to(ROOT)}  {file.stat().st_size // 1000} kB")
    print("Shift three times leaves" if leaves else "Shift three times does not leave")
    return int(not leaves or any(file.stat().st_size > LARGEST for file in made))


def _made(chromium: Browser, folder: Path) -> tuple[list[Path], bool]:
    """The pictures, and whether the keys work."""
    rt = helpline(folder)
    with served(rt):
        made = [*_pictures(rt, chromium), *_asking(rt, chromium)]
        leaves = _leaves(rt, chromium)
    rt.db.engine.dispose()
    return made, leaves


def _pictures(rt: Runtime, chromium: Browser) -> Iterator[Path]:
    for language, name, look, taps in PICTURES:
        chromium.open(f"{rt.addresses.pages}/l/{_texted(rt, language)}", look)
        for page in taps:
            chromium.tap(f"button[value={page}]")
        file = OUT / f"page-{name}-{language}.png"
        file.write_bytes(chromium.picture())
        yield file


def _asking(rt: Runtime, chromium: Browser) -> Iterator[Path]:
    for language, name, look in ASKING:
        chromium.open(f"{rt.addresses.pages}/ask", look)
        if language != BASE:
            chromium.tap(f"button[value={language}]")
        file = OUT / f"page-{name}-{language}.png"
        file.write_bytes(chromium.picture())
        yield file


def _leaves(rt: Runtime, chromium: Browser) -> bool:
    """Twice is not enough, the third time the screen is empty at once."""
    chromium.open(f"{rt.addresses.pages}/l/{_texted(rt, 'en')}", Look(), scripts=True)
    chromium.tap("button[value=list]")
    chromium.press("Shift")
    chromium.press("Shift")
    there = 'value="housing"' in chromium.html()
    chromium.press("Shift")
    return there and 'value="housing"' not in chromium.html()


def helpline(folder: Path) -> Runtime:
    """One of its own, with the shipped flows and the demo services."""
    given = {
        "HELPLINE_DATABASE_URL": f"sqlite:///{folder / 'helpline.db'}",
        "HELPLINE_FLOWS_DIR": str(ROOT / "callflows"),
        "HELPLINE_WEB_BIND": f"127.0.0.1:{free_port()}",
    }
    environment = read(given, root=folder)
    upgrade(environment.database_url)
    rt = build(environment)
    flows.publish(rt)
    list_demo_services(rt)
    return rt


@contextmanager
def served(rt: Runtime) -> Iterator[None]:
    """It answers at its address for as long as the block lasts."""
    host, _, port = rt.environment.web_bind.rpartition(":")
    server = make_server(host, int(port), create_app(rt), threaded=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield
    server.shutdown()
    thread.join()


def _texted(rt: Runtime, language: str) -> str:
    """Somebody was sent a link in this language: the end of its address."""
    token, now, live = secrets.token_urlsafe(16), rt.now(), rt.books.live().short
    with rt.db.begin() as session:
        line = session.query(Line.id).first()
        call = Call(id=new_id(), sid=new_id(), line=line[0] if line else "", revision=live)
        call.number_hidden, call.began_at = False, now
        session.add(call)
        session.flush()
        consent = Consent(id=new_id(), call_id=call.id, purpose="text", given_at=now)
        session.add(consent)
        session.flush()
        message = Message(id=new_id(), call_id=call.id, consent_id=consent.id, language=language)
        message.template, message.revision, message.promised_at = "general_list", live, now
        message.link_hash, message.link_until = link_hash(token), now + timedelta(hours=1)
        session.add(message)
    return token


if __name__ == "__main__":
    sys.exit(main())
