"""Packaging rules of a qualification: how many units of which groups make it complete.

The units themselves stand in the register (enrolments.PackagedUnit, core or elective, with its group).
"""

from django.db import models
from django.db.models import F, Q


class Packaging(models.Model):
    """What the training package asks for in one qualification. Counts of units."""

    qualification = models.OneToOneField(
        "enrolments.Qualification", on_delete=models.CASCADE, related_name="packaging"
    )
    release = models.CharField(max_length=10, blank=True, help_text="Release of the qualification, if known.")
    total_units = models.PositiveSmallIntegerField()
    core_units = models.PositiveSmallIntegerField()
    elective_units = models.PositiveSmallIntegerField()
    imported_units = models.PositiveSmallIntegerField(
        default=0, help_text="How many electives may come from elsewhere."
    )
    import_level_from = models.PositiveSmallIntegerField(
        null=True, blank=True, help_text="Lowest level of a qualification that lists an imported unit."
    )
    is_grid_complete = models.BooleanField(
        default=False, help_text="Whether the register holds every unit that the qualification lists."
    )
    source = models.CharField(max_length=300)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(total_units=F("core_units") + F("elective_units")), name="packaging_adds_up"
            ),
            models.CheckConstraint(
                condition=Q(imported_units__lte=F("elective_units")), name="packaging_imports_are_electives"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.qualification.code}: {self.core_units} core and {self.elective_units} elective units"


class PackagingGroup(models.Model):
    """How many electives have to come, and may come, from one group of the grid."""

    packaging = models.ForeignKey(Packaging, on_delete=models.CASCADE, related_name="groups")
    name = models.CharField(max_length=20, help_text="As in the grid's elective group.")
    least = models.PositiveSmallIntegerField(default=0)
    most = models.PositiveSmallIntegerField(null=True, blank=True, help_text="Empty: no limit of its own.")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["packaging", "name"], name="packaging_group_once"),
            models.CheckConstraint(
                condition=Q(most=None) | Q(most__gte=F("least")), name="packaging_group_in_order"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} of {self.packaging_id}"
