"""The authority's own decisions on single units."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q


class LevelRuling(models.Model):
    """The complexity level that the authority gave a unit, whatever the register lists; it needs a reason."""

    unit = models.ForeignKey("enrolments.Unit", on_delete=models.PROTECT, related_name="level_rulings")
    level = models.PositiveSmallIntegerField(help_text="1 to 4.")
    reason = models.CharField(max_length=300)
    source = models.CharField(max_length=300, help_text="Who decided, and where it is written.")
    from_date = models.DateField(null=True, blank=True, help_text="First day of results it holds for.")
    until_date = models.DateField(null=True, blank=True, help_text="Last day; empty while it lasts.")
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(level__gte=1, level__lte=4), name="ruling_level_1_to_4"),
            models.CheckConstraint(
                condition=Q(from_date=None) | Q(until_date=None) | Q(until_date__gte=F("from_date")),
                name="ruling_dates_in_order",
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="ruling_has_reason"),
        ]

    def __str__(self) -> str:
        return f"{self.unit.code} is level {self.level}"
