"""How do tests come by the web application without building it each time?"""

from functools import lru_cache

from flask import Flask

from ivr.app import create_app
from ivr.environment import read
from ivr.runtime import EXTENSION, Runtime, build

__all__ = ["application"]


def application(rt: Runtime) -> Flask:
    """The web application, from now on with this runtime: it is made once, because it keeps
    nothing else, and binding its hundred addresses takes longer than most tests."""
    app = _application()
    app.extensions[EXTENSION] = rt
    return app


@lru_cache(maxsize=1)
def _application() -> Flask:
    away = {
        "HELPLINE_DATABASE_URL": "sqlite:///never-opened.db",
        "HELPLINE_REDIS_URL": "redis://127.0.0.1:1",
        "HELPLINE_PUBLIC_URL": "http://helpline.test",
        "HELPLINE_PAGES_URL": "http://pages.test",
    }
    return create_app(build(read(away)))
