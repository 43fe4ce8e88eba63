"""Who waits in which line, and for how long?"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING

from ivr.sandbox.legs import Leg

if TYPE_CHECKING:
    from ivr.sandbox.exchange import Exchange

DEFAULT_SIZE = 1000
LARGEST_SIZE = 5000


@dataclass(eq=False, repr=False)
class Member:
    """One leg in a line."""

    queue: Queue
    leg: Leg
    entered_at: datetime

    @property
    def seconds(self) -> int:
        """Whole seconds waited so far."""
        return int((self.leg.exchange.now() - self.entered_at).total_seconds())

    @property
    def position(self) -> int:
        """1 for the one who waited longest."""
        return self.queue.members.index(self) + 1

    def result(self, outcome: str) -> dict[str, str]:
        """What an Enqueue action carries."""
        return {
            "QueueResult": outcome,
            "QueueSid": self.queue.sid,
            "QueueTime": str(self.seconds),
        }

    def while_waiting(self) -> dict[str, str]:
        """What a waitUrl request carries."""
        queue = self.queue
        return {
            "QueuePosition": str(self.position),
            "QueueSid": queue.sid,
            "QueueTime": str(self.seconds),
            "AvgQueueTime": str(queue.average_wait),
            "CurrentQueueSize": str(len(queue.members)),
            "MaxQueueSize": str(queue.max_size),
        }


@dataclass(eq=False, repr=False)
class Queue:
    """A line by name, longest waiting first."""

    sid: str
    friendly_name: str
    created_at: datetime
    max_size: int = DEFAULT_SIZE
    members: list[Member] = field(default_factory=list)
    updated_at: datetime | None = None

    @property
    def average_wait(self) -> int:
        """Seconds the present members have waited on average."""
        if not self.members:
            return 0
        return sum(member.seconds for member in self.members) // len(self.members)

    @property
    def is_full(self) -> bool:
        return len(self.members) >= self.max_size


class Queues:
    """All lines of the account. A line comes into being when somebody first enters it."""

    def __init__(self, exchange: Exchange) -> None:
        self._exchange = exchange
        self.all: dict[str, Queue] = {}

    def create(self, name: str, max_size: int = DEFAULT_SIZE) -> Queue:
        exchange = self._exchange
        queue = Queue(exchange.sids.new("QU"), name, exchange.now(), max_size)
        self.all[queue.sid] = queue
        return queue

    def named(self, name: str) -> Queue | None:
        return next((queue for queue in self.all.values() if queue.friendly_name == name), None)

    def enter(self, queue: Queue, leg: Leg) -> Member:
        """Put a leg at the end of the line."""
        member = Member(queue, leg, self._exchange.now())
        queue.members.append(member)
        leg.doing = "waiting"
        leg.note("queued", queue=queue.friendly_name, position=member.position)
        return member

    def leave(self, member: Member, outcome: str) -> None:
        """Take a leg out of the line."""
        leg = member.leg
        leg.doing = ""
        leg.note(
            "left_line",
            queue=member.queue.friendly_name,
            outcome=outcome,
            seconds=member.seconds,
        )
        member.queue.members.remove(member)

    def member_of(self, leg: Leg) -> Member | None:
        everyone = (member for queue in self.all.values() for member in queue.members)
        return next((member for member in everyone if member.leg is leg), None)
