"""Invented content for the style page, which shows every component of the look in each of its states."""

from datetime import UTC, datetime
from typing import NamedTuple

import django_tables2 as tables
from django import forms
from django.http import HttpRequest
from django.utils.html import format_html

from vetportal import charts, money

_BANDS = ("1", "2", "3", "4", "5", "5a", "6", "7", "8")
_HOURS = (
    (412, 430),
    (884, 801),
    (1318, 1392),
    (602, 671),
    (771, 702),
    (348, 377),
    (925, 961),
    (481, 440),
    (1206, 1187),
)
_NAMES = (
    "Aliyev, Zehra", "Brown, Ava", "Nguyễn, Thị Minh Khai", "O’Brien-Papadopoulos, Konstantinos",
    "Ng, Li", "de la Cruz, María", "Smith, Jack", "Taufa, ʻAna", "Williams, Ella", "Yılmaz, Can",
)  # fmt: skip
_STATES = (("done", "Funded"), ("incomplete", "No hours yet"), ("problem", "Not funded"), ("ready", "Ready"))


class Row(NamedTuple):
    """One invented enrolment."""

    student: str
    certificate: str
    band: str
    hours: int
    amount: int
    tone: str
    state: str


def _rows() -> list[Row]:
    rows = []
    for number in range(128):
        tone, state = _STATES[number % 4]
        hours = 90 + 7 * (number % 40)
        name = _NAMES[number % len(_NAMES)]
        rows.append(Row(name, "Certificate III in Invented Trade", "5a", hours, hours * 628, tone, state))
    return rows


class PatternTable(tables.Table):
    """A sorted, paged table with a state, figures and a link in every row."""

    caption = "Enrolments (invented)"
    student = tables.Column()
    certificate = tables.Column(orderable=False)
    band = tables.Column()
    hours = tables.Column(attrs={"td": {"class": "num"}})
    amount = tables.Column(verbose_name="Would earn", attrs={"td": {"class": "num"}})
    state = tables.Column(verbose_name="Funded?")

    class Meta:
        empty_text = "No enrolment fits this filter. Show all, or change the filter."

    def render_student(self, value: str) -> str:
        return format_html('<a href="#table">{}</a>', value)

    def render_amount(self, value: int) -> str:
        return money.dollars(value)

    def render_state(self, record: Row) -> str:
        return format_html('<span class="tag" data-tone="{}">{}</span>', record.tone, record.state)


class PatternForm(forms.Form):
    """One field of each kind, with a hint or without."""

    family_name = forms.CharField(
        error_messages={"required": "Enter the family name as it stands on the enrolment form."}
    )
    given_names = forms.CharField(required=False)
    date_of_birth = forms.DateField(
        help_text="Day, month and year, for example 6/5/2002.",
        error_messages={"invalid": "Write the date of birth as day, month and year, for example 6/5/2002."},
    )
    program = forms.ChoiceField(choices=[("", "Choose"), ("VCE", "VCE"), ("VCAL", "VCAL")])
    hours = forms.IntegerField(
        min_value=1,
        help_text="Scheduled hours this year. 180 hours are one full-time enrolment.",
        error_messages={"min_value": "Hours must be a whole number of 1 or more."},
    )
    delivery = forms.ChoiceField(
        widget=forms.RadioSelect,
        choices=[("SCHOOL", "The school itself"), ("EXTERNAL", "Bought from another provider")],
        error_messages={"required": "Choose who delivers the training."},
    )
    apprentice = forms.BooleanField(
        required=False, label="School-based apprentice", help_text="Earns credit, not targeted funding."
    )
    note = forms.CharField(required=False, widget=forms.Textarea(attrs={"rows": 3}))
    file = forms.FileField(required=False, label="Supporting file")


class PatternFilter(forms.Form):
    """What stands above a list."""

    q = forms.CharField(label="Name or number", required=False)
    certificate = forms.ChoiceField(
        choices=[("", "Any"), ("a", "Certificate III in Invented Trade")], required=False
    )
    band = forms.ChoiceField(choices=[("", "Any"), *((band, band) for band in _BANDS)], required=False)
    at_risk = forms.BooleanField(label="Not funded only", required=False)


class _Filter(NamedTuple):
    form: forms.Form


class Step(NamedTuple):
    """One row of a calculation."""

    sentence: str
    amount: int | None


def _drawings() -> dict[str, object]:
    return {
        "bands": _by_band(),
        "terms": _by_term(),
        "cap": _of_the_cap("Use of the cap", "Invented. Nearly the whole cap is used.", bands=2_248_311_70),
        "over": _of_the_cap(
            "A draft above the cap", "Invented. The draft is above the cap.", bands=2_402_118_00
        ),
        "years": _over_years(),
    }


def _by_band() -> charts.BarChart:
    return charts.grouped_bars(
        title="Full-time enrolments by band",
        description="Invented. Band 3 is the largest with 13.92 confirmed; bands 2 and 5 fell most.",
        categories=_BANDS,
        series=[
            ("Indicative", [before for before, _ in _HOURS]),
            ("Confirmed", [now for _, now in _HOURS]),
        ],
        unit="fte",
        axis="Band",
    )


def _by_term() -> charts.BarChart:
    return charts.signed_bars(
        title="Payments by term",
        description="Invented. Four payments, and an adjustment that takes back $3,120.45.",
        values=[
            ("Term 1", 1_284_000), ("Term 2", 1_284_000), ("2/3 adjustment", -312_045),
            ("Term 3", 1_127_977), ("Term 4", 1_127_978),
        ],
        axis="Line",
    )  # fmt: skip


def _of_the_cap(title: str, description: str, *, bands: int) -> charts.Gauge:
    parts = [("Bands", bands), ("Rural weighting", 151_686_50)]
    return charts.cap_gauge(title=title, description=description, cap=2_400_000_00, parts=parts)


def _over_years() -> charts.LineChart:
    return charts.line(
        title="Eligible full-time enrolments by year",
        description="Invented. Rising from 61 to 84 in five years.",
        categories=("2015", "2016", "2017", "2018", "2019"),
        series=[
            ("This school", [6100, 6850, 6720, 7900, 8425]),
            ("Schools alike", [5900, 6000, 6150, 6300, 6500]),
        ],
        unit="fte",
        axis="Year",
    )


def context(request: HttpRequest) -> dict:
    """Everything that the template pattern.html shows."""
    table = PatternTable(_rows(), order_by=request.GET.get("sort", "student"))
    table.paginate(page=2, per_page=8)
    wrong = {"date_of_birth": "6.5.", "program": "VCE", "hours": "-5"}
    return {
        "table": table,
        "nothing": PatternTable([], order_by="student"),
        "good_form": PatternForm(auto_id="good_%s"),
        "wrong_form": PatternForm(wrong, auto_id="wrong_%s"),
        "filter": _Filter(PatternFilter(request.GET or None, auto_id="filter_%s")),
        "students": _NAMES * 4,
        "grid": [(f"Invented unit {number}", 20 + 5 * number) for number in range(1, 9)],
        "drawings": _drawings(),
        "steps": [
            Step("Band 5a: 270 hours of 1 enrolment", None),
            Step("Weighting level 3.347 × base rate $337.71", 113_032),
            Step("270 hours of 360 full-rate hours × $1,130.32", 84_774),
        ],
        "when": datetime(2019, 5, 6, 13, 59, tzinfo=UTC),
    }
