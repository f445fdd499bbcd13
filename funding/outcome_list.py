"""A school's enrolments with their outcomes as a list: columns, and what it can be narrowed to."""

from collections import Counter
from collections.abc import Sequence

import django_tables2 as tables
from django import forms
from django.http import QueryDict

from funding.queries.school_funding import EnrolmentRow
from funding.rules.eligibility import RULES
from vetportal.money import UNKNOWN, dollars, whole

_NUMBER = {"td": {"class": "num"}, "th": {"class": "num"}}


class OutcomesTable(tables.Table):
    """Enrolment by enrolment: funded or not, the hours that count, the amount alone, every reason."""

    student = tables.TemplateColumn(template_name="funding/outcome_student.html", order_by="student")
    certificate = tables.Column(verbose_name="Certificate")
    band = tables.Column(verbose_name="Band", empty_values=())
    hours = tables.Column(verbose_name="Hours", attrs=_NUMBER)
    funded_hours = tables.Column(verbose_name="Funded hours", attrs=_NUMBER)
    amount = tables.Column(verbose_name="Earns alone", attrs=_NUMBER)
    would_earn = tables.Column(verbose_name="If mended", attrs=_NUMBER)
    reasons = tables.TemplateColumn(
        template_name="funding/outcome_reasons.html", verbose_name="Funded?", order_by="first_reason"
    )

    class Meta:
        order_by = "student"
        empty_text = "No enrolment matches what you asked for."
        sequence = (
            "student",
            "certificate",
            "reasons",
            "band",
            "hours",
            "funded_hours",
            "amount",
            "would_earn",
        )

    caption = "Enrolments and their outcomes"

    def __init__(self, *args, school_code: str, may_mend: bool, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.school_code, self.may_mend = school_code, may_mend
        if not may_mend:
            self.columns["would_earn"].column.verbose_name = "Not earned"

    def render_band(self, value: str) -> str:
        return value or UNKNOWN

    def render_hours(self, value: int) -> str:
        return whole(value)

    render_funded_hours = render_hours

    def render_amount(self, value: int) -> str:
        return dollars(value)

    def render_would_earn(self, value: int, record: EnrolmentRow) -> str:
        """$0.00 where nothing that the school can mend would help; empty beside what is funded."""
        return "" if record.is_funded else dollars(value)


class OutcomeForm(forms.Form):
    """Name or certificate, funded or not, and one reason."""

    q = forms.CharField(label="Student or certificate", required=False)
    state = forms.ChoiceField(
        label="Funded?",
        required=False,
        choices=[("", "All"), ("yes", "Funded"), ("no", "Not funded"), ("mend", "Can be put right")],
    )
    reason = forms.ChoiceField(label="Reason", required=False)
    year = forms.CharField(required=False, widget=forms.HiddenInput)
    show = forms.CharField(required=False, widget=forms.HiddenInput)


class OutcomeFilter:
    """Rows narrowed by the address; `form` shows how. A value that is not offered narrows nothing."""

    def __init__(self, data: QueryDict, rows: Sequence[EnrolmentRow]) -> None:
        self.rows = rows
        self.form = OutcomeForm(data)
        counts = Counter(rule.code for row in rows for rule in row.reasons)
        self.form.fields["reason"].choices = [("", "Any")] + [
            (rule.code, f"{rule.sentence} ({counts[rule.code]})") for rule in RULES if counts[rule.code]
        ]
        self.form.is_valid()

    @property
    def found(self) -> list[EnrolmentRow]:
        """The rows that match everything that was asked for."""
        asked = self.form.cleaned_data
        words = asked.get("q", "").casefold().split()
        return [
            row
            for row in self.rows
            if _in_state(row, asked.get("state", ""))
            and _has_reason(row, asked.get("reason", ""))
            and all(word in _text(row) for word in words)
        ]


def _in_state(row: EnrolmentRow, state: str) -> bool:
    if state == "mend":
        return row.would_earn > 0
    return not state or row.is_funded == (state == "yes")


def _has_reason(row: EnrolmentRow, code: str) -> bool:
    return not code or any(rule.code == code for rule in row.reasons)


def _text(row: EnrolmentRow) -> str:
    return f"{row.student} {row.student_number} {row.certificate} {row.title}".casefold()
