"""A file of results that a school has sent: checked first, then taken as a whole or not at all."""

from django.conf import settings
from django.db import models


class ResultUpload(models.Model):
    """A file of results as it was sent, and what its check found.

    `found` holds what a person reads before deciding: counts, problems, unmatched people. The content is
    checked again when the file is taken, because the portal may have changed meanwhile.
    """

    class Kind(models.TextChoices):
        TABLE = "TABLE", "Table of results"
        NAT = "NAT", "NAT00120 of a training provider"

    class Status(models.TextChoices):
        CHECKED = "CHECKED", "Checked"
        TAKEN = "TAKEN", "Taken"
        DROPPED = "DROPPED", "Dropped"

    school = models.ForeignKey("enrolments.School", on_delete=models.PROTECT, related_name="result_uploads")
    kind = models.CharField(max_length=5, choices=Kind.choices)
    filename = models.CharField(max_length=150)
    content = models.BinaryField()
    sha256 = models.CharField(max_length=64)
    found = models.JSONField(default=dict)
    status = models.CharField(max_length=7, choices=Status.choices, default=Status.CHECKED)
    sent_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    sent_at = models.DateTimeField()
    taken_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    taken_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"{self.filename} of {self.school}"
