"""How far something is towards a goal."""

from collections.abc import Callable, Sequence

from vetportal.charts.figures import FigureTable, percent, slug
from vetportal.charts.gauge import Gauge, segments


def goal_gauge(
    *,
    title: str,
    description: str,
    goal: int,
    parts: Sequence[tuple[str, int]],
    sentence: str,
    text: Callable[[int], str],
    key: str = "",
) -> Gauge:
    """How far the parts reach together; more than the goal is good, so nothing is ever "over".

    Raises ValueError when the goal is not positive or a part is negative.
    """
    if goal <= 0 or any(amount < 0 for _, amount in parts):
        raise ValueError("A goal is positive, and so are the parts towards it.")
    reached = sum(amount for _, amount in parts)
    whole = max(goal, reached)
    rows = [
        *((name, text(amount)) for name, amount in parts),
        ("Together", text(reached)),
        ("Asked for", text(goal)),
    ]
    return Gauge(
        key=key or slug(title),
        title=title,
        description=description,
        sentence=sentence,
        is_over=False,
        limit_x=percent(100 * goal / whole),
        segments=segments(parts, whole),
        table=FigureTable(("Part", "Amount"), tuple(rows)),
    )
