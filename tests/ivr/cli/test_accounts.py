"""Can the first people be let into the console from a terminal, and nobody by mistake?"""

import re

from ivr import environment
from ivr.operations import accounts, factors
from ivr.operations.accounts import Chosen
from ivr.runtime import build

LINK = re.compile(r"http://127\.0\.0\.1:8000/console/invited/([\w-]+)")
SECRET = b"a secret of twenty b"


def accept(terminal, token: str) -> None:
    """Whoever got the link opened the account."""
    rt = build(environment.read(terminal.given))
    code = factors.now_code(SECRET, rt.now())
    assert accounts.accept(rt, token, Chosen("four unlikely words together", SECRET, code))
    rt.db.engine.dispose()
    rt.redis.close()


def test_a_link_is_printed_once_and_the_list_says_how_far_it_came(terminal) -> None:
    said = terminal.done("people invite Sam --may supervisor --may %flow_editor")
    link = LINK.search(said)
    assert link
    assert "may then be: flow_editor, supervisor" in said
    assert re.search(r"invited +Sam +flow_editor, supervisor", terminal.done("people accounts"))
    accept(terminal, link[1])
    assert re.search(r"open +Sam +flow_editor, supervisor", terminal.done("people accounts"))
    again = LINK.search(terminal.done("people invite sam"))
    assert again
    assert again[1] != link[1]
    assert "flow_editor, supervisor" in terminal.done("people accounts"), "as before"


def test_who_is_invited_as_nothing_may_see_nothing(terminal) -> None:
    assert "nothing yet; say it with --may" in terminal.done("people invite Kit")
    assert "may see nothing" in terminal.done("people accounts")


def test_a_responder_is_invited_as_one(terminal) -> None:
    terminal.done("people add --name Ana --phone +12125550111 --speaks es")
    assert "may then be: responder" in terminal.done("people invite Ana")


def test_an_administrator_is_nothing_else(terminal) -> None:
    said = terminal.refused("people invite Rosa --may administrator --may supervisor")
    assert "never sees callers" in said
    assert terminal.done("people accounts") == ""


def test_a_closed_account_is_gone_and_another_of_that_name_may_come(terminal) -> None:
    terminal.done("people invite Sam --may supervisor")
    terminal.done("people close-account Sam --yes")
    assert terminal.done("people accounts") == ""
    assert "Nobody of this name" in terminal.refused("people close-account Sam --yes")
    terminal.done("people invite Sam")
    assert "may see nothing" in terminal.done("people accounts")
    audit = terminal.done("audit list")
    assert "account.closed" in audit
    assert "as they were written" in terminal.done("audit verify")


def test_the_code_is_told_for_trying_and_never_in_production(terminal) -> None:
    token = LINK.search(terminal.done("people invite Sam"))
    assert token
    assert "not accepted the invitation yet" in terminal.refused("people code Sam")
    accept(terminal, token[1])
    assert re.fullmatch("[0-9]{6}\n", terminal.done("people code Sam"))
    real = {
        "HELPLINE_ENV": "production",
        "HELPLINE_PUBLIC_URL": "https://phone.example.org",
        "HELPLINE_PAGES_URL": "https://useful.example.net",
        "HELPLINE_SECRET_KEYS": "x" * 40,
        "HELPLINE_TWILIO_ACCOUNT_SID": "AC" + "1" * 32,
        "HELPLINE_TWILIO_AUTH_TOKENS": "token",
        "HELPLINE_NUMBER": "+12125552368",
        "HELPLINE_NEUTRAL_NUMBER": "+12125552369",
        "HELPLINE_TWILIO_API_URL": "",
    }
    asked = terminal("people code Sam", **{n.removeprefix("HELPLINE_"): v for n, v in real.items()})
    assert asked.exit_code == 1
    assert "a second factor stays with its owner" in asked.output
