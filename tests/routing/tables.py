"""What would the tables say of the twin, and what is lost when only they are left?"""

from memory import Held
from people import NOW
from twin import Twin

from routing.match import Lately, Presence, Responder, Snapshot
from routing.timings import HARD_TO_REST


def snapshot(twin: Twin) -> Snapshot:
    """Everything that is written down."""
    return Snapshot(
        responders=[person.on_duty for person in twin.people.values() if not person.leaving],
        calls=[held.call for held in twin.calls.values() if held.call and not held.taken],
        offers=[offer.live for offer in twin.offers.values()],
    )


def rebuilt(twin: Twin, *, flushed: bool) -> None:
    """What a rebuild cannot know is gone: exclusions, whether a phone rang, what was told; and, if
    Redis was emptied, places of dropped calls and the next free ring."""
    if flushed:
        twin.places.clear()
        twin.slot = NOW
    _recall_calls(twin)
    _recall_people(twin)
    for offer in twin.offers.values():
        offer.rang = offer.answered = False
        if offer.mentor and twin.people[offer.mentor].leaving:
            del twin.people[offer.mentor]
            offer.mentor = None


def _recall_calls(twin: Twin) -> None:
    accepted_first = sorted(twin.offers.values(), key=lambda offer: offer.accepted is None)
    twin.offers = {offer.id: offer for offer in accepted_first}
    calls = {name: held for name, held in twin.calls.items() if held.call and not held.taken}
    twin.calls = {name: Held(name, held.call) for name, held in calls.items()}
    for offer in accepted_first:
        held = twin.calls.setdefault(offer.call, Held(offer.call, None))
        held.offers.append(offer.id)
        held.taken = offer.accepted is not None
    for held in twin.calls.values():
        if held.call:
            twin.listen_for_language(held)


def _recall_people(twin: Twin) -> None:
    for person in twin.people.values():
        if person.leaving:
            nothing = Responder(person.responder.id, frozenset(), {})
            person.responder, person.idle_since = nothing, twin.now
            person.resting = person.rest_until = None
        wraps_up = person.resting is Presence.WRAPPING_UP
        person.owes = wraps_up and person.hard_calls >= HARD_TO_REST
        person.tired_until = None
    for person in twin.people.values():
        if person.leaving:
            twin.remember(person, Lately())
        else:
            twin.remember(person, person.on_duty.lately)
