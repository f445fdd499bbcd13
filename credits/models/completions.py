"""Certificates that students completed as a whole."""

from django.conf import settings
from django.db import models


class CertificateCompletion(models.Model):
    """A student completed a certificate. The portal does not infer it: the provider's testamur says so.

    Some schemes credit a certificate only when all of it is completed, and pathways often ask for that.
    """

    student = models.ForeignKey("enrolments.Student", on_delete=models.PROTECT, related_name="completions")
    qualification = models.ForeignKey(
        "enrolments.Qualification", on_delete=models.PROTECT, related_name="completions"
    )
    completed_on = models.DateField("date of completion")
    version = models.PositiveIntegerField(default=1)
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["student", "qualification"], name="completion_once_a_student_and_certificate"
            )
        ]

    def __str__(self) -> str:
        return f"{self.student} completed {self.qualification.code}"
