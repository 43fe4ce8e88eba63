"""What does every operation need in its hand? One runtime a process, handed over, never fetched."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from redis import Redis
from redis.backoff import NoBackoff
from redis.retry import Retry

from ivr.bookshelf import Bookshelf
from ivr.database import Database, connect
from ivr.environment import Environment
from ivr.later import Later, RqLater
from ivr.oidc import Provider
from ivr.seal import Seal
from ivr.soundshelf import Soundshelf
from ivr.telephony.addresses import Addresses
from ivr.telephony.phone import Phone
from ivr.telephony.twilio import TwilioPhone
from routing.match import Routing
from routing.timings import AS_USUAL, Timings

__all__ = ["EXTENSION", "Runtime", "build", "redis_at"]

# A hung Redis must not hold a webhook: redis-py's own defaults took up to a minute.
REDIS_SECONDS = 0.25
EXTENSION = "helpline"
"""Under this name a web application carries its runtime."""


@dataclass(frozen=True)
class Runtime:
    """Everything that reaches outside, made once per process."""

    environment: Environment
    db: Database
    redis: Redis
    routing: Routing
    phone: Phone
    later: Later
    seal: Seal
    books: Bookshelf
    sounds: Soundshelf
    addresses: Addresses
    clock: Callable[[], datetime]
    oidc: Provider | None = None
    """Who else vouches for the staff; None where only accounts of ours sign in."""

    def now(self) -> datetime:
        """This moment, aware, in UTC: the only look at a clock below the edges."""
        return self.clock()

    def span(self, seconds: float) -> timedelta:
        """A span that our own processes measure. HELPLINE_TIME_SCALE makes it shorter; never
        use it for values in TwiML or REST, pacing, limits of dependencies or calendar times."""
        return timedelta(seconds=seconds / self.environment.time_scale)


def utc_now() -> datetime:
    """The time of day in UTC."""
    return datetime.now(UTC)


def redis_at(url: str, *, patience: float = REDIS_SECONDS) -> Redis:
    """A Redis client that gives up after `patience` seconds and never tries again by itself."""
    return Redis.from_url(
        url,
        socket_timeout=patience,
        socket_connect_timeout=patience,
        retry=Retry(NoBackoff(), 0),
        decode_responses=False,
    )


def build(environment: Environment) -> Runtime:
    """The runtime of one process. Nothing is asked of any server yet."""
    database = connect(environment.database_url)
    # Without a private Redis running yet, port 1 refuses at once: the caller gets the lifeline.
    redis = redis_at(environment.redis_url or "redis://127.0.0.1:1/0")
    scale, pace = environment.time_scale, timedelta(seconds=1 / environment.calls_per_second)
    sounds = Soundshelf(database, environment.var_dir / "sounds", clock=utc_now)
    return Runtime(
        environment=environment,
        db=database,
        redis=redis,
        routing=Routing(redis, timings=replace(timings(scale), pace=pace)),
        phone=TwilioPhone(
            environment.account_sid, environment.auth_tokens[0], environment.twilio_api_url
        ),
        later=RqLater(redis, clock=utc_now),
        seal=Seal(environment.key_bytes),
        books=_books(environment, database, sounds),
        sounds=sounds,
        addresses=Addresses(environment.public_url, environment.pages_url),
        clock=utc_now,
        oidc=Provider(environment.oidc, environment.console_url) if environment.oidc else None,
    )


def _books(environment: Environment, database: Database, sounds: Soundshelf) -> Bookshelf:
    return Bookshelf(
        database,
        environment.var_dir / "flows",
        sounds=sounds,
        test_numbers=environment.allow_test_numbers,
        clock=utc_now,
    )


def timings(scale: float) -> Timings:
    """Routing's spans, each measured by our own processes and so divided by the scale; but for the
    pace at which the phone company begins to ring."""
    spans = {name: span for name, span in vars(AS_USUAL).items() if name != "pace"}
    return Timings(**{name: span / scale for name, span in spans.items()})
