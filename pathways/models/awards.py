"""Awards of higher education and their subjects, as far as somebody has entered them."""

from django.conf import settings
from django.db import models


class Entered(models.Model):
    """What officers enter and correct; `revision` counts the changes, so that nobody overwrites another's.

    An award and a subject have a version of their own: the one that their provider publishes.
    """

    revision = models.PositiveIntegerField(default=1)
    changed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    changed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        abstract = True


class HigherEducationProvider(Entered):
    """A university or another provider of higher education."""

    code = models.CharField(
        max_length=10, unique=True, help_text="The provider's code in national reporting."
    )
    name = models.CharField(max_length=200)
    source = models.CharField(max_length=300)

    def __str__(self) -> str:
        return self.name


class Award(Entered):
    """A course of a provider. Its size is what shares of it are taken of."""

    class AmountUnit(models.TextChoices):
        EFTSL = "EFTSL", "EFTSL"
        POINTS = "POINTS", "credit points"
        SUBJECTS = "SUBJECTS", "subjects"

    provider = models.ForeignKey(HigherEducationProvider, on_delete=models.PROTECT, related_name="awards")
    code = models.CharField(max_length=20)
    title = models.CharField(max_length=200)
    level = models.PositiveSmallIntegerField(help_text="AQF level, 5 to 10.")
    version = models.CharField(max_length=20, blank=True)
    size = models.PositiveIntegerField(null=True, blank=True, help_text="Thousandths of the unit below.")
    size_unit = models.CharField(max_length=8, choices=AmountUnit.choices, default=AmountUnit.EFTSL)
    source = models.CharField(max_length=300)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["provider", "code", "version"], name="award_version_once")
        ]

    def __str__(self) -> str:
        return f"{self.title}, {self.provider.name}"


class AwardSubject(Entered):
    """A subject of an award, with its learning outcomes as its provider states them, one a line."""

    award = models.ForeignKey(Award, on_delete=models.CASCADE, related_name="subjects")
    code = models.CharField(max_length=20)
    title = models.CharField(max_length=200)
    version = models.CharField(max_length=20, blank=True)
    outcomes = models.TextField(blank=True, help_text="One learning outcome a line.")
    source = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["award", "code", "version"], name="subject_version_once")
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.title}"


class UnitOutcomes(Entered):
    """What a unit of competency asks a student to do: its elements and performance criteria, one a line."""

    unit = models.OneToOneField("enrolments.Unit", on_delete=models.CASCADE, related_name="outcome_text")
    outcomes = models.TextField(help_text="One outcome a line.")
    source = models.CharField(max_length=300)

    def __str__(self) -> str:
        return f"Outcomes of {self.unit.code}"
