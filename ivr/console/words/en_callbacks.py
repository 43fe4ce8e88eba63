"""What do the pages of promised calls, messages and texts say in English?"""

__all__ = ["EN_CALLBACKS"]

EN_CALLBACKS = {
    "nav_callbacks": "Promises",
    "promised_calls": "Promised calls",
    "callbacks_caption": "Promised calls, those overdue first",
    "late_one": "{n} promised call should have been made by now.",
    "late_other": "{n} promised calls should have been made by now.",
    "until_when": "Until",
    "when_promised": "Promised for",
    "tries": "Tries",
    "see_to_it": "See to it",
    "overdue": "Overdue",
    "no_promises": (
        "No call is promised. When a caller asks to be called at a safe time, it stands here"
        " until it is kept."
    ),
    "promise_promised": "waits for its time",
    "promise_due": "waits for a responder",
    "promise_ringing": "is being rung",
    "promise_answered": "is being asked for a key",
    "promise_kept": "Kept",
    "promise_declined": "Not wanted any more",
    "promise_expired": "Given up",
    "promise_handed_over": "Handed over",
    "why_by_staff": "by one of us",
    "why_talked": "they talked",
    "why_machine": "a machine answered",
    "why_fax": "a fax answered",
    "why_unheard": "nobody was heard",
    "why_tried_enough": "tried often enough",
    "why_no_time": "no safe time was left",
    "why_opted_out": "they said STOP",
    "why_no_consent": "there is no yes to it",
    "why_consent_withdrawn": "they took their yes back",
    "why_outside_window": "it was no safe time",
    "why_too_soon": "too soon after the last",
    "why_budget_spent": "enough texts for one day",
    "ended_lately_one": "{n} ended within a day",
    "ended_lately_other": "{n} ended within a day",
    "undo": "Undo",
    "one_promise": "Promised call",
    "one_promise_says": (
        "It is rung by itself at its time, when somebody is free. End it here only if it is"
        " settled in another way. For ten minutes you can take that back."
    ),
    "what_became": "What became of it",
    "end_kept": "Kept",
    "end_kept_says": "Somebody here talked with them in another way.",
    "end_handed_over": "Handed over",
    "end_handed_over_says": "Somebody else sees to this person.",
    "end_declined": "Not wanted any more",
    "end_declined_says": "They said so in another way.",
    "end_expired": "Given up",
    "end_expired_says": "It cannot be kept any more.",
    "end_it": "End the promise",
    "choose_end": "Choose what became of it.",
    "notice_promise_ended": "The promise is over. Undo stands beside it for ten minutes.",
    "notice_promise_back": "The promise stands again.",
    "notice_promise_over": "That promise had ended already, or it is too late to take it back.",
    "messages_left": "Messages",
    "no_messages": (
        "No message waits. Callers can leave one only where the confidentiality profile allows it."
    ),
    "message_new": "New",
    "message_heard": "Heard",
    "message_done": "Done",
    "message_coming": "On its way",
    "message_nothing": "Nothing was said",
    "message_lost": "Lost",
    "message_erased": "Erased",
    "seconds_long_one": "{n} second",
    "seconds_long_other": "{n} seconds",
    "hear_it": "Listen",
    "one_message": "Message",
    "length": "Length",
    "kept_until": "Kept until",
    "hear_says": (
        "The audit writes down that you listened, before anything is heard. Make sure nobody"
        " else can hear it. It is never saved on this computer."
    ),
    "heard_noted": (
        "The audit has it that you listened. The message plays here and is gone when you leave."
    ),
    "done": "It is done",
    "done_says": (
        "When you have done what it asks for, nobody is reminded of it any more. It stays"
        " until its days are over, as the caller was told."
    ),
    "erase": "Erase it now",
    "erase_says": "Nobody can hear it after this, and it cannot be brought back.",
    "sure": "Erase it for good",
    "sure_first": "Tick that you mean it.",
    "notice_message_done": "The message is done.",
    "notice_message_erased": "The message is erased.",
    "notice_message_gone": "There is nothing to hear: it is not with us yet, or not any more.",
    "texts": "Texts",
    "texts_says": (
        "Those that did not arrive within a week, and those that wait. A text whose answer was"
        " lost is never sent twice."
    ),
    "no_texts": "No text waits, and none failed within a week.",
    "series": "Series of texts",
    "no_series": (
        "No series goes on. A responder plans one for somebody who asks for it: helpline"
        " series add --help"
    ),
    "every_days_one": "every day",
    "every_days_other": "every {n} days",
    "sent_zero": "none sent",
    "sent_one": "{n} sent",
    "sent_other": "{n} sent",
    "next": "next",
    "asked_again": "waits for their yes",
    "stop_series": "Stop the texts",
    "stop_series_says": (
        "Nothing more is sent, and the number is forgotten within a day. This cannot be taken"
        " back: they can be asked anew."
    ),
    "notice_series_stopped": "The texts are stopped.",
}
