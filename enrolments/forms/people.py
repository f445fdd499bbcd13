"""A student: who they are."""

import re
from collections.abc import Iterable
from datetime import date

from django import forms
from django.core.exceptions import ValidationError

from enrolments.forms.text import EntryForm, LineField, plain, shown
from enrolments.models import Campus
from vetportal.money import day

_NUMBER = re.compile(r"[0-9A-Z]{1,12}")
_DAMAGED_NUMBER = re.compile(r"[0-9]+(\.[0-9]+)?E\+[0-9]+|[0-9]+\.[0-9]+")
_ISO_DATE = re.compile(r"(?P<year>[0-9]{4})-(?P<month>[0-9]{2})-(?P<day>[0-9]{2})")
_WRITTEN_DATE = re.compile(r"(?P<day>[0-9]{1,2})/(?P<month>[0-9]{1,2})/(?P<year>[0-9]{4})")
_LONGEST_NAME = 60
_YOUNGEST, _OLDEST = 5, 100
_YEAR_LEVELS = range(7, 14)


def read_date(text: str) -> date:
    """A date written 2003-04-23, 23/4/2003 or 23/04/2003; the day always comes before the month.

    Raises ValidationError (date_format).
    """
    found = _ISO_DATE.fullmatch(text) or _WRITTEN_DATE.fullmatch(text)
    if found is None:
        raise ValidationError(
            f"{shown(text)} is not a date that the portal can read. Write day, month and year with four "
            "digits, for example 23/4/2003, or 2003-04-23.",
            code="date_format",
        )
    try:
        return date(int(found["year"]), int(found["month"]), int(found["day"]))
    except ValueError:
        raise ValidationError(
            f"There is no day {shown(text)} in the calendar. Check it: the day comes first, then the month, "
            "for example 23/4/2003.",
            code="date_format",
        ) from None


def completed_years(born: date, on: date) -> int:
    """Age in whole years on a day."""
    return on.year - born.year - ((on.month, on.day) < (born.month, born.day))


class StudentForm(EntryForm):
    """A student of a school. `today` decides which birth dates are possible.

    A page passes `campuses`, the campuses of the school, to choose one of; a file has no such column.
    """

    student_number = LineField(
        label="Student number",
        help_text="As in your school's own system: up to 12 letters and digits.",
        required_as=("student_number_required", "Enter the student number from your school's own system."),
    )
    family_name = LineField(
        label="Family name",
        help_text="A student with one name only has it here.",
        required_as=(
            "family_name_required",
            "Enter the family name. A student with one name only has it as the family name.",
        ),
        longest=_LONGEST_NAME,
        too_long_code="name_too_long",
    )
    given_names = LineField(label="Given names", longest=_LONGEST_NAME, too_long_code="name_too_long")
    date_of_birth = LineField(
        label="Date of birth",
        help_text="For example 23/4/2003.",
        required_as=("date_required", "Enter the date of birth, for example 23/4/2003."),
    )
    year_level = LineField(label="Year level", help_text="A number from 7 to 13.")
    home_group = LineField(label="Home group", help_text="For example 11B.", longest=10)
    campus = forms.ChoiceField(label="Campus", required=False)
    is_overseas = forms.BooleanField(
        label="Full-fee overseas student",
        help_text="Tick this for a student who pays full fees on a student visa. From 2023, VET funding is "
        "not paid for these students.",
        required=False,
    )

    def __init__(
        self, data: object = None, *, today: date, campuses: Iterable[Campus] | None = None, **kwargs
    ) -> None:
        super().__init__(data, **kwargs)
        self.today = today
        self.campuses = {str(each.pk): each for each in campuses or ()}
        if not self.campuses:
            del self.fields["campus"], self.fields["is_overseas"]  # no columns of a file
            return
        self.fields["campus"].choices = [(key, each.name) for key, each in self.campuses.items()]
        for name, width in (("student_number", 12), ("date_of_birth", 10), ("year_level", 2)):
            self.fields[name].widget.attrs.update(size=width, autocomplete="off")

    def clean_student_number(self) -> str:
        number = self.cleaned_data["student_number"].upper()
        if _NUMBER.fullmatch(number):
            return number
        if _DAMAGED_NUMBER.fullmatch(number):
            raise ValidationError(
                f"{shown(number)} was a student number before a spreadsheet changed it. Format the column as "
                "text and enter the number again.",
                code="student_number_format",
            )
        raise ValidationError(
            f"{shown(number)} is not a student number. Use 1 to 12 letters and digits, without spaces or "
            "other signs.",
            code="student_number_format",
        )

    def clean_date_of_birth(self) -> date:
        born = read_date(self.cleaned_data["date_of_birth"])
        if born > self.today:
            raise ValidationError(
                f"The date of birth {day(born)} is in the future. Check the year.", code="date_range"
            )
        age = completed_years(born, self.today)
        if not _YOUNGEST <= age <= _OLDEST:
            raise ValidationError(
                f"A student born on {day(born)} would be {age} years old. Check the year.", code="date_range"
            )
        return born

    def clean_year_level(self) -> int | None:
        text = self.cleaned_data["year_level"]
        if not text:
            return None
        if text.isascii() and text.isdigit() and len(text) <= 2 and int(text) in _YEAR_LEVELS:
            return int(text)
        raise ValidationError(
            f"{shown(text)} is not a year level. Write a number from 7 to 13, or leave it empty.",
            code="year_level_range",
        )

    def clean_campus(self) -> Campus:
        key = plain(self.cleaned_data["campus"])
        return self.campuses[key] if key else next(iter(self.campuses.values()))
