"""What the department's lists can be narrowed to; the state lives in the address."""

import django_filters
from django import forms
from django.db.models import Q, QuerySet

from enrolments.models import School


class SchoolFilter(django_filters.FilterSet):
    """Schools by name or code, sector and region."""

    search = django_filters.CharFilter(method="find", label="Name or code")
    sector = django_filters.ChoiceFilter(choices=School.Sector.choices, empty_label="All sectors")
    region = django_filters.AllValuesFilter(empty_label="All regions")

    class Meta:
        model = School
        fields = ("search", "sector", "region")

    def find(self, schools: QuerySet[School], _name: str, text: str) -> QuerySet[School]:
        """Schools whose name holds the text or whose code starts with it."""
        return schools.filter(Q(name__icontains=text) | Q(code__istartswith=text))


class PaymentFilter(SchoolFilter):
    """As SchoolFilter, within the year that the page shows."""

    year = django_filters.CharFilter(method="stay", widget=forms.HiddenInput)

    class Meta(SchoolFilter.Meta):
        fields = (*SchoolFilter.Meta.fields, "year")

    def stay(self, schools: QuerySet[School], _name: str, _year: str) -> QuerySet[School]:
        """The page has chosen the year already; here it only goes along in the address."""
        return schools
