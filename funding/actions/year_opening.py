"""Opening a year for entry when its rules are published. A census date that has passed never moves."""

from datetime import datetime
from typing import Any

from enrolments.models import EnrolmentYear
from funding.actions.refusals import Refused
from funding.models import FundingYear
from vetportal import clock
from vetportal.accounts.models import User
from vetportal.audit import trail
from vetportal.money import day


def open_year(version: FundingYear, by: User, stamp: datetime) -> None:
    """Set the census date of the enrolment year; one that has passed, or was frozen, never moves."""
    held = EnrolmentYear.objects.select_for_update(no_key=True).filter(pk=version.year).first()
    wanted = {"census_date": version.census_date, "census_source": version.census_source}
    if held is None:
        held = EnrolmentYear.objects.create(year=version.year, **wanted)
        trail.record(by=by, action="year.open", subject=held, after=_plain(wanted), at=stamp)
        return
    was = {name: getattr(held, name) for name in wanted}
    if was == wanted or (_is_over(held) and held.census_date == version.census_date):
        return
    if _is_over(held):
        raise Refused(
            f"The {held} census was on {day(held.census_date)} and its date can no longer move. "
            f"Enter {day(held.census_date)} as the census date, then publish again."
        )
    if version.census_date < clock.today():
        raise Refused(
            f"The census date {day(version.census_date)} has passed, and entry for {held} is still open "
            f"until {day(held.census_date)}. Enter a day from today on."
        )
    held.census_date, held.census_source = version.census_date, version.census_source
    held.save()
    trail.record(
        by=by, action="year.census", subject=held, before=_plain(was), after=_plain(wanted), at=stamp
    )


def _is_over(year: EnrolmentYear) -> bool:
    return year.frozen_at is not None or year.census_date < clock.today()


def _plain(values: dict[str, Any]) -> dict[str, str]:
    return {name: str(value) for name, value in values.items()}
