"""What do the tests of the console stand on? Sam, Ana, Rosa, Kit, and their browsers."""

import sys
from pathlib import Path

import pytest

from ivr.models import Grant
from ivr.runtime import Runtime

sys.path.insert(0, str(Path(__file__).parent))  # `staff`
sys.path.insert(0, str(Path(__file__).parents[1] / "pages"))  # `contrast`

from staff import Arrive, Desk, hire

CAST = {
    "Ana": (Grant.RESPONDER,),
    "Ben": (Grant.RESPONDER,),
    "Sam": (Grant.SUPERVISOR,),
    "Fay": (Grant.FLOW_EDITOR,),
    "Pia": (Grant.PRIVACY_OFFICER,),
    "Rosa": (Grant.ADMINISTRATOR,),
    "Kit": (),
}
"""Kit is signed in, and may see nothing."""


@pytest.fixture
def arrive(rt: Runtime) -> Arrive:
    """Somebody of the cast, hired and signed in, at a browser of their own."""
    hired: set[str] = set()

    def come(name: str, **headers: str) -> Desk:
        if name not in hired:
            hire(rt, name, *CAST[name])
            hired.add(name)
        return Desk(rt, **headers).sign_in(name)

    return come
