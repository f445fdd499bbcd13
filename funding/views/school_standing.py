"""Where a school stands in a year, asked once for a page: entries, return, files, extension, money."""

from dataclasses import dataclass
from functools import cached_property

from django.urls import reverse

from enrolments import queries as enrolment_queries
from enrolments.models import (
    EnrolmentUpload,
    EnrolmentYear,
    EntryExtension,
    School,
    SchoolReturn,
    Student,
    window,
)
from enrolments.queries import return_contents
from enrolments.rules import census, returns
from funding.queries import estimates, released
from vetportal import clock
from vetportal.accounts.roles import Permission
from vetportal.money import whole


@dataclass(frozen=True)
class Standing:
    """Where a school stands in a year, as one person meets it."""

    school: School
    year: EnrolmentYear
    may: frozenset[Permission]

    @cached_property
    def contents(self) -> return_contents.Contents:
        """The sums of the entries."""
        return return_contents.of(school=self.school, year=self.year.year)

    @cached_property
    def held(self) -> SchoolReturn:
        """The return of the year."""
        return enrolment_queries.return_of(self.school, self.year.year)

    @cached_property
    def students(self) -> int:
        """All students of the school."""
        return Student.objects.filter(school=self.school).count()

    @cached_property
    def staged(self) -> list[EnrolmentUpload]:
        """Files that were uploaded and neither saved nor dropped."""
        rows = EnrolmentUpload.objects.filter(school=self.school, year=self.year, status="STAGED")
        return list(rows.order_by("-received_at"))

    @cached_property
    def extension(self) -> EntryExtension | None:
        """The newest extension that was asked for."""
        return (
            EntryExtension.objects.filter(school=self.school, year=self.year)
            .order_by("-requested_at")
            .first()
        )

    @cached_property
    def estimate(self) -> estimates.Estimate | None:
        """What the entries would earn; None while the rules of the year are not published."""
        return estimates.of_school(self.school, self.year)

    @cached_property
    def schedule(self) -> released.Schedule:
        """The released payments of the year."""
        return released.Schedule(self.school, self.year.year)

    @cached_property
    def days_left(self) -> int:
        """Whole days to the census date, negative after it."""
        return census.days_left(clock.now(), self.year.census_date, clock.MELBOURNE)

    @cached_property
    def is_open(self) -> bool:
        """Whether entries may change by the date or by an extension."""
        return window.is_open(self.year, self.school.pk, clock.now())

    @property
    def is_signed(self) -> bool:
        """Whether the principal has signed and the department has not sent it back."""
        return self.held.status not in returns.EDITABLE

    @property
    def may_edit(self) -> bool:
        """Whether the person enters enrolments."""
        return Permission.ENROLMENT_EDIT in self.may

    @property
    def may_certify(self) -> bool:
        """Whether the person signs the return."""
        return Permission.RETURN_CERTIFY in self.may

    def page(self, name: str, query: str = "") -> str:
        """The address of one of the school's pages."""
        return reverse(name, args=[self.school.code]) + query


def count_of(number: int, noun: str) -> str:
    """ "1 enrolment", "1,200 enrolments"."""
    return f"{whole(number)} {noun}{'' if number == 1 else 's'}"
