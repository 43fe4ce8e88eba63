"""Which sentences does the system itself say, in every language, outside any flow?"""

from collections.abc import Mapping
from typing import Final

PHRASES: Final[Mapping[str, frozenset[str]]] = {
    name: frozenset(placeholders.split())
    for name, placeholders in {
        # menus and other steps that listen
        "menu_choice": "label key",
        "language_choice": "language key",
        "key_star": "",
        "key_hash": "",
        "key_danger": "key",
        "key_person": "key",
        "silent_again": "",
        "silent_is_okay": "",
        "unclear_again": "",
        "info_keys": "again person",
        "info_part_keys": "again person",
        "info_text": "key",
        "emergency": "number",
        "service": "title number",
        # what is typed
        "digits_finish": "key",
        "digits_back": "digits",
        "digits_whole": "digits",
        "digits_back_keys": "yes no",
        "skip": "key",
        # consent to a text, a call, a recording
        "consent_keys": "yes no",
        "heard_yes": "",
        "heard_no": "",
        "text_promised": "",
        "callers_number": "yes no",
        "kept_one_day": "",
        "kept_days": "days",
        # the waiting line
        "in_line": "",
        "back_in_line": "",
        "ask_any_specialty": "key",
        "ask_any_area": "key",
        "ask_any_gender": "key",
        "ask_interpreter": "key",
        "connecting": "",
        "ask_listening": "key",
        "lost_connection": "",
        "finished_goodbye": "",
        "one_moment": "",
        "not_connected": "number",
        # responders and duty phones
        "whisper": "language code",
        "whisper_keys": "",
        "taken": "specialty",
        "any_specialty": "",
        "already_answered": "",
        "caller_left": "",
        "no_key": "",
        "with_interpreter": "specialty language",
        "beside_trainee": "",
        "mentor_keys": "",
        "nobody_joins": "",
        "wrap_up": "",
        "ready": "",
        "duty_call": "language",
        # responders on their own phones
        "duty_pin": "",
        "duty_pin_again": "",
        "duty_pin_locked": "",
        "duty_is_on": "",
        "duty_is_off": "",
        "duty_is_paused": "time",
        "duty_keys": "",
        "duty_pause_keys": "",
        "duty_goodbye": "",
        "duty_words_on": "",
        "duty_words_off": "",
        "duty_words_pause": "",
        "duty_words_status": "",
        "duty_done": "state",
        "duty_now": "state",
        "duty_state_on": "",
        "duty_state_off": "",
        "duty_state_paused": "time",
        "duty_look": "code",
        # texts
        "neutral_text_reply": "",
    }.items()
}
"""Each phrase with the placeholders it must hold, in every language of the helpline."""

TEXTED: Final[Mapping[str, frozenset[str]]] = {
    name: frozenset(placeholders.split())
    for name, placeholders in {
        # what is read instead of the phrase of the same name
        "texted_consent_keys": "",
        "texted_emergency": "number",
        "texted_key_danger": "key",
        "texted_key_person": "key",
        "texted_info_keys": "person",
        "texted_info_part_keys": "person",
        "texted_info_text": "key",
        "texted_text_promised": "",
        # what only a text says, or listens for
        "texted_call": "number",
        "heard_danger": "",
    }.items()
}
"""Phrases of a flow that answers texts. A helpline without such a line may leave them out."""

CALL_ME: Final[Mapping[str, frozenset[str]]] = {
    name: frozenset[str]()
    for name in ("call_me_offer", "call_me_when", "call_me_soon", "call_me_promised")
}
"""What is written to who texts and would rather be called. Where they are missing nobody is offered
a call."""

CALLED_BACK: Final[Mapping[str, frozenset[str]]] = {
    name: frozenset(placeholders.split())
    for name, placeholders in {
        # a responder is asked to take a promised call, and waits while it is placed
        "promised_whisper": "language code",
        "promised_taken": "specialty",
        "promised_not_reached": "",
        "promised_reminder": "count time",
        # whoever picks up the phone of the person
        "promised_hello": "yes no",
        "promised_code": "",
        "promised_code_again": "",
        "promised_goodbye": "",
        "promised_message": "",
    }.items()
}
"""Phrases of a call that was promised. A helpline that promises none may leave them out."""
