"""Filters of the department's lists of schools. Their state lives in the address."""

import django_filters
from django import forms
from django.db.models import Q, QuerySet

from enrolments.models import School
from enrolments.queries import return_board


def _regions() -> list[tuple[str, str]]:
    return [(name, name) for name in return_board.regions()]


class SchoolFilter(django_filters.FilterSet):
    """Find schools by name, code or town, sector, region and where their return stands."""

    q = django_filters.CharFilter(label="School name, code or town", method="find")
    sector = django_filters.ChoiceFilter(choices=School.Sector.choices, empty_label="All sectors")
    region = django_filters.ChoiceFilter(choices=_regions, empty_label="All regions")
    status = django_filters.ChoiceFilter(
        label="Return",
        field_name="standing",
        choices=list(return_board.STATUSES.items()),
        empty_label="Any standing",
    )

    class Meta:
        model = School
        fields = ("q", "sector", "region", "status")

    def find(self, schools: QuerySet[School], _name: str, text: str) -> QuerySet[School]:
        """Every word must be in the name or town, or begin the code."""
        for word in text.split():
            schools = schools.filter(
                Q(name__icontains=word) | Q(town__icontains=word) | Q(code__startswith=word)
            )
        return schools


class BoardFilter(SchoolFilter):
    """As SchoolFilter, with what an officer looks for on the board; the tabs choose the standing."""

    status = django_filters.ChoiceFilter(
        choices=[*return_board.STATUSES.items(), (return_board.NOT_CERTIFIED, "Not certified")],
        widget=forms.HiddenInput,
        method="standing",
    )
    late = django_filters.BooleanFilter(
        label="Certified late", field_name="is_late", widget=forms.CheckboxInput, method="only"
    )
    nil = django_filters.BooleanFilter(
        label="Nil return", field_name="is_nil", widget=forms.CheckboxInput, method="only"
    )
    incomplete = django_filters.BooleanFilter(
        label="Has incomplete enrolments", widget=forms.CheckboxInput, method="only_incomplete"
    )

    class Meta(SchoolFilter.Meta):
        fields = ("q", "sector", "region", "late", "nil", "incomplete", "status")

    def __init__(self, *args, year: int, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.year = year

    def standing(self, schools: QuerySet[School], _name: str, standing: str) -> QuerySet[School]:
        """One standing, or all that wait for the school's principal."""
        if standing == return_board.NOT_CERTIFIED:
            return schools.filter(standing__in=return_board.WAITING_FOR_SCHOOLS)
        return schools.filter(standing=standing)

    def only(self, schools: QuerySet[School], name: str, ticked: bool) -> QuerySet[School]:
        """Only where the tick applies; without a tick, all."""
        return schools.filter(**{name: True}) if ticked else schools

    def only_incomplete(self, schools: QuerySet[School], _name: str, ticked: bool) -> QuerySet[School]:
        """Only schools with an enrolment that lacks units or hours."""
        return return_board.with_incomplete(schools, self.year) if ticked else schools
