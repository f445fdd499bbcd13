"""The national list of units: 52,624 rows, loaded into a register that has none of them, or all."""

from enrolments.resources.catalogue import FILES
from enrolments.resources.loading import load
from tests.enrolments import register_files


def load_national() -> str:
    """Load it, and say how many units came."""
    name = register_files.NATIONAL
    report = load(FILES["units"], register_files.content(name), filename=name, by=None)
    counts = report.counts[0]
    return f"{counts.new:,} new, {counts.unchanged:,} unchanged units"
