"""Whether a person may change a school's entries now, and in which words a page says why not."""

from collections.abc import Collection
from typing import NamedTuple

from enrolments import queries
from enrolments.models import EnrolmentYear, School, window
from enrolments.rules import returns
from vetportal import clock
from vetportal.accounts.roles import Permission
from vetportal.money import day, moment


class EntryState(NamedTuple):
    """`may_enter`: enrolments may change now. `may_edit`: the role allows editing, now or not.

    `heading`, `sentence` and `rest` say why not, by which rule, and what can still be done.
    """

    may_edit: bool
    may_enter: bool
    heading: str = ""
    sentence: str = ""
    rest: str = ""


_ROLE = "Your role lets you read this page. A VET coordinator of the school can change it."
_LATER = "Names can still be corrected, and withdrawals after the census date recorded."


def entry_state(school: School, year: EnrolmentYear | None, may: Collection[Permission]) -> EntryState:
    """The state of entry for a school in a year, as this person meets it."""
    may_edit = Permission.ENROLMENT_EDIT in may
    if year is None:
        return EntryState(
            may_edit, False, "No year is open yet", "The department opens a year by publishing its rules."
        )
    if not window.is_open(year, school.pk, clock.now()):
        return _closed(year, may_edit)
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


def _closed(year: EnrolmentYear, may_edit: bool) -> EntryState:
    if year.frozen_at:
        rest = f"The census was frozen on {day(year.frozen_at)}; funding reads the frozen entries."
    else:
        rest = "If your school needs more time, ask for an extension on the Return page."
    return EntryState(
        may_edit,
        False,
        f"Entry for {year} is closed",
        f"It closed at the end of {day(year.census_date)}, the census date. Rule: {year.census_source}",
        f"{_LATER} {rest}" if may_edit else rest,
    )
