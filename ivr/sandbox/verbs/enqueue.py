"""How does somebody wait in line?"""

from ivr.sandbox.documents import BrokenDocument, Verb
from ivr.sandbox.legs import HungUp, Redirected, Source
from ivr.sandbox.queues import Member
from ivr.sandbox.scenes import Finished, LeftLine, Scene, play_through
from ivr.sandbox.scripts import Steps, Wait
from ivr.sandbox.verbs.rules import WAITING


def enqueue(scene: Scene, verb: Verb) -> Steps[Source | None]:
    """Wait until told to leave; then the action decides, or the next verb.

    When the caller hangs up, the action is usually requested, but that is not promised; after a
    redirect it is requested and its answer ignored.
    """
    queues = scene.exchange.queues
    name = verb.text or "default"
    queue = queues.named(name) or queues.create(name)
    if queue.is_full or len(queue.members) >= verb.number("maxQueueSize", queue.max_size):
        full = {"QueueResult": "queue-full", "QueueSid": queue.sid, "QueueTime": "0"}
        return scene.action(verb, **full)
    member = queues.enter(queue, scene.leg)
    outcome = "error"
    try:
        outcome = yield from _wait(scene, verb, member)
    except (HungUp, Finished, Redirected) as reason:
        outcome = "redirected" if isinstance(reason, Redirected) else "hangup"
        _tell(scene, scene.action(verb, **member.result(outcome)), outcome)
        raise
    finally:
        result = member.result(outcome)
        queues.leave(member, outcome)
    return scene.action(verb, **result)


def _tell(scene: Scene, action: Source | None, outcome: str) -> None:
    """Request the action of somebody who is waiting no more; nobody waits for its answer."""
    chance = scene.exchange.chance
    if outcome == "redirected":
        scene.farewell(action, late=not chance.old_action_first())
    elif not chance.drops_queue_hangup():
        scene.farewell(action)


def _wait(scene: Scene, verb: Verb, member: Member) -> Steps[str]:
    """Play the waitUrl again and again; how it came to an end."""
    inner = Scene(scene.leg, WAITING, member.while_waiting)
    try:
        if not verb.get("waitUrl"):
            scene.leg.note("played", url="hold music")
            yield from _forever()
        source = scene.source(verb, "waitUrl", "waitUrlMethod")
        while True:
            yield from play_through(inner, source)
    except LeftLine:
        return "leave"
    except BrokenDocument as broken:
        scene.warn(broken.code, broken.words)
        return "error"


def _forever() -> Steps[None]:
    while True:
        yield Wait()
