"""What do the pages of settings say in English?"""

__all__ = ["EN_SETTINGS"]

EN_SETTINGS = {
    "nav_settings": "Settings",
    "whats_missing": "What is missing",
    "nothing_missing": "Nothing is missing here. `helpline doctor` asks the phone company too.",
    "part_of_database": "Database",
    "part_of_redis": "Redis",
    "part_of_flows": "Flows",
    "part_of_lines": "Lines",
    "part_of_people": "Responders",
    "part_of_retention": "Forgetting",
    "missing_no_database": (
        "It cannot be reached. Whoever looks after the machine checks HELPLINE_DATABASE_URL."
    ),
    "missing_old_tables": "Its tables are old: helpline db upgrade",
    "missing_no_redis": "None is running: set HELPLINE_REDIS_URL.",
    "missing_redis_away": "It does not answer. Callers are taken to the duty phones meanwhile.",
    "missing_no_flows": "None are published: helpline flows publish",
    "missing_no_sounds": "{n} recordings are lost ({first}): publish their folder again.",
    "missing_strays": (
        "{n} calls came to a number that is no line, and heard the main line: helpline lines"
        " add --help"
    ),
    "missing_nobody": "Nobody is here: helpline people add --help",
    "missing_nobody_there": "Nobody is on duty.",
    "missing_kept_too_long": "Something is kept too long ({kinds}): is the clock running?",
    "missing_unread": "It could not be read: mend the database first.",
    "confidentiality": "Confidentiality",
    "profile_system_based": "Run by police or courts.",
    "profile_system_based_says": (
        "It cannot promise that what is said stays between the two, and always offers somebody"
        " independent."
    ),
    "profile_community_based": "Run by the community.",
    "profile_community_based_says": (
        "It may promise confidentiality in exactly the sentences that are signed off."
    ),
    "profile_mixed": "Run by both.",
    "profile_mixed_says": (
        "It promises no more than a police line does, and always offers somebody independent."
    ),
    "signed_off": "Signed off by",
    "not_signed_off": "Not signed off",
    "not_signed_off_says": (
        "Somebody who answers for the helpline has to sign the profile off, with a date."
    ),
    "recording_on": "Callers may leave a message, after they agreed.",
    "recording_off": "Nothing of callers is recorded.",
    "may_promise": "It may say, word for word:",
    "limit_turns": "Answers in one call before a person is found",
    "limit_texts": "Texts within 24 hours to everybody together",
    "limit_countries": "Countries whose phones are called back",
    "emergency_number": "Emergency number",
    "duty_phones": "Duty phones",
    "change_promises": "Change the profile and the limits",
    "lines": "Lines",
    "lines_caption": "Our numbers and what answers them",
    "answers_calls": "Answers calls with",
    "answers_texts": "Answers texts with",
    "neutral_sentence": "a neutral sentence",
    "line_open": "open",
    "line_closed": "closed",
    "lines_how": (
        "A line is added, changed and closed with helpline lines; the numbers are at the phone"
        " company."
    ),
    "recordings_only": "recordings only",
    "hours": "Hours",
    "closed": "closed",
    "no_hours": "No hours are named: the flows say when somebody answers.",
    "switch_on": "on",
    "switch_off": "off",
    "settings_how": (
        "Languages, hours, areas and what a call can be about stand in settings.yaml. They"
        " change as the flows do: in a draft, with somebody else's agreement."
    ),
    "no_settings": "Nothing is published yet, so there are no settings: helpline flows publish",
    "days_monday": "Mondays",
    "days_tuesday": "Tuesdays",
    "days_wednesday": "Wednesdays",
    "days_thursday": "Thursdays",
    "days_friday": "Fridays",
    "days_saturday": "Saturdays",
    "days_sunday": "Sundays",
    "days_weekdays": "Weekdays",
    "days_weekends": "Weekends",
    "days_every_day": "Every day",
    "how_long_kept": "How long what is kept",
    "how_long_kept_says": (
        "These limits are part of the program and cannot be set longer. The clock forgets"
        " every hour; what is late is told to supervisors."
    ),
    "kept_caption": "What is kept, for how long, and the oldest of it",
    "kept_for": "Kept for",
    "oldest": "Oldest",
    "too_long": "Too long",
    "none_kept": "none",
    "kept_at_once": "no time after its end",
    "kept_hours_one": "{n} hour",
    "kept_hours_other": "{n} hours",
    "kept_days_one": "{n} day",
    "kept_days_other": "{n} days",
    "kept_months_one": "{n} month",
    "kept_months_other": "{n} months",
    "kept_numbers": "Numbers and code words given with a consent",
    "kept_erasures": "Promises to forget a person",
    "kept_typed": "What a caller typed",
    "kept_conversations": "Where a conversation by text stands",
    "kept_neutral_replies": "How often a phone got the neutral sentence",
    "kept_askings": "Hashes by which a call asked for on the web is taken back",
    "kept_conflicts": "Whom a number is kept apart from",
    "kept_keys": "Fingerprint and key of a person",
    "kept_calls_there": "The phone company's record of a call",
    "kept_legs_there": "The phone company's record of a ring",
    "kept_texts_there": "The phone company's record of a text",
    "kept_messages": "What a caller said after a tone",
    "kept_remnants": "Names of records the phone company is to delete",
    "kept_callers": "The number of somebody who waits for a person, or talks with one",
    "kept_swaps": "Who was asked to take whose turn",
    "kept_screens": "Screens on a wall that showed the wallboard",
    "kept_links": "The hash of a link in a text",
    "kept_calls": "Times and codes of calls, rings, texts and consents",
    "kept_series": "When texts followed each other",
    "kept_texts": "Times and codes of texts without a call",
    "kept_steps": "Single choices of callers, in codes",
    "kept_answers": "The hours of answers to a survey",
    "kept_alerts": "What the line told of its responders",
    "kept_plans": "Shifts and leave of the past",
    "kept_audit": "Who on the staff did what",
    "kept_drafts": "Drafts that nobody works on",
    "kept_sounds": "Recordings that nobody needs",
    "kept_sign_ins": "Browsers of the staff",
    "kept_invitations": "Invitations nobody accepted",
    "kept_misses": "Sign-ins tried in vain, as hashes",
    "not_so": "It cannot be published so:",
    "change_promises_says": (
        "What you change goes into the draft “settings”. Nobody hears it before somebody else"
        " agrees to it."
    ),
    "allow_recording": "Callers may be recorded, after they agreed",
    "sign_off": "I sign the profile off today, with my name",
    "sign_off_says": "Sign only if you answer for what this helpline promises.",
    "countries_hint": "Two letters each, with spaces between: US CA PR",
    "into_draft": "Put it into the draft",
    "notice_drafted_settings": (
        "It stands in the draft “settings”. Propose it there, and somebody else agrees:"
        " helpline flows propose draft:settings"
    ),
}
