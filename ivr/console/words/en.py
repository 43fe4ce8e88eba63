"""What does the console say in English?"""

__all__ = ["EN"]

EN = {
    "called": "English",
    "console": "Console",
    "skip": "Skip to the page",
    "menu": "Menu",
    "language": "Language",
    "nav_account": "Your account",
    "nav_people": "People",
    "nav_audit": "Audit",
    "nav_coverage": "Coverage",
    "nav_wallboard": "Wallboard",
    "nav_accounts": "Accounts",
    "sign_in": "Sign in",
    "sign_out": "Sign out",
    "name": "Name",
    "password": "Password",
    "code": "Code",
    "code_hint": "Six digits from your authenticator app, or one of your recovery codes.",
    "cannot": "I cannot sign in",
    "cannot_says": (
        "Ask whoever manages accounts for a new invitation. It works once, and replaces a lost"
        " phone or a forgotten password."
    ),
    "problem": "Look again",
    "look_again": "Please look again",
    "does_not_open": "Name, password and code do not open an account together.",
    "wait_one": "The next try counts in {n} second.",
    "wait_other": "The next try counts in {n} seconds.",
    "welcome": "Welcome, {name}",
    "two_things": "Two things open your account: something you know, and something you have.",
    "open_account": "Open your account",
    "choose_password": "Choose a password",
    "new_password": "New password",
    "password_hint": (
        "{n} letters or more. Four words that do not belong together are easy to keep in mind."
    ),
    "again": "The same again",
    "add_app": "Add an authenticator app",
    "add_app_says": (
        "On your phone, open an authenticator app and scan this square. Any such app will do."
    ),
    "square": "A square code for your authenticator app. The same in letters follows.",
    "square_typed": "Or type this into the app:",
    "app_code": "Code from the app",
    "app_code_hint": "The six digits it shows now.",
    "problem_again": "The two passwords are not the same.",
    "problem_code": "This is not the code the app shows now. Type the newest one.",
    "problem_weak_short": "This password is too short: use {n} letters or more.",
    "problem_weak_long": "This password is too long to be kept.",
    "problem_weak_easy": "This password is among the first that anybody tries.",
    "problem_weak_name": "Leave your name out of the password.",
    "problem_old": "The present password is a different one.",
    "keep_codes": "Keep these codes",
    "keep_codes_says": (
        "When your phone is not there, one of them opens your account instead of a code from the"
        " app. Each works once. They are shown now and never again: print them, or write them"
        " down, and keep them away from your phone."
    ),
    "codes_kept": "I have kept them",
    "still_you": "Is it still you?",
    "still_you_says": "What comes next matters. Show once more that it is you.",
    "code_not_now": "This code does not open anything now. A code opens once; wait for the next.",
    "go_on": "Go on",
    "go_back": "Go back",
    "to_start": "To the first page",
    "not_for_you": "This page is for others",
    "not_for_you_says": (
        "Your account does not open it. If you need it for your work, ask whoever manages accounts."
    ),
    "old_form": "This page was open for too long",
    "old_form_says": "Nothing was changed. Go back, load the page again, and send it once more.",
    "nothing_here": "There is nothing at this address",
    "nothing_here_says": "Maybe it moved. Everything that is yours is in the menu.",
    "too_much": "That was too much at once",
    "too_much_says": "Nothing was changed. Send less.",
    "busy": "Many people sign in right now",
    "busy_says": "Callers go first. Wait half a minute, and try again.",
    "broke": "This page cannot be shown now",
    "broke_says": (
        "Calls go on. Wait a minute, and load the page again. If it stays like this, tell whoever"
        " runs the helpline's machine."
    ),
    "invitation_over": "This invitation is over",
    "invitation_over_says": (
        "It worked once, or its 48 hours are past. Ask whoever invited you for another one."
    ),
    "grants": "You are here as",
    "no_grants": "nobody in particular: ask whoever manages accounts",
    "grant_responder": "Responder",
    "grant_supervisor": "Supervisor",
    "grant_flow_editor": "Flow editor",
    "grant_privacy_officer": "Privacy officer",
    "grant_administrator": "Administrator",
    "what_opens": "What opens your account",
    "app": "Authenticator app",
    "recovery_codes": "Recovery codes",
    "left_one": "{n} is left.",
    "left_other": "{n} are left.",
    "change_password": "Change the password",
    "change_password_says": "You stay signed in here, and are signed out everywhere else.",
    "old_password": "Present password",
    "change_app": "Change the app",
    "change_app_says": (
        "The app you have now will open nothing any more. You stay signed in here, and are signed"
        " out everywhere else."
    ),
    "make_codes": "Make new recovery codes",
    "make_codes_says": "New ones take the place of all that you have.",
    "places": "Where you are signed in",
    "unknown_browser": "A browser",
    "this_browser": "This one",
    "since": "Since",
    "seen": "last seen",
    "sign_out_there": "Sign out there",
    "sign_out_others": "Sign out everywhere but here",
    "notice_signed_out": "You are signed out.",
    "notice_others_out": "You are signed out everywhere but here.",
    "notice_one_out": "You are signed out there.",
    "notice_not_there": "You were not signed in there any more.",
    "notice_password": "Your password is changed.",
    "notice_factor": "Your new authenticator app opens your account from now on.",
}
