"""How are some counts drawn? As columns, of which nobody can read more than may be told."""

from collections.abc import Sequence
from dataclasses import dataclass

from ivr.queries.small_counts import FEWEST, Count

__all__ = ["Column", "Plot", "columns"]

STEP, GAP = 40, 8
HIGH, BELOW = 200, 36
"""Units of the drawing: of one column with its gap, and above and below the ground."""


@dataclass(frozen=True)
class Column:
    """One column. `kind` is `few` for what is not told: all of these are equally high."""

    label: str
    kind: str
    x: int
    y: int
    width: int
    height: int


@dataclass(frozen=True)
class Plot:
    """Columns on one ground; `most` is what the highest of them stands for."""

    wide: int
    high: int
    ground: int
    most: int
    columns: tuple[Column, ...]


def columns(rows: Sequence[tuple[str, Count]]) -> Plot:
    """These counts side by side, in their order."""
    most = max([FEWEST, *(one.told or 0 for _, one in rows)])
    drawn = tuple(_column(at, label, one, most) for at, (label, one) in enumerate(rows))
    return Plot(max(STEP * len(rows), STEP), HIGH + BELOW, HIGH, most, drawn)


def _column(at: int, label: str, one: Count, most: int) -> Column:
    few = one.told is None
    shown = FEWEST / 2 if one.told is None else one.told
    height = round(HIGH * shown / most)
    x = at * STEP + GAP // 2
    return Column(label, "few" if few else "told", x, HIGH - height, STEP - GAP, height)
