"""When entry is open: whole days in Melbourne, the clock always passed in."""

from datetime import date, datetime, time, timedelta, tzinfo

# What a school reads about an enrolment that is off the census.
NOT_ON_CENSUS = "The enrolment was recorded after the census, so it is not funded for this year."


def closes_at(census_date: date, zone: tzinfo) -> datetime:
    """The first instant that is too late: the midnight that ends the census date in this zone."""
    return datetime.combine(census_date + timedelta(days=1), time(), tzinfo=zone)


def is_open(now: datetime, census_date: date, zone: tzinfo, extended_to: date | None = None) -> bool:
    """Whether funding facts may change now: up to the end of the census date, or of a granted extension."""
    last_day = max(census_date, extended_to) if extended_to else census_date
    return now < closes_at(last_day, zone)


def days_left(now: datetime, census_date: date, zone: tzinfo) -> int:
    """Whole calendar days to the census date: 0 on the day itself, negative after it."""
    return (census_date - now.astimezone(zone).date()).days


def year_ends_on(year: int) -> date:
    """The last day on which a school may record, off the census, who studies in a year."""
    return date(year, 12, 31)


def is_within(year: int, now: datetime, zone: tzinfo) -> bool:
    """Whether a year is not over yet in this zone."""
    return now.astimezone(zone).date() <= year_ends_on(year)
