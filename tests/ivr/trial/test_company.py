"""Does the stand-in phone company know every number that is ours, also one that is added later?"""

from datetime import UTC, datetime
from pathlib import Path

from ivr import database
from ivr.operations import lines
from ivr.operations.lines import NewLine
from ivr.runtime import Runtime
from ivr.sandbox import Account, Exchange, HttpTransport, OwnedNumber, VirtualClock
from ivr.trial import company

LOCAL = "+12125550170"


def numbers(rt: Runtime) -> list[OwnedNumber]:
    """What the phone company is told of this helpline."""
    return company.numbers(rt.environment, rt.db)


def test_a_line_is_a_number_there_and_the_page_says_which(open_rt: Runtime) -> None:
    lines.add(open_rt, NewLine("local", LOCAL, "welcome"), "Sam")
    known = {owned.number: owned for owned in numbers(open_rt)}
    assert {number: owned.label for number, owned in known.items()} == {
        "+12125550100": "the helpline",
        "+12125550101": "the neutral number",
        LOCAL: "the line local",
    }
    assert known[LOCAL].sms_url == "http://helpline.test/text/messages"
    assert known[LOCAL].voice_url == "http://helpline.test/voice/calls"
    lines.close(open_rt, "local", "Sam")
    assert len(numbers(open_rt)) == 2


def test_a_line_that_is_added_while_it_runs_is_known_soon(open_rt: Runtime) -> None:
    account = Account(open_rt.environment.account_sid, "token")
    clock = VirtualClock(datetime(2027, 3, 5, tzinfo=UTC))
    exchange = Exchange(account, clock, HttpTransport(), numbers=numbers(open_rt))
    lines.add(open_rt, NewLine("local", LOCAL, "welcome"), "Sam")
    company.tell_of_new_lines(open_rt.environment, open_rt.db, exchange)
    assert exchange.numbers[LOCAL].sid.startswith("PN")
    company.tell_of_new_lines(open_rt.environment, open_rt.db, exchange)
    assert len(exchange.numbers) == 3


def test_without_tables_there_are_the_two_numbers_of_the_settings(
    rt: Runtime, tmp_path: Path
) -> None:
    empty = database.connect(f"sqlite:///{tmp_path}/empty.db")
    assert len(company.numbers(rt.environment, empty)) == 2
    empty.engine.dispose()
