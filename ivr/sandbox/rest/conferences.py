"""/Conferences: which rooms are there, and when does one end?"""

from typing import Any

from flask import Blueprint, request

from ivr.sandbox.conferences import Conference
from ivr.sandbox.exchange import Exchange
from ivr.sandbox.rest import shapes
from ivr.sandbox.rest.errors import Refused
from ivr.sandbox.rest.paging import page_of


def add_routes(api: Blueprint, exchange: Exchange) -> None:
    """Rooms of one account."""

    @api.get("/Conferences.json")
    def list_conferences() -> dict[str, Any]:
        rooms = [room for room in exchange.conferences.all.values() if _wanted(room)]
        return page_of(rooms[::-1], "conferences", shapes.conference)

    @api.get("/Conferences/<sid>.json")
    def fetch_conference(sid: str) -> dict[str, Any]:
        return shapes.conference(find_room(exchange, sid))

    @api.post("/Conferences/<sid>.json")
    def update_conference(sid: str) -> dict[str, Any]:
        room = find_room(exchange, sid)
        status = request.form.get("Status", "")
        if status not in ("", "completed"):
            raise Refused(20001, "Status")
        if status:
            room.end("conference-ended-via-api")
        return shapes.conference(room)


def find_room(exchange: Exchange, sid: str) -> Conference:
    if sid not in exchange.conferences.all:
        raise Refused(20404, request.path)
    return exchange.conferences.all[sid]


def _wanted(room: Conference) -> bool:
    same = {"Status": room.status, "FriendlyName": room.friendly_name}
    args = request.args
    return not any(args.get(name) and args[name] != value for name, value in same.items())
