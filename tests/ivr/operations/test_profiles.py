"""Does a change to somebody reach the next call, and does nothing stay of who has left?"""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlalchemy import func, select, text

from ivr.models import AuditEntry, Offer, OfferState, Pin, Responder, Role, Shift
from ivr.operations import duty, pairings, people, pins, planning, profiles
from ivr.operations.people import ImpossiblePerson, NewResponder, NobodyOfThatName, NoPhone
from ivr.operations.planning import NewShift
from ivr.operations.profiles import Change, Held, ImpossibleCertificate
from ivr.operations.rebuild import routed
from ivr.runtime import Runtime

YEAR = timedelta(days=365)
BY = "Sam"


def person(rt: Runtime, name: str) -> Responder:
    with rt.db.read() as session:
        return people.find(session, name)


def deeds(rt: Runtime) -> list[str]:
    with rt.db.read() as session:
        return list(session.scalars(select(AuditEntry.what).order_by(AuditEntry.number)))


def test_a_change_leaves_what_it_does_not_name(either_staffed: Runtime) -> None:
    profiles.change(either_staffed, "Ana", Change(zone="America/Chicago"), BY)
    profiles.change(either_staffed, "Ana", Change(name="Ana María", gender="woman"), BY)
    ana = person(either_staffed, "Ana María")
    assert (ana.zone, ana.gender, ana.areas, ana.role) == (
        "America/Chicago",
        "woman",
        [],
        "responder",
    )
    assert people.phone_of(either_staffed, ana) == "+12125550111"
    profiles.change(either_staffed, "Ana María", Change(gender="", zone=""), BY)
    ana = person(either_staffed, "Ana María")
    assert (ana.gender, ana.zone) == (None, None)
    assert deeds(either_staffed)[-3:] == ["people.changed"] * 3


def test_a_new_phone_is_the_one_that_rings_and_that_is_recognised(staffed: Runtime) -> None:
    profiles.change(staffed, "Ana", Change(phone="+12125550119"), BY)
    assert people.phone_of(staffed, person(staffed, "Ana")) == "+12125550119"
    with staffed.db.read() as session:
        assert people.by_number(staffed, session, "+12125550111") is None
        found = people.by_number(staffed, session, "+12125550119")
        assert found is not None
        assert found.name == "Ana"


@pytest.mark.parametrize(
    ("change", "why"),
    [
        (Change(name="Sam"), "already here"),
        (Change(name="  "), "1 to 100 letters"),
        (Change(name="Ana 12125550111"), "no telephone number"),
        (Change(phone="+12125550112"), "This is Sam's phone"),
        (Change(phone="12"), "The phone"),
        (Change(zone="Mars/Olympus"), "America/New_York"),
        (Change(gender="A woman"), r"settings\.yaml"),
    ],
)
def test_what_cannot_be_changes_nothing(staffed: Runtime, change: Change, why: str) -> None:
    before, known = deeds(staffed), person(staffed, "Ana")
    with pytest.raises(ImpossiblePerson, match=why) as raised:
        profiles.change(staffed, "Ana", change, BY)
    assert "5550112" not in str(raised.value)
    assert deeds(staffed) == before
    after = person(staffed, "Ana")
    assert (after.name, after.phone, after.zone) == (known.name, known.phone, known.zone)


def test_her_own_phone_written_again_is_still_hers(staffed: Runtime) -> None:
    profiles.change(staffed, "Ana", Change(phone="+1 212 555 0111"), BY)
    assert people.phone_of(staffed, person(staffed, "Ana")) == "+12125550111"


def test_a_wish_must_be_one_of_the_live_settings(open_staffed: Runtime) -> None:
    profiles.change(open_staffed, "Ana", Change(gender="woman", areas=("city", "city")), BY)
    assert (person(open_staffed, "Ana").gender, person(open_staffed, "Ana").areas) == (
        "woman",
        ["city"],
    )
    with pytest.raises(ImpossiblePerson, match="did you mean woman"):
        profiles.change(open_staffed, "Ana", Change(gender="women"), BY)


def test_languages_take_the_place_of_those_known_and_basic_is_not_routed(
    either_staffed: Runtime,
) -> None:
    profiles.speaks(either_staffed, "Ana", ("es:native", "en:basic", "fr:basic:routed"), BY)
    ana = person(either_staffed, "Ana")
    assert [one.tag for one in ana.spoken] == ["es", "en", "fr"]
    assert routed(ana).languages == {"es", "fr"}
    profiles.speaks(either_staffed, "Ana", ("en", "es"), BY)
    assert person(either_staffed, "Ana").languages == ["en", "es"]


def test_routing_follows_at_once_for_somebody_on_duty(staffed: Runtime) -> None:
    duty.on(staffed, "Ana")
    profiles.speaks(staffed, "Ana", ("fr",), BY)
    ana = person(staffed, "Ana").id
    assert _cells(staffed, "fr") == [ana]
    assert _cells(staffed, "en") == []
    profiles.uncertify(staffed, "Ana", "domestic_abuse", BY)
    assert _cells(staffed, "fr") == []


def _cells(rt: Runtime, language: str) -> list[str]:
    """Who is idle in any cell of this language."""
    found: set[bytes] = set()
    for key in rt.redis.scan_iter(f"*:idle:{language}|*"):
        found |= set(rt.redis.zrange(key, 0, -1))
    return sorted(one.decode() for one in found)


def test_a_renewed_certificate_takes_the_place_of_the_old(either_staffed: Runtime) -> None:
    until = either_staffed.now() + 2 * YEAR
    day = either_staffed.now().date() - timedelta(days=3)
    profiles.certify(either_staffed, "Ana", [Held("domestic_abuse", until, day)], BY)
    profiles.certify(either_staffed, "Ana", [Held("domestic_abuse", until + YEAR)], BY)
    (held,) = person(either_staffed, "Ana").certifications
    assert (held.valid_until, held.issued_on) == (until + YEAR, day)
    assert deeds(either_staffed)[-1] == "people.certified"


def test_a_certificate_of_tomorrow_does_not_count_today(staffed: Runtime) -> None:
    tomorrow = staffed.now().date() + timedelta(days=1)
    with pytest.raises(ImpossibleCertificate, match="future"):
        profiles.certify(staffed, "Ana", [Held("legal", staffed.now() + YEAR, tomorrow)], BY)
    with pytest.raises(ImpossibleCertificate, match="before it was issued"):
        profiles.certify(
            staffed, "Ana", [Held("legal", staffed.now() - YEAR, date(2027, 1, 1))], BY
        )
    assert [one.specialty for one in person(staffed, "Ana").certifications] == ["domestic_abuse"]


def test_taking_away_what_is_not_there_says_what_is(staffed: Runtime) -> None:
    with pytest.raises(ImpossibleCertificate, match="but: domestic_abuse"):
        profiles.uncertify(staffed, "Ana", "legal", BY)


def test_who_takes_no_calls_alone_is_on_duty_without_being_rung(staffed: Runtime) -> None:
    for name in ("Ana", "Sam", "Kit"):
        duty.on(staffed, name)
    rung = {person(staffed, name).id for name in ("Ana", "Sam")}
    assert set(_cells(staffed, "en")) == rung
    profiles.change(staffed, "Ana", Change(role=Role.INTERPRETER), BY)
    assert _cells(staffed, "en") == [person(staffed, "Sam").id]
    assert duty.free_cells(staffed) == {("en", "domestic_abuse"), ("es", "domestic_abuse")}
    duty.off(staffed, "Sam")
    assert duty.free_cells(staffed) == frozenset()


def test_a_mentor_stays_one_as_long_as_somebody_learns_from_them(staffed: Runtime) -> None:
    pairings.learns_from(staffed, "Kit", "Sam", BY)
    with pytest.raises(ImpossiblePerson, match="somebody's mentor"):
        profiles.change(staffed, "Sam", Change(role=Role.RESPONDER), BY)
    profiles.change(staffed, "Kit", Change(role=Role.RESPONDER), BY)
    profiles.change(staffed, "Sam", Change(role=Role.RESPONDER), BY)
    assert person(staffed, "Sam").role == Role.RESPONDER


def test_of_who_has_left_the_name_stays_and_nothing_else(either_staffed: Runtime) -> None:
    rt = either_staffed
    pins.set_pin(rt, "Ana", "2580", BY)
    planning.add(rt, NewShift("Ana", "09:00-17:00", every="mon"))
    duty.on(rt, "Ana")
    ana = person(rt, "Ana").id
    profiles.retire(rt, "Ana", BY)
    assert rt.routing.roster.state(ana) is None
    assert [known.name for known in people.everybody(rt)] == ["Kit", "Sam"]
    with rt.db.read() as session:
        row = session.get_one(Responder, ana)
        assert (row.name, row.phone, row.phone_fingerprint) == ("Ana", None, None)
        assert people.by_number(rt, session, "+12125550111") is None
        for table in (Pin, Shift):
            assert session.scalar(select(func.count()).select_from(table)) == 0
        kept = session.execute(text("SELECT * FROM responder WHERE name = 'Ana'")).one()
        assert "5550111" not in repr(kept)
    with pytest.raises(NoPhone):
        people.phone_of(rt, row)
    for change in (duty.on, duty.off):
        with pytest.raises(NobodyOfThatName):
            change(rt, "Ana")


def test_the_phone_of_who_has_left_may_be_somebody_elses(staffed: Runtime) -> None:
    profiles.retire(staffed, "Ana", BY)
    people.add(staffed, NewResponder("Carmen", "+12125550111", ("es",), {}))
    with pytest.raises(ImpossiblePerson, match="already here"):
        people.add(staffed, NewResponder("Ana", "+12125550118", ("es",), {}))


def test_nobody_leaves_in_the_middle_of_a_call(open_staffed: Runtime) -> None:
    rt = open_staffed
    with rt.db.begin() as session:
        session.execute(
            text(
                "INSERT INTO call (id, sid, outbound, line, revision, state, number_hidden,"
                " began_at, credit_seconds, room) SELECT 'c', 'CA1', false, id,"
                " (SELECT id FROM revision), 'connected', false, :now, 0, 1 FROM line LIMIT 1"
            ),
            {"now": rt.now().replace(tzinfo=None)},
        )
        session.add(
            Offer(
                id="o",
                call_id="c",
                responder_id=people.find(session, "Ana").id,
                state=OfferState.ACCEPTED,
                matched="exact",
                made_at=rt.now(),
                deadline_at=rt.now(),
            )
        )
    with pytest.raises(ImpossiblePerson, match="on a call"):
        profiles.retire(rt, "Ana", BY)
    assert person(rt, "Ana").retired_at is None


@pytest.mark.parametrize("odd", ["", "Kit'; --", "ana"])
def test_a_name_nobody_has_is_one_sentence(staffed: Runtime, odd: str) -> None:
    with pytest.raises(NobodyOfThatName, match="people list"):
        profiles.change(staffed, odd, Change(role=Role.MENTOR), BY)


def test_who_did_it_signs_with_a_name(staffed: Runtime) -> None:
    with pytest.raises(ValueError, match="name"):
        profiles.change(staffed, "Ana", Change(role=Role.MENTOR), "+12125550100")
    assert person(staffed, "Ana").role == Role.RESPONDER


def test_one_phone_rings_for_one_person_also_after_the_keys_were_changed(staffed: Runtime) -> None:
    newer = replace(staffed, seal=type(staffed.seal)([b"this year's", b"a key for tests"]))
    with pytest.raises(ImpossiblePerson, match="This is Ana's phone"):
        people.add(newer, NewResponder("Carmen", "+12125550111", ("es",), {}))
