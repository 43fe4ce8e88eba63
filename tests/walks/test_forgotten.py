"""Somebody who used everything asks to be forgotten: is nothing left of them, anywhere?"""

import logging
import sys
from collections.abc import Collection, Iterator
from datetime import datetime, timedelta
from io import StringIO

import pytest
from dumping import betrayed
from rq import Queue
from rq.serializers import JSONSerializer
from sqlalchemy import select
from sqlalchemy.exc import OperationalError
from test_texts import LIST, YES, link_in
from town import CALLER, HELPLINE, NEUTRAL, SECOND_CALLER, Town
from voicemail_town import leaves, sounds, there

from ivr import logs
from ivr.later import RqLater
from ivr.models import (
    AuditEntry,
    Because,
    Consent,
    Door,
    Erasure,
    Message,
    PersonKey,
    Remnant,
    VoicemailSound,
)
from ivr.operations import (
    consents,
    duty,
    erasures,
    opt_outs,
    pairings,
    person_keys,
    retention,
    sweeps,
)
from ivr.operations.consents import Given
from ivr.operations.pairings import NewConflict


@pytest.fixture
def written(monkeypatch: pytest.MonkeyPatch) -> Iterator[StringIO]:
    """The log as a process in production writes it."""
    root, written = logging.getLogger(), StringIO()
    before = (root.handlers[:], root.level)
    monkeypatch.setattr(sys, "stderr", written)
    logs.configure("web", as_json=True)
    yield written
    root.handlers[:], root.level = before[0], before[1]


def also_by_rq(town: Town) -> None:
    """Every job is kept in Redis, too, as if no worker had come yet."""
    jobs, ask, forget = (
        RqLater(town.rt.redis, clock=town.clock.now),
        town.later.ask,
        town.later.forget,
    )

    def both(queue: str, job: str, subject: str, at: datetime | None = None) -> None:
        jobs.ask(queue, job, subject)
        ask(queue, job, subject, at)

    def both_forget(subjects: Collection[str]) -> None:
        jobs.forget(subjects)
        forget(subjects)

    town.later.ask, town.later.forget = both, both_forget  # type: ignore[method-assign]


def jobs_of(town: Town, name: str) -> set[str]:
    """Ids that jobs of this name carry."""
    queue = Queue("send", connection=town.rt.redis, serializer=JSONSerializer)
    return {job.kwargs["id"] for job in queue.jobs if job.func_name.endswith(f".{name}")}


def texts_to(town: Town, number: str) -> set[str]:
    """Ids of the texts this number was promised."""
    known = person_keys.known(town.rt.seal.fingerprints(number))
    asked = select(Message.id).join(Consent).where(Consent.person_id.in_(known))
    with town.rt.db.read() as session:
        return set(session.scalars(asked))


def uses_everything(town: Town, number: str = CALLER) -> None:
    """A call with a responder and a yes to a text, the text, an answer to it, a call to the neutral
    number, and a wish not to meet somebody."""
    if town.knows("Ana"):
        duty.on(town.rt, "Ana")
    else:
        town.add("Ana")
    leg = town.dial(["2", "2", "", ""], number=number)
    town.wait_until("joined", number)
    leg.hang_up()
    town.wait(5)
    town.off_duty("Ana")
    leg = town.dial(["2", "1", "1", LIST, YES], number=number)
    town.wait(35)
    leg.hang_up()
    town.wait(10)
    town.phone(number).text(NEUTRAL, "my name is Maria")
    leg = town.dial([], number=number, to=NEUTRAL)
    town.wait(20)
    leg.hang_up()
    town.wait(1)
    until = town.rt.now() + timedelta(days=30)
    pairings.conflict(town.rt, NewConflict("Ana", number, Because.CALLER_ASKED, until), "Sam")


def passes(town: Town, span: timedelta) -> None:
    """So much time at once, and after it whatever the clocks would have done meanwhile."""
    town.clock.advance_to(town.clock.now() + span)
    town.settle()
    retention.forget_all(town.rt)
    for _ in range(6):
        town.clock.advance_to(town.clock.now() + timedelta(hours=2))
        sweeps.sweep_records(town.rt)
        town.settle()
    town.rt.db.tidy()


def by_link(town: Town) -> None:
    """Two taps, from the link in the text."""
    path = link_in(town.phone(CALLER).inbox[0])
    assert town.web.get(path).status_code == 200
    assert town.web.post(path, data={"page": "erasing"}).status_code == 200
    assert town.web.post(path, data={"page": "erase"}).status_code == 200
    assert town.web.get(path).status_code == 404


def by_staff(town: Town) -> None:
    """They asked a responder, who asked somebody at a terminal."""
    erasures.by_number(town.rt, CALLER, Door.STAFF, "Sam")


def test_before_it_the_dump_finds_them(either_town: Town, written: StringIO) -> None:
    """So that finding nothing means something."""
    uses_everything(either_town)
    found = " ".join(betrayed(either_town, CALLER, written.getvalue()))
    assert "table person_key" in found
    assert "the account at the phone company" in found
    assert "log" not in found
    assert "redis" not in found


@pytest.mark.parametrize("door", [by_link, by_staff])
def test_nothing_is_left_in_any_store(either_town: Town, written: StringIO, door) -> None:
    town = either_town
    also_by_rq(town)
    uses_everything(town)
    uses_everything(town, SECOND_CALLER)
    theirs, others = texts_to(town, CALLER), texts_to(town, SECOND_CALLER)
    assert (len(theirs), len(others)) == (1, 1)
    assert jobs_of(town, "deliver") == theirs | others
    door(town)
    town.settle()
    assert jobs_of(town, "deliver") == others
    passes(town, timedelta(minutes=10))
    with town.rt.db.read() as session:
        assert session.scalars(select(Erasure)).all() == []
        assert session.scalars(select(Remnant)).all() == []
    assert betrayed(town, CALLER, written.getvalue()) == []
    assert "Maria" not in written.getvalue()


def test_another_person_is_not_forgotten_with_them(town: Town) -> None:
    uses_everything(town, SECOND_CALLER)
    uses_everything(town)
    by_staff(town)
    town.settle()
    with town.rt.db.read() as session:
        known = select(PersonKey.fingerprint).where(PersonKey.fingerprint.is_not(None))
        (left,) = session.scalars(known).all()
    assert left == town.rt.seal.fingerprint(SECOND_CALLER)
    assert town.web.get(link_in(town.phone(SECOND_CALLER).inbox[0])).status_code == 200


def test_only_a_stop_stays(town: Town, written: StringIO) -> None:
    uses_everything(town)
    town.phone(CALLER).text(NEUTRAL, "STOP")
    town.wait(5)
    by_staff(town)
    town.settle()
    passes(town, timedelta(minutes=10))
    found = betrayed(town, CALLER, written.getvalue())
    assert found
    assert {place.partition(":")[0] for place in found} == {"table opt_out", "helpline.db"}
    assert opt_outs.has_stopped(town.rt, CALLER)


def test_whoever_asks_for_it_in_the_middle_of_a_call_is_forgotten_when_it_is_over(
    town: Town, written: StringIO
) -> None:
    town.add("Ana")
    leg = town.together()
    by_staff(town)
    town.wait(90)
    assert leg.status == "in-progress"
    leg.hang_up()
    town.wait(10)
    passes(town, timedelta(hours=1))
    assert betrayed(town, CALLER, written.getvalue()) == []


def test_who_asks_for_nothing_is_forgotten_a_day_later(
    either_town: Town, written: StringIO
) -> None:
    town = either_town
    uses_everything(town)
    until = timedelta(days=31)
    for span in (timedelta(hours=27), until):
        passes(town, span)
    assert betrayed(town, CALLER, written.getvalue()) == []
    assert [one.kind.name for one in retention.every(town.rt) if one.overdue] == []
    assert betrayed(town, HELPLINE, "") != [], "our own number is nobody's secret"


def test_a_backup_without_the_keys_says_nothing_about_anybody(town: Town) -> None:
    uses_everything(town)
    passes(town, timedelta(hours=2))
    assert len(texts_to(town, CALLER)) == 1, "the yes is still theirs"
    with town.rt.db.begin() as session:
        for key in session.scalars(select(PersonKey)):
            session.delete(key)
    town.rt.db.tidy()
    found = betrayed(town, CALLER, "")
    assert {one.partition(":")[0] for one in found} == {"the account at the phone company"}


def by_phone(town: Town, *keys: str, number: str = CALLER) -> list[str]:
    """They call the neutral number, choose English, and press these; what they hear."""
    leg = town.dial(["1", *keys], number=number, to=NEUTRAL)
    town.wait(60)
    assert leg.finished
    return town.heard(leg)


def neutral(town: Town, step: str, part: str = "say") -> str:
    """What the neutral number says there."""
    return town.rt.books.live().words("neutral", step, part, "en")


def test_a_key_on_the_neutral_number_is_enough(either_town: Town, written: StringIO) -> None:
    town = either_town
    uses_everything(town)
    assert by_phone(town, "1")[-1] == neutral(town, "removed")
    passes(town, timedelta(minutes=10))
    assert betrayed(town, CALLER, written.getvalue()) == []


@pytest.mark.parametrize("keys", [["2"], [""], ["7", "7"]])
def test_anything_but_the_key_for_yes_erases_nothing(town: Town, keys: list[str]) -> None:
    uses_everything(town)
    assert by_phone(town, *keys)[-1] != neutral(town, "removed")
    assert len(texts_to(town, CALLER)) == 1


def with_a_code_word(town: Town) -> None:
    """They once chose four keys to be asked for."""
    with town.rt.db.begin() as session:
        until = town.rt.now() + timedelta(days=7)
        given = Given(CALLER, "callback", code="4711", expires_at=until)
        consents.write(town.rt, session, given)


@pytest.mark.parametrize(
    ("keys", "heard"),
    [
        (["1", "4711", "1"], "removed"),
        (["1", "4712", "1"], "not_removed"),
        (["1", ""], "not_removed"),
        (["1", "4711", "2"], "goodbye"),
    ],
)
def test_who_chose_a_code_word_is_asked_for_it(
    town: Town, written: StringIO, keys: list[str], heard: str
) -> None:
    with_a_code_word(town)
    said = by_phone(town, *keys)
    assert neutral(town, heard) in said
    with town.rt.db.read() as session:
        kept = session.scalars(select(Consent.number)).all() != [None]
    assert kept is (heard != "removed")
    assert not [word for word in said if "4711" in word]


def test_who_withholds_their_number_is_not_asked(town: Town) -> None:
    leg = town.dial(["1", "1"], to=NEUTRAL, withheld=True)
    town.wait(40)
    assert neutral(town, "remove", "ask_first") not in town.heard(leg)


def test_a_repeated_webhook_erases_once(town: Town) -> None:
    uses_everything(town)
    town.post.doubles = True
    assert by_phone(town, "1")[-1] == neutral(town, "removed")
    assert town.post.differing == []
    with town.rt.db.read() as session:
        told = select(AuditEntry.number).where(AuditEntry.what == "person.erased")
        assert len(session.scalars(told).all()) == 1


def test_when_the_database_is_away_nobody_is_told_that_they_are_forgotten(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away(*_: object) -> None:
        raise OperationalError("no", {}, Exception())

    monkeypatch.setattr(erasures, "_erase", away)
    assert neutral(town, "not_removed") in by_phone(town, "1", "4711", "1")


def test_what_somebody_said_after_the_tone_goes_with_its_key(
    answering: Town, written: StringIO
) -> None:
    town = answering
    leaves(town)
    town.wait(30)
    with town.rt.db.read() as session:
        (kept,) = session.scalars(select(VoicemailSound)).all()
    assert len(sounds(town)) == 1
    by_staff(town)
    town.wait(90)
    passes(town, timedelta(hours=1))
    assert (sounds(town), there(town)) == ([], 0)
    with town.rt.db.read() as session:
        assert person_keys.by_id(town.rt, session, kept.person_id) is None, "nor from a backup"
        assert session.scalars(select(PersonKey)).all() == []
    assert betrayed(town, CALLER, written.getvalue()) == []
