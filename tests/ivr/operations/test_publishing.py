"""Does a publish change what callers hear only when it may, and undo itself when asked?"""

from dataclasses import replace

import pytest
from sqlalchemy import func, select
from sqlalchemy.exc import DBAPIError

from ivr.flow.finding import BrokenFlows
from ivr.models import AuditEntry, Emergency, Line, Manner, Publication, Resource, Revision
from ivr.operations import audit, flows, revisions
from ivr.operations.audit import Sound
from ivr.operations.flows import NeedsSecondPerson, NothingBefore
from ivr.operations.revisions import NoSuchRevision
from ivr.runtime import Runtime

SHORTER = ("welcome.yaml", "wait: 6s", "wait: 5s")
LONGER = ("welcome.yaml", "wait: 6s", "wait: 9s")


def live(rt: Runtime) -> str | None:
    with rt.db.read() as session:
        return revisions.live(session)


def deeds(rt: Runtime) -> list[tuple[str, str, str]]:
    with rt.db.read() as session:
        rows = session.scalars(select(AuditEntry).order_by(AuditEntry.number))
        return [(row.who, row.what, row.details) for row in rows]


def developing(rt: Runtime) -> Runtime:
    return replace(rt, environment=replace(rt.environment, production=False))


def test_the_first_publish_needs_nobody_else_and_makes_what_a_call_needs(small_rt: Runtime) -> None:
    done = flows.publish(small_rt, "as it came")
    assert (done.changed, done.lines, done.manner) == (True, 2, Manner.FIRST)
    assert live(small_rt) == done.revision
    with small_rt.db.read() as session:
        assert {line.flow for line in session.scalars(select(Line))} == {"welcome", "neutral"}
        assert session.scalar(select(func.count()).select_from(Resource))
    assert deeds(small_rt) == [
        ("the command line", "flows.published", '{"lines":"2","manner":"first"}')
    ]


def test_publishing_what_is_live_changes_nothing_and_asks_for_nobody(small_rt: Runtime) -> None:
    first = flows.publish(small_rt)
    again = flows.publish(small_rt)
    assert (again.changed, again.lines, again.revision) == (False, 0, first.revision)
    assert len(deeds(small_rt)) == 1


def test_in_production_a_second_publish_says_what_is_needed(
    small_rt: Runtime, folder, written
) -> None:
    first = flows.publish(small_rt)
    folder.hold(written(LONGER))
    with pytest.raises(NeedsSecondPerson, match=r"propose .* approve"):
        flows.publish(small_rt, author="Sam")
    assert live(small_rt) == first.revision


def test_in_development_nobody_else_is_needed(small_rt: Runtime, folder, written) -> None:
    first = flows.publish(small_rt)
    folder.hold(written(LONGER))
    done = flows.publish(developing(small_rt), "longer", author="Sam")
    assert (done.manner, done.replaced) == (Manner.DEVELOPMENT, first.revision)
    assert live(small_rt) == done.revision


def test_an_emergency_needs_nobody_else_and_is_never_forgotten(
    small_rt: Runtime, folder, written
) -> None:
    first = flows.publish(small_rt)
    folder.hold(written(LONGER))
    done = flows.publish(small_rt, author="Sam", emergency=Emergency.WRONG_NUMBER)
    assert done.manner is Manner.EMERGENCY
    with small_rt.db.read() as session:
        made = session.get_one(Publication, 2)
        assert (made.author, made.approver, made.reason) == ("Sam", None, "wrong_number")
    assert deeds(small_rt)[-1] == (
        "Sam",
        "flows.published",
        f'{{"manner":"emergency","reason":"wrong_number","replaced":"{first.revision}"}}',
    )


def test_a_broken_file_is_told_by_line_and_leaves_what_is_live_alone(
    small_rt: Runtime, folder, written
) -> None:
    first = flows.publish(small_rt)
    broken = written()
    broken["welcome.yaml"] = broken["welcome.yaml"].replace("then: main_menu", "then: nowhere")
    folder.hold(broken)
    with pytest.raises(BrokenFlows, match=r"welcome\.yaml:16:"):
        flows.publish(developing(small_rt), author="Sam")
    assert live(small_rt) == first.revision
    assert len(deeds(small_rt)) == 1


def test_a_set_that_leaves_a_number_unanswered_is_refused(
    small_rt: Runtime, folder, written
) -> None:
    first = flows.publish(small_rt)
    files = written()
    del files["neutral.yaml"]
    spanish = files["wording/es.yaml"]
    files["wording/es.yaml"] = spanish[: spanish.index("  neutral.")]
    folder.hold(files)
    with pytest.raises(BrokenFlows, match="The line neutral answers with the flow neutral"):
        flows.publish(developing(small_rt), author="Sam")
    assert live(small_rt) == first.revision


def test_rolling_back_brings_back_what_was_live_before(small_rt: Runtime, folder, written) -> None:
    first = flows.publish(small_rt)
    folder.hold(written(LONGER))
    second = flows.publish(small_rt, author="Sam", emergency=Emergency.WRONG_WORDS)
    back = flows.roll_back(small_rt, "Ana")
    assert (back.revision, back.replaced) == (first.revision, second.revision)
    assert live(small_rt) == first.revision
    assert flows.roll_back(small_rt, "Ana").revision == second.revision, "and forth again"
    assert deeds(small_rt)[-2][:2] == ("Ana", "flows.published")
    with small_rt.db.read() as session:
        assert session.scalar(select(func.count()).select_from(Revision)) == 2


def test_any_revision_that_was_live_can_be_named(small_rt: Runtime, folder, written) -> None:
    first = flows.publish(small_rt)
    for edit in (LONGER, SHORTER):
        folder.hold(written(edit))
        flows.publish(small_rt, author="Sam", emergency=Emergency.WRONG_WORDS)
    assert flows.roll_back(small_rt, "Ana", first.revision[:6]).revision == first.revision
    assert live(small_rt) == first.revision


def test_with_nothing_before_there_is_nothing_to_roll_back_to(small_rt: Runtime) -> None:
    with pytest.raises(NothingBefore):
        flows.roll_back(small_rt, "Ana")
    flows.publish(small_rt)
    with pytest.raises(NothingBefore):
        flows.roll_back(small_rt, "Ana")
    with pytest.raises(NoSuchRevision):
        flows.roll_back(small_rt, "Ana", "feedfeed")
    with pytest.raises(NoSuchRevision):
        flows.roll_back(small_rt, "Ana", "%%%%")


def test_what_was_never_live_cannot_be_slipped_in_by_rolling_back(
    small_rt: Runtime, written
) -> None:
    flows.publish(small_rt)
    ready = flows.proven(small_rt, written(LONGER))
    with small_rt.db.begin() as session:
        kept = Revision(id=ready.revision, files=dict(ready.files), created_at=small_rt.now())
        revisions.keep(session, kept)
    with pytest.raises(NothingBefore, match="never live"):
        flows.roll_back(small_rt, "Ana", ready.revision)


def test_an_old_revision_that_todays_checks_refuse_does_not_come_back(
    small_rt: Runtime, folder, written
) -> None:
    """Fictional duty phones were allowed once, and are not any more."""
    flows.publish(small_rt)
    real = ("settings.yaml", "+12125550190", "+12127365000")
    folder.hold(written(real))
    second = flows.publish(small_rt, author="Sam", emergency=Emergency.WRONG_NUMBER)
    strict = replace(small_rt, environment=replace(small_rt.environment, allow_test_numbers=False))
    with pytest.raises(BrokenFlows):
        flows.roll_back(strict, "Ana")
    assert live(small_rt) == second.revision


@pytest.mark.parametrize(
    "deed",
    [
        "UPDATE revision SET note = 'other words'",
        "DELETE FROM publication",
        "UPDATE publication SET author = 'Kit'",
        "DELETE FROM audit",
        "UPDATE audit SET who = 'Kit'",
    ],
)
def test_what_was_published_and_by_whom_cannot_be_rewritten(small_rt: Runtime, deed: str) -> None:
    flows.publish(small_rt)
    with pytest.raises(DBAPIError, match="written once"), small_rt.db.begin() as session:
        session.connection().exec_driver_sql(deed)
    verdict = audit.verify(small_rt)
    assert isinstance(verdict, Sound)
    assert verdict.entries == 1
