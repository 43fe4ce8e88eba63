"""What do the shell's tests stand on? A runtime whose clock is in the test's hand."""

import logging
import shutil
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import hypothesis
import pytest

from ivr import logs
from ivr.environment import Environment, read
from ivr.flow import source
from ivr.flow.phrases import PHRASES
from ivr.flow.reader import read_folder, read_set
from ivr.flow.recording import path_of
from ivr.flow.sentences import sentences
from ivr.flow.shape import flow_of
from ivr.flow.translations import signed
from ivr.flow.wording import fingerprint
from ivr.later import Remembered
from ivr.operations import flows
from ivr.runtime import Runtime, build
from ivr.trial.servers import PrivateRedis

sys.path.insert(0, str(Path(__file__).parent / "telephony"))  # `elements`, for every folder here

# A busy machine is slow, not wrong.
hypothesis.settings.register_profile("patient", deadline=None)
hypothesis.settings.load_profile("patient")

FRIDAY_NIGHT = datetime(2027, 3, 5, 22, 30, tzinfo=UTC)


@dataclass
class Watch:
    """Shows the time that the test says."""

    time: datetime = field(default=FRIDAY_NIGHT)

    def __call__(self) -> datetime:
        return self.time

    def forward(self, span: timedelta) -> None:
        """Let this much time be over."""
        self.time += span


def settings(database_url: str, redis_url: str, folder: Path, **more: str) -> Environment:
    """The settings of a helpline that touches nothing outside `folder`."""
    given = {
        "HELPLINE_DATABASE_URL": database_url,
        "HELPLINE_REDIS_URL": redis_url,
        "HELPLINE_PUBLIC_URL": "http://helpline.test",
        "HELPLINE_PAGES_URL": "http://pages.test",
        "HELPLINE_SECRET_KEYS": "a key for tests",
        "HELPLINE_TWILIO_AUTH_TOKENS": "token",
    }
    return replace(read({**given, **more}), var_dir=folder / "var")


def runtime(found: Environment, watch: Watch) -> Iterator[Runtime]:
    """A runtime whose jobs are remembered instead of done."""
    rt = replace(build(found), clock=watch, later=Remembered())
    yield rt
    rt.db.engine.dispose()
    rt.redis.close()


@pytest.fixture
def logging_restored() -> Iterator[None]:
    """A test may set this process's log up; the next one finds it as it was."""
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    levels = {name: logging.getLogger(name).level for name in logs.TALKATIVE}
    yield
    root.handlers[:] = handlers
    root.setLevel(level)
    for name, was in levels.items():
        logging.getLogger(name).setLevel(was)


@pytest.fixture
def watch() -> Watch:
    """A Friday night."""
    return Watch()


@pytest.fixture
def rt(sqlite_url: str, redis_url: str, tmp_path: Path, watch: Watch) -> Iterator[Runtime]:
    """A helpline on SQLite with nothing published and nobody there."""
    yield from runtime(settings(sqlite_url, redis_url, tmp_path), watch)


@pytest.fixture
def either_rt(database_url: str, redis_url: str, tmp_path: Path, watch: Watch) -> Iterator[Runtime]:
    """The same on SQLite and on PostgreSQL."""
    yield from runtime(settings(database_url, redis_url, tmp_path), watch)


@pytest.fixture(scope="session")
def published(
    sqlite_template: Path, redis_server: PrivateRedis, tmp_path_factory: pytest.TempPathFactory
) -> Path:
    """A database file with the shipped flows published, once for all tests."""
    folder = tmp_path_factory.mktemp("published")
    file = folder / "helpline.db"
    shutil.copy(sqlite_template, file)
    rt = replace(build(settings(f"sqlite:///{file}", redis_server.url, folder)), clock=Watch())
    flows.publish(rt)
    with rt.db.engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    rt.db.engine.dispose()
    rt.redis.close()
    return file


@pytest.fixture
def open_rt(published: Path, rt: Runtime, tmp_path: Path) -> Runtime:
    """A helpline with the shipped flows published."""
    shutil.copy(published, tmp_path / "helpline.db")
    return rt


WELCOME = """\
flow: welcome
title: First answer
starts_at: hello
person: person
danger: in_danger
if_anything_breaks: duty_phones
languages: [en, es]

steps:
  hello:
    kind: language
    say: You have reached us.
    offer: [en, es]
    silent: {tries: 1, go: main_menu}
    unclear: {tries: 2, go: main_menu}
    then: main_menu
  main_menu:
    kind: menu
    say_keys: [danger]
    choices:
      - press: 1
        label: To talk to someone now
        go: person
      - press: 2
        label: If the harm comes from family
        mark: domestic_abuse
        go: person
      - press: 3
        label: To hear about other places
        go: other_lines
    wait: 6s
    silent: {tries: 1, go: person}
    unclear: {tries: 2, go: person}
  person:
    kind: connect
    say: I am finding someone for you.
    needs: {language: callers, specialty: marked}
    widen:
      - {after: 30s, to: any_specialty}
    while_waiting:
      say: You are still connected.
      every: 25s
      offer:
        - press: 1
          label: To hear about other places
          go: other_lines
    ask_again_after: 5m
    no_one_free: duty_phones
    if_it_fails: duty_phones
  in_danger:
    kind: connect
    say: I am calling everybody.
    needs: {language: callers, urgency: danger}
    while_waiting:
      say: I keep calling.
      every: 20s
    ask_again_after: 10m
    no_one_free: duty_phones
    if_it_fails: duty_phones
  duty_phones:
    kind: connect
    to: duty_phones
    no_one_free: other_lines
    if_it_fails: other_lines
  other_lines:
    kind: say
    say: No one here is free.
    services: [independent_advocate]
    say_emergency: yes
    then: goodbye
  goodbye:
    kind: goodbye
    say: Take care.
"""
NEUTRAL = """\
flow: neutral
title: The neutral number
starts_at: goodbye
person: goodbye
danger: goodbye
if_anything_breaks: goodbye
languages: [en, es]
steps:
  goodbye:
    kind: goodbye
    say: Nobody can answer on this number. Goodbye.
"""
SETTINGS = """\
languages:
  en:
    name: English
    voice: Polly.Joanna-Neural
    locale: en-US
    called:
      en: English
      es: inglés
  es:
    name: español
    voice: Polly.Lupe-Neural
    locale: es-US
    called:
      en: Spanish
      es: español
universal_keys: {person: 0, danger: 9, hear_again: star, finish: hash}
zone: America/New_York
hours:
  office:
    weekdays: 09:00-17:00
specialties:
  domestic_abuse:
    title:
      en: Harm by a partner or family
      es: Daño de la pareja o la familia
    code: 11
services:
  independent_advocate:
    title:
      en: Somebody who does not work with us
      es: Alguien que no trabaja con nosotros
    number: 1-800-555-0100
switches:
  closed_today:
    title: Closed today
duty_phones: ["+12125550190"]
emergency_number: 911
confidentiality:
  profile: system_based
"""
MESSAGES = """\
general_list:
  en: "Here's the list you asked for: {link} Open for 3 days."
  es: "Esta es la lista solicitada: {link}"
"""
Edit = tuple[str, str, str]
Written = Callable[..., dict[str, str]]


@pytest.fixture
def written() -> Written:
    """A small set of call flows that may be published. Each edit is a file, what stands there, and
    what stands there instead; the Spanish, which says "es" before each piece, follows it."""

    def write(*edits: Edit) -> dict[str, str]:
        files = {
            "welcome.yaml": WELCOME,
            "neutral.yaml": NEUTRAL,
            "settings.yaml": SETTINGS,
            "messages.yaml": MESSAGES,
        }
        for name, old, new in edits:
            assert old in files[name], f"{old!r} does not stand in {name}"
            files[name] = files[name].replace(old, new)
        return {**files, **_wording(files)}

    return write


def _wording(files: dict[str, str]) -> dict[str, str]:
    phrases = "".join(
        f'  {name}: "{" ".join([name, *(f"{{{p}}}" for p in sorted(placeholders))])}"\n'
        for name, placeholders in PHRASES.items()
    )
    flows = [
        flow_of(source.read(name, text))
        for name, text in files.items()
        if name not in ("settings.yaml", "messages.yaml")
    ]
    words = "".join(
        f"  {flow.flow}.{name}.{wording.part}:\n"
        f'    text: "es {wording.words}"\n    of: "{fingerprint(wording.words)}"\n'
        for flow in flows
        for name, step in flow.steps.items()
        for wording in step.wording()
    )
    return {
        "wording/en.yaml": f"language: en\nphrases:\n{phrases}",
        "wording/es.yaml": f"language: es\nphrases:\n{phrases}words:\n{words}",
    }


@dataclass
class Folder:
    """A folder of call-flow files that a supervisor works in."""

    path: Path

    def hold(self, files: dict[str, str]) -> None:
        """These files and no others; recordings stay."""
        for old in self.path.rglob("*.yaml"):
            old.unlink()
        for name, text in files.items():
            (self.path / name).parent.mkdir(parents=True, exist_ok=True)
            (self.path / name).write_bytes(text.encode())

    def record(self, language: str, name: str, sound: bytes, of: str = "") -> None:
        """Somebody read this sentence aloud, and signed that it is the one of today; or `of`."""
        file = self.path / path_of(language, name)
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(sound)
        book = read_set(read_folder(self.path), allow_test_numbers=True)
        words = of or sentences(book, language)[name]
        wording = self.path / "wording" / f"{language}.yaml"
        text = signed(wording.read_text(encoding="utf-8"), {name: fingerprint(words)})
        wording.write_text(text, encoding="utf-8")


@pytest.fixture
def folder(tmp_path: Path, written: Written) -> Folder:
    """A folder that holds the small set."""
    made = Folder(tmp_path / "supervisors_flows")
    made.path.mkdir()
    made.hold(written())
    return made


@pytest.fixture
def small_rt(either_rt: Runtime, folder: Folder) -> Runtime:
    """A helpline in production whose flows are in that folder; nothing is published."""
    return replace(
        either_rt,
        environment=replace(either_rt.environment, production=True, flows_dir=folder.path),
    )
