"""What was this process told by its surroundings?"""

import math
import os
import re
import secrets
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from ivr.numbers import ImpossibleNumber, parse

__all__ = ["ROLES", "ROOT", "BadEnvironment", "Environment", "Oidc", "read"]

ROOT = Path(__file__).resolve().parents[1]

NEEDED_IN_PRODUCTION = (
    *("PUBLIC_URL", "DATABASE_URL", "REDIS_URL", "SECRET_KEYS", "TWILIO_ACCOUNT_SID"),
    *("TWILIO_AUTH_TOKENS", "NUMBER", "NEUTRAL_NUMBER", "PAGES_URL"),
)
NAMES = (
    *NEEDED_IN_PRODUCTION,
    *("ENV", "WEB_BIND", "SANDBOX_BIND", "TWILIO_API_URL", "FLOWS_DIR", "CONSOLE_URL"),
    *("ALLOW_TEST_NUMBERS", "TIME_SCALE", "CALLS_PER_SECOND"),
    *("OIDC_ISSUER", "OIDC_CLIENT_ID", "OIDC_CLIENT_SECRET", "OIDC_ROLES"),
    *("OIDC_GROUPS_CLAIM", "OIDC_ACR", "OIDC_NAME"),
)
FROM_FILES = (
    *("DATABASE_URL", "REDIS_URL", "SECRET_KEYS", "TWILIO_AUTH_TOKENS"),
    "OIDC_CLIENT_SECRET",
)
OF_OIDC = ("OIDC_ISSUER", "OIDC_CLIENT_ID", "OIDC_CLIENT_SECRET", "OIDC_ROLES")
ROLES = ("responder", "supervisor", "flow_editor", "privacy_officer", "administrator")
"""What a group of the organisation can be in the console."""
# The sandbox's own account: a name, not a secret. Its token is made afresh on each machine.
SANDBOX_ACCOUNT = "AC" + "5a" * 16
SHORTEST_PRODUCTION_KEY = 32


class BadEnvironment(ValueError):
    """Raised with everything that is missing or odd, each in one sentence."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


@dataclass(frozen=True)
class Oidc:
    """The organisation's own sign-in (OpenID Connect): who vouches for the staff, and what their
    groups are here. `acr` is what the provider calls a sign-in with two factors; without it `amr`
    has to say so. `name` is what the page calls the provider."""

    issuer: str
    client_id: str
    client_secret: str = field(repr=False)
    roles: tuple[tuple[str, str], ...]
    groups_claim: str
    acr: str
    name: str


@dataclass(frozen=True)
class Environment:
    """Every setting a process may ask for; all values are checked.

    `redis_url` is empty when none was given and no private Redis has been started yet. What opens
    something is left out of the printed form.
    """

    production: bool
    web_bind: str
    sandbox_bind: str
    public_url: str
    database_url: str = field(repr=False)
    redis_url: str = field(repr=False)
    secret_keys: tuple[str, ...] = field(repr=False)
    account_sid: str
    auth_tokens: tuple[str, ...] = field(repr=False)
    twilio_api_url: str
    number: str
    neutral_number: str
    pages_url: str
    console_url: str
    flows_dir: Path
    allow_test_numbers: bool
    time_scale: float
    calls_per_second: float
    var_dir: Path
    own_database: bool
    own_redis: bool
    oidc: Oidc | None = None

    @property
    def key_bytes(self) -> tuple[bytes, ...]:
        """The secret keys as bytes, newest first."""
        return tuple(key.encode() for key in self.secret_keys)


def read(given: Mapping[str, str], *, root: Path = ROOT) -> Environment:
    """The settings in `given` (usually `os.environ`), with the embedded defaults in development.

    Raises BadEnvironment naming all problems at once. In development, secrets nobody gave are
    made once and kept under `var/` (readable by the owner only).
    """
    return _Reading(given, root).environment()


class _Reading:
    """One pass over the settings that collects every problem before it complains."""

    def __init__(self, given: Mapping[str, str], root: Path) -> None:
        self.problems: list[str] = []
        self.values = self._values(given)
        self.production = self._mode()
        self.root = root
        self.var = root / "var"

    def environment(self) -> Environment:
        if self.production:
            self._refuse_trial_settings()
        self._require()
        allow_test = self._flag("ALLOW_TEST_NUMBERS", default=not self.production)
        web = self._bind("WEB_BIND", "127.0.0.1:8000")
        sandbox = self._bind("SANDBOX_BIND", "127.0.0.1:8001")
        api = "https://api.twilio.com" if self.production else f"http://{sandbox}"
        public = self._url("PUBLIC_URL", f"http://{web}")
        found = Environment(
            production=self.production,
            web_bind=web,
            sandbox_bind=sandbox,
            public_url=public,
            database_url=self._database(),
            redis_url=self._redis(),
            secret_keys=self._secrets("SECRET_KEYS", "secret_keys"),
            account_sid=self._account(),
            auth_tokens=self._secrets("TWILIO_AUTH_TOKENS", "sandbox_token"),
            twilio_api_url=self._url("TWILIO_API_URL", api),
            number=self._number("NUMBER", "+12125550100", allow_test=allow_test),
            neutral_number=self._number("NEUTRAL_NUMBER", "+12125550101", allow_test=allow_test),
            pages_url=self._url("PAGES_URL", public),
            console_url=self._url("CONSOLE_URL", public),
            flows_dir=self._flows_dir(),
            allow_test_numbers=allow_test,
            time_scale=self._scale(),
            calls_per_second=self._pace(),
            var_dir=self.var,
            own_database="DATABASE_URL" not in self.values,
            own_redis="REDIS_URL" not in self.values,
            oidc=self._oidc(),
        )
        if found.number and found.number == found.neutral_number:
            self.problems.append(
                "HELPLINE_NEUTRAL_NUMBER must not be HELPLINE_NUMBER: texts come from a number "
                "that is never published."
            )
        if self.problems:
            raise BadEnvironment(list(dict.fromkeys(self.problems)))
        return found

    def _values(self, given: Mapping[str, str]) -> dict[str, str]:
        values: dict[str, str] = {}
        for name, value in given.items():
            if not name.startswith("HELPLINE_"):
                continue
            short = name.removeprefix("HELPLINE_")
            if short in NAMES:
                values.setdefault(short, value.strip())
            elif short.endswith("_FILE") and short[:-5] in FROM_FILES:
                values[short[:-5]] = self._file(name, value)
            else:
                self.problems.append(
                    f"{name} is not a setting; see `.env.example` for their names."
                )
        return {name: value for name, value in values.items() if value}

    def _file(self, name: str, path: str) -> str:
        try:
            return Path(path).read_text(encoding="utf-8").strip()
        except (OSError, UnicodeDecodeError):
            self.problems.append(f"{name} names a file that cannot be read.")
            return ""

    def _mode(self) -> bool:
        mode = self.values.get("ENV", "development")
        if mode not in ("development", "production"):
            self.problems.append("HELPLINE_ENV is either development or production.")
        return mode == "production"

    def _require(self) -> None:
        needed = NEEDED_IN_PRODUCTION if self.production else ()
        missing = [f"HELPLINE_{name}" for name in needed if name not in self.values]
        if missing:
            self.problems.append(f"Production needs these settings as well: {', '.join(missing)}.")

    def _refuse_trial_settings(self) -> None:
        if self._flag("ALLOW_TEST_NUMBERS", default=False):
            self.problems.append("HELPLINE_ALLOW_TEST_NUMBERS must not be set in production.")
        if self._scale() != 1:
            self.problems.append("HELPLINE_TIME_SCALE is for development; production time is real.")
        for name in ("PUBLIC_URL", "PAGES_URL", "CONSOLE_URL", "TWILIO_API_URL"):
            if _travels_in_clear(self.values.get(name, "")):
                self.problems.append(f"HELPLINE_{name} must begin with https:// in production.")
        keys = self.values.get("SECRET_KEYS", "x" * SHORTEST_PRODUCTION_KEY).split(",")
        if any(len(key.strip()) < SHORTEST_PRODUCTION_KEY for key in keys):
            self.problems.append("Each of HELPLINE_SECRET_KEYS needs 32 characters or more.")

    def _flag(self, name: str, *, default: bool) -> bool:
        value = self.values.get(name, "").lower()
        if value in ("", "1", "true", "yes", "on", "0", "false", "no", "off"):
            return value in ("1", "true", "yes", "on") if value else default
        self.problems.append(f"HELPLINE_{name} is 1 or 0.")
        return default

    def _bind(self, name: str, default: str) -> str:
        value = self.values.get(name, default)
        host, _, port = value.rpartition(":")
        if not host or not re.fullmatch("[0-9]{1,5}", port) or not 0 < int(port) < 65536:
            self.problems.append(f"HELPLINE_{name} is host:port, for example {default}.")
            return default
        return value

    def _url(self, name: str, default: str) -> str:
        value = self.values.get(name)
        if value is None:
            return default
        try:
            parts = urlsplit(value)
            fine = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
        except ValueError:
            fine = False
        if not fine or re.search(r"[@#?\s]", value):
            self.problems.append(f"HELPLINE_{name} is an http or https address without a query.")
        return value.rstrip("/")

    def _database(self) -> str:
        value = self.values.get("DATABASE_URL")
        if value is None:
            return f"sqlite:///{self.var / 'helpline.db'}"
        if not re.match(r"sqlite:///.|postgres(ql)?(\+psycopg)?://", value):
            self.problems.append("HELPLINE_DATABASE_URL begins with sqlite:/// or postgresql://.")
        return re.sub(r"^postgres(ql)?(\+psycopg)?://", "postgresql+psycopg://", value)

    def _redis(self) -> str:
        value = self.values.get("REDIS_URL")
        if value is None:
            return self._private_redis()
        if not re.match(r"rediss?://.|unix://.", value):
            self.problems.append("HELPLINE_REDIS_URL begins with redis://, rediss:// or unix://.")
        return value

    def _private_redis(self) -> str:
        try:
            return (self.var / "redis.url").read_text(encoding="utf-8").strip()
        except OSError:
            return ""

    def _secrets(self, name: str, file: str) -> tuple[str, ...]:
        value = self.values.get(name)
        if value is None and not self.production:
            value = self._kept(name, file)
        found = tuple(part.strip() for part in (value or "").split(",") if part.strip())
        if value is not None and not found:
            self.problems.append(f"HELPLINE_{name} holds no value.")
        return found

    def _kept(self, name: str, file: str) -> str | None:
        try:
            return _kept_secret(self.var / file)
        except OSError:
            self.problems.append(f"HELPLINE_{name} is not set and {self.var} cannot be written.")
            return None

    def _account(self) -> str:
        value = self.values.get("TWILIO_ACCOUNT_SID", SANDBOX_ACCOUNT)
        if not re.fullmatch(r"AC[0-9a-fA-F]{32}", value):
            self.problems.append("HELPLINE_TWILIO_ACCOUNT_SID is AC and 32 hexadecimal digits.")
        return value

    def _number(self, name: str, default: str, *, allow_test: bool) -> str:
        if self.production and name not in self.values:
            return ""
        try:
            return parse(self.values.get(name, default), allow_test=allow_test)
        except ImpossibleNumber as problem:
            self.problems.append(f"HELPLINE_{name}: {problem}.")
            return ""

    def _oidc(self) -> Oidc | None:
        """None unless all four that it needs are there."""
        missing = [f"HELPLINE_{name}" for name in OF_OIDC if name not in self.values]
        if len(missing) == len(OF_OIDC):
            return None
        if missing:
            self.problems.append(f"Signing in by OIDC needs these as well: {', '.join(missing)}.")
            return None
        issuer = self.values["OIDC_ISSUER"]
        self._url("OIDC_ISSUER", "")
        if _travels_in_clear(issuer) or (self.production and issuer.startswith("http:")):
            self.problems.append("HELPLINE_OIDC_ISSUER must begin with https://.")
        return Oidc(
            issuer=issuer,
            client_id=self.values["OIDC_CLIENT_ID"],
            client_secret=self.values["OIDC_CLIENT_SECRET"],
            roles=tuple(self._roles()),
            groups_claim=self.values.get("OIDC_GROUPS_CLAIM", "groups"),
            acr=self.values.get("OIDC_ACR", ""),
            name=self.values.get("OIDC_NAME", ""),
        )

    def _roles(self) -> Iterator[tuple[str, str]]:
        for written in self.values["OIDC_ROLES"].split(","):
            group, _, role = (part.strip() for part in written.rpartition("="))
            if group and role in ROLES:
                yield group, role
            else:
                self.problems.append(
                    "HELPLINE_OIDC_ROLES is written group=role,group=role; the roles are "
                    f"{', '.join(ROLES)}."
                )

    def _flows_dir(self) -> Path:
        folder = Path(self.values.get("FLOWS_DIR", str(self.root / "callflows")))
        return folder if folder.is_absolute() else Path.cwd() / folder

    def _scale(self) -> float:
        try:
            scale = float(self.values.get("TIME_SCALE", "1"))
        except ValueError:
            scale = math.nan
        if not 0.1 <= scale <= 1000:
            self.problems.append("HELPLINE_TIME_SCALE is a number from 0.1 to 1000.")
            return 1.0
        return scale

    def _pace(self) -> float:
        """How many calls a second our account at Twilio may begin; 1 unless it was raised there."""
        try:
            pace = float(self.values.get("CALLS_PER_SECOND", "1"))
        except ValueError:
            pace = math.nan
        if not 0.1 <= pace <= 1000:
            self.problems.append("HELPLINE_CALLS_PER_SECOND is a number from 0.1 to 1000.")
            return 1.0
        return pace


def _travels_in_clear(url: str) -> bool:
    """True for http:// to another machine; a gateway on this one may speak without a key."""
    scheme, _, rest = url.partition("://")
    return scheme == "http" and not re.match(r"(localhost|127\.0\.0\.1|\[::1\])([:/]|$)", rest)


def _kept_secret(path: Path) -> str:
    """The secret in this file, made on first use; two processes starting together agree on one."""
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f"{path.name}.{secrets.token_hex(4)}")
    if not path.exists():
        handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(secrets.token_hex(32))
        try:
            os.link(draft, path)
        except FileExistsError:
            pass
        finally:
            draft.unlink()
    return path.read_text(encoding="utf-8").strip()
