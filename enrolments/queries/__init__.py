"""Questions about enrolments. The most used ones stand here by name."""

from enrolments.queries.entries import (
    HOURS_SOURCES,
    current_year,
    lacks_hours,
    nominal_hours_of,
    return_of,
    school_enrolments,
    with_hours,
)

__all__ = [
    "HOURS_SOURCES",
    "current_year",
    "lacks_hours",
    "nominal_hours_of",
    "return_of",
    "school_enrolments",
    "with_hours",
]
