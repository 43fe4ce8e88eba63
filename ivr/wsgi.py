"""How does gunicorn start the web process?"""

import os
from contextlib import suppress

from sqlalchemy.exc import SQLAlchemyError

from ivr import environment, logs
from ivr.app import create_app
from ivr.bookshelf import NothingPublished
from ivr.runtime import build

__all__ = ["app"]

_settings = environment.read(os.environ)
logs.configure("web", as_json=_settings.production)
_runtime = build(_settings)
with suppress(NothingPublished, SQLAlchemyError):
    _runtime.books.live()  # read now, so that the first caller does not wait for it
# Processes that are forked from here open connections of their own.
_runtime.db.engine.dispose()
app = create_app(_runtime)
