"""A school's VET policy: each change is a new revision, the last one stands. Append-only."""

from django.conf import settings
from django.db import models

from obligations.rules.policy import Dates


class PolicyRevision(models.Model):
    """How a school's VET policy stood after one change: each step with its day."""

    school = models.ForeignKey("enrolments.School", on_delete=models.PROTECT, related_name="policy_revisions")
    number = models.PositiveIntegerField(help_text="Counts the revisions of a school, from 1.")
    documented_on = models.DateField(null=True, blank=True)
    document = models.CharField(max_length=300, blank=True, help_text="Where the policy can be read.")
    file = models.ForeignKey(
        "obligations.SignedFile", on_delete=models.PROTECT, null=True, blank=True, related_name="policies"
    )
    ratified_on = models.DateField(null=True, blank=True, help_text="Day of the school council’s meeting.")
    ratified_note = models.CharField(max_length=300, blank=True, help_text="For example the minute.")
    communicated_on = models.DateField(null=True, blank=True)
    communicated_note = models.CharField(max_length=300, blank=True, help_text="How parents were told.")
    changed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    changed_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["school", "number"], name="policy_revision_number_once")
        ]

    def __str__(self) -> str:
        return f"VET policy of {self.school}, revision {self.number}"

    @property
    def dates(self) -> Dates:
        """When each step was done."""
        return Dates(self.documented_on, self.ratified_on, self.communicated_on)
