"""By which road does a webhook travel: a network, or a function call?"""

import time
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import requests
from werkzeug.test import Client

from ivr.sandbox.delivery import ConnectionFailed, Outgoing, Reply, TooSlow

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication


class HttpTransport:
    """Real HTTP. Proxies and credentials of the environment are not used."""

    def send(self, outgoing: Outgoing) -> Reply:
        deadline = time.monotonic() + outgoing.read_timeout
        with requests.Session() as session:
            session.trust_env = False
            try:
                with session.request(
                    outgoing.method,
                    outgoing.url,
                    data=outgoing.form,
                    headers=dict(outgoing.headers),
                    timeout=(outgoing.connect_timeout, outgoing.read_timeout),
                    allow_redirects=False,
                    stream=True,
                ) as response:
                    return _read(response, deadline, outgoing.largest)
            except requests.ReadTimeout as problem:
                raise TooSlow(str(problem)) from problem
            except requests.RequestException as problem:
                raise ConnectionFailed(str(problem)) from problem


def _read(response: requests.Response, deadline: float, largest: int) -> Reply:
    body = bytearray()
    try:
        for chunk in response.iter_content(8192):
            body += chunk
            if time.monotonic() > deadline:
                raise TooSlow("the body was not complete in time")
            if len(body) > largest:
                break
    except requests.RequestException as problem:  # it answered, and then stopped
        raise TooSlow(str(problem)) from problem
    return Reply(
        response.status_code,
        response.headers.get("Content-Type", ""),
        bytes(body),
        response.headers.get("Location"),
        _small(response.headers.items()),
    )


def _small(headers: Iterable[tuple[str, str]]) -> dict[str, str]:
    return {name.lower(): value for name, value in headers}


class WsgiTransport:
    """Calls applications in this process: `{"http://app.test": app}`. Any other host is down."""

    def __init__(self, apps: "Mapping[str, WSGIApplication]") -> None:
        self._clients = {
            origin.rstrip("/"): Client(app, use_cookies=False) for origin, app in apps.items()
        }

    def send(self, outgoing: Outgoing) -> Reply:
        parts = urlsplit(outgoing.url)
        origin = f"{parts.scheme}://{parts.netloc}"
        client = self._clients.get(origin)
        if client is None:
            raise ConnectionFailed(f"nothing answers at {origin}")
        wish: dict[str, Any] = {
            "path": parts.path,
            "query_string": parts.query,
            "base_url": origin,
            "method": outgoing.method,
            "headers": dict(outgoing.headers),
        }
        if outgoing.form is not None:
            wish["data"] = dict(outgoing.form)
        response = client.open(**wish)
        reply = Reply(
            response.status_code,
            response.headers.get("Content-Type", ""),
            response.get_data(),
            response.headers.get("Location"),
            _small(response.headers.items()),
        )
        response.close()
        return reply
