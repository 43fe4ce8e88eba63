"""Is everything asked before callers hear a set: its calls, the people for them, what is live?"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from sqlalchemy import select

from ivr.flow.finding import BrokenFlows, Finding
from ivr.flow.reader import read_set
from ivr.models import (
    Approval,
    ApprovalState,
    AuditEntry,
    Emergency,
    Manner,
    Publication,
    Revision,
)
from ivr.operations import approvals, drafts, flows, people, revisions
from ivr.operations.approvals import Proposal
from ivr.operations.people import NewResponder
from ivr.queries.versions import history
from ivr.runtime import Runtime

SCRIPT = "scripts/a_spanish_caller.yaml"
CALL = """\
script: A Spanish caller talks to Ana
why: Nobody else speaks Spanish at night.
given:
  free: [{name: Ana, speaks: [es]}]
call:
  - presses: 2
  - hears: main_menu
    in: es
  - presses: 1
  - ends_with: {rings: Ana, within: 45s}
never: [cut_off, other_language]
must_pass_to_publish: yes
"""
LONGER = ("welcome.yaml", "wait: 6s", "wait: 9s")
ASTRAY = ("welcome.yaml", "someone now\n        go: person", "someone now\n        go: other_lines")
"""Who wants to talk to somebody hears of other places instead: it reads well, and is wrong."""
TOMORROW = timedelta(days=1)
A_YEAR = timedelta(days=365)


def live(rt: Runtime) -> str | None:
    with rt.db.read() as session:
        return revisions.live(session)


def last_deed(rt: Runtime) -> tuple[str, str]:
    with rt.db.read() as session:
        row = session.scalars(select(AuditEntry).order_by(AuditEntry.number.desc())).first()
        assert row is not None
        return row.what, row.details


@pytest.fixture
def scripted(written):
    """The small set with its call script, and with edits."""

    def write(*edits: tuple[str, str, str], call: str = CALL) -> dict[str, str]:
        return {**written(*edits), SCRIPT: call}

    return write


@pytest.fixture
def first(small_rt: Runtime, folder, scripted) -> str:
    """The small set with its call script is live."""
    folder.hold(scripted())
    return flows.publish(small_rt).revision


def add(rt: Runtime, name: str, *speaks: str, until: datetime | None = None, **more: str) -> None:
    """A responder who is trained for harm in the family, for a year if nothing else is said."""
    specialty = more.get("specialty", "domestic_abuse")
    ends = until or rt.now() + A_YEAR
    number = f"+1212555011{len(people.everybody(rt))}"
    people.add(rt, NewResponder(name, number, tuple(speaks), {specialty: ends}))


def refused(found: pytest.ExceptionInfo[BrokenFlows]) -> Finding:
    (finding,) = found.value.findings
    return finding


def test_nobody_can_publish_a_set_whose_calls_go_astray(
    small_rt: Runtime, folder, scripted, first
) -> None:
    astray = scripted(ASTRAY)
    folder.hold(astray)
    developing = replace(small_rt, environment=replace(small_rt.environment, production=False))
    ways = {
        "alone": lambda: flows.publish(developing),
        "emergency": lambda: flows.publish(
            small_rt, author="Sam", emergency=Emergency.CALLERS_STRANDED
        ),
        "proposed": lambda: approvals.propose(small_rt, Proposal(astray, "Sam", "")),
        "for tomorrow": lambda: approvals.propose(
            small_rt, Proposal(astray, "Sam", "", due_at=small_rt.now() + TOMORROW)
        ),
    }
    for way in ways.values():
        with pytest.raises(BrokenFlows) as found:
            way()
        finding = refused(found)
        assert (finding.code, finding.file, finding.line) == ("script-fails", SCRIPT, 10)
        assert "does not end with Ana" in finding.sentence
        assert any("[es] es No one here is free." in line for line in finding.transcript)
    assert live(small_rt) == first
    with small_rt.db.read() as session:
        assert session.scalars(select(Revision.id)).all() == [first]
        assert session.scalars(select(AuditEntry.what)).all() == ["flows.published"]


def test_a_script_without_must_pass_is_told_and_stops_nobody(
    small_rt: Runtime, scripted, first
) -> None:
    wish = CALL.replace("must_pass_to_publish: yes", "must_pass_to_publish: no")
    asked = approvals.propose(small_rt, Proposal(scripted(ASTRAY, call=wish), "Sam", ""))
    assert "script-fails" in {finding.code for finding in asked.advice}


def test_a_script_is_part_of_what_two_people_agreed_to(small_rt: Runtime, scripted, first) -> None:
    slower = scripted(call=CALL.replace("45s", "50s"))
    asked = approvals.propose(small_rt, Proposal(slower, "Sam", ""))
    assert asked.revision != first, "it is another set, although callers hear the same"
    approvals.approve(small_rt, asked.revision, "Ana")
    drafts.begin(small_rt, "summer", "Sam")
    assert drafts.get(small_rt, "summer").files == slower


def stored(rt: Runtime, files: Mapping[str, str]) -> str:
    """A revision as an earlier version of this program let it pass."""
    name = read_set(files, allow_test_numbers=True).short
    with rt.db.begin() as session:
        session.add(Revision(id=name, files=dict(files), created_at=rt.now()))
    return name


def made_live(rt: Runtime, name: str) -> None:
    with rt.db.begin() as session:
        number = session.query(Publication).count() + 1
        how = {"manner": Manner.EARLIER, "author": "", "published_at": rt.now()}
        session.add(Publication(number=number, revision=name, **how))


def test_what_was_live_before_there_were_scripts_is_as_good_as_ever(
    small_rt: Runtime, written, scripted
) -> None:
    old = stored(small_rt, written())
    made_live(small_rt, old)
    assert small_rt.books.live().short == old
    new = approvals.propose(small_rt, Proposal(scripted(), "Sam", "")).revision
    approvals.approve(small_rt, new, "Ana")
    assert flows.roll_back(small_rt, "Ana").revision == old
    assert live(small_rt) == old


def test_calls_that_go_astray_do_not_come_back_by_rolling_back(
    small_rt: Runtime, folder, scripted
) -> None:
    """The calls of this set went well with an earlier version, and go astray with this one."""
    astray = stored(small_rt, scripted(ASTRAY))
    made_live(small_rt, astray)
    made_live(small_rt, stored(small_rt, scripted()))
    now = live(small_rt)
    with pytest.raises(BrokenFlows) as found:
        flows.roll_back(small_rt, "Ana")
    assert refused(found).code == "script-fails"
    assert live(small_rt) == now


def agreed_for_tomorrow(rt: Runtime, revision: str, base: str) -> None:
    with rt.db.begin() as session:
        session.add(
            Approval(
                id="1" * 32,
                revision=revision,
                base=base,
                state=ApprovalState.READY,
                author="Sam",
                approver="Ana",
                asked_at=rt.now(),
                due_at=rt.now() + TOMORROW,
            )
        )


def test_at_its_time_the_calls_are_played_again_and_who_agreed_is_told_why_not(
    small_rt: Runtime, watch, scripted, first
) -> None:
    astray = stored(small_rt, scripted(ASTRAY))
    agreed_for_tomorrow(small_rt, astray, first)
    watch.forward(TOMORROW)
    approvals.publish_due(small_rt)
    assert live(small_rt) == first
    assert last_deed(small_rt) == (
        "flows.refused",
        f'{{"at":"{SCRIPT}:10","author":"Sam","finding":"script-fails"}}',
    )
    (told,) = history(small_rt).waiting
    assert (told.state, told.author, told.approver) == (ApprovalState.REFUSED, "Sam", "Ana")
    assert told.refused_for == f"script-fails at {SCRIPT}:10"


def test_nobody_is_missed_before_anybody_is_written_down(small_rt: Runtime, folder) -> None:
    assert flows.publish(small_rt).changed
    seen = flows.reviewed(small_rt, {})
    assert seen.situation.served is None


def test_a_language_nobody_can_speak_any_more_is_not_offered_anew(
    small_rt: Runtime, watch, scripted, first
) -> None:
    """Ana's certificate runs out tomorrow; nobody else speaks Spanish."""
    add(small_rt, "Ben", "en")
    add(small_rt, "Ana", "es", until=small_rt.now() + TOMORROW)
    due = small_rt.now() + TOMORROW
    asked = approvals.propose(small_rt, Proposal(scripted(LONGER), "Sam", "", due_at=due))
    approvals.approve(small_rt, asked.revision, "Ana")
    watch.forward(TOMORROW)
    approvals.publish_due(small_rt)
    assert live(small_rt) == first
    assert '"finding":"nobody-speaks"' in last_deed(small_rt)[1]
    with pytest.raises(BrokenFlows) as found:
        approvals.propose(small_rt, Proposal(scripted(LONGER), "Sam", ""))
    assert refused(found).sentence.startswith("`es` is offered, and neither a responder")


def test_harm_nobody_is_trained_for_needs_somebody_or_a_wider_line(
    small_rt: Runtime, scripted, first
) -> None:
    narrow = ("welcome.yaml", "    widen:\n      - {after: 30s, to: any_specialty}\n", "")
    add(small_rt, "Ben", "en")
    add(small_rt, "Ana", "es", specialty="general")
    with pytest.raises(BrokenFlows) as found:
        approvals.propose(small_rt, Proposal(scripted(narrow), "Sam", ""))
    assert refused(found).code == "need-nobody-serves"
    add(small_rt, "Carmen", "es")
    assert approvals.propose(small_rt, Proposal(scripted(narrow), "Sam", "")).revision


def test_who_puts_right_what_callers_hear_does_not_wait_for_somebody_to_be_trained(
    small_rt: Runtime, folder, scripted, first
) -> None:
    add(small_rt, "Ben", "en")
    folder.hold(scripted(LONGER))
    done = flows.publish(small_rt, author="Sam", emergency=Emergency.UNSAFE_WORDS)
    assert done.manner is Manner.EMERGENCY
    assert "nobody-speaks" in {finding.code for finding in done.advice}
    assert '"despite":"nobody-speaks"' in last_deed(small_rt)[1]
    assert flows.roll_back(small_rt, "Ana").revision == first
    assert '"despite":"nobody-speaks"' in last_deed(small_rt)[1]


CALLING = ("welcome.yaml", "say: I am calling everybody.", "say: I am calling all of us.")
EMERGENCY = (
    "welcome.yaml",
    "    kind: connect\n    say: I am calling everybody.\n"
    "    needs: {language: callers, urgency: danger}\n",
    "    kind: emergency\n    say: I am calling everybody.\n",
)


def test_who_agrees_to_other_words_in_an_emergency_is_told_and_the_audit_says_so(
    small_rt: Runtime, folder, scripted
) -> None:
    folder.hold(scripted(EMERGENCY))
    flows.publish(small_rt)
    plain = approvals.propose(small_rt, Proposal(scripted(EMERGENCY, LONGER), "Sam", ""))
    assert "needs-safeguarding" not in {finding.code for finding in plain.advice}
    assert "safeguarding" not in last_deed(small_rt)[1]
    files = scripted(EMERGENCY, CALLING)
    asked = approvals.propose(small_rt, Proposal(files, "Sam", ""))
    assert '"safeguarding":"changed"' in last_deed(small_rt)[1]
    agreed = approvals.approve(small_rt, asked.revision, "Ana")
    (told,) = (one for one in agreed.advice if one.code == "needs-safeguarding")
    assert (told.file, told.step, told.level) == ("welcome.yaml", "in_danger", "W")
    assert last_deed(small_rt)[0] == "flows.published"
    assert '"safeguarding":"changed"' in last_deed(small_rt)[1]


def test_a_live_set_this_version_cannot_read_is_no_reason_to_refuse_another(
    small_rt: Runtime, written, scripted
) -> None:
    made_live(small_rt, stored(small_rt, written()))
    with small_rt.db.begin() as session:
        session.add(Revision(id="b" * 16, files={"x.yaml": "x"}, created_at=small_rt.now()))
    made_live(small_rt, "b" * 16)
    assert flows.reviewed(small_rt, scripted()).situation.live is None
    assert approvals.propose(small_rt, Proposal(scripted(), "Sam", "")).revision
