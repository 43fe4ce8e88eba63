"""What can a document ask for?"""

from ivr.sandbox.documents import SCHEMA_WARNING
from ivr.sandbox.scenes import Rules
from ivr.sandbox.verbs.dial import dial
from ivr.sandbox.verbs.enqueue import enqueue
from ivr.sandbox.verbs.gather import gather
from ivr.sandbox.verbs.record import record
from ivr.sandbox.verbs.rules import WORDS
from ivr.sandbox.verbs.turns import hang_up, pass_by, reject

CALL = Rules(
    "a call",
    {
        **WORDS,
        "Gather": gather,
        "Dial": dial,
        "Enqueue": enqueue,
        "Record": record,
        "Hangup": hang_up,
        "Leave": pass_by,
        "Reject": reject,
    },
    SCHEMA_WARNING,
)
