"""What the department reads about every school: agreements, policy, use of funding."""

from collections.abc import Iterable
from typing import NamedTuple

from django.db.models import Max, QuerySet

from enrolments.models import EnrolmentYear, School
from obligations.models import PolicyRevision, SignedAcquittal
from obligations.queries import arrangements
from obligations.queries.received import received
from obligations.rules import policy as policy_rules
from obligations.rules.acquittal import Balance


class SchoolState(NamedTuple):
    """One school on the department's page. Without a signed acquittal, `balance` is None."""

    school: School
    gaps: arrangements.Gaps
    policy: str
    received: int
    balance: Balance | None

    @property
    def name(self) -> str:
        """For sorting and the address."""
        return self.school.name


def of_schools(schools: QuerySet[School], year: EnrolmentYear) -> list[SchoolState]:
    """Every one of these schools by name, in few queries however many they are."""
    listed = list(schools.order_by("name", "code"))
    gaps = arrangements.gaps(schools, year)
    policies = policy_states(listed)
    cents = received(year.pk, listed)
    balances = signed_balances(year.pk)
    return [
        SchoolState(
            each,
            gaps.get(each.pk, arrangements.Gaps()),
            policies.get(each.pk, policy_rules.NOT_STARTED),
            cents.get(each.pk, 0),
            balances.get(each.pk),
        )
        for each in listed
    ]


def policy_states(schools: Iterable[School]) -> dict[int, str]:
    """The state of each school's policy by its last revision; schools without one are left out."""
    keys = [each.pk for each in schools]
    last = PolicyRevision.objects.filter(school__in=keys).order_by().values("school")
    newest = last.annotate(newest=Max("pk")).values("newest")
    return {
        each.school_id: policy_rules.state(each.dates)
        for each in PolicyRevision.objects.filter(pk__in=newest)
    }


def signed_balances(year: int) -> dict[int, Balance]:
    """The balance of each school's last signed acquittal of a year."""
    signed = SignedAcquittal.objects.filter(year_id=year).order_by("version")
    rows = signed.values_list("school_id", "received", "spent")
    return {school: Balance(got, spent) for school, got, spent in rows}
