"""Is every setting understood, and every problem with them told at once?"""

import subprocess
import sys
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier

import pytest

from ivr.environment import NEEDED_IN_PRODUCTION, ROOT, BadEnvironment, Environment, read

PRODUCTION = {
    "HELPLINE_ENV": "production",
    "HELPLINE_PUBLIC_URL": "https://voice.example.org/",
    "HELPLINE_DATABASE_URL": "postgres://helpline@db.example.org/helpline",
    "HELPLINE_REDIS_URL": "rediss://cache.example.org/0",
    "HELPLINE_SECRET_KEYS": "k" * 32,
    "HELPLINE_TWILIO_ACCOUNT_SID": "AC" + "0" * 32,
    "HELPLINE_TWILIO_AUTH_TOKENS": "old-token, new-token",
    "HELPLINE_NUMBER": "+18004444444",
    "HELPLINE_NEUTRAL_NUMBER": "+14152007986",
    "HELPLINE_PAGES_URL": "https://pages.example.org",
}


@pytest.fixture
def found(tmp_path: Path) -> "Reader":
    return Reader(tmp_path)


class Reader:
    """Reads settings for a program that lives in a folder of its own."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def __call__(self, given: Mapping[str, str] | None = None, **more: str) -> Environment:
        named = {f"HELPLINE_{name}": value for name, value in more.items()}
        return read({**(given or {}), **named}, root=self.root)

    def problems(self, given: Mapping[str, str] | None = None, **more: str) -> list[str]:
        with pytest.raises(BadEnvironment) as raised:
            self(given, **more)
        assert str(raised.value) == "\n".join(raised.value.problems)
        return raised.value.problems


def test_a_newcomer_needs_no_settings_at_all(found: Reader, tmp_path: Path) -> None:
    settings = found({"PATH": "/bin", "HELPLINER": "not ours"})
    assert not settings.production
    assert settings.database_url == f"sqlite:///{tmp_path}/var/helpline.db"
    assert settings.own_database
    assert settings.own_redis
    assert settings.redis_url == ""
    assert settings.public_url == settings.pages_url == f"http://{settings.web_bind}"
    assert settings.twilio_api_url == f"http://{settings.sandbox_bind}"
    assert settings.number != settings.neutral_number
    assert settings.allow_test_numbers
    assert settings.time_scale == 1
    assert settings.calls_per_second == 1


@pytest.mark.parametrize("pace", ["0", "-1", "1001", "two", "nan", "inf"])
def test_an_impossible_pace_is_named(found: Reader, pace: str) -> None:
    assert "HELPLINE_CALLS_PER_SECOND" in found.problems(CALLS_PER_SECOND=pace)[0]


def test_a_raised_pace_is_kept_in_production_too(found: Reader) -> None:
    assert found(PRODUCTION, CALLS_PER_SECOND="5").calls_per_second == 5


def test_the_real_thing_needs_everything_and_is_told_all_that_is_missing_at_once(
    found: Reader,
) -> None:
    problems = found.problems(ENV="production")
    assert len(problems) == 1
    for name in NEEDED_IN_PRODUCTION:
        assert f"HELPLINE_{name}" in problems[0]


def test_complete_production_settings_are_read_as_they_stand(found: Reader, tmp_path: Path) -> None:
    settings = found(PRODUCTION)
    assert settings.production
    assert settings.public_url == "https://voice.example.org"
    assert settings.auth_tokens == ("old-token", "new-token")
    assert settings.key_bytes == (b"k" * 32,)
    assert settings.twilio_api_url == "https://api.twilio.com"
    assert not settings.allow_test_numbers
    assert not settings.own_database
    assert not settings.own_redis
    assert not (tmp_path / "var").exists(), "production keeps no secrets of its own"


def test_every_problem_is_told_in_one_go_and_once(found: Reader) -> None:
    problems = found.problems(
        PRODUCTION,
        TIME_SCALE="fast",
        ALLOW_TEST_NUMBERS="maybe",
        WEB_BIND="8000",
        NUMBER="+1212",
        TWILIO_ACCOUNT_SID="me",
        COLOUR="blue",
    )
    named = (
        "TIME_SCALE",
        "ALLOW_TEST_NUMBERS",
        "WEB_BIND",
        "NUMBER:",
        "TWILIO_ACCOUNT_SID",
        "COLOUR",
    )
    for name in named:
        assert sum(f"HELPLINE_{name}" in problem for problem in problems) == 1, name
    assert len(problems) == len(named)


@pytest.mark.parametrize("name", ["HELPLINE_NUMBERS", "HELPLINE_", "HELPLINE_NUMBER_FILE"])
def test_a_misspelt_setting_is_not_quietly_ignored(found: Reader, name: str) -> None:
    assert name in found.problems({name: "x"})[0]


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("ALLOW_TEST_NUMBERS", "1", "ALLOW_TEST_NUMBERS must not"),
        ("TIME_SCALE", "30", "time is real"),
        ("PUBLIC_URL", "http://voice.example.org", "https://"),
        ("PAGES_URL", "http://pages.example.org", "https://"),
        ("SECRET_KEYS", "k" * 32 + ",short", "32 characters"),
        ("SECRET_KEYS", ",", "SECRET_KEYS"),
        ("TWILIO_AUTH_TOKENS", " , ", "TWILIO_AUTH_TOKENS holds no value"),
        ("NUMBER", "+12125550100", "fictional"),
        ("NEUTRAL_NUMBER", "+15005550006", "fictional"),
        ("NEUTRAL_NUMBER", "+18004444444", "never published"),
    ],
)
def test_production_refuses_what_is_for_trying_things_out(
    found: Reader, name: str, value: str, said: str
) -> None:
    problems = found.problems(PRODUCTION, **{name: value})
    assert any(said in problem for problem in problems), problems


def test_a_trial_is_never_mistaken_for_production(found: Reader) -> None:
    assert "development or production" in found.problems(ENV="Production")[0]


@pytest.mark.parametrize(
    ("given", "used"),
    [
        ("postgres://a:b@db/x", "postgresql+psycopg://a:b@db/x"),
        ("postgresql://a:b@db/x", "postgresql+psycopg://a:b@db/x"),
        ("postgresql+psycopg://a:b@db/x", "postgresql+psycopg://a:b@db/x"),
        ("postgres+psycopg://a:b@db/x", "postgresql+psycopg://a:b@db/x"),
        ("postgresql:///x?host=/run/postgresql", "postgresql+psycopg:///x?host=/run/postgresql"),
        ("sqlite:////srv/x.db", "sqlite:////srv/x.db"),
    ],
)
def test_a_database_may_be_spelt_as_its_provider_spells_it(
    found: Reader, given: str, used: str
) -> None:
    assert found(DATABASE_URL=given).database_url == used


@pytest.mark.parametrize(
    ("name", "value"),
    [
        *(("DATABASE_URL", bad) for bad in ("mysql://db/x", "sqlite", "sqlite://", "postgres:x")),
        *(("REDIS_URL", bad) for bad in ("localhost:6379", "http://cache", "redis://")),
        *(("PUBLIC_URL", bad) for bad in ("example.org", "ftp://x", "http://", "http://a@b")),
        *(("PUBLIC_URL", bad) for bad in ("http://x/?q=1", "http://x/#f", "http://a b")),
        *(("PAGES_URL", bad) for bad in ("http://x:99999", "http://x:port", "http://[x")),
        *(("WEB_BIND", bad) for bad in ("localhost", ":80", "x:0", "x:65536", "x:²", "x:")),
        *(("TIME_SCALE", bad) for bad in ("0", "-1", "nan", "inf", "1001", "")[:-1]),
        *(("NUMBER", bad) for bad in ("2125550100", "+1 911", "x" * 300)),
        ("TWILIO_ACCOUNT_SID", "AC" + "g" * 32),
        ("SECRET_KEYS", ","),
        ("TWILIO_AUTH_TOKENS", ","),
    ],
)
def test_an_odd_value_is_one_sentence_that_names_the_setting(
    found: Reader, name: str, value: str
) -> None:
    problems = found.problems(**{name: value})
    assert len(problems) == 1
    assert f"HELPLINE_{name}" in problems[0]


def test_an_empty_setting_counts_as_unset(found: Reader) -> None:
    assert found(DATABASE_URL="", NUMBER="  ", TIME_SCALE="") == found()


def test_two_numbers_that_are_one_would_publish_the_neutral_one(found: Reader) -> None:
    assert "never published" in found.problems(NUMBER="+12125550101")[0]


def test_secrets_may_lie_in_files(found: Reader, tmp_path: Path) -> None:
    secret = tmp_path / "keys"
    secret.write_text("newest,older\n", encoding="utf-8")
    settings = found(SECRET_KEYS_FILE=str(secret))
    assert settings.secret_keys == ("newest", "older")


def test_a_secret_file_that_is_not_there_is_named_but_not_shown(
    found: Reader, tmp_path: Path
) -> None:
    (tmp_path / "binary").write_bytes(b"\xff\xfe\x00")
    for path in (tmp_path / "none", tmp_path / "binary", tmp_path):
        problems = found.problems(TWILIO_AUTH_TOKENS_FILE=str(path))
        assert problems == ["HELPLINE_TWILIO_AUTH_TOKENS_FILE names a file that cannot be read."]


def test_no_problem_repeats_what_was_given(found: Reader) -> None:
    problems = found.problems(
        DATABASE_URL="mysql://me:hunter2@db", REDIS_URL="cache:hunter2", NUMBER="+1212hunter2"
    )
    assert len(problems) == 3
    assert "hunter2" not in str(problems)


def test_printed_settings_show_no_secret(found: Reader) -> None:
    settings = found(PRODUCTION, REDIS_URL="redis://:hunter2@cache/0", SECRET_KEYS="hunter2" * 8)
    assert "hunter2" not in repr(settings)
    assert "token" not in repr(settings).replace("auth_tokens", "")
    assert "helpline@db" not in repr(settings)


def test_secrets_nobody_gave_are_made_once_and_for_the_owner_only(
    found: Reader, tmp_path: Path
) -> None:
    first, second = found(), found()
    assert first.secret_keys == second.secret_keys
    assert first.auth_tokens == second.auth_tokens
    assert first.secret_keys != first.auth_tokens
    assert len(first.secret_keys[0]) >= 64
    files = sorted((tmp_path / "var").iterdir())
    assert [file.name for file in files] == ["sandbox_token", "secret_keys"]
    assert all(file.stat().st_mode & 0o777 == 0o600 for file in files)


def test_threads_that_start_at_once_agree_on_one_secret(tmp_path: Path) -> None:
    together = Barrier(8)

    def start(root: Path) -> tuple[str, ...]:
        together.wait()
        return read({}, root=root).secret_keys

    with ThreadPoolExecutor(8) as pool:
        for turn in range(20):
            root = tmp_path / str(turn)
            assert len(set(pool.map(start, [root] * 8))) == 1
            assert len(list((root / "var").iterdir())) == 2, "no draft is left behind"


def test_processes_that_start_at_once_agree_on_one_secret(tmp_path: Path) -> None:
    program = (
        "import sys; from pathlib import Path; from ivr.environment import read; "
        "sys.stdin.read(); print(read({}, root=Path(sys.argv[1])).secret_keys[0])"
    )
    started = [
        subprocess.Popen(
            [sys.executable, "-c", program, str(tmp_path)],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        for _ in range(3)
    ]
    said = [process.communicate(timeout=30)[0].strip() for process in started]
    assert len(said[0]) == 64
    assert len(set(said)) == 1


def test_a_folder_that_cannot_be_written_is_said_in_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "var").write_text("a file where the folder should be", encoding="utf-8")
    problems = Reader(tmp_path).problems()
    assert len(problems) == 2
    assert all("cannot be written" in problem for problem in problems)


def test_the_private_redis_is_found_where_its_starter_wrote_it(
    found: Reader, tmp_path: Path
) -> None:
    (tmp_path / "var").mkdir()
    (tmp_path / "var" / "redis.url").write_text("redis://127.0.0.1:4/0\n", encoding="utf-8")
    assert found().redis_url == "redis://127.0.0.1:4/0"
    assert found(REDIS_URL="redis://other/0").redis_url == "redis://other/0"


@pytest.mark.parametrize("value", ["0", "no", "off", "false", "FALSE"])
def test_a_trial_may_refuse_fictional_numbers_too(found: Reader, value: str) -> None:
    problems = found.problems(ALLOW_TEST_NUMBERS=value)
    assert all("fictional" in problem for problem in problems)
    assert len(problems) == 2
