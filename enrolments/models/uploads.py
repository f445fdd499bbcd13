"""Uploaded files on their way in: staged by id and owner until confirmed or dropped."""

import uuid

from django.conf import settings
from django.db import models


class EnrolmentUpload(models.Model):
    """One uploaded file. Its rows are deleted when it is confirmed or dropped; the summary stays."""

    class Status(models.TextChoices):
        STAGED = "STAGED", "To be checked"
        CONFIRMED = "CONFIRMED", "Saved"
        DROPPED = "DROPPED", "Dropped"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    school = models.ForeignKey("enrolments.School", on_delete=models.PROTECT, related_name="uploads")
    year = models.ForeignKey("enrolments.EnrolmentYear", on_delete=models.PROTECT, related_name="uploads")
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    filename = models.CharField(max_length=100)
    sha256 = models.CharField(max_length=64)
    received_at = models.DateTimeField()
    status = models.CharField(max_length=9, choices=Status.choices, default=Status.STAGED)
    settled_at = models.DateTimeField(null=True, blank=True)
    row_count = models.PositiveIntegerField(default=0)
    error_rows = models.PositiveIntegerField(default=0)
    warning_rows = models.PositiveIntegerField(default=0)
    notes = models.JSONField(default=list)
    summary = models.JSONField(
        default=dict, help_text="What saving it does or did: counts, and a mark of them."
    )

    def __str__(self) -> str:
        return self.filename


class UploadRow(models.Model):
    """One row of an uploaded file as it was read, with what was found wrong."""

    upload = models.ForeignKey(EnrolmentUpload, on_delete=models.CASCADE, related_name="rows")
    number = models.PositiveIntegerField(help_text="Data row, from 1.")
    line = models.PositiveIntegerField(help_text="Line as a spreadsheet shows it.")
    values = models.JSONField()
    errors = models.JSONField(default=list)
    warnings = models.JSONField(default=list)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["upload", "number"], name="upload_row_once")]

    def __str__(self) -> str:
        return f"{self.upload} row {self.number}"
