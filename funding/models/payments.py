"""What is paid: signed lines by school, component and instalment. Append-only."""

from django.db import models


class PaymentLine(models.Model):
    """One instalment of one component to one school, in signed cents, from the run that decided it."""

    run = models.ForeignKey("funding.FundingRun", on_delete=models.PROTECT, related_name="payment_lines")
    school = models.ForeignKey("enrolments.School", on_delete=models.PROTECT, related_name="payment_lines")
    component = models.CharField(max_length=16)
    line = models.CharField(max_length=3)
    amount = models.BigIntegerField(help_text="Cents; negative when money goes back.")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["run", "school", "component", "line"], name="payment_line_once_a_run"
            )
        ]
        indexes = [models.Index(fields=["school", "run"], name="payment_by_school")]

    def __str__(self) -> str:
        return f"{self.school} {self.line} {self.component}"
