"""What of the common text does an event's script have to carry?

Redis makes every function of a script anew each time it runs. So a script carries only what its
event can reach, and what is seldom called makes what only it needs when it is.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

SELDOM = frozenset(
    ("lapses", "match", "forget_responder", "recell", "count_call", "withdraw", "come_back")
)
"""Functions of which an event mostly calls none: what only they need is made inside them."""

NAME = re.compile(r"(?<![.:\w])[A-Za-z_]\w*")
DEFINED = re.compile(r"^(?:local )?function (\w+)|^local ((?:\w+, )*\w+) *(?:=|$)", re.M)
NOT_CODE = re.compile(r"--[^\n]*|'[^'\n]*'")
NUMBER = re.compile(r"\b(?:spans|rules)\.(\w+)")
AT_ONCE = re.compile(r"^(?!local |function |end|--|[)}\s]|$)", re.M)
"""A line that does something by itself, in a block that is therefore always carried."""


@dataclass(frozen=True, eq=False)
class Block:
    """A stretch of a script up to a blank line at its margin."""

    text: str
    names: frozenset[str]
    needs: frozenset[str]
    is_root: bool
    is_state: bool
    """It keeps something while the script runs, so there is one of it, outside of everything."""


@cache
def blocks(text: str) -> tuple[Block, ...]:
    """The text in its blocks, without those that are only comment."""
    found = (_block(part.strip("\n")) for part in re.split(r"\n\n+(?=\S)", text))
    return tuple(block for block in found if block.names or block.is_root)


def _block(text: str) -> Block:
    bare = NOT_CODE.sub("", text)
    names = {
        name
        for function, several in DEFINED.findall(bare)
        for name in (function, *several.split(", "))
        if name and name != "function"
    }
    is_root = AT_ONCE.search(bare) is not None
    is_state = any(several for _, several in DEFINED.findall(bare))
    return Block(text, frozenset(names), frozenset(NAME.findall(bare)), is_root, is_state)


@cache
def assembled(common: str, event: str) -> str:
    """One event's script, which still names its numbers."""
    known = blocks(common)
    begun = [block for block in known if block.is_root or block.names & _block(event).needs]
    everything = _reached(known, begun, frozenset())
    begun += [block for block in everything if block.is_state or block.names & SELDOM]
    always = _reached(known, begun, SELDOM)
    return "\n\n".join([*(_made(block, always, known) for block in always), event])


def numbered(script: str, numbers: Mapping[str, int]) -> str:
    """The script with the number itself for every `spans.ring` and the like."""
    return NUMBER.sub(lambda found: str(numbers[found[1]]), script)


def _reached(known: tuple[Block, ...], begun: list[Block], without: frozenset[str]) -> list[Block]:
    """What those need that it begins with, and what that needs; not what is needed by the names
    it goes `without`."""
    found, asking = set(begun), list(begun)
    while asking:
        block = asking.pop()
        if block.names & without:
            continue
        needs = block.needs
        more = [one for one in known if one not in found and not one.names.isdisjoint(needs)]
        found.update(more)
        asking += more
    return [block for block in known if block in found]


def _made(block: Block, always: list[Block], known: tuple[Block, ...]) -> str:
    """The block, and if it is seldom called inside it whatever is not there always."""
    if not block.names & SELDOM:
        return block.text
    reached = _reached(known, [block], SELDOM - block.names)
    inner = [each.text for each in reached if each not in always]
    comment, first, rest = re.split(r"^(local function .*\n)", block.text, maxsplit=1, flags=re.M)
    return "".join([comment, first, "\n\n".join(inner), "\n\n", rest])
