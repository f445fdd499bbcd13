"""Results of students in units, and the evidence behind a credit transfer."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from credits.rules import outcomes


class Outcome(models.TextChoices):
    ACHIEVED = outcomes.Outcome.ACHIEVED, outcomes.LABELS[outcomes.Outcome.ACHIEVED]
    NOT_ACHIEVED = outcomes.Outcome.NOT_ACHIEVED, outcomes.LABELS[outcomes.Outcome.NOT_ACHIEVED]
    WITHDRAWN = outcomes.Outcome.WITHDRAWN, outcomes.LABELS[outcomes.Outcome.WITHDRAWN]
    RPL = outcomes.Outcome.RPL, outcomes.LABELS[outcomes.Outcome.RPL]
    CREDIT_TRANSFER = outcomes.Outcome.CREDIT_TRANSFER, outcomes.LABELS[outcomes.Outcome.CREDIT_TRANSFER]
    CONTINUING = outcomes.Outcome.CONTINUING, outcomes.LABELS[outcomes.Outcome.CONTINUING]


class UnitResult(models.Model):
    """How a unit ended for a student in a year, within a qualification or on its own.

    It stands beside the enrolment, not under it: what a student achieved stays when an entry is removed, and
    study from before the portal, or from another state, has no entry at all.
    """

    class Origin(models.TextChoices):
        ENTERED = "ENTERED", "Entered by the school"
        FILE = "FILE", "From a file of the school"
        PROVIDER = "PROVIDER", "From the training provider's NAT00120"

    student = models.ForeignKey("enrolments.Student", on_delete=models.PROTECT, related_name="unit_results")
    unit = models.ForeignKey("enrolments.Unit", on_delete=models.PROTECT, related_name="results")
    qualification = models.ForeignKey(
        "enrolments.Qualification",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="results",
        help_text="Empty where the unit was taken on its own.",
    )
    year = models.PositiveSmallIntegerField(help_text="The year of study.")
    outcome = models.CharField(max_length=15, choices=Outcome.choices)
    ended_on = models.DateField("date of the result")
    origin = models.CharField(max_length=8, choices=Origin.choices, default=Origin.ENTERED)
    national_outcome = models.CharField(
        max_length=2, blank=True, help_text="The provider's outcome identifier, where it came from there."
    )
    version = models.PositiveIntegerField(default=1)
    entered_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    entered_at = models.DateTimeField()
    changed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    changed_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["student", "qualification", "unit", "year"], name="result_once_a_certificate_and_year"
            ),
            models.UniqueConstraint(
                fields=["student", "unit", "year"],
                condition=Q(qualification=None),
                name="result_once_a_year_on_its_own",
            ),
        ]
        indexes = [models.Index(fields=["qualification", "year", "student"], name="result_by_class")]

    def __str__(self) -> str:
        return f"{self.student}: {self.unit.code} {self.get_outcome_display().lower()}"


class TransferEvidence(models.Model):
    """What was seen before credit was transferred (Standards for RTOs 2015, clause 3.5; 2025, 1.7)."""

    class Document(models.TextChoices):
        TESTAMUR = "TESTAMUR", "Testamur with record of results"
        STATEMENT = "STATEMENT", "Statement of attainment"
        TRANSCRIPT = "TRANSCRIPT", "Authenticated VET transcript (USI)"

    class Basis(models.TextChoices):
        SAME = "SAME", "The same unit"
        EQUIVALENT = "EQUIVALENT", "An equivalent unit by the national register"
        ANALYSED = "ANALYSED", "Judged equivalent by the provider's own analysis"

    class Decision(models.TextChoices):
        GRANTED = "GRANTED", "Granted"
        REFUSED = "REFUSED", "Refused"

    result = models.OneToOneField(UnitResult, on_delete=models.CASCADE, related_name="evidence")
    issuer_code = models.CharField("code of the issuing RTO", max_length=10)
    issuer_name = models.CharField("name of the issuing RTO", max_length=200)
    document = models.CharField(max_length=10, choices=Document.choices)
    reference = models.CharField("document or transcript number", max_length=60)
    issued_on = models.DateField("date of issue")
    unit_as_issued = models.CharField("unit code as issued", max_length=12)
    title_as_issued = models.CharField("unit title as issued", max_length=300, blank=True)
    basis = models.CharField(max_length=10, choices=Basis.choices)
    analysis = models.TextField(blank=True, help_text="Needed where the provider's own analysis decides.")
    verified_by = models.CharField("who verified the document", max_length=200)
    verified_on = models.DateField()
    decision = models.CharField(max_length=7, choices=Decision.choices)
    reason = models.CharField(max_length=300, blank=True, help_text="Needed where credit is refused.")
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(basis="ANALYSED") | ~Q(analysis=""), name="evidence_analysis_in_words"
            ),
            models.CheckConstraint(
                condition=~Q(decision="REFUSED") | ~Q(reason=""), name="evidence_refusal_has_reason"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.unit_as_issued}, {self.issuer_name}, {self.get_decision_display().lower()}"
