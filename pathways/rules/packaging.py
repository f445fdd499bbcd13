"""Whether the numbers of a packaging rule fit together."""

from collections.abc import Sequence
from typing import NamedTuple


class Counts(NamedTuple):
    """Numbers of units: in all, core, elective, and how many of the electives may come from elsewhere."""

    total: int
    core: int
    electives: int
    imports: int


class Problem(NamedTuple):
    """What does not fit, by the field, with a code and a sentence."""

    field: str
    code: str
    sentence: str


Group = tuple[str, int, int | None]  # name, least, most


def problems(counts: Counts) -> list[Problem]:
    """What does not fit in the numbers of a packaging."""
    found = []
    if counts.total != counts.core + counts.electives:
        found.append(
            Problem(
                "total_units",
                "packaging_sum",
                f"{counts.core} core and {counts.electives} elective units are "
                f"{counts.core + counts.electives}, not {counts.total}. Correct the number that is wrong.",
            )
        )
    if counts.imports > counts.electives:
        found.append(
            Problem(
                "imported_units",
                "packaging_imports",
                f"Of {counts.electives} electives not {counts.imports} can come from elsewhere.",
            )
        )
    return found


def problems_of_groups(groups: Sequence[Group], electives: int) -> list[Problem]:
    """What does not fit in the rules about groups: order, sum, and groups named twice."""
    found = [
        Problem("most", "group_order", f"Group {name} cannot give at least {least} and at most {most}.")
        for name, least, most in groups
        if most is not None and most < least
    ]
    asked = sum(least for _, least, _ in groups)
    if asked > electives:
        sentence = f"The groups ask for {asked} electives together, but there are {electives}."
        found.append(Problem("least", "group_sum", sentence))
    named = [part for name, _, _ in groups for part in name.split(" or ")]
    twice = sorted({name for name in named if named.count(name) > 1})
    if twice:
        sentence = f"Group {twice[0]} stands in two rules. Put it into one."
        found.append(Problem("name", "group_twice", sentence))
    return found
