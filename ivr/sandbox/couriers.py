"""Who carries webhooks: the exchange itself, or a pool of threads?"""

import logging
import threading
import time
from collections import defaultdict, deque
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Protocol

from ivr.sandbox.delivery import Answer, Request

log = logging.getLogger(__name__)
Deliver = Callable[[Request], Answer]
Then = Callable[[Answer, float], None]


class Courier(Protocol):
    """Carries a request and hands the answer, with the milliseconds it took, to `then`."""

    def carry(self, request: Request, deliver: Deliver, then: Then) -> None: ...


class InlineCourier:
    """Carries at once, in the caller's thread: deterministic, for the virtual clock."""

    def carry(self, request: Request, deliver: Deliver, then: Then) -> None:
        then(deliver(request), 0.0)

    def close(self) -> None:
        """Nothing is ever under way."""


def _safely(deliver: Deliver, request: Request) -> Answer:
    """A mistake of ours must not leave a leg waiting for ever."""
    try:
        return deliver(request)
    except Exception:
        log.exception("a webhook could not be carried")
        return Answer(request.url, error=11200)


class PoolCourier:
    """Carries in threads, so that one slow webhook delays no other leg.

    Requests of one lane go one after another, in order; requests without a lane at once.
    """

    def __init__(self, threads: int = 32) -> None:
        self._pool = ThreadPoolExecutor(threads, thread_name_prefix="webhook")
        self._lock = threading.Lock()
        self._lanes: dict[str, deque[Callable[[], None]]] = defaultdict(deque)

    def carry(self, request: Request, deliver: Deliver, then: Then) -> None:
        def errand() -> None:
            started = time.monotonic()
            answer = _safely(deliver, request)
            then(answer, round((time.monotonic() - started) * 1000, 1))

        if request.lane is None:
            self._pool.submit(errand)
            return
        with self._lock:
            lane = self._lanes[request.lane]
            lane.append(errand)
            if len(lane) == 1:
                self._pool.submit(self._drive, request.lane)

    def close(self) -> None:
        """Forget what has not been sent and wait for nothing."""
        self._pool.shutdown(wait=False, cancel_futures=True)

    def _drive(self, name: str) -> None:
        """Run the errands of a lane until it is empty."""
        more = True
        while more:
            with self._lock:
                errand = self._lanes[name][0]
            try:
                errand()
            finally:
                more = self._move_up(name)

    def _move_up(self, name: str) -> bool:
        """Strike the first errand of a lane; whether there is another."""
        with self._lock:
            self._lanes[name].popleft()
            if self._lanes[name]:
                return True
            del self._lanes[name]
            return False
