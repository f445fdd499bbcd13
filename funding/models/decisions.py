"""What another person decides on something that was entered: once, and with a reason where it is refused."""

from django.conf import settings
from django.db import models
from django.db.models import Q


class Decision(models.Model):
    """Whether what was entered holds. A subclass names what it decides on."""

    class What(models.TextChoices):
        APPROVED = "APPROVED", "Approved"
        REFUSED = "REFUSED", "Refused"

    what = models.CharField(max_length=8, choices=What.choices)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    reason = models.TextField(blank=True)

    class Meta:
        abstract = True


def refused_with_a_reason(noun: str) -> models.CheckConstraint:
    """The constraint of a table of decisions on adjustments, say: who refuses says why."""
    condition = ~Q(what="REFUSED") | ~Q(reason="")
    return models.CheckConstraint(condition=condition, name=f"{noun}_refused_with_a_reason")
