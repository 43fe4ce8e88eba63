"""Does a helpline that is upgraded keep everything it had?"""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from alembic import command
from sqlalchemy import select, text

from ivr import database
from ivr.database import Database
from ivr.models import Consent, Presence, Responder
from ivr.operations import resources, revisions
from ivr.operations.resources import Words
from ivr.trial.servers import PrivatePostgres

NOON = datetime(2027, 3, 5, 12, 0, tzinfo=UTC)
FIRST = """
INSERT INTO revision (id, files, note, created_at, published_at) VALUES
  ('old', '{"welcome.yaml": "flow: welcome"}', 'as shipped', :noon, :noon),
  ('back', '{"welcome.yaml": "été"}', 'live again', :noon, :evening),
  ('new', '{}', '', :noon, :afternoon);
INSERT INTO resource (id, topic, sensitive, words, phone, verified_on) VALUES
  ('clinic', 'health', :no, '{"en": {"name": "Clinic", "about": "Care."}, "ar": {"name": "عيادة"}}',
   NULL, '2027-03-05');
INSERT INTO line (number, flow, created_at) VALUES ('+12125550100', 'welcome', :noon);
INSERT INTO call (id, sid, line, revision, state, number_hidden, began_at, credit_seconds, room)
  VALUES ('c', 'CA1', '+12125550100', 'old', 'open', :hidden, :noon, 0, 1);
"""


@pytest.fixture(params=["sqlite", "postgresql"])
def first_tables(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    """A helpline of the first release, with a call going on."""
    url = f"sqlite:///{tmp_path}/helpline.db"
    if request.param == "postgresql":
        server: PrivatePostgres = request.getfixturevalue("postgres_server")
        url = server.create_database("first_tables")
    command.upgrade(database.config(url), "0001")
    db = database.connect(url)
    moments = {f"{name}": NOON + timedelta(hours=hours) for name, hours in HOURS.items()}
    with db.begin() as session:
        for line in FIRST.split(";\n"):
            wanted = {name: at for name, at in moments.items() if f":{name}" in line}
            no = {name: False for name in ("hidden", "no") if f":{name}" in line}
            if line.strip():
                # A colon inside a JSON text is not the beginning of a name.
                session.execute(text(line.replace('": ', '"\\: ')), {**wanted, **no})
    yield db
    db.engine.dispose()
    if request.param == "postgresql":
        server.drop_database("first_tables")


HOURS = {"noon": 0, "afternoon": 3, "evening": 6}


def test_flows_calls_and_lines_of_the_first_release_are_kept(first_tables: Database) -> None:
    url = first_tables.engine.url.render_as_string(hide_password=False)
    first_tables.engine.dispose()
    database.upgrade(url)
    with first_tables.read() as session:
        rows = session.execute(text("SELECT id, note, author FROM revision ORDER BY id")).all()
        assert [tuple(row) for row in rows] == [
            ("back", "live again", ""),
            ("new", "", ""),
            ("old", "as shipped", ""),
        ]
        assert session.scalar(text("SELECT revision FROM call")) == "old"
        assert revisions.live(session) == "back", "it was made live last"
        assert revisions.before(session) == "new"
        assert revisions.found(session, "back").files == {"welcome.yaml": "été"}
        last = revisions.newest(session)
        assert last is not None
        assert (last.number, last.manner, last.published_at) == (
            3,
            "earlier",
            NOON + timedelta(hours=6),
        )


def test_services_of_the_first_release_keep_their_words(first_tables: Database) -> None:
    url = first_tables.engine.url.render_as_string(hide_password=False)
    first_tables.engine.dispose()
    database.upgrade(url)
    with first_tables.read() as session:
        clinic = resources.current(resources.found(session, "clinic"))
    assert clinic.words == {"en": Words("Clinic", "Care."), "ar": Words("عيادة", "")}
    assert (clinic.topic, clinic.sensitive, clinic.purposes) == ("health", False, ())
    assert clinic.verified_on == NOON.date()


PEOPLE = """
INSERT INTO responder (id, name, phone, phone_fingerprint, languages, created_at) VALUES
  ('ana', 'Ana', :phone, 'print', '["es", "en", "es"]', :noon),
  ('sam', 'Sam', :phone, 'other', '[]', :noon);
INSERT INTO certification (responder_id, specialty, valid_until) VALUES ('ana', 'legal', :noon);
INSERT INTO presence (responder_id, on_duty, since, idle_since) VALUES ('ana', :yes, :noon, :noon)
"""


def test_people_keep_their_languages_phones_and_presence(first_tables: Database) -> None:
    given = {"phone": b"sealed", "noon": NOON, "yes": True}
    with first_tables.begin() as session:
        for line in PEOPLE.split(";\n"):
            wanted = {name: value for name, value in given.items() if f":{name}" in line}
            session.execute(text(line), wanted)
    url = first_tables.engine.url.render_as_string(hide_password=False)
    first_tables.engine.dispose()
    database.upgrade(url)
    with first_tables.read() as session:
        ana, sam = session.get_one(Responder, "ana"), session.get_one(Responder, "sam")
        assert (ana.languages, sam.languages) == (["es", "en"], [])
        assert [(one.level, one.routed) for one in ana.spoken] == [("fluent", True)] * 2
        assert (ana.role, ana.areas, ana.gender, ana.zone) == ("responder", [], None, None)
        assert (bytes(ana.phone or b""), ana.phone_fingerprint) == (b"sealed", "print")
        assert [held.specialty for held in ana.certifications] == ["legal"]
        presence = session.get_one(Presence, "ana")
        assert (presence.on_duty, presence.open_ended) == (True, False)


def test_a_line_of_the_first_release_gets_a_name_and_keeps_its_calls(
    first_tables: Database,
) -> None:
    url = first_tables.engine.url.render_as_string(hide_password=False)
    with first_tables.begin() as session:
        for number, flow in (("+12125550101", "neutral"), ("+12125550170", "welcome")):
            line = "INSERT INTO line (number, flow, created_at) VALUES (:number, :flow, :at)"
            session.execute(text(line), {"number": number, "flow": flow, "at": NOON})
    first_tables.engine.dispose()
    database.upgrade(url)
    with first_tables.read() as session:
        asked = "SELECT name, number, flow, state FROM line ORDER BY number"
        assert [tuple(row) for row in session.execute(text(asked))] == [
            ("main", "+12125550100", "welcome", "open"),
            ("neutral", "+12125550101", "neutral", "open"),
            ("line_3", "+12125550170", "welcome", "open"),
        ]
        asked = "SELECT line.name FROM call JOIN line ON line.id = call.line"
        assert session.scalar(text(asked)) == "main"
        assert database.is_current(session.connection())


CONSENTS = """
INSERT INTO consent (id, call_id, purpose, number, fingerprint, given_at) VALUES
  ('first', 'c', 'text', :sealed, 'kit', :noon),
  ('second', 'c', 'text', :sealed, 'kit', :noon),
  ('hers', 'c', 'text', :sealed, 'ana', :noon),
  ('over', 'c', 'text', NULL, NULL, :noon)
"""


def test_numbers_given_before_there_were_keys_are_still_theirs_who_gave_them(
    first_tables: Database,
) -> None:
    with first_tables.begin() as session:
        session.execute(text(CONSENTS), {"sealed": b"sealed", "noon": NOON})
    url = first_tables.engine.url.render_as_string(hide_password=False)
    first_tables.engine.dispose()
    database.upgrade(url)
    with first_tables.read() as session:
        kept = {one.id: one for one in session.scalars(select(Consent))}
        prints = {name: one.person and one.person.fingerprint for name, one in kept.items()}
        assert prints == {"first": "kit", "second": "kit", "hers": "ana", "over": None}
        assert kept["first"].person_id == kept["second"].person_id
        assert {one.person.key for one in kept.values() if one.person} == {None}
        assert bytes(kept["hers"].number or b"") == b"sealed"
