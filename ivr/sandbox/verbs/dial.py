"""Whom does a leg talk to?"""

from ivr.sandbox.documents import SCHEMA_WARNING, BrokenDocument, Verb
from ivr.sandbox.legs import Source
from ivr.sandbox.scenes import Scene
from ivr.sandbox.scripts import Steps
from ivr.sandbox.verbs.ring import ring_numbers
from ivr.sandbox.verbs.rooms import enter_room


def dial(scene: Scene, verb: Verb) -> Steps[Source | None]:
    """Join a conference, or ring one or several numbers at once."""
    rooms = [noun for noun in verb.children if noun.name == "Conference"]
    numbers = [noun for noun in verb.children if noun.name == "Number"]
    if rooms and numbers:
        raise BrokenDocument(SCHEMA_WARNING, "<Dial> holds both a room and numbers")
    if rooms:
        return (yield from enter_room(scene, verb, rooms[0]))
    if not numbers and verb.text:
        numbers = [Verb("Number", text=verb.text)]
    if not numbers:
        scene.warn(13201, "<Dial> does not say whom to ring")
        return scene.action(verb, DialCallStatus="failed")
    return (yield from ring_numbers(scene, verb, numbers))
