"""The form that confirms the review of a mapping."""

from datetime import date

from django.core.exceptions import ValidationError

from enrolments.forms.text import EntryForm
from pathways.forms.fields import DayField, LinesField
from pathways.models import CreditMapping
from pathways.queries.mapping_reviews import fault_of_day


class ReviewForm(EntryForm):
    """What was looked at, and when the mapping is looked at next."""

    note = LinesField(
        label="What you looked at",
        rows=3,
        help_text="One thing a line: the subject outline of this year, an answer from the award’s provider.",
        required_as="Write what you looked at: it stays with the mapping.",
    )
    next_due = DayField(
        label="Next review due",
        help_text="Within five years, for example 30/6/2021.",
        required_as=("day_required", "Enter the day, for example 30/6/2021."),
    )

    def __init__(self, *args, mapping: CreditMapping, today: date, **kwargs) -> None:
        super().__init__(*args, auto_id="review-%s", **kwargs)
        self.mapping, self.today = mapping, today

    def clean_next_due(self) -> date:
        """Ahead, not too far, and while the mapping is valid."""
        said = self.cleaned_data["next_due"]
        if fault := fault_of_day(said, self.mapping, self.today):
            raise ValidationError(fault, code="day")
        return said
