"""What does the wallboard say of today, and when should a whole room look up?"""

import re
from datetime import timedelta

import pytest
from staff import Arrive

from ivr.models import Call, CallState, Line, new_id
from ivr.models.alert import CALLBACK_OVERDUE
from ivr.operations import alerts
from ivr.queries.alerts import unseen
from ivr.runtime import Runtime
from routing.moves import What


def came(rt: Runtime, seconds: float, *, ended: str = "", specialty: str = "") -> None:
    """Somebody came to the line an hour ago: answered after so many seconds, or gone by then; or,
    with neither, waits since so many seconds."""
    with rt.db.begin() as session:
        line = session.query(Line).first()
        assert line
        made = Call(id=new_id(), sid=new_id(), line=line.id, revision=rt.books.live().short)
        made.number_hidden, made.language, made.state = False, "es", CallState.ENDED
        made.began_at = made.waiting_since = rt.now() - timedelta(hours=1)
        end = made.began_at + timedelta(seconds=seconds)
        made.need = {"language": "es", "specialty": specialty}
        if ended == "waits":
            made.state, made.waiting_since = (
                CallState.WAITING,
                rt.now() - timedelta(seconds=seconds),
            )
        elif ended:
            made.ended_at, made.ending = end, ended
        else:
            made.connected_at, made.ended_at, made.ending = end, end, "hung_up"
        session.add(made)


def test_the_board_says_how_many_were_answered_in_time_once_they_are_some(
    open_rt: Runtime, arrive: Arrive
) -> None:
    for seconds in (5, 15, 19):
        came(open_rt, seconds)
    came(open_rt, 4, ended="abandoned")
    desk = arrive("Sam")
    assert "– answered within 20 s today" in (desk.open("/console/wallboard"), desk.text)[1]
    came(open_rt, 40)
    came(open_rt, 30, ended="abandoned")
    assert "60 % answered within 20 s today" in (desk.open("/console/wallboard"), desk.text)[1]


def test_who_waits_too_long_is_in_the_title_and_rings_once(
    open_rt: Runtime, arrive: Arrive
) -> None:
    desk = arrive("Ana")
    came(open_rt, 59, ended="waits", specialty="domestic_abuse")
    desk.open("/console/wallboard/now")
    assert "data-ring" not in desk.shown.text
    assert "0:59 longest wait" in desk.text
    assert "Spanish · Harm by a partner or family" in desk.text
    open_rt.clock.forward(timedelta(seconds=2))
    first = desk.open("/console/wallboard/now").text
    assert 'data-before="● 1 waits too long: "' in first
    came(open_rt, 90, ended="waits")
    rung = [
        re.findall(r'data-ring="([^"]*)"', page)
        for page in (first, desk.open("/console/wallboard/now").text)
    ]
    assert all(rung)
    assert rung[0] == rung[1], "who came before does not ring again"


def test_a_sound_is_wished_for_in_each_browser(open_rt: Runtime, arrive: Arrive) -> None:
    desk = arrive("Ana")
    assert "data-sound" not in desk.open("/console/wallboard").text
    desk.send("/console/wallboard/sound", sound="on")
    assert "data-sound" in desk.shown.text
    desk.send("/console/wallboard/sound", sound="off")
    assert "data-sound" not in desk.shown.text


@pytest.mark.parametrize("what", [What.OTHER_HELP, What.LONG_WAIT, CALLBACK_OVERDUE])
def test_alarms_are_said_in_words_and_seen_to_by_a_supervisor(
    open_rt: Runtime, arrive: Arrive, what: str
) -> None:
    with open_rt.db.begin() as session:
        alerts.write(session, open_rt.now(), what)
    ana, sam = arrive("Ana"), arrive("Sam")
    assert "I have seen to these" not in (ana.open("/console/wallboard"), ana.text)[1]
    sam.open("/console/wallboard")
    assert "To look at" in sam.text
    assert str(what) not in sam.text
    sam.send("/console/wallboard/seen")
    assert "What was to look at is seen to." in sam.text
    assert unseen(open_rt) == []
