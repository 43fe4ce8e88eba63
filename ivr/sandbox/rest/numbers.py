"""/IncomingPhoneNumbers: which numbers are ours, and whom do they ask?"""

from typing import Any

from flask import Blueprint, request

from ivr.sandbox.account import OwnedNumber
from ivr.sandbox.exchange import Exchange
from ivr.sandbox.rest import shapes, wishes
from ivr.sandbox.rest.errors import Refused
from ivr.sandbox.rest.paging import page_of

ADDRESSES = {
    "VoiceUrl": "voice_url",
    "VoiceFallbackUrl": "voice_fallback_url",
    "StatusCallback": "status_callback",
    "SmsUrl": "sms_url",
}


def add_routes(api: Blueprint, exchange: Exchange) -> None:
    """Numbers of one account."""

    @api.get("/IncomingPhoneNumbers.json")
    def list_numbers() -> dict[str, Any]:
        wanted = request.args.get("PhoneNumber", "")
        found = [ours for ours in exchange.numbers.values() if wanted in ours.number]
        return page_of(found, "incoming_phone_numbers", lambda one: shapes.number(one, exchange))

    @api.get("/IncomingPhoneNumbers/<sid>.json")
    def fetch_number(sid: str) -> dict[str, Any]:
        return shapes.number(_find(exchange, sid), exchange)

    @api.post("/IncomingPhoneNumbers/<sid>.json")
    def update_number(sid: str) -> dict[str, Any]:
        ours = _find(exchange, sid)
        asked = {name: request.form[name] for name in ADDRESSES if name in request.form}
        for text in asked.values():
            if text:
                wishes.web_address(text)
        ours.voice_fallback_method = wishes.method(
            request.form, "VoiceFallbackMethod", ours.voice_fallback_method
        )
        for name, text in asked.items():
            setattr(ours, ADDRESSES[name], text)
        return shapes.number(ours, exchange)


def _find(exchange: Exchange, sid: str) -> OwnedNumber:
    ours = next((one for one in exchange.numbers.values() if one.sid == sid), None)
    if ours is None:
        raise Refused(20404, request.path)
    return ours
