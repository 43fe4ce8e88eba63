"""Does the audit keep what was done, and tell when somebody touched it?"""

from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import select

from ivr.models import AuditEntry
from ivr.operations import audit
from ivr.operations.audit import GENESIS, Deed, Entry, Sound, Tampered
from ivr.runtime import Runtime


def write(rt: Runtime, who: str = "Sam", subject: str = "closed_today") -> None:
    with rt.db.begin() as session:
        audit.write(session, rt.now(), Entry(who, Deed.SWITCH_OFF, subject, {"why": "over"}))


def tamper(rt: Runtime, deed: str) -> None:
    """As somebody would who owns the database and knows about the triggers."""
    with rt.db.begin() as session:
        connection = session.connection()
        if connection.dialect.name == "sqlite":
            for trigger in ("audit_no_update", "audit_no_delete"):
                connection.exec_driver_sql(f"DROP TRIGGER IF EXISTS {trigger}")
        else:
            connection.exec_driver_sql("ALTER TABLE audit DISABLE TRIGGER ALL")
        connection.exec_driver_sql(deed)


def test_an_empty_audit_is_sound(either_rt: Runtime) -> None:
    assert audit.verify(either_rt) == Sound(0, GENESIS)


def test_each_entry_follows_the_one_before_it(either_rt: Runtime) -> None:
    for who in ("Sam", "Ana", "Sam"):
        write(either_rt, who)
    with either_rt.db.read() as session:
        rows = session.scalars(select(AuditEntry).order_by(AuditEntry.number)).all()
    assert [row.number for row in rows] == [1, 2, 3]
    assert [row.previous for row in rows] == [GENESIS, rows[0].hash, rows[1].hash]
    assert len({row.hash for row in rows}) == 3
    assert audit.verify(either_rt) == Sound(3, rows[2].hash)


@pytest.mark.parametrize(
    ("deed", "number", "sentence"),
    [
        ("UPDATE audit SET who = 'Kit' WHERE number = 2", 2, "its content was changed"),
        ("UPDATE audit SET details = '{}' WHERE number = 3", 3, "its content was changed"),
        ("UPDATE audit SET at = '2027-01-01 00:00:00' WHERE number = 2", 2, "content was changed"),
        ("DELETE FROM audit WHERE number = 1", 1, "missing"),
        ("DELETE FROM audit WHERE number = 4", 4, "missing"),
        ("UPDATE audit SET hash = 'x' WHERE number = 3", 3, "its content was changed"),
        ("UPDATE audit SET previous = 'x' WHERE number = 3", 3, "does not follow"),
        ("UPDATE audit SET number = 9 WHERE number = 5", 5, "missing"),
    ],
)
def test_the_first_entry_somebody_touched_is_named(
    either_rt: Runtime, deed: str, number: int, sentence: str
) -> None:
    for _ in range(5):
        write(either_rt)
    tamper(either_rt, deed)
    found = audit.verify(either_rt)
    assert isinstance(found, Tampered)
    assert found.number == number
    assert sentence in found.sentence


@pytest.mark.parametrize(
    "deed",
    [
        "UPDATE audit SET at = 'yesterday' WHERE number = 3",
        "UPDATE audit SET at = 7 WHERE number = 3",
        "UPDATE audit SET details = x'ff' WHERE number = 3",
        "UPDATE audit SET who = x'ff' WHERE number = 3",
        "UPDATE audit SET hash = x'ff' WHERE number = 3",
    ],
)
def test_nonsense_in_the_file_is_tampering_too_not_a_crash(rt: Runtime, deed: str) -> None:
    for _ in range(4):
        write(rt)
    tamper(rt, deed)
    found = audit.verify(rt)
    assert isinstance(found, Tampered)
    assert found.number == 3


def test_entries_cut_off_at_the_end_are_missed_by_who_noted_the_last_hash(
    either_rt: Runtime,
) -> None:
    for _ in range(4):
        write(either_rt)
    noted = audit.verify(either_rt)
    assert isinstance(noted, Sound)
    write(either_rt)
    assert isinstance(audit.verify(either_rt, noted.head), Sound)
    tamper(either_rt, "DELETE FROM audit WHERE number > 3")
    assert audit.verify(either_rt) != noted
    assert audit.verify(either_rt, noted.head) == Tampered(
        4, "entries that were seen before are not there any more"
    )


def test_more_entries_than_are_read_at_once(rt: Runtime) -> None:
    with rt.db.begin() as session:
        for _ in range(2 * audit.AT_ONCE + 1):
            audit.write(session, rt.now(), Entry("Sam", Deed.SWITCH_OFF, "closed_today"))
    found = audit.verify(rt)
    assert isinstance(found, Sound)
    assert found.entries == 2 * audit.AT_ONCE + 1


def test_people_who_act_at_the_same_moment_make_one_chain(either_rt: Runtime) -> None:
    with ThreadPoolExecutor(6) as people:
        list(people.map(lambda n: write(either_rt, f"Person {n}"), range(30)))
    found = audit.verify(either_rt)
    assert isinstance(found, Sound)
    assert found.entries == 30


def write_and_break(rt: Runtime) -> None:
    with rt.db.begin() as session:
        audit.write(session, rt.now(), Entry("Sam", Deed.SWITCH_OFF, "closed_today"))
        raise KeyError


def test_what_was_rolled_back_was_never_done(either_rt: Runtime) -> None:
    with pytest.raises(KeyError):
        write_and_break(either_rt)
    assert audit.verify(either_rt) == Sound(0, GENESIS)


@pytest.mark.parametrize(
    "code",
    ["she said he", "+12125550123", "12125550123", "José", "line\nbreak", "x" * 65],
)
def test_whatever_could_be_about_a_caller_is_refused(code: str) -> None:
    with pytest.raises(ValueError, match="codes and ids only"):
        Entry("Sam", Deed.SWITCH_ON, code)
    with pytest.raises(ValueError, match="codes and ids only"):
        Entry("Sam", Deed.SWITCH_ON, "closed_today", {"until": code})
