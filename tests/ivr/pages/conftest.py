"""What do the tests of the pages stand on? Links that were texted, and a browser."""

import shutil
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from apps import application
from sqlalchemy import select
from werkzeug.test import Client

from ivr.environment import Environment, read
from ivr.models import Call, Consent, Line, Message, PersonKey, new_id
from ivr.operations.messages import link_hash
from ivr.runtime import Runtime, build

sys.path.insert(0, str(Path(__file__).parent))  # `browsing`

Link = Callable[..., str]


def settings(file: Path, redis: str) -> Environment:
    """The settings of a helpline that keeps everything in this file."""
    return read(
        {
            "HELPLINE_DATABASE_URL": f"sqlite:///{file}",
            "HELPLINE_REDIS_URL": redis,
            "HELPLINE_PUBLIC_URL": "http://helpline.test",
            "HELPLINE_PAGES_URL": "http://pages.test",
            "HELPLINE_SECRET_KEYS": "a key for tests",
            "HELPLINE_TWILIO_AUTH_TOKENS": "token",
        }
    )


@pytest.fixture
def open_rt(
    published: Path, redis_url: str, tmp_path: Path, watch: Callable[[], datetime]
) -> Iterator[Runtime]:
    """A helpline of its own with the shipped flows live."""
    file = tmp_path / "published.db"
    shutil.copy(published, file)
    rt = build(replace(settings(file, redis_url), var_dir=tmp_path / "var"))
    yield replace(rt, clock=watch)
    rt.db.engine.dispose()
    rt.redis.close()


@pytest.fixture
def link(open_rt: Runtime) -> Link:
    """Somebody was texted a link; `phone` is a fingerprint."""

    def make(
        token: str, *, language: str = "en", hours: float = 72, phone: str | None = None
    ) -> str:
        rt, now = open_rt, open_rt.now()
        with rt.db.begin() as session:
            live = rt.books.live().short
            number = session.query(Line).first()
            assert number is not None
            call = Call(
                id=new_id(),
                sid=new_id(),
                line=number.id,
                revision=live,
                number_hidden=False,
                began_at=now,
            )
            session.add(call)
            session.flush()
            consent = Consent(id=new_id(), call_id=call.id, purpose="text", given_at=now)
            if phone is not None:
                asked = select(PersonKey).where(PersonKey.fingerprint == phone)
                known = session.scalar(asked)
                consent.person = known or PersonKey(id=new_id(), fingerprint=phone, used_at=now)
            session.add(consent)
            session.flush()
            session.add(
                Message(
                    id=new_id(),
                    call_id=call.id,
                    consent_id=consent.id,
                    template="general_list",
                    language=language,
                    revision=live,
                    promised_at=now,
                    link_hash=link_hash(token),
                    link_until=now + timedelta(hours=hours),
                )
            )
        return f"/l/{token}"

    return make


@pytest.fixture
def browser(open_rt: Runtime) -> Client:
    """A browser that keeps nothing."""
    return Client(application(open_rt), use_cookies=True)
