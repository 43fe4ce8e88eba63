"""May this person be contacted now? Asked when something is promised, and again when it is sent."""

from dataclasses import dataclass
from datetime import datetime, timedelta

__all__ = [
    "CONSENT_LASTS", "HELP_WORDS", "OPT_IN_WORDS", "OPT_OUT_WORDS", "TextFacts", "asks_for_help",
    "is_opt_in", "is_opt_out", "why_no_text",
]  # fmt: skip

# Twilio's English words and what people text in Spanish; a whole message equal to one is final.
OPT_OUT_WORDS = frozenset(
    {"stop", "stopall", "unsubscribe", "cancel", "end", "quit", "revoke", "optout"}
    | {"alto", "parar", "pare", "cancelar", "fin", "baja", "basta", "terminar", "salir", "detener"}
)
OPT_IN_WORDS = frozenset({"start", "unstop", "empezar", "comenzar"})
# What carriers want answered with whom to turn to (CTIA messaging principles).
HELP_WORDS = frozenset({"help", "info", "ayuda", "información", "informacion"})
MOST_TEXTS_A_DAY = 3
CONSENT_LASTS = timedelta(hours=2)
"""After the call, or after a yes in a text; then the person must be asked again."""


@dataclass(frozen=True)
class TextFacts:
    """What is known about one promised text at this moment.

    `number_problem` is the code of `numbers.reachable`, or `hidden` for a withheld number.
    """

    now: datetime
    number_problem: str | None
    consent_given: bool
    consent_withdrawn: bool
    consent_expires_at: datetime | None
    opted_out: bool
    sent_within_a_day: int


def why_no_text(facts: TextFacts) -> str | None:
    """The reason not to text, as a code, or None when it is safe by all we know.

    Order matters only for the code shown; every reason alone is enough. Sources: NNEDV Safety
    Net on texting survivors; CTIA messaging principles on STOP.
    """
    reasons = (
        (facts.opted_out, "opted_out"),
        (not facts.consent_given, "no_consent"),
        (facts.consent_withdrawn, "consent_withdrawn"),
        (_over(facts), "consent_expired"),
        (facts.number_problem is not None, f"number_{facts.number_problem}"),
        (facts.sent_within_a_day >= MOST_TEXTS_A_DAY, "enough_today"),
    )
    return next((code for holds, code in reasons if holds), None)


def _over(facts: TextFacts) -> bool:
    return facts.consent_expires_at is not None and facts.consent_expires_at <= facts.now


def is_opt_out(body: str) -> bool:
    """True when the whole text is an opt-out word; "make him stop" is a cry for help, not one."""
    return _bare(body) in OPT_OUT_WORDS


def is_opt_in(body: str) -> bool:
    """True when the whole text asks to hear from us again."""
    return _bare(body) in OPT_IN_WORDS


def asks_for_help(body: str) -> bool:
    """True when the whole text asks whom to turn to."""
    return _bare(body) in HELP_WORDS


def _bare(body: str) -> str:
    """The letters of a short text, without case, punctuation and spaces around it."""
    return "".join(c for c in body[:64].casefold() if c.isalnum() or c.isspace()).strip()
