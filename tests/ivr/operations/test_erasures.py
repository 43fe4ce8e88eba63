"""Is a person who asks for it forgotten, at once here, and at the phone company whatever breaks?"""

import json
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

import pytest
from sqlalchemy import select, text

from ivr import worker
from ivr.models import (
    AuditEntry,
    Because,
    Call,
    Callback,
    CallbackState,
    CallState,
    Conflict,
    Consent,
    Door,
    Erasure,
    Message,
    MessageState,
    NeutralReply,
    PersonKey,
    Remnant,
    Table,
    Typed,
)
from ivr.operations import (
    consents,
    erasures,
    messages,
    neutral_replies,
    opt_outs,
    pairings,
    remnants,
)
from ivr.operations.consents import Given
from ivr.operations.messages import link_hash
from ivr.operations.pairings import NewConflict
from ivr.runtime import Runtime
from ivr.seal import Seal
from ivr.telephony.phone import AskLater, Record, Refused, Unanswered

KIT, ANA = "+12125550126", "+12125550127"
TOKEN = "a" * 22


@dataclass
class Company:
    """A phone company that keeps records, and may be asked to delete them."""

    kept: dict[str, tuple[Record, str]] = field(default_factory=dict)
    trouble: list[Exception] = field(default_factory=list)

    def records_of(self, number: str, until: datetime) -> Sequence[tuple[Record, str]]:
        assert until.tzinfo is not None
        self._break()
        return [(kind, sid) for sid, (kind, whose) in self.kept.items() if whose == number]

    def forget(self, record: Record, sid: str) -> None:
        self._break()
        assert self.kept.get(sid, (record, ""))[0] == record
        self.kept.pop(sid, None)

    def _break(self) -> None:
        if self.trouble:
            raise self.trouble.pop(0)


@pytest.fixture
def company() -> Company:
    return Company()


@pytest.fixture
def kits(either_rt: Runtime, company: Company) -> Runtime:
    """Kit called, typed something, said yes to a text and to a call, and is kept apart from Ana,
    who said yes as well."""
    rt = replace(either_rt, phone=company)  # type: ignore[arg-type]
    with rt.db.begin() as session:
        session.execute(
            text(
                "INSERT INTO revision (id, files, note, author, created_at)"
                " VALUES ('r', '{}', '', '', '2027-01-01 00:00:00+00')"
            )
        )
        for who in ("kit", "ana"):
            _called(session, rt, who)
    people_of(rt)
    company.kept = {
        "CA-kit": (Record.CALL, KIT),
        "CA-before": (Record.CALL, KIT),
        "SM-kit": (Record.TEXT, KIT),
        "CA-ana": (Record.CALL, ANA),
    }
    return rt


def _called(session, rt: Runtime, who: str) -> None:
    number, now = {"kit": KIT, "ana": ANA}[who], rt.now()
    call = Call(id=who, sid=f"CA-{who}", revision="r", number_hidden=False, began_at=now)
    call.state, call.ended_at, call.position = CallState.ENDED, now, b"place"
    session.add(call)
    session.flush()
    session.add(Typed(call_id=who, place="p", turn=1, digits=b"sealed", typed_at=now))
    for purpose in ("text", "callback"):
        until = now + timedelta(days=7)
        given = Given(number, purpose, who, code="4711", expires_at=until)
        consent = consents.write(rt, session, given)
        if purpose == "text":
            session.add(_promised(consent, who, now))


def _promised(consent: Consent, who: str, now: datetime) -> Message:
    return Message(
        id=f"text-{who}",
        call_id=who,
        consent_id=consent.id,
        template="t",
        language="en",
        revision="r",
        state=MessageState.PROMISED,
        promised_at=now,
        not_before=now,
        link_hash=link_hash(TOKEN + who),
        link_until=now + timedelta(hours=72),
    )


def people_of(rt: Runtime) -> None:
    from_now = rt.now() + timedelta(days=30)
    with rt.db.begin() as session:
        session.execute(
            text(
                "INSERT INTO responder (id, name, role, areas, created_at)"
                " VALUES ('resp', 'Ana', 'responder', '[]', '2027-01-01 00:00:00+00')"
            )
        )
    pairings.conflict(rt, NewConflict("Ana", KIT, Because.CALLER_ASKED, from_now), "Sam")


def of(rt: Runtime, number: str) -> list[str]:
    with rt.db.read() as session:
        prints = rt.seal.fingerprints(number)
        return list(session.scalars(select(PersonKey.id).where(PersonKey.fingerprint.in_(prints))))


def all_of(rt: Runtime, table: type[Table]) -> list:
    with rt.db.read() as session:
        return list(session.scalars(select(table)))


def test_what_is_here_is_gone_at_once_and_another_persons_is_not(kits: Runtime) -> None:
    anas = of(kits, ANA)
    erased = erasures.by_number(kits, KIT, Door.STAFF, "Sam")
    assert erased.as_words() == "consents: 2, texts: 1, typed: 1, conversations: 0, conflicts: 1"
    assert (of(kits, KIT), of(kits, ANA)) == ([], anas)
    with kits.db.read() as session:
        for consent in session.scalars(select(Consent).where(Consent.call_id == "kit")):
            said = (consent.number, consent.code, consent.person_id, consent.language)
            assert said == (None, None, None, None)
            assert consent.withdrawn_at is not None
        hers = session.scalars(select(Consent).where(Consent.call_id == "ana")).all()
        assert {consents.number_of(kits, one) for one in hers} == {ANA}
        assert {consents.code_of(kits, one) for one in hers} == {"4711"}
        call = session.get_one(Call, "kit")
        assert (call.sid, call.position) == ("kit", None)
        assert [row.call_id for row in session.scalars(select(Typed))] == ["ana"]
        assert session.scalars(select(Conflict)).all() == []
        texts = {one.id: one for one in session.scalars(select(Message))}
    assert (texts["text-kit"].state, texts["text-kit"].link_hash) == ("refused", None)
    assert texts["text-ana"].state == "promised"


def test_every_record_of_the_number_is_deleted_at_the_phone_company(
    kits: Runtime, company: Company, watch
) -> None:
    erasures.by_number(kits, KIT, Door.STAFF)
    do_all(kits)
    assert (all_of(kits, Erasure), len(all_of(kits, PersonKey))) == ([], 1)
    assert {row.sid for row in all_of(kits, Remnant)} == {"CA-kit", "CA-before", "SM-kit"}
    watch.forward(timedelta(minutes=2))
    remnants.sweep(kits)
    assert (list(company.kept), all_of(kits, Remnant)) == (["CA-ana"], [])


def do_all(rt: Runtime) -> None:
    while rt.later.jobs:  # type: ignore[attr-defined]
        worker.do(rt, *rt.later.jobs.pop(0))  # type: ignore[attr-defined]


@pytest.mark.parametrize("trouble", [AskLater(), Unanswered(), Refused(20003)])
def test_a_phone_company_that_does_not_answer_is_asked_again(
    kits: Runtime, company: Company, watch, trouble: Exception
) -> None:
    company.trouble = [trouble]
    erasures.by_number(kits, KIT, Door.STAFF)
    do_all(kits)
    assert len(all_of(kits, Erasure)) == 1
    (row,) = all_of(kits, Erasure)
    erasures.finish(kits, row.id)
    assert len(all_of(kits, Erasure)) == 1, "somebody is at it"
    watch.forward(timedelta(minutes=2))
    erasures.finish(kits, row.id)
    assert all_of(kits, Erasure) == []
    company.trouble = [trouble]
    for _ in range(3):
        watch.forward(timedelta(minutes=30))
        remnants.sweep(kits)
    assert list(company.kept) == ["CA-ana"]


def test_a_worker_that_dies_leaves_it_to_the_sweep(
    kits: Runtime, company: Company, watch, monkeypatch: pytest.MonkeyPatch
) -> None:
    erasures.by_number(kits, KIT, Door.STAFF)
    with monkeypatch.context() as patch:
        patch.setattr(company, "records_of", _dies)
        with pytest.raises(KeyboardInterrupt):
            do_all(kits)
    watch.forward(timedelta(minutes=2))
    with kits.db.read() as session:
        (erasure,) = session.scalars(erasures.unfinished(kits.now()))
    erasures.finish(kits, erasure)
    watch.forward(timedelta(minutes=2))
    remnants.sweep(kits)
    assert list(company.kept) == ["CA-ana"]
    assert {row.fingerprint for row in all_of(kits, PersonKey)} == {kits.seal.fingerprint(ANA)}


def _dies(*_: object) -> None:
    raise KeyboardInterrupt


def test_once_more_does_no_harm_and_a_stop_stays(kits: Runtime, company: Company) -> None:
    opt_outs.record(kits, KIT)
    for _ in range(2):
        erasures.by_number(kits, KIT, Door.PHONE)
        do_all(kits)
    assert opt_outs.has_stopped(kits, KIT)
    assert all_of(kits, Erasure) == []
    assert of(kits, KIT) == []


def test_who_says_yes_again_is_somebody_new_even_while_it_is_done(kits: Runtime) -> None:
    erasures.by_number(kits, KIT, Door.LINK)
    with kits.db.begin() as session:
        until = kits.now() + timedelta(hours=2)
        again = consents.write(kits, session, Given(KIT, "text", "kit", expires_at=until)).id
    do_all(kits)
    with kits.db.read() as session:
        assert consents.number_of(kits, session.get_one(Consent, again)) == KIT


def test_a_text_that_waits_is_never_sent(kits: Runtime, company: Company) -> None:
    erasures.by_number(kits, KIT, Door.PHONE)
    messages.deliver(kits, "text-kit")
    (refused,) = [one for one in all_of(kits, Message) if one.id == "text-kit"]
    assert (refused.state, refused.asked_at) == ("refused", None)


def test_a_call_that_was_promised_is_not_made_and_the_calls_for_it_lead_nowhere(
    kits: Runtime,
) -> None:
    now = kits.now()
    with kits.db.begin() as session:
        yes = session.scalars(
            select(Consent).where(Consent.call_id == "kit", Consent.purpose == "callback")
        ).one()
        ours = Call(id="ours", sid="CA-ours", revision="r", number_hidden=False, began_at=now)
        ours.state, ours.ended_at, ours.outbound = CallState.ENDED, now, True
        session.add(ours)
        session.flush()
        callback = Callback(
            id="promised", consent_id=yes.id, need={}, language="en", promised_at=now,
            not_before=now, not_after=now, ring_call_id="ours", state=CallbackState.RINGING,
            ringing=yes.person_id,
        )  # fmt: skip
        session.add(callback)
    erasures.by_number(kits, KIT, Door.PHONE)
    with kits.db.read() as session:
        promised = session.get_one(Callback, "promised")
        assert (promised.state, promised.ringing) == ("declined", None)
        assert session.get_one(Call, "ours").sid == "ours"


def test_a_text_that_is_just_being_sent_is_found_at_the_phone_company_too(
    kits: Runtime, company: Company, watch
) -> None:
    with kits.db.begin() as session:
        sending = session.get_one(Message, "text-kit")
        sending.state, sending.asked_at = MessageState.SENDING, kits.now()
    erasures.by_number(kits, KIT, Door.PHONE)
    do_all(kits)
    company.kept["SM-late"] = (Record.TEXT, KIT)
    watch.forward(timedelta(minutes=2))
    with kits.db.read() as session:
        (erasure,) = session.scalars(erasures.unfinished(kits.now()))
    erasures.finish(kits, erasure)
    assert "SM-late" in {row.sid for row in all_of(kits, Remnant)}


def test_a_link_erases_whose_phone_it_is_once(kits: Runtime) -> None:
    assert erasures.by_link(kits, link_hash(TOKEN + "kit"))
    assert (of(kits, KIT), len(of(kits, ANA))) == ([], 1)
    assert not erasures.by_link(kits, link_hash(TOKEN + "kit"))
    assert not erasures.by_link(kits, link_hash("of nobody"))


def test_a_link_that_outlived_the_number_still_erases_its_yes(kits: Runtime) -> None:
    with kits.db.begin() as session:
        session.execute(text("UPDATE consent SET number = NULL, person_id = NULL"))
    assert erasures.by_link(kits, link_hash(TOKEN + "kit"))
    assert all_of(kits, Erasure) == []
    assert {row.call_id for row in all_of(kits, Typed)} == {"ana"}


def test_the_audit_tells_that_somebody_was_erased_and_not_who(kits: Runtime) -> None:
    erasures.by_number(kits, KIT, Door.STAFF, "Sam")
    entry = all_of(kits, AuditEntry)[-1]
    assert (entry.who, entry.what, json.loads(entry.details)) == (
        "Sam",
        "person.erased",
        {"door": "staff"},
    )
    assert not {KIT[1:], kits.seal.fingerprint(KIT)} & {entry.subject}


def test_after_a_rotation_of_keys_the_same_person_is_found(kits: Runtime, company: Company) -> None:
    newer = replace(kits, seal=Seal([b"a newer key", *kits.environment.key_bytes]))
    assert erasures.by_number(newer, KIT, Door.STAFF).consents == 2
    do_all(newer)
    assert {row.sid for row in all_of(kits, Remnant)} == {"CA-kit", "CA-before", "SM-kit"}


def test_jobs_about_them_are_forgotten(kits: Runtime) -> None:
    kits.later.ask("send", "deliver", "text-kit")
    kits.later.ask("send", "deliver", "text-ana")
    erasures.by_number(kits, KIT, Door.STAFF)
    left = kits.later.jobs  # type: ignore[attr-defined]
    assert ("deliver", "text-kit") not in left
    assert ("deliver", "text-ana") in left


def test_every_table_that_knows_a_person_is_reached(kits: Runtime) -> None:
    """Whoever adds a table with `person_id`, or a fingerprint, has to forget it here as well."""
    prints = {t.name for t in Table.metadata.sorted_tables if "fingerprint" in t.c}
    assert prints == {"person_key", "neutral_reply", "opt_out"}
    tables = {t.name for t in Table.metadata.sorted_tables if "person_id" in t.c}
    assert tables == {"call", "consent", "conversation", "conflict", "erasure", "voicemail_sound"}


def test_who_texted_the_neutral_number_is_forgotten_too(rt: Runtime) -> None:
    assert neutral_replies.may_be_answered(rt, KIT)
    erasures.by_number(rt, KIT, Door.LINK)
    with rt.db.read() as session:
        assert session.scalars(select(NeutralReply.fingerprint)).all() == []
