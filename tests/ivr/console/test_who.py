"""Does a supervisor read who would be rung, and why the others would not?"""

from datetime import timedelta

from staff import Arrive

from ivr.operations import duty, people, planning
from ivr.operations.people import NewResponder
from ivr.runtime import Runtime


def test_who_would_be_rung_and_why_not_the_others(open_rt: Runtime, arrive: Arrive) -> None:
    until = open_rt.now() + timedelta(days=200)
    for name, phone, spoken in (("Ana", "+12125550111", "es"), ("Ben", "+12125550112", "en")):
        people.add(open_rt, NewResponder(name, phone, (spoken,), {"legal": until}))
        duty.on(open_rt, name, open_ended=True)
    planning.add(open_rt, planning.NewShift("Ben", "22:00-23:00", every="sat"))
    sam = arrive("Sam")
    sam.open("/console/who?language=es&specialty=legal")
    assert "by who is on duty At once Ana all that was asked for" in sam.text
    assert "Ben Does not speak the language." in sam.text
    sam.open("/console/who?language=en&danger=1&at=Sat+22:30")
    assert "by who is planned" in sam.text
    assert "At once Ben" in sam.text
    sam.open("/console/who?language=es&at=Sun+22:30")
    assert "Nobody would be rung" in sam.text
    for wrong, says in (
        ("language=xx", "name no such language"),
        ("language=es&at=soon", "A time is written like"),
        ("language=es&at=2020-01-01+10:00", "That is over already."),
    ):
        assert sam.open(f"/console/who?{wrong}").status_code == 422
        assert says in sam.text
    spanish = arrive("Sam", **{"Accept-Language": "es"})
    spanish.open("/console/who?language=es&specialty=legal")
    assert "No habla el idioma." in spanish.text
