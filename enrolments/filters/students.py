"""Filters of a school's own lists. Their state lives in the address."""

import django_filters
from django.db.models import Q, QuerySet

from enrolments.forms.entry import programs_of
from enrolments.models import Enrolment, EnrolmentYear, Provider, Qualification, School, Student
from enrolments.queries import entry_lists


class StudentFilter(django_filters.FilterSet):
    """Find students by name or number, year level, home group and the state of their enrolments."""

    q = django_filters.CharFilter(label="Name or student number", method="find")
    year_level = django_filters.ChoiceFilter(label="Year level", empty_label="All")
    home_group = django_filters.ChoiceFilter(label="Home group", empty_label="All")
    state = django_filters.ChoiceFilter(
        label="Enrolments", choices=list(entry_lists.STATES.items()), empty_label="Any state"
    )

    class Meta:
        model = Student
        fields = ("q", "year_level", "home_group", "state")

    def __init__(self, *args, school: School, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        pairs = list(
            Student.objects.filter(school=school)
            .order_by()
            .values_list("year_level", "home_group")
            .distinct()
        )
        levels = sorted({level for level, _ in pairs if level is not None})
        groups = sorted({group for _, group in pairs if group})
        self.filters["year_level"].extra["choices"] = [(level, str(level)) for level in levels]
        self.filters["home_group"].extra["choices"] = [(group, group) for group in groups]

    def find(self, students: QuerySet[Student], _name: str, text: str) -> QuerySet[Student]:
        """Every word must be in a name or begin the number."""
        return entry_lists.find_students(students, text)


class EnrolmentFilter(django_filters.FilterSet):
    """Find enrolments of a year by student, certificate, program, delivery, provider and completeness."""

    q = django_filters.CharFilter(label="Student or certificate", method="find")
    certificate = django_filters.ChoiceFilter(
        label="Certificate", field_name="qualification_id", empty_label="All"
    )
    program = django_filters.ChoiceFilter(label="Senior certificate", empty_label="All")
    delivery = django_filters.ChoiceFilter(choices=Enrolment.Delivery.choices, empty_label="All")
    provider = django_filters.ChoiceFilter(label="Provider", field_name="provider_id", empty_label="All")
    state = django_filters.ChoiceFilter(
        label="State",
        method="in_state",
        empty_label="Any state",
        choices=[
            ("COMPLETE", "Complete"),
            ("INCOMPLETE", "Incomplete"),
            ("WITHDRAWN", "Withdrawn"),
            ("LATE", "Recorded late"),
        ],
    )

    class Meta:
        model = Enrolment
        fields = ("q", "certificate", "program", "delivery", "provider", "state")

    def __init__(self, *args, school: School, year: EnrolmentYear, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        here = Enrolment.objects.filter(school=school, year=year).order_by()
        certificates = Qualification.objects.filter(pk__in=here.values("qualification"))
        providers = Provider.objects.filter(pk__in=here.values("provider"))
        self._choose("certificate", [(each.pk, str(each)) for each in certificates.order_by("code")])
        self._choose("provider", [(each.pk, str(each)) for each in providers.order_by("name")])
        self._choose("program", [(each, Enrolment.Program(each).label) for each in programs_of(year.pk)])

    def _choose(self, name: str, choices: list[tuple]) -> None:
        self.filters[name].extra["choices"] = choices

    def find(self, enrolments: QuerySet[Enrolment], _name: str, text: str) -> QuerySet[Enrolment]:
        """Every word must be in the student's name, or begin the number or the certificate's code."""
        for word in entry_lists.words_of(text):
            enrolments = enrolments.filter(
                entry_lists.anyhow("student__family_name", word)
                | entry_lists.anyhow("student__given_names", word)
                | Q(student__student_number__istartswith=word)
                | Q(qualification__code__istartswith=word)
                | Q(qualification__title__icontains=word)
            )
        return enrolments

    def in_state(self, enrolments: QuerySet[Enrolment], _name: str, state: str) -> QuerySet[Enrolment]:
        """Complete, incomplete, withdrawn, or recorded late."""
        if state == "LATE":
            return enrolments.filter(on_census=False)
        if state == "WITHDRAWN":
            return enrolments.exclude(withdrawn_date=None)
        wanted = entry_lists.is_incomplete()
        return enrolments.filter(wanted if state == "INCOMPLETE" else ~wanted)
