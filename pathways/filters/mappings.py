"""What the register of mappings can be narrowed to; the state lives in the address."""

from collections.abc import Callable
from datetime import date

import django_filters
from django.db.models import Q, QuerySet

from pathways.models import Award, CreditMapping, HigherEducationProvider
from pathways.queries import mapping_alerts, mappings
from vetportal import clock

_ALERTS: dict[str, tuple[str, Callable[[date], Q]]] = {
    mapping_alerts.SUPERSEDED: ("Source superseded", lambda _today: mappings.superseded()),
    mapping_alerts.REVIEW: ("Review due", mappings.review_due),
    mapping_alerts.EXPIRED: ("Expired", mappings.expired),
}


def _providers() -> list[tuple[int, str]]:
    return [(each.pk, each.name) for each in HigherEducationProvider.objects.order_by("name")]


def _awards() -> list[tuple[int, str]]:
    used = CreditMapping.objects.order_by().values("award")
    found = Award.objects.filter(pk__in=used).select_related("provider").order_by("title", "provider__name")
    return [(each.pk, str(each)) for each in found]


class MappingFilter(django_filters.FilterSet):
    """Find mappings by source, provider, award, form, status and what makes them doubtful."""

    q = django_filters.CharFilter(label="Certificate, unit or subject", method="find")
    provider = django_filters.ChoiceFilter(
        label="Provider", field_name="award__provider_id", choices=_providers, empty_label="All"
    )
    award = django_filters.ChoiceFilter(
        label="Award", field_name="award_id", choices=_awards, empty_label="All"
    )
    form = django_filters.ChoiceFilter(label="Form", choices=CreditMapping.Form.choices, empty_label="All")
    status = django_filters.ChoiceFilter(
        label="Status", choices=CreditMapping.Status.choices, empty_label="All"
    )
    alert = django_filters.ChoiceFilter(
        label="Alert",
        method="doubtful",
        choices=[(key, label) for key, (label, _) in _ALERTS.items()],
        empty_label="With or without",
    )

    class Meta:
        model = CreditMapping
        fields = ("q", "provider", "award", "form", "status", "alert")

    def find(self, found: QuerySet[CreditMapping], _name: str, text: str) -> QuerySet[CreditMapping]:
        """Every word must begin a code, or stand in a title, of the source or the subject."""
        for word in text.split()[:5]:
            matching = CreditMapping.objects.filter(
                Q(qualification__code__istartswith=word)
                | Q(qualification__title__icontains=word)
                | Q(micro_credential__code__istartswith=word)
                | Q(micro_credential__title__icontains=word)
                | Q(groups__units__code__istartswith=word)
                | Q(subject__code__istartswith=word)
                | Q(subject__title__icontains=word)
            )
            found = found.filter(pk__in=matching.order_by().values("pk"))
        return found

    def doubtful(self, found: QuerySet[CreditMapping], _name: str, kind: str) -> QuerySet[CreditMapping]:
        """Only mappings with an alert of this kind."""
        return found.filter(_ALERTS[kind][1](clock.today()))
