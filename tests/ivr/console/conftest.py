"""What do the tests of the console stand on? Sam, Ana, Rosa, Kit, and their browsers."""

import shutil
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from argon2 import PasswordHasher
from playwright.sync_api import Browser

from ivr.environment import read
from ivr.models import Grant
from ivr.operations import drafts, passwords
from ivr.runtime import Runtime, build
from ivr.trial.furnishing import furnish
from ivr.trial.servers import PrivateRedis, free_port

sys.path.insert(0, str(Path(__file__).parent))  # `staff`, `looking`
sys.path.insert(0, str(Path(__file__).parents[1] / "pages"))  # `contrast`

from looking import chromium_there, listening, signed_in
from staff import Arrive, Desk, hire

CAST = {
    "Ana": (Grant.RESPONDER,),
    "Ben": (Grant.RESPONDER,),
    "Sam": (Grant.SUPERVISOR,),
    "Fay": (Grant.FLOW_EDITOR,),
    "Pia": (Grant.PRIVACY_OFFICER,),
    "Rosa": (Grant.ADMINISTRATOR,),
    "Kit": (),
}
"""Kit is signed in, and may see nothing."""
IN_BROWSERS = {
    "Gus": (Grant.SUPERVISOR,),
    "Lee": (Grant.SUPERVISOR, Grant.PRIVACY_OFFICER),
    "Max": (Grant.ADMINISTRATOR,),
    "Kit": (),
    "Fay": (Grant.SUPERVISOR,),
    "Ben": (Grant.RESPONDER,),
}
"""Beside the demo staff, in the helpline that real browsers look at."""


@pytest.fixture(autouse=True)
def _hashing_is_quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Hashing is slow on purpose; what is tried here is what comes of it."""
    quick = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
    monkeypatch.setattr(passwords, "_hasher", quick)


@pytest.fixture
def arrive(rt: Runtime) -> Arrive:
    """Somebody of the cast, hired and signed in, at a browser of their own."""
    hired: set[str] = set()

    def come(name: str, **headers: str) -> Desk:
        if name not in hired:
            hire(rt, name, *CAST[name])
            hired.add(name)
        return Desk(rt, **headers).sign_in(name)

    return come


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """One browser for all tests of this run; where there is none (Debian and Ubuntu: apt install
    chromium) they are skipped, and the summary at the end of a run says so."""
    with chromium_there() as browser:
        if browser is None:
            pytest.skip("no Chromium on this machine: how the console looks was not tried")
        yield browser


@pytest.fixture(scope="module")
def served(
    tmp_path_factory: pytest.TempPathFactory, redis_server: PrivateRedis, sqlite_template: Path
) -> Iterator[Runtime]:
    """A furnished helpline at an address of its own, on real clocks."""
    folder, port = tmp_path_factory.mktemp("served"), free_port()
    shutil.copy(sqlite_template, folder / "helpline.db")
    given = {
        "HELPLINE_DATABASE_URL": f"sqlite:///{folder}/helpline.db",
        "HELPLINE_REDIS_URL": redis_server.url,
        "HELPLINE_WEB_BIND": f"127.0.0.1:{port}",
    }
    rt = build(replace(read(given, root=Path(folder)), flows_dir=Path("callflows").resolve()))
    furnish(rt)
    for name, grants in IN_BROWSERS.items():
        hire(rt, name, *grants)
    drafts.begin(rt, "summer", "Lee")
    with listening(rt, port):
        yield rt
    rt.db.engine.dispose()
    rt.redis.close()


@pytest.fixture(scope="module")
def states(served: Runtime, chromium: Browser) -> dict[str, dict[str, object]]:
    """Browsers of those who are signed in already, as `storage_state`."""
    return {name: signed_in(served, chromium, name) for name in ("Lee", "Max")}
