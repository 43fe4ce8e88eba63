"""Who is in these tests? Ana takes calls, Sam teaches, Kit learns."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from ivr.models import Role
from ivr.operations import people
from ivr.operations.people import NewResponder
from ivr.runtime import Runtime

PHONES = {"Ana": "+12125550111", "Sam": "+12125550112", "Kit": "+12125550113"}


def introduce(rt: Runtime) -> Runtime:
    """All three are here, off duty, certified for a year."""
    until = rt.now().replace(hour=0, minute=0) + timedelta(days=365)
    roles = {"Sam": Role.MENTOR, "Kit": Role.TRAINEE}
    for name, phone in PHONES.items():
        role = roles.get(name, Role.RESPONDER)
        certified = {"domestic_abuse": until}
        people.add(rt, NewResponder(name, phone, ("en", "es"), certified, role=role))
    return rt


@pytest.fixture
def introduces() -> Callable[[Runtime], Runtime]:
    """Brings all three to any helpline."""
    return introduce


@pytest.fixture
def staffed(rt: Runtime) -> Runtime:
    """A helpline where all three are here and nothing is published."""
    return introduce(rt)


@pytest.fixture
def either_staffed(either_rt: Runtime) -> Runtime:
    """The same on SQLite and on PostgreSQL."""
    return introduce(either_rt)


@pytest.fixture
def open_staffed(open_rt: Runtime) -> Runtime:
    """The same with the shipped flows published."""
    return introduce(open_rt)
