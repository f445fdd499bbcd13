"""The credit ledger: for each student and scheme what every result earned, and why."""

from django.db import models


class CreditRecord(models.Model):
    """What a student's results are worth under a scheme, as last worked out. Credits in thousandths."""

    student = models.ForeignKey("enrolments.Student", on_delete=models.CASCADE, related_name="credit_records")
    scheme = models.ForeignKey("credits.CreditScheme", on_delete=models.PROTECT, related_name="records")
    total = models.PositiveIntegerField(help_text="Thousandths that count.")
    at_level = models.PositiveIntegerField(help_text="Thousandths of it at the standard's level or higher.")
    is_met = models.BooleanField(
        null=True, help_text="Whether the standard is met; empty where there is none."
    )
    blocked = models.PositiveSmallIntegerField(help_text="Results that wait for hours or a level.")
    inputs_sha256 = models.CharField(max_length=64, help_text="Over the facts and rules that went in.")
    worked_out_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["student", "scheme"], name="credit_record_once_a_scheme")
        ]

    def __str__(self) -> str:
        return f"{self.student} under {self.scheme}"


class CreditEntry(models.Model):
    """One line: a unit's result, or credit of a certificate as a whole. A zero has its reason, too."""

    record = models.ForeignKey(CreditRecord, on_delete=models.CASCADE, related_name="entries")
    position = models.PositiveSmallIntegerField()
    result = models.ForeignKey(
        "credits.UnitResult", on_delete=models.CASCADE, null=True, blank=True, related_name="entries"
    )
    unit_code = models.CharField(max_length=12, blank=True)
    unit_title = models.CharField(max_length=300, blank=True)
    certificate_code = models.CharField(max_length=10, blank=True)
    certificate_title = models.CharField(max_length=200, blank=True)
    ended_on = models.DateField(null=True)
    hours = models.PositiveSmallIntegerField(null=True)
    hours_source = models.CharField(max_length=60, blank=True)
    hours_as_at = models.DateField(null=True)
    level = models.PositiveSmallIntegerField(null=True)
    level_basis = models.CharField(max_length=300, blank=True)
    credit = models.PositiveIntegerField(help_text="Thousandths.")
    slot = models.CharField(max_length=40, blank=True, help_text="The place in the certificate it fills.")
    code = models.CharField(max_length=24, help_text="The reason as a code.")
    reason = models.CharField(max_length=500)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["record", "position"], name="credit_entry_position_once")
        ]

    def __str__(self) -> str:
        return f"{self.unit_code or self.certificate_code}: {self.credit}"
