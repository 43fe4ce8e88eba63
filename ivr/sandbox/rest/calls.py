"""POST, GET and DELETE of /Calls: how are calls made, found and ended?"""

from typing import Any

from flask import Blueprint, request

from ivr.sandbox.calls import Order
from ivr.sandbox.exchange import Exchange
from ivr.sandbox.legs import Leg, Source
from ivr.sandbox.rest import shapes, wishes
from ivr.sandbox.rest.errors import Refused
from ivr.sandbox.rest.paging import page_of

RINGING = ("queued", "initiated", "ringing")


def add_routes(api: Blueprint, exchange: Exchange) -> None:
    """Calls of one account."""

    @api.post("/Calls.json")
    def create_call() -> tuple[dict[str, Any], int]:
        return shapes.call(exchange.calls.order(_order(exchange, request.form))), 201

    @api.get("/Calls.json")
    def list_calls() -> dict[str, Any]:
        legs = [leg for leg in exchange.calls.all.values() if _wanted(leg, request.args)]
        return page_of(legs[::-1], "calls", shapes.call)

    @api.get("/Calls/<sid>.json")
    def fetch_call(sid: str) -> dict[str, Any]:
        return shapes.call(_find(exchange, sid))

    @api.post("/Calls/<sid>.json")
    def update_call(sid: str) -> dict[str, Any]:
        leg = _find(exchange, sid)
        _update(exchange, leg, request.form)
        return shapes.call(leg)

    @api.delete("/Calls/<sid>.json")
    def delete_call(sid: str) -> tuple[str, int]:
        leg = _find(exchange, sid)
        if not leg.finished:
            raise Refused(20009)
        leg.deleted = True
        return "", 204


def _find(exchange: Exchange, sid: str) -> Leg:
    leg = exchange.calls.all.get(sid)
    if leg is None or leg.deleted:
        raise Refused(20404, request.path)
    return leg


def _order(exchange: Exchange, form: wishes.Form) -> Order:
    to = wishes.called_number(form, 21201)
    from_ = wishes.calling_number(form, 21213)
    if from_ not in exchange.numbers:
        raise Refused(21210, from_)
    source = wishes.document(form)
    if source is None:
        raise Refused(21205, "")
    return Order(
        to=to,
        from_=from_,
        source=source,
        timeout=wishes.whole(form, "Timeout", 60, (1, 600)),
        notices=wishes.notices(form),
        fallback=_fallback(form),
        time_limit=wishes.whole(form, "TimeLimit", 14_400, (1, 86_400)),
        detects_machine=_detects_machine(form),
    )


def _detects_machine(form: wishes.Form) -> bool:
    wish = form.get("MachineDetection", "")
    if wish not in ("", "Enable") or wishes.flag(form, "AsyncAmd"):
        raise Refused(20001, "only MachineDetection=Enable before the first document is simulated")
    return bool(wish)


def _fallback(form: wishes.Form) -> Source | None:
    if not form.get("FallbackUrl"):
        return None
    url = wishes.web_address(form["FallbackUrl"])
    return Source(url, wishes.method(form, "FallbackMethod"))


def _update(exchange: Exchange, leg: Leg, form: wishes.Form) -> None:
    """End or redirect. A call that is over, or not yet answered, cannot be redirected (21220)."""
    status = form.get("Status", "")
    if status not in ("", "completed", "canceled"):
        raise Refused(20001, "Status")
    source = wishes.document(form)
    if leg.finished and (status or source):
        raise Refused(21220)
    if status:
        _end(exchange, leg, status)
    elif source is not None:
        if leg.status != "in-progress":
            raise Refused(21220)
        exchange.calls.redirect(leg, source)
    if form.get("StatusCallback"):
        leg.notices = wishes.notices(form)


def _end(exchange: Exchange, leg: Leg, status: str) -> None:
    """`canceled` stops only what has not been answered; `completed` stops everything."""
    if leg.status in RINGING and leg.direction != "inbound":
        exchange.calls.end(leg, "canceled")
    elif status == "completed":
        exchange.calls.end(leg, "completed")


def _wanted(leg: Leg, args: wishes.Form) -> bool:
    if leg.deleted:
        return False
    same = {
        "Status": leg.status,
        "To": leg.to,
        "From": leg.from_,
        "ParentCallSid": leg.parent.sid if leg.parent else "",
    }
    if any(args.get(name) and args[name] != value for name, value in same.items()):
        return False
    return _in_time(leg, args)


def _in_time(leg: Leg, args: wishes.Form) -> bool:
    """`StartTime` names a day; `StartTime>` and `StartTime<` mean at or after, at or before."""
    started = leg.started_at
    asked = [name for name in ("StartTime", "StartTime>", "StartTime<") if args.get(name)]
    if not asked:
        return True
    if started is None:
        return False
    on, since, until = (args.get(f"StartTime{sign}") for sign in ("", ">", "<"))
    return (
        (not on or started.date() == wishes.moment(on).date())
        and (not since or started >= wishes.moment(since))
        and (not until or started <= wishes.moment(until))
    )
