"""The department's lists of corrections, adjustments and payments of an instalment."""

from collections.abc import Sequence

import django_tables2 as tables
from django.db.models import QuerySet, Sum
from django.urls import reverse
from django.utils.html import format_html

from enrolments.models import Enrolment, School
from funding.models import Adjustment, CensusCorrection
from funding.rules.components import COMPONENT_BY_CODE
from funding.rules.ledger import SETTLEMENT
from funding.tables import MoneyColumn, SchoolColumn, total
from vetportal.money import day

WAITS = ("ready", "To decide")


def tag_of(record: CensusCorrection | Adjustment) -> tuple[str, str]:
    """Tone and word of where a proposal stands."""
    decision = getattr(record, "decision", None)
    if decision is None:
        return WAITS
    return ("done" if decision.what == "APPROVED" else "closed", decision.get_what_display())


def _tag(tone: str, word: str) -> str:
    return format_html('<span class="tag" data-tone="{}">{}</span>', tone, word)


class CorrectionsTable(tables.Table):
    """Corrections of a census. `enrolments` are those of the page, by key."""

    enrolments: dict[int, Enrolment] = {}

    enrolment = tables.Column("Enrolment", accessor="enrolment_id", orderable=False)
    school = tables.Column("School", orderable=False)
    kind = tables.Column("What", accessor="title", orderable=False)
    reason = tables.Column("Reason", orderable=False)
    proposed = tables.Column("Proposed", accessor="proposed_at", orderable=False)
    state = tables.Column("State", empty_values=(), orderable=False)

    caption = "Corrections"

    class Meta:
        empty_text = "No correction has been proposed for this census."

    def render_enrolment(self, value: int, record: CensusCorrection) -> str:
        """Student and certificate, which open the correction."""
        held = self.enrolments.get(value)
        name = f"{held.student.name}, {held.qualification.code}" if held else f"Enrolment {value}"
        return format_html('<a href="{}">{}</a>', reverse("funding:correction", args=[record.pk]), name)

    def render_school(self, record: CensusCorrection) -> str:
        """Name and code."""
        return format_html('{} <span class="cell-note">{}</span>', record.school.name, record.school.code)

    def render_proposed(self, record: CensusCorrection) -> str:
        """When and by whom."""
        return format_html(
            '{} <span class="cell-note">{}</span>', day(record.proposed_at), record.proposed_by
        )

    def render_state(self, record: CensusCorrection) -> str:
        """To decide, approved or refused."""
        return _tag(*tag_of(record))


class AdjustmentsTable(tables.Table):
    """Manual adjustments of a year."""

    school = tables.Column("School", orderable=False)
    kind = tables.Column("Type", orderable=False)
    line = tables.Column("Paid with", orderable=False)
    component = tables.Column("Budget line", orderable=False)
    entered = tables.Column("Entered", accessor="entered_at", orderable=False)
    state = tables.Column("State", empty_values=(), orderable=False)
    amount = MoneyColumn(verbose_name="Amount", signed=True, orderable=False)

    caption = "Manual adjustments"

    class Meta:
        empty_text = "No adjustment has been entered for this year."

    def render_school(self, record: Adjustment) -> str:
        """Name and code, which open the adjustment."""
        return format_html(
            '<a href="{}">{}</a> <span class="cell-note">{}</span>',
            reverse("funding:adjustment", args=[record.pk]), record.school.name, record.school.code,
        )  # fmt: skip

    def render_entered(self, record: Adjustment) -> str:
        """When and by whom."""
        return format_html('{} <span class="cell-note">{}</span>', day(record.entered_at), record.entered_by)

    def render_state(self, record: Adjustment) -> str:
        """To decide, approved or refused."""
        return _tag(*tag_of(record))


class SentTable(tables.Table):
    """What a remittance sent to each school, and what was paid of it."""

    school = tables.Column("School", accessor="name", orderable=False)
    component = tables.Column("Budget line", orderable=False)
    state = tables.Column("State", accessor="paid_on", empty_values=(), orderable=False)
    reference = tables.Column("Reference", orderable=False)
    amount = MoneyColumn(verbose_name="Amount", orderable=False)

    caption = "Payments of this instalment"

    class Meta:
        empty_text = "Nothing was sent."

    def render_school(self, record: dict) -> str:
        """Name, which opens the school's payments, and code."""
        return format_html(
            '<a href="{}">{}</a> <span class="cell-note">{}</span>',
            reverse("funding:school-payments", args=[record["code"]]), record["name"], record["code"],
        )  # fmt: skip

    def render_component(self, value: str) -> str:
        """The component by its published name."""
        return COMPONENT_BY_CODE[value].name

    def render_state(self, record: dict) -> str:
        """Sent, or paid on a day."""
        on = record["paid_on"]
        return _tag("done", f"paid on {day(on)}") if on else _tag("ready", "sent")


_SUMMED = ("t1", "t2", "adj", "t3", "t4", "end", "adjusted", "total")


class SchedulesTable(tables.Table):
    """Every school's payments of a year, released lines only, and what all rows come to."""

    name = SchoolColumn(verbose_name="School", page="funding:school-payments", footer="Together")
    code = tables.Column(verbose_name="Code")
    t1 = MoneyColumn(verbose_name="Term 1", footer=total)
    t2 = MoneyColumn(verbose_name="Term 2", footer=total)
    adj = MoneyColumn(verbose_name="Adjustment", signed=True, footer=total)
    t3 = MoneyColumn(verbose_name="Term 3", footer=total)
    t4 = MoneyColumn(verbose_name="Term 4", footer=total)
    end = MoneyColumn(verbose_name="After term 4", signed=True, footer=total)
    adjusted = MoneyColumn(verbose_name="Manual part", signed=True, footer=total)
    total = MoneyColumn(verbose_name="Whole year", footer=total)

    class Meta:
        model = School
        fields = ("name", "code", *_SUMMED)
        empty_text = "No released payments match what you asked for."
        order_by = "name"

    caption = "Payment schedules"

    def __init__(
        self, schools: QuerySet[School], *, lines: Sequence[str], has_adjustments: bool, **kwargs
    ) -> None:
        sums = schools.aggregate(**{f"all_{name}": Sum(name) for name in _SUMMED})
        self.totals = {name: sums[f"all_{name}"] for name in _SUMMED}
        left_out = [*([] if SETTLEMENT in lines else ["end"]), *([] if has_adjustments else ["adjusted"])]
        super().__init__(schools, exclude=left_out, **kwargs)
