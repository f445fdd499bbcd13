"""Which unit took the place of which, as the national register states it."""

from django.db import models
from django.db.models import F, Q


class UnitSuccession(models.Model):
    """One unit supersedes another. Several units may merge into one, and one may be split into several."""

    predecessor = models.ForeignKey(
        "enrolments.Unit", on_delete=models.PROTECT, related_name="successions", verbose_name="earlier unit"
    )
    successor = models.ForeignKey(
        "enrolments.Unit", on_delete=models.PROTECT, related_name="predecessions", verbose_name="later unit"
    )
    is_equivalent = models.BooleanField(
        "equivalent",
        default=False,
        help_text="Only where the register says so: then the two count as one unit for credit.",
    )
    effective_on = models.DateField(null=True, blank=True)
    note = models.CharField(max_length=300, blank=True)
    source = models.CharField(max_length=300)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["predecessor", "successor"], name="succession_once_a_pair"),
            models.CheckConstraint(
                condition=~Q(predecessor=F("successor")), name="succession_not_of_the_same_unit"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.predecessor.code} to {self.successor.code}"
