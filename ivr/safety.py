"""May this person be contacted now? Asked when something is promised, and again when it is sent."""

from dataclasses import dataclass
from datetime import datetime, timedelta

__all__ = [
    "CALLBACK_LASTS",
    "CAN_WAIT",
    "CONSENT_LASTS",
    "OPT_IN_WORDS",
    "OPT_OUT_WORDS",
    "Contact",
    "Standing",
    "asks_for_help",
    "is_opt_in",
    "is_opt_out",
    "why_no_call",
    "why_no_text",
]

# Twilio's English words and what people text in Spanish; a whole message equal to one is final.
OPT_OUT_WORDS = frozenset(
    {"stop", "stopall", "unsubscribe", "cancel", "end", "quit", "revoke", "optout"}
    | {"alto", "parar", "pare", "cancelar", "fin", "baja", "basta", "terminar", "salir", "detener"}
)
OPT_IN_WORDS = frozenset({"start", "unstop", "empezar", "comenzar"})
# What carriers want answered with whom to turn to (CTIA messaging principles).
HELP_WORDS = frozenset({"help", "info", "ayuda", "información", "informacion"})
CONSENT_LASTS = timedelta(hours=2)
"""After the call, or after a yes in a text; then the person must be asked again."""
MOST_A_DAY, MOST_AN_HOUR = 3, 1
"""Texts to one number: for all purposes within a day, for one purpose within an hour."""
MOST_ATTEMPTS = 3
"""Rings for one promised call."""
CALLBACK_LASTS = timedelta(days=7)
"""How long a yes to a call stands; then nobody rings any more."""
CAN_WAIT = frozenset({"outside_window", "too_soon", "budget_spent"})
"""Reasons that time takes away. Every other one is final."""


@dataclass(frozen=True)
class Standing:
    """What somebody agreed to, as it stands at this moment."""

    withdrawn: bool
    expires_at: datetime | None
    """None while the call in which they agreed goes on."""
    in_window: bool
    """Whether it is a time they called safe, on their own clock; True when they named none."""


@dataclass(frozen=True)
class Contact:
    """What is known about one promised text or call at this moment.

    `number_problem` is the code of `numbers.reachable`, `hidden` for a withheld number, or
    `forgotten`.  The counts are of what
    was sent or tried before.
    """

    now: datetime
    number_problem: str | None
    consent: Standing | None
    opted_out: bool
    within_a_day: int = 0
    within_an_hour: int = 0
    left_today: int = 1
    """How many more texts the whole helpline may send today."""
    attempts: int = 0


def why_no_text(contact: Contact) -> str | None:
    """The reason not to text, as a code, or None when it is safe by all we know.

    Every reason alone is enough; a final one is named before one that can wait (CAN_WAIT).
    Sources: NNEDV Safety Net on texting survivors; CTIA messaging principles on STOP.
    """
    reasons = (
        *_final(contact),
        (contact.within_a_day >= MOST_A_DAY, "enough_today"),
        (_outside_window(contact), "outside_window"),
        (contact.within_an_hour >= MOST_AN_HOUR, "too_soon"),
        (contact.left_today <= 0, "budget_spent"),
    )
    return next((code for holds, code in reasons if holds), None)


def why_no_call(contact: Contact) -> str | None:
    """The reason not to ring somebody who was promised a call, as a code, or None.

    Source: NNEDV Safety Net on calling survivors back; the number of attempts is ours.
    """
    reasons = (
        *_final(contact),
        (contact.attempts >= MOST_ATTEMPTS, "tried_enough"),
        (_outside_window(contact), "outside_window"),
    )
    return next((code for holds, code in reasons if holds), None)


def _final(contact: Contact) -> tuple[tuple[bool, str], ...]:
    consent = contact.consent
    return (
        (contact.opted_out, "opted_out"),
        (consent is None, "no_consent"),
        (consent is not None and consent.withdrawn, "consent_withdrawn"),
        (consent is not None and _over(consent, contact.now), "consent_expired"),
        (contact.number_problem is not None, f"number_{contact.number_problem}"),
    )


def _outside_window(contact: Contact) -> bool:
    return contact.consent is not None and not contact.consent.in_window


def _over(consent: Standing, now: datetime) -> bool:
    return consent.expires_at is not None and consent.expires_at <= now


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
