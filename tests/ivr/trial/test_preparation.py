"""Does a newcomer find a helpline with everything in it, and is what they changed left alone?"""

from sqlalchemy import func, select

from ivr.models import Resource, Responder
from ivr.operations import resources
from ivr.operations.directory import GENERAL_LIST
from ivr.runtime import Runtime
from ivr.trial.people import DEMO_PEOPLE
from ivr.trial.preparation import furnish


def count(rt: Runtime, table: type) -> int:
    with rt.db.read() as session:
        return session.scalar(select(func.count()).select_from(table)) or 0


def test_flows_people_and_services_are_there_once(rt: Runtime) -> None:
    furnish(rt)
    resources.retire(rt, "starter_food", "Sam")
    furnish(rt)
    assert count(rt, Responder) == len(DEMO_PEOPLE)
    assert count(rt, Resource) == len(GENERAL_LIST) + 12
    with rt.db.read() as session:
        assert session.get_one(Resource, "starter_food").retired_at == rt.now()
        checked = session.scalars(select(Resource.verified_on).distinct()).all()
    assert checked == [rt.now().date()]
