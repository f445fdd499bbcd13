"""Filter of the catalogue. Its state lives in the address."""

import django_filters
from django.db.models import Q, QuerySet

from enrolments.queries.entry_lists import anyhow, words_of
from pathways.models import MicroCredential


class MicroCredentialFilter(django_filters.FilterSet):
    """Find micro-credentials by words, field, kind and whether their units are known."""

    q = django_filters.CharFilter(label="Code, title or unit", method="find")
    field = django_filters.ChoiceFilter(label="Field", empty_label="All")
    kind = django_filters.ChoiceFilter(label="Kind", choices=MicroCredential.Kind.choices, empty_label="All")
    units = django_filters.ChoiceFilter(
        label="Units",
        method="with_units",
        choices=[("all", "All known"), ("some", "Not all known")],
        empty_label="All",
    )

    class Meta:
        model = MicroCredential
        fields = ("q", "field", "kind", "units")

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        found = MicroCredential.objects.exclude(field="").order_by("field").values_list("field", flat=True)
        self.filters["field"].extra["choices"] = [(each, each) for each in found.distinct()]

    def find(self, found: QuerySet[MicroCredential], _name: str, text: str) -> QuerySet[MicroCredential]:
        """Every word must be in the title, or begin the code or that of a unit."""
        for word in words_of(text):
            found = found.filter(
                anyhow("title", word) | Q(code__istartswith=word) | Q(pk__in=_including(word))
            )
        return found

    def with_units(
        self, found: QuerySet[MicroCredential], _name: str, value: str
    ) -> QuerySet[MicroCredential]:
        """Whether all units are known here."""
        return found.filter(are_units_complete=value == "all")


def _including(word: str) -> QuerySet:
    return MicroCredential.objects.filter(units__unit__code__istartswith=word).order_by().values("pk")
