"""The largest figures that anybody can have meant, in stored units.

A database would refuse some larger ones in words of its own, and SQLite would store them.
"""

YEARS = range(2010, 2100)
WEIGHTING_LEVEL = 100_000  # thousandths
FULL_RATE_HOURS = 9_999
SHARE = 10_000  # basis points
HOURLY = 1_000_000  # cents for an hour
STUDENTS = 20_000  # of one school
AMOUNT = 10**9  # cents of one full-time enrolment, or dollars
_MOST = {
    "cap": 10**14,
    "minimum_age": 99,
    "maximum_age": 99,
    "core_net_permille": 1_000,
    "core_subjects": 99,
    "rural_threshold": 10_000,
    "up_to_students": STUDENTS,
    "hourly_subsidy": HOURLY,
    "maximum_exemption": HOURLY,
    "stage": 99,
    "from_age": 99,
    "to_age": 99,
    "weighting_level": WEIGHTING_LEVEL,
    "full_rate_hours": FULL_RATE_HOURS,
    "share": SHARE,
}


def most(figure: str) -> int:
    """The largest value of a figure of a year, by its name in the rules of the year."""
    return _MOST.get(figure, 100 if figure.endswith("percent") else AMOUNT)
