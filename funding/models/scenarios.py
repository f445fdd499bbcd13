"""What-if scenarios that somebody saved, each with what it came to on its day."""

from django.conf import settings
from django.db import models


class FundingScenario(models.Model):
    """One version of a scenario. It is never edited: worked out again, it is a new version of its name.

    `changes` are those of funding.rules.scenario_json; `result` holds what funding.rules.scenario_result
    writes, and beside it how each parameter stood and whom it touched. Nothing is paid by any of it.
    """

    year = models.PositiveSmallIntegerField()
    name = models.CharField(max_length=80)
    number = models.PositiveSmallIntegerField(default=1, help_text="Counts the versions of a name, from 1.")
    changes = models.JSONField()
    result = models.JSONField()
    baseline = models.CharField(max_length=200, help_text="What it was compared with, in words.")
    facts_sha256 = models.CharField(max_length=64)
    rules_sha256 = models.CharField(max_length=64)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["year", "name", "number"], name="scenario_version_once")
        ]

    def __str__(self) -> str:
        version = f", version {self.number}" if self.number > 1 else ""
        return f"{self.name}{version}"
