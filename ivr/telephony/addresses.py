"""Where does the phone company find the next words of each call?"""

from dataclasses import dataclass

__all__ = ["Addresses"]


@dataclass(frozen=True)
class Addresses:
    """Every address we hand out. Ids and sealed positions only: nothing in them is about a person.

    `public` and `pages` are written without a final slash.
    """

    public: str
    pages: str

    @property
    def calls(self) -> str:
        """A call comes in."""
        return f"{self.public}/voice/calls"

    @property
    def calls_status(self) -> str:
        """A caller's leg is over."""
        return f"{self.calls}/status"

    @property
    def texts(self) -> str:
        """A text comes in."""
        return f"{self.public}/text/messages"

    def step(self, position: str) -> str:
        """The caller answered, or stayed silent, at this sealed position."""
        return f"{self.public}/voice/steps/{position}"

    def at(self, position: str) -> str:
        """The words of the step at this sealed position, without an answer of the caller."""
        return f"{self.public}/voice/at/{position}"

    def wait(self, position: str) -> str:
        """The caller is in the line: what is heard next."""
        return f"{self.public}/voice/line/{position}"

    def wait_key(self, position: str) -> str:
        """The caller pressed a key while waiting."""
        return f"{self.public}/voice/line/{position}/key"

    def left_line(self, position: str) -> str:
        """The caller is out of the line, for whatever reason."""
        return f"{self.public}/voice/line/{position}/left"

    def duty_phone(self, position: str, place: int) -> str:
        """The duty phone at this place of the list did not take the call: the next one."""
        return f"{self.public}/voice/duty/{position}/{place}"

    def duty_screen(self, call_id: str, turn: int, moment: str) -> str:
        """What a duty phone hears before it is connected: `whisper`, and its `key`."""
        return f"{self.public}/voice/duty/calls/{call_id}/{turn}/{moment}"

    def duty_ring(self, ring_id: str, moment: str) -> str:
        """A moment of a duty phone that rings beside the line: `whisper`, `key`, `left`, `gone`,
        `notice`."""
        return f"{self.public}/voice/duty/rings/{ring_id}/{moment}"

    def voicemail(self, position: str, moment: str) -> str:
        """The message that is taken at this sealed position: `after` it, and its `notice`s."""
        return f"{self.public}/voice/voicemail/{position}/{moment}"

    def presence(self, ticket: str, moment: str) -> str:
        """A responder calls in: `pin`, `key` and `pause` after this sealed ticket."""
        return f"{self.public}/voice/presence/{ticket}/{moment}"

    def call(self, call_id: str, moment: str) -> str:
        """A moment of the caller's leg: `join`, `listening`, `after`, `lost`, `finished`."""
        return f"{self.calls}/{call_id}/{moment}"

    def offer(self, offer_id: str, moment: str) -> str:
        """A moment of a responder's leg: `whisper`, `key`, `left`, `mentor`, `gone`, …"""
        return f"{self.public}/voice/offers/{offer_id}/{moment}"

    def promised(self, call_id: str, moment: str) -> str:
        """A moment of the leg of a person to whom this call was promised: `answered`, `key`,
        `last-key`, `notice`."""
        return f"{self.public}/voice/promised/{call_id}/{moment}"

    def room(self, call_id: str, room: int) -> str:
        """What happens in a room."""
        return f"{self.public}/voice/rooms/{call_id}/{room}"

    def receipt(self, message_id: str) -> str:
        """The carrier's word on one text."""
        return f"{self.texts}/{message_id}/receipt"

    @property
    def replies(self) -> str:
        """The carrier's word on a text that answered a text."""
        return f"{self.public}/text/replies"

    def sound(self, name: str) -> str:
        """The recording whose file has this hash."""
        return f"{self.public}/sound/{name}.wav"

    def page(self, token: str) -> str:
        """The page behind the link of a text."""
        return f"{self.pages}/l/{token}"
