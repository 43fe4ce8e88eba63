"""How does the phone company run as a process?"""

import logging
import secrets
import signal
import threading
from collections.abc import Callable, Sequence
from types import FrameType
from wsgiref.types import WSGIApplication

from werkzeug.serving import WSGIRequestHandler, make_server

from ivr.sandbox.account import Account, OwnedNumber
from ivr.sandbox.app import People, create_app
from ivr.sandbox.clock import RealClock, VirtualClock
from ivr.sandbox.couriers import InlineCourier, PoolCourier
from ivr.sandbox.delivery import Transport
from ivr.sandbox.exchange import Exchange
from ivr.sandbox.numbers import learn_places
from ivr.sandbox.transports import HttpTransport

log = logging.getLogger(__name__)
LONGEST_SLEEP = 60.0


class _Quiet(WSGIRequestHandler):
    """Says nothing of requests: addresses of the control API hold telephone numbers."""

    def connection_dropped(
        self, _error: BaseException, _environ: dict[str, object] | None = None
    ) -> None:
        """The API hangs up on purpose: nobody waits here for another request."""
        self.close_connection = True

    def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
        pass


class PhoneCompany:
    """The exchange on its clock, its runner thread and its HTTP server."""

    def __init__(
        self,
        bind: str,
        account: Account,
        numbers: Sequence[OwnedNumber],
        *,
        clock: RealClock | VirtualClock | None = None,
        people: People = (),
        transport: Transport | None = None,
    ) -> None:
        host, _, port = bind.rpartition(":")
        self.clock = clock or RealClock()
        self.courier = PoolCourier() if isinstance(self.clock, RealClock) else InlineCourier()
        self.exchange = Exchange(
            account,
            self.clock,
            transport or HttpTransport(),
            numbers=numbers,
            seed=secrets.randbits(64),  # call ids must differ from those of yesterday's run
            courier=self.courier,
        )
        app: WSGIApplication = create_app(self.exchange, people=people).wsgi_app
        self.server = make_server(
            host.strip("[]") or "127.0.0.1",
            int(port),
            app,
            threaded=True,
            request_handler=_Quiet,
        )
        self.server.daemon_threads = True  # type: ignore[attr-defined]
        self._stopping = threading.Event()
        self._runner = threading.Thread(target=self._run, name="exchange", daemon=True)

    @property
    def address(self) -> str:
        """Where it answers: `http://127.0.0.1:8001`."""
        host, port = self.server.server_address[:2]
        host = host.decode() if isinstance(host, bytes) else str(host)
        return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"

    def start(self) -> None:
        """Answer and run in the background."""
        self._begin()
        threading.Thread(target=self.serve, name="http", daemon=True).start()

    def serve(self) -> None:
        """Answer until `stop`. `start` or `run` has started the runner."""
        self.server.serve_forever(poll_interval=0.1)

    def run(self) -> None:
        """Answer and run, blocking, until `stop`."""
        self._begin()
        try:
            self.serve()
        finally:
            self.stop()

    def stop(self) -> None:
        """End everything that was started here. Calls that go on are dropped unreported."""
        self._stopping.set()
        with self.exchange.lock:
            self.exchange.changed.notify_all()
        self.server.shutdown()
        self.server.server_close()
        self.courier.close()

    def _begin(self) -> None:
        threading.Thread(target=learn_places, name="places", daemon=True).start()
        self._runner.start()

    def _run(self) -> None:
        """Do what is due, sleep until the next thing is."""
        while not self._stopping.is_set():
            try:
                busy = self.exchange.step()
            except Exception:
                log.exception("a step of the exchange failed")
                continue
            if not busy:
                self._sleep()

    def _sleep(self) -> None:
        exchange = self.exchange
        with exchange.lock:
            due = exchange.next_due()
            seconds = min(self.clock.seconds_until(due), LONGEST_SLEEP) if due else LONGEST_SLEEP
            if seconds > 0 and not self._stopping.is_set():
                exchange.changed.wait(seconds)


def run(
    bind: str,
    account: Account,
    numbers: Sequence[OwnedNumber],
    clock: RealClock | VirtualClock | None = None,
    people: People = (),
    *,
    beginning: Callable[[Exchange], object] = lambda _exchange: None,
) -> None:
    """Serve at `bind` (host:port) until SIGTERM or SIGINT, then return; `beginning` is called
    before the first request is answered.

    Raises OSError when the port is taken.
    """
    company = PhoneCompany(bind, account, numbers, clock=clock, people=people)
    beginning(company.exchange)
    with_signals(lambda: threading.Thread(target=company.server.shutdown).start())
    company.run()


def with_signals(stop: Callable[[], object]) -> None:
    """Call `stop` when the process is asked to end."""

    def asked(_number: int, _frame: FrameType | None) -> None:
        stop()

    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, asked)
