"""Is somebody who cannot say it aloud, and writes, called when it is safe, and only then?"""

from datetime import timedelta

from calling_back import consent, how, later, promise, promised, rings
from test_two_numbers import ENGLISH, SOMEBODY, SPANISH, answers, texts
from town import CALLER, NEUTRAL, Town

from ivr.sandbox import Answers

CALL_ME, SOON = "1", "1"
AGREES = ["hi", ENGLISH, SOMEBODY, CALL_ME, SOON]


def test_who_writes_is_called_from_the_neutral_number_and_meets_a_responder(
    two_numbers: Town,
) -> None:
    town = two_numbers
    town.add("Ana", knows="advocacy")
    town.phone(CALLER).behaves(Answers(keys="1"))
    asked, thanked = texts(town, *AGREES)[-2:]
    assert asked.startswith("Someone calls this phone from another number")
    assert thanked.startswith("Thank you. We will call you then.")
    town.wait_until("joined", CALLER, within=200)
    assert town.leg(CALLER).from_ == NEUTRAL
    assert town.in_one_room(town.leg(CALLER), "Ana")
    town.wait(5)
    assert how(town) == ("kept", "talked")
    assert (consent(town).recorded_by, consent(town).voicemail) == ("text", False)
    assert len(answers(town)) == len(AGREES), "nothing was texted that nobody asked for"


def test_in_spanish_by_whoever_speaks_it(two_numbers: Town) -> None:
    town = two_numbers
    town.add("Ben", knows="advocacy", speaks="en")
    town.add("Carmen", knows="advocacy", speaks="es")
    town.phone(CALLER).behaves(Answers(keys="1"))
    texts(town, "hola", SPANISH, SOMEBODY, "sí", "Sí.")
    town.wait_until("joined", CALLER, within=200)
    assert town.rung() == ["Carmen"]


def test_who_says_nothing_more_or_no_is_neither_called_nor_texted(two_numbers: Town) -> None:
    town = two_numbers
    town.add("Ana", knows="advocacy")
    before = texts(town, *AGREES[:-1])
    later(town, minutes=30)
    assert (answers(town), promised(town), rings(town)) == (before, [], 0)
    texts(town, "no")
    later(town, minutes=30)
    assert (promised(town), rings(town)) == ([], 0)


def test_as_soon_as_we_can_is_two_hours_and_never_later(two_numbers: Town) -> None:
    town = two_numbers
    texts(town, *AGREES)
    assert promise(town).not_after - promise(town).promised_at == timedelta(hours=2)
    later(town, hours=2)
    town.add("Ana", knows="advocacy")
    later(town, minutes=5)
    assert rings(town) == 0
    assert how(town) == ("expired", "consent_expired")


def test_stop_ends_a_call_that_was_asked_for_by_text(two_numbers: Town) -> None:
    town = two_numbers
    texts(town, *AGREES, "STOP")
    town.add("Ana", knows="advocacy")
    later(town, minutes=5)
    assert rings(town) == 0
    assert how(town) == ("declined", "opted_out")


def test_a_text_heard_twice_promises_one_call(two_numbers: Town) -> None:
    town = two_numbers
    town.post.doubles = True
    texts(town, *AGREES)
    assert town.post.differing == []
    assert len(promised(town)) == 1


def test_a_phone_abroad_is_offered_no_call_and_told_whom_to_call(
    two_numbers: Town,
) -> None:
    town = two_numbers
    foreign = "+442079460123"
    told = texts(town, *AGREES[:3], number=foreign)[-1]
    assert told.startswith("To talk with someone, call +1 212 555 0170.")
    assert "To be called" not in told
    assert promised(town) == []
