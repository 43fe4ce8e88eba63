"""What do steps say that tell the caller something: words, the emergency number, other services?"""

from typing import TYPE_CHECKING

from ivr.flow.instructions import Say
from ivr.flow.kinds.step import Mention, Step
from ivr.flow.values import Name, YesNo

if TYPE_CHECKING:
    from ivr.flow.visit import Visit


class Telling(Step):
    """A step that may add the emergency sentence and other services after its own words."""

    say_emergency: YesNo = False
    """Add "hang up and dial …" with the emergency number of the settings."""
    services: tuple[Name, ...] = ()
    """Named services of the settings, said with their numbers."""

    def mentions(self) -> tuple[Mention, ...]:
        return tuple(
            Mention("service", name, ("services", i)) for i, name in enumerate(self.services)
        )

    def extras(self, visit: "Visit") -> tuple[Say, ...]:
        """The services and then the emergency sentence, as far as this step asks for them."""
        told = [self._service(visit, name) for name in self.services]
        if self.say_emergency:
            told.append(visit.phrase("emergency", number=visit.book.emergency_number))
        return tuple(told)

    def _service(self, visit: "Visit", name: str) -> Say:
        title, number = visit.book.service(name, visit.position.language)
        return visit.phrase("service", title=title, number=number)
