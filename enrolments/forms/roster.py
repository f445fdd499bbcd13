"""The students of a class: ticked in a list, or pasted by their numbers."""

import re

from django.db.models import QuerySet
from django.http import QueryDict

from enrolments.forms.text import shown
from enrolments.models import Enrolment, EnrolmentYear, Qualification, School, Student
from enrolments.queries import entry_lists

_BETWEEN = re.compile(r"[\s,;]+")
_MOST_SHOWN = 600
_MOST_NAMED = 10
_LONGEST_KEY = 15


class Roster:
    """Who is chosen, who can be, and who is in the certificate already.

    Sent fields: `student` once for each ticked record, `numbers` with pasted student numbers, and `q`,
    `year_level`, `home_group` that narrow the list. Chosen students stay in the list whatever narrows it.
    """

    def __init__(
        self, *, school: School, year: EnrolmentYear, qualification: Qualification, data: QueryDict
    ) -> None:
        self.text, self.numbers = data.get("q", ""), data.get("numbers", "")
        level = data.get("year_level", "")
        self.year_level = int(level) if level.isascii() and level.isdigit() and len(level) < 4 else None
        self.home_group = data.get("home_group", "")
        everybody = Student.objects.filter(school=school)
        self.pasted = [each.upper() for each in _BETWEEN.split(self.numbers) if each]
        ticked = {whole for each in data.getlist("student") if (whole := _whole(each))}
        by_number = everybody.filter(student_number__in=self.pasted)
        numbers = dict(by_number.values_list("student_number", "pk"))
        self.unknown = [each for each in dict.fromkeys(self.pasted) if each not in numbers]
        self.chosen_ids = ticked | set(numbers.values())
        held = Enrolment.objects.filter(school=school, qualification=qualification, year=year)
        self.enrolled_ids = set(held.values_list("student_id", flat=True))
        self._everybody = everybody.order_by("family_name", "given_names", "pk")
        self.narrowed = self._narrow(self._everybody)

    def _narrow(self, students: QuerySet[Student]) -> QuerySet[Student]:
        students = entry_lists.find_students(students, self.text)
        if self.year_level is not None:
            students = students.filter(year_level=self.year_level)
        return students.filter(home_group=self.home_group) if self.home_group else students

    @property
    def chosen(self) -> list[Student]:
        """The chosen students of this school, by name."""
        return list(self._everybody.filter(pk__in=self.chosen_ids))

    @property
    def rows(self) -> list[Student]:
        """The list to tick: the chosen first, then everybody who matches, up to a number that can be read."""
        matching = self.narrowed.exclude(pk__in=self.chosen_ids)[:_MOST_SHOWN]
        rows = [*self.chosen, *matching]
        for each in rows:
            each.is_chosen = each.pk in self.chosen_ids and each.pk not in self.enrolled_ids
            each.is_enrolled = each.pk in self.enrolled_ids
        return rows

    @property
    def is_cut(self) -> bool:
        """Whether more students match than are shown."""
        return self.narrowed.count() > _MOST_SHOWN

    @property
    def home_groups(self) -> list[str]:
        """Home groups to narrow the list by."""
        found = self._everybody.exclude(home_group="").order_by("home_group")
        return list(found.values_list("home_group", flat=True).distinct())

    @property
    def year_levels(self) -> list[int]:
        """Year levels to narrow the list by."""
        found = self._everybody.exclude(year_level=None).order_by("year_level")
        return list(found.values_list("year_level", flat=True).distinct())

    def problem(self) -> tuple[str, str] | None:
        """The id of the field and the sentence of what keeps the class from being checked, or None."""
        if self.unknown:
            named = ", ".join(shown(each) for each in self.unknown[:_MOST_NAMED])
            more = len(self.unknown) - _MOST_NAMED
            rest = f" and {more} more" if more > 0 else ""
            return "id_numbers", (
                f"Your school has no student with the number {named}{rest}. Correct or delete these numbers, "
                "or add the students first."
            )
        if not self.chosen_ids:
            return "students", "Nobody is chosen yet. Tick at least one student, or paste student numbers."
        if self.chosen_ids <= self.enrolled_ids:
            return "students", "Everybody you chose is in this certificate already. Tick other students."
        return None


def _whole(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) <= _LONGEST_KEY else 0
