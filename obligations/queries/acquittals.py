"""A school's use of targeted VET funding in a year: what is entered, and what was signed."""

from typing import NamedTuple

from django.db.models import QuerySet

from enrolments.models import EnrolmentYear, School
from obligations.models import AcquittalDraft, SignedAcquittal
from obligations.queries.received import received_by
from obligations.rules import acquittal as rules


class Entered(NamedTuple):
    """The draft as it stands: `draft` is None before the first entry."""

    draft: AcquittalDraft | None
    lines: tuple[tuple[str, int, str], ...]
    balance: rules.Balance

    @property
    def version(self) -> int:
        """The version that a form is about; 0 before the first entry."""
        return self.draft.version if self.draft else 0


def entered(school: School, year: EnrolmentYear) -> Entered:
    """What the school has entered for a year, against what it received."""
    draft = AcquittalDraft.objects.filter(school=school, year=year).select_related("changed_by").first()
    rows = dict[str, tuple[int, str]]()
    if draft:
        rows = {each.purpose: (each.amount, each.words) for each in draft.entries.all()}
    lines = tuple((purpose, *rows[purpose]) for purpose in rules.PURPOSES if purpose in rows)
    amounts = {purpose: amount for purpose, amount, _ in lines}
    return Entered(draft, lines, rules.balance(received_by(school, year.pk), amounts))


def signed(school: School, year: EnrolmentYear) -> QuerySet[SignedAcquittal]:
    """Every signed version, the last one first."""
    versions = SignedAcquittal.objects.filter(school=school, year=year).select_related("signed_by")
    return versions.prefetch_related("lines").order_by("-version")


def lines_of(version: SignedAcquittal) -> tuple[tuple[str, int, str], ...]:
    """Purpose, cents and words of a signed version, in the order of the purposes."""
    rows = {each.purpose: (each.amount, each.words) for each in version.lines.all()}
    return tuple((purpose, *rows[purpose]) for purpose in rules.PURPOSES if purpose in rows)
