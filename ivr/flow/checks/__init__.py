"""What must be right in a set of flows before anybody hears it?"""

from collections.abc import Callable, Iterator
from typing import Final

from ivr.flow.checks import exits, menus, names, rounds, settings, subflows, words
from ivr.flow.draft import Draft
from ivr.flow.finding import Finding

FAMILIES: Final[tuple[Callable[[Draft], Iterator[Finding]], ...]] = (
    names.findings,
    exits.findings,
    subflows.findings,
    rounds.findings,
    menus.findings,
    words.findings,
    settings.findings,
)
"""Each family answers for one kind of mistake; all are asked, so that all findings show at once."""


def all_findings(draft: Draft) -> Iterator[Finding]:
    """Every finding of every family."""
    for family in FAMILIES:
        yield from family(draft)
