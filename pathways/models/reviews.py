"""Reviews of credit mappings: somebody looked again and found that a decision still holds."""

from django.conf import settings
from django.db import models

from pathways.models.mappings import CreditMapping


class MappingReview(models.Model):
    """One confirmation: what was looked at, and when the mapping is looked at next. Append-only."""

    mapping = models.ForeignKey(CreditMapping, on_delete=models.PROTECT, related_name="reviews")
    was_due = models.DateField(null=True, help_text="When this review was due.")
    next_due = models.DateField(help_text="When the mapping is looked at next.")
    note = models.TextField(help_text="What was looked at, one thing a line.")
    confirmed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    confirmed_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"Review of mapping {self.mapping_id}, next due {self.next_due}"
