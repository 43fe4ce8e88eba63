"""Who may use the simulated phones?"""

import ipaddress
from urllib.parse import urlsplit

from flask import Response, abort, request

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)


def admit() -> None:
    """Only somebody at this machine, and no page of another site in their browser.

    The Host must be a loopback name, so that no foreign name can be made to point here; a POST
    from a browser must come from our own page. Aborts with 403.
    """
    if not _is_loopback(urlsplit(f"//{request.host}").hostname or ""):
        abort(403, "This page is for this machine only: open it at 127.0.0.1 or localhost.")
    if request.method in ("GET", "HEAD"):
        return
    site = request.headers.get("Sec-Fetch-Site", "same-origin")
    origin = request.headers.get("Origin", f"http://{request.host}")
    if site not in ("same-origin", "none") or urlsplit(origin).netloc != request.host:
        abort(403, "This request came from another site.")


def harden(response: Response) -> Response:
    """Nothing inline, nothing from elsewhere, nothing kept."""
    response.headers["Content-Security-Policy"] = POLICY
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Referrer-Policy"] = "no-referrer"
    response.headers.setdefault("Cache-Control", "no-store")
    return response


def _is_loopback(name: str) -> bool:
    if name == "localhost" or name.endswith(".localhost"):
        return True
    try:
        return ipaddress.ip_address(name).is_loopback
    except ValueError:
        return False
