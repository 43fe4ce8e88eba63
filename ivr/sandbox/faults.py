"""What goes wrong on purpose, between the application and its phone company?"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal, TypeVar

from ivr.sandbox.delivery import Answer, Request

if TYPE_CHECKING:
    from ivr.sandbox.exchange import Exchange

NOT_REACHED = 11205
FOR_EVER = 0

Then = Callable[[Answer], None]


@dataclass(frozen=True)
class Errand:
    """One webhook to bring, and who waits for the answer."""

    bring: Callable[[Then], None]
    then: Then

    def go(self) -> None:
        self.bring(self.then)

    def go_again(self) -> None:
        """Bring it once more; nobody waits for a second answer."""
        self.bring(lambda _answer: None)

    def fail(self, request: Request) -> None:
        self.then(Answer(request.url, error=NOT_REACHED))


@dataclass
class RoadFault:
    """What webhooks of this kind meet on their way to the application.

    `where` is part of the address, `fields` must be among the parameters.  `drop`: it never
    arrives.  `delay`: it arrives `seconds` later, behind others if need be.  `double`: it arrives
    twice.  `hold`: it waits for `Faults.release`.  `times` 0 lasts for ever.
    """

    how: Literal["drop", "delay", "double", "hold"]
    where: str = ""
    fields: Mapping[str, str] = field(default_factory=dict)
    seconds: float = 0.0
    times: int = FOR_EVER

    def meets(self, request: Request) -> bool:
        """True for a webhook of this kind."""
        known = request.parameters
        return self.where in request.url and all(known.get(k) == v for k, v in self.fields.items())


@dataclass
class RestFault:
    """What requests of this kind to the REST API meet instead of their answer.

    `refuse`: the answer is `status` with Twilio's error `code`.  `hang_up`: there is no answer.
    With `done` the request was carried out all the same.
    """

    how: Literal["refuse", "hang_up"]
    method: str = "POST"
    where: str = ""
    status: int = 500
    code: int = 20500
    done: bool = False
    times: int = FOR_EVER

    def meets(self, method: str, path: str) -> bool:
        """True for a request of this method and path."""
        return method == self.method and self.where in path


Known = TypeVar("Known", RoadFault, RestFault)


class Faults:
    """The faults in force, oldest first, and what is held back. Guarded by the exchange's lock."""

    def __init__(self, exchange: "Exchange") -> None:
        self._exchange = exchange
        self.road: list[RoadFault] = []
        self.rest: list[RestFault] = []
        self.held: list[Errand] = []

    def add(self, fault: RoadFault | RestFault) -> None:
        """From now on this goes wrong."""
        if isinstance(fault, RoadFault):
            self.road.append(fault)
        else:
            self.rest.append(fault)

    def travel(self, request: Request, errand: Errand) -> None:
        """Put a webhook on the road, with whatever waits for it there."""
        exchange = self._exchange
        fault = _met(self.road, lambda one: one.meets(request))
        if fault is None:
            exchange.soon(errand.go)
            return
        exchange.note("fault", how=fault.how, leg=request.leg, url=request.url)
        if fault.how == "drop":
            exchange.soon(lambda: errand.fail(request))
        elif fault.how == "delay":
            exchange.at(exchange.moment(exchange.now(), fault.seconds), errand.go)
        elif fault.how == "hold":
            self.held.append(errand)
        else:
            exchange.soon(errand.go)
            exchange.soon(errand.go_again)

    def at_the_counter(self, method: str, path: str) -> RestFault | None:
        """The fault that this request to the API meets, if any."""
        fault = _met(self.rest, lambda one: one.meets(method, path))
        if fault is not None:
            self._exchange.note("fault", how=fault.how, method=method, path=path, done=fault.done)
        return fault

    def release(self) -> int:
        """What was held back goes on its way, the youngest first; how many."""
        released = self.held[::-1]
        self.held.clear()
        for errand in released:
            self._exchange.soon(errand.go)
        return len(released)

    def clear(self) -> None:
        """Everything works again; what was held back arrives."""
        self.road.clear()
        self.rest.clear()
        self.release()


def _met(faults: list[Known], met: Callable[[Known], bool]) -> Known | None:
    """The oldest fault that is met, one time fewer left of it."""
    fault = next(filter(met, faults), None)
    if fault is not None and fault.times != FOR_EVER:
        fault.times -= 1
        if fault.times == 0:
            faults.remove(fault)
    return fault
