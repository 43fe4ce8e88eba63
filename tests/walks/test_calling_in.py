"""Does a responder come on duty from an old telephone, and does nobody else learn that one can?"""

import logging
import re

import pytest
from sqlalchemy import select
from town import CALLER, HELPLINE, HOST, NEUTRAL, PHONES, Town

from ivr.models import AuditEntry, Call
from ivr.operations import pins, presences
from ivr.sandbox.legs import Leg

PIN = "2580"
TYPED = f"{PIN}#"


def calls_in(town: Town, *keys: str, name: str = "Ana", withheld: bool = False) -> Leg:
    """This responder calls the neutral number and presses these, one entry at each question."""
    return town.dial(list(keys), number=PHONES[name], to=NEUTRAL, withheld=withheld)


def ana_with_a_pin(town: Town, *, on_duty: bool = False) -> None:
    town.add("Ana", on_duty=on_duty)
    pins.set_pin(town.rt, "Ana", PIN, "Sam")


def says(town: Town, leg: Leg) -> list[str]:
    """Which of our phrases were said, by name."""
    names = {town.phrase(name): name for name in PHRASES}
    return [names.get(words, words) for words in town.heard(leg)]


PHRASES = (
    *("duty_pin", "duty_pin_again", "duty_pin_locked", "duty_is_on", "duty_is_off", "duty_keys"),
    *("duty_pause_keys", "duty_goodbye"),
)


def goodbye(town: Town) -> list[str]:
    """The last words to every stranger."""
    book = town.rt.books.live()
    return [book.words("neutral", "goodbye", "say", language) for language in ("en", "es")]


def hears_what_strangers_hear(town: Town, leg: Leg) -> bool:
    """Nothing of responders, and a goodbye that names nothing."""
    of_staff = [name for name in says(town, leg) if name.startswith("duty_")]
    return town.heard(leg)[-2:] == goodbye(town) and not of_staff


def test_on_off_and_how_it_stands(either_town: Town) -> None:
    town = either_town
    ana_with_a_pin(town)
    leg = calls_in(town, TYPED, "1", "4", "2", "")
    town.wait_until("ended", "Ana")
    said = ["duty_pin", "duty_is_off", "duty_is_on", "duty_is_on", "duty_is_off"]
    assert says(town, leg) == [*said, "duty_keys", "duty_goodbye"], "keys interrupt what is said"
    assert town.state_of("Ana") is None


def test_who_comes_on_duty_like_this_takes_the_next_call(town: Town) -> None:
    ana_with_a_pin(town)
    calls_in(town, TYPED, "1")
    town.wait_until("ended", "Ana")
    leg = town.together()
    assert town.in_one_room(leg, "Ana")


# The walk begins at 22:30 UTC, half past five in New York.
@pytest.mark.parametrize(("key", "until"), [("1", "17:45"), ("2", "18:00"), ("3", "18:30")])
def test_a_pause_is_as_long_as_the_key_says(town: Town, key: str, until: str) -> None:
    ana_with_a_pin(town, on_duty=True)
    leg = calls_in(town, TYPED, "3", key)
    town.wait_until("ended", "Ana")
    assert town.phrase("duty_is_paused", time=until) in town.heard(leg)
    assert town.state_of("Ana") == "paused"
    assert presences.how(town.rt, town.id_of("Ana")).paused_until is not None


def test_a_pause_without_a_length_is_none(town: Town) -> None:
    ana_with_a_pin(town, on_duty=True)
    calls_in(town, TYPED, "3", "7")
    town.wait_until("ended", "Ana")
    assert town.state_of("Ana") == "available"


def test_a_menu_nobody_listens_to_ends(town: Town) -> None:
    ana_with_a_pin(town)
    leg = calls_in(town, TYPED, *("4" * 20))
    town.wait_until("ended", "Ana", within=300)
    assert says(town, leg)[-1] == "duty_goodbye"
    assert says(town, leg).count("duty_keys") < 10


# -- strangers ------------------------------------------------------------------------------------


def test_a_stranger_hears_what_strangers_hear(town: Town) -> None:
    ana_with_a_pin(town)
    leg = town.dial([TYPED, ""], number=CALLER, to=NEUTRAL)
    town.wait_until("ended", CALLER)
    assert hears_what_strangers_hear(town, leg)


def test_a_withheld_number_is_nobodys(town: Town) -> None:
    ana_with_a_pin(town)
    leg = calls_in(town, TYPED, "", withheld=True)
    town.wait_until("ended", "Ana")
    assert hears_what_strangers_hear(town, leg)
    assert town.state_of("Ana") is None


def test_a_responder_without_a_pin_hears_what_strangers_hear(town: Town) -> None:
    town.add("Ana", on_duty=False)
    leg = calls_in(town, TYPED, "1")
    town.wait_until("ended", "Ana")
    assert hears_what_strangers_hear(town, leg)


def test_somebody_else_with_this_phone_who_types_nothing_learns_nothing_more(town: Town) -> None:
    ana_with_a_pin(town)
    leg = calls_in(town, "", "")
    town.wait_until("ended", "Ana")
    assert says(town, leg).count("duty_pin") == 1
    assert not {"duty_keys", "duty_pin_again"} & set(says(town, leg))
    assert town.heard(leg)[-2:] == goodbye(town)


def test_on_the_published_number_a_responder_is_a_caller_like_everybody(town: Town) -> None:
    ana_with_a_pin(town)
    town.add("Ben")
    leg = town.dial(number=PHONES["Ana"], to=HELPLINE)
    town.wait_until("joined", "Ana")
    assert "duty_pin" not in says(town, leg)
    assert town.in_one_room(leg, "Ben")


# -- the wrong PIN --------------------------------------------------------------------------------


def test_who_mistypes_is_asked_again(town: Town) -> None:
    ana_with_a_pin(town)
    leg = calls_in(town, "2589#", "0#", TYPED, "1")
    town.wait_until("ended", "Ana")
    asked = ["duty_pin", "duty_pin_again", "duty_pin_again", "duty_is_off"]
    assert says(town, leg)[:4] == asked
    assert town.state_of("Ana") == "available"


def test_five_misses_end_it_for_this_call_and_every_other(town: Town) -> None:
    ana_with_a_pin(town)
    first = calls_in(town, *(f"900{n}#" for n in range(3)))
    town.wait_until("ended", "Ana", within=300)
    assert town.heard(first)[-2:] == goodbye(town), "then nothing was typed any more"
    second = calls_in(town, "9003#", "9004#", TYPED)
    town.wait_until("ended", "Ana", within=300)
    assert says(town, second) == ["duty_pin", "duty_pin_again", "duty_pin_locked"]
    third = calls_in(town, TYPED, "1")
    town.wait_until("ended", "Ana")
    assert says(town, third) == ["duty_pin", "duty_pin_locked"]
    assert town.state_of("Ana") is None
    with town.rt.db.read() as session:
        assert "pin.locked" in list(session.scalars(select(AuditEntry.what)))


def test_each_miss_waits_longer_than_the_one_before(town: Town) -> None:
    ana_with_a_pin(town)
    leg = calls_in(town, *(f"900{n}#" for n in range(4)))
    town.wait_until("ended", "Ana", within=300)
    bodies = [e.details["body"] for e in town.events("requested") if e.leg == leg.sid]
    pauses = [int(n) for body in bodies for n in re.findall(r'<Pause length="(\d+)"', body)]
    assert pauses[:4] == [1, 2, 4, 8]


def test_a_report_that_comes_twice_is_one_try(town: Town) -> None:
    ana_with_a_pin(town)
    calls_in(town, "9000#")
    town.wait_until("gathered", "Ana")
    form = {"From": PHONES["Ana"], "To": NEUTRAL, "Digits": "9000"}
    for _ in range(8):
        answer = town.posts(addresses(town, "pin")[0], CallSid=town.leg("Ana").sid, **form)
        assert town.phrase("duty_pin_locked") not in answer.text


def addresses(town: Town, moment: str) -> list[str]:
    """Where the phone company was told to send what is pressed, at such a question."""
    bodies = (e.details["body"] for e in town.events("requested"))
    pattern = rf'action="{HOST}([^"]*/{moment})"'
    return [found for body in bodies for found in re.findall(pattern, body)]


def test_a_ticket_opens_for_its_own_call_and_its_own_question_only(town: Town) -> None:
    ana_with_a_pin(town)
    sid = calls_in(town, TYPED, "1").sid
    town.wait_until("ended", "Ana")
    form = {"From": PHONES["Ana"], "To": NEUTRAL, "Digits": "2"}
    before_the_pin = addresses(town, "pin")[0].removesuffix("pin") + "key"
    of_another_call = addresses(town, "key")[0]
    for address, call in ((before_the_pin, sid), (of_another_call, "CA" + "9" * 32)):
        answer = town.posts(address, CallSid=call, **form)
        assert "could not be connected" in answer.text
    assert town.state_of("Ana") == "available"


def test_nothing_of_it_is_a_call(town: Town) -> None:
    ana_with_a_pin(town)
    calls_in(town, TYPED, "1")
    town.wait_until("ended", "Ana")
    with town.rt.db.read() as session:
        assert session.scalars(select(Call)).all() == []


def test_the_pin_is_in_no_address_no_redis_and_no_log(
    town: Town, caplog: pytest.LogCaptureFixture
) -> None:
    ana_with_a_pin(town)
    with caplog.at_level(logging.DEBUG):
        calls_in(town, "9753#", TYPED, "1")
        town.wait_until("ended", "Ana")
    urls = [outgoing.url for outgoing in town.post.carried]
    bodies = [e.details["body"] for e in town.events("requested")]
    kept = [*(key.decode() for key in town.rt.redis.keys("*")), *urls, *bodies, caplog.text]
    assert not [text for text in kept for pin in (PIN, "9753") if pin in text]
    assert not [url for url in urls if "?" in url]


def test_while_the_database_is_away_a_caller_still_hears_the_lifeline(town: Town) -> None:
    ana_with_a_pin(town)
    town.rt.db.engine.dispose()
    with town.rt.db.begin() as session:
        session.connection().exec_driver_sql("ALTER TABLE pin RENAME TO pin_away")
    leg = calls_in(town, TYPED)
    town.wait(5)
    try:
        assert town.phrase("emergency", number="9 1 1") in town.heard(leg)
    finally:
        with town.rt.db.begin() as session:
            session.connection().exec_driver_sql("ALTER TABLE pin_away RENAME TO pin")
