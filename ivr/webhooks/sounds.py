"""What does the phone company get when it asks for a recording?"""

from flask import Response, request

from ivr.flow.recording import Recording
from ivr.flow.sound import CONTENT_TYPE
from ivr.webhooks.edges import runtime

__all__ = ["sound"]

FOR_GOOD = "public, max-age=31536000, immutable"
"""Under this address there is never anything else: it is the hash of what lies there."""


def sound(name: str) -> Response:
    """The sound file of this hash. Nobody has to sign: who knows the hash has heard the sound, or
    the document that plays it; and whoever calls us hears it."""
    rt = runtime()
    found = rt.sounds.get(name)
    if found is None:
        missing = Response("There is no such recording.\n", 404, mimetype="text/plain")
        missing.headers["Cache-Control"] = "no-store"
        return missing
    response = Response(found, mimetype=CONTENT_TYPE)
    response.headers["Cache-Control"] = FOR_GOOD
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Content-Security-Policy"] = "default-src 'none'"
    response.set_etag(name)
    _tell_what_it_is(response, rt.books.recording(name))
    response.make_conditional(request.environ)
    return response


def _tell_what_it_is(response: Response, recording: Recording | None) -> None:
    """Which sentence, in which language: for a person who reads what the phone company did."""
    if recording is not None:
        response.headers["Content-Language"] = recording.language
        filename = recording.path.rpartition("/")[2]
        response.headers["Content-Disposition"] = f'inline; filename="{filename}"'
