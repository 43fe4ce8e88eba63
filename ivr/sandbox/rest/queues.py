"""/Queues and their members: who waits, and who is called out of line?"""

from typing import Any

from flask import Blueprint, request

from ivr.sandbox.exchange import Exchange
from ivr.sandbox.queues import DEFAULT_SIZE, LARGEST_SIZE, Member, Queue
from ivr.sandbox.rest import shapes, wishes
from ivr.sandbox.rest.errors import Refused
from ivr.sandbox.rest.paging import page_of


def add_routes(api: Blueprint, exchange: Exchange) -> None:
    """Lines of one account."""

    @api.get("/Queues.json")
    def list_queues() -> dict[str, Any]:
        lines = list(exchange.queues.all.values())[::-1]
        return page_of(lines, "queues", lambda line: shapes.queue(line, exchange))

    @api.post("/Queues.json")
    def create_queue() -> tuple[dict[str, Any], int]:
        name = request.form.get("FriendlyName", "")
        if not name or exchange.queues.named(name):
            raise Refused(22001, name)
        line = exchange.queues.create(name, _size(request.form, DEFAULT_SIZE))
        return shapes.queue(line, exchange), 201

    @api.get("/Queues/<sid>.json")
    def fetch_queue(sid: str) -> dict[str, Any]:
        return shapes.queue(_find(exchange, sid), exchange)

    @api.post("/Queues/<sid>.json")
    def update_queue(sid: str) -> dict[str, Any]:
        line = _find(exchange, sid)
        line.max_size = _size(request.form, line.max_size)
        line.friendly_name = request.form.get("FriendlyName", line.friendly_name)
        line.updated_at = exchange.now()
        return shapes.queue(line, exchange)

    @api.delete("/Queues/<sid>.json")
    def delete_queue(sid: str) -> tuple[str, int]:
        line = _find(exchange, sid)
        if line.members:
            raise Refused(20009)
        del exchange.queues.all[sid]
        return "", 204

    _add_member_routes(api, exchange)


def _add_member_routes(api: Blueprint, exchange: Exchange) -> None:
    @api.get("/Queues/<sid>/Members.json")
    def list_members(sid: str) -> dict[str, Any]:
        return page_of(_find(exchange, sid).members, "queue_members", shapes.member)

    @api.get("/Queues/<sid>/Members/<call_sid>.json")
    def fetch_member(sid: str, call_sid: str) -> dict[str, Any]:
        return shapes.member(_member(_find(exchange, sid), call_sid))

    @api.post("/Queues/<sid>/Members/<call_sid>.json")
    def dequeue_member(sid: str, call_sid: str) -> dict[str, Any]:
        member = _member(_find(exchange, sid), call_sid)
        source = wishes.document(request.form)
        if source is None:
            raise Refused(21205, "")
        shape = shapes.member(member)
        exchange.calls.redirect(member.leg, source)
        return shape


def _find(exchange: Exchange, sid: str) -> Queue:
    if sid not in exchange.queues.all:
        raise Refused(20404, request.path)
    return exchange.queues.all[sid]


def _member(line: Queue, name: str) -> Member:
    """A member by CallSid, or `Front` for the one who waited longest."""
    found = (one for one in line.members if name in (one.leg.sid, "Front") and one.leg.script)
    member = next(found, None)
    if member is None:
        raise Refused(20404, request.path)
    return member


def _size(form: wishes.Form, default: int) -> int:
    text = form.get("MaxSize", str(default))
    if not text.isdecimal() or not 1 <= int(text) <= LARGEST_SIZE:
        raise Refused(22003)
    return int(text)
