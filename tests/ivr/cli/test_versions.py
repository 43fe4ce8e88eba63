"""Can Sam and Ana publish together from a terminal, and read what they did?"""

import re
import shlex
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner

from ivr.cli import audit, checking, drafts, flows, switches, versions
from ivr.cli.root import root
from ivr.operations import approvals, people
from ivr.operations.people import NewResponder
from ivr.runtime import Runtime

LONGER = ("welcome.yaml", "wait: 6s", "wait: 9s")
SHORTER = ("welcome.yaml", "wait: 6s", "wait: 5s")


class Refused(AssertionError):
    """Raised with what was said when a command ended with another code than 0."""


Typed = Callable[[str], str]


@pytest.fixture
def typed(small_rt: Runtime, monkeypatch: pytest.MonkeyPatch) -> Typed:
    """`typed("flows list")` is what the command says. Raises Refused."""
    for module in (audit, checking, drafts, flows, switches, versions):
        monkeypatch.setattr(module, "started", lambda: small_rt)

    def run(line: str) -> str:
        found = CliRunner().invoke(root, shlex.split(line))
        if found.exit_code != 0:
            raise Refused(found.output) from found.exception
        return found.output

    return run


@pytest.fixture
def revision(typed, folder, written) -> str:
    """What Sam proposes, with nothing but the first set live."""
    typed("flows publish")
    folder.hold(written(LONGER))
    said = typed("flows propose --author Sam --note 'people need longer'")
    return re.findall("approve ([0-9a-f]{16}) --by", said)[0]


def test_on_a_fresh_database_a_plain_publish_just_works_and_says_why(typed) -> None:
    said = typed("flows publish")
    assert re.search("Revision [0-9a-f]{16} published: the first publish", said)
    assert "2 line(s) were made" in said
    assert "is live already" in typed("flows publish")


def test_later_in_production_it_says_what_is_needed_instead(typed, revision: str) -> None:
    with pytest.raises(AssertionError, match="flows propose --author YOU"):
        typed("flows publish --author Sam")


def test_an_emergency_is_signed_and_has_a_reason(typed, revision: str) -> None:
    with pytest.raises(AssertionError, match="An emergency is signed"):
        typed("flows publish --emergency wrong_words")
    with pytest.raises(AssertionError, match="unsafe_words"):
        typed("flows publish --author Sam --emergency 'because I say so'")
    assert "nobody else agreed" in typed("flows publish --author Sam --emergency wrong_words")
    assert "reason=wrong_words" in typed("audit list")


def test_sam_proposes_ana_agrees_and_the_list_tells_it(typed, revision: str) -> None:
    assert f"wait  {revision}  Sam: waits for a second person  people" in typed("flows list")
    with pytest.raises(AssertionError, match="somebody else has to agree"):
        typed(f"flows approve {revision} --by Sam")
    said = typed(f"flows approve {revision[:6]} --by Ana")
    assert f"Revision {revision} published: agreed to by a second person" in said
    listed = typed("flows list")
    assert f"live  {revision}  2027-03-05 22:30 UTC  Sam, Ana agreed: agreed" in listed
    assert "wait" not in listed


def test_what_would_change_is_read_before_agreeing(typed, revision: str) -> None:
    assert typed(f"flows diff live {revision}") == (
        "welcome:\n  main_menu: wait is now 9 s; it was 6 s.\n"
    )
    assert typed("flows diff") == typed(f"flows diff live {revision}"), "the files are the same"
    assert typed("flows diff live live").startswith("Nothing: ")


def test_what_is_meant_for_monday_morning_waits_until_then(
    typed, small_rt, watch, folder, written
) -> None:
    typed("flows publish")
    folder.hold(written(LONGER))
    said = typed("flows propose --author Sam --note x --at '2027-03-08 06:00'")
    assert "can go live on 2027-03-08 06:00 America/New_York when somebody else agrees" in said
    revision = re.findall("approve ([0-9a-f]{16}) --by", said)[0]
    said = typed(f"flows approve {revision} --by Ana")
    assert f"Revision {revision} goes live on 2027-03-08 06:00 America/New_York." in said
    assert "waits for its time for 2027-03-08 11:00 UTC; Ana agreed" in typed("flows list")
    approvals.publish_due(small_rt)
    assert f"live  {revision}" not in typed("flows list")
    said = typed(f"flows withdraw {revision} --by Ana")
    assert "does not wait any more" in said


def test_what_was_refused_at_its_time_is_listed_with_the_reason(
    typed, small_rt, watch, folder, written
) -> None:
    typed("flows publish")
    folder.hold(written(LONGER))
    said = typed("flows propose --author Sam --note x --at '2027-03-08 06:00'")
    revision = re.findall("approve ([0-9a-f]{16}) --by", said)[0]
    typed(f"flows approve {revision} --by Ana")
    ben = NewResponder("Ben", "+12125550112", ("en",), {"general": watch() + timedelta(days=99)})
    people.add(small_rt, ben)
    watch.forward(timedelta(days=3))
    approvals.publish_due(small_rt)
    listed = typed("flows list")
    assert f"wait  {revision}  Sam: was refused by the checks for 2027-03-08 11:00 UTC" in listed
    assert re.search(r"nobody-speaks at welcome\.yaml:\d+; Ana had agreed", listed)
    with pytest.raises(AssertionError, match="`es` is offered, and neither"):
        typed(f"flows check --from {revision}")


SCRIPT = """\
script: Who wants to talk to somebody does
given:
  free: [{name: Ana, speaks: [en, es]}]
call:
  - presses: 1
  - presses: 1
  - ends_with: {rings: Ana, within: 45s}
must_pass_to_publish: yes
"""


def test_call_scripts_that_come_change_and_go_are_told(typed, small_rt, folder, written) -> None:
    typed("flows publish")
    scripted = {**written(), "scripts/talk.yaml": SCRIPT}
    folder.hold(scripted)
    assert typed("flows diff") == (
        "scripts/talk.yaml:\n"
        "  The call script “Who wants to talk to somebody does” is new. It must pass.\n"
    )
    typed("flows publish --author Sam --emergency wrong_words")
    wish = SCRIPT.replace("must_pass_to_publish: yes", "never: [cut_off]").replace("45s", "30s")
    folder.hold({**written(), "scripts/talk.yaml": f"# a comment\n{wish}"})
    said = typed("flows diff")
    assert "is changed: the call, what never happens." in said
    assert "need not pass any more." in said
    folder.hold(written())
    assert "is gone. It had to pass." in typed("flows diff")
    folder.hold({**scripted, "scripts/talk.yaml": SCRIPT.replace("Who wants", "Whoever wants")})
    assert "is now called “Whoever wants to talk" in typed("flows diff")
    folder.hold({**scripted, "scripts/talk.yaml": "script: ["})
    assert "scripts/talk.yaml:\n  Lines added" in typed("flows diff")


def test_a_call_script_goes_out_and_comes_back_to_the_byte(
    typed, folder, written, tmp_path: Path
) -> None:
    odd = f"# día y noche 🙂\r\n{SCRIPT}".replace("\n", "\r\n").replace("\r\r", "\r")
    folder.hold({**written(), "scripts/talk.yaml": odd})
    typed("flows publish")
    typed(f"flows export {tmp_path / 'out'}")
    assert (tmp_path / "out" / "scripts" / "talk.yaml").read_bytes() == odd.encode()
    typed(f"flows import {tmp_path / 'out'} --author Sam")
    assert typed("flows diff live draft:out").startswith("Nothing: ")


def test_who_takes_a_folder_in_is_told_at_once_what_is_wrong_with_it(
    typed, folder, written
) -> None:
    typed("flows publish")
    wrong = SCRIPT.replace("rings: Ana", "rings: Sam")
    folder.hold({**written(), "scripts/talk.yaml": wrong})
    said = typed(f"flows import {folder.path} --author Sam --draft summer")
    assert "Draft summer, version 1, holds 7 files." in said
    assert "scripts/talk.yaml:7:" in said
    assert re.search(r"1 must fix, .* \(helpline flows check --from draft:summer\)", said)
    with pytest.raises(AssertionError, match=r"talk\.yaml:7:.*\n.*You have reached us"):
        typed("flows propose --from draft:summer --author Sam --note x")


def test_a_time_in_another_zone(typed, folder, written) -> None:
    typed("flows publish")
    folder.hold(written(LONGER))
    asked = "flows propose --author Sam --note x --at '2027-03-08 06:00' --zone"
    assert "2027-03-08 06:00 Europe/London" in typed(f"{asked} Europe/London")
    with pytest.raises(AssertionError, match="A zone is written like"):
        typed(f"{asked} London")


def test_one_command_back(typed, revision: str) -> None:
    first = re.findall("live  ([0-9a-f]{16})", typed("flows list"))[0]
    typed(f"flows approve {revision} --by Ana")
    assert f"Revision {first} published: rolled back" in typed("flows roll-back --by Sam")
    with pytest.raises(AssertionError, match="No revision begins with feedfeed"):
        typed("flows roll-back feedfeed")


def test_a_draft_goes_out_and_in_to_the_byte_and_is_proposed(
    typed, folder, written, tmp_path: Path
) -> None:
    typed("flows publish")
    typed("flows drafts open summer --author Sam")
    out = tmp_path / "out"
    assert "6 files" in typed(f"flows export {out} --from draft:summer")
    assert (out / "welcome.yaml").read_bytes() == (folder.path / "welcome.yaml").read_bytes()
    assert {file.name for file in out.rglob("*.yaml")} == {
        file.name for file in folder.path.rglob("*.yaml")
    }
    (out / "welcome.yaml").write_bytes(written(LONGER)["welcome.yaml"].encode())
    typed(f"flows import {out} --draft summer --seen 1 --author Sam")
    with pytest.raises(AssertionError, match="Sam changed the draft summer meanwhile"):
        typed(f"flows import {out} --draft summer --seen 1 --author Ana")
    assert "wait is now 9 s" in typed("flows diff live draft:summer")
    assert "summer" in typed("flows drafts")
    assert "can go live" in typed("flows propose --from draft:summer --author Sam --note x")
    typed("flows drafts close summer --by Sam")
    assert typed("flows drafts") == ""


def test_what_is_live_goes_out_and_comes_back_as_the_same_revision(typed, tmp_path: Path) -> None:
    typed("flows publish")
    typed(f"flows export {tmp_path / 'out'} --revision live")
    typed(f"flows import {tmp_path / 'out'} --author Sam")
    assert typed("flows diff live draft:out").startswith("Nothing: ")
    with pytest.raises(AssertionError, match="live already"):
        typed("flows propose --from draft:out --author Sam --note x")
    with pytest.raises(AssertionError, match="not empty"):
        typed(f"flows export {tmp_path / 'out'}")


def test_closed_today_from_a_terminal(typed, watch) -> None:
    typed("flows publish")
    assert re.search("closed_today +off +Closed today", typed("switch list"))
    said = typed("switch on closed_today --until 18:00 --by Sam")
    assert said == "closed_today is on until 2027-03-05 18:00 America/New_York.\n"
    assert "on until 2027-03-05 18:00 America/New_York (Sam)" in typed("switch list")
    with pytest.raises(AssertionError, match="did you mean closed_today"):
        typed("switch on close_today --until 18:00 --by Sam")
    with pytest.raises(AssertionError, match="is not a time"):
        typed("switch on closed_today --until tonight --by Sam")
    assert typed("switch off closed_today --by Ana") == "closed_today is off.\n"


def test_the_audit_is_read_and_checked(typed, small_rt, revision: str) -> None:
    assert "flows.proposed" in typed("audit list --last 1")
    said = typed("audit verify")
    assert "All 2 entries are as they were written." in said
    head = re.findall("last hash: ([0-9a-f]{64})", said)[0]
    typed(f"flows approve {revision} --by Ana")
    assert "All 4 entries" in typed(f"audit verify --seen {head}")
    with pytest.raises(AssertionError, match="Entry 5 was tampered with"):
        typed(f"audit verify --seen {'f' * 64}")


@pytest.mark.parametrize(
    "command",
    ["flows", "flows publish", "flows propose", "flows diff", "switch", "audit verify"],
)
def test_help_teaches(typed, command: str) -> None:
    assert len(typed(f"{command} --help").splitlines()) > 6
