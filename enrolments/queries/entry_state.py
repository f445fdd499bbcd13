"""Whether a person may change a school's entries now, and in which words a page says why not."""

from collections.abc import Collection
from datetime import datetime
from typing import NamedTuple

from enrolments import queries
from enrolments.models import Enrolment, EnrolmentYear, School, window
from enrolments.rules import census, returns
from vetportal import clock
from vetportal.accounts.roles import Permission
from vetportal.money import day, moment


class EntryState(NamedTuple):
    """`may_enter`: enrolments may change now. `may_edit`: the role allows editing, now or not.

    `heading`, `sentence` and `rest` say why not, by which rule, and what can still be done. `is_late`: what
    is recorded now stays off the census; then they say what that means.
    """

    may_edit: bool
    may_enter: bool
    heading: str = ""
    sentence: str = ""
    rest: str = ""
    is_late: bool = False


_ROLE = "Your role lets you read this page. A VET coordinator of the school can change it."
_LATER = "Names can still be corrected, and withdrawals after the census date recorded."


def entry_state(
    school: School,
    year: EnrolmentYear | None,
    may: Collection[Permission],
    enrolment: Enrolment | None = None,
) -> EntryState:
    """The state of entry for a school in a year, as this person meets it; or that of one enrolment."""
    may_edit = Permission.ENROLMENT_EDIT in may
    if year is None:
        return EntryState(
            may_edit, False, "No year is open yet", "The department opens a year by publishing its rules."
        )
    now = clock.now()
    if enrolment is not None and not enrolment.on_census:
        return _recorded_late(year, may_edit, now)
    if enrolment is None and may_edit and window.takes_late_records(year, now):
        return _late(year)
    if not window.is_open(year, school.pk, now):
        return _closed(year, may_edit, now)
    signed = queries.return_of(school, year.pk)
    if signed.status not in returns.EDITABLE:
        who = f" by {signed.certified_by} on {moment(signed.certified_at)}" if signed.certified_by else ""
        return EntryState(
            may_edit,
            False,
            f"The {year} return is {signed.get_status_display().lower()}",
            f"It was signed{who}, so the entries stand as they were signed.",
            f"To change one, the principal reopens the return first. {_LATER}",
        )
    if not may_edit:
        return EntryState(False, False, "Read-only", _ROLE)
    return EntryState(True, True)


def earlier_late_year(newest: EnrolmentYear | None) -> EnrolmentYear | None:
    """The year before the newest while it still takes late records; rules of a year are published early."""
    if newest is None:
        return None
    earlier = EnrolmentYear.objects.filter(year__lt=newest.year).order_by("-year").first()
    return earlier if earlier and window.takes_late_records(earlier, clock.now()) else None


def _late(year: EnrolmentYear) -> EntryState:
    """From the freeze to the end of the year: new enrolments only, and without funding."""
    return EntryState(
        True,
        True,
        f"What you record now is not funded in {year}",
        f"Entry for funding closed at the end of {day(year.census_date)}, the census date, and the census "
        f"was frozen on {day(year.frozen_at)}. Rule: {year.census_source}",
        f"Until {day(census.year_ends_on(year.year))} you can still enrol a student who starts a certificate "
        "now. The study counts for the student's record and credits. Enrolments on the census stay as they "
        f"are. {_LATER}",
        is_late=True,
    )


def _recorded_late(year: EnrolmentYear, may_edit: bool, now: datetime) -> EntryState:
    """An enrolment off the census, whoever reads it."""
    may_enter = may_edit and window.takes_late_records(year, now)
    last_day = day(census.year_ends_on(year.year))
    rest = f"It can be changed until {last_day}." if may_enter else ""
    if may_edit and not may_enter:
        rest = f"Late records of {year} could be changed until {last_day}. {_LATER}"
    return EntryState(
        may_edit,
        may_enter,
        "Recorded late",
        "It was recorded after the census and stays off it. It counts for the student's record and credits.",
        rest,
        is_late=True,
    )


def _closed(year: EnrolmentYear, may_edit: bool, now: datetime) -> EntryState:
    rest = "If your school needs more time, ask for an extension on the Return page."
    if year.frozen_at:
        rest = f"The census was frozen on {day(year.frozen_at)}; funding reads the frozen entries."
        if may_edit and window.takes_late_records(year, now):
            rest += " A student who starts a certificate now can still be enrolled, without funding."
    return EntryState(
        may_edit,
        False,
        f"Entry for {year} is closed",
        f"It closed at the end of {day(year.census_date)}, the census date. Rule: {year.census_source}",
        f"{_LATER} {rest}" if may_edit else rest,
    )
