"""What do the pages say in English?"""

__all__ = ["EN"]

EN = {
    "called": "English",
    "title": "Information",
    # The way out
    "leave": "Leave this page",
    "leave_hint": "You can also press Shift three times.",
    # The first page: it says nothing
    "ready": "This page opens a list of useful places.",
    "continue": "Continue",
    # The general list
    "list": "Useful places",
    "health": "Health",
    "housing": "Housing",
    "money": "Money and food",
    "rights": "Advice and rights",
    "more": "More: {topic}",
    "narrow": "Choose a language or an area",
    "speaks": "Language spoken there",
    "area": "Area",
    "any": "Any",
    "show": "Show",
    "other_language": "Read this page in another language",
    "nothing": "Nothing is listed here for this choice.",
    "history": (
        "Your browser may remember that you were here, and your phone the numbers you call."
        " You can clear both."
    ),
    # One entry
    "call": "Call",
    "website": "Website",
    "area_covered": "Area",
    "hours": "Hours",
    "languages": "Languages",
    "access": "Access",
    "cost": "Cost",
    "eligibility": "For whom",
    "checked": "Last checked: {when}",
    "old": "Call first: this may have changed.",
    "unchecked": "Not checked lately. Call first.",
    # One tap deeper: what a service is for
    "for_everyday": "Everyday help",
    "for_shelter": "A safe place to stay",
    "for_medical": "Doctors and nurses",
    "for_counseling": "Someone to talk to",
    "for_children": "Children and young people",
    "for_older_people": "Older people",
    "for_hate_crime": "Attacked for who you are",
    "for_legal": "Legal advice",
    "for_compensation": "Money after a crime",
    "for_identity_theft": "Stolen identity",
    "for_housing": "Rent and housing",
    "for_food": "Food",
    "for_benefits": "Benefits",
    "next": "Next",
    "back": "Back to the list",
    # Texts that follow each other
    "again": "Another text like this one?",
    "again_says": "If you do nothing here, no more come.",
    "again_yes": "Yes, send another",
    "again_done": "Thank you. Another one will come.",
    # The end of a link
    "stop": "Close this link and stop messages",
    "stopping": "Close this link?",
    "stopping_says": (
        "It will not open again, on any phone. Nothing more is sent to this phone unless"
        " somebody asks for it again."
    ),
    "never": "To stop every message from that number for good, answer the text with STOP.",
    "close": "Close it",
    "closed": "This link is closed.",
    "closed_says": "Nothing more will come. You can delete the text.",
    "erase": "Erase what is kept about this phone",
    "erasing": "Erase what is kept about this phone?",
    "erasing_says": (
        "This link closes and nothing more is sent. This phone’s number, and what was asked for"
        " with it, are erased here now, and at the phone company within days."
    ),
    "erasing_keeps": (
        "If this number ever answered STOP, only that is kept, so that nothing is sent to it."
    ),
    "erase_it": "Erase it",
    "erased": "It is erased.",
    "erased_says": (
        "You can delete the text, and the call from this phone’s own list of calls: we cannot."
    ),
    # What is not there
    "over": "This page is not open.",
    "over_says": "Links like this work for three days.",
    "sorry": "This page cannot be shown right now.",
    "sorry_says": "Please try again in a few minutes.",
}
