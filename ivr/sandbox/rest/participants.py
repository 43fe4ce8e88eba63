"""/Conferences/…/Participants: who is in a room, on hold, muted, coached?"""

import re
from typing import Any

from flask import Blueprint, request

from ivr.sandbox.calls import Order
from ivr.sandbox.conferences import NOBODY_TO_COACH, Conference, Participant
from ivr.sandbox.exchange import Exchange
from ivr.sandbox.legs import Source
from ivr.sandbox.rest import shapes, wishes
from ivr.sandbox.rest.conferences import find_room
from ivr.sandbox.rest.errors import Refused
from ivr.sandbox.rest.paging import page_of
from ivr.sandbox.rest.rooms import room_twiml

PATH = "/Conferences/<sid>/Participants"


def add_routes(api: Blueprint, exchange: Exchange) -> None:
    """Participants of one account's rooms, by CallSid or label."""

    @api.get(f"{PATH}.json")
    def list_participants(sid: str) -> dict[str, Any]:
        people = [one for one in find_room(exchange, sid).participants if _wanted(one)]
        return page_of(people[::-1], "participants", shapes.participant)

    @api.post(f"{PATH}.json")
    def create_participant(sid: str) -> tuple[dict[str, Any], int]:
        return _invite(exchange, sid, request.form), 201

    @api.get(f"{PATH}/<name>.json")
    def fetch_participant(sid: str, name: str) -> dict[str, Any]:
        return shapes.participant(_find(exchange, sid, name))

    @api.post(f"{PATH}/<name>.json")
    def update_participant(sid: str, name: str) -> dict[str, Any]:
        one = _find(exchange, sid, name)
        _update(one, request.form)
        return shapes.participant(one)

    @api.delete(f"{PATH}/<name>.json")
    def remove_participant(sid: str, name: str) -> tuple[str, int]:
        one = _find(exchange, sid, name)
        one.conference.part(one, "participant_updated_via_api")
        return "", 204


def _find(exchange: Exchange, sid: str, name: str) -> Participant:
    one = find_room(exchange, sid).find(name)
    if one is None:
        raise Refused(20404, request.path)
    return one


def _wanted(one: Participant) -> bool:
    same = {"Muted": one.terms.muted, "Hold": one.hold, "Coaching": bool(one.terms.coaching)}
    asked = {name: wishes.flag(request.args, name) for name in same}
    return all(asked[name] in (None, value) for name, value in same.items())


def _update(one: Participant, form: wishes.Form) -> None:
    if form.get("AnnounceUrl"):
        raise Refused(20001, "AnnounceUrl is not simulated")
    _coach(one, form)
    _mute(one, wishes.flag(form, "Muted"))
    _hold(one, form)
    ends = wishes.flag(form, "EndConferenceOnExit")
    if ends is not None and ends != one.terms.end_on_exit:
        one.terms.end_on_exit = ends
        one.conference.tell("participant-modify", one)


def _coach(one: Participant, form: wishes.Form) -> None:
    coaching, whom = wishes.flag(form, "Coaching"), form.get("CallSidToCoach", "")
    if coaching is None and not whom:
        return
    if coaching is not False and one.conference.find(whom) is None:
        raise Refused(NOBODY_TO_COACH)
    chosen = "" if coaching is False else whom
    if chosen != one.terms.coaching:
        one.terms.coaching = chosen
        one.conference.tell("participant-modify", one)


def _mute(one: Participant, muted: bool | None) -> None:
    if muted is not None and muted != one.terms.muted:
        one.terms.muted = muted
        one.leg.note("muted" if muted else "unmuted")
        one.conference.tell("participant-mute" if muted else "participant-unmute", one)


def _hold(one: Participant, form: wishes.Form) -> None:
    hold = wishes.flag(form, "Hold")
    if hold is None or hold == one.hold:
        return
    one.hold, one.hold_source = hold, None
    if hold and form.get("HoldUrl"):
        url = wishes.web_address(form["HoldUrl"])
        one.hold_source = Source(url, wishes.method(form, "HoldMethod"))
    one.leg.note("held" if hold else "unheld")
    room = one.conference
    room.tell("participant-hold" if hold else "participant-unhold", one)
    room.exchange.conferences.set_music(room)


def _invite(exchange: Exchange, sid: str, form: wishes.Form) -> dict[str, Any]:
    """Ring somebody and put them straight into the room: no whisper, no key."""
    room = exchange.conferences.all.get(sid)
    if room is None and re.fullmatch(r"CF[0-9a-f]{32}", sid):
        raise Refused(20404, request.path)
    name = room.friendly_name if room else sid
    to, from_ = wishes.called_number(form, 21201), wishes.calling_number(form, 21213)
    if from_ not in exchange.numbers:
        raise Refused(21210, from_)
    timeout = wishes.whole(form, "Timeout", 60, (1, 600))
    notices = wishes.notices(form)
    source = Source(twiml=room_twiml(name, form))
    leg = exchange.calls.order(Order(to, from_, source, timeout, notices))
    return _invited(exchange, room, leg.sid, form)


def _invited(
    exchange: Exchange, room: Conference | None, call_sid: str, form: wishes.Form
) -> dict[str, Any]:
    """Somebody who has been rung and is not in yet."""
    room_sid = room.sid if room else ""
    uri = f"{shapes.base(exchange)}/Conferences/{room_sid}/Participants/{call_sid}.json"
    now = shapes.when(exchange.now())
    return {
        "account_sid": exchange.account.sid,
        "call_sid": call_sid,
        "call_sid_to_coach": form.get("CallSidToCoach") or None,
        "coaching": wishes.flag(form, "Coaching") or False,
        "conference_sid": room_sid,
        "date_created": now,
        "date_updated": now,
        "end_conference_on_exit": wishes.flag(form, "EndConferenceOnExit") or False,
        "hold": False,
        "label": form.get("Label") or None,
        "muted": wishes.flag(form, "Muted") or False,
        "queue_time": None,
        "start_conference_on_enter": wishes.flag(form, "StartConferenceOnEnter") is not False,
        "status": "queued",
        "uri": uri,
    }
