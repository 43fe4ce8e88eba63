"""What do the organisation's own sign-in and the screens on a wall say in English?"""

__all__ = ["EN_ENTRY"]

EN_ENTRY = {
    "sign_in_with": "Sign in with {name}",
    "our_organisation": "your organisation's account",
    "other_way": "Sign in with an account of this helpline",
    "opened_by_provider": (
        "Your organisation's own sign-in opens it: what you know and what you have is changed"
        " there."
    ),
    "roles_by_groups": (
        "The organisation's own sign-in vouches for them: what they may do follows from their"
        " groups there."
    ),
    "problem_vouched": "Their groups decide: change them where your organisation keeps them.",
    "oidc_away": "Your organisation's sign-in does not answer",
    "oidc_away_says": (
        "Wait a minute and try again. Until it is back, an account of this helpline opens these"
        " pages as well."
    ),
    "oidc_not_believed": "This way in is over",
    "oidc_not_believed_says": (
        "It took too long, was used already, or came from elsewhere. Go back and sign in again."
    ),
    "oidc_refused_there": "Your organisation did not let you in",
    "oidc_refused_there_says": "Go back and try again, or ask whoever manages accounts there.",
    "oidc_one_factor": "A second factor is missing",
    "oidc_one_factor_says": (
        "These pages need one. Add it to your account at your organisation, then sign in again."
    ),
    "oidc_no_role": "You have no role here yet",
    "oidc_no_role_says": "Ask whoever manages accounts to add you to a group that has one.",
    "oidc_alone": "Your groups do not go together",
    "oidc_alone_says": (
        "An administrator never sees callers, so they are nothing else. Ask whoever manages"
        " accounts."
    ),
    "oidc_name_taken": "Somebody here has your name",
    "oidc_name_taken_says": (
        "A name alone proves nothing. Ask whoever manages accounts to close the other account, or"
        " to change your name at your organisation."
    ),
    "oidc_closed": "Your account here is closed",
    "oidc_closed_says": "Ask whoever manages accounts.",
    "oidc_not_asked": "It was not asked whether it is still you",
    "oidc_not_asked_says": "Go back and try again. If it stays so, tell whoever manages accounts.",
    "oidc_somebody_else": "That was somebody else",
    "oidc_somebody_else_says": "Sign out, and sign in as whom you want to be here.",
    "nav_screens": "Screens",
    "screens_says": (
        "A screen on a wall shows the wallboard for thirty days, and nothing else. Nobody is"
        " signed in at it."
    ),
    "no_screens": "No screen shows the wallboard yet.",
    "screen_on": "Shows the wallboard",
    "screen_waits": "Waits for its code",
    "with_names": "With names",
    "without_names": "Without names",
    "made_by": "made by",
    "add_screen": "Add a screen",
    "where_it_hangs": "Where it hangs",
    "shows_names": "Shows the names of responders",
    "make_code": "Make its code",
    "screen_code": "A code for a screen",
    "screen_code_says": "It works once, within a quarter of an hour, and is not shown again.",
    "screen_open": "At the screen, open",
    "screen_type": "and type",
    "pair_screen": "Make this a screen",
    "pair_screen_says": (
        "A supervisor has a code for it. From then on it shows the wallboard, and nobody is signed"
        " in here."
    ),
    "pair_code_hint": "Ten letters and digits.",
    "screen_code_not": "This code does not open a screen now. Ask for a new one.",
    "no_screen": "This is no screen of ours any more",
    "no_screen_says": "Its thirty days are over, or somebody ended it. A new code brings it back.",
    "notice_screen_ended": "The screen shows nothing any more.",
}
