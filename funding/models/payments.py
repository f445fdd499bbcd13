"""What is paid: signed lines by school, component and instalment. Append-only."""

from django.db import models
from django.db.models import Q

from funding.models.years import InstalmentShare
from funding.rules.ledger import SETTLEMENT

LINE_NAMES = [*InstalmentShare.Line.choices, (SETTLEMENT, "Settlement after term 4")]


class PaymentLine(models.Model):
    """One instalment of one component to one school, in signed cents.

    It comes from the run that decided it, or from a manual adjustment that two people made.
    """

    run = models.ForeignKey(
        "funding.FundingRun", on_delete=models.PROTECT, null=True, related_name="payment_lines"
    )
    adjustment = models.OneToOneField(
        "funding.Adjustment", on_delete=models.PROTECT, null=True, related_name="payment_line"
    )
    school = models.ForeignKey("enrolments.School", on_delete=models.PROTECT, related_name="payment_lines")
    component = models.CharField(max_length=16)
    line = models.CharField(max_length=3, choices=LINE_NAMES)
    amount = models.BigIntegerField(help_text="Cents; negative when money goes back.")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["run", "school", "component", "line"], name="payment_line_once_a_run"
            ),
            models.CheckConstraint(
                condition=Q(run=None, adjustment__isnull=False) | Q(run__isnull=False, adjustment=None),
                name="payment_line_has_one_origin",
            ),
        ]
        indexes = [models.Index(fields=["school", "run"], name="payment_by_school")]

    def __str__(self) -> str:
        return f"{self.school} {self.line} {self.component}"
