"""What does a call look like that goes well?"""

from town import CALLER, PHONES, SECOND_CALLER, Town


def test_a_spanish_speaker_reaches_the_certified_responder_who_speaks_it(either_town: Town) -> None:
    town = either_town
    town.add("Ben", speaks="en")
    town.add("Carmen", knows="legal")
    town.add("Ana")
    leg = town.together("22")
    assert town.in_one_room(leg, "Ana")
    assert town.rung() == ["Ana"]
    assert {language for _, language in leg.heard[4:]} == {"es-US"}


def test_the_whisper_says_language_and_code_and_nothing_about_anybody(town: Town) -> None:
    town.add("Ana")
    town.dial("22")
    town.wait_until("listening", "Ana")
    whisper = town.phrase("whisper", language="Spanish", code="11")
    assert town.heard(town.leg("Ana")) == [f"{whisper} {town.phrase('whisper_keys')}"]


def test_the_specialty_is_said_after_the_key(town: Town) -> None:
    town.add("Ana")
    town.together()
    title = town.rt.books.live().specialty_title("domestic_abuse", "en")
    assert town.heard(town.leg("Ana"))[-1] == town.phrase("taken", specialty=title)


def test_the_caller_is_moved_only_when_the_responder_is_in_the_room(town: Town) -> None:
    town.add("Ana")
    town.together()
    entered = town.events("joined", "Ana")[0].id
    moved = town.events("redirected", CALLER)[0].id
    assert entered < moved < town.events("joined", CALLER)[0].id
    assert town.events("left_line", CALLER)[0].details["outcome"] == "redirected"


def test_both_are_connected_until_the_caller_hangs_up(either_town: Town) -> None:
    town = either_town
    town.add("Ana")
    leg = town.together()
    town.wait(150)
    assert town.in_one_room(leg, "Ana")
    assert (town.are_connected(), town.state_of("Ana")) == (True, "talking")
    leg.hang_up()
    town.wait(9)
    assert town.call().ending == "talked"
    assert town.offers() == [("Ana", "finished")]
    assert (town.state_of("Ana"), town.busy_with("Ana")) == ("wrapping_up", "wrapping_up")
    assert town.heard(town.leg("Ana"))[-1] == town.phrase("wrap_up")


def test_key_1_ends_the_wrap_up(town: Town) -> None:
    town.add("Ana")
    town.phone("Ana").behaves(town.presses("1", "1"))
    town.together().hang_up()
    town.wait_until("ended", "Ana")
    assert town.heard(town.leg("Ana"))[-1] == town.phrase("ready")
    town.wait(5)
    assert town.state_of("Ana") == "available"


def test_without_a_key_the_wrap_up_ends_after_two_minutes(town: Town) -> None:
    town.add("Ana")
    town.together().hang_up()
    town.wait(119)
    assert town.state_of("Ana") == "wrapping_up"
    town.wait(4)
    assert town.state_of("Ana") == "available"


def test_a_responder_wrapping_up_is_left_alone_and_gets_the_call_after_it(town: Town) -> None:
    town.add("Ana")
    town.together().hang_up()
    second = town.dial(number=SECOND_CALLER)
    town.wait(100)
    assert town.rung() == ["Ana"]
    town.wait_until("joined", SECOND_CALLER)
    assert town.in_one_room(second, "Ana")


def test_the_longest_idle_responder_is_rung_first(town: Town) -> None:
    town.add("Ben")
    town.wait(5)
    town.add("Ana")
    town.together()
    assert town.rung() == ["Ben"]


def test_the_responder_hears_no_number_and_no_name(town: Town) -> None:
    town.add("Ana")
    town.together().hang_up()
    town.wait(10)
    said = " ".join(town.heard(town.leg("Ana")))
    assert not [n for n in (CALLER, CALLER[-4:], *PHONES) if n in said]
    assert town.leg("Ana").from_ == town.rt.environment.number
