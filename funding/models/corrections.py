"""Corrections of frozen facts, each proposed by one person and decided by another. Append-only."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from funding.models.decisions import Decision, refused_with_a_reason


class CensusCorrection(models.Model):
    """What would be right instead of a frozen fact. The frozen row stays as it is."""

    class Kind(models.TextChoices):
        AMEND = "AMEND", "Amend an enrolment"
        ADD = "ADD", "Fund an enrolment recorded late"
        REMOVE = "REMOVE", "Take an enrolment out"

    year = models.PositiveSmallIntegerField(help_text="The census that is corrected.")
    kind = models.CharField(max_length=6, choices=Kind.choices)
    enrolment_id = models.BigIntegerField()
    school = models.ForeignKey("enrolments.School", on_delete=models.PROTECT, related_name="+")
    before = models.JSONField(null=True, help_text="The facts that it was proposed against.")
    facts = models.JSONField(null=True, help_text="The facts from then on; empty when the enrolment goes.")
    reason = models.TextField()
    proposed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(reason=""), name="correction_has_a_reason"),
            models.CheckConstraint(
                condition=Q(kind="REMOVE", facts__isnull=True) | ~Q(kind="REMOVE") & Q(facts__isnull=False),
                name="correction_facts_unless_removed",
            ),
        ]
        indexes = [models.Index(fields=["year", "enrolment_id"], name="correction_by_enrolment")]

    def __str__(self) -> str:
        return f"Correction {self.pk} of the {self.year} census"

    @property
    def title(self) -> str:
        """What is done, in the words of the page that proposes it."""
        return "Correct an enrolment" if self.kind == self.Kind.AMEND else self.get_kind_display()


class CorrectionDecision(Decision):
    """Whether a correction holds. Corrections apply in the order of these rows."""

    correction = models.OneToOneField(CensusCorrection, on_delete=models.PROTECT, related_name="decision")

    class Meta:
        constraints = [refused_with_a_reason("correction")]

    def __str__(self) -> str:
        return f"{self.correction} {self.get_what_display().lower()}"
