"""Does each part import only what it needs, so that four of them start soon on two cores?"""

import subprocess
import sys

import pytest

HEAVY = {
    "alembic": "changes tables",
    "babel": "speaks of languages in pages",
    "flask": "answers the web",
    "gunicorn": "serves the web",
    "phonenumbers.geocoder": "knows the area codes of the world",
    "psycopg": "speaks to PostgreSQL",
    "pydantic": "reads flows",
    "redis": "speaks to Redis",
    "requests": "speaks HTTP",
    "rq": "queues jobs",
    "sqlalchemy": "speaks to databases",
    "twilio": "speaks to Twilio",
}
NEEDED = {
    "ivr.cli.root": set(),
    "ivr.cli.web": set(),
    "ivr.cli.server": {"sqlalchemy"},
    "ivr.trial.company": {"sqlalchemy", "flask", "requests"},
    "ivr.worker": {"sqlalchemy", "redis", "rq", "twilio", "requests", "pydantic"},
    "ivr.clock": {"sqlalchemy", "redis", "rq", "twilio", "requests", "pydantic"},
}


@pytest.mark.parametrize("module", NEEDED)
def test_a_part_starts_without_what_others_need(module: str) -> None:
    program = f"import sys, {module}\nprint(*sys.modules)"
    said = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    imported = HEAVY.keys() & set(said.stdout.split())
    assert imported <= NEEDED[module], f"{module} now imports {imported - NEEDED[module]}"
