"""Does the call come that somebody asked for on a page?"""

import re

from calling_back import how, later, rings
from town import CALLER, NEUTRAL, Town
from werkzeug.test import TestResponse

from ivr.sandbox import Answers


def sent(town: Town, shown: TestResponse, page: str, **written: str) -> TestResponse:
    """Ten seconds later this button is pressed, with all that the page keeps."""
    town.wait(10)
    hidden = re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', shown.text)
    return town.web.post("/ask", data={**dict(hidden), **written, "page": page})


def asked(town: Town) -> TestResponse:
    """Somebody asks for a call in the morning, and chooses four digits."""
    wish = {"number": CALLER, "time": "mornings", "topic": "domestic_abuse", "code": "4711"}
    looked_over = sent(town, town.web.get("/ask"), "look", **wish)
    return sent(town, looked_over, "ask")


def test_it_comes_in_the_morning_from_the_neutral_number_after_the_four_digits(
    either_town: Town,
) -> None:
    town = either_town
    town.add("Ana")
    assert asked(town).status_code == 200
    town.phone(CALLER).behaves(Answers(keys=["4711"]))
    later(town, hours=3)
    assert rings(town) == 0
    later(town, hours=13)
    town.wait_until("joined", CALLER)
    assert town.leg(CALLER).from_ == NEUTRAL
    assert town.in_one_room(town.leg(CALLER), "Ana")
    assert town.phone(CALLER).inbox == [], "nothing was texted"
    town.wait(2)
    assert how(town) == ("kept", "talked")


def test_who_takes_it_back_is_not_called(town: Town) -> None:
    town.add("Ana")
    (reference,) = re.findall(r'reference"><bdi dir="ltr">([^<]+)<', asked(town).text)
    sent(town, town.web.get("/ask"), "take_back", number=CALLER, reference=reference)
    later(town, hours=40)
    assert rings(town) == 0
    assert how(town)[0] == "declined"
