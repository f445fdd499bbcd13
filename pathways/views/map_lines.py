"""Where the lines of the map run. The figures are parts of the drawing, which is stretched to its place.

A column is 205 of 1,000 parts wide, the gap beside it 60; a node is 72 parts high, the gap below it 12. The
style sheet gives nodes and gaps the same proportions.
"""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from pathways.queries.map_drawing import KINDS, Link, Node

_WIDTH, _COLUMN, _GAP = 1_000, 205, 60
_NODE, _BELOW = 72, 12


class Line(NamedTuple):
    """A line from one node to another, as SVG draws it."""

    source: str
    target: str
    path: str
    is_firm: bool


class Lines(NamedTuple):
    """All lines, and the size of the drawing in its own parts."""

    width: int
    height: int
    lines: tuple[Line, ...]


def lines(nodes: Mapping[str, Sequence[Node]], slots: Mapping[str, int], links: Sequence[Link]) -> Lines:
    """The lines between nodes; `slots` is how many rows a column has, which stands in its middle."""
    rows = [max(slots[kind], 1) for kind in KINDS]
    tops = [(max(rows) - each) * (_NODE + _BELOW) // 2 for each in rows]
    blocks = [
        (top - _BELOW // 2, top + each * (_NODE + _BELOW) - _BELOW // 2)
        for top, each in zip(tops, rows, strict=True)
    ]
    places = {
        node.key: (column, tops[column] + row * (_NODE + _BELOW) + _NODE // 2)
        for column, kind in enumerate(KINDS)
        for row, node in enumerate(nodes[kind])
    }
    drawn = tuple(
        Line(each.source, each.target, _path(places[each.source], places[each.target], blocks), each.is_firm)
        for each in links
    )
    return Lines(_WIDTH, max(rows) * (_NODE + _BELOW) - _BELOW, drawn)


def _path(source: tuple[int, int], target: tuple[int, int], blocks: Sequence[tuple[int, int]]) -> str:
    """From the right edge of one node to the left edge of the other, around what stands in between."""
    column, height = source
    drawn = [f"M{_left(column) + _COLUMN} {height}"]
    for between in range(column + 1, target[0]):
        straight = height + (target[1] - height) // (target[0] - between + 1)
        lane = _beside(straight, blocks[between])
        drawn += [_curve(_left(between) - _GAP, height, _left(between), lane), f"H{_left(between) + _COLUMN}"]
        height = lane
    drawn.append(_curve(_left(target[0]) - _GAP, height, _left(target[0]), target[1]))
    return " ".join(drawn)


def _left(column: int) -> int:
    return column * (_COLUMN + _GAP)


def _beside(height: int, block: tuple[int, int]) -> int:
    """The height itself, or the nearer edge of the nodes that stand there."""
    top, bottom = block
    if not top < height < bottom:
        return height
    return top if height - top <= bottom - height else bottom


def _curve(left: int, start: int, right: int, end: int) -> str:
    middle = (left + right) // 2
    return f"C{middle} {start} {middle} {end} {right} {end}"
