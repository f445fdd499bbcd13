"""A student in a qualification in a year, and the units that make up its hours."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from enrolments.models import holds, window_guards


class Enrolment(models.Model):
    """A student in a qualification in a year, as the home school enters it."""

    class Program(models.TextChoices):
        VCE = "VCE", "VCE"
        VCAL = "VCAL", "VCAL"
        VCE_VM = "VCE-VM", "VCE Vocational Major"
        VPC = "VPC", "Victorian Pathways Certificate"
        NONE = "NONE", "No senior secondary certificate"

    class Delivery(models.TextChoices):
        SCHOOL = "SCHOOL", "School as its own RTO"
        AUSPICE = "AUSPICE", "School, auspiced by an RTO"
        EXTERNAL = "EXTERNAL", "Purchased from a TAFE or RTO"
        HOST_SCHOOL = "HOST_SCHOOL", "At a host school"
        SBAT = "SBAT", "School-based apprenticeship or traineeship"
        HEADSTART = "HEADSTART", "Head Start"
        INDEPENDENT = "INDEPENDENT", "Student's own enrolment at a TAFE or RTO"

    student = models.ForeignKey("enrolments.Student", on_delete=models.PROTECT, related_name="enrolments")
    school = models.ForeignKey("enrolments.School", on_delete=models.PROTECT, related_name="enrolments")
    campus = models.ForeignKey("enrolments.Campus", on_delete=models.PROTECT, related_name="enrolments")
    year = models.ForeignKey("enrolments.EnrolmentYear", on_delete=models.PROTECT, related_name="enrolments")
    qualification = models.ForeignKey(
        "enrolments.Qualification", on_delete=models.PROTECT, related_name="enrolments"
    )
    program = models.CharField("senior certificate", max_length=6, choices=Program.choices)
    delivery = models.CharField(max_length=12, choices=Delivery.choices)
    provider = models.ForeignKey(
        "enrolments.Provider", on_delete=models.PROTECT, null=True, blank=True, related_name="enrolments"
    )
    subjects = models.PositiveSmallIntegerField(
        "subjects in the student's program",
        null=True,
        blank=True,
        help_text="5 or 6; empty where it is the usual number of the year.",
    )
    on_census = models.BooleanField(
        default=True,
        db_default=True,
        help_text="False where it was recorded after the freeze: it is not funded.",
    )
    withdrawn_date = models.DateField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)
    entered_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    entered_at = models.DateTimeField()
    changed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    changed_at = models.DateTimeField()

    objects = window_guards.EnrolmentQuerySet.as_manager()

    class Meta:
        base_manager_name = "objects"
        constraints = [
            models.UniqueConstraint(
                fields=["student", "qualification", "year"],
                name="enrolment_once_a_student_qualification_year",
            ),
            models.CheckConstraint(
                condition=Q(subjects=None) | Q(subjects__gte=1, subjects__lte=12),
                name="enrolment_subjects_1_to_12",
            ),
        ]
        indexes = [
            models.Index(fields=["school", "year", "id"], name="enrolment_by_school"),
            models.Index(fields=["year", "id"], name="enrolment_by_year"),
        ]

    def __str__(self) -> str:
        return f"{self.student} in {self.qualification.code} {self.year_id}"

    def save(self, *args, **kwargs) -> None:
        """Refuses a change of what funding reads when entry is closed or the return is signed.

        After the freeze only what was recorded late can change, and `on_census` itself never does.
        """
        window_guards.check_enrolment(self, kwargs.get("update_fields"))
        super().save(*args, **kwargs)

    def delete(self, *args, **kwargs) -> tuple[int, dict[str, int]]:
        """Refused like any other change."""
        window_guards.check_enrolment(self, None)
        holds.refuse_while_held([self.pk])
        return super().delete(*args, **kwargs)


class UnitEnrolment(models.Model):
    """A unit within an enrolment. Empty hours mean that they are still missing; they are never 0."""

    enrolment = models.ForeignKey(Enrolment, on_delete=models.CASCADE, related_name="units")
    unit = models.ForeignKey("enrolments.Unit", on_delete=models.PROTECT, related_name="enrolments")
    hours = models.PositiveSmallIntegerField(null=True, blank=True, help_text="Whole hours in this year.")
    is_credit_transfer = models.BooleanField("credit transfer", default=False)

    objects = window_guards.UnitEnrolmentQuerySet.as_manager()

    class Meta:
        base_manager_name = "objects"
        constraints = [
            models.UniqueConstraint(fields=["enrolment", "unit"], name="unit_once_an_enrolment"),
            models.CheckConstraint(
                condition=Q(hours=None) | Q(hours__lte=9999), name="unit_hours_at_most_9999"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.unit.code} in {self.enrolment}"

    def save(self, *args, **kwargs) -> None:
        """Refuses a change when entry is closed or the return is signed."""
        window_guards.check_unit(self)
        super().save(*args, **kwargs)

    def delete(self, *args, **kwargs) -> tuple[int, dict[str, int]]:
        """Refused like any other change."""
        window_guards.check_unit(self)
        return super().delete(*args, **kwargs)
