"""What is the next thing called?"""

import random


class Sids:
    """Twilio-shaped identifiers: two letters and 32 hex digits, the same for the same seed."""

    def __init__(self, seed: int) -> None:
        self._random = random.Random(f"sids {seed}")  # noqa: S311 - names, not secrets

    def new(self, prefix: str) -> str:
        return f"{prefix}{self._random.getrandbits(128):032x}"
