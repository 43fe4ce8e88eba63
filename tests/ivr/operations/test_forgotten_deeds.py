"""Does the audit forget what is two years old, and nothing else?"""

from datetime import timedelta

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DatabaseError

from ivr.models import AuditEntry
from ivr.operations import audit, forgotten_deeds
from ivr.operations.audit import Deed, Entry, Sound, Tampered
from ivr.runtime import Runtime


def write(rt: Runtime, times: int = 1) -> None:
    with rt.db.begin() as session:
        for _ in range(times):
            audit.write(session, rt.now(), Entry("Sam", Deed.SWITCH_OFF, "closed_today"))


def numbers(rt: Runtime) -> list[int]:
    with rt.db.read() as session:
        return list(session.scalars(select(AuditEntry.number).order_by(AuditEntry.number)))


def test_nothing_is_forgotten_before_its_two_years(either_rt: Runtime, watch) -> None:
    write(either_rt, 3)
    watch.forward(timedelta(days=730))
    assert forgotten_deeds.forget(either_rt) == 0
    assert numbers(either_rt) == [1, 2, 3]


def test_what_is_left_is_still_a_chain_that_shows_every_change(either_rt: Runtime, watch) -> None:
    write(either_rt, 3)
    watch.forward(timedelta(days=400))
    write(either_rt, 2)
    watch.forward(timedelta(days=332))
    assert forgotten_deeds.forget(either_rt) == 3
    assert numbers(either_rt) == [4, 5, 6]
    assert isinstance(audit.verify(either_rt), Sound)
    assert forgotten_deeds.forget(either_rt) == 0
    write(either_rt)
    watch.forward(timedelta(days=500))
    assert forgotten_deeds.forget(either_rt) == 2
    assert numbers(either_rt) == [6, 7, 8]
    assert isinstance(audit.verify(either_rt), Sound)


def test_a_hash_noted_at_the_end_of_what_was_forgotten_is_still_known(
    either_rt: Runtime, watch
) -> None:
    write(either_rt, 3)
    noted = audit.verify(either_rt)
    assert isinstance(noted, Sound)
    watch.forward(timedelta(days=800))
    forgotten_deeds.forget(either_rt)
    assert isinstance(audit.verify(either_rt, noted.head), Sound)


def test_many_are_forgotten_in_steps(rt: Runtime, watch, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(forgotten_deeds, "BATCH", 10)
    monkeypatch.setattr("ivr.operations.forgetting.BATCH", 10)
    write(rt, 25)
    watch.forward(timedelta(days=800))
    assert forgotten_deeds.forget(rt) == 25
    assert isinstance(audit.verify(rt), Sound)


@pytest.mark.parametrize("days", [0, 800])
def test_nobody_else_takes_an_entry_away(either_rt: Runtime, watch, days: int) -> None:
    write(either_rt, 3)
    watch.forward(timedelta(days=days))
    write(either_rt)
    with pytest.raises(DatabaseError, match="written once"), either_rt.db.begin() as session:
        session.execute(text("DELETE FROM audit WHERE number = 1"))
    assert numbers(either_rt) == [1, 2, 3, 4]


def test_who_says_that_young_entries_were_old_cannot_take_them_away(
    either_rt: Runtime, watch
) -> None:
    write(either_rt, 3)
    with either_rt.db.begin() as session:
        head = session.scalars(select(AuditEntry.hash).where(AuditEntry.number == 2)).one()
        told = Entry("Sam", Deed.AUDIT_FORGOTTEN, "to:2", {"hash": head})
        audit.write(session, either_rt.now(), told)
    with pytest.raises(DatabaseError, match="written once"), either_rt.db.begin() as session:
        session.execute(text("DELETE FROM audit WHERE number <= 2"))


def test_entries_that_are_missing_after_the_beginning_are_named(either_rt: Runtime, watch) -> None:
    write(either_rt, 2)
    watch.forward(timedelta(days=800))
    write(either_rt, 2)
    forgotten_deeds.forget(either_rt)
    with either_rt.db.begin() as session:
        connection = session.connection()
        if connection.dialect.name == "sqlite":
            connection.exec_driver_sql("DROP TRIGGER audit_no_delete")
        else:
            connection.exec_driver_sql("ALTER TABLE audit DISABLE TRIGGER ALL")
        connection.exec_driver_sql("DELETE FROM audit WHERE number = 3")
    found = audit.verify(either_rt)
    assert isinstance(found, Tampered)
    assert found.number == 3
