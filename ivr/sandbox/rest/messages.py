"""POST, GET and DELETE of /Messages: how are texts sent, found, emptied and removed?"""

from typing import Any

from flask import Blueprint, request

from ivr.sandbox.exchange import Exchange
from ivr.sandbox.messages import Message, OptedOut
from ivr.sandbox.rest import shapes, wishes
from ivr.sandbox.rest.errors import Refused
from ivr.sandbox.rest.paging import page_of

LONGEST_BODY = 1600
LANDLINE = 30006


def add_routes(api: Blueprint, exchange: Exchange) -> None:
    """Texts of one account."""

    @api.post("/Messages.json")
    def create_message() -> tuple[dict[str, Any], int]:
        return shapes.message(_send(exchange, request.form), exchange), 201

    @api.get("/Messages.json")
    def list_messages() -> dict[str, Any]:
        texts = [text for text in exchange.messages.all.values() if _wanted(text, request.args)]
        return page_of(texts[::-1], "messages", lambda text: shapes.message(text, exchange))

    @api.get("/Messages/<sid>.json")
    def fetch_message(sid: str) -> dict[str, Any]:
        return shapes.message(_find(exchange, sid), exchange)

    @api.post("/Messages/<sid>.json")
    def redact_message(sid: str) -> dict[str, Any]:
        text = _find(exchange, sid)
        if request.form.get("Body", "x") != "":
            raise Refused(20001, "Body")
        text.body = ""
        return shapes.message(text, exchange)

    @api.delete("/Messages/<sid>.json")
    def delete_message(sid: str) -> tuple[str, int]:
        if _find(exchange, sid).status == "queued":
            raise Refused(20009)
        del exchange.messages.all[sid]
        return "", 204


def _find(exchange: Exchange, sid: str) -> Message:
    if sid not in exchange.messages.all:
        raise Refused(20404, request.path)
    return exchange.messages.all[sid]


def _send(exchange: Exchange, form: wishes.Form) -> Message:
    to = wishes.called_number(form, 21604)
    from_ = wishes.calling_number(form, 21603)
    body = form.get("Body", "")
    if not body:
        raise Refused(21602)
    if len(body) > LONGEST_BODY:
        raise Refused(21617)
    if from_ not in exchange.numbers:
        raise Refused(21606, from_)
    if exchange.phone(to).text_error == LANDLINE:
        raise Refused(21614)
    wishes.whole(form, "ValidityPeriod", 36_000, (1, 36_000))
    wish = wishes.notices(form)
    try:
        return exchange.messages.send(from_, to, body, status_callback=wish.url if wish else "")
    except OptedOut:
        raise Refused(21610) from None


def _wanted(text: Message, args: wishes.Form) -> bool:
    same = {"To": text.to, "From": text.from_}
    if any(args.get(name) and args[name] != value for name, value in same.items()):
        return False
    on, since, until = (args.get(f"DateSent{sign}") for sign in ("", ">", "<"))
    if not (on or since or until):
        return True
    sent = text.sent_at or text.created_at
    return (
        (not on or sent.date() == wishes.moment(on).date())
        and (not since or sent >= wishes.moment(since))
        and (not until or sent <= wishes.moment(until))
    )
