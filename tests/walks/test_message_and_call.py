"""Nobody was there, a message was left: is whoever left it called back, if that is safe?"""

import shutil
from dataclasses import replace
from pathlib import Path

import pytest
from calling_back import consent, how, promised
from town import CALLER, NEUTRAL, Town
from voicemail_town import MESSAGE, NO, SET, WORDS, YES, row

from ivr.models import VoicemailState
from ivr.operations import flows
from ivr.sandbox import Answers
from ivr.sandbox.legs import Leg

EVENING = "1"
CALL = """
  call_you:
    kind: callback
    ask_first: We can call you back. We say nothing until you press a key. Is it safe to call you?
    ask:
      - what: safe_number
        say: Type the number that is safe for you.
      - what: safe_time
        say: When is it safe to call?
        choices:
          - press: 1
            label: In the evening
            when: evenings
    agreed: will_call
    declined: left
    if_it_fails: left
  will_call:
    kind: goodbye
    say: Thank you. We will call you then.
    say_emergency: yes
"""


@pytest.fixture
def calling_back(answering: Town, tmp_path: Path) -> Town:
    """A helpline that takes messages, and asks who left one whether it may call."""
    folder = tmp_path / "flows"
    shutil.copytree(SET, folder, ignore=shutil.ignore_patterns("scripts"))
    welcome, settings = folder / "welcome.yaml", folder / "settings.yaml"
    words = welcome.read_text(encoding="utf-8")
    welcome.write_text(words.replace("    then: left\n", "    then: call_you\n") + CALL)
    hours = "hours:\n  evenings:\n    every_day: 17:00-21:00\n"
    settings.write_text(settings.read_text(encoding="utf-8") + hours)
    environment = replace(answering.rt.environment, flows_dir=folder)
    flows.publish(replace(answering.rt, environment=environment))
    return answering


def leaves_a_message(town: Town, *then: str) -> Leg:
    """They say it, press a key, and answer what is asked afterwards."""
    leg = town.dial([MESSAGE, YES])
    town.wait_until("recording", CALLER)
    town.next_presses(leg, *then)
    leg.speak(WORDS)
    town.wait(8)
    leg.press("#")
    town.wait(60)
    return leg


def test_who_left_a_message_is_called_in_the_evening(calling_back: Town) -> None:
    town = calling_back
    leg = leaves_a_message(town, YES, YES, EVENING)
    assert "Thank you. We will call you then." in town.heard(leg)
    assert row(town).state == VoicemailState.KEPT
    town.add("Ana", knows="advocacy", speaks="en")
    town.phone(CALLER).behaves(Answers(keys="1"))
    town.wait_until("joined", CALLER, within=300)
    assert town.leg(CALLER).from_ == NEUTRAL
    town.wait(5)
    assert how(town) == ("kept", "talked")
    assert consent(town).call_id is not None


def test_who_would_not_be_called_has_left_a_message_all_the_same(calling_back: Town) -> None:
    town = calling_back
    leaves_a_message(town, NO)
    assert row(town).state == VoicemailState.KEPT
    assert promised(town) == []


def test_silence_after_a_message_is_no_yes_to_a_call(calling_back: Town) -> None:
    town = calling_back
    leaves_a_message(town)
    assert promised(town) == []
