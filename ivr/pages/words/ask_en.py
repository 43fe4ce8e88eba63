"""What does the page say in English on which somebody asks for a call?"""

__all__ = ["ASK_EN"]

ASK_EN = {
    "ask": "A call at a time that is good for you",
    "ask_says": (
        "Somebody calls the number you write, within seven days, at the time of day you choose."
        " Whoever picks up hears nothing about you until a key is pressed."
    ),
    "ask_untexted": "Nothing is texted.",
    "ask_texted": "Nothing is texted, unless you ask for it here.",
    "ask_now": "If something is happening right now, call {number}.",
    "ask_number": "Phone number",
    "ask_number_hint": "One that only you pick up, if there is one.",
    "ask_language": "Language of the call",
    "ask_topic": "What it is about",
    "ask_any": "I would rather not say here",
    "ask_time": "When is it good to call?",
    "ask_zone": "Whose clock",
    "ask_message": "If no one picks up, leave a short message. It does not say who called.",
    "ask_code": "A code of four digits, if you like",
    "ask_code_hint": "We ask for it before we say anything, so that we know it is you.",
    "ask_remind": "Send a text half an hour before the call. It does not say who sent it.",
    "ask_look": "Look it over",
    "ask_right": "Is this right?",
    "ask_yes": "Yes, if no one picks up",
    "ask_no": "No, none",
    "ask_leave_message": "A short message",
    "ask_remind_short": "A text before the call",
    "ask_remind_yes": "Yes, half an hour before",
    "ask_remind_no": "No, none",
    "ask_kept_code": "Code",
    "ask_sure": "Yes, please call",
    "ask_change": "Change something",
    # Afterwards
    "ask_done": "Thank you. We will call.",
    "ask_reference": "Your reference",
    "ask_reference_says": (
        "It is shown only now. With it and the number you can take this back, on the page where you"
        " asked. You can keep it in mind, and need not write it down."
    ),
    "ask_exceptions": (
        "A few phones are not called: those that answered STOP to us, and those for which many"
        " calls were asked for. If nobody has called within seven days, please phone us."
    ),
    "ask_full": "We cannot promise another call right now.",
    "ask_full_says": (
        "Many people have asked here today. Please phone us instead, or come back in an hour."
        " Nothing of what you wrote was kept."
    ),
    "take_back": "Take back a call",
    "take_back_it": "Take it back",
    "taken_back": "It is taken back.",
    "taken_back_says": (
        "If a call was asked for with this number and this reference, nobody calls any more."
    ),
    # What to look at again
    "ask_again": "Please look at this again",
    "number_missing": "Write a phone number.",
    "number_impossible": "No phone has this number. Look at its digits.",
    "number_emergency": (
        "We cannot call an emergency number. If something is happening right now, call it yourself."
    ),
    "number_premium": "Calling this number costs extra. Write another one.",
    "number_abroad": "We cannot call phones in that country. Write another number, or phone us.",
    "time_missing": "Choose a time.",
    "code_odd": "A code is four digits, or nothing.",
    "reference_missing": "Write the reference that was shown to you.",
    "form_late": "This page was open for a long time. Please look it over once more.",
    "form_early": "One moment. Please press once more.",
}
