"""How does a leg talk with others in a room?"""

from ivr.sandbox.conferences import NOBODY_TO_COACH, CannotJoin, Participant, Terms
from ivr.sandbox.documents import Verb
from ivr.sandbox.legs import HungUp, NoticeWish, Redirected, Source
from ivr.sandbox.scenes import Scene
from ivr.sandbox.scripts import Steps, Wait


def enter_room(scene: Scene, dial: Verb, noun: Verb) -> Steps[Source | None]:
    """Be in a conference until it or the call is over; then the Dial's action decides.

    Somebody who may not join goes on with the next verb (16025) or the action (13240).
    No keys are heard here except `*` where `hangupOnStar` was asked for.
    """
    try:
        terms = _terms(scene, noun)
        participant = scene.exchange.conferences.enter(noun.text, scene.leg, terms)
    except CannotJoin as refusal:
        scene.warn(refusal.code, refusal.words)
        return scene.action(dial, DialCallStatus="failed") if _ends(refusal) else None
    try:
        yield from _stay(scene, dial, participant)
    except HungUp:
        _part(participant, "participant_hung_up")
        scene.farewell(scene.action(dial, DialCallStatus="answered"))
        raise
    except Redirected:
        _part(participant, "participant_updated_via_api")
        late = not scene.exchange.chance.old_action_first()
        scene.farewell(scene.action(dial, DialCallStatus="answered"), late=late)
        raise
    finally:
        scene.leg.stops_listening()
    return scene.action(dial, DialCallStatus="answered")


def _ends(refusal: CannotJoin) -> bool:
    return refusal.code == NOBODY_TO_COACH


def _stay(scene: Scene, dial: Verb, participant: Participant) -> Steps[None]:
    scene.leg.listens("*" if dial.flag("hangupOnStar") else "")
    while participant.left is None:
        if scene.leg.keys:
            _part(participant, "participant_hung_up")
            return
        yield Wait()


def _part(participant: Participant, reason: str) -> None:
    if participant.left is None:
        participant.conference.part(participant, reason)


def _terms(scene: Scene, noun: Verb) -> Terms:
    notices = None
    if noun.get("statusCallback"):
        events = frozenset(noun.get("statusCallbackEvent").split())
        url = scene.resolve(noun.get("statusCallback"))
        notices = NoticeWish(url, noun.get("statusCallbackMethod", "POST"), events)
    wait = scene.source(noun, "waitUrl", "waitMethod") if noun.get("waitUrl") else None
    return Terms(
        label=noun.get("participantLabel"),
        muted=noun.flag("muted"),
        start_on_enter=noun.flag("startConferenceOnEnter", True),
        end_on_exit=noun.flag("endConferenceOnExit"),
        beep=noun.get("beep", "true"),
        largest=noun.number("maxParticipants", 250),
        coaching=noun.get("coach"),
        wait=wait,
        default_music="waitUrl" not in noun.attributes,
        notices=notices,
    )
