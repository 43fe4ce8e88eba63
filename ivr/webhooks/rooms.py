"""What does Twilio tell us of the room where people talk?"""

from ivr.operations import bridges, duty_rings
from ivr.runtime import Runtime
from ivr.telephony.requests import VoiceRequest
from ivr.telephony.requests import notice as read
from ivr.webhooks.edges import notice

__all__ = ["ROUTES"]

OURS = ("r-", "v-")
"""Responders, and who joins them: then comes the id of their offer."""


@notice
def report(rt: Runtime, asked: VoiceRequest, call_id: str, room: str) -> None:
    """Somebody came in or left; an old room tells nothing new."""
    told = read(asked.fields)
    if told.event == "participant-join" and told.label.startswith(OURS):
        bridges.responder_joined(rt, call_id, told.label[2:])
    elif told.event == "participant-join" and told.label.startswith(duty_rings.SUPERVISOR):
        duty_rings.joined(rt, call_id, told.label.removeprefix(duty_rings.SUPERVISOR))
    elif told.event == "participant-join" and told.label == bridges.CALLER:
        bridges.caller_joined(rt, call_id, int(room))


ROUTES = {
    "/voice/rooms/<call_id>/<room>": report,
}
