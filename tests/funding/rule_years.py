"""The rules of a year out of the project's own files: drafted by one administrator, published by another."""

from pathlib import Path

from enrolments.resources.loading import load
from funding.actions import years
from funding.models import FundingYear
from funding.resources.years import YEARS
from vetportal.accounts.models import User


def file_of(year: int) -> bytes:
    """What the project states of the year."""
    return (Path(__file__).parents[2] / "funding" / "data" / f"{year}.csv").read_bytes()


def drafted(by: User, year: int = 2019) -> FundingYear:
    """A draft that holds all of the file."""
    report = load(YEARS, file_of(year), filename=f"{year}.csv", by=by)
    assert report.is_accepted, list(report.lines())
    return FundingYear.objects.get(year=year)


def published(by: User, publisher: User) -> FundingYear:
    """The rules of 2019 in force."""
    return years.publish(version=drafted(by), by=publisher)
