"""The day on which a student left a certificate."""

from datetime import date

from django.core.exceptions import ValidationError

from enrolments.forms.people import read_date
from enrolments.forms.text import EntryForm, LineField
from enrolments.models import EnrolmentYear
from vetportal.money import day


class WithdrawForm(EntryForm):
    """A withdrawal date in the year of the enrolment, not in the future.

    Once the entries are closed or signed (`only_after_census`), only a date after the census is possible.
    """

    on = LineField(
        label="Last day in the certificate",
        help_text="For example 14/6/2019.",
        required_as=("date_required", "Enter the last day, for example 14/6/2019."),
    )

    def __init__(
        self,
        data: object = None,
        *,
        year: EnrolmentYear,
        today: date,
        only_after_census: bool = False,
        **kwargs,
    ) -> None:
        super().__init__(data, **kwargs)
        self.year, self.today, self.only_after_census = year, today, only_after_census
        self.fields["on"].widget.attrs.update(size=10, autocomplete="off")

    def clean_on(self) -> date:
        on, census = read_date(self.cleaned_data["on"]), self.year.census_date
        if on.year != self.year.pk:
            raise ValidationError(
                f"{day(on)} is not in {self.year}. Enter a day of {self.year}.", code="date_range"
            )
        if on > self.today:
            raise ValidationError(
                f"{day(on)} is in the future. Enter it when it has come.", code="date_range"
            )
        if self.only_after_census and on <= census:
            raise ValidationError(
                f"Entry is closed, so a withdrawal on or before the census date ({day(census)}) can no "
                "longer be recorded. Enter a day after it.",
                code="date_range",
            )
        return on
