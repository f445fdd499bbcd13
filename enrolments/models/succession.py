"""Which unit took the place of which, as the national register states it."""

from collections import defaultdict

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q

from enrolments.rules.equivalence import CircularSuccession, check_no_circle


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

    def clean(self) -> None:
        """Refuses a step that would lead from a unit back to itself, by way of the steps there are."""
        if self.predecessor_id is None or self.successor_id is None:
            return
        successors: dict[str, set[str]] = defaultdict(set)
        others = UnitSuccession.objects.exclude(pk=self.pk)
        for earlier, later in others.values_list("predecessor__code", "successor__code"):
            successors[earlier].add(later)
        successors[self.predecessor.code].add(self.successor.code)
        try:
            check_no_circle(successors)
        except CircularSuccession as refusal:
            raise ValidationError(str(refusal), code=refusal.code) from None
