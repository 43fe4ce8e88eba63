"""What does the console look like, by day, by night and on a phone? Pictures for the documents."""

import sys
import tempfile
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

from sqlalchemy import select

from ivr import logs
from ivr.environment import ROOT
from ivr.models import Call, CallState, Line, Offer, OfferState, Responder, new_id
from ivr.operations import accounts, drafts, sign_ins
from ivr.runtime import Runtime
from ivr.trial import browser, furnishing, past_weeks, pictures
from ivr.trial.binaries import NothingToRun
from ivr.trial.browser import Browser, Look

__all__ = ["main"]

OUT = ROOT / "docs" / "pictures"
LARGEST = 130_000
DAY, NIGHT = Look(1280, 800), Look(1280, 800, dark=True)
LOW = Look(1280, 560, dark=True)
SHORT = Look(1280, 640)
PHONE = Look(390, 844)
DRAFT = "/flows/draft-summer_hours"
PICTURES = (
    ("", "/login", "sign-in", DAY),
    ("Sam", "/wallboard", "wallboard", DAY),
    ("Sam", "/wallboard", "wallboard-dark", NIGHT),
    ("Sam", "/wallboard", "wallboard-phone", PHONE),
    ("Sam", "/people", "people", DAY),
    ("Sam", "/people", "people-phone", PHONE),
    ("Sam", "/coverage?week=next", "coverage-dark", LOW),
    ("Sam", f"{DRAFT}/flow/welcome#step-main_menu", "flow-read", DAY),
    ("Sam", f"{DRAFT}/flow/welcome?change=person#step-person", "flow-words-dark", NIGHT),
    ("Sam", f"{DRAFT}/flow/welcome/map?show=changed", "flow-map", DAY),
    ("Sam", f"{DRAFT}/flow/welcome/try", "flow-try", DAY),
    ("Sam", f"{DRAFT}/flow/welcome#step-main_menu", "flow-read-phone", PHONE),
    ("Sam", "/audit", "audit", DAY),
    ("Rosa", "/accounts", "accounts", DAY),
    ("Sam", "/callbacks", "promises", DAY),
    ("Sam", "/resources", "resources", SHORT),
    ("Sam", "/calls", "calls", SHORT),
    ("Sam", "/calls/newest", "call", DAY),
    ("Sam", "/reports", "reports-dark", NIGHT),
    ("Sam", "/reports", "reports-phone", PHONE),
    ("Sam", "/settings", "settings", DAY),
    ("Ana", "/desk", "desk", DAY),
    ("Ana", "/desk", "desk-dark", NIGHT),
    ("Ana", "/desk", "desk-phone", PHONE),
)
"""Who is signed in, at which page, what the file is called, on which screen."""


def main() -> int:
    """Write `docs/pictures/console-*.png`; 0 when all of them are small enough."""
    logs.configure("pictures", as_json=False)
    try:
        with tempfile.TemporaryDirectory() as folder, browser.opened() as chromium:
            rt = pictures.helpline(Path(folder))
            furnishing.furnish(rt)
            newest = past_weeks.let_pass(rt)
            _let_wait(rt)
            _begin_draft(rt)
            with pictures.served(rt):
                made = list(_pictures(rt, chromium, newest))
            rt.db.engine.dispose()
    except NothingToRun as problem:
        print(problem, file=sys.stderr)
        return 1
    for file in made:
        print(f"{file.relative_to(ROOT)}  {file.stat().st_size // 1000} kB")
    return int(any(file.stat().st_size > LARGEST for file in made))


def _pictures(rt: Runtime, chromium: Browser, newest: str) -> Iterator[Path]:
    desk = rt.environment.console_url
    for name, page, called, look in PICTURES:
        if name == "Ana":
            _offer(rt)
        chromium.keep(desk, "helpline", _token(rt, name) if name else "nobody")
        week = (rt.now() + timedelta(days=7)).strftime("%G-W%V")
        path = page.replace("newest", newest).replace("=next", f"={week}")
        chromium.open(f"{desk}/console{path}", look, scripts=True)
        file = OUT / f"console-{called}.png"
        file.write_bytes(chromium.picture())
        yield file


def _token(rt: Runtime, name: str) -> str:
    with rt.db.begin() as session:
        account = accounts.find(session, name)
        return sign_ins.begin(rt, session, account.id, "Chrome, Linux")


def _let_wait(rt: Runtime) -> None:
    """Three callers, one of them in danger."""
    now, live = rt.now(), rt.books.live().short
    with rt.db.begin() as session:
        line = session.query(Line.id).first()
        for seconds, language, urgency in (
            (84, "es", "normal"),
            (37, "en", "normal"),
            (6, "en", "danger"),
        ):
            call = Call(id=new_id(), sid=new_id(), line=line[0] if line else "", revision=live)
            call.number_hidden, call.state, call.language = False, CallState.WAITING, language
            call.began_at = call.waiting_since = now - timedelta(seconds=seconds)
            call.need = {"language": language, "urgency": urgency}
            session.add(call)


def _begin_draft(rt: Runtime) -> None:
    """Sam works on the menu."""
    drafts.begin(rt, "summer_hours", "Sam")
    files = dict(drafts.get(rt, "summer_hours").files)
    text = files["welcome.yaml"].replace("To talk to someone now", "To talk to a person now")
    drafts.change(rt, "summer_hours", "Sam", 1, {**files, "welcome.yaml": text})


def _offer(rt: Runtime) -> None:
    """The caller in danger is offered to Ana, once."""
    waiting = select(Call).where(Call.state == CallState.WAITING)
    with rt.db.begin() as session:
        ana = session.scalars(select(Responder.id).where(Responder.name == "Ana")).one()
        if session.scalar(select(Offer.id).where(Offer.responder_id == ana)) is not None:
            return
        call = session.scalars(waiting.order_by(Call.began_at.desc())).first()
        if call is None:
            return
        call.need = {"language": "es", "specialty": "domestic_abuse", "urgency": "danger"}
        call.language = "es"
        offer = Offer(id=new_id(), call_id=call.id, responder_id=ana, matched="specialty")
        offer.state, offer.made_at = OfferState.RINGING, rt.now()
        offer.deadline_at = rt.now() + timedelta(minutes=10)
        session.add(offer)


if __name__ == "__main__":
    sys.exit(main())
