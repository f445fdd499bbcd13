"""Instalments that were sent to be paid, and what came back as paid. Append-only."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from funding.models.payments import LINE_NAMES


class Remittance(models.Model):
    """One instalment as it was sent: its lines are locked from then on."""

    year = models.PositiveSmallIntegerField(help_text="The year that is paid.")
    line = models.CharField(max_length=3, choices=LINE_NAMES)
    number = models.PositiveSmallIntegerField(help_text="Counts what was sent of an instalment, from 1.")
    rows = models.PositiveIntegerField(help_text="Rows of the payment file.")
    total = models.BigIntegerField(help_text="Cents.")
    sha256 = models.CharField(max_length=64, help_text="Of the payment file as CSV.")
    sent_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    sent_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["year", "line", "number"], name="remittance_number_once"),
            # Only what is settled after the year can be sent more than once.
            models.CheckConstraint(condition=Q(number=1) | Q(line="END"), name="instalment_sent_once"),
        ]

    def __str__(self) -> str:
        counted = f", part {self.number}" if self.number > 1 else ""
        return f"{self.get_line_display()} {self.year}{counted}"


class RemittedLine(models.Model):
    """A payment line that was sent."""

    remittance = models.ForeignKey(Remittance, on_delete=models.PROTECT, related_name="lines")
    payment_line = models.OneToOneField(
        "funding.PaymentLine", on_delete=models.PROTECT, related_name="remitted"
    )

    def __str__(self) -> str:
        return f"{self.payment_line} in {self.remittance}"


class PaymentConfirmation(models.Model):
    """A file that says what was paid of a remittance; taken whole or not at all."""

    remittance = models.ForeignKey(Remittance, on_delete=models.PROTECT, related_name="confirmations")
    filename = models.CharField(max_length=120)
    sha256 = models.CharField(max_length=64)
    rows = models.PositiveIntegerField()
    confirmed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    confirmed_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.filename} for {self.remittance}"


class ConfirmedPayment(models.Model):
    """What was paid to one school for one component of a remittance, to the cent as it was sent."""

    confirmation = models.ForeignKey(PaymentConfirmation, on_delete=models.PROTECT, related_name="payments")
    remittance = models.ForeignKey(Remittance, on_delete=models.PROTECT, related_name="payments")
    school = models.ForeignKey("enrolments.School", on_delete=models.PROTECT, related_name="+")
    component = models.CharField(max_length=16)
    amount = models.BigIntegerField(help_text="Cents; negative when money went back.")
    paid_on = models.DateField()
    reference = models.CharField(max_length=60)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["remittance", "school", "component"], name="payment_confirmed_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.school} {self.component}, paid on {self.paid_on}"
