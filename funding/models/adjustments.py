"""Manual adjustments of payments, each entered by one person and decided by another. Append-only."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from funding.models.decisions import Decision, refused_with_a_reason
from funding.models.payments import LINE_NAMES
from funding.models.runs import SchoolAllocation


class Adjustment(models.Model):
    """Signed cents that are paid beside what the runs decide. Approved, it becomes a payment line."""

    class Kind(models.TextChoices):
        UNDERPAYMENT = "UNDERPAYMENT", "Payment that was missed"
        OVERPAYMENT = "OVERPAYMENT", "Overpayment taken back"
        MOVE = "MOVE", "Student moved between schools"
        HARDSHIP = "HARDSHIP", "Hardship or disaster"
        OTHER = "OTHER", "Other"

    year = models.PositiveSmallIntegerField(help_text="The year that is paid.")
    school = models.ForeignKey("enrolments.School", on_delete=models.PROTECT, related_name="adjustments")
    component = models.CharField(max_length=16, choices=SchoolAllocation.Component.choices)
    line = models.CharField(max_length=3, choices=LINE_NAMES)
    kind = models.CharField(max_length=12, choices=Kind.choices)
    amount = models.BigIntegerField(help_text="Cents; negative when money goes back.")
    reason = models.TextField()
    entered_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    entered_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(reason=""), name="adjustment_has_a_reason"),
            models.CheckConstraint(condition=~Q(amount=0), name="adjustment_is_not_zero"),
        ]

    def __str__(self) -> str:
        return f"Adjustment {self.pk}"


class AdjustmentDecision(Decision):
    """Whether an adjustment is paid."""

    adjustment = models.OneToOneField(Adjustment, on_delete=models.PROTECT, related_name="decision")

    class Meta:
        constraints = [refused_with_a_reason("adjustment")]

    def __str__(self) -> str:
        return f"{self.adjustment} {self.get_what_display().lower()}"
