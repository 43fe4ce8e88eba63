"""How long may each thing last while somebody waits for a person?"""

from dataclasses import dataclass
from datetime import timedelta
from typing import Final

HARD_TO_REST = 2
"""After so many hard calls in a row a responder rests."""
HARD_TO_SPARE = 3
"""After so many hard calls in a row a responder gets no further hard call for a while."""
MISSES_TO_AWAY = 2
"""Who misses so many ringing calls in a row is off duty until they say otherwise."""


@dataclass(frozen=True)
class Timings:
    """Spans that our own processes measure.

    An offer rings for `ring` and the `carrier`'s own delay, and lasts `whisper` longer once
    somebody picked up. Who missed a call is not asked for it again for `missed_exclusion`, and
    rests for `missed_pause`. A call taken back from somebody is kept from them for
    `withdrawn_exclusion`, so that what made it fail is not met again at once. `rarity` is how much
    less idle a responder counts for each further cell they can serve. A caller is held for a
    responder they know for at most `known_held`. In danger an interpreter will do after
    `danger_interpreter`, and the duty supervisor is told after `danger_alert`. Hard calls earn a
    `hard_rest`, and count as being in a row unless `hard_break` lies between. Two phones are begun
    to ring at least `pace` apart, danger excepted. A clock that ticked keeps other clocks from it
    for a `turn`.
    """

    ring: timedelta = timedelta(seconds=18)
    carrier: timedelta = timedelta(seconds=5)
    whisper: timedelta = timedelta(seconds=20)
    missed_exclusion: timedelta = timedelta(seconds=60)
    missed_pause: timedelta = timedelta(seconds=60)
    withdrawn_exclusion: timedelta = timedelta(seconds=2)
    rarity: timedelta = timedelta(seconds=300)
    known_held: timedelta = timedelta(seconds=15)
    danger_interpreter: timedelta = timedelta(seconds=15)
    danger_alert: timedelta = timedelta(seconds=20)
    hard_rest: timedelta = timedelta(seconds=300)
    hard_break: timedelta = timedelta(seconds=900)
    pace: timedelta = timedelta(0)
    turn: timedelta = timedelta(seconds=5)


AS_USUAL: Final = Timings()
