"""Does every address we hand out lead to a door that is there?"""

import inspect

import pytest
from flask import Flask
from werkzeug.exceptions import HTTPException

from ivr.app import create_app
from ivr.runtime import Runtime
from ivr.telephony.addresses import Addresses

HERE = Addresses("https://helpline.test", "https://pages.test")
SAMPLES = {"str": "x1", "int": 7}
NAMES = [name for name, made in inspect.getmembers(Addresses, inspect.isfunction) if name[0] != "_"]
MOMENTS = {
    "call": ("join", "after", "lost", "finished"),
    "offer": ("whisper", "key", "left", "notice", "gone", "ready"),
    "duty_screen": ("whisper", "key"),
    "duty_ring": ("whisper", "key", "left", "gone", "notice"),
    "presence": ("pin", "key", "pause"),
    "promised": ("answered", "key", "last-key", "notice"),
    "voicemail": ("after", "notice"),
}


@pytest.fixture
def app(rt: Runtime) -> Flask:
    return create_app(rt)


def addresses(name: str) -> list[str]:
    make = getattr(HERE, name)
    wanted = inspect.signature(make).parameters
    given = {word: SAMPLES[parameter.annotation.__name__] for word, parameter in wanted.items()}
    if "moment" in given:
        return [make(**{**given, "moment": moment}) for moment in MOMENTS[name]]
    return [make(**given)]


@pytest.mark.parametrize("name", NAMES)
def test_the_app_knows_every_address_it_hands_out(app: Flask, name: str) -> None:
    base = HERE.pages if name == "page" else HERE.public
    method = "GET" if name in ("page", "sound") else "POST"
    for url in addresses(name):
        assert url.startswith(f"{base}/")
        adapter = app.url_map.bind("helpline.test")
        try:
            adapter.match(url.removeprefix(base), method=method)
        except HTTPException as problem:
            raise AssertionError(f"{url} leads nowhere") from problem


def test_none_was_left_out() -> None:
    assert len(NAMES) >= 12
