"""How does a town come into being?"""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from apps import application
from town import FRIDAY_NIGHT, HELPLINE, HOST, NEUTRAL, Town
from werkzeug.test import Client
from wires import Post, Rest

from ivr import clock as sweeping
from ivr.environment import ROOT, Environment, read
from ivr.later import Remembered
from ivr.operations import flows, retention
from ivr.runtime import Runtime, build
from ivr.sandbox import Account, Exchange, OwnedNumber, VirtualClock, WsgiTransport
from ivr.sandbox import create_app as create_sandbox
from ivr.telephony.twilio import TwilioPhone


def found(database_url: str, redis_url: str, folder: Path) -> Iterator[Town]:
    """A town with nobody on duty, on a database in which the shipped flows are published."""
    clock, later = VirtualClock(FRIDAY_NIGHT), Remembered()
    environment = replace(settings(database_url, redis_url), var_dir=folder)
    rt = replace(build(environment), clock=clock.now, later=later)
    app = application(rt)
    post = Post(WsgiTransport({HOST: app}))
    account = Account(environment.account_sid, environment.auth_tokens[0])
    exchange = Exchange(account, clock, post, numbers=_numbers())
    rest = Rest(create_sandbox(exchange, page=False), (account.sid, account.auth_token))
    phone = TwilioPhone(
        account.sid, account.auth_token, "https://api.twilio.com", http=rest, sounds=rest.sound
    )
    rt = app.extensions["helpline"] = replace(rt, phone=phone)
    port = rt.redis.connection_pool.connection_kwargs["port"]
    town = Town(rt, clock, exchange, later, rest, post, Client(app), _rounds(rt), port)
    rt.routing.watch(town.happened.append)
    try:
        yield town
    finally:
        rt.db.engine.dispose()
        rt.redis.close()


def _rounds(rt: Runtime) -> list[sweeping.Round]:
    """Every sweep of the clock. There is nothing to forget yet: that begins an hour later."""
    rounds = sweeping.rounds(rt)
    for turn in rounds:
        if turn.sweep is retention.forget:
            turn.due_at += turn.every
    return rounds


def published(database_url: str, folder: Path, flows_dir: Path = ROOT / "callflows") -> None:
    """Publish the shipped flows, or those of another folder, in this database."""
    away = settings(database_url, "redis://127.0.0.1:1")
    rt = build(replace(away, var_dir=folder, flows_dir=flows_dir))
    flows.publish(replace(rt, clock=lambda: FRIDAY_NIGHT))
    rt.db.engine.dispose()


def settings(database_url: str, redis_url: str) -> Environment:
    """How this helpline is set up."""
    return read(
        {
            "HELPLINE_DATABASE_URL": database_url,
            "HELPLINE_REDIS_URL": redis_url,
            "HELPLINE_PUBLIC_URL": HOST,
            "HELPLINE_PAGES_URL": "http://pages.test",
            "HELPLINE_NUMBER": HELPLINE,
            "HELPLINE_NEUTRAL_NUMBER": NEUTRAL,
            "HELPLINE_SECRET_KEYS": "a key for tests",
            "HELPLINE_TWILIO_AUTH_TOKENS": "token",
        }
    )


def _numbers() -> list[OwnedNumber]:
    return [owned(number) for number in (HELPLINE, NEUTRAL)]


def owned(number: str) -> OwnedNumber:
    """A number at the phone company, set as ours are."""
    voice, lifeline = f"{HOST}/voice/calls", f"{HOST}/lifeline/call.xml"
    return OwnedNumber(number, voice, f"{voice}/status", f"{HOST}/text/messages", lifeline)
