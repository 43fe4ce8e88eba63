"""GET and DELETE of /Recordings: how is what was said found, fetched and removed?"""

from typing import Any

from flask import Blueprint, Response, request

from ivr.sandbox.exchange import Exchange
from ivr.sandbox.recordings import Recording
from ivr.sandbox.rest import shapes
from ivr.sandbox.rest.errors import Refused
from ivr.sandbox.rest.paging import page_of


def add_routes(api: Blueprint, exchange: Exchange) -> None:
    """Recordings of one account. Their sound, too, is for those who sign in only, as where "Enforce
    HTTP Auth on Media URLs" is on."""

    @api.get("/Recordings.json")
    def list_recordings() -> dict[str, Any]:
        return _page(exchange, request.args.get("CallSid"))

    @api.get("/Calls/<call>/Recordings.json")
    def list_recordings_of_call(call: str) -> dict[str, Any]:
        if call not in exchange.calls.all:
            raise Refused(20404, request.path)
        return _page(exchange, call)

    @api.get("/Recordings/<sid>.json")
    def fetch_recording(sid: str) -> dict[str, Any]:
        return shapes.recording(_find(exchange, sid), exchange)

    @api.get("/Recordings/<sid>")
    @api.get("/Recordings/<sid>.wav")
    def fetch_sound(sid: str) -> Response:
        found = _find(exchange, sid)
        if found.status != "completed":
            raise Refused(20404, request.path)
        return Response(found.sound(), content_type="audio/x-wav")

    @api.delete("/Recordings/<sid>.json")
    def delete_recording(sid: str) -> tuple[str, int]:
        del exchange.recordings[_find(exchange, sid).sid]
        return "", 204


def _page(exchange: Exchange, call: str | None) -> dict[str, Any]:
    found = [one for one in exchange.recordings.values() if call in (None, one.call)]
    return page_of(found[::-1], "recordings", lambda one: shapes.recording(one, exchange))


def _find(exchange: Exchange, sid: str) -> Recording:
    if sid not in exchange.recordings:
        raise Refused(20404, request.path)
    return exchange.recordings[sid]
