"""Where does each step of a flow stand on a map, and which ways are lines, which are chips?"""

from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass

from ivr.flow.flow import Flow

__all__ = ["Arrow", "Chip", "Map", "Spot", "drawn"]

WIDTH, HEIGHT = 220, 94
"""Of the box of a step, in units of the map."""
ACROSS, DOWN = 40, 74
"""Between two boxes beside, and below, each other."""
MARGIN = 24
MOST_ACROSS = 4
"""Boxes in a row: as many as a screen shows; more go on in the next row."""


@dataclass(frozen=True)
class Chip:
    """A way that is not drawn as a line: back, far away, or out of the flow."""

    to: str
    is_out: bool


@dataclass(frozen=True)
class Spot:
    """The box of a step: its upper corner, with the ways that stand in it as chips."""

    name: str
    kind: str
    x: int
    y: int
    chips: tuple[Chip, ...]


@dataclass(frozen=True)
class Arrow:
    """A line from the lower edge of one box to the upper edge of another."""

    here: str
    there: str
    x1: int
    y1: int
    x2: int
    y2: int

    @property
    def path(self) -> str:
        """The curve, as SVG writes it."""
        middle = (self.y1 + self.y2) // 2
        return (
            f"M{self.x1} {self.y1} C{self.x1} {middle} {self.x2} {middle} {self.x2} {self.y2 - 6}"
        )


@dataclass(frozen=True)
class Map:
    """A flow as it is drawn, the steps from the first to the last. The same flow is always drawn
    the same."""

    width: int
    height: int
    spots: tuple[Spot, ...]
    arrows: tuple[Arrow, ...]


def drawn(flow: Flow) -> Map:
    """Every step below the first step that leads to it; what nothing leads to is in the first row.

    A way to the next row is a line. Every other way, also a second one between two rows, is a
    chip: lines never run back, past a box, or twice between the same two.
    """
    rows = _rows(flow)
    places = _places(rows)
    depth = {name: n for n, row in enumerate(rows) for name in row}
    arrows = tuple(
        Arrow(here, there, *_ends(places[here], places[there]))
        for here in depth
        for there in _ways(flow, here)
        if depth.get(there) == depth[here] + 1
    )
    spots = tuple(
        Spot(name, flow.steps[name].kind, *places[name], tuple(_chips(flow, name, depth)))
        for name in depth
    )
    widest = max(len(row) for row in rows)
    width = 2 * MARGIN + widest * (WIDTH + ACROSS) - ACROSS
    return Map(width, 2 * MARGIN + len(rows) * (HEIGHT + DOWN) - DOWN, spots, arrows)


def _ways(flow: Flow, name: str) -> tuple[str, ...]:
    """Where a step leads, each once, in its order."""
    return tuple(dict.fromkeys(exit_.to for exit_ in flow.steps[name].exits()))


def _rows(flow: Flow) -> list[list[str]]:
    """The steps by how many others lie between them and the first, or between them and a step that
    only a key from everywhere, or nothing, leads to."""
    rows: list[list[str]] = []
    known: set[str] = set()
    roots = (flow.starts_at, flow.person, flow.danger, flow.if_anything_breaks, *flow.steps)
    for root in roots:
        if root in flow.steps and root not in known:
            for n, row in enumerate(_below(flow, root, known)):
                _row(rows, n).extend(row)
    ordered = [_sorted(row, n, rows, flow) for n, row in enumerate(rows)]
    return [
        row[start : start + MOST_ACROSS]
        for row in ordered
        for start in range(0, len(row), MOST_ACROSS)
    ]


def _row(rows: list[list[str]], n: int) -> list[str]:
    while len(rows) <= n:
        rows.append([])
    return rows[n]


def _below(flow: Flow, root: str, known: set[str]) -> list[list[str]]:
    found: list[list[str]] = []
    todo = deque([(root, 0)])
    known.add(root)
    while todo:
        name, n = todo.popleft()
        _row(found, n).append(name)
        for to in _ways(flow, name):
            if to in flow.steps and to not in known:
                known.add(to)
                todo.append((to, n + 1))
    return found


def _sorted(row: list[str], n: int, rows: list[list[str]], flow: Flow) -> list[str]:
    """Below those that lead to them, so that fewer lines cross; else in the order of the file."""
    if n == 0:
        return row
    above = {name: place for place, name in enumerate(rows[n - 1])}
    order = list(flow.steps)

    def middle(name: str) -> tuple[float, int]:
        over = [place for other, place in above.items() if name in _ways(flow, other)]
        return (sum(over) / len(over) if over else len(above), order.index(name))

    row.sort(key=middle)
    return row


def _places(rows: list[list[str]]) -> Mapping[str, tuple[int, int]]:
    widest = max(len(row) for row in rows)
    return {
        name: (
            MARGIN + place * (WIDTH + ACROSS) + (widest - len(row)) * (WIDTH + ACROSS) // 2,
            MARGIN + n * (HEIGHT + DOWN),
        )
        for n, row in enumerate(rows)
        for place, name in enumerate(row)
    }


def _ends(here: tuple[int, int], there: tuple[int, int]) -> tuple[int, int, int, int]:
    return here[0] + WIDTH // 2, here[1] + HEIGHT, there[0] + WIDTH // 2, there[1]


def _chips(flow: Flow, name: str, depth: Mapping[str, int]) -> list[Chip]:
    return [
        Chip(to, is_out=to not in flow.steps)
        for to in _ways(flow, name)
        if depth.get(to) != depth[name] + 1
    ]
