"""Filter of the approvals. Its state lives in the address."""

import django_filters
from django.db.models import Q, QuerySet

from enrolments.models import EnrolmentYear, HigherLevelApproval, Qualification


def _years() -> list[tuple[int, str]]:
    return [
        (year, str(year)) for year in EnrolmentYear.objects.order_by("-year").values_list("pk", flat=True)
    ]


def _certificates() -> list[tuple[int, str]]:
    used = HigherLevelApproval.objects.order_by().values("qualification")
    return [(each.pk, str(each)) for each in Qualification.objects.filter(pk__in=used).order_by("code")]


class ApprovalFilter(django_filters.FilterSet):
    """Find approvals by school, year and certificate."""

    q = django_filters.CharFilter(label="School name or code", method="find")
    year = django_filters.ChoiceFilter(choices=_years, field_name="year_id", empty_label="All years")
    certificate = django_filters.ChoiceFilter(
        label="Certificate", field_name="qualification_id", choices=_certificates, empty_label="All"
    )

    class Meta:
        model = HigherLevelApproval
        fields = ("q", "year", "certificate")

    def find(
        self, approvals: QuerySet[HigherLevelApproval], _name: str, text: str
    ) -> QuerySet[HigherLevelApproval]:
        """Every word must be in the school's name or begin its code."""
        for word in text.split():
            approvals = approvals.filter(Q(school__name__icontains=word) | Q(school__code__startswith=word))
        return approvals
