"""What does every page load: one style, one script, one icon?"""

from flask import Response

from ivr.console import frame
from ivr.console.access import Everybody, Page, Visit

__all__ = ["PAGES"]


def file(_visit: Visit, name: str) -> Response:
    """Kept by the browser: its address changes with its content."""
    if name not in frame.FILES:
        return Response(status=404)
    response = Response(frame.asset(name), mimetype=frame.FILES[name])
    response.headers["Cache-Control"] = "public, max-age=31536000, immutable"
    return response


PAGES = (Page("/static/<name>", "file", file, Everybody.ANYBODY),)
