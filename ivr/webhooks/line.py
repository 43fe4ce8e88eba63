"""What does Twilio tell us of a caller who waits?"""

from datetime import timedelta

from ivr.flow.choices import arrived
from ivr.flow.engine import Reply
from ivr.flow.inputs import Failed
from ivr.flow.instructions import LeaveLine
from ivr.flow.position import Position
from ivr.operations import calls, endings, waiting
from ivr.operations.calls import Caller
from ivr.runtime import Runtime
from ivr.telephony import verbs
from ivr.telephony.requests import VoiceRequest
from ivr.webhooks.edges import caller_document, wait_document
from ivr.webhooks.positions import given, noted, opened, written

__all__ = ["ROUTES"]

# A queue that could not take the caller: the step's own way out.
TURNED_AWAY = frozenset({"queue-full", "error", "system-error"})
# The caller is somewhere else already: Twilio asks, and ignores the answer.
ELSEWHERE = frozenset({"redirected", "redirected-from-bridged", "bridged", "bridging-in-process"})


@wait_document
def wait(rt: Runtime, asked: VoiceRequest, position: str) -> str:
    """The next seconds of waiting: our heartbeat."""
    caller, place = opened(rt, asked, position)
    waited = timedelta(seconds=asked.number("QueueTime"))
    book, reply = calls.wait(rt, caller, place, waited)
    _note_leaving(rt, caller, reply)
    return written(rt, caller, book, reply)


@wait_document
def key(rt: Runtime, asked: VoiceRequest, position: str) -> str:
    """The caller pressed a key while waiting, or listened on."""
    caller, place = opened(rt, asked, position)
    book, reply = calls.resume(rt, caller, place, given(asked))
    _note_leaving(rt, caller, reply)
    return written(rt, caller, book, reply)


def _note_leaving(rt: Runtime, caller: Caller, reply: Reply) -> None:
    if any(isinstance(step, LeaveLine) for step in reply.instructions):
        waiting.leave(rt, caller.call_id, reply.position)


@caller_document
def left(rt: Runtime, asked: VoiceRequest, position: str) -> str:
    """Out of the queue: hung up, on the way to a responder, or on to another step."""
    caller, place = opened(rt, asked, position)
    result = asked.fields.get("QueueResult", "")
    if result == "hangup" or asked.over:
        endings.end(rt, caller.call_id)
        return verbs.document()
    if result in ELSEWHERE:
        return verbs.document()
    if result in TURNED_AWAY:
        book, reply = calls.resume(rt, caller, place, Failed())
        return written(rt, caller, book, reply)
    found = calls.find(rt, caller.call_id, caller.sid)
    on = Position.from_bytes(found.position) if found.position else place
    book, reply = calls.present(rt, caller, on)
    noted(rt, caller, book, arrived(on, reply))
    # Whoever asks again hears the same, although the caller may be back in the line by now.
    waiting.leave(rt, caller.call_id, on)
    return written(rt, caller, book, reply)


ROUTES = {
    "/voice/line/<position>": wait,
    "/voice/line/<position>/key": key,
    "/voice/line/<position>/left": left,
}
