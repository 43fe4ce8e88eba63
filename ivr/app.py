"""Which addresses does the web process answer?"""

import json
from urllib.parse import urlsplit

from flask import Flask, Response, request
from redis import RedisError
from sqlalchemy.exc import SQLAlchemyError
from werkzeug.wrappers import Response as AnyResponse

from ivr import console, lifeline, pages, webhooks
from ivr.bookshelf import NothingPublished
from ivr.runtime import EXTENSION, Runtime
from ivr.webhooks.edges import lifeline_documents, lifeline_words, runtime, xml
from ivr.webhooks.sounds import sound

__all__ = ["create_app"]

LARGEST_REQUEST = 256 * 1024
SOUND = ".wav"


def create_app(rt: Runtime) -> Flask:
    """The whole web application on this runtime."""
    app = Flask("ivr", static_folder=None)
    app.config["MAX_CONTENT_LENGTH"] = LARGEST_REQUEST
    app.config["MAX_FORM_PARTS"] = 200
    app.extensions[EXTENSION] = rt
    app.register_blueprint(webhooks.blueprint())
    app.register_blueprint(pages.blueprint())
    app.register_blueprint(console.blueprint())
    app.add_url_rule("/healthz", view_func=healthz)
    app.add_url_rule("/readyz", view_func=readyz)
    app.add_url_rule("/sound/<name>.wav", view_func=sound)
    # As a number's fallback URL it is asked by POST unless the number says otherwise.
    app.add_url_rule("/lifeline/<name>", view_func=lifeline_document, methods=["GET", "POST"])
    app.before_request(keep_hosts_apart)
    return app


def keep_hosts_apart() -> AnyResponse | None:
    """The pages' host serves the pages behind links, and nothing that says whose they are. With a
    host of its own the console is served there, nothing else is, and nowhere else."""
    rt = runtime()
    public, pages_host, desk = (
        urlsplit(address).netloc
        for address in (rt.addresses.public, rt.addresses.pages, rt.environment.console_url)
    )
    asked = request.blueprint
    if pages_host != public and request.host == pages_host and asked != "pages":
        return pages.nothing_here()
    if desk != public and (request.host == desk) != (asked == "console"):
        return console.nothing_here() if request.host == desk else Response(status=404)
    return None


def healthz() -> Response:
    """The process is there."""
    return _json({"status": "ok"}, 200)


def readyz() -> Response:
    """What it depends on is there too: 200, or 503 with what is missing."""
    rt = runtime()
    parts = {
        "database": _database_answers(rt),
        "redis": _redis_answers(rt),
        "flows": _flows_are_live(rt),
    }
    ready = all(parts.values())
    said = {name: "ok" if fine else "missing" for name, fine in parts.items()}
    return _json({"status": "ready" if ready else "degraded", **said}, 200 if ready else 503)


def _json(said: dict[str, str], status: int) -> Response:
    return Response(
        json.dumps(said), status, mimetype="application/json", headers={"Cache-Control": "no-store"}
    )


def _database_answers(rt: Runtime) -> bool:
    try:
        return rt.db.answers()
    except SQLAlchemyError:
        return False


def _redis_answers(rt: Runtime) -> bool:
    try:
        return bool(rt.redis.ping())
    except (RedisError, OSError):
        return False


def _flows_are_live(rt: Runtime) -> bool:
    try:
        rt.books.live()
    except NothingPublished:
        return False
    return True


def lifeline_document(name: str) -> Response:
    """The lifeline as static documents; also what is exported for another host."""
    rt = runtime()
    if name == lifeline.FIRST:
        return xml(lifeline_words(rt))
    if name.endswith(SOUND):
        return sound(name.removesuffix(SOUND))
    try:
        known = lifeline_documents(rt)
    except NothingPublished:
        return Response(status=404)
    return xml(known[name]) if name in known else Response(status=404)
