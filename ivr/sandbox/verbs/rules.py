"""Which verbs may stand where a leg waits for something else?"""

from ivr.sandbox.documents import SCHEMA_WARNING
from ivr.sandbox.scenes import Rules
from ivr.sandbox.verbs.gather import gather
from ivr.sandbox.verbs.turns import hang_up, leave, pass_by, redirect
from ivr.sandbox.verbs.words import heard

WORDS = {"Say": heard, "Play": heard, "Pause": heard, "Redirect": redirect}

# https://www.twilio.com/docs/voice/twiml/enqueue: what a waitUrl may hold
WAITING = Rules(
    "a waiting line",
    {**WORDS, "Gather": gather, "Hangup": hang_up, "Leave": leave},
    SCHEMA_WARNING,
)
# https://www.twilio.com/docs/api/errors/13238
MUSIC = Rules("a conference's waitUrl or hold", WORDS, 13238)
# https://www.twilio.com/docs/voice/twiml/number: what is played to the called person first
WHISPER = Rules(
    "a whisper",
    {**WORDS, "Gather": gather, "Hangup": hang_up, "Leave": pass_by},
    SCHEMA_WARNING,
)
