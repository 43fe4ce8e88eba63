"""What can come back from the telephone after a step has spoken?"""

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Keys:
    """The caller pressed these keys: digits, `*` and `#`.  Never shown when printed."""

    digits: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Said:
    """The caller said, or wrote, these words.  Never shown when printed."""

    words: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Silence:
    """The caller pressed nothing, and said nothing, in the time the step waits."""


@dataclass(frozen=True, slots=True)
class Failed:
    """What the step promised could not be done: its `if_it_fails` is taken."""


@dataclass(frozen=True, slots=True)
class NobodyFree:
    """Nobody on duty could ever take this call, or no duty phone was answered."""


Input = Keys | Said | Silence | Failed | NobodyFree
