"""How does a resource look in JSON?

Field for field as Twilio's 2010-04-01 API spells them; times in RFC 2822.
"""

from datetime import datetime
from typing import Any

from ivr.sandbox.account import OwnedNumber
from ivr.sandbox.conferences import Conference, Participant
from ivr.sandbox.exchange import Exchange
from ivr.sandbox.legs import Leg
from ivr.sandbox.messages import Message
from ivr.sandbox.numbers import formatted
from ivr.sandbox.queues import Member, Queue
from ivr.sandbox.recordings import Recording
from ivr.sandbox.webhooks import API_VERSION, rfc2822

ERRORS_OF_TEXTS = {
    30003: "Unreachable destination handset",
    30005: "Unknown destination handset",
    30006: "Landline or unreachable carrier",
    30007: "Message filtered",
    30008: "Unknown error",
}


def base(exchange: Exchange) -> str:
    return f"/{API_VERSION}/Accounts/{exchange.account.sid}"


def when(moment: datetime | None) -> str | None:
    return rfc2822(moment) if moment else None


def account(exchange: Exchange) -> dict[str, Any]:
    uri = base(exchange)
    created = when(exchange.created_at)
    names = (
        *("calls", "conferences", "incoming_phone_numbers", "messages", "queues"),
        "recordings",
    )
    words = {"incoming_phone_numbers": "IncomingPhoneNumbers"}
    links = {name: f"{uri}/{words.get(name, name.title())}.json" for name in names}
    return {
        "sid": exchange.account.sid,
        "friendly_name": "Sandbox",
        "status": "active",
        "type": "Full",
        "auth_token": exchange.account.auth_token,
        "owner_account_sid": exchange.account.sid,
        "date_created": created,
        "date_updated": created,
        "uri": f"{uri}.json",
        "subresource_uris": links,
    }


def call(leg: Leg) -> dict[str, Any]:
    exchange = leg.exchange
    uri = f"{base(exchange)}/Calls/{leg.sid}"
    ours = exchange.numbers.get(leg.to if leg.direction == "inbound" else leg.from_)
    parts = ("events", "notifications", "payments", "recordings", "siprec", "streams")
    links = {part: f"{uri}/{part.title()}.json" for part in parts}
    return {
        "sid": leg.sid,
        "account_sid": exchange.account.sid,
        "api_version": API_VERSION,
        "annotation": None,
        "answered_by": leg.answered_by or None,
        "caller_name": None,
        "date_created": when(leg.created_at),
        "date_updated": when(leg.ended_at or leg.answered_at or leg.started_at or leg.created_at),
        "direction": leg.direction,
        "duration": str(leg.duration) if leg.finished else None,
        "end_time": when(leg.ended_at),
        "forwarded_from": None,
        "from": leg.from_,
        "from_formatted": formatted(leg.from_),
        "group_sid": None,
        "parent_call_sid": leg.parent.sid if leg.parent else None,
        "phone_number_sid": ours.sid if ours else None,
        "price": None,
        "price_unit": "USD",
        "queue_time": str(int(leg.queue_seconds * 1000)),
        "start_time": when(leg.started_at),
        "status": leg.status,
        "to": leg.to,
        "to_formatted": formatted(leg.to),
        "trunk_sid": None,
        "uri": f"{uri}.json",
        "subresource_uris": links,
    }


def conference(room: Conference) -> dict[str, Any]:
    uri = f"{base(room.exchange)}/Conferences/{room.sid}"
    return {
        "sid": room.sid,
        "account_sid": room.exchange.account.sid,
        "api_version": API_VERSION,
        "date_created": when(room.created_at),
        "date_updated": when(room.updated_at or room.created_at),
        "friendly_name": room.friendly_name,
        "region": "us1",
        "status": room.status,
        "reason_conference_ended": room.ended_because,
        "call_sid_ending_conference": room.ended_by,
        "uri": f"{uri}.json",
        "subresource_uris": {
            "participants": f"{uri}/Participants.json",
            "recordings": f"{uri}/Recordings.json",
        },
    }


def participant(one: Participant) -> dict[str, Any]:
    room = one.conference
    uri = f"{base(room.exchange)}/Conferences/{room.sid}/Participants/{one.leg.sid}.json"
    joined = when(one.joined_at)
    return {
        "account_sid": room.exchange.account.sid,
        "call_sid": one.leg.sid,
        "call_sid_to_coach": one.terms.coaching or None,
        "coaching": bool(one.terms.coaching),
        "conference_sid": room.sid,
        "date_created": joined,
        "date_updated": joined,
        "end_conference_on_exit": one.terms.end_on_exit,
        "hold": one.hold,
        "label": one.label or None,
        "muted": one.terms.muted,
        "queue_time": None,
        "start_conference_on_enter": one.terms.start_on_enter,
        "status": "complete" if one.left else "connected",
        "uri": uri,
    }


def queue(line: Queue, exchange: Exchange) -> dict[str, Any]:
    uri = f"{base(exchange)}/Queues/{line.sid}"
    return {
        "sid": line.sid,
        "account_sid": exchange.account.sid,
        "average_wait_time": line.average_wait,
        "current_size": len(line.members),
        "date_created": when(line.created_at),
        "date_updated": when(line.updated_at or line.created_at),
        "friendly_name": line.friendly_name,
        "max_size": line.max_size,
        "uri": f"{uri}.json",
        "subresource_uris": {"members": f"{uri}/Members.json"},
    }


def member(one: Member) -> dict[str, Any]:
    line = one.queue
    uri = f"{base(one.leg.exchange)}/Queues/{line.sid}/Members/{one.leg.sid}.json"
    return {
        "call_sid": one.leg.sid,
        "date_enqueued": when(one.entered_at),
        "position": one.position,
        "queue_sid": line.sid,
        "uri": uri,
        "wait_time": one.seconds,
    }


def message(text: Message, exchange: Exchange) -> dict[str, Any]:
    uri = f"{base(exchange)}/Messages/{text.sid}"
    words = ERRORS_OF_TEXTS.get(text.error, "Delivery failed") if text.error else None
    return {
        "sid": text.sid,
        "account_sid": exchange.account.sid,
        "api_version": API_VERSION,
        "body": text.body,
        "date_created": when(text.created_at),
        "date_sent": when(text.sent_at),
        "date_updated": when(text.updated_at or text.created_at),
        "direction": text.direction,
        "error_code": text.error,
        "error_message": words,
        "from": text.from_,
        "messaging_service_sid": None,
        "num_media": "0",
        "num_segments": str(text.segments),
        "price": None,
        "price_unit": "USD",
        "status": text.status,
        "to": text.to,
        "uri": f"{uri}.json",
        "subresource_uris": {"media": f"{uri}/Media.json"},
    }


def recording(one: Recording, exchange: Exchange) -> dict[str, Any]:
    uri = f"{base(exchange)}/Recordings/{one.sid}"
    started = when(one.started_at)
    return {
        "sid": one.sid,
        "account_sid": exchange.account.sid,
        "api_version": API_VERSION,
        "call_sid": one.call,
        "channels": 1,
        "conference_sid": None,
        "date_created": started,
        "date_updated": started,
        "duration": str(one.seconds),
        "encryption_details": None,
        "error_code": None,
        "media_url": f"https://api.twilio.com{uri}",
        "price": None,
        "price_unit": "USD",
        "source": "RecordVerb",
        "start_time": started,
        "status": one.status,
        "subresource_uris": {
            "add_on_results": f"{uri}/AddOnResults.json",
            "transcriptions": f"{uri}/Transcriptions.json",
        },
        "uri": f"{uri}.json",
    }


def number(ours: OwnedNumber, exchange: Exchange) -> dict[str, Any]:
    created = when(exchange.created_at)
    return {
        "sid": ours.sid,
        "account_sid": exchange.account.sid,
        "address_requirements": "none",
        "api_version": API_VERSION,
        "beta": False,
        "capabilities": {"voice": True, "sms": True, "mms": False, "fax": False},
        "date_created": created,
        "date_updated": created,
        "friendly_name": formatted(ours.number),
        "origin": "twilio",
        "phone_number": ours.number,
        "sms_application_sid": "",
        "sms_fallback_method": "POST",
        "sms_fallback_url": "",
        "sms_method": "POST",
        "sms_url": ours.sms_url,
        "status": "in-use",
        "status_callback": ours.status_callback,
        "status_callback_method": "POST",
        "trunk_sid": None,
        "uri": f"{base(exchange)}/IncomingPhoneNumbers/{ours.sid}.json",
        "voice_application_sid": "",
        "voice_caller_id_lookup": False,
        "voice_fallback_method": ours.voice_fallback_method,
        "voice_fallback_url": ours.voice_fallback_url or "",
        "voice_method": "POST",
        "voice_receive_mode": "voice",
        "voice_url": ours.voice_url,
    }
