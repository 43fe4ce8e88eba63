"""Which words stand on the wallboard, in English?"""

__all__ = ["EN_BOARD"]

EN_BOARD = {
    "figure_oldest": "longest wait",
    "figure_in_time": "answered within {n} s today",
    "figure_due": "promised calls due",
    "overdue_one": "{n} late",
    "overdue_other": "{n} late",
    "too_long_one": "{n} waits too long",
    "too_long_other": "{n} wait too long",
    "alarmed_one": "{n} alarm.",
    "alarmed_other": "{n} alarms.",
    "alarms": "To look at",
    "alarm": "Alarm",
    "alarms_more_one": "And {n} more.",
    "alarms_more_other": "And {n} more.",
    "alarms_see": "I have seen to these",
    "notice_alarms_seen": "What was to look at is seen to.",
    "board_sound_says": (
        "A soft tone, in this browser, when a caller waits longer than a minute, or in danger."
    ),
    "alarm_away": "let two calls ring, and is off duty",
    "alarm_last_on_duty": "should not be rung, and is: nobody else is on duty",
    "alarm_danger_waits": "a caller in danger talks to nobody",
    "alarm_other_help": "a caller waits so long that other help was offered",
    "alarm_long_wait": "a caller waits very long",
    "alarm_benched": "cannot be rung, and is off duty",
    "alarm_callback_overdue": "a promised call is overdue",
    "alarm_our_account": "the account at the phone company rings nobody",
    "alarm_kept_too_long": "something is kept longer than it may be",
    "alarm_wants_help": "is in a call, and asks for a supervisor",
    "alarm_wants_to_talk": "would like somebody to talk to",
}
