"""What did somebody leave for us? Heard here and nowhere else, by a name that the audit keeps."""

import base64

from flask import Response as FlaskResponse
from werkzeug.wrappers import Response

from ivr.console import forms, frame, sorry
from ivr.console.access import Page, Visit
from ivr.console.callbacks import MAY, ROOT
from ivr.console.naming import tongue
from ivr.operations import audit, voicemail_ends
from ivr.operations.voicemail_ends import NoSuchVoicemail
from ivr.queries import voicemails
from ivr.queries.voicemails import Left

__all__ = ["PAGES"]

POLICY = "Content-Security-Policy"


def one(visit: Visit, message: str) -> Response:
    """One message, before anything is heard."""
    return _page(visit, message)


def see_to(visit: Visit, message: str) -> Response:
    """Listen, say that it is done, or erase it: each stands in the audit first."""
    do, who = forms.field(visit, "do"), audit.staff(visit.known.name)
    try:
        if do == "listen":
            return _heard(visit, message, voicemail_ends.listen(visit.rt, message[:32], who))
        if do == "done":
            voicemail_ends.done(visit.rt, message[:32], who)
            return frame.go(visit, ROOT, "message_done")
        if do == "erase" and forms.field(visit, "sure") == "yes":
            voicemail_ends.erase(visit.rt, message[:32], who)
            return frame.go(visit, ROOT, "message_erased")
    except NoSuchVoicemail:
        return frame.go(visit, ROOT, "message_gone")
    return _page(visit, message, problem="sure_first" if do == "erase" else "")


def _found(visit: Visit, code: str) -> Left | None:
    every = voicemails.left(visit.rt, everything=True)
    return next((one for one in every if one.code == code), None)


def _page(visit: Visit, code: str, *, problem: str = "", sound: str = "") -> FlaskResponse:
    found = _found(visit, code)
    if found is None:
        return sorry.nothing_here(visit)
    return frame.page(
        visit,
        "voicemail.html",
        status=422 if problem else 200,
        message=found,
        problem=problem,
        sound=sound,
        tongue=lambda tag: tongue(visit, tag),
    )


def _heard(visit: Visit, code: str, sound: bytes) -> Response:
    """The page with the message in it. There is no address at which a sound could be had without
    a word in the audit, and none that a browser could keep."""
    response = _page(visit, code, sound=base64.b64encode(sound).decode())
    response.headers[POLICY] = f"{frame.HEADERS[POLICY]}; media-src data:"
    return response


PAGES = (
    Page("/callbacks/voicemail/<message>", "voicemail", one, MAY, recent=True),
    Page("/callbacks/voicemail/<message>", "see_to_voicemail", see_to, MAY, ("POST",), recent=True),
)
