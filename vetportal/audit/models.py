"""The one audit record: who did what, when, before and after, chained by hash and append-only."""

from django.db import models


class AuditEvent(models.Model):
    """One change, without foreign keys, so that it outlives what it describes."""

    chain = models.CharField(max_length=20, help_text="School code, or STATE for what belongs to no school.")
    position = models.PositiveBigIntegerField(help_text="Place in its chain, from 1.")
    at = models.DateTimeField()
    by_id = models.BigIntegerField(null=True, help_text="The person, or nothing for an operator's command.")
    by_name = models.CharField(max_length=200)
    action = models.CharField(max_length=60)
    subject_type = models.CharField(max_length=60)
    subject_id = models.CharField(max_length=60)
    reason = models.TextField(blank=True)
    before = models.JSONField(null=True)
    after = models.JSONField(null=True)
    previous_hash = models.CharField(max_length=64)
    hash = models.CharField(max_length=64)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["chain", "position"], name="audit_one_event_a_place")]
        indexes = [models.Index(fields=["subject_type", "subject_id"], name="audit_subject")]

    def __str__(self) -> str:
        return f"{self.action} {self.subject_type} {self.subject_id}"
