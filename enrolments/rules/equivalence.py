"""Classes of equivalent units: the closure of all steps that the register calls equivalent.

A unit superseded by an equivalent one is the same unit for credit, over any number of steps, and whether a
unit was split in two or two were merged into one. A successor that is not equivalent is another unit.
"""

from collections.abc import Iterable, Mapping

Step = tuple[str, str]  # earlier unit, later unit


class CircularSuccession(ValueError):  # noqa: N818 - the name reads as the sentence it carries
    """A unit would supersede itself by way of others. The text says which, and what to do."""

    code = "circular_succession"


def families(equivalent: Iterable[Step]) -> dict[str, str]:
    """The head of each unit's class; a unit that is not named is a class of its own.

    The head is the first code of the class in the alphabet, so that it does not depend on the order.
    """
    head: dict[str, str] = {}

    def find(unit: str) -> str:
        while head.setdefault(unit, unit) != unit:
            head[unit] = head[head[unit]]
            unit = head[unit]
        return unit

    for earlier, later in equivalent:
        first, second = sorted((find(earlier), find(later)))
        head[second] = first
    return {unit: find(unit) for unit in head}


def check_no_circle(successors: Mapping[str, Iterable[str]]) -> None:
    """Raise CircularSuccession where following the successors of a unit leads back to it."""
    settled: set[str] = set()
    for start in sorted(successors):
        _walk(start, successors, settled)


def _walk(start: str, successors: Mapping[str, Iterable[str]], settled: set[str]) -> None:
    """Depth first without recursion: a chain may be as long as the register is old."""
    path: list[str] = []
    todo: list[tuple[str, bool]] = [(start, True)]
    while todo:
        unit, is_entered = todo.pop()
        if not is_entered:
            settled.add(path.pop())
            continue
        if unit in path:
            raise CircularSuccession(_sentence([*path[path.index(unit) :], unit]))
        if unit in settled:
            continue
        path.append(unit)
        todo.append((unit, False))
        todo.extend((later, True) for later in sorted(successors.get(unit, ())))


def _sentence(circle: list[str]) -> str:
    first, *others = circle
    steps = ", that by ".join(others)
    return f"{first} is superseded by {steps}. A unit cannot supersede itself: remove the step that is wrong."
